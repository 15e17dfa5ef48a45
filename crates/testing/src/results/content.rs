//! Results found by the content of test inputs.
//!
//! The official key of a result contains sizes and times of files, so that a fresh clone runs all
//! tests again. This key has their content instead, and no times. It leads to a copy of the same
//! output; when it is found, the official entries are written too. Tests whose result may depend on
//! more than content have no such key: [`Programs`](super::Programs) determines the effects of
//! code, and docs/test-cache.md has the whole rule. The parts of a test's key other than its log
//! are stored after the test has run.
//! Counterpart: none; go.dev/issue/58571.

use vamos_base::golang::path;
use vamos_cache::ActionId;
use vamos_cache::Value;
use vamos_fsys::Disk;
use vamos_fsys::access_log;
use vamos_fsys::uncached;

use super::NoKey;
use super::ResultCache;
use super::Subject;
use super::TestInputs;
use super::TestKeys;
use super::contents::Contents;
use super::inputs::Input;
use super::inputs::is_log;
use super::inputs::parse;
use super::lookup::Lookup;
use super::lookup::StoredOutput;
use super::output::mark_cached;
use super::save::ResultValues;
use super::save::Run;
use super::stat::write_text;

/// The variable that names the directory for temporary files.
const TEMPORARY: &str = "TMPDIR";

/// Variables that the runtime and package time read without a line in the log.
const UNLOGGED: [&str; 8] = [
    "GODEBUG",
    "GOGC",
    "GOMAXPROCS",
    "GOMEMLIMIT",
    "GOROOT",
    "GOTRACEBACK",
    "TZ",
    "ZONEINFO",
];

/// The time zone of the system.
const LOCAL_TIME: &str = "/etc/localtime";

impl ResultCache<'_> {
    /// Looks up the result of a test, whose keys a lookup has set, by the content of its inputs. A
    /// result that is found is also stored under the official keys.
    pub fn look_up_content(&self, subject: &Subject<'_>, keys: &TestKeys) -> Lookup {
        let Some(test) = keys.newest() else {
            return Lookup::default();
        };
        let log = self.store.get_bytes(&test).map(|(log, _)| log);
        let Some(log) = log.filter(|log| is_log(log)) else {
            return Lookup::default();
        };
        let kinds = self.store.get_bytes(&self.inputs_of(&test));
        let Some(inputs) = kinds.and_then(|(kinds, _)| TestInputs::parse(&kinds)) else {
            return Lookup::default();
        };
        let files = Disk::new();
        let contents = self.contents(&files, subject, i128::MAX);
        let Ok(key) = self.content_key(contents, subject, &test, &log, inputs) else {
            return Lookup::default();
        };
        let Ok(StoredOutput { output, profile }) = self.find_output(subject, &key) else {
            return Lookup::default();
        };
        let Some(cached) = mark_cached(&output) else {
            return Lookup::default();
        };
        let package = subject.import_path;
        self.debug(|| format!("{package}: test ID {} => content ID {}", test.0, key.0));
        if let Some(inputs) = self.inputs_key(subject, &log) {
            let profile = match &profile {
                Some(file) => uncached::read(file).ok(),
                None => subject.cover_meta.map(|_| Vec::new()),
            };
            let kept = ResultValues {
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

    /// Stores a result, which [`ResultCache::save`] has stored, by the content of its inputs.
    /// `inputs` has the other inputs of the result; `started_ns` is the start time of the test: a
    /// file that was changed later may have other content than the test read.
    pub fn save_content(
        &self,
        subject: &Subject<'_>,
        keys: &TestKeys,
        run: &Run<'_>,
        inputs: TestInputs,
        started_ns: i128,
    ) -> Result<(), NoKey> {
        let kept = self.read_run(subject, run).ok_or(NoKey::NoLog)?;
        let files = Disk::new();
        let contents = self.contents(&files, subject, started_ns);
        for input in parse(&kept.log, subject.dir).map_err(|_| NoKey::NoLog)? {
            match input {
                Input::Open(name) if contents.may_be_program(&name, inputs.starts_programs) => {
                    return Err(NoKey::Started(name));
                }
                _ => {}
            }
        }
        for test in keys.known() {
            let contents = self.contents(&files, subject, started_ns);
            let key = self.content_key(contents, subject, &test, &kept.log, inputs)?;
            // Failing to store costs only time.
            let bytes = Value::Unverified(&inputs.to_bytes());
            let _ = self.store.put(&self.inputs_of(&test), bytes);
            let _ = self.store.put(&key, Value::Unverified(run.output));
            if let Some(profile) = &kept.profile {
                let key = self.profile_key(&key, subject.cover_meta.as_ref());
                let _ = self.store.put(&key, Value::Unverified(profile));
            }
        }
        Ok(())
    }

    fn contents<'s>(
        &'s self,
        files: &'s Disk,
        subject: &Subject<'s>,
        before_ns: i128,
    ) -> Contents<'s> {
        access_log::with(|log| log.variable(TEMPORARY));
        let named = (self.env)(TEMPORARY).filter(|dir| !dir.is_empty());
        let temporary = named.map_or_else(|| "/tmp".to_owned(), |dir| path::clean(&dir));
        Contents::new(files, subject.root, temporary, self.digests, before_ns)
    }

    /// Returns the key of the inputs of a test's result other than its log.
    fn inputs_of(&self, test: &ActionId) -> ActionId {
        self.hasher.subkey(test, "vamos test inputs 1")
    }

    /// Returns the key of a test's output with the content of the files in its log. There is no key
    /// if the result depends on anything else, or if a file was changed after the start of the
    /// test.
    fn content_key(
        &self,
        mut contents: Contents<'_>,
        subject: &Subject<'_>,
        test: &ActionId,
        log: &[u8],
        inputs: TestInputs,
    ) -> Result<ActionId, NoKey> {
        let logged = parse(log, subject.dir).map_err(|_| NoKey::NoLog)?;
        let mut hash = self.hasher.hash("vamosTestContent 3");
        for name in UNLOGGED {
            self.write_env(&mut hash, name);
        }
        contents.write_open(&mut hash, LOCAL_TIME)?;
        if inputs.environment {
            for (name, value) in self.environment {
                write_text(&mut hash, &format!("variable {name}={value}\n"));
            }
        }
        if inputs.directory {
            contents.write_tree(&mut hash, subject.dir)?;
        }
        for input in logged {
            match input {
                Input::Env(name) => self.write_env(&mut hash, &name),
                Input::Chdir(name) | Input::Stat(name) => contents.write_stat(&mut hash, &name)?,
                Input::Open(name) => contents.write_open(&mut hash, &name)?,
            }
        }
        let inputs = hash.action_id();
        let label = format!("vamos content:{}", inputs.0);
        Ok(self.hasher.subkey(test, &label))
    }
}

impl TestInputs {
    /// Returns the input of [`TestInputs::parse`].
    fn to_bytes(self) -> Vec<u8> {
        let Self {
            environment,
            directory,
            starts_programs: _,
        } = self;
        format!("environment {environment}\ndirectory {directory}\n").into_bytes()
    }

    /// Reads the parts of the key other than the log.
    fn parse(bytes: &[u8]) -> Option<Self> {
        let text = str::from_utf8(bytes).ok()?;
        let (environment, directory) = text.strip_suffix('\n')?.split_once('\n')?;
        Some(Self {
            environment: environment.strip_prefix("environment ")?.parse().ok()?,
            directory: directory.strip_prefix("directory ")?.parse().ok()?,
            starts_programs: false,
        })
    }
}
