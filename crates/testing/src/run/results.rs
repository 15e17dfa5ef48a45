//! The cached result of one test, as far as the run of the test needs it.
//!
//! Counterpart: cmd/go/internal/test/test.go (`runCache`, `tryCache`).

use std::cell::RefCell;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;

use vamos_base::golang::quote::quote_list;
use vamos_build::ActionInputs;
use vamos_build::ActionRef;
use vamos_build::Handles;
use vamos_cache::ActionId;
use vamos_load::Package;

use super::cover;
use crate::results;
use crate::results::NoKey;
use crate::results::ResultCache;
use crate::results::Run;
use crate::results::Subject;
use crate::results::TestInputs;
use crate::results::TestKeys;
use crate::settings::ByContent;
use crate::settings::Settings;
use crate::settings::Shared;

/// Result of a test's cache lookup before the test runs.
#[derive(Default)]
pub(crate) struct CachedResult(Mutex<CacheLookup>);

#[derive(Default)]
struct CacheLookup {
    keys: TestKeys,
    /// The output of an earlier run.
    output: Option<Vec<u8>>,
    /// Inputs of the test, as far as they are logged; for the journal.
    seen: String,
}

impl CachedResult {
    fn lock(&self) -> MutexGuard<'_, CacheLookup> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks for the result of a test whose binary has this ID; reports whether there is one.
    pub(super) fn look_up(
        &self,
        inputs: &ActionInputs<'_>,
        handles: Handles<'_>,
        shared: &Shared,
        tested: Tested<'_>,
        binary: &str,
    ) -> bool {
        let settings = &shared.settings;
        let mut found = self.lock();
        let CacheLookup { keys, output, seen } = &mut *found;
        let (looked_up, now_seen) = with_cache(inputs, handles, shared, |cache| {
            let subject = tested.subject();
            let official = cache.look_up(&subject, keys, binary);
            let is_over = official.output.is_some() || official.profile.is_some();
            if is_over || settings.by_content == ByContent::Off || keys.is_disabled {
                return official;
            }
            cache.look_up_content(&subject, keys)
        });
        if let Some(profile) = &looked_up.profile {
            cover::merge(handles, settings, profile);
        }
        if !now_seen.is_empty() {
            *seen = now_seen;
        }
        keep_recipe(handles, settings, tested, seen);
        *output = looked_up.output;
        output.is_some()
    }

    /// Returns the output of an earlier run, if it was found.
    pub(crate) fn output(&self) -> Option<Vec<u8>> {
        self.lock().output.take()
    }

    /// Reports whether the result of the test is not cached at all.
    pub(crate) fn is_disabled(&self) -> bool {
        self.lock().keys.is_disabled
    }

    /// Stores the output of a test that passed. `reads` returns the inputs of its result other than
    /// its log, unless they are unlimited.
    pub(super) fn save(
        &self,
        inputs: &ActionInputs<'_>,
        handles: Handles<'_>,
        shared: &Shared,
        tested: Tested<'_>,
        passed: &Passed<'_>,
        reads: impl FnOnce() -> Result<TestInputs, NoKey>,
    ) {
        let settings = &shared.settings;
        let keys = self.lock().keys;
        let objdir = inputs.objdir;
        let run = Run {
            log_file: &log_file(objdir),
            output: passed.output,
            profile_file: &cover::profile_file(objdir),
        };
        let ((), seen) = with_cache(inputs, handles, shared, |cache| {
            let subject = tested.subject();
            let is_kept = cache.save(&subject, &keys, &run);
            if !is_kept || settings.by_content == ByContent::Off {
                return;
            }
            let saved = reads().and_then(|reads| {
                cache.save_content(&subject, &keys, &run, reads, passed.started_ns)
            });
            if let (Err(why), ByContent::Explained) = (saved, settings.by_content) {
                let package = subject.import_path;
                let line = format!("vamos: {package}: not cached by content: {why}\n");
                handles.log.report_error(&line);
            }
        });
        if !seen.is_empty() {
            keep_recipe(handles, settings, tested, &seen);
        }
    }
}

/// Returns the path of a test's access log.
pub(crate) fn log_file(objdir: &str) -> String {
    format!("{objdir}testlog.txt")
}

/// A test that passed.
pub(super) struct Passed<'a> {
    pub(super) output: &'a [u8],
    /// Start time, in nanoseconds since the epoch.
    pub(super) started_ns: i128,
}

/// A package whose test is run.
#[derive(Clone, Copy)]
pub(super) struct Tested<'a> {
    pub(super) package: &'a Package,
    /// Link action of its test binary.
    pub(super) link: ActionRef,
    /// The key of the metadata of the packages that `-coverpkg` names.
    pub(super) cover_meta: Option<ActionId>,
}

impl<'a> Tested<'a> {
    fn subject(self) -> Subject<'a> {
        let package = self.package;
        Subject {
            import_path: &package.import_path,
            dir: &package.dir,
            root: &package.origin.root,
            cover_meta: self.cover_meta,
        }
    }
}

/// Records the inputs of a test's result in the journal.
fn keep_recipe(handles: Handles<'_>, settings: &Settings, tested: Tested<'_>, seen: &str) {
    let link = handles.outcomes.of(tested.link);
    let binary = link.action_id();
    let args = quote_list(&settings.flags.arguments);
    let exec = quote_list(&settings.launch.exec_flag);
    let recipe = format!("pkg {binary}\nargs {args}\nexeccmd {exec}\n{seen}");
    handles.log.keep_recipe(recipe);
}

/// Calls `use_cache` with the cache of the command's results; returns its result, and the test's
/// inputs that the cache read.
fn with_cache<R>(
    inputs: &ActionInputs<'_>,
    handles: Handles<'_>,
    shared: &Shared,
    use_cache: impl FnOnce(&ResultCache<'_>) -> R,
) -> (R, String) {
    let settings = &shared.settings;
    let env = |name: &str| inputs.env.vars.tool(name).map(str::to_owned);
    let debug = |line: &str| handles.log.report_error(line);
    let is_debugged = inputs.env.godebug("gocachetest") == "1";
    let seen = RefCell::default();
    let result = use_cache(&ResultCache {
        store: inputs.cache,
        hasher: inputs.hasher,
        env: &env,
        environment: &settings.launch.env,
        digests: &shared.digests,
        zone: &settings.zone,
        expire_ns: settings.expire_ns,
        debug: is_debugged.then_some(&debug),
        settings: &results::Settings {
            is_local_directory: !settings.names_packages,
            args: settings.flags.arguments.clone(),
            exec_command: settings.launch.exec_flag.clone(),
            has_cover_profile: !settings.flags.text("coverprofile").is_empty(),
        },
        seen: &seen,
    });
    (result, seen.into_inner())
}
