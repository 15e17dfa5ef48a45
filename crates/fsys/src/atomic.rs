//! Atomic creation of files.
//!
//! A [`TempFile`] is written in the directory of its destination and then renamed to it. After an
//! earlier error it is removed, and also if a signal ends the process. Only a killed process leaves
//! the file, under a name that marks it as temporary.
//! Counterpart: none; the official command writes in place.

use std::fs;
use std::fs::File;
use std::fs::OpenOptions;
use std::io;
use std::io::Write;
use std::os::unix::fs::FileExt;
use std::os::unix::fs::OpenOptionsExt;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;
use std::time::SystemTime;
use std::time::UNIX_EPOCH;

use vamos_base::golang::path;

use crate::FileKind;
use crate::PathError;
use crate::Unfinished;
use crate::access_log;
use crate::disk;
use crate::os::os_path;
use crate::uncached;
use crate::work;

/// The number of bytes in one write. Linux caches the bytes of one write in pages of up to 2 MiB,
/// and a process that maps the file, as links do, has each of these pages entirely in memory. In a
/// build of caddy that writes 43 archives, that was 30 MB.
const PIECE: usize = 64 << 10;

/// A temporary file that will be renamed to its final name.
pub struct TempFile {
    file: File,
    path: String,
    is_done: bool,
    _unfinished: Unfinished,
}

/// Returns a name that no other process or thread uses: `<dir>/vamos-…<suffix>`.
pub fn temp_path(dir: &str, suffix: &str) -> String {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let count = NEXT.fetch_add(1, Ordering::Relaxed);
    // Process numbers repeat between containers that share a directory.
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let nanos = since.map_or(0, |since| since.as_nanos());
    let pid = std::process::id();
    format!("{dir}/vamos-{pid:x}-{nanos:x}-{count:x}{suffix}")
}

impl TempFile {
    /// Creates an empty file in `dir`; its name ends in `suffix`.
    pub fn create(dir: &str, suffix: &str, mode: u32) -> Result<Self, PathError> {
        let path = temp_path(dir, suffix);
        access_log::wrote(&path);
        let open = || {
            let mut options = OpenOptions::new();
            options.read(true).write(true).create_new(true).mode(mode);
            options.open(os_path(&path))
        };
        match Unfinished::make(&path, open) {
            Ok((file, unfinished)) => Ok(Self {
                file,
                path,
                is_done: false,
                _unfinished: unfinished,
            }),
            Err(error) => Err(PathError::new("open", &path, &error)),
        }
    }

    /// Appends `bytes`.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), PathError> {
        let mut pieces = bytes.chunks(PIECE);
        pieces
            .try_for_each(|piece| self.file.write_all(piece))
            .map_err(|error| PathError::new("write", &self.path, &error))
    }

    /// Writes `bytes` at an offset, which several threads may do at a time.
    pub fn write_at(&self, offset: u64, bytes: &[u8]) -> Result<(), PathError> {
        self.file
            .write_all_at(bytes, offset)
            .map_err(|error| PathError::new("write", &self.path, &error))
    }

    /// Reads written bytes at an offset; returns their number.
    pub fn read_at(&self, offset: u64, bytes: &mut [u8]) -> Result<usize, PathError> {
        let mut done = 0;
        while let Some(rest) = bytes.get_mut(done..).filter(|rest| !rest.is_empty()) {
            match self.file.read_at(rest, offset + done as u64) {
                Ok(0) => break,
                Ok(count) => done += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(PathError::new("read", &self.path, &error)),
            }
        }
        Ok(done)
    }

    /// Appends the contents of another file and returns its length; the kernel copies or shares the
    /// blocks if it can.
    pub fn write_file(&mut self, path: &str) -> Result<u64, PathError> {
        let mut source = access_log::with(|recorder| disk::open(recorder, path))?;
        io::copy(&mut source, &mut self.file)
            .map_err(|error| PathError::new("write", &self.path, &error))
    }

    /// Renames the file, which can still be written. It is no longer removed.
    pub fn rename(&self, path: &str) -> Result<(), PathError> {
        access_log::wrote(path);
        fs::rename(os_path(&self.path), os_path(path))
            .map_err(|error| PathError::new("rename", path, &error))
    }

    /// Renames the file to its final name, like [`persist`](Self::persist), for a file that can be
    /// recreated: the file system need not write it to the disk before it removes an older one
    /// ([`work::replace`]).
    pub fn replace(mut self, path: &str) -> Result<(), PathError> {
        work::replace(&self.path, path).map_err(|error| {
            let path = path.to_owned();
            PathError { path, ..error }
        })?;
        self.is_done = true;
        Ok(())
    }

    /// Renames the file to its final name, replacing an older file.
    pub fn persist(mut self, path: &str) -> Result<(), PathError> {
        self.rename(path)?;
        self.is_done = true;
        Ok(())
    }
}

impl Drop for TempFile {
    fn drop(&mut self) {
        if !self.is_done {
            // A drop cannot return the error, and the name marks the file as temporary.
            let _ = fs::remove_file(os_path(&self.path));
        }
    }
}

/// Writes a file so that readers see the old contents or the new ones.
pub fn write_atomic(path: &str, contents: &[u8], mode: u32) -> Result<(), PathError> {
    let dir = match path.rfind('/') {
        Some(0) | None => "/",
        Some(end) => &path[..end],
    };
    let mut temp = TempFile::create(dir, ".tmp", mode)?;
    temp.write(contents)?;
    temp.persist(path)
}

/// Writes a file at a path from the user, like [`write_atomic`]. The target of a symbolic link is
/// written and the link stays; a device or a pipe, such as `/dev/stdout`, is written in place.
pub fn write_named(path: &str, contents: &[u8], mode: u32) -> Result<(), PathError> {
    let is_link = work::lstat(path).is_ok_and(|meta| meta.kind == FileKind::Symlink);
    let real = if is_link {
        disk::eval_symlinks(path).unwrap_or_default()
    } else {
        path.to_owned()
    };
    let is_special = uncached::stat(path).is_ok_and(|meta| !meta.is_file());
    // A link to a file that does not exist yet cannot be resolved.
    if is_special || !path::is_abs(&real) {
        work::write(path, contents)
    } else {
        write_atomic(&real, contents, mode)
    }
}

/// Renames `from` to `to`; `Ok(false)` when they are on different file systems.
pub fn try_rename(from: &str, to: &str) -> Result<bool, PathError> {
    access_log::wrote(from);
    access_log::wrote(to);
    match fs::rename(os_path(from), os_path(to)) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::CrossesDevices => Ok(false),
        Err(error) => Err(PathError::new("rename", to, &error)),
    }
}

/// Makes a symbolic link at `path` to `target`, and the directories above it; another file there is
/// replaced. Does nothing if the link already has this target.
pub fn make_link(target: &str, path: &str) -> Result<(), PathError> {
    if access_log::with(|recorder| recorder.link_target(path))
        .is_some_and(|found| found == *os_path(target))
    {
        return Ok(());
    }
    let (dir, name) = path.rsplit_once('/').unwrap_or((".", path));
    uncached::make_dirs(dir)?;
    let temp = temp_path(dir, name);
    access_log::wrote(&temp);
    std::os::unix::fs::symlink(os_path(target), os_path(&temp))
        .map_err(|error| PathError::new("symlink", path, &error))?;
    let renamed = work::rename(&temp, path);
    if renamed.is_err() {
        let _ = work::remove(&temp);
    }
    renamed
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn links_are_made_and_replaced() {
        let dir = tempfile::tempdir().unwrap();
        let link = dir.path().join("a/b/go");
        let path = link.to_str().unwrap();
        for target in ["/one", "/one", "/two"] {
            make_link(target, path).unwrap();
            assert_eq!(fs::read_link(&link).unwrap(), Path::new(target));
            assert_eq!(fs::read_dir(link.parent().unwrap()).unwrap().count(), 1);
        }
        fs::remove_file(&link).unwrap();
        fs::write(&link, "file").unwrap();
        make_link("/two", path).unwrap();
        assert_eq!(fs::read_link(&link).unwrap(), Path::new("/two"));
    }

    #[test]
    fn links_and_devices_stay() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
        for name in ["file", "link", "to_null", "to_new"] {
            let target = match name {
                "file" => None,
                "link" => Some(at("file")),
                "to_null" => Some("/dev/null".to_owned()),
                _ => Some(at("new")),
            };
            if let Some(target) = &target {
                std::os::unix::fs::symlink(target, at(name)).unwrap();
            }
            write_named(&at(name), name.as_bytes(), 0o666).unwrap();
            let is_link = fs::symlink_metadata(at(name)).unwrap().is_symlink();
            assert_eq!(is_link, target.is_some(), "{name}");
        }
        assert_eq!(fs::read(at("file")).unwrap(), b"link");
        assert_eq!(fs::read(at("new")).unwrap(), b"to_new");
        assert!(write_named(&at("no/file"), b"", 0o666).is_err());
    }

    #[test]
    fn parts_are_written_and_read() {
        let dir = tempfile::tempdir().unwrap();
        let temp = TempFile::create(dir.path().to_str().unwrap(), "", 0o666).unwrap();
        temp.write_at(4, b"end").unwrap();
        temp.write_at(0, b"x").unwrap();
        let mut read = [9; 9];
        assert_eq!(temp.read_at(0, &mut read).unwrap(), 7);
        assert_eq!(read, *b"x\0\0\0end\x09\x09");
        assert_eq!(temp.read_at(90, &mut read).unwrap(), 0);
    }

    #[test]
    fn leaves_nothing_behind() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().to_str().unwrap();
        let target = format!("{root}/t");
        write_atomic(&target, b"one", 0o666).unwrap();
        write_atomic(&target, b"two", 0o666).unwrap();
        assert_eq!(fs::read(&target).unwrap(), b"two");
        drop(TempFile::create(root, "-d", 0o666).unwrap());
        fs::create_dir(format!("{root}/d")).unwrap();
        assert!(write_atomic(&format!("{root}/d"), b"x", 0o666).is_err());
        let mut names: Vec<_> = fs::read_dir(root)
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        names.sort();
        assert_eq!(names, ["d", "t"]);
    }
}
