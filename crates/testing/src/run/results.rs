//! The cached result of one test, as far as the run of the test needs it.
//!
//! Counterpart: cmd/go/internal/test/test.go (`runCache`, `tryCache`).

use std::cell::RefCell;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;

use vamos_base::golang::quote::quote_list;
use vamos_build::Acting;
use vamos_build::ActionRef;
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

/// What is known of a test's result before the test runs.
#[derive(Default)]
pub(crate) struct Known(Mutex<Found>);

#[derive(Default)]
struct Found {
    keys: TestKeys,
    /// The output of an earlier run.
    output: Option<Vec<u8>>,
    /// What the test looked at, as far as it is known; for the journal.
    seen: String,
}

impl Known {
    fn lock(&self) -> MutexGuard<'_, Found> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks for the result of a test whose binary has this ID; reports whether there is one.
    pub(super) fn look_up(
        &self,
        acting: &dyn Acting,
        shared: &Shared,
        tested: Tested<'_>,
        binary: &str,
    ) -> bool {
        let settings = &shared.settings;
        let mut found = self.lock();
        let Found { keys, output, seen } = &mut *found;
        let (looked_up, now_seen) = with_cache(acting, shared, |cache| {
            let subject = tested.subject();
            let official = cache.look_up(&subject, keys, binary);
            let is_over = official.output.is_some() || official.profile.is_some();
            if is_over || settings.by_content == ByContent::Off || keys.is_disabled {
                return official;
            }
            cache.look_up_content(&subject, keys)
        });
        if let Some(profile) = &looked_up.profile {
            cover::merge(acting, settings, profile);
        }
        if !now_seen.is_empty() {
            *seen = now_seen;
        }
        keep_recipe(acting, settings, tested, seen);
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

    /// Stores the output of a test that passed. `started_ns` is when it started, in
    /// nanoseconds since the epoch; `inputs` returns what its result depends on beside its log,
    /// unless that may be anything.
    pub(super) fn save(
        &self,
        acting: &dyn Acting,
        shared: &Shared,
        tested: Tested<'_>,
        output: &[u8],
        started_ns: i128,
        inputs: impl FnOnce() -> Result<TestInputs, NoKey>,
    ) {
        let settings = &shared.settings;
        let keys = self.lock().keys;
        let objdir = acting.objdir();
        let run = Run {
            log_file: &log_file(objdir),
            output,
            profile_file: &cover::profile_file(objdir),
        };
        let ((), seen) = with_cache(acting, shared, |cache| {
            let subject = tested.subject();
            let is_kept = cache.save(&subject, &keys, &run);
            if !is_kept || settings.by_content == ByContent::Off {
                return;
            }
            let saved = inputs()
                .and_then(|inputs| cache.save_content(&subject, &keys, &run, inputs, started_ns));
            if let (Err(why), ByContent::Explained) = (saved, settings.by_content) {
                let package = subject.import_path;
                let sink = acting.context().sink;
                sink.complain(&format!("vamos: {package}: not cached by content: {why}\n"));
            }
        });
        if !seen.is_empty() {
            keep_recipe(acting, settings, tested, &seen);
        }
    }
}

/// Returns the file in which a test logs what it looks at.
pub(crate) fn log_file(objdir: &str) -> String {
    format!("{objdir}testlog.txt")
}

/// A package whose test is run.
#[derive(Clone, Copy)]
pub(super) struct Tested<'a> {
    pub(super) package: &'a Package,
    /// What links its test binary.
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

/// Records in the journal what the result of a test depends on.
fn keep_recipe(acting: &dyn Acting, settings: &Settings, tested: Tested<'_>, seen: &str) {
    let binary = acting.action_id(tested.link);
    let args = quote_list(&settings.flags.arguments);
    let exec = quote_list(&settings.exec_flag);
    acting.keep_recipe(format!("pkg {binary}\nargs {args}\nexeccmd {exec}\n{seen}"));
}

/// Calls `use_cache` with the cache of the command's results; returns its result, and what the
/// cache read of the test's inputs.
fn with_cache<R>(
    acting: &dyn Acting,
    shared: &Shared,
    use_cache: impl FnOnce(&ResultCache<'_>) -> R,
) -> (R, String) {
    let settings = &shared.settings;
    let cx = acting.context();
    let env = |name: &str| {
        let mut vars = cx.env.tool_env.iter().rev();
        let found = vars.find(|(known, _)| known == name);
        found.map(|(_, value)| value.clone())
    };
    let debug = |line: &str| cx.sink.complain(line);
    let is_debugged = cx.env.godebug("gocachetest") == "1";
    let seen = RefCell::default();
    let result = use_cache(&ResultCache {
        store: cx.cache,
        hasher: cx.hasher,
        env: &env,
        environment: &settings.env,
        digests: &shared.digests,
        zone: &settings.zone,
        expire_ns: settings.expire_ns,
        debug: is_debugged.then_some(&debug),
        settings: &results::Settings {
            is_local_directory: !settings.names_packages,
            args: settings.flags.arguments.clone(),
            exec_command: settings.exec_flag.clone(),
            has_cover_profile: !settings.flags.text("coverprofile").is_empty(),
        },
        seen: &seen,
    });
    (result, seen.into_inner())
}
