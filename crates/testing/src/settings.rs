//! Settings that all actions of a test run share.
//!
//! Counterpart: the package-level variables of cmd/go/internal/test.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::time::Duration;

use vamos_base::golang::path;
use vamos_base::golang::time::Location;
use vamos_build::BuildError;
use vamos_fsys::atomic;
use vamos_fsys::proc::LocalExecutor;
use vamos_release::Release;

use crate::coverage::Profile;
use crate::failed::FailedTest;
use crate::flags::TestFlags;
use crate::output::Console;
use crate::record;
use crate::record::JunitError;
use crate::record::Recorded;
use crate::results::Digests;
use crate::results::Programs;
use crate::run::Turns;

/// Test settings of a command line, and data of the command that all tests share.
#[derive(Clone)]
pub struct Settings {
    /// The flags.
    pub flags: TestFlags,
    /// True if packages are named. Otherwise the package of the current directory is tested, its
    /// output is not buffered, and results are not cached.
    pub names_packages: bool,
    /// Number of packages to test.
    pub packages: usize,
    /// Number of actions that run concurrently (`-p`).
    pub parallel: i64,
    /// The directory of the command.
    pub cwd: String,
    /// `-o` names a directory.
    pub output_is_dir: bool,
    /// The way in which test binaries run.
    pub launch: Launch,
    /// The extension of executables.
    pub exe_suffix: String,
    /// The release whose events `-json` prints.
    pub release: Release,
    /// The zone in which times are written.
    pub zone: Location,
    /// The time before which cached results do not count, in nanoseconds since the epoch.
    pub expire_ns: Option<i64>,
    /// The coverage profile of the command, if one is written.
    pub profile: Option<Arc<Profile>>,
    /// Lookup of results by the content of test inputs (`VAMOS_TEST_CACHE`).
    pub by_content: ByContent,
    /// Execution of tests on other machines (`VAMOS_REMOTE_TESTS`).
    pub workers: Workers,
    /// Output of results.
    pub console: Arc<dyn Console>,
}

/// The way in which test binaries run.
#[derive(Clone, Default)]
pub struct Launch {
    /// Program that runs test binaries, with its arguments; empty to run them directly
    /// (`work.FindExecCmd`).
    pub exec: Vec<String>,
    /// The words of `-exec`.
    pub exec_flag: Vec<String>,
    /// The environment of test binaries, without the directory that they run in.
    pub env: Vec<(String, String)>,
    /// Starts test binaries.
    pub executor: Arc<LocalExecutor>,
}

/// Lookup of results by the content of test inputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ByContent {
    /// Only under the official keys.
    Off,
    /// Results are also found by content.
    On,
    /// Like `On`, with a report of the reason if a result has no key by content.
    Explained,
}

/// Execution of tests on other machines, if jobs run there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Workers {
    /// All run here.
    Off,
    /// Tests whose results are the same on every machine run there.
    On,
    /// Like `On`, with a report of the reason if a test runs here.
    Explained,
}

/// Time limits for running and ending a test binary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Limits {
    /// Time until the process gets the signal to exit; `None` for no limit.
    pub(crate) kill: Option<Duration>,
    /// Time after that for the process to exit, and for its output to stay open after its exit;
    /// zero for no limit.
    pub(crate) wait: Duration,
}

impl Settings {
    /// Returns the time limits: the limit of the test binary, and the time to print the traces of
    /// its goroutines.
    pub(crate) fn limits(&self) -> Limits {
        let flags = &self.flags;
        let is_endless = !flags.text("fuzz").is_empty() || !flags.text("bench").is_empty();
        let timeout = u64::try_from(flags.timeout).map_or(Duration::ZERO, Duration::from_nanos);
        if is_endless || timeout.is_zero() {
            return Limits {
                kill: None,
                wait: Duration::ZERO,
            };
        }
        let wait = (timeout / 10).max(Duration::from_secs(5));
        Limits {
            kill: Some(timeout + wait.max(Duration::from_secs(60))),
            wait,
        }
    }

    /// Reports whether test binaries write directly to the command's own output.
    pub(crate) fn streams(&self) -> bool {
        let is_set = |name| !self.flags.text(name).is_empty();
        !self.names_packages || is_set("bench") || is_set("fuzz")
    }
}

/// The settings, and state that tests share while they run.
pub(crate) struct Shared {
    pub(crate) settings: Settings,
    /// The order in which tests start.
    pub(crate) turns: Turns,
    /// Cached effects of the code of test binaries.
    pub(crate) programs: Programs,
    /// Digests of test input files.
    pub(crate) digests: Digests,
    /// A test has failed, and `-failfast` is set.
    stops: AtomicBool,
    /// The failed tests of each failed run, if they are to be listed, by the run's number.
    failed: Mutex<BTreeMap<usize, Vec<FailedTest>>>,
    /// A package could not be loaded.
    has_setup_failed: AtomicBool,
    /// Test events of finished packages, if a report is written.
    recorded: Mutex<Vec<Recorded>>,
}

impl Shared {
    pub(crate) fn new(settings: Settings) -> Self {
        Self {
            settings,
            turns: Turns::default(),
            programs: Programs::default(),
            digests: Digests::default(),
            stops: AtomicBool::new(false),
            failed: Mutex::default(),
            has_setup_failed: AtomicBool::new(false),
            recorded: Mutex::default(),
        }
    }

    /// Records that a package could not be loaded.
    pub(crate) fn note_setup_failure(&self) {
        self.has_setup_failed.store(true, Ordering::SeqCst);
    }

    /// Reports whether a package could not be loaded.
    pub(crate) fn has_setup_failed(&self) -> bool {
        self.has_setup_failed.load(Ordering::SeqCst)
    }

    /// Records the failure of the test with this index; `tests` lists its failed tests.
    pub(crate) fn note_failure(&self, place: usize, tests: impl FnOnce() -> Vec<FailedTest>) {
        let console = &self.settings.console;
        console.failed();
        if console.lists_failed() {
            let tests = tests();
            let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
            failed.insert(place, tests);
        }
        if self.settings.flags.is_on("failfast") {
            self.stops.store(true, Ordering::SeqCst);
        }
    }

    /// Lists the failed tests, if the flags require it.
    pub(crate) fn list_failed(&self) {
        let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        let tests: Vec<FailedTest> = std::mem::take(&mut *failed)
            .into_values()
            .flatten()
            .collect();
        if !tests.is_empty() {
            self.settings.console.list_failed(&tests);
        }
    }

    /// Adds the test events of a package to the report; does nothing for a package without tests.
    pub(crate) fn record(&self, recorded: Option<Recorded>) {
        let has_results = |recorded: &Recorded| !recorded.is_success || !recorded.runs.is_empty();
        let mut all = self.recorded.lock().unwrap_or_else(PoisonError::into_inner);
        all.extend(recorded.filter(has_results));
    }

    /// Writes the report of `-junit`, if the flags require it.
    pub(crate) fn write_report(&self) -> Result<(), BuildError> {
        let file = match self.settings.flags.text("junit") {
            "" => return Ok(()),
            file if path::is_abs(file) => file.to_owned(),
            file => path::join(&[&self.settings.cwd, file]),
        };
        let mut all = self.recorded.lock().unwrap_or_else(PoisonError::into_inner);
        all.sort_by(|one, other| one.package.cmp(&other.package));
        let report = record::report(all.iter()).to_string();
        let report = report.map_err(|error| BuildError::Other(Arc::new(JunitError(error))))?;
        let written = atomic::write_named(&file, report.as_bytes(), 0o666);
        written.map_err(BuildError::Path)
    }

    /// Reports whether no further test is to start.
    pub(crate) fn stops(&self) -> bool {
        self.stops.load(Ordering::SeqCst)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use vamos_base::golang::time::Location;
    use vamos_fsys::PathError;
    use vamos_release::Release;

    use super::ByContent;
    use super::Launch;
    use super::Limits;
    use super::Settings;
    use super::Workers;
    use crate::flags::TestFlags;
    use crate::flags::find;
    use crate::output::Console;

    struct Nowhere;

    impl Console for Nowhere {
        fn write(&self, _bytes: &[u8]) -> Result<(), PathError> {
            Ok(())
        }
        fn hand_over(&self) {}
    }

    /// Returns the settings of a command with these flags, which prints there.
    pub(crate) fn settings(typed: &[(&str, &str)], console: Arc<dyn Console>) -> Settings {
        let release = Release::nearest(26);
        let mut flags = TestFlags::new("/", release);
        for (name, value) in typed {
            let spec = find(name, release).unwrap();
            flags.set(name, spec, value, release).unwrap();
        }
        Settings {
            flags,
            names_packages: true,
            packages: 1,
            parallel: 1,
            cwd: "/".to_owned(),
            output_is_dir: false,
            launch: Launch::default(),
            exe_suffix: String::new(),
            release,
            zone: Location::utc(),
            expire_ns: None,
            by_content: ByContent::Off,
            workers: Workers::Off,
            profile: None,
            console,
        }
    }

    fn limits(typed: &[(&str, &str)]) -> Limits {
        settings(typed, Arc::new(Nowhere)).limits()
    }

    #[test]
    fn limits_grow_with_the_timeout() {
        let seconds = |kill, wait| Limits {
            kill: Some(Duration::from_secs(kill)),
            wait: Duration::from_secs(wait),
        };
        assert_eq!(limits(&[]), seconds(660, 60));
        assert_eq!(limits(&[("timeout", "2s")]), seconds(62, 5));
        assert_eq!(limits(&[("timeout", "1h")]), seconds(3960, 360));
        assert_eq!(limits(&[("timeout", "0")]).kill, None);
        assert_eq!(limits(&[("bench", ".")]).kill, None);
    }
}
