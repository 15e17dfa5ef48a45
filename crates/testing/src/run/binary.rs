//! The runs of a test binary: one, or more if failed tests run again.
//!
//! Counterpart: cmd/go/internal/test/test.go (`runTestActor.Act`).

use std::time::Duration;
use std::time::SystemTime;

use vamos_base::golang::time::Time;
use vamos_build::Acting;
use vamos_build::ActionRef;
use vamos_build::BuildError;
use vamos_build::StepOutcome;

use super::RunTest;
use super::Sink;
use super::attempts::Again;
use super::cover;
use super::process;
use super::process::Ended;
use super::process::Place;
use super::report::Failed;
use super::report::Report;
use super::results::log_file;
use crate::elsewhere::Here;
use crate::elsewhere::RemoteTest;
use crate::failed;
use crate::settings::Workers;

/// How all runs of a test binary ended.
struct Outcome {
    /// How the last one failed; `None` if it did not.
    failed: Option<Failed>,
    /// How long they took.
    elapsed: Duration,
    /// Where the output of the last one begins, in what the sink keeps.
    start: usize,
    /// What failed before.
    retried: Vec<String>,
}

impl RunTest {
    /// Runs the test binary, and reports the result; reports whether it passed.
    pub(super) fn run_binary(
        &self,
        acting: &dyn Acting,
        link: ActionRef,
        sink: &mut Sink,
    ) -> Result<bool, BuildError> {
        let settings = &self.shared.settings;
        let counters = match acting.context().flags.cover {
            true => Some(cover::counter_dir(acting, self.meta)?),
            false => None,
        };
        let command = self.command(acting, link, counters.as_deref(), &Again::All);
        if acting.shows() {
            acting.show("", &command.join(" "));
        }
        if acting.context().flags.n {
            return Ok(true);
        }
        acting.note(StepOutcome::Ran);
        let started_ns = i128::from(Time::from(SystemTime::now()).unix_nanos());
        let outcome = self.run_attempts(acting, link, command, counters.as_deref(), sink);
        let Some(outcome) = outcome else {
            acting.set_failed();
            acting.note(StepOutcome::Failed);
            return Ok(false);
        };
        let package = acting.package(self.package);
        let report = Report {
            flags: &settings.flags,
            package: &package.import_path,
            elapsed: outcome.elapsed,
            is_covered: acting.context().flags.cover,
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
                let tested = self.tested(acting, link);
                let inputs = || self.inputs(acting, link);
                let shared = &self.shared;
                self.known
                    .save(acting, shared, tested, sink.kept(), started_ns, inputs);
            }
            return Ok(true);
        };
        self.shared
            .note_failure(self.place, || match sink.is_seen() {
                // It is not listed again.
                true => Vec::new(),
                false => failed::tests(acting.context().files, package, last),
            });
        acting.set_failed();
        acting.note(StepOutcome::Failed);
        let tail = report.failure(failure, last);
        sink.write(&tail);
        Ok(false)
    }

    /// Runs the test binary, and again what failed as long as it may; `None` if it was
    /// interrupted.
    fn run_attempts(
        &self,
        acting: &dyn Acting,
        link: ActionRef,
        mut command: Vec<String>,
        counters: Option<&str>,
        sink: &mut Sink,
    ) -> Option<Outcome> {
        let settings = &self.shared.settings;
        let package = acting.package(self.package);
        let place = Place {
            dir: package.dir.as_str(),
            counters,
        };
        let profile = cover::profile_file(acting.objdir());
        let mut outcome = Outcome {
            failed: None,
            elapsed: Duration::ZERO,
            start: 0,
            retried: Vec::new(),
        };
        let retries = settings.flags.retries();
        for attempt in 0..=retries {
            let ended = match self.run_elsewhere(acting, link, attempt, sink) {
                Some(ended) => ended,
                None => process::run(acting, settings, command, place, sink)?,
            };
            cover::merge(acting, settings, &profile);
            outcome.elapsed += ended.elapsed;
            outcome.failed = ended.failed;
            acting.took(ended.elapsed);
            let Some(failure) = outcome.failed.as_ref().filter(|_| attempt < retries) else {
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
            acting.remove_all(&profile);
            command = self.command(acting, link, counters, &again);
        }
        Some(outcome)
    }

    /// Runs the test on another machine, if that is the same; `None` if it has to run here.
    fn run_elsewhere(
        &self,
        acting: &dyn Acting,
        link: ActionRef,
        attempt: usize,
        sink: &mut Sink,
    ) -> Option<Ended> {
        let settings = &self.shared.settings;
        let is_kept = !self.known.is_disabled() && !sink.is_direct();
        if settings.workers == Workers::Off || attempt > 0 || !is_kept {
            return None;
        }
        let package = acting.package(self.package);
        let test = RemoteTest {
            dir: &package.dir,
            program: &acting.built(link),
            arguments: &settings.flags.arguments,
            env: &settings.env,
            limit: settings.limits().kill,
        };
        let inputs = self.inputs(acting, link).map_err(Here::NoKey);
        let passed = inputs.and_then(|inputs| test.run(acting, inputs));
        match passed {
            Ok(passed) => {
                let log = log_file(acting.objdir());
                acting.write_file(&log, &passed.log).ok()?;
                sink.write(&passed.output);
                Some(Ended {
                    failed: None,
                    elapsed: passed.elapsed,
                })
            }
            Err(why) => {
                if settings.workers == Workers::Explained && why != Here::NoWorker {
                    let path = &package.import_path;
                    let sink = acting.context().sink;
                    sink.complain(&format!("vamos: {path}: tested locally: {why}\n"));
                }
                None
            }
        }
    }

    /// Returns the command that runs these tests of the binary, which has this directory for
    /// counters.
    fn command(
        &self,
        acting: &dyn Acting,
        link: ActionRef,
        counters: Option<&str>,
        tests: &Again,
    ) -> Vec<String> {
        let settings = &self.shared.settings;
        let mut command = settings.exec.clone();
        command.push(acting.built(link));
        if !self.known.is_disabled() && settings.exec.is_empty() {
            let file = log_file(acting.objdir());
            command.push(format!("-test.testlogfile={file}"));
        }
        command.push("-test.paniconexit0".to_owned());
        if !settings.flags.text("fuzz").is_empty() {
            let cache = acting.context().cache.dir();
            let path = &acting.package(self.package).import_path;
            command.push(format!("-test.fuzzcachedir={cache}/fuzz/{path}"));
        }
        if let Some(dir) = counters {
            command.push(format!("-test.gocoverdir={dir}"));
        }
        let arguments = tests.arguments(&settings.flags.arguments);
        command.extend(arguments.into_iter().map(|argument| {
            match argument.starts_with("-test.coverprofile=") {
                // Merged with those of other tests later.
                true => {
                    let file = cover::profile_file(acting.objdir());
                    format!("-test.coverprofile={file}")
                }
                false => argument,
            }
        }));
        command
    }
}

impl Outcome {
    /// Adds what runs again.
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
