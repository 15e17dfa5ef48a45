//! Files that several processes read and change, guarded by `flock`.
//!
//! The lock is on the file itself, shared for reading and exclusive for writing. The official
//! command takes the same lock, so both wait for each other. It ends with the [`LockedFile`].
//! Counterpart: cmd/go/internal/lockedfile.

use std::fs;
use std::fs::File;
use std::fs::OpenOptions;
use std::fs::TryLockError;
use std::io;
use std::io::Read;
use std::os::unix::fs::FileExt;
use std::os::unix::fs::MetadataExt;
use std::os::unix::fs::OpenOptionsExt;

use crate::PathError;
use crate::access_log;
use crate::os::os_path;

/// An open file with a lock of this process.
pub struct LockedFile {
    file: File,
    path: String,
}

/// The kind of lock, and whether a missing file is created.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Access {
    Read,
    Edit,
}

impl LockedFile {
    /// Opens a file for reading, waiting for writers (`lockedfile.Open`).
    pub fn open(path: &str) -> Result<Self, PathError> {
        Self::acquire(path, Access::Read, 0)
    }

    /// Opens a file for reading and writing with an exclusive lock; creates it if it is missing and
    /// leaves its contents (`lockedfile.Edit`).
    pub fn edit(path: &str) -> Result<Self, PathError> {
        Self::acquire(path, Access::Edit, 0o666)
    }

    /// Like [`LockedFile::edit`], but does not wait; `None` if another process has the lock.
    pub fn try_edit(path: &str) -> Result<Option<Self>, PathError> {
        let file = Self::open_file(path, Access::Edit, 0o666)?;
        Self::try_hold(file, path)
    }

    /// Opens an existing file or directory with an exclusive lock, without writing to it; does not
    /// wait: `None` if another process has the lock.
    pub fn try_alone(path: &str) -> Result<Option<Self>, PathError> {
        let file = Self::open_file(path, Access::Read, 0)?;
        Self::try_hold(file, path)
    }

    /// Reports whether the path still names the locked file: during the wait for the lock, another
    /// process may have removed the file and created a new one, which is not locked.
    pub fn is_at_path(&self) -> bool {
        let (Ok(locked), Ok(named)) = (self.file.metadata(), fs::metadata(os_path(&self.path)))
        else {
            return false;
        };
        (locked.dev(), locked.ino()) == (named.dev(), named.ino())
    }

    fn try_hold(file: File, path: &str) -> Result<Option<Self>, PathError> {
        match file.try_lock() {
            Ok(()) => Ok(Some(Self {
                file,
                path: path.to_owned(),
            })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(PathError::new("Lock", path, &error)),
        }
    }

    /// Opens the file. An existing file that is only locked counts as read.
    fn open_file(path: &str, access: Access, mode: u32) -> Result<File, PathError> {
        let mut options = OpenOptions::new();
        options.read(true).write(access == Access::Edit);
        let opened = match options.open(os_path(path)) {
            Err(error) if access == Access::Edit && error.kind() == io::ErrorKind::NotFound => {
                access_log::wrote(path);
                options.create(true).mode(mode).open(os_path(path))
            }
            opened => opened,
        };
        let file = opened.map_err(|error| {
            access_log::with(|recorder| recorder.miss(path, &error));
            PathError::new("open", path, &error)
        })?;
        access_log::with(|recorder| recorder.opened(path, &file));
        Ok(file)
    }

    fn acquire(path: &str, access: Access, mode: u32) -> Result<Self, PathError> {
        let file = Self::open_file(path, access, mode)?;
        let operation = if access == Access::Edit {
            "Lock"
        } else {
            "RLock"
        };
        loop {
            let locked = match access {
                Access::Read => file.lock_shared(),
                Access::Edit => file.lock(),
            };
            match locked {
                Ok(()) => break,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(PathError::new(operation, path, &error)),
            }
        }
        let path = path.to_owned();
        Ok(Self { file, path })
    }

    fn error(&self, op: &'static str, error: &io::Error) -> PathError {
        PathError::new(op, &self.path, error)
    }

    /// Returns all contents.
    pub fn contents(&self) -> Result<Vec<u8>, PathError> {
        let mut out = Vec::new();
        let mut offset = 0;
        let mut chunk = [0; 8192];
        loop {
            match self.file.read_at(&mut chunk, offset) {
                Ok(0) => return Ok(out),
                Ok(count) => {
                    out.extend_from_slice(&chunk[..count]);
                    offset += count as u64;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(self.error("read", &error)),
            }
        }
    }

    /// Writes new contents after removing the old ones: a process that is killed in between leaves
    /// an empty file, never a mixture of old and new bytes.
    pub fn overwrite(&self, new: &[u8]) -> Result<(), PathError> {
        access_log::wrote(&self.path);
        self.file
            .set_len(0)
            .map_err(|error| self.error("truncate", &error))?;
        self.file
            .write_all_at(new, 0)
            .map_err(|error| self.error("write", &error))
    }

    /// Replaces all contents: the tail first, so that a full disk is detected before the old
    /// contents are changed; they are restored after an error.
    pub fn replace(&self, old: &[u8], new: &[u8]) -> Result<(), PathError> {
        access_log::wrote(&self.path);
        let old_len = old.len() as u64;
        if new.len() > old.len()
            && let Err(error) = self.file.write_all_at(&new[old.len()..], old_len)
        {
            // The first error is the one to report.
            let _ = self.file.set_len(old_len);
            return Err(self.error("write", &error));
        }
        let head = &new[..new.len().min(old.len())];
        let written = self.file.write_all_at(head, 0);
        let done = match written {
            Ok(()) if new.len() < old.len() => {
                let cut = self.file.set_len(new.len() as u64);
                cut.map_err(|error| self.error("truncate", &error))
            }
            Ok(()) => Ok(()),
            Err(error) => Err(self.error("write", &error)),
        };
        if done.is_err() && self.file.write_all_at(old, 0).is_ok() {
            let _ = self.file.set_len(old_len);
        }
        done
    }
}

/// Reads a file under a shared lock (`lockedfile.Read`).
pub fn read(path: &str) -> Result<Vec<u8>, PathError> {
    let locked = LockedFile::open(path)?;
    let mut out = Vec::new();
    (&locked.file)
        .read_to_end(&mut out)
        .map_err(|error| locked.error("read", &error))?;
    Ok(out)
}

/// Writes a file under an exclusive lock; a new one gets `mode` (`lockedfile.Write`).
pub fn write(path: &str, contents: &[u8], mode: u32) -> Result<(), PathError> {
    LockedFile::acquire(path, Access::Edit, mode)?.overwrite(contents)
}

/// Changes a file's contents under an exclusive lock (`lockedfile.Transform`). `None`
/// from `change` leaves the file as it is. Returns whether the file was written.
pub fn transform<E: From<PathError>>(
    path: &str,
    change: impl FnOnce(&[u8]) -> Result<Option<Vec<u8>>, E>,
) -> Result<bool, E> {
    let locked = LockedFile::edit(path)?;
    let old = locked.contents()?;
    let Some(new) = change(&old)? else {
        return Ok(false);
    };
    locked.replace(&old, &new)?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scratch() -> (tempfile::TempDir, String) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("f").to_str().unwrap().to_owned();
        (dir, path)
    }

    #[test]
    fn writes_and_transforms() {
        let (_dir, path) = scratch();
        assert!(read(&path).unwrap_err().is_not_exist());
        write(&path, b"long contents", 0o666).unwrap();
        write(&path, b"short", 0o666).unwrap();
        assert_eq!(read(&path).unwrap(), b"short");
        for new in [&b"much longer than before"[..], b"", b"x", b"y"] {
            let done = transform::<PathError>(&path, |_| Ok(Some(new.to_vec())));
            assert_eq!(done, Ok(true));
            assert_eq!(read(&path).unwrap(), new);
        }
        assert_eq!(transform::<PathError>(&path, |_| Ok(None)), Ok(false));
        assert_eq!(read(&path).unwrap(), b"y");
    }

    #[test]
    fn a_removed_file_is_not_at_its_path() {
        let (_dir, path) = scratch();
        let lock = LockedFile::edit(&path).unwrap();
        assert!(lock.is_at_path());
        std::fs::remove_file(&path).unwrap();
        assert!(!lock.is_at_path());
        let other = LockedFile::edit(&path).unwrap();
        assert!(!lock.is_at_path() && other.is_at_path());
    }

    #[test]
    fn a_lock_that_another_has_is_not_waited_for() {
        let (_dir, path) = scratch();
        let first = LockedFile::try_edit(&path).unwrap();
        assert!(first.is_some());
        assert!(LockedFile::try_edit(&path).unwrap().is_none());
        drop(first);
        assert!(LockedFile::try_edit(&path).unwrap().is_some());
        assert!(LockedFile::try_edit(&format!("{path}/x")).is_err());
    }

    #[test]
    fn transforms_are_exclusive() {
        let (_dir, path) = scratch();
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..50 {
                        transform::<PathError>(&path, |old| {
                            let mut new = old.to_vec();
                            new.push(b'x');
                            Ok(Some(new))
                        })
                        .unwrap();
                    }
                });
            }
        });
        assert_eq!(read(&path).unwrap().len(), 200);
    }
}
