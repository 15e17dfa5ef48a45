//! Keeping the result of a test that passed.
//!
//! Counterpart: cmd/go/internal/test/test.go (`saveOutput`).

use vamos_cache::ActionId;
use vamos_cache::Value;
use vamos_fsys::uncached;

use super::ResultCache;
use super::Subject;
use super::TestKeys;
use super::inputs::is_log;

/// Files and output of a test run.
#[derive(Clone, Copy, Debug)]
pub struct Run<'a> {
    /// The file with the access log of the test.
    pub log_file: &'a str,
    /// Printed output of the test.
    pub output: &'a [u8],
    /// The file with the coverage profile.
    pub profile_file: &'a str,
}

/// The files of a run.
pub(super) struct RunFiles {
    pub(super) log: Vec<u8>,
    /// If there is no profile, an empty one with the covered packages takes its place.
    pub(super) profile: Option<Vec<u8>>,
}

/// The values of a result.
pub(super) struct ResultValues<'a> {
    pub(super) log: &'a [u8],
    pub(super) output: &'a [u8],
    pub(super) profile: Option<&'a [u8]>,
}

impl ResultCache<'_> {
    /// Stores the result of a run that passed, under the keys that its lookups found; reports
    /// whether it may be stored. A result that cannot be stored is not an error.
    pub fn save(&self, subject: &Subject<'_>, keys: &TestKeys, run: &Run<'_>) -> bool {
        if keys.known().next().is_none() {
            return false;
        }
        let Some(files) = self.read_run(subject, run) else {
            return false;
        };
        let Some(inputs) = self.inputs_key(subject, &files.log) else {
            return false;
        };
        let kept = ResultValues {
            log: &files.log,
            output: run.output,
            profile: files.profile.as_deref(),
        };
        self.keep(subject, keys, &inputs, &kept);
        true
    }

    /// Reads the files of a run, unless one is missing or malformed.
    pub(super) fn read_run(&self, subject: &Subject<'_>, run: &Run<'_>) -> Option<RunFiles> {
        let package = subject.import_path;
        let log = match uncached::read(run.log_file) {
            Ok(log) if is_log(&log) => log,
            found => {
                self.debug(|| match found {
                    Ok(_) => format!("{package}: reading testlog: malformed"),
                    Err(error) => format!("{package}: reading testlog: {error}"),
                });
                return None;
            }
        };
        let profile = if self.settings.has_cover_profile {
            match uncached::read(run.profile_file) {
                Ok(profile) => Some(profile),
                Err(error) => {
                    self.debug(|| format!("{package}: reading cover profile: {error}"));
                    return None;
                }
            }
        } else {
            subject.cover_meta.map(|_| Vec::new())
        };
        Some(RunFiles { log, profile })
    }

    /// Stores a result under the official keys.
    pub(super) fn keep(
        &self,
        subject: &Subject<'_>,
        keys: &TestKeys,
        inputs: &ActionId,
        kept: &ResultValues<'_>,
    ) {
        let package = subject.import_path;
        for test in keys.known() {
            let key = self.output_key(&test, inputs);
            self.debug(|| {
                let (test, inputs, key) = (test.0, inputs.0, key.0);
                format!("{package}: save test ID {test} => input ID {inputs} => {key}")
            });
            // As in the official command, failing to store costs only the next run's time.
            let _ = self.store.put(&test, Value::Unverified(kept.log));
            let _ = self.store.put(&key, Value::Unverified(kept.output));
            if let Some(profile) = kept.profile {
                let key = self.profile_key(&key, subject.cover_meta.as_ref());
                let _ = self.store.put(&key, Value::Unverified(profile));
            }
        }
    }
}
