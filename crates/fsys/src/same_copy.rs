//! Tests whether a file already equals the copy that would be made of another.
//!
//! Counterpart: none; the official command writes every copy again.

use std::fs::File;
use std::fs::OpenOptions;
use std::io;
use std::io::Read;
use std::os::unix::fs::MetadataExt;
use std::os::unix::fs::OpenOptionsExt;
use std::time::SystemTime;

use crate::access_log;
use crate::os::os_path;

/// The number of bytes of both files that are compared at a time.
const CHUNK: usize = 64 << 10;

/// The metadata of a file that this process creates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewLook {
    /// Its permission bits.
    pub mode: u32,
    /// Its owner.
    pub uid: u32,
    /// Its group.
    pub gid: u32,
}

/// Creates `path`, which must not exist, reads its metadata, and removes it again; `None` if that
/// fails. The mode is for an executable or a directory.
pub fn new_look(path: &str) -> Option<NewLook> {
    access_log::wrote(path);
    let file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o777)
        .open(os_path(path))
        .ok()?;
    let seen = file.metadata().ok();
    drop(file);
    std::fs::remove_file(os_path(path)).ok()?;
    let seen = seen?;
    Some(NewLook {
        mode: seen.mode() & 0o7777,
        uid: seen.uid(),
        gid: seen.gid(),
    })
}

/// Reports whether `to` is a regular file without other hard links, has the metadata `new` and the
/// bytes of `from`. Then its times are set to now, as if it had just been written.
pub fn renew_if_same(from: &str, to: &str, new: NewLook) -> bool {
    access_log::wrote(to);
    is_renewed(from, to, new).unwrap_or(false)
}

fn is_renewed(from: &str, to: &str, new: NewLook) -> io::Result<bool> {
    // A link is not followed, and opening a pipe must not wait.
    let flags = rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK;
    let flags = i32::try_from(flags.bits()).map_err(io::Error::other)?;
    let mut target = OpenOptions::new()
        .read(true)
        .custom_flags(flags)
        .open(os_path(to))?;
    let found = target.metadata()?;
    let is_new = found.is_file()
        && found.nlink() == 1
        && (found.mode() & 0o7777, found.uid(), found.gid()) == (new.mode, new.uid, new.gid);
    if !is_new {
        return Ok(false);
    }
    let mut source = File::open(os_path(from))?;
    let wanted = source.metadata()?;
    if !wanted.is_file() || wanted.len() != found.len() {
        return Ok(false);
    }
    if !have_same_bytes(&mut source, &mut target, found.len())? {
        return Ok(false);
    }
    let now = SystemTime::now();
    let times = std::fs::FileTimes::new()
        .set_accessed(now)
        .set_modified(now);
    target.set_times(times)?;
    Ok(true)
}

fn have_same_bytes(one: &mut File, other: &mut File, size: u64) -> io::Result<bool> {
    let mut left = usize::try_from(size).map_err(io::Error::other)?;
    let mut chunks = [vec![0; CHUNK.min(left)], vec![0; CHUNK.min(left)]];
    while left > 0 {
        let count = CHUNK.min(left);
        let [a, b] = &mut chunks;
        one.read_exact(&mut a[..count])?;
        other.read_exact(&mut b[..count])?;
        if a[..count] != b[..count] {
            return Ok(false);
        }
        left -= count;
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::MetadataExt;
    use std::os::unix::fs::PermissionsExt;
    use std::time::Duration;
    use std::time::SystemTime;

    use super::NewLook;
    use super::renew_if_same;

    #[test]
    fn only_equal_files_are_renewed() {
        let dir = tempfile::tempdir().unwrap();
        let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
        let (from, to) = (path("from"), path("to"));
        let bytes = vec![7; 3 * super::CHUNK + 5];
        fs::write(&from, &bytes).unwrap();
        let old = SystemTime::now() - Duration::from_secs(1000);
        let lay = |bytes: &[u8]| {
            let _ = fs::remove_file(&to);
            fs::write(&to, bytes).unwrap();
            fs::File::open(&to).unwrap().set_modified(old).unwrap();
        };
        lay(&bytes);
        let meta = fs::metadata(&to).unwrap();
        let new = NewLook {
            mode: meta.mode() & 0o7777,
            uid: meta.uid(),
            gid: meta.gid(),
        };
        assert!(renew_if_same(&from, &to, new));
        let renewed = fs::metadata(&to).unwrap();
        assert_eq!(renewed.ino(), meta.ino());
        assert!(renewed.modified().unwrap() > old);
        let is_same = |change: &dyn Fn()| {
            lay(&bytes);
            change();
            renew_if_same(&from, &to, new)
        };
        assert!(is_same(&|| {}));
        let mut other = bytes.clone();
        *other.last_mut().unwrap() = 8;
        assert!(!is_same(&|| lay(&other)));
        assert!(!is_same(&|| lay(&bytes[1..])));
        assert!(!is_same(&|| fs::hard_link(&to, path("other")).unwrap()));
        let _ = fs::remove_file(path("other"));
        let read_only = fs::Permissions::from_mode(0o444);
        assert!(!is_same(
            &|| fs::set_permissions(&to, read_only.clone()).unwrap()
        ));
        assert!(!is_same(&|| fs::remove_file(&to).unwrap()));
        assert!(!is_same(&|| {
            fs::remove_file(&to).unwrap();
            std::os::unix::fs::symlink(&from, &to).unwrap();
        }));
        assert!(!is_same(&|| {
            fs::remove_file(&to).unwrap();
            fs::create_dir(&to).unwrap();
        }));
        let _ = fs::remove_dir(&to);
        assert!(!renew_if_same(&path("nowhere"), &to, new));
        let owner = NewLook {
            uid: new.uid + 1,
            ..new
        };
        assert!(!renew_if_same(&from, &to, owner));
    }
}
