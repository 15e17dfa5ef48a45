//! Running test binaries, and what is printed about it.
//!
//! Counterpart: cmd/go/internal/test/test.go (`runTestActor.Act`, `builderCleanTest`,
//! `builderPrintTest`, `printExitStatus`).

mod process;
mod report;
mod results;
mod sink;
mod turns;

pub(crate) use results::Known;
pub use results::expiry;
pub(crate) use sink::Sink;
pub(crate) use turns::Turns;

use std::sync::Arc;

use vamos_build::Acting;
use vamos_build::ActionRef;
use vamos_build::Actor;
use vamos_build::BuildError;
use vamos_load::PackageId;

use crate::output::Kept;
use crate::settings::Shared;
use report::Report;
use results::log_file;

/// Runs the test of a package.
pub(crate) struct RunTest {
    pub(crate) shared: Arc<Shared>,
    pub(crate) package: PackageId,
    /// Its number among the runs.
    pub(crate) place: usize,
    /// The link of the test binary; `None` if the package has no tests.
    pub(crate) link: Option<ActionRef>,
    /// The result of an earlier run.
    pub(crate) known: Known,
    /// The output, until it is printed.
    pub(crate) kept: Arc<Kept>,
}

impl Actor for RunTest {
    fn act(&self, acting: &dyn Acting) -> Result<(), BuildError> {
        // The first event of each test is printed in the order of packages. With JSON events of
        // the build, too, actions start in the order of the plan, so the tests before this one
        // have started, or will without this one.
        let is_ordered = acting.context().flags.json;
        let turns = &self.shared.turns;
        if is_ordered && !turns.wait(self.place, &acting.context().cancel) {
            acting.set_failed();
            return Ok(());
        }
        if self.shared.stops() {
            turns.pass(self.place);
            return Ok(());
        }
        let path = acting.package(self.package).import_path.clone();
        let mut sink = Sink::new(&self.shared.settings, &path);
        turns.pass(self.place);
        let is_success = self.run(acting, &mut sink)?;
        self.kept.set(sink.end(is_success));
        Ok(())
    }

    fn verb(&self) -> Option<&'static str> {
        self.link.map(|_| "test")
    }

    fn is_known(&self, acting: &dyn Acting, link: ActionRef) -> bool {
        self.look_up(acting, &acting.action_id(link))
    }
}

impl RunTest {
    /// Runs the test if it was built; reports whether it passed.
    fn run(&self, acting: &dyn Acting, sink: &mut Sink) -> Result<bool, BuildError> {
        let path = acting.package(self.package).import_path.clone();
        if let Some(failure) = acting.failure() {
            acting.forgive();
            acting.set_failed();
            if let Some(package) = &failure.package
                && acting.context().flags.json
            {
                sink.set_failed_build(package);
            }
            sink.write(format!("FAIL\t{path} [build failed]\n").as_bytes());
            return Ok(false);
        }
        let Some(link) = self.link else {
            sink.write(format!("?   \t{path}\t[no test files]\n").as_bytes());
            return Ok(true);
        };
        let mut output = self.known.output();
        if output.is_none() && self.look_up(acting, &acting.content_id(link)) {
            // Other inputs of the link gave the same binary.
            output = self.known.output();
        }
        match output {
            Some(output) => {
                sink.write(&output);
                Ok(true)
            }
            None => self.run_binary(acting, link, sink),
        }
    }

    /// Looks for the result of a binary with this ID.
    fn look_up(&self, acting: &dyn Acting, binary: &str) -> bool {
        let package = acting.package(self.package);
        let settings = &self.shared.settings;
        self.known.look_up(acting, settings, package, binary)
    }

    /// Returns the command that runs the test binary.
    fn command(&self, acting: &dyn Acting, link: ActionRef) -> Vec<String> {
        let settings = &self.shared.settings;
        let mut command = settings.exec.clone();
        command.push(acting.built(link));
        if !self.known.is_disabled() && settings.exec.is_empty() {
            let file = log_file(acting.objdir());
            command.push(format!("-test.testlogfile={file}"));
        }
        command.push("-test.paniconexit0".to_owned());
        command.extend_from_slice(&settings.flags.arguments);
        command
    }

    fn run_binary(
        &self,
        acting: &dyn Acting,
        link: ActionRef,
        sink: &mut Sink,
    ) -> Result<bool, BuildError> {
        let settings = &self.shared.settings;
        let command = self.command(acting, link);
        if acting.shows() {
            acting.show(&command.join(" "));
        }
        if acting.context().flags.n {
            return Ok(true);
        }
        let package = acting.package(self.package);
        let Some(ended) = process::run(acting, settings, command, &package.dir, sink) else {
            acting.set_failed();
            return Ok(false);
        };
        let report = Report {
            flags: &settings.flags,
            package: &package.import_path,
            elapsed: ended.elapsed,
            is_covered: acting.context().flags.cover,
            limits: settings.limits(),
        };
        let Some(failed) = &ended.failed else {
            let tail = report.success(sink.kept());
            if !settings.flags.shows_passed() && !settings.flags.is_on("json") {
                sink.clear();
            }
            sink.write(&tail);
            self.known.save(acting, settings, package, sink.kept());
            return Ok(true);
        };
        self.shared.note_failure();
        acting.set_failed();
        let tail = report.failure(failed, sink.kept());
        sink.write(&tail);
        Ok(false)
    }
}

/// Removes the files of a test that has run.
pub(crate) struct CleanTest;

impl Actor for CleanTest {
    fn act(&self, acting: &dyn Acting) -> Result<(), BuildError> {
        if !acting.context().flags.work {
            acting.remove_all(acting.objdir());
        }
        Ok(())
    }
}

/// Prints the kept output of a test.
pub(crate) struct PrintTest {
    pub(crate) shared: Arc<Shared>,
    pub(crate) kept: Arc<Kept>,
}

impl Actor for PrintTest {
    fn act(&self, _acting: &dyn Acting) -> Result<(), BuildError> {
        let output = self.kept.take();
        if !output.is_empty() {
            self.shared.settings.console.write(&output);
        }
        Ok(())
    }
}

/// Ends a run: repeats that something failed, since the failure may have scrolled away.
pub(crate) struct PrintStatus {
    pub(crate) shared: Arc<Shared>,
}

impl Actor for PrintStatus {
    fn act(&self, acting: &dyn Acting) -> Result<(), BuildError> {
        let settings = &self.shared.settings;
        if self.shared.has_setup_failed() {
            acting.set_failed();
        }
        let flags = &settings.flags;
        let is_wanted =
            !flags.is_on("json") && flags.text("fuzz").is_empty() && settings.names_packages;
        if is_wanted && acting.has_command_failed() {
            settings.console.write(b"FAIL\n");
        }
        Ok(())
    }
}
