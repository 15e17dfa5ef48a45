//! Running test binaries, and printing their results.
//!
//! Counterpart: cmd/go/internal/test/test.go (`runTestActor.Act`, `builderCleanTest`,
//! `builderPrintTest`, `printExitStatus`).

mod attempts;
mod binary;
mod cover;
mod process;
mod report;
mod results;
mod sink;
#[cfg(test)]
mod tests;
mod turns;

pub(crate) use cover::WriteMetaFiles;
pub(crate) use results::CachedResult;
pub(crate) use sink::Sink;
pub(crate) use turns::Turns;

use std::sync::Arc;

use vamos_build::ActionInputs;
use vamos_build::ActionRef;
use vamos_build::Actor;
use vamos_build::BuildError;
use vamos_build::Handles;
use vamos_build::StepOutcome;
use vamos_load::Package;
use vamos_load::PackageId;

use crate::output::BufferedOutput;
use crate::results::NoKey;
use crate::results::TestInputs;
use crate::settings::Shared;
use results::Tested;

/// Verb of a package whose test runs ([`Actor::verb`]).
pub const VERB: &str = "test";

/// Kind of run of a package.
#[derive(Clone, Copy)]
pub(crate) enum Subject {
    /// The test binary that an action links.
    Binary(ActionRef),
    /// No run, for a package without tests that an action builds.
    Untested(ActionRef),
}

/// Runs the test of a package.
pub(crate) struct RunTest {
    pub(crate) shared: Arc<Shared>,
    pub(crate) package: PackageId,
    /// Its number among the runs.
    pub(crate) place: usize,
    /// Kind of run.
    pub(crate) subject: Subject,
    /// The action that lists the metadata of the packages that `-coverpkg` names.
    pub(crate) meta: Option<ActionRef>,
    /// The result of an earlier run.
    pub(crate) known: CachedResult,
    /// The output, until it is printed.
    pub(crate) kept: Arc<BufferedOutput>,
}

impl Actor for RunTest {
    fn act(&self, inputs: &ActionInputs<'_>, handles: Handles<'_>) -> Result<(), BuildError> {
        // The first event of each test is printed in the order of packages. With JSON events of
        // the build, too, actions start in the order of the plan, so the tests before this one
        // have started, or will without this one.
        let is_ordered = inputs.flags.report.json;
        let turns = &self.shared.turns;
        if is_ordered && !turns.wait(self.place, inputs.cancel) {
            handles.outcomes.set_failed();
            return Ok(());
        }
        if self.shared.stops() {
            turns.pass(self.place);
            return Ok(());
        }
        let path = &self.package(inputs).import_path;
        let mut sink = Sink::new(&self.shared.settings, path);
        turns.pass(self.place);
        let is_success = self.run(inputs, handles, &mut sink)?;
        let ended = sink.end(is_success);
        self.kept.set(ended.output);
        self.shared.record(ended.recorded);
        Ok(())
    }

    fn verb(&self) -> Option<&'static str> {
        matches!(self.subject, Subject::Binary(_)).then_some(VERB)
    }

    fn cost_name(&self) -> Option<&'static str> {
        self.verb()
    }

    fn is_known(&self, inputs: &ActionInputs<'_>, handles: Handles<'_>, link: ActionRef) -> bool {
        let linked = handles.outcomes.of(link);
        self.look_up(inputs, handles, link, linked.action_id())
    }
}

impl RunTest {
    /// Returns the package as the action has it: the plan may have changed the request that is
    /// in the graph.
    fn package<'p>(&self, inputs: &ActionInputs<'p>) -> &'p Package {
        let package = inputs.package;
        package.unwrap_or_else(|| inputs.graph.get(self.package))
    }

    /// Runs the test if it was built; reports whether it passed.
    fn run(
        &self,
        inputs: &ActionInputs<'_>,
        handles: Handles<'_>,
        sink: &mut Sink,
    ) -> Result<bool, BuildError> {
        if let Some(failure) = &inputs.failure {
            handles.outcomes.ignore_failure();
            handles.outcomes.set_failed();
            handles.log.note(StepOutcome::Blocked);
            if let Some(package) = &failure.package
                && inputs.flags.report.json
            {
                sink.set_failed_build(package);
            }
            self.shared.settings.console.failed();
            let path = &self.package(inputs).import_path;
            sink.write(format!("FAIL\t{path} [build failed]\n").as_bytes());
            return Ok(false);
        }
        let link = match self.subject {
            Subject::Binary(link) => link,
            Subject::Untested(build) => {
                self.report_untested(inputs, handles, build, sink)?;
                return Ok(true);
            }
        };
        let mut output = self.known.output();
        if output.is_none() {
            let linked = handles.outcomes.of(link);
            if self.look_up(inputs, handles, link, linked.content_id()) {
                // Other inputs of the link gave the same binary.
                output = self.known.output();
            }
        }
        match output {
            Some(output) => {
                handles.log.note(StepOutcome::Cached);
                sink.write(&output);
                Ok(true)
            }
            None => self.run_binary(inputs, handles, link, sink),
        }
    }

    /// Reports that a package has no tests, or how much of it they cover.
    fn report_untested(
        &self,
        inputs: &ActionInputs<'_>,
        handles: Handles<'_>,
        build: ActionRef,
        sink: &mut Sink,
    ) -> Result<(), BuildError> {
        let package = self.package(inputs);
        let is_covered = inputs.flags.instrument.cover && package.request.cover_metadata;
        let settings = &self.shared.settings;
        if is_covered && cover::report_untested(inputs, handles, settings, build, sink)? {
            return Ok(());
        }
        let path = &package.import_path;
        sink.write(format!("?   \t{path}\t[no test files]\n").as_bytes());
        Ok(())
    }

    /// Looks for the result of a binary with this ID.
    fn look_up(
        &self,
        inputs: &ActionInputs<'_>,
        handles: Handles<'_>,
        link: ActionRef,
        binary: &str,
    ) -> bool {
        let tested = self.tested(inputs, handles, link);
        let shared = &self.shared;
        self.known.look_up(inputs, handles, shared, tested, binary)
    }

    fn tested<'p>(
        &self,
        inputs: &ActionInputs<'p>,
        handles: Handles<'_>,
        link: ActionRef,
    ) -> Tested<'p> {
        let is_keyed = inputs.env.sdk.release.keys_profiles_by_covered_packages();
        let key = |meta| cover::meta_key(inputs.hasher, handles.outcomes, meta);
        Tested {
            link,
            package: self.package(inputs),
            cover_meta: self.meta.filter(|_| is_keyed).map(key),
        }
    }

    /// Returns the inputs of the test's result other than its log, unless they are unlimited.
    fn reads(&self, inputs: &ActionInputs<'_>, executable: &str) -> Result<TestInputs, NoKey> {
        let graph = inputs.graph;
        let mut tests = graph.tests.iter();
        let own = tests.find(|tests| tests.package == self.package);
        let own = own.ok_or(NoKey::NoLog)?;
        let (programs, files) = (&self.shared.programs, inputs.sources);
        programs.inputs(files, graph, own, executable)
    }
}

/// Removes the files of a test that has run.
pub(crate) struct CleanTest;

impl Actor for CleanTest {
    fn act(&self, inputs: &ActionInputs<'_>, handles: Handles<'_>) -> Result<(), BuildError> {
        if !inputs.flags.report.work {
            handles.files.remove_all(inputs.objdir);
        }
        Ok(())
    }
}

/// Prints the buffered output of a test.
pub(crate) struct PrintTest {
    pub(crate) shared: Arc<Shared>,
    pub(crate) kept: Arc<BufferedOutput>,
}

impl Actor for PrintTest {
    fn act(&self, _inputs: &ActionInputs<'_>, _handles: Handles<'_>) -> Result<(), BuildError> {
        let output = self.kept.take();
        if !output.is_empty() {
            // Upstream ignores the error.
            let _ = self.shared.settings.console.write(&output);
        }
        Ok(())
    }
}

/// Ends a run: repeats that something failed, since the failure may have scrolled away.
pub(crate) struct PrintStatus {
    pub(crate) shared: Arc<Shared>,
}

impl Actor for PrintStatus {
    fn act(&self, _inputs: &ActionInputs<'_>, handles: Handles<'_>) -> Result<(), BuildError> {
        let settings = &self.shared.settings;
        if self.shared.has_setup_failed() {
            handles.outcomes.set_failed();
        }
        let flags = &settings.flags;
        let is_wanted =
            !flags.is_on("json") && flags.text("fuzz").is_empty() && settings.names_packages;
        if is_wanted && handles.outcomes.has_failed() {
            let _ = settings.console.write(b"FAIL\n");
        }
        self.shared.list_failed();
        self.shared.write_report()
    }
}
