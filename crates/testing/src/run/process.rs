//! One run of a test binary.
//!
//! Counterpart: cmd/go/internal/test/test.go (`runTestActor.Act`).

use std::sync::Arc;
use std::time::Duration;

use vamos_build::ActionInputs;
use vamos_fsys::proc::Spawn;
use vamos_fsys::proc::SpawnError;
use vamos_fsys::proc::StreamedOutput;
use vamos_fsys::proc::StreamedRun;
use vamos_fsys::proc::Streams;
use vamos_fsys::proc::look_path;

use super::report::Failed;
use super::sink::Sink;
use crate::settings::Settings;

/// Represents no limit.
const CENTURY: Duration = Duration::from_secs(100 * 365 * 24 * 3600);

/// Exit of a test binary.
pub(super) struct TestExit {
    /// Failure; `None` if it passed.
    pub(super) failed: Option<Failed>,
    pub(super) elapsed: Duration,
}

/// Directory of a test binary's run.
#[derive(Clone, Copy)]
pub(super) struct TestDir<'a> {
    /// The directory of its package.
    pub(super) dir: &'a str,
    /// The directory for counters of coverage.
    pub(super) counters: Option<&'a str>,
}

/// Runs a command in the directory of its package; `None` if the run was interrupted before.
pub(super) fn run(
    inputs: &ActionInputs<'_>,
    settings: &Settings,
    mut command: Vec<String>,
    place: TestDir<'_>,
    sink: &mut Sink,
) -> Option<TestExit> {
    let failed_at_once = |failed| TestExit {
        failed: Some(failed),
        elapsed: Duration::ZERO,
    };
    if !command[0].contains('/') {
        let mut own = inputs.env.vars.original.iter().rev();
        let path = own.find(|(name, _)| name == "PATH");
        let path = path.map_or("", |(_, path)| path.as_str());
        match look_path(&command[0], path) {
            Ok(program) => command[0] = program,
            Err(error) => return Some(failed_at_once(Failed::not_found(error.to_string()))),
        }
    }
    let mut extra_env = vec![("PWD".to_owned(), place.dir.to_owned())];
    // For programs with coverage that the test builds and runs.
    let counters = place.counters.map(str::to_owned);
    extra_env.extend(counters.map(|dir| ("GOCOVERDIR".to_owned(), dir)));
    let spawn = Spawn {
        argv: command,
        env: Arc::from(settings.launch.env.as_slice()),
        extra_env,
        dir: place.dir.to_owned(),
        streams: Streams::Merged,
    };
    let limits = settings.limits();
    let is_direct = sink.is_direct();
    if is_direct {
        settings.console.hand_over();
    }
    let mut pass_on = |bytes: &[u8]| sink.pass_on(bytes);
    let run = StreamedRun {
        spawn: &spawn,
        output: if is_direct {
            StreamedOutput::Stdout
        } else {
            StreamedOutput::Pipe(&mut pass_on)
        },
        limit: limits.kill,
        wait_delay: if limits.wait.is_zero() {
            CENTURY
        } else {
            limits.wait
        },
    };
    match settings.launch.executor.run_streamed(run, inputs.cancel) {
        Ok(end) => Some(TestExit {
            failed: Failed::of_end(&end),
            elapsed: end.elapsed,
        }),
        Err(SpawnError::Cancelled) => None,
        Err(error) => Some(failed_at_once(Failed::not_started(&error))),
    }
}
