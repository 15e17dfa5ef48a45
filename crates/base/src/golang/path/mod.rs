//! Paths as strings: `/`-separated, manipulated by their text alone.
//!
//! Nothing here looks at a file. Where upstream mixes a lexical step with a look at
//! the disk ([`short_path_if`], [`in_dir`]), this is the lexical step and the caller
//! brings the look.
//!
//! Counterpart: path/filepath (unix), path, cmd/go/internal/base/path.go,
//! cmd/go/internal/str/path.go, `InDir` of cmd/go/internal/search/search.go.

mod glob;
mod lexical;
mod prefix;

pub use glob::BadPattern;
pub use glob::has_meta;
pub use glob::match_glob;
pub use glob::match_slash;
pub use lexical::base;
pub use lexical::clean;
pub use lexical::cleaned;
pub use lexical::dir;
pub use lexical::ext;
pub use lexical::is_abs;
pub use lexical::is_clean;
pub use lexical::is_local;
pub use lexical::join;
pub use lexical::rel;
pub use lexical::split;
pub use lexical::split_list;
pub use prefix::has_path_prefix;
pub use prefix::in_dir;
pub use prefix::short_path;
pub use prefix::short_path_if;
pub use prefix::trim_path_prefix;
pub use prefix::with_separator;
