//! Package patterns: the forms of arguments on a command line.
//!
//! Counterpart: cmd/go/internal/search/search.go, cmd/internal/pkgpattern.

mod clean;
mod glob;
mod ignore;
mod matching;

pub use clean::clean_patterns;
pub use glob::Glob;
pub use glob::TreeGlob;
pub use glob::match_pattern;
pub use glob::match_simple_pattern;
pub use glob::tree_can_match_pattern;
pub use ignore::IgnorePatterns;
pub use matching::Match;
pub use matching::MatchError;
pub use matching::is_local_import;
pub use matching::is_meta_package;
pub use matching::is_relative_path;
pub use matching::is_standard_import_path;
