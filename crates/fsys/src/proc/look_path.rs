//! Finding programs, as Go's os/exec does.
//!
//! Counterpart: os/exec/lp_unix.go, cmd/internal/pathcache.

use std::fmt;
use std::fs;

use crate::FileKind;
use crate::Metadata;
use crate::access_log;
use crate::os::os_path;
use crate::path_error::errno_text;

/// A program that was not found; prints as `exec: "x": executable file not found in $PATH`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookPathError {
    /// The name of the lookup.
    pub name: String,
    /// Go's text of the cause.
    pub message: String,
}

impl fmt::Display for LookPathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = vamos_base::golang::quote::quote(&self.name);
        write!(f, "exec: {name}: {}", self.message)
    }
}

impl std::error::Error for LookPathError {}

fn executable(file: &str) -> Result<(), String> {
    let meta = match fs::metadata(os_path(file)) {
        Ok(meta) => {
            let meta = Metadata::from(&meta);
            access_log::with(|recorder| recorder.hit(file, &meta));
            meta
        }
        Err(error) => {
            access_log::with(|recorder| recorder.miss(file, &error));
            return Err(format!(
                "stat {file}: {}",
                error.raw_os_error().map_or_else(String::new, errno_text)
            ));
        }
    };
    if meta.kind == FileKind::Dir {
        return Err("is a directory".to_owned());
    }
    match rustix::fs::access(&*os_path(file), rustix::fs::Access::EXEC_OK) {
        Ok(()) => Ok(()),
        Err(rustix::io::Errno::NOSYS | rustix::io::Errno::PERM) if meta.mode & 0o111 != 0 => Ok(()),
        Err(error) => Err(errno_text(error.raw_os_error())),
    }
}

/// Looks `name` up in `path_env` (a `:` list). A name with a slash is returned unchanged. A match
/// in a relative directory of the list is an error, as in Go.
pub fn look_path(name: &str, path_env: &str) -> Result<String, LookPathError> {
    let fail = |message: &str| LookPathError {
        name: name.to_owned(),
        message: message.to_owned(),
    };
    if name.contains('/') {
        return match executable(name) {
            Ok(()) => Ok(name.to_owned()),
            Err(message) => Err(fail(&message)),
        };
    }
    // An empty list has no elements.
    let dirs = path_env.split(':').filter(|_| !path_env.is_empty());
    for dir in dirs {
        // An empty element means the current directory.
        let dir = if dir.is_empty() { "." } else { dir };
        let file = vamos_base::golang::path::join(&[dir, name]);
        if executable(&file).is_ok() {
            if !file.starts_with('/') {
                return Err(fail(
                    "cannot run executable found relative to current directory",
                ));
            }
            return Ok(file);
        }
    }
    Err(fail("executable file not found in $PATH"))
}
