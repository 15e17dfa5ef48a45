//! Single operations on files that this run or others write, without a cache.
//!
//! Error texts are the same as in the corresponding functions of Go's `os`.
//! Counterpart: os.

use std::fs;
use std::fs::File;
use std::io;
use std::io::Read;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::DirBuilderExt;
use std::os::unix::fs::FileExt;

use vamos_base::Digest;
use vamos_base::Sha256;
use vamos_base::golang::os_str;

use crate::Metadata;
use crate::PathError;
use crate::access_log;
use crate::disk;
use crate::os::os_path;

/// `os.Stat`.
pub fn stat(path: &str) -> Result<Metadata, PathError> {
    access_log::with(|recorder| disk::stat(recorder, path))
}

/// Reports whether names may be created and replaced in a directory.
pub fn may_write(dir: &str) -> bool {
    use rustix::fs::Access;
    access_log::with(|recorder| disk::stat(recorder, dir)).is_ok_and(|meta| meta.is_dir())
        && rustix::fs::access(&*os_path(dir), Access::WRITE_OK | Access::EXEC_OK).is_ok()
}

/// Opens a file for reading (`os.Open`).
pub fn open(path: &str) -> Result<File, PathError> {
    access_log::with(|recorder| disk::open(recorder, path))
}

/// `os.ReadFile`.
pub fn read(path: &str) -> Result<Vec<u8>, PathError> {
    let mut file = open(path)?;
    let mut out = Vec::new();
    match file.read_to_end(&mut out) {
        Ok(_) => Ok(out),
        Err(error) => Err(PathError::new("read", path, &error)),
    }
}

/// Fills `buf` from the start of a file, and returns the number of bytes and the metadata of the
/// open file. One open serves both.
pub fn read_start(path: &str, buf: &mut [u8]) -> Result<(usize, Metadata), PathError> {
    let mut file = open(path)?;
    let error = |error: &io::Error| PathError::new("read", path, error);
    let mut done = 0;
    while done < buf.len() {
        match file.read(&mut buf[done..]) {
            Ok(0) => break,
            Ok(count) => done += count,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(error(&e)),
        }
    }
    let meta = file.metadata().map_err(|e| error(&e))?;
    Ok((done, Metadata::from(&meta)))
}

/// Returns `length` bytes of a file from `offset`; an error if the file ends before.
pub fn read_range(path: &str, offset: u64, length: usize) -> Result<Vec<u8>, PathError> {
    let file = open(path)?;
    let mut bytes = vec![0; length];
    match file.read_exact_at(&mut bytes, offset) {
        Ok(()) => Ok(bytes),
        Err(error) => Err(PathError::new("read", path, &error)),
    }
}

/// Returns the SHA-256 of a file's contents and their length.
pub fn hash_file(path: &str) -> Result<(Digest, u64), PathError> {
    hash_of(&mut open(path)?, path)
}

/// Returns the SHA-256 and the length of an open file's contents.
pub(crate) fn hash_of(file: &mut File, path: &str) -> Result<(Digest, u64), PathError> {
    let mut hash = Sha256::new();
    let mut chunk = vec![0; 1 << 17];
    let mut size = 0;
    loop {
        match file.read(&mut chunk) {
            Ok(0) => return Ok((hash.finish(), size)),
            Ok(count) => {
                hash.update(&chunk[..count]);
                size += count as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(PathError::new("read", path, &error)),
        }
    }
}

/// Sets access and modification time, in nanoseconds since the epoch (`os.Chtimes`).
pub fn set_times(path: &str, time_ns: i128) -> Result<(), PathError> {
    use rustix::fs::AtFlags;
    use rustix::fs::CWD;
    use rustix::fs::Timespec;
    use rustix::fs::Timestamps;
    access_log::used(path);
    let time = Timespec {
        tv_sec: i64::try_from(time_ns.div_euclid(1_000_000_000)).unwrap_or(i64::MAX),
        tv_nsec: time_ns.rem_euclid(1_000_000_000) as _,
    };
    let times = Timestamps {
        last_access: time,
        last_modification: time,
    };
    rustix::fs::utimensat(CWD, &*os_path(path), &times, AtFlags::empty())
        .map_err(|errno| PathError::new("chtimes", path, &errno.into()))
}

/// Creates one directory (`os.Mkdir` with mode 0777).
pub fn make_dir(path: &str) -> Result<(), PathError> {
    access_log::wrote(path);
    fs::create_dir(os_path(path)).map_err(|error| PathError::new("mkdir", path, &error))
}

/// Creates a directory and its parents (`os.MkdirAll` with mode 0777).
pub fn make_dirs(path: &str) -> Result<(), PathError> {
    make_dirs_mode(path, 0o777)
}

/// Creates a directory and its parents with these permission bits, less the umask (`os.MkdirAll`).
pub fn make_dirs_mode(path: &str, mode: u32) -> Result<(), PathError> {
    const ENOTDIR: i32 = 20;
    if let Ok(meta) = stat(path) {
        if meta.is_dir() {
            return Ok(());
        }
        let error = io::Error::from_raw_os_error(ENOTDIR);
        return Err(PathError::new("mkdir", path, &error));
    }
    if let Some(end) = path.trim_end_matches('/').rfind('/')
        && end > 0
    {
        make_dirs_mode(&path[..end], mode)?;
    }
    access_log::wrote(path);
    let made = fs::DirBuilder::new().mode(mode).create(os_path(path));
    let made = made.map_err(|error| PathError::new("mkdir", path, &error));
    made.or_else(|error| {
        // Another process may have created it meanwhile.
        let is_dir = fs::symlink_metadata(os_path(path)).is_ok_and(|meta| meta.is_dir());
        if is_dir { Ok(()) } else { Err(error) }
    })
}

/// `os.Readlink`.
pub fn read_link(path: &str) -> Result<String, PathError> {
    access_log::with(|recorder| recorder.resolving(path));
    match fs::read_link(os_path(path)) {
        Ok(target) => Ok(os_str::decode(target.as_os_str().as_bytes())),
        Err(error) => Err(PathError::new("readlink", path, &error)),
    }
}

/// Returns the names in a directory in no particular order; after an error, the names before it.
pub fn names(dir: &str) -> Result<Vec<String>, PathError> {
    Ok(access_log::with(|recorder| disk::entries(recorder, dir))?
        .map_while(Result::ok)
        .map(|entry| os_str::decode(entry.file_name().as_bytes()))
        .collect())
}

/// Removes a file.
pub fn remove_file(path: &str) -> Result<(), PathError> {
    access_log::wrote(path);
    fs::remove_file(os_path(path)).map_err(|error| PathError::new("remove", path, &error))
}

/// Removes a directory and its contents.
pub fn remove_dir_all(path: &str) -> Result<(), PathError> {
    access_log::wrote(path);
    fs::remove_dir_all(os_path(path)).map_err(|error| PathError::new("unlinkat", path, &error))
}
