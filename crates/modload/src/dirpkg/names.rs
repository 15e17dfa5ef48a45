//! Names of files and directories.
//!
//! Counterpart: none; Go uses path/filepath.

/// Joins a clean directory and a name.
pub(crate) fn join(dir: &str, name: &str) -> String {
    if dir.ends_with('/') {
        format!("{dir}{name}")
    } else {
        format!("{dir}/{name}")
    }
}

/// Returns the extension of a name, dot included, or an empty string.
pub(crate) fn extension(name: &str) -> &str {
    name.rfind('.').map_or("", |dot| &name[dot..])
}
