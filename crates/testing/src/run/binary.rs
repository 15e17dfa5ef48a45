//! The runs of a test binary: one, or more if failed tests run again.
//!
//! Counterpart: cmd/go/internal/test/test.go (`runTestActor.Act`).

use std::time::Duration;
use std::time::SystemTime;

use vamos_base::golang::time::Time;
use vamos_build::ActionInputs;
use vamos_build::ActionRef;
use vamos_build::BuildError;
use vamos_build::Handles;
use vamos_build::StepOutcome;

use super::RunTest;
use super::Sink;
use super::attempts::Again;
use super::cover;
use super::process;
use super::process::TestDir;
use super::process::TestExit;
use super::report::Failed;
use super::report::Report;
use super::results::Passed;
use super::results::log_file;
use crate::failed;
use crate::remote_run::LocalReason;
use crate::remote_run::RemoteTest;
use crate::settings::Workers;

/// A test binary.
#[derive(Clone, Copy)]
struct Binary<'a> {
    file: &'a str,
    /// The directory for counters of coverage.
    counters: Option<&'a str>,
}

/// Combined result of all runs of a test binary.
struct Outcome {
    /// Failure of the last run; `None` if it passed.
    failed: Option<Failed>,
    /// Total run time.
    elapsed: Duration,
    /// Start of the last run's output in the sink's buffer.
    start: usize,
    /// Earlier failures.
    retried: Vec<String>,
}

impl RunTest {
    /// Runs the test binary, and reports the result; reports whether it passed.
    pub(super) fn run_binary(
        &self,
        inputs: &ActionInputs<'_>,
        handles: Handles<'_>,
        link: ActionRef,
        sink: &mut Sink,
    ) -> Result<bool, BuildError> {
        let settings = &self.shared.settings;
        let Handles { log, outcomes, .. } = handles;
        let counters = if inputs.flags.instrument.cover {
            Some(cover::counter_dir(handles, inputs.objdir, self.meta)?)
        } else {
            None
        };
        let test = Binary {
            file: &outcomes.of(link).built,
            counters: counters.as_deref(),
        };
        let command = self.command(inputs, test, &Again::All);
        if log.shows() {
            log.show("", &command.join(" "));
        }
        if inputs.flags.report.n {
            return Ok(true);
        }
        log.note(StepOutcome::Ran);
        let started_ns = i128::from(Time::from(SystemTime::now()).unix_nanos());
        let outcome = self.run_attempts(inputs, handles, test, command, sink);
        let Some(outcome) = outcome else {
            outcomes.set_failed();
            log.note(StepOutcome::Failed);
            return Ok(false);
        };
        let package = self.package(inputs);
        let report = Report {
            flags: &settings.flags,
            package: &package.import_path,
            elapsed: outcome.elapsed,
            is_covered: inputs.flags.instrument.cover,
            limits: settings.limits(),
            flaky: &outcome.retried,
        };
        let last = sink.kept().get(outcome.start..).unwrap_or_default();
        let Some(failure) = &outcome.failed else {
            let tail = report.success(last);
            if settings.flags.hides_passed() {
                sink.truncate(outcome.start);
            }
            sink.write(&tail);
            if outcome.retried.is_empty() {
                let tested = self.tested(inputs, handles, link);
                let passed = Passed {
                    output: sink.kept(),
                    started_ns,
                };
                let reads = || self.reads(inputs, test.file);
                let shared = &self.shared;
                self.known
                    .save(inputs, handles, shared, tested, &passed, reads);
            }
            return Ok(true);
        };
        self.shared.note_failure(self.place, || {
            if sink.is_seen() {
                // It is not listed again.
                Vec::new()
            } else {
                failed::tests(inputs.sources, package, last)
            }
        });
        outcomes.set_failed();
        log.note(StepOutcome::Failed);
        let tail = report.failure(failure, last);
        sink.write(&tail);
        Ok(false)
    }

    /// Runs the test binary, and its failures again as often as allowed; `None` if it was
    /// interrupted.
    fn run_attempts(
        &self,
        inputs: &ActionInputs<'_>,
        handles: Handles<'_>,
        test: Binary<'_>,
        mut command: Vec<String>,
        sink: &mut Sink,
    ) -> Option<Outcome> {
        let settings = &self.shared.settings;
        let place = TestDir {
            dir: self.package(inputs).dir.as_str(),
            counters: test.counters,
        };
        let profile = cover::profile_file(inputs.objdir);
        let mut outcome = Outcome {
            failed: None,
            elapsed: Duration::ZERO,
            start: 0,
            retried: Vec::new(),
        };
        let retries = settings.flags.retries();
        for attempt in 0..=retries {
            let ended = match self.run_elsewhere(inputs, handles, test, attempt, sink) {
                Some(ended) => ended,
                None => process::run(inputs, settings, command, place, sink)?,
            };
            cover::merge(handles, settings, &profile);
            outcome.elapsed += ended.elapsed;
            outcome.failed = ended.failed;
            handles.log.record_cost(ended.elapsed);
            let may_run_again = |failed: &&Failed| attempt < retries && failed.may_pass_again();
            let Some(failure) = outcome.failed.as_ref().filter(may_run_again) else {
                break;
            };
            let output = sink.kept().get(outcome.start..).unwrap_or_default();
            let run = settings.flags.text("run");
            let has_exited = failure.has_exited() && !settings.flags.is_on("failfast");
            let again = Again::after(output, place.dir, has_exited, run);
            let line_break = match output.last() {
                Some(b'\n') | None => "",
                Some(_) => "\n",
            };
            let line = format!("{line_break}retry {} of {retries}: {again}\n", attempt + 1);
            sink.write(line.as_bytes());
            sink.next_attempt();
            outcome.start = sink.kept().len();
            outcome.note_retried(&again);
            handles.files.remove_all(&profile);
            command = self.command(inputs, test, &again);
        }
        Some(outcome)
    }

    /// Runs the test on another machine, if that is equivalent; `None` if it must run here.
    fn run_elsewhere(
        &self,
        inputs: &ActionInputs<'_>,
        handles: Handles<'_>,
        binary: Binary<'_>,
        attempt: usize,
        sink: &mut Sink,
    ) -> Option<TestExit> {
        let settings = &self.shared.settings;
        let is_kept = !self.known.is_disabled() && !sink.is_direct();
        if settings.workers == Workers::Off || attempt > 0 || !is_kept {
            return None;
        }
        let package = self.package(inputs);
        let test = RemoteTest {
            dir: &package.dir,
            program: binary.file,
            arguments: &settings.flags.arguments,
            env: &settings.launch.env,
            limit: settings.limits().kill,
            is_covered: inputs.flags.instrument.cover,
        };
        let reads = self.reads(inputs, binary.file).map_err(LocalReason::NoKey);
        let passed = reads.and_then(|reads| test.run(inputs.machines.as_ref(), reads));
        match passed {
            Ok(passed) => {
                let log = log_file(inputs.objdir);
                handles.files.write_file(&log, &passed.log).ok()?;
                let printed = sink.pass_on(&passed.output);
                Some(TestExit {
                    failed: printed.err().as_ref().map(Failed::unwritten),
                    elapsed: passed.elapsed,
                })
            }
            Err(why) => {
                if settings.workers == Workers::Explained && why != LocalReason::NoWorker {
                    let path = &package.import_path;
                    let line = format!("vamos: {path}: tested locally: {why}\n");
                    handles.log.report_error(&line);
                }
                None
            }
        }
    }

    /// Returns the command that runs these tests of the binary.
    fn command(&self, inputs: &ActionInputs<'_>, test: Binary<'_>, tests: &Again) -> Vec<String> {
        let settings = &self.shared.settings;
        let mut command = settings.launch.exec.clone();
        command.push(test.file.to_owned());
        if !self.known.is_disabled() && settings.launch.exec.is_empty() {
            let file = log_file(inputs.objdir);
            command.push(format!("-test.testlogfile={file}"));
        }
        command.push("-test.paniconexit0".to_owned());
        if !settings.flags.text("fuzz").is_empty() {
            let cache = inputs.cache.dir();
            let path = &self.package(inputs).import_path;
            command.push(format!("-test.fuzzcachedir={cache}/fuzz/{path}"));
        }
        if let Some(dir) = test.counters {
            command.push(format!("-test.gocoverdir={dir}"));
        }
        let arguments = tests.arguments(&settings.flags.arguments);
        command.extend(arguments.into_iter().map(|argument| {
            if argument.starts_with("-test.coverprofile=") {
                // Merged with the profiles of other tests later.
                let file = cover::profile_file(inputs.objdir);
                format!("-test.coverprofile={file}")
            } else {
                argument
            }
        }));
        command
    }
}

impl Outcome {
    /// Adds the tests that run again.
    fn note_retried(&mut self, again: &Again) {
        let names = match again {
            Again::All => vec![again.to_string()],
            Again::Tests(names) => names.clone(),
        };
        for name in names {
            if !self.retried.contains(&name) {
                self.retried.push(name);
            }
        }
    }
}
