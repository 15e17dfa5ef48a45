//! Files that a build itself writes: the work directory, outputs, and files of tools.
//!
//! As in [`crate::uncached`], nothing is cached, and errors are the same as in the Go functions
//! named at each item.
//! Counterpart: os (`WriteFile`, `RemoveAll`, `MkdirTemp` …).

use std::fs;
use std::io;
use std::io::Read;
use std::io::Seek;
use std::io::SeekFrom;
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::DirBuilderExt;
use std::os::unix::fs::OpenOptionsExt;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::SystemTime;

use vamos_base::golang::os_str;

use crate::Metadata;
use crate::PathError;
use crate::Unfinished;
use crate::access_log;
use crate::access_log::AccessRecorder;
use crate::disk;
use crate::file_system;
pub use crate::file_system::keeps_honest_times;
use crate::os::os_path;
use crate::proc;

type Answer<T> = Result<T, PathError>;

fn wrap(op: &'static str, path: &str) -> impl FnOnce(io::Error) -> PathError {
    move |error| PathError::new(op, path, &error)
}

/// Does not follow links, uncached (`os.Lstat`).
pub fn lstat(path: &str) -> Answer<Metadata> {
    access_log::with(|recorder| disk::lstat(recorder, path))
}

/// Opens a file of any kind for reading at offsets. Opening a FIFO does not wait for a writer;
/// reading it at an offset is an error, as for any pipe.
pub fn open_any(path: &str) -> Answer<fs::File> {
    access_log::with(|recorder| disk::open_any(recorder, path))
}

/// Fills `buffer` from the start of a file; returns the number of bytes.
pub fn read_head(path: &str, buffer: &mut [u8]) -> Answer<usize> {
    let mut file = access_log::with(|recorder| disk::open(recorder, path))?;
    let mut done = 0;
    while done < buffer.len() {
        match file.read(&mut buffer[done..]) {
            Ok(0) => break,
            Ok(count) => done += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(PathError::new("read", path, &error)),
        }
    }
    Ok(done)
}

/// Writes a file; a new one gets mode 0666 less the umask (`os.WriteFile`).
pub fn write(path: &str, bytes: &[u8]) -> Answer<()> {
    write_mode(path, bytes, 0o666)
}

/// Writes a file; a new one gets these permission bits, less the umask.
pub fn write_mode(path: &str, bytes: &[u8], mode: u32) -> Answer<()> {
    access_log::wrote(path);
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(mode)
        .open(os_path(path))
        .map_err(wrap("open", path))?;
    file.write_all(bytes).map_err(wrap("write", path))
}

/// Appends bytes to an existing file.
pub fn append(path: &str, bytes: &[u8]) -> Answer<()> {
    access_log::wrote(path);
    let mut file = fs::OpenOptions::new()
        .append(true)
        .open(os_path(path))
        .map_err(wrap("open", path))?;
    file.write_all(bytes).map_err(wrap("write", path))
}

/// Appends bytes to a file, in one write if the system can; a new file gets mode 0666 less the
/// umask.
pub fn append_new(path: &str, bytes: &[u8]) -> Answer<()> {
    let mut file = fs::OpenOptions::new()
        .append(true)
        .create(true)
        .mode(0o666)
        .open(os_path(path))
        .map_err(wrap("open", path))?;
    file.write_all(bytes).map_err(wrap("write", path))
}

/// Appends bytes to a file like [`append_new`], with these permission bits, and returns their
/// offset in the file: others may append to it at the same time.
pub fn append_placed(path: &str, bytes: &[u8], mode: u32) -> Answer<u64> {
    access_log::wrote(path);
    let mut file = fs::OpenOptions::new()
        .append(true)
        .create(true)
        .mode(mode)
        .open(os_path(path))
        .map_err(wrap("open", path))?;
    file.write_all(bytes).map_err(wrap("write", path))?;
    // The position after the last write, wherever the end of the file was before.
    let end = file.stream_position().map_err(wrap("seek", path))?;
    Ok(end.saturating_sub(bytes.len() as u64))
}

/// Overwrites parts of a file in place.
pub fn patch(path: &str, patches: &[(u64, &[u8])]) -> Answer<()> {
    access_log::wrote(path);
    let mut file = fs::OpenOptions::new()
        .read(true)
        .write(true)
        .open(os_path(path))
        .map_err(wrap("open", path))?;
    for (offset, bytes) in patches {
        file.seek(SeekFrom::Start(*offset))
            .map_err(wrap("seek", path))?;
        file.write_all(bytes).map_err(wrap("write", path))?;
    }
    Ok(())
}

fn make_dir(path: &str, mode: u32) -> Answer<()> {
    access_log::wrote(path);
    fs::DirBuilder::new()
        .mode(mode)
        .create(os_path(path))
        .map_err(wrap("mkdir", path))
}

/// Creates a new directory like [`make_temp_dir`], which is removed if a signal ends the process
/// before the second value is dropped.
pub fn make_unfinished_dir(parent: &str, prefix: &str) -> Answer<(String, Unfinished)> {
    // Without a handler a signal ends the process, and the directory stays.
    let _ = proc::handle_signals();
    fresh(parent, prefix, "", |path| {
        access_log::temporary(path);
        let ((), unfinished) = Unfinished::make(path, || make_dir(path, 0o700))?;
        Ok((path.to_owned(), unfinished))
    })
}

/// Creates a directory at an unused path, mode 0700, which is removed if a signal ends the process
/// before the value is dropped.
pub fn make_unfinished_dir_at(path: &str) -> Answer<Unfinished> {
    // Without a handler a signal ends the process, and the directory stays.
    let _ = proc::handle_signals();
    access_log::temporary(path);
    let ((), unfinished) = Unfinished::make(path, || make_dir(path, 0o700))?;
    Ok(unfinished)
}

/// Registers a file that another program is about to write: it is removed if a signal ends the
/// process before the value is dropped.
pub fn unfinished_file(path: &str) -> Unfinished {
    access_log::wrote(path);
    Unfinished::new(path)
}

/// Creates a new directory `parent/prefix<number>`, mode 0700 (`os.MkdirTemp`).
pub fn make_temp_dir(parent: &str, prefix: &str) -> Answer<String> {
    fresh(parent, prefix, "", |path| {
        access_log::temporary(path);
        make_dir(path, 0o700)?;
        Ok(path.to_owned())
    })
}

/// Writes a fresh file `parent/prefix<number>`, mode 0600 (`os.CreateTemp`).
pub fn write_temp(parent: &str, prefix: &str, bytes: &[u8]) -> Answer<String> {
    let path = make_temp_file(parent, prefix, "")?;
    append(&path, bytes)?;
    Ok(path)
}

/// Creates a new, empty file `parent/prefix<number>suffix`, mode 0600 (`os.CreateTemp`).
pub fn make_temp_file(parent: &str, prefix: &str, suffix: &str) -> Answer<String> {
    fresh(parent, prefix, suffix, |path| {
        access_log::wrote(path);
        fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(os_path(path))
            .map_err(wrap("open", path))?;
        Ok(path.to_owned())
    })
}

/// Makes something under a name `parent/prefix<number>suffix` that is free.
pub(crate) fn fresh<T>(
    parent: &str,
    prefix: &str,
    suffix: &str,
    make: impl Fn(&str) -> Answer<T>,
) -> Answer<T> {
    let seed = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .map_or(0, |now| now.as_nanos() as u64)
        ^ u64::from(std::process::id()) << 32;
    let parent = parent.trim_end_matches('/');
    let mut last = None;
    for attempt in 0..10_000_u64 {
        // Any well-mixed number is sufficient: the name must be free, not secret.
        let mut number = seed.wrapping_add(attempt.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        number ^= number >> 31;
        number = number.wrapping_mul(0xbf58_476d_1ce4_e5b9);
        match make(&format!("{parent}/{prefix}{}{suffix}", number >> 32)) {
            Ok(made) => return Ok(made),
            Err(error) if error.errno == Some(17) => last = Some(error),
            Err(error) => return Err(error),
        }
    }
    Err(last.expect("a loop that ends without a name has seen one taken"))
}

/// Removes a file or an empty directory (`os.Remove`).
pub fn remove(path: &str) -> Answer<()> {
    access_log::wrote(path);
    let error = match fs::remove_file(os_path(path)) {
        Ok(()) => return Ok(()),
        Err(error) => error,
    };
    if fs::remove_dir(os_path(path)).is_ok() {
        return Ok(());
    }
    Err(PathError::new("remove", path, &error))
}

/// Removes a path and everything below it; a missing path counts as removed (`os.RemoveAll`).
pub fn remove_all(path: &str) -> Answer<()> {
    let path = path.trim_end_matches('/');
    access_log::wrote(path);
    let is_dir = match lstat(path) {
        Ok(meta) => meta.is_dir(),
        Err(error) if error.is_not_exist() => return Ok(()),
        // Go opens the parent first.
        Err(error) => {
            let parent = vamos_base::golang::path::dir(path);
            let (op, path) = match lstat(&parent) {
                Ok(_) => ("unlinkat", path.to_owned()),
                Err(_) => ("open", parent),
            };
            return Err(PathError { op, path, ..error });
        }
    };
    let result = if is_dir {
        fs::remove_dir_all(os_path(path))
    } else {
        fs::remove_file(os_path(path))
    };
    match result {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => {
            // A link to a directory is not entered.
            let left = is_dir.then(|| first_left(path)).flatten();
            Err(left.unwrap_or(PathError::new("unlinkat", path, &error)))
        }
        Ok(()) => Ok(()),
    }
}

/// Removes as much of a tree as possible; returns the first error below it, which is the one that
/// Go reports.
fn first_left(dir: &str) -> Option<PathError> {
    let entries = match fs::read_dir(os_path(dir)) {
        Ok(entries) => entries,
        Err(error) => return Some(PathError::new("openfdat", dir, &error)),
    };
    let mut first = None;
    for entry in entries.flatten() {
        let path = format!("{dir}/{}", os_str::decode(entry.file_name().as_bytes()));
        let is_dir = entry.file_type().is_ok_and(|kind| kind.is_dir());
        let result = if is_dir {
            first_left(&path).map_or_else(
                || fs::remove_dir(entry.path()),
                |error| {
                    first.get_or_insert(error);
                    Ok(())
                },
            )
        } else {
            fs::remove_file(entry.path())
        };
        if let Err(error) = result
            && error.kind() != io::ErrorKind::NotFound
        {
            first.get_or_insert(PathError::new("unlinkat", &path, &error));
        }
    }
    first
}

/// Removes a tree whose directories may be read-only, as in the module cache
/// (`modfetch.RemoveAll`).
pub fn remove_read_only(path: &str) -> Answer<()> {
    access_log::wrote(path);
    make_dirs_writable(Path::new(&*os_path(path)));
    remove_all(path)
}

/// Makes directories writable as far as possible; failures are detected by the removal.
fn make_dirs_writable(dir: &Path) {
    let is_dir = fs::symlink_metadata(dir).is_ok_and(|meta| meta.is_dir());
    if !is_dir {
        return;
    }
    let _ = fs::set_permissions(dir, fs::Permissions::from_mode(0o777));
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    for entry in entries {
        make_dirs_writable(&entry.path());
    }
}

/// Gives a file a second name (`os.Link`).
pub fn hard_link(from: &str, to: &str) -> Answer<()> {
    access_log::wrote(to);
    fs::hard_link(os_path(from), os_path(to)).map_err(wrap("link", to))
}

/// Renames a file (`os.Rename`).
pub fn rename(from: &str, to: &str) -> Answer<()> {
    access_log::wrote(from);
    access_log::wrote(to);
    fs::rename(os_path(from), os_path(to)).map_err(wrap("rename", from))
}

/// Renames a file that can be recreated, replacing an older one.
///
/// If a file replaces another, ext4 first writes all of it to the disk; a large executable takes as
/// long as a thirtieth of its link. Therefore the two exchange their names, and then the older file
/// is removed. Like every other file of a build, the new one is on the disk some seconds later.
pub fn replace(from: &str, to: &str) -> Answer<()> {
    let is_file = lstat(to).is_ok_and(|meta| meta.is_file());
    if is_file && file_system::exchange(from, to).is_ok() {
        access_log::wrote(to);
        // A leftover in a temporary directory is removed with the directory.
        let _ = remove(from);
        return Ok(());
    }
    rename(from, to)
}

/// Sets a file's permission bits (`os.Chmod`).
pub fn chmod(path: &str, mode: u32) -> Answer<()> {
    access_log::wrote(path);
    fs::set_permissions(os_path(path), fs::Permissions::from_mode(mode))
        .map_err(wrap("chmod", path))
}

/// Sets both times of a file to now (`os.Chtimes`).
pub fn touch(path: &str) -> Answer<()> {
    let now = SystemTime::now();
    let file = fs::OpenOptions::new()
        .read(true)
        .open(os_path(path))
        .map_err(wrap("chtimes", path))?;
    let before = access_log::with(AccessRecorder::is_kept)
        .then(|| file.metadata().ok())
        .flatten();
    let times = fs::FileTimes::new().set_accessed(now).set_modified(now);
    let done = file.set_times(times).map_err(wrap("chtimes", path));
    access_log::with(|recorder| recorder.touched(path, before.as_ref(), &file));
    done
}

/// Returns the number of free bytes for this user on the file system of `path`.
pub fn free_space(path: &str) -> Option<u64> {
    let fs = rustix::fs::statvfs(&*os_path(path)).ok()?;
    Some(fs.f_bavail.saturating_mul(fs.f_frsize))
}

/// Creates `path`, which must not exist, reads the mode that remains of `mode` after the umask, and
/// removes it again.
pub fn probe_mode(path: &str, mode: u32) -> Option<u32> {
    access_log::wrote(path);
    let file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(mode)
        .open(os_path(path))
        .ok()?;
    let seen = file.metadata().ok().map(|meta| meta.permissions().mode());
    drop(file);
    // A probe that could not be removed does no harm.
    let _ = fs::remove_file(os_path(path));
    seen.map(|mode| mode & 0o777)
}

/// The failure of copying one file to another.
#[derive(Debug)]
pub enum CopyError {
    /// The source could not be opened.
    Source(PathError),
    /// The destination could not be created.
    Create(PathError),
    /// Bytes could not be copied.
    Copy(PathError),
}

/// Opens `from`, runs `before`, and copies the bytes into `to`, created with `mode`
/// less the umask, or truncated. If a signal ends the process meanwhile, a regular file is removed.
pub fn copy<E: From<CopyError>>(
    from: &str,
    to: &str,
    mode: u32,
    before: impl FnOnce() -> Result<(), E>,
) -> Result<(), E> {
    access_log::wrote(to);
    let mut source =
        access_log::with(|recorder| disk::open(recorder, from)).map_err(CopyError::Source)?;
    before()?;
    let is_regular = lstat(to).map_or(true, |meta| meta.is_file());
    let open = || {
        let mut options = fs::OpenOptions::new();
        options.write(true).create(true).truncate(true).mode(mode);
        options.open(os_path(to))
    };
    let opened = if is_regular {
        Unfinished::make(to, open).map(|(file, unfinished)| (file, Some(unfinished)))
    } else {
        // A pipe may block, and stays.
        open().map(|file| (file, None))
    };
    let (mut target, _unfinished) =
        opened.map_err(|error| CopyError::Create(wrap("open", to)(error)))?;
    let copied = move_bytes(&mut source, &mut target);
    copied.map_err(|e| CopyError::Copy(wrap("write", to)(e)))?;
    Ok(())
}

/// Copies a file's bytes. Files that fit into a buffer take fewer and cheaper calls; the system may
/// share the blocks of larger files.
fn move_bytes(source: &mut fs::File, target: &mut fs::File) -> io::Result<()> {
    let size = source.metadata()?.len();
    let is_all = disk::with_buffer(|buffer| {
        if size >= buffer.len() as u64 {
            return io::Result::Ok(false);
        }
        let count = disk::read_some(source, buffer, buffer.len())?;
        target.write_all(&buffer[..count])?;
        Ok(count < buffer.len())
    })?;
    if !is_all {
        io::copy(source, target)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::CopyError;
    use super::copy;
    use super::make_temp_dir;
    use super::remove_all;
    use super::replace;
    use super::write;
    use crate::uncached;

    #[test]
    fn makes_and_removes_trees() {
        let dir = tempfile::tempdir().unwrap();
        let root = make_temp_dir(dir.path().to_str().unwrap(), "go-build").unwrap();
        uncached::make_dirs(&format!("{root}/a/b/")).unwrap();
        write(&format!("{root}/a/f"), b"x").unwrap();
        remove_all(&root).unwrap();
        remove_all(&root).unwrap();
        assert!(uncached::stat(&root).unwrap_err().is_not_exist());
    }

    #[test]
    fn a_file_takes_the_place_of_a_file_only() {
        let dir = tempfile::tempdir().unwrap();
        let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
        let (from, to) = (path("from"), path("to"));
        for old in [None, Some(b"old")] {
            if let Some(old) = old {
                write(&to, old).unwrap();
            }
            write(&from, b"new").unwrap();
            replace(&from, &to).unwrap();
            assert_eq!(uncached::read(&to).unwrap(), b"new");
            assert!(uncached::stat(&from).unwrap_err().is_not_exist());
        }
        let directory = path("directory");
        uncached::make_dirs(&directory).unwrap();
        assert_eq!(replace(&to, &directory).unwrap_err().op, "rename");
        assert_eq!(uncached::read(&to).unwrap(), b"new");
        std::os::unix::fs::symlink(&to, path("link")).unwrap();
        write(&from, b"newer").unwrap();
        replace(&from, &path("link")).unwrap();
        assert_eq!(uncached::read(&to).unwrap(), b"new");
        assert_eq!(uncached::read(&path("link")).unwrap(), b"newer");
    }

    #[test]
    fn copies_have_the_same_bytes() {
        let dir = tempfile::tempdir().unwrap();
        let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
        let (from, to) = (path("from"), path("to"));
        for size in [0, 1, 262_143, 262_144, 262_145, 1_000_000] {
            let bytes: Vec<u8> = (0..size).map(|at| (at % 251) as u8).collect();
            write(&from, &bytes).unwrap();
            copy(&from, &to, 0o600, || Ok::<(), CopyError>(())).unwrap();
            assert!(uncached::read(&to).unwrap() == bytes, "{size} bytes");
        }
        copy(&path("none"), &to, 0o600, || Ok::<(), CopyError>(())).unwrap_err();
    }
}
