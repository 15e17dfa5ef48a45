//! Errors of file access, in the words of Go's `os` package.
//!
//! Counterpart: io/fs.PathError, syscall.Errno.Error.

use std::io;

use vamos_base::golang::errno;

/// The number and the text of the error that a path does not exist.
const ENOENT: i32 = 2;
const NOT_THERE: &str = "no such file or directory";

/// A failed operation on a path; prints as Go does: `open x: no such file or directory`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathError {
    /// Go's word for the operation: `open`, `stat`, `lstat`, `readdirent`, `read`, …
    pub op: &'static str,
    /// The requested path.
    pub path: String,
    /// The system's error number, if it was one.
    pub errno: Option<i32>,
    /// Go's text for the cause, without path.
    pub message: String,
}

impl PathError {
    /// Wraps an [`io::Error`].
    pub fn new(op: &'static str, path: &str, error: &io::Error) -> Self {
        let errno = error.raw_os_error();
        let message = match errno {
            Some(number) => errno_text(number),
            None => error.to_string(),
        };
        Self {
            op,
            path: path.to_owned(),
            errno,
            message,
        }
    }

    /// Returns the error of a path that does not exist (`ENOENT`).
    pub fn not_exist(op: &'static str, path: &str) -> Self {
        Self::new(op, path, &io::Error::from_raw_os_error(ENOENT))
    }

    /// Reports whether the cause is that the path does not exist
    /// (Go: `errors.Is(err, fs.ErrNotExist)`).
    pub fn is_not_exist(&self) -> bool {
        self.errno == Some(ENOENT)
    }

    /// Reports whether a device is full, or a limit of the system is reached (`ENOSPC`).
    pub fn is_no_space(&self) -> bool {
        self.errno == Some(rustix::io::Errno::NOSPC.raw_os_error())
    }

    /// Reports whether the reader of a pipe has gone (`EPIPE`).
    pub fn is_broken_pipe(&self) -> bool {
        self.errno == Some(rustix::io::Errno::PIPE.raw_os_error())
    }

    /// Reports whether the file system is mounted read-only (`EROFS`).
    pub fn is_read_only(&self) -> bool {
        self.errno == Some(rustix::io::Errno::ROFS.raw_os_error())
    }

    /// Reports whether the cause is missing permission (`fs.ErrPermission`).
    pub fn is_permission(&self) -> bool {
        matches!(self.errno, Some(1 | 13))
    }
}

/// Returns Go's text of a system error; the texts of the C library differ between musl and GNU.
pub fn errno_text(number: i32) -> String {
    // Loading looks up thousands of files that need not exist.
    if number == ENOENT {
        return NOT_THERE.to_owned();
    }
    errno::text(number)
}

impl std::fmt::Display for PathError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}: {}", self.op, self.path, self.message)
    }
}

impl std::error::Error for PathError {}

#[cfg(test)]
mod tests {
    use super::ENOENT;
    use super::NOT_THERE;
    use super::errno;
    use super::errno_text;

    #[test]
    fn texts_are_those_of_go() {
        const EISDIR: i32 = 21;
        assert_eq!(errno::text(ENOENT), NOT_THERE);
        assert_eq!(errno_text(EISDIR), "is a directory");
    }
}
