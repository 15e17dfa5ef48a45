//! A module's zip in memory, which is parsed and hashed once.
//!
//! Members unpacked for the hash stay in memory for extraction if the memory budget allows it.
//! Counterpart: golang.org/x/mod/sumdb/dirhash (`HashZip`), cmd/go/internal/modfetch/fetch.go
//! (`downloadZip`).

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;

use vamos_base::Digest;
use vamos_base::Sha256;
use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::os_str;
use vamos_fsys::PathError;
use vamos_fsys::uncached;
use vamos_modcache::path_error;
use vamos_modfile::ModuleError;
use vamos_modzip::Archive;
use vamos_modzip::Member;
use vamos_modzip::ZipError;
use vamos_modzip::dirhash;
use vamos_sched::Class;
use vamos_sched::Pool;

use crate::progress::Running;
/// The maximum number of unpacked bytes in memory for all modules in progress.
const MAX_KEPT: u64 = 192 << 20;
/// The maximum number of unpacked bytes in memory for one module.
const MAX_KEPT_OF_ONE: u64 = 64 << 20;

/// Zips longer than this are read into memory one at a time.
const MAX_AT_ONCE: u64 = 16 << 20;

/// The memory budget of all modules in progress.
#[derive(Debug, Default)]
pub(crate) struct Budget {
    /// The number of unpacked bytes in memory.
    kept: AtomicU64,
    /// Held while a long zip is in memory.
    long: Mutex<()>,
}

/// A part of the budget; given back when it is dropped.
#[derive(Debug)]
struct Share<'a> {
    budget: &'a Budget,
    bytes: u64,
}

impl Budget {
    fn take(&self, bytes: u64) -> Option<Share<'_>> {
        if bytes > MAX_KEPT_OF_ONE {
            return None;
        }
        let share = Share {
            budget: self,
            bytes,
        };
        let before = self.kept.fetch_add(bytes, Ordering::Relaxed);
        (before + bytes <= MAX_KEPT).then_some(share)
    }
}

impl Drop for Share<'_> {
    fn drop(&mut self) {
        self.budget.kept.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

/// A zip with its directory.
pub(crate) struct ZipFile<'a> {
    pub(crate) bytes: Vec<u8>,
    pub(crate) archive: Archive,
    /// The unpacked bytes of its members, if they stay in memory.
    kept: Option<Vec<Vec<u8>>>,
    share: Option<Share<'a>>,
    _turn: Option<MutexGuard<'a, ()>>,
}

/// The reason why a zip in the cache cannot be used.
#[derive(Debug)]
pub(crate) enum ReadError {
    /// The file cannot be read.
    Path(PathError),
    /// The file is not a valid zip.
    Zip(ZipError),
}

impl std::fmt::Display for ReadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Path(error) => write!(f, "{error}"),
            Self::Zip(error) => write!(f, "{error}"),
        }
    }
}

impl From<ReadError> for ModuleError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Path(error) => path_error(error),
            ReadError::Zip(error) => Self::Message(error.to_string()),
        }
    }
}

impl<'a> ZipFile<'a> {
    /// Reads a zip and its directory. Only one long zip is in memory at a time.
    pub(crate) fn read(file: &str, budget: &'a Budget) -> Result<Self, ReadError> {
        let meta = uncached::stat(file).map_err(ReadError::Path)?;
        let turn = (meta.size > MAX_AT_ONCE)
            .then(|| budget.long.lock().unwrap_or_else(PoisonError::into_inner));
        let bytes = uncached::read(file).map_err(ReadError::Path)?;
        let archive = Archive::read(&bytes).map_err(ReadError::Zip)?;
        Ok(Self {
            bytes,
            archive,
            kept: None,
            share: None,
            _turn: turn,
        })
    }

    /// Returns the first member that does not belong to the module.
    pub(crate) fn stranger(&self, m: &ModuleVersion) -> Option<&str> {
        let prefix = format!("{m}/");
        let mut members = self.archive.members.iter();
        members
            .find(|member| !member.name.starts_with(&prefix))
            .map(|member| &*member.name)
    }

    /// Returns the unpacked size of the members in bytes.
    pub(crate) fn unpacked_size(&self) -> u64 {
        let sizes = self.archive.members.iter().map(|member| member.size);
        sizes.fold(0, u64::saturating_add)
    }

    /// Returns the `h1:` hash, and caches the unpacked bytes if the budget allows it.
    pub(crate) fn hash(
        &mut self,
        pool: &Pool,
        budget: &'a Budget,
        progress: &Running<'_>,
    ) -> Result<String, ModuleError> {
        let share = budget.take(self.unpacked_size());
        let members = &self.archive.members;
        let keeps = share.is_some();
        let unpacked = pool.map(Class::Cpu, members, |member| {
            let unpacked = unpack(member, &self.bytes, keeps);
            progress.advance(member.size);
            unpacked
        });
        // If a name occurs twice, upstream hashes the later member both times.
        let last: HashMap<&str, usize> = members
            .iter()
            .enumerate()
            .map(|(at, member)| (&*member.name, at))
            .collect();
        // In upstream's order, so that the first error is the same.
        let mut order: Vec<&str> = members.iter().map(|member| &*member.name).collect();
        order.sort_by(|a, b| os_str::encode(a).cmp(&os_str::encode(b)));
        let mut files = Vec::with_capacity(members.len());
        for name in order {
            match &unpacked[last[name]] {
                Ok((digest, _)) => files.push((name, *digest)),
                Err(error) => return Err(ModuleError::Message(error.to_string())),
            }
        }
        let hash =
            dirhash::hash1(&mut files).map_err(|error| ModuleError::Message(error.to_string()))?;
        if keeps {
            self.kept = unpacked
                .into_iter()
                .map(|one| one.ok().map(|(_, bytes)| bytes))
                .collect();
            self.share = share;
        }
        Ok(hash)
    }

    /// Passes the bytes of a member, by its index in the archive, to `sink`.
    pub(crate) fn write_member<E: From<ZipError>>(
        &self,
        at: usize,
        mut sink: impl FnMut(&[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        match &self.kept {
            Some(kept) => sink(&kept[at]),
            None => self.archive.members[at].unpack_to(&self.bytes, sink),
        }
    }
}

fn unpack(member: &Member, zip: &[u8], keeps: bool) -> Result<(Digest, Vec<u8>), ZipError> {
    if keeps {
        let bytes = member.unpack(zip)?;
        return Ok((Digest::of(&bytes), bytes));
    }
    let mut hash = Sha256::new();
    member.unpack_to(zip, |bytes| {
        hash.update(bytes);
        Ok::<(), ZipError>(())
    })?;
    Ok((hash.finish(), Vec::new()))
}
