//! Lookup of the result of a test that need not run again.
//!
//! Counterpart: cmd/go/internal/test/test.go (`tryCacheWithID`).

use vamos_cache::ActionId;
use vamos_cache::LocalStore;

use super::ResultCache;
use super::Subject;
use super::TestKeys;
use super::inputs::is_log;
use super::output::mark_cached;

/// Result of looking up a test.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lookup {
    /// The output, with `(cached)` for the time. Without it, the test must run.
    pub output: Option<Vec<u8>>,
    /// The file with the coverage profile, which is merged even if there is no output.
    pub profile: Option<String>,
}

/// The values that are stored for a test.
pub(super) struct StoredOutput {
    /// Its output.
    pub(super) output: Vec<u8>,
    /// The file with its coverage profile, where one belongs to it.
    pub(super) profile: Option<String>,
}

/// Reason why there is no usable output.
pub(super) struct NotFound {
    /// The profile of [`StoredOutput`].
    profile: Option<String>,
}

impl ResultCache<'_> {
    /// Looks up the result of a test whose binary has this ID: first by the action ID of its link
    /// action, then by its content ID.
    pub fn look_up(&self, subject: &Subject<'_>, keys: &mut TestKeys, binary: &str) -> Lookup {
        let Some(test) = self.cacheable(subject, keys, binary) else {
            return Lookup::default();
        };
        match keys.by_inputs {
            None => keys.by_inputs = Some(test),
            Some(_) => keys.by_content = Some(test),
        }
        let package = subject.import_path;
        self.debug(|| format!("{package}: test ID {} => {}", as_hex(binary), test.0));
        self.find(subject, &test)
    }

    /// Returns the key of a test if its result may be cached.
    fn cacheable(
        &self,
        subject: &Subject<'_>,
        keys: &mut TestKeys,
        binary: &str,
    ) -> Option<ActionId> {
        let key = if self.settings.is_local_directory {
            Err("caching disabled in local directory mode".to_owned())
        } else if subject.root.is_empty() {
            Err(format!(
                "caching disabled for package outside of module root, GOPATH, or GOROOT: {}",
                subject.import_path
            ))
        } else {
            self.test_key(binary)
        };
        match key {
            Ok(key) => Some(key),
            Err(why) => {
                self.seen.replace(format!("uncached {why}\n"));
                self.debug(|| why);
                keys.is_disabled = true;
                None
            }
        }
    }

    fn find(&self, subject: &Subject<'_>, test: &ActionId) -> Lookup {
        let package = subject.import_path;
        let log = match self.store.get_bytes(test) {
            Some((log, _)) if is_log(&log) => log,
            found => {
                self.debug(|| match found {
                    Some(_) => format!("{package}: input list malformed"),
                    None => format!("{package}: input list not found: {}", self.missing(test)),
                });
                return Lookup::default();
            }
        };
        let Some(inputs) = self.inputs_key(subject, &log) else {
            return Lookup::default();
        };
        let key = self.output_key(test, &inputs);
        self.debug(|| {
            let (test, inputs, key) = (test.0, inputs.0, key.0);
            format!("{package}: test ID {test} => input ID {inputs} => {key}")
        });
        let is_wanted = |_: &String| self.settings.has_cover_profile;
        match self.find_output(subject, &key) {
            Ok(found) => Lookup {
                output: mark_cached(&found.output),
                profile: found.profile.filter(is_wanted),
            },
            Err(missing) => Lookup {
                output: None,
                profile: missing.profile.filter(is_wanted),
            },
        }
    }

    /// Looks up the output with this key, and its profile. The output is accepted by
    /// [`mark_cached`].
    pub(super) fn find_output(
        &self,
        subject: &Subject<'_>,
        key: &ActionId,
    ) -> Result<StoredOutput, NotFound> {
        let package = subject.import_path;
        let found = self.store.get_bytes(key);
        let mut profile = None;
        if self.settings.has_cover_profile || subject.cover_meta.is_some() {
            let key = self.profile_key(key, subject.cover_meta.as_ref());
            let Some((file, _)) = self.store.get_file(&key) else {
                self.debug(|| {
                    let why = if self.settings.has_cover_profile {
                        "cached cover profile missing"
                    } else {
                        "coverage metadata changed, re-running test"
                    };
                    format!("{package}: {why}: {}", self.missing(&key))
                });
                return Err(NotFound { profile });
            };
            profile = Some(file);
        }
        let problem = match found {
            None => format!("test output not found: {}", self.missing(key)),
            Some((output, _)) if !output.ends_with(b"\n") => "test output malformed".to_owned(),
            Some((_, entry)) if self.expire_ns.is_some_and(|expire| entry.time_ns < expire) => {
                "test output expired due to go clean -testcache".to_owned()
            }
            Some((output, _)) if mark_cached(&output).is_some() => {
                return Ok(StoredOutput { output, profile });
            }
            Some(_) => "test output malformed".to_owned(),
        };
        self.debug(|| format!("{package}: {problem}"));
        Err(NotFound { profile })
    }

    /// Returns the error of the official command for an entry that is not there.
    fn missing(&self, key: &ActionId) -> String {
        let local = self.store.capabilities().local;
        let why = local.and_then(LocalStore::miss_reason).map_or_else(
            || {
                let (dir, name) = (self.store.dir(), key.0.to_string());
                let part = name.get(..2).unwrap_or_default();
                format!("open {dir}/{part}/{name}-a: no such file or directory")
            },
            str::to_owned,
        );
        format!("cache entry not found: {why}")
    }
}

/// Returns the bytes of a text as hexadecimal digits (`%x` of a string).
fn as_hex(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02x}")).collect()
}
