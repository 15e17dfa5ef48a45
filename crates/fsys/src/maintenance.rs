//! Maintenance of caches: lists, removes and checks files that no result depends on.
//!
//! Nothing here is recorded for the run record of the run, which becomes void if one of its files
//! is gone. Only [`stat`] follows links: the target of a link is not part of a cache.
//! Counterpart: cmd/go/internal/cache/cache.go (`trimSubdir`).

use std::fs;
use std::io;
use std::io::Read;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::OpenOptionsExt;

use rustix::fs::AtFlags;
use rustix::fs::CWD;
use rustix::fs::OFlags;
use rustix::fs::Timespec;
use rustix::fs::Timestamps;
use vamos_base::Digest;
use vamos_base::golang::os_str;

use crate::Metadata;
use crate::PathError;
use crate::os::os_path;
use crate::uncached;

type Answer<T> = Result<T, PathError>;

fn wrap(op: &'static str, path: &str) -> impl FnOnce(io::Error) -> PathError {
    move |error| PathError::new(op, path, &error)
}

/// Returns the names in a directory with their metadata. Files that vanish meanwhile are left out.
pub fn list(dir: &str) -> Answer<Vec<(String, Metadata)>> {
    let entries = fs::read_dir(os_path(dir)).map_err(wrap("open", dir))?;
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry.map_err(wrap("readdir", dir))?;
        match entry.metadata() {
            Ok(meta) => {
                let name = os_str::decode(entry.file_name().as_bytes());
                found.push((name, Metadata::from(&meta)));
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(PathError::new("lstat", dir, &error)),
        }
    }
    Ok(found)
}

/// Returns the metadata of the file at a path, without following a link.
pub fn lstat(path: &str) -> Answer<Metadata> {
    let meta = fs::symlink_metadata(os_path(path)).map_err(wrap("lstat", path))?;
    Ok(Metadata::from(&meta))
}

/// Returns the metadata of the file at a path, following links.
pub fn stat(path: &str) -> Answer<Metadata> {
    let meta = fs::metadata(os_path(path)).map_err(wrap("stat", path))?;
    Ok(Metadata::from(&meta))
}

fn open(path: &str) -> Answer<fs::File> {
    // Opening a pipe would wait for a writer.
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
    fs::OpenOptions::new()
        .read(true)
        .custom_flags(i32::try_from(flags.bits()).unwrap_or_default())
        .open(os_path(path))
        .map_err(wrap("open", path))
}

/// Returns up to `limit` bytes from the start of a file.
pub fn read_head(path: &str, limit: u64) -> Answer<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut head = open(path)?.take(limit);
    head.read_to_end(&mut bytes).map_err(wrap("read", path))?;
    Ok(bytes)
}

/// Returns the digest and the length of a file.
pub fn hash(path: &str) -> Answer<(Digest, u64)> {
    uncached::hash_of(&mut open(path)?, path)
}

/// Sets the time of modification, in nanoseconds since the epoch.
pub fn set_modified(path: &str, time_ns: i128) -> Answer<()> {
    let time = Timespec {
        tv_sec: i64::try_from(time_ns.div_euclid(1_000_000_000)).unwrap_or(i64::MAX),
        tv_nsec: time_ns.rem_euclid(1_000_000_000) as _,
    };
    let times = Timestamps {
        last_access: time,
        last_modification: time,
    };
    rustix::fs::utimensat(CWD, &*os_path(path), &times, AtFlags::SYMLINK_NOFOLLOW)
        .map_err(|errno| PathError::new("chtimes", path, &errno.into()))
}

/// Renames a file or directory.
pub fn rename(from: &str, to: &str) -> Answer<()> {
    fs::rename(os_path(from), os_path(to)).map_err(wrap("rename", from))
}

/// Removes a file, a link, or a directory with its contents.
pub fn remove(path: &str) -> Answer<()> {
    let removed = if lstat(path)?.is_dir() {
        fs::remove_dir_all(os_path(path))
    } else {
        fs::remove_file(os_path(path))
    };
    removed.map_err(wrap("remove", path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_not_followed() {
        let temp = tempfile::tempdir().unwrap();
        let at = |name: &str| format!("{}/{name}", temp.path().display());
        fs::create_dir(at("dir")).unwrap();
        fs::write(at("dir/file"), "x").unwrap();
        std::os::unix::fs::symlink(at("dir"), at("link")).unwrap();
        std::os::unix::fs::symlink(at("dir/file"), at("to-file")).unwrap();
        let mut listed = list(&at("")).unwrap();
        listed.sort_by(|a, b| a.0.cmp(&b.0));
        let kinds: Vec<bool> = listed.iter().map(|(_, meta)| meta.is_dir()).collect();
        assert_eq!(kinds, [true, false, false]);
        assert!(read_head(&at("to-file"), 9).is_err() && hash(&at("to-file")).is_err());
        remove(&at("link")).unwrap();
        assert_eq!(read_head(&at("dir/file"), 9).unwrap(), b"x");
        assert_eq!(hash(&at("dir/file")).unwrap(), (Digest::of(b"x"), 1));
        set_modified(&at("dir/file"), 1_500_000_000).unwrap();
        assert_eq!(lstat(&at("dir/file")).unwrap().mtime_ns, 1_500_000_000);
        remove(&at("dir")).unwrap();
        assert!(lstat(&at("dir")).unwrap_err().is_not_exist());
    }
}
