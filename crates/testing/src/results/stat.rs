//! Files and variables as parts of keys.
//!
//! Counterpart: cmd/go/internal/test/test.go (`hashGetenv`, `hashOpen`, `hashStat`,
//! `hashWriteStat`).

use std::time::SystemTime;

use vamos_base::golang::os_str;
use vamos_base::golang::time::Time;
use vamos_cache::ActionId;
use vamos_cache::Hash;
use vamos_fsys::Files;
use vamos_fsys::Metadata;
use vamos_fsys::PathError;
use vamos_fsys::access_log;
use vamos_fsys::stat_line;

use super::ResultCache;

/// A file that was written later than this may have been written again since, with the same
/// time.
const LATEST_NS: i64 = 2_000_000_000;

/// A file that a test opened was written too short a time ago.
pub(super) struct TooNew {
    /// The hash that the file has now; `None` if hashes are reported to somebody.
    pub(super) key: Option<ActionId>,
}

impl ResultCache<'_> {
    pub(super) fn hash_env(&self, name: &str) -> ActionId {
        access_log::with(|log| log.variable(name));
        let mut hash = self.hasher.hash("getenv");
        match (self.env)(name) {
            None => hash.write(&[0]),
            Some(value) => {
                hash.write(&[1]);
                hash.write(&os_str::encode(&value));
            }
        }
        hash.action_id()
    }

    /// Hashes a file or a directory that was opened. The content of files may be large, so
    /// size and time stand for it.
    pub(super) fn hash_open(&self, files: &dyn Files, name: &str) -> Result<ActionId, TooNew> {
        let mut hash = self.hasher.hash("open");
        let meta = match stat(files, name) {
            Ok(meta) => meta,
            Err(error) => {
                write_error(&mut hash, &error);
                return Ok(hash.action_id());
            }
        };
        self.write_stat(&mut hash, &meta);
        if meta.is_dir() {
            match files.read_dir(name) {
                Err(error) => write_error(&mut hash, &error),
                Ok(entries) => {
                    for entry in entries.iter() {
                        write_text(&mut hash, &format!("file {} ", entry.name));
                        match lstat(files, &below(name, &entry.name)) {
                            Ok(meta) => self.write_stat(&mut hash, &meta),
                            Err(error) => write_error(&mut hash, &error),
                        }
                    }
                }
            }
        } else if meta.is_file() {
            let now = Time::from(SystemTime::now()).unix_nanos();
            if i128::from(now - LATEST_NS) < meta.mtime_ns {
                let is_watched = self.hasher.observer().is_some();
                let key = (!is_watched).then(|| hash.action_id());
                return Err(TooNew { key });
            }
        }
        Ok(hash.action_id())
    }

    /// Hashes the metadata of a file without its content, and of the link if it is one.
    pub(super) fn hash_stat(&self, files: &dyn Files, name: &str) -> ActionId {
        let mut hash = self.hasher.hash("stat");
        for found in [stat(files, name), lstat(files, name)] {
            match found {
                Ok(meta) => self.write_stat(&mut hash, &meta),
                Err(error) => write_error(&mut hash, &error),
            }
        }
        hash.action_id()
    }

    fn write_stat(&self, hash: &mut Hash, meta: &Metadata) {
        write_text(hash, &stat_line(meta, self.zone));
    }
}

/// Writes text that may stand for bytes that are not UTF-8, as one part.
pub(super) fn write_text(hash: &mut Hash, text: &str) {
    hash.write(&os_str::encode(text));
}

fn write_error(hash: &mut Hash, error: &PathError) {
    write_text(hash, &format!("err {error}\n"));
}

/// Returns the path of a name in a directory, as os.ReadDir makes it.
pub(super) fn below(dir: &str, name: &str) -> String {
    format!("{dir}/{name}")
}

fn stat(files: &dyn Files, name: &str) -> Result<Metadata, PathError> {
    check_name("stat", name)?;
    let meta = files.stat(name)?;
    access_log::with(|log| log.exact(name, &meta, true));
    Ok(meta)
}

fn lstat(files: &dyn Files, name: &str) -> Result<Metadata, PathError> {
    check_name("lstat", name)?;
    let meta = files.lstat(name)?;
    access_log::with(|log| log.exact(name, &meta, false));
    Ok(meta)
}

/// Refuses a name that is invalid for the system, with Go's error.
pub(super) fn check_name(op: &'static str, name: &str) -> Result<(), PathError> {
    if name.contains('\0') {
        return Err(PathError {
            op,
            path: name.to_owned(),
            errno: Some(22),
            message: "invalid argument".to_owned(),
        });
    }
    Ok(())
}
