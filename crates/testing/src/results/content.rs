//! Results found by the content of what a test looked at.
//!
//! The official key of a result has sizes and times of files in it, so that a fresh clone
//! runs all tests again. This key has their content instead, and nothing of times. It leads
//! to a copy of the same output; when it is found, the official entries are written too.
//! Tests whose result may depend on more than content have no such key: see
//! [`Programs`](super::Programs) for code that could ask for times, and docs/test-cache.md
//! for the whole rule.
//! Counterpart: none; go.dev/issue/58571.

use vamos_base::golang::path;
use vamos_cache::ActionId;
use vamos_fsys::Disk;
use vamos_fsys::fresh;
use vamos_fsys::observe;

use super::NoKey;
use super::ResultCache;
use super::Sight;
use super::Subject;
use super::TestKeys;
use super::Times;
use super::contents::Contents;
use super::inputs::Input;
use super::inputs::is_log;
use super::inputs::parse;
use super::lookup::Found;
use super::lookup::Lookup;
use super::output::mark_cached;
use super::save::Kept;
use super::save::Run;

/// The variable that names the directory for temporary files.
const TEMPORARY: &str = "TMPDIR";

/// The two keys that a result may have, with different times in them.
const BOTH: [Times; 2] = [Times::OfNone, Times::OfStated];

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
        let files = Disk::new();
        let mut contents = self.contents(&files, subject, i128::MAX);
        let found = BOTH.into_iter().find_map(|times| {
            let key = self.content_key(&mut contents, subject, &test, &log, times);
            let key = key.ok()?;
            Some((key, self.find_output(subject, &key).ok()?))
        });
        let Some((key, Found { output, profile })) = found else {
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
    /// `sight` is what the program can see; `started_ns` is when the test started: what was
    /// written since has the content that the test saw, or another.
    pub fn save_content(
        &self,
        subject: &Subject<'_>,
        keys: &TestKeys,
        run: &Run<'_>,
        sight: Sight,
        started_ns: i128,
    ) -> Result<(), NoKey> {
        let kept = self.read_run(subject, run).ok_or(NoKey::NoLog)?;
        let files = Disk::new();
        let mut contents = self.contents(&files, subject, started_ns);
        for input in parse(&kept.log, subject.dir).map_err(|_| NoKey::NoLog)? {
            match input {
                Input::Open(name) if contents.may_be_program(&name, sight.starts_programs) => {
                    return Err(NoKey::Started(name));
                }
                _ => {}
            }
        }
        for test in keys.known() {
            let key = self.content_key(&mut contents, subject, &test, &kept.log, sight.times)?;
            // Failing to store costs only time.
            let _ = self.store.put_unverified(&key, run.output);
            if let Some(profile) = &kept.profile {
                let key = self.profile_key(&key, subject.cover_meta.as_ref());
                let _ = self.store.put_unverified(&key, profile);
            }
        }
        Ok(())
    }

    fn contents<'s>(
        &self,
        files: &'s Disk,
        subject: &Subject<'s>,
        before_ns: i128,
    ) -> Contents<'s> {
        observe::variable(TEMPORARY);
        let named = (self.env)(TEMPORARY).filter(|dir| !dir.is_empty());
        let temporary = named.map_or_else(|| "/tmp".to_owned(), |dir| path::clean(&dir));
        Contents::new(files, subject.root, temporary, before_ns)
    }

    /// Returns the key of a test's output with the content of what the test looked at, unless
    /// that is not all that the result depends on, or if a file was written after the test
    /// had started.
    fn content_key(
        &self,
        contents: &mut Contents<'_>,
        subject: &Subject<'_>,
        test: &ActionId,
        log: &[u8],
        times: Times,
    ) -> Result<ActionId, NoKey> {
        let inputs = parse(log, subject.dir).map_err(|_| NoKey::NoLog)?;
        let mut hash = self.hasher.hash("vamosTestContent 2");
        self.write_env(&mut hash, "GODEBUG");
        for input in inputs {
            let written = match input {
                Input::Env(name) => {
                    self.write_env(&mut hash, &name);
                    Ok(())
                }
                Input::Chdir(name) | Input::Stat(name) => {
                    contents.write_stat(&mut hash, &name, times)
                }
                Input::Open(name) => contents.write_open(&mut hash, &name),
            };
            written?;
        }
        let inputs = hash.action_id();
        let label = match times {
            Times::OfNone => "vamos content",
            Times::OfStated => "vamos content and times",
        };
        Ok(self.hasher.subkey(test, &format!("{label}:{}", inputs.0)))
    }
}
