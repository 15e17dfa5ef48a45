//! The default directory of the cache, and its creation.
//!
//! Counterpart: cmd/go/internal/cache/default.go.

use vamos_fsys::PathError;
use vamos_fsys::lock;
use vamos_fsys::uncached;

use crate::Clock;
use crate::LocalStore;

/// Written into the directory because it is outside the usual Go trees. The text is the official
/// command's, since either program may write it first.
const README: &str = "This directory holds cached build artifacts from the Go build system.
Run \"go clean -cache\" if the directory is getting too large.
Run \"go clean -fuzzcache\" to delete the fuzz cache.
See go.dev to learn more about Go.
";

/// The effective GOCACHE.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DefaultDir {
    /// The directory, or `off`.
    pub dir: String,
    /// True if it differs from the default without GOCACHE.
    pub is_changed: bool,
    /// The reason why no cache can be used, in the words of the official command.
    pub error: Option<String>,
}

/// The reason why there is no cache. Every command needs one, so this ends the command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InitError {
    /// There is no directory to use.
    NotLocated {
        /// The reason, in Go's words.
        reason: String,
    },
    /// The user turned the cache off.
    Off,
    /// The directory cannot be used.
    Unusable {
        /// The directory.
        dir: String,
        /// The error of the file operation.
        error: PathError,
    },
}

impl std::fmt::Display for InitError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotLocated { reason } => {
                write!(
                    f,
                    "build cache is required, but could not be located: {reason}"
                )
            }
            Self::Off => {
                f.write_str("build cache is disabled by GOCACHE=off, but required as of Go 1.12")
            }
            Self::Unusable { dir, error } => {
                write!(f, "failed to initialize build cache at {dir}: {error}")
            }
        }
    }
}

impl std::error::Error for InitError {}

/// Returns the effective GOCACHE, given the user's cache directory (or the reason why there is
/// none, in Go's words) and the setting, which is empty if not set.
pub fn default_dir(user_cache_dir: Result<&str, &str>, gocache: &str) -> DefaultDir {
    let (dir, error) = match user_cache_dir {
        Ok(dir) => (format!("{}/go-build", dir.trim_end_matches('/')), None),
        Err(error) => {
            let error = format!("GOCACHE is not defined and {error}");
            ("off".to_owned(), Some(error))
        }
    };
    if gocache.is_empty() {
        return DefaultDir {
            dir,
            is_changed: false,
            error,
        };
    }
    let is_changed = gocache != dir;
    if gocache.starts_with('/') || gocache == "off" {
        return DefaultDir {
            dir: gocache.to_owned(),
            is_changed,
            error: None,
        };
    }
    DefaultDir {
        dir: "off".to_owned(),
        is_changed,
        error: Some("GOCACHE is not an absolute path".to_owned()),
    }
}

/// Opens the effective GOCACHE, making it if it does not exist.
pub fn open_default(place: &DefaultDir, clock: Clock) -> Result<LocalStore, InitError> {
    if let Some(reason) = &place.error {
        let reason = reason.clone();
        return Err(InitError::NotLocated { reason });
    }
    if place.dir == "off" {
        return Err(InitError::Off);
    }
    let unusable = |error| InitError::Unusable {
        dir: place.dir.clone(),
        error,
    };
    uncached::make_dirs(&place.dir).map_err(unusable)?;
    let readme = format!("{}/README", place.dir);
    if uncached::stat(&readme).is_err() {
        // A cache without it works as well.
        let _ = lock::write(&readme, README.as_bytes(), 0o666);
    }
    LocalStore::open(&place.dir, clock).map_err(unusable)
}
