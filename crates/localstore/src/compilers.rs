//! The instrumented compilers that vamos has built, one for each kind of SDK.
//!
//! A compiler is a directory named by a key, with the program and a file with its digest. The
//! program is used only if it has that digest; the stamp under which the digest was verified is
//! stored, too, so that not every command hashes 30 MB. A damaged compiler is removed. Small files
//! next to them map an SDK, as it is on this disk, to a key, or to the reason why its compiler
//! could not be built. At most [`COUNT`] compilers are stored, each for at most [`UNUSED_NS`] after
//! its last use.
//! Counterpart: none; upstream runs the SDK's compiler.

use vamos_base::Digest;
use vamos_fsys::Unfinished;
use vamos_fsys::atomic;
use vamos_fsys::atomic::temp_path;
use vamos_fsys::lock::LockedFile;
use vamos_fsys::uncached;
use vamos_fsys::work;

use crate::clock::now_ns;
use crate::eviction::UNFINISHED;
use crate::kind::StoreKind;
use crate::trust::is_settled;

/// The name of a program: command lines of tools depend on it.
const PROGRAM: &str = "compile";

/// The file with the digest of the program, and a stamp or `-`.
const SUM: &str = "sum";

/// Suffix of the files of SDKs.
const SDK: &str = ".sdk";

/// Suffix of the empty files that record the announcement of a build.
const ANNOUNCED: &str = ".announced";

/// The lock of the process that builds a compiler.
const LOCK: &str = "lock";

/// A user's directory that is younger may be thrown away at once, as in a container or a test:
/// 10 minutes.
const SETTLED_NS: i128 = 10 * 60 * 1_000_000_000;

const DAY_NS: i128 = 24 * 3600 * 1_000_000_000;

/// A compiler that was not used for so long is removed: 30 days.
const UNUSED_NS: i128 = 30 * DAY_NS;

/// Maximum number of compilers.
const COUNT: usize = 4;

/// Stored data of an SDK.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SdkNote {
    /// Its compiler has this key.
    Key(Digest),
    /// Less than a day ago its compiler could not be built, for this reason.
    Failed(String),
}

/// The compilers of one user.
#[derive(Clone, Debug)]
pub struct Compilers {
    dir: String,
    mode: u32,
}

/// The right to build compilers, until it is dropped.
pub struct Building {
    _lock: LockedFile,
    scratch: String,
    /// A signal that ends the process removes the directory.
    _unfinished: Unfinished,
}

impl Building {
    /// Returns a directory for temporary files.
    pub fn scratch(&self) -> &str {
        &self.scratch
    }
}

impl Drop for Building {
    fn drop(&mut self) {
        // The next build removes files that cannot be removed now.
        let _ = work::remove_all(&self.scratch);
    }
}

impl Compilers {
    /// Returns the compilers below vamos' own directory of the user's caches.
    pub fn below(own: &str) -> Self {
        Self::of(StoreKind::Compilers, own)
    }

    /// Stores verdicts, and the compilers that they are about, below vamos' own directory of a
    /// build cache.
    pub fn in_build_cache(own: &str) -> Self {
        Self::of(StoreKind::Proofs, own)
    }

    fn of(kind: StoreKind, own: &str) -> Self {
        Self {
            dir: kind.path(own, ""),
            mode: kind.mode(),
        }
    }

    /// Returns the directory.
    pub(crate) fn dir(&self) -> &str {
        &self.dir
    }

    /// Reports whether the directory is there.
    pub fn is_there(&self) -> bool {
        uncached::stat(&self.dir).is_ok()
    }

    /// Returns the permissions of its small files.
    pub(crate) fn mode(&self) -> u32 {
        self.mode
    }

    fn home(&self, key: &Digest) -> String {
        format!("{}/{}", self.dir, key.hex())
    }

    /// Returns the path of the program with a key, which need not exist.
    pub fn path(&self, key: &Digest) -> String {
        format!("{}/{PROGRAM}", self.home(key))
    }

    /// Returns the program with a key, if it has the stored digest; removes it otherwise.
    pub fn find(&self, key: &Digest) -> Option<String> {
        let home = self.home(key);
        let sum = format!("{home}/{SUM}");
        let text = uncached::read(&sum).ok()?;
        let path = self.path(key);
        if !self.is_stored(&path, &sum, &text) {
            self.remove(key);
            return None;
        }
        let now = now_ns();
        let is_old = |time: i128| time < now - DAY_NS;
        if uncached::stat(&sum).is_ok_and(|meta| is_old(meta.mtime_ns)) {
            let _ = uncached::set_times(&sum, now);
            self.prune();
        }
        Some(path)
    }

    /// Reports whether a program has the digest of its sum; stores the stamp that proves it.
    fn is_stored(&self, path: &str, sum: &str, text: &[u8]) -> bool {
        let text = String::from_utf8_lossy(text);
        let mut words = text.split_ascii_whitespace();
        let (Some(digest), Some(stamp), None) = (words.next(), words.next(), words.next()) else {
            return false;
        };
        let Ok(meta) = uncached::stat(path) else {
            return false;
        };
        let now = meta.stamp().hex();
        if stamp == now {
            return true;
        }
        if !uncached::hash_file(path).is_ok_and(|(found, _)| found.hex() == digest) {
            return false;
        }
        let is_proof = is_settled(now_ns(), meta.mtime_ns, meta.ctime_ns);
        if is_proof && work::keeps_honest_times(path) {
            let _ = atomic::write_atomic(sum, format!("{digest} {now}\n").as_bytes(), self.mode);
        }
        true
    }

    /// Stores a program, which is moved from `from`; its sum comes last.
    ///
    /// # Errors
    /// It is not stored.
    pub fn put(&self, key: &Digest, from: &str) -> Result<(), String> {
        let failed = |error: vamos_fsys::PathError| error.to_string();
        let home = self.home(key);
        let sum = format!("{home}/{SUM}");
        let (digest, _) = uncached::hash_file(from).map_err(failed)?;
        uncached::make_dirs(&home).map_err(failed)?;
        // The sum is missing until the new one is written.
        let _ = work::remove(&sum);
        work::rename(from, &self.path(key)).map_err(failed)?;
        let text = format!("{} -\n", digest.hex());
        atomic::write_atomic(&sum, text.as_bytes(), self.mode).map_err(failed)
    }

    /// Removes a compiler.
    pub fn remove(&self, key: &Digest) {
        let home = self.home(key);
        // Without its sum it is no compiler, even if the rest stays.
        let _ = work::remove(&format!("{home}/{SUM}"));
        let _ = work::remove_all(&home);
    }

    fn note_path(&self, sdk: &Digest) -> String {
        format!("{}/{}{SDK}", self.dir, sdk.short())
    }

    /// Returns the stored data of an SDK.
    pub fn note(&self, sdk: &Digest) -> Option<SdkNote> {
        let path = self.note_path(sdk);
        let text = uncached::read(&path).ok()?;
        let text = String::from_utf8_lossy(&text);
        let (name, rest) = text.trim_end().split_once(' ')?;
        match name {
            "key" => Digest::from_hex(rest.as_bytes()).map(SdkNote::Key),
            "failed" => {
                let age = now_ns() - uncached::stat(&path).ok()?.mtime_ns;
                (age < DAY_NS).then(|| SdkNote::Failed(rest.to_owned()))
            }
            _ => None,
        }
    }

    /// Stores the data of an SDK.
    pub fn set_note(&self, sdk: &Digest, note: &SdkNote) {
        let text = match note {
            SdkNote::Key(key) => format!("key {}\n", key.hex()),
            SdkNote::Failed(reason) => format!("failed {}\n", reason.replace('\n', " ")),
        };
        // Without it the compiler is not used, or is tried again.
        let _ = atomic::write_atomic(&self.note_path(sdk), text.as_bytes(), self.mode);
    }

    /// Reports whether an event of an SDK, such as the build of its compiler, is not announced yet,
    /// and records its announcement. Builds that do not even start are repeated, but not their
    /// announcements.
    pub fn announce(&self, sdk: &Digest) -> bool {
        let path = format!("{}/{}{ANNOUNCED}", self.dir, sdk.short());
        // Without the note, rather no line than one after each command.
        uncached::stat(&path).is_err()
            && uncached::make_dirs(&self.dir).is_ok()
            && atomic::write_atomic(&path, b"", self.mode).is_ok()
    }

    /// Returns the number of bytes that are free for a compiler.
    pub fn free_space(&self) -> Option<u64> {
        uncached::make_dirs(&self.dir).ok()?;
        work::free_space(&self.dir)
    }

    /// Reports whether a command requested a compiler some minutes ago already; the first request
    /// leaves a file for the next.
    pub fn is_wanted_for_long(&self) -> bool {
        let file = format!("{}/{LOCK}", self.dir);
        let Ok(meta) = uncached::stat(&file) else {
            if uncached::make_dirs(&self.dir).is_ok() {
                drop(LockedFile::try_edit(&file));
            }
            return false;
        };
        now_ns() - meta.mtime_ns >= SETTLED_NS
    }

    /// Reports whether another process is building a compiler, or none can be built.
    pub fn is_busy(&self) -> bool {
        let free = LockedFile::try_edit(&format!("{}/{LOCK}", self.dir));
        !matches!(free, Ok(Some(_)))
    }

    /// Takes the lock for building compilers; waits for another process that has it, or returns
    /// `None` if `waits` is not set. Removes files of killed processes.
    ///
    /// # Errors
    /// The directory cannot be used.
    pub fn begin(&self, waits: bool) -> Result<Option<Building>, String> {
        let failed = |error: vamos_fsys::PathError| error.to_string();
        uncached::make_dirs(&self.dir).map_err(failed)?;
        let path = format!("{}/{LOCK}", self.dir);
        let lock = if waits {
            Some(LockedFile::edit(&path).map_err(failed)?)
        } else {
            LockedFile::try_edit(&path).map_err(failed)?
        };
        let Some(lock) = lock else {
            return Ok(None);
        };
        for name in uncached::names(&self.dir).unwrap_or_default() {
            let path = format!("{}/{name}", self.dir);
            if name.ends_with(UNFINISHED) && work::lstat(&path).is_ok_and(|meta| meta.is_dir()) {
                let _ = work::remove_all(&path);
            }
        }
        let scratch = temp_path(&self.dir, UNFINISHED);
        let unfinished = work::make_unfinished_dir_at(&scratch).map_err(failed)?;
        Ok(Some(Building {
            _lock: lock,
            scratch,
            _unfinished: unfinished,
        }))
    }

    /// Removes compilers that were not used for `UNUSED_NS` or are too many, and the files of
    /// damaged ones.
    pub fn prune(&self) {
        let now = now_ns();
        let names = uncached::names(&self.dir).unwrap_or_default();
        let key_of = |name: &String| Digest::from_hex(name.as_bytes());
        let mut used: Vec<(i128, Digest)> = Vec::new();
        for key in names.iter().filter_map(key_of) {
            let time = uncached::stat(&format!("{}/{SUM}", self.home(&key)));
            used.push((time.map_or(0, |meta| meta.mtime_ns), key));
        }
        used.sort_unstable_by_key(|(time, _)| std::cmp::Reverse(*time));
        for (at, (time, key)) in used.iter().enumerate() {
            if at >= COUNT || *time < now - UNUSED_NS {
                self.remove(key);
            }
        }
        for name in names.iter().filter(|name| name.ends_with(SDK)) {
            let path = format!("{}/{name}", self.dir);
            let text = uncached::read(&path).unwrap_or_default();
            let text = String::from_utf8_lossy(&text);
            let key = text.strip_prefix("key ").map(str::trim_end);
            let is_young = uncached::stat(&path).is_ok_and(|meta| meta.mtime_ns > now - UNUSED_NS);
            let key = key.and_then(|key| Digest::from_hex(key.as_bytes()));
            let is_used = key.map_or(is_young, |key| uncached::stat(&self.path(&key)).is_ok());
            if !is_used {
                let _ = work::remove(&path);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(number: u8) -> Digest {
        Digest::of(&[number])
    }

    fn scratch() -> (tempfile::TempDir, Compilers) {
        let temp = tempfile::tempdir().unwrap();
        let compilers = Compilers::below(temp.path().to_str().unwrap());
        (temp, compilers)
    }

    fn put(compilers: &Compilers, number: u8) {
        let building = compilers.begin(false).unwrap().unwrap();
        let program = format!("{}/program", building.scratch());
        work::write_mode(&program, &[number; 99], 0o700).unwrap();
        compilers.put(&key(number), &program).unwrap();
    }

    #[test]
    fn a_program_that_changed_is_removed() {
        let (_temp, compilers) = scratch();
        assert_eq!(compilers.find(&key(1)), None);
        put(&compilers, 1);
        let path = compilers.path(&key(1));
        assert_eq!(compilers.find(&key(1)), Some(path.clone()));
        // An hour later its stamp is enough.
        uncached::set_times(&path, 0).unwrap();
        assert_eq!(compilers.find(&key(1)), Some(path.clone()));
        work::write(&path, &[2; 99]).unwrap();
        assert_eq!(compilers.find(&key(1)), None);
        assert!(uncached::stat(&path).is_err());
        put(&compilers, 1);
        assert!(compilers.find(&key(1)).is_some());
        work::remove(&path).unwrap();
        assert_eq!(compilers.find(&key(1)), None);
    }

    #[test]
    fn each_sdk_is_announced_once() {
        let (_temp, compilers) = scratch();
        let announced = [1, 1, 2, 1, 2].map(|number| compilers.announce(&key(number)));
        assert_eq!(announced, [true, false, true, false, false]);
    }

    #[test]
    fn the_latest_are_kept_with_their_notes() {
        let (_temp, compilers) = scratch();
        for number in 0..6 {
            put(&compilers, number);
            let sum = format!("{}/{SUM}", compilers.home(&key(number)));
            let age = i128::from(6 - number) * DAY_NS;
            uncached::set_times(&sum, now_ns() - age).unwrap();
            compilers.set_note(&key(100 + number), &SdkNote::Key(key(number)));
        }
        let failed = SdkNote::Failed("no reason".to_owned());
        compilers.set_note(&key(200), &failed);
        compilers.prune();
        for number in 0..6 {
            let is_kept = number >= 2;
            let note = is_kept.then(|| SdkNote::Key(key(number)));
            assert_eq!(compilers.note(&key(100 + number)), note, "{number}");
            assert_eq!(compilers.find(&key(number)).is_some(), is_kept, "{number}");
        }
        // A compiler in use does not age; a failure is forgotten after a day.
        assert_eq!(compilers.note(&key(200)), Some(failed));
        uncached::set_times(&compilers.note_path(&key(200)), now_ns() - DAY_NS).unwrap();
        assert_eq!(compilers.note(&key(200)), None);
        let sum = format!("{}/{SUM}", compilers.home(&key(5)));
        uncached::set_times(&sum, now_ns() - UNUSED_NS - DAY_NS).unwrap();
        compilers.prune();
        assert_eq!(compilers.find(&key(5)), None);
        assert!(compilers.find(&key(4)).is_some());
    }

    #[test]
    fn one_process_builds() {
        let (_temp, compilers) = scratch();
        assert!(compilers.free_space().is_some());
        let left = format!("{}/vamos-1.tmp", compilers.dir);
        uncached::make_dir(&left).unwrap();
        let building = compilers.begin(true).unwrap().unwrap();
        assert!(uncached::stat(&left).is_err());
        assert!(compilers.is_busy());
        assert!(compilers.begin(false).unwrap().is_none());
        let scratch = building.scratch().to_owned();
        drop(building);
        assert!(uncached::stat(&scratch).is_err());
        assert!(!compilers.is_busy());
    }
}
