//! Results found by the content of what a test looked at.
//!
//! The official key of a result has sizes and times of files in it, so that a fresh clone
//! runs all tests again. This key has their content instead, and nothing of times. It leads
//! to a copy of the same output; when it is found, the official entries are written too.
//! Tests whose result may depend on more than content have no such key: see
//! [`TimeReaders`](super::TimeReaders) for code that could ask for times, and
//! docs/test-cache.md for the whole rule.
//! Counterpart: none; go.dev/issue/58571.

use hashbrown::HashMap;
use vamos_base::Digest;
use vamos_cache::ActionId;
use vamos_cache::Hash;
use vamos_fsys::Disk;
use vamos_fsys::FileKind;
use vamos_fsys::Files;
use vamos_fsys::Metadata;
use vamos_fsys::PathError;
use vamos_fsys::fresh;

use super::ResultCache;
use super::Subject;
use super::TestKeys;
use super::inputs::Input;
use super::inputs::is_log;
use super::inputs::parse;
use super::lookup::Found;
use super::lookup::Lookup;
use super::output::mark_cached;
use super::save::Kept;
use super::save::Run;
use super::stat::below;
use super::stat::check_name;
use super::stat::write_text;

/// How many bytes of files one test may make us read.
const MOST_BYTES: u64 = 256 << 20;

/// Devices that are the same on every machine and at every time, as far as tests can rely
/// on what they read.
const DEVICES: [&str; 5] = [
    "/dev/null",
    "/dev/zero",
    "/dev/full",
    "/dev/random",
    "/dev/urandom",
];

impl ResultCache<'_> {
    /// Looks for the result of a test, whose keys a lookup has set, by the content of its
    /// inputs. What is found is also stored under the official keys.
    pub fn look_up_content(&self, subject: &Subject<'_>, keys: &TestKeys) -> Lookup {
        let Some(test) = keys.newest() else {
            return Lookup::default();
        };
        let log = self.store.get_bytes(&test).map(|(log, _)| log);
        let Some(log) = log.filter(|log| is_log(log)) else {
            return Lookup::default();
        };
        let Some(key) = self.content_key(subject, &test, &log, i128::MAX) else {
            return Lookup::default();
        };
        let Ok(Found { output, profile }) = self.find_output(subject, &key) else {
            return Lookup::default();
        };
        let Some(cached) = mark_cached(&output) else {
            return Lookup::default();
        };
        let package = subject.import_path;
        self.debug(|| format!("{package}: test ID {} => content ID {}", test.0, key.0));
        if let Some(inputs) = self.inputs_key(subject, &log) {
            let profile = match &profile {
                Some(file) => fresh::read(file).ok(),
                None => subject.cover_meta.map(|_| Vec::new()),
            };
            let kept = Kept {
                log: &log,
                output: &output,
                profile: profile.as_deref(),
            };
            self.keep(subject, keys, &inputs, &kept);
        }
        Lookup {
            output: Some(cached),
            profile: profile.filter(|_| self.settings.has_cover_profile),
        }
    }

    /// Keeps a result, which [`ResultCache::save`] has stored, by the content of its inputs.
    /// `started_ns` is when the test started: what was written since has the content that
    /// the test saw, or another.
    pub fn save_content(
        &self,
        subject: &Subject<'_>,
        keys: &TestKeys,
        run: &Run<'_>,
        started_ns: i128,
    ) {
        let Some(kept) = self.read_run(subject, run) else {
            return;
        };
        for test in keys.known() {
            let key = self.content_key(subject, &test, &kept.log, started_ns);
            let Some(key) = key else {
                return;
            };
            // Failing to store costs only time.
            let _ = self.store.put_unverified(&key, run.output);
            if let Some(profile) = &kept.profile {
                let key = self.profile_key(&key, subject.cover_meta.as_ref());
                let _ = self.store.put_unverified(&key, profile);
            }
        }
    }

    /// Returns the key of a test's output with the content of what the test looked at; none
    /// if that is not all that the result depends on, or if a file was written at `before_ns`
    /// or later.
    fn content_key(
        &self,
        subject: &Subject<'_>,
        test: &ActionId,
        log: &[u8],
        before_ns: i128,
    ) -> Option<ActionId> {
        let inputs = parse(log, subject.dir).ok()?;
        let mut contents = Contents {
            files: Disk::new(),
            digests: HashMap::new(),
            bytes: 0,
            before_ns,
        };
        let mut hash = self.hasher.hash("vamosTestContent");
        self.write_env(&mut hash, "GODEBUG");
        for input in inputs {
            match input {
                Input::Env(name) => self.write_env(&mut hash, &name),
                Input::Chdir(name) | Input::Stat(name) => {
                    write_text(&mut hash, &format!("stat {name}\n"));
                    write_kind(&mut hash, &name, &contents.stat(&name));
                    write_kind(&mut hash, &name, &contents.files.lstat(&name));
                }
                Input::Open(name) => {
                    write_text(&mut hash, &format!("open {name}\n"));
                    contents.write_open(&mut hash, &name)?;
                }
            }
        }
        let inputs = hash.action_id();
        Some(
            self.hasher
                .subkey(test, &format!("vamos content:{}", inputs.0)),
        )
    }
}

/// The files that one test looked at.
struct Contents {
    files: Disk,
    /// Of files that were read.
    digests: HashMap<String, Digest>,
    /// How many bytes were read.
    bytes: u64,
    before_ns: i128,
}

impl Contents {
    fn stat(&self, name: &str) -> Result<Metadata, PathError> {
        check_name("stat", name)?;
        self.files.stat(name)
    }

    /// Writes the content of a file, or the names in a directory.
    fn write_open(&mut self, hash: &mut Hash, name: &str) -> Option<()> {
        let found = self.stat(name);
        write_kind(hash, name, &found);
        let Ok(meta) = found else {
            return Some(());
        };
        match meta.kind {
            FileKind::Dir => match self.files.read_dir(name) {
                Err(error) => write_text(hash, &format!("err {error}\n")),
                Ok(entries) => {
                    for entry in entries.iter() {
                        write_text(hash, &format!("file {}\n", entry.name));
                        let path = below(name, &entry.name);
                        write_kind(hash, &path, &self.files.lstat(&path));
                    }
                }
            },
            FileKind::File => {
                let digest = self.digest(name, &meta)?;
                hash.write_fmt(format_args!("content {digest}\n"));
            }
            // A terminal, a pipe: what is read from it is nowhere to be seen.
            _ if !DEVICES.contains(&name) => return None,
            _ => {}
        }
        Some(())
    }

    fn digest(&mut self, name: &str, meta: &Metadata) -> Option<Digest> {
        if let Some(digest) = self.digests.get(name) {
            return Some(*digest);
        }
        self.bytes = self.bytes.saturating_add(meta.size);
        if self.bytes > MOST_BYTES || meta.mtime_ns >= self.before_ns {
            return None;
        }
        let (digest, _) = fresh::hash_file(name).ok()?;
        self.digests.insert(name.to_owned(), digest);
        Some(digest)
    }
}

/// Writes what is known of a file without opening it, but not its times.
fn write_kind(hash: &mut Hash, path: &str, found: &Result<Metadata, PathError>) {
    match found {
        Err(error) => write_text(hash, &format!("err {error}\n")),
        Ok(meta) => {
            let size = if meta.is_file() { meta.size } else { 0 };
            hash.write_fmt(format_args!("mode {:o} size {size}\n", meta.mode));
            if meta.kind == FileKind::Symlink {
                let target = fresh::read_link(path).unwrap_or_default();
                write_text(hash, &format!("link {target}\n"));
            }
        }
    }
}
