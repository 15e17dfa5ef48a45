//! File systems of systems other than Linux, about which no property is assumed.
//!
//! APFS and HFS+ have times in nanoseconds (HFS+ in seconds) and a change time, but a store to a
//! page of a shared mapping sets them only when the page is written back, which may be seconds
//! later. So a stamp alone never proves that a file is unchanged.
//! Counterpart: none.

use std::io;
use std::path::Path;

/// Returns the kind of file system that a path is on, and whether its files are, or may be, on
/// another machine; `None`, because the kinds have no common numbers.
pub fn file_system(_path: &str) -> Option<(&'static str, bool)> {
    None
}

/// Reports whether a file is on a file system known to set the change time with every change of
/// contents, including changes through a shared mapping: none is known.
pub fn keeps_honest_times(_path: &str) -> bool {
    false
}

/// Makes a file or a directory visible at another path as well.
///
/// # Errors
/// Always: only Linux can do that.
pub fn bind_mount(_from: &Path, _to: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Exchanges the names of two files atomically.
///
/// # Errors
/// Always: this is done on Linux only.
pub(crate) fn exchange(_one: &str, _other: &str) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
