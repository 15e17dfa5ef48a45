//! Absolute paths of arguments, which may be relative.
//!
//! Counterpart: path/filepath (`Abs`).

use vamos_base::golang::path;

/// Joins a possibly relative path to a base directory and cleans it.
pub fn absolute(base: &str, name: &str) -> String {
    if name.starts_with('/') {
        path::clean(name)
    } else {
        path::join(&[base, name])
    }
}
