//! File operations of several harnesses: errors that name the path, removing and copying trees,
//! directories that are for one run at a time.
//!
//! Counterpart: none.

use std::fs;
use std::fs::File;
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

/// Adds the path to an error.
pub fn at(path: &Path) -> impl Fn(io::Error) -> String + Copy {
    move |error| format!("{}: {error}", path.display())
}

/// Reads a file.
pub fn read(path: &Path) -> Result<Vec<u8>, String> {
    fs::read(path).map_err(at(path))
}

/// Reads a text.
pub fn read_text(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(at(path))
}

/// Writes a file.
pub fn write(path: &Path, bytes: impl AsRef<[u8]>) -> Result<(), String> {
    fs::write(path, bytes).map_err(at(path))
}

/// Returns the most memory that this process has had, in KiB; 0 if the system does not count it.
pub(crate) fn peak_of_process() -> u64 {
    peak_of(&read_text(Path::new("/proc/self/status")).unwrap_or_default())
}

/// Returns the peak of resident memory in KiB from the text of `/proc/PID/status`.
pub(crate) fn peak_of(status: &str) -> u64 {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    number.unwrap_or(0)
}

/// Makes a directory that may be there.
pub fn make_dir(path: &Path) -> Result<(), String> {
    fs::create_dir_all(path).map_err(at(path))
}

/// Makes a directory that may be there; returns its path without links.
pub fn real_dir(path: &Path) -> Result<PathBuf, String> {
    make_dir(path)?;
    path.canonicalize().map_err(at(path))
}

/// Writes a file into a directory that may be missing.
pub fn put(path: &Path, bytes: impl AsRef<[u8]>) -> Result<(), String> {
    make_dir(path.parent().unwrap_or(path))?;
    write(path, bytes)
}

/// Removes a file, a link, or a tree, also one with read-only directories, as GOMODCACHE has
/// them; absent is as good.
pub fn remove(path: &Path) -> Result<(), String> {
    let Ok(meta) = fs::symlink_metadata(path) else {
        return Ok(());
    };
    let removed = if meta.is_dir() {
        fs::remove_dir_all(path).or_else(|_| {
            unlock(path)?;
            fs::remove_dir_all(path)
        })
    } else {
        fs::remove_file(path)
    };
    removed.map_err(at(path))
}

fn unlock(dir: &Path) -> io::Result<()> {
    fs::set_permissions(dir, fs::Permissions::from_mode(0o755))?;
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            unlock(&entry.path())?;
        }
    }
    Ok(())
}

/// Renames a directory to the next number in `aside`: many files that were just removed would
/// make the creation of others slow. Absent is as good.
pub(crate) fn set_aside(dir: &Path, aside: &Path) -> Result<(), String> {
    make_dir(aside)?;
    let count = fs::read_dir(aside).map_err(at(aside))?.count();
    match fs::rename(dir, aside.join(count.to_string())) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(at(dir)(error)),
        _ => Ok(()),
    }
}

/// Copies a file or a tree unchanged.
pub fn copy(from: &Path, to: &Path) -> Result<(), String> {
    copy_with("-a", from, to)
}

/// Copies a tree; files get new times.
pub(crate) fn copy_anew(from: &Path, to: &Path) -> Result<(), String> {
    copy_with("-RP", from, to)
}

fn copy_with(flag: &str, from: &Path, to: &Path) -> Result<(), String> {
    let status = Command::new("cp").arg(flag).args([from, to]).status();
    match status {
        Ok(status) if status.success() => Ok(()),
        _ => Err(format!("cannot copy {}", from.display())),
    }
}

/// Excludes other runs from a directory until the file is dropped; the harness `name` prints that
/// it waits.
pub(crate) fn lock(dir: &Path, name: &str) -> Result<File, String> {
    let path = dir.join("lock");
    let file = File::create(&path).map_err(at(&path))?;
    if file.try_lock().is_err() {
        crate::say(&format!(
            "{name}: waiting for another run in this directory"
        ));
        file.lock().map_err(at(&path))?;
    }
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_without_write_permission_is_removed() {
        let dir = tempfile::tempdir().unwrap();
        let inner = dir.path().join("a/b");
        put(&inner.join("file"), "text").unwrap();
        fs::set_permissions(&inner, fs::Permissions::from_mode(0o555)).unwrap();
        for _ in 0..2 {
            remove(&dir.path().join("a")).unwrap();
            assert!(!inner.exists());
        }
    }
}
