//! Tests on other machines (`VAMOS_REMOTE_TESTS`).
//!
//! The other machine gets the test binary and the files of the package's directory and of its
//! testdata. A test that passes there would pass here, if it accessed nothing else: that is the
//! rule for results by content (docs/test-cache.md), applied to the test's log there. All other
//! tests, and those that do not pass there, run here.
//! Counterpart: none.

mod inputs;
mod local_reason;
mod upload;

use std::time::Duration;
use std::time::Instant;

use vamos_build::Machines;
use vamos_fsys::Disk;
use vamos_fsys::uncached;
use vamos_jobs::FileSource;
use vamos_jobs::RemoteCommand;
use vamos_jobs::RemoteEnd;
use vamos_jobs::RemoteFile;

pub(crate) use local_reason::LocalReason;
use upload::Upload;

use crate::results::TestInputs;
use crate::results::is_log;

/// The variables that the runtime, and package time, read without logging it.
const SILENT: [&str; 7] = [
    "GODEBUG",
    "GOGC",
    "GOMAXPROCS",
    "GOMEMLIMIT",
    "GORACE",
    "GOTRACEBACK",
    "TZ",
];

/// The log, in the directory of the package.
const LOG: &str = ".vamos-test-log";

/// Path of the test binary on the other machine.
const PROGRAM: &str = "w/p.test";

/// A test that may run on another machine.
pub(crate) struct RemoteTest<'a> {
    /// The directory of its package.
    pub(crate) dir: &'a str,
    /// The test binary.
    pub(crate) program: &'a str,
    /// The arguments of the test binary.
    pub(crate) arguments: &'a [String],
    /// The environment that it would have here.
    pub(crate) env: &'a [(String, String)],
    /// Time limit; `None` for no limit.
    pub(crate) limit: Option<Duration>,
    /// Coverage is measured.
    pub(crate) is_covered: bool,
}

/// A test that has passed on another machine.
pub(crate) struct Passed {
    /// Output of the test.
    pub(crate) output: Vec<u8>,
    /// Access log of the test, in the format of the testing package.
    pub(crate) log: Vec<u8>,
    /// Run time.
    pub(crate) elapsed: Duration,
}

impl RemoteTest<'_> {
    /// Runs the test on another machine; the error is the reason to run it here (again).
    pub(crate) fn run(
        &self,
        machines: Option<&Machines<'_>>,
        inputs: TestInputs,
    ) -> Result<Passed, LocalReason> {
        let machines = machines.ok_or(LocalReason::NoWorker)?;
        if self.is_covered {
            return Err(LocalReason::Covered);
        }
        if inputs.starts_programs {
            return Err(LocalReason::StartsPrograms);
        }
        if inputs.environment {
            return Err(LocalReason::ReadsEnvironment);
        }
        if self.limit.is_none() {
            return Err(LocalReason::Endless);
        }
        // Not the view of this run, in which files may have changed since.
        let sent = Upload::collect(&Disk::new(), self.dir)?;
        let command = self.command(&sent)?;
        let start = Instant::now();
        let end = machines.run(&command).ok_or(LocalReason::NoWorker)?;
        let RemoteEnd {
            exit_code,
            stdout,
            stderr,
            mut files,
            took,
        } = end;
        if exit_code != 0 {
            return Err(LocalReason::Failed(exit_code));
        }
        if !stderr.is_empty() {
            // Its order among the rest of the output is not known.
            return Err(LocalReason::Stderr);
        }
        let log = files
            .pop()
            .filter(|log| is_log(log))
            .ok_or(LocalReason::NoLog)?;
        inputs::check(&log, &sent, self.env)?;
        Ok(Passed {
            output: stdout,
            log,
            elapsed: took.unwrap_or_else(|| start.elapsed()),
        })
    }

    fn command(&self, sent: &Upload) -> Result<RemoteCommand, LocalReason> {
        let there =
            upload::place(self.dir).ok_or_else(|| LocalReason::Name(self.dir.to_owned()))?;
        let depth = there.split('/').count();
        let mut words = vec![format!("{}{PROGRAM}", "../".repeat(depth))];
        words.push(format!("-test.testlogfile={LOG}"));
        words.push("-test.paniconexit0".to_owned());
        words.extend_from_slice(self.arguments);
        let is_silent = |(name, _): &&(String, String)| SILENT.contains(&name.as_str());
        let changed = || LocalReason::Changed(self.program.to_owned());
        let (digest, size) = uncached::hash_file(self.program).map_err(|_| changed())?;
        let mut files = sent.files.clone();
        files.push(RemoteFile {
            path: PROGRAM.to_owned(),
            digest,
            size,
            is_executable: true,
            source: FileSource::File(self.program.to_owned()),
        });
        Ok(RemoteCommand {
            words,
            env: self.env.iter().filter(is_silent).cloned().collect(),
            files,
            dir: there,
            outputs: vec![LOG.to_owned()],
            limit: self.limit,
        })
    }
}

/// Returns the value that a variable has for a test here.
fn value<'e>(env: &'e [(String, String)], name: &str) -> Option<&'e str> {
    let mut env = env.iter().rev();
    let found = env.find(|(known, _)| known == name);
    found.map(|(_, value)| value.as_str())
}
