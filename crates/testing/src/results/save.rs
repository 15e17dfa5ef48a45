//! Keeping the result of a test that passed.
//!
//! Counterpart: cmd/go/internal/test/test.go (`saveOutput`).

use vamos_fsys::fresh;

use super::ResultCache;
use super::Subject;
use super::TestKeys;
use super::inputs::is_log;

/// What a test run left behind.
#[derive(Clone, Copy, Debug)]
pub struct Run<'a> {
    /// The file with the log of what the test looked at.
    pub log_file: &'a str,
    /// What is printed for the test.
    pub output: &'a [u8],
    /// The file with the coverage profile.
    pub profile_file: &'a str,
}

impl ResultCache<'_> {
    /// Keeps the result of a run that passed, under the keys that its lookups found. A
    /// result that cannot be kept is not an error.
    pub fn save(&self, subject: &Subject<'_>, keys: &TestKeys, run: &Run<'_>) {
        let package = subject.import_path;
        if keys.known().next().is_none() {
            return;
        }
        let log = match fresh::read(run.log_file) {
            Ok(log) if is_log(&log) => log,
            found => {
                self.debug(|| match found {
                    Ok(_) => format!("{package}: reading testlog: malformed"),
                    Err(error) => format!("{package}: reading testlog: {error}"),
                });
                return;
            }
        };
        let Some(inputs) = self.inputs_key(subject, &log) else {
            return;
        };
        // Without a profile an empty one stands for the packages that are covered.
        let profile = match self.settings.has_cover_profile {
            false => subject.cover_meta.map(|_| Vec::new()),
            true => match fresh::read(run.profile_file) {
                Ok(profile) => Some(profile),
                Err(error) => {
                    self.debug(|| format!("{package}: reading cover profile: {error}"));
                    return;
                }
            },
        };
        for test in keys.known() {
            let key = self.output_key(&test, &inputs);
            self.debug(|| {
                let (test, inputs, key) = (test.0, inputs.0, key.0);
                format!("{package}: save test ID {test} => input ID {inputs} => {key}")
            });
            // As in the official command, failing to store costs only the next run's time.
            let _ = self.store.put_unverified(&test, &log);
            let _ = self.store.put_unverified(&key, run.output);
            if let Some(profile) = &profile {
                let key = self.profile_key(&key, subject.cover_meta.as_ref());
                let _ = self.store.put_unverified(&key, profile);
            }
        }
    }
}
