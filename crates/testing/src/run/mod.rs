//! Running test binaries, and what is printed about it.
//!
//! Counterpart: cmd/go/internal/test/test.go (`runTestActor.Act`, `builderCleanTest`,
//! `builderPrintTest`, `printExitStatus`).

mod report;

use std::sync::Arc;
use std::time::Instant;

use vamos_build::Acting;
use vamos_build::ActionRef;
use vamos_build::Actor;
use vamos_build::BuildError;
use vamos_fsys::proc::Spawn;
use vamos_fsys::proc::SpawnError;
use vamos_fsys::proc::Streams;
use vamos_load::PackageId;

use crate::output::Kept;
use crate::settings::Shared;
use report::Ended;
use report::Report;

/// Runs the test of a package.
pub(crate) struct RunTest {
    pub(crate) shared: Arc<Shared>,
    pub(crate) package: PackageId,
    /// The link of the test binary; `None` if the package has no tests.
    pub(crate) link: Option<ActionRef>,
    /// The output, until it is printed.
    pub(crate) kept: Arc<Kept>,
}

impl Actor for RunTest {
    fn act(&self, acting: &dyn Acting) -> Result<(), BuildError> {
        if self.shared.stops() {
            return Ok(());
        }
        let path = acting.package(self.package).import_path.clone();
        if acting.failure().is_some() {
            acting.forgive();
            acting.set_failed();
            self.print(format!("FAIL\t{path} [build failed]\n").into_bytes());
            return Ok(());
        }
        let Some(link) = self.link else {
            self.print(format!("?   \t{path}\t[no test files]\n").into_bytes());
            return Ok(());
        };
        self.run(acting, link)
    }

    fn verb(&self) -> Option<&'static str> {
        self.link.map(|_| "test")
    }
}

impl RunTest {
    /// Prints output, now or when it is this package's turn.
    fn print(&self, output: Vec<u8>) {
        match self.shared.settings.streams() {
            true => self.shared.settings.console.write(&output),
            false => self.kept.set(output),
        }
    }

    /// Returns the command that runs the test binary.
    fn command(&self, acting: &dyn Acting, link: ActionRef) -> Vec<String> {
        let settings = &self.shared.settings;
        let mut command = settings.exec.clone();
        command.push(acting.built(link));
        command.push("-test.paniconexit0".to_owned());
        command.extend_from_slice(&settings.flags.arguments);
        command
    }

    fn run(&self, acting: &dyn Acting, link: ActionRef) -> Result<(), BuildError> {
        let cx = acting.context();
        let settings = &self.shared.settings;
        let command = self.command(acting, link);
        if acting.shows() {
            acting.show(&command.join(" "));
        }
        if cx.flags.n {
            return Ok(());
        }
        let package = acting.package(self.package);
        let dir = package.dir.as_str().to_owned();
        let spawn = Spawn {
            argv: command,
            env: Arc::from(settings.env.as_slice()),
            extra_env: vec![("PWD".to_owned(), dir.clone())],
            dir,
            streams: Streams::Merged,
        };
        let begin = Instant::now();
        let (output, ended) = match cx.executor.run(&spawn, &cx.cancel) {
            Ok(outcome) => (outcome.stdout, Ended::of_exit(outcome.exit)),
            Err(SpawnError::Cancelled) => {
                acting.set_failed();
                return Ok(());
            }
            Err(error) => (Vec::new(), Ended::NotStarted(error.to_string())),
        };
        let report = Report {
            flags: &settings.flags,
            package: &package.import_path,
            seconds: begin.elapsed().as_secs_f64(),
            is_covered: cx.flags.cover,
            limits: settings.limits(),
            is_kept: !settings.streams(),
        };
        let mut text = output;
        if ended.is_success() {
            text = report.success(text);
        } else {
            self.shared.note_failure();
            acting.set_failed();
            report.failure(&ended, &mut text);
        }
        self.print(text);
        Ok(())
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
