//! Package patterns: what the words on a command line may mean.
//!
//! Counterpart: cmd/go/internal/search/search.go, cmd/internal/pkgpattern.

mod matching;

pub use matching::Match;
pub use matching::MatchError;
pub use matching::is_local_import;
pub use matching::is_meta_package;
pub use matching::is_relative_path;
pub use matching::is_standard_import_path;
