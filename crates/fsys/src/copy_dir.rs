//! Copies many files from one directory to another.
//!
//! Both directories are opened once: resolving a long path twice takes as long as copying a small
//! file. A file that cannot be copied in this way is copied by [`crate::work::copy`], whose errors
//! have the official texts.
//! Counterpart: none; cmd/go/internal/modcmd/vendor.go (`copyDir`) opens whole paths.

use std::fs::File;
use std::io;
use std::io::Write;
use std::os::fd::OwnedFd;

use rustix::fs::CWD;
use rustix::fs::Mode;
use rustix::fs::OFlags;
use vamos_base::golang::os_str;

use crate::access_log;
use crate::access_log::AccessRecorder;
use crate::disk;
use crate::os::raw_mode;

/// A directory with files, and one for their copies.
#[derive(Debug)]
pub struct CopyDir {
    from: OwnedFd,
    to: OwnedFd,
}

impl CopyDir {
    /// Opens both directories; `None` if that is not possible, or if this run records which
    /// files it reads and writes.
    pub fn open(from: &str, to: &str) -> Option<Self> {
        if access_log::with(AccessRecorder::is_kept) {
            return None;
        }
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let open = |dir: &str| {
            let dir = os_str::encode(dir);
            rustix::fs::openat(CWD, &*dir, flags, Mode::empty()).ok()
        };
        Some(Self {
            from: open(from)?,
            to: open(to)?,
        })
    }

    /// Copies a file to one of the same name with these permission bits, less the umask, if
    /// it is new. Returns false if there was an error; a part may be written then.
    #[must_use]
    pub fn copy(&self, name: &str, mode: u32) -> bool {
        self.try_copy(name, mode).is_ok()
    }

    fn try_copy(&self, name: &str, mode: u32) -> io::Result<()> {
        let name = os_str::encode(name);
        let read = OFlags::RDONLY | OFlags::CLOEXEC;
        let write = OFlags::WRONLY | OFlags::CREATE | OFlags::TRUNC | OFlags::CLOEXEC;
        let source = rustix::fs::openat(&self.from, &*name, read, Mode::empty())?;
        let target = rustix::fs::openat(&self.to, &*name, write, raw_mode(mode))?;
        let (mut source, mut target) = (File::from(source), File::from(target));
        let is_all = disk::with_buffer(|buffer| {
            let count = disk::read_some(&source, buffer, buffer.len())?;
            target.write_all(&buffer[..count])?;
            io::Result::Ok(count < buffer.len())
        })?;
        if !is_all {
            io::copy(&mut source, &mut target)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::CopyDir;
    use crate::uncached;
    use crate::work;

    /// Files of all sizes around the buffer's have the same bytes, and the mode of new files.
    #[test]
    fn copies_are_equal() {
        let temp = tempfile::tempdir().unwrap();
        let at = |path: &str| format!("{}/{path}", temp.path().display());
        for dir in ["from", "to"] {
            uncached::make_dirs(&at(dir)).unwrap();
        }
        let pair = CopyDir::open(&at("from"), &at("to")).unwrap();
        for size in [0, 1, (256 << 10) - 1, 256 << 10, (256 << 10) + 1, 3 << 20] {
            let bytes: Vec<u8> = (0..size).map(|at: u32| (at % 251) as u8).collect();
            let name = format!("f{size}");
            let from = at(&format!("from/{name}"));
            work::write_mode(&from, &bytes, 0o444).unwrap();
            assert!(pair.copy(&name, 0o666), "{size}");
            let to = at(&format!("to/{name}"));
            assert!(uncached::read(&to).unwrap() == bytes, "{size}");
            work::write(&at("new"), b"").unwrap();
            let mode = |path: &str| work::lstat(path).unwrap().mode;
            assert_eq!(mode(&to), mode(&at("new")), "{size}");
            // An existing longer copy is truncated.
            work::write(&to, &vec![7; size as usize + 9]).unwrap();
            assert!(pair.copy(&name, 0o666), "{size}");
            assert!(uncached::read(&to).unwrap() == bytes, "{size}");
        }
    }

    #[test]
    fn errors_are_left_to_others() {
        let temp = tempfile::tempdir().unwrap();
        let at = |path: &str| format!("{}/{path}", temp.path().display());
        assert!(CopyDir::open(&at("from"), &at("to")).is_none());
        for dir in ["from", "to/taken"] {
            uncached::make_dirs(&at(dir)).unwrap();
        }
        work::write(&at("from/taken"), b"x").unwrap();
        let pair = CopyDir::open(&at("from"), &at("to")).unwrap();
        assert!(!pair.copy("missing", 0o666));
        assert!(!pair.copy("taken", 0o666));
        assert!(work::lstat(&at("to/missing")).is_err());
    }
}
