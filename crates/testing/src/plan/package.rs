//! The actions of one package's test.
//!
//! Counterpart: cmd/go/internal/test/test.go (`builderTest`).

use std::sync::Arc;

use vamos_base::golang::path;
use vamos_build::ActionMode;
use vamos_build::ActionRef;
use vamos_build::BuildError;
use vamos_build::Builder;
use vamos_build::Goal;
use vamos_fsys::work;
use vamos_load::Package;
use vamos_load::PackageGraph;
use vamos_load::PackageId;
use vamos_load::TestPackages;

use super::names::binary_name;
use super::names::linked_name;
use crate::output::BufferedOutput;
use crate::run::CachedResult;
use crate::run::CleanTest;
use crate::run::PrintTest;
use crate::run::RunTest;
use crate::run::Subject;
use crate::settings::Shared;

/// The planned actions that others refer to.
pub(super) struct PackagePlan {
    /// Builds the package under test.
    pub(super) build: ActionRef,
    /// Runs the test, or ends with its program (`-c`).
    pub(super) run: ActionRef,
    /// Prints the result.
    pub(super) print: ActionRef,
    /// True if `run` runs the test, or represents it.
    pub(super) is_run: bool,
}

/// Plans the tests of packages, one after the other.
pub(super) struct Planner<'p, 'b> {
    pub(super) builder: &'p mut Builder<'b>,
    pub(super) graph: &'p PackageGraph,
    pub(super) shared: &'p Arc<Shared>,
    /// By package, whether a named package imports it.
    pub(super) imported: Vec<bool>,
    /// Number of planned runs.
    pub(super) runs: usize,
    /// Number of planned runs of test binaries.
    pub(super) tests: usize,
    /// The action that lists the metadata of the packages that `-coverpkg` names.
    pub(super) meta: Option<ActionRef>,
}

impl Planner<'_, '_> {
    /// Plans the test of a package.
    pub(super) fn plan(
        &mut self,
        id: PackageId,
        tests: Option<TestPackages>,
    ) -> Result<PackagePlan, BuildError> {
        match tests {
            Some(tests) => self.with_tests(tests),
            None => Ok(self.without_tests(id)),
        }
    }

    /// Plans the actions of a package without test files: only a build.
    fn without_tests(&mut self, id: PackageId) -> PackagePlan {
        let plan = &mut self.builder.plan;
        let build = plan.compile_action(self.graph, Goal::Build, Goal::Build, id);
        let objdir = plan.new_objdir();
        let kept = Arc::<BufferedOutput>::default();
        let mut deps = vec![build];
        if let Some(meta) = self.meta
            && plan.get(build).mode != ActionMode::BuiltIn
        {
            deps.push(meta);
            plan.get_mut(meta).deps.push(build);
        }
        let run = self.run_action(id, Subject::Untested(build), deps, objdir, &kept);
        self.add_vet(id, run, None);
        let print = self.print_action(id, run, kept);
        PackagePlan {
            build,
            run,
            print,
            is_run: true,
        }
    }

    fn with_tests(&mut self, tests: TestPackages) -> Result<PackagePlan, BuildError> {
        let graph = self.graph;
        let id = tests.package;
        if self.imported[id.0 as usize] && tests.test != id {
            self.builder.plan.build_after(graph, tests.test, id);
        }
        let dir = self.main_dir(tests.main)?;
        let name = binary_name(graph.get(id));
        let goos = &self.builder.context().env.target.goos;
        let file = linked_name(&name, goos) + &self.shared.settings.exe_suffix;
        let plan = &mut self.builder.plan;
        let link = plan.link_action(graph, Goal::Build, Goal::Build, tests.main);
        plan.set_link_target(link, format!("{dir}{file}"));
        let installed = self.install_action(link, &name);
        if self.shared.settings.flags.is_on("c") {
            let end = installed.unwrap_or(link);
            let print = self.builder.plan.group("test print (nop)", vec![end]);
            self.builder.plan.get_mut(print).package = Some(id);
            self.add_test_vets(tests, print, installed);
            return Ok(PackagePlan {
                build: link,
                run: end,
                print,
                is_run: false,
            });
        }
        let kept = Arc::<BufferedOutput>::default();
        let mut deps = vec![link];
        if let Some(meta) = self.meta {
            deps.push(meta);
            let tested = graph.get(id);
            if !tested.files.go.is_empty() || !tested.files.cgo.is_empty() {
                let plan = &mut self.builder.plan;
                let build = plan.compile_action(graph, Goal::Build, Goal::Build, id);
                plan.get_mut(meta).deps.push(build);
            }
        }
        let run = self.run_action(id, Subject::Binary(link), deps, dir.clone(), &kept);
        self.add_test_vets(tests, run, installed);
        let plan = &mut self.builder.plan;
        let clean = plan.own(
            ActionMode::Command("test clean"),
            Some(id),
            Arc::new(CleanTest),
        );
        let cleaning = plan.get_mut(clean);
        cleaning.deps = vec![run];
        cleaning.ignore_fail = true;
        cleaning.objdir = dir;
        if let Some(installed) = installed {
            // Installing removes the object directory.
            plan.get_mut(installed).deps.push(run);
            plan.get_mut(clean).deps.push(installed);
        }
        let print = self.print_action(id, clean, kept);
        Ok(PackagePlan {
            build: link,
            run,
            print,
            is_run: true,
        })
    }

    /// Assigns an object directory to the main package, and writes its source there; returns the
    /// directory.
    fn main_dir(&mut self, main: PackageId) -> Result<String, BuildError> {
        let graph = self.graph;
        let has_own_dir = !self.builder.context().env.sdk.release.has_test_barriers();
        let plan = &mut self.builder.plan;
        let data_dir = has_own_dir.then(|| plan.new_objdir());
        let compile = plan.compile_action(graph, Goal::Build, Goal::Build, main);
        if let Some(dir) = data_dir {
            plan.set_objdir(compile, &dir);
        }
        let dir = plan.get(compile).objdir.clone();
        self.builder.make_dirs(&dir)?;
        let flags = &self.shared.settings.flags;
        let keeps_symbols = flags.is_on("c") || flags.keeps_binary();
        let change = |package: &mut Package| {
            package.set_dir(dir.as_str());
            // The tests of package runtime look at symbols.
            package.request.omit_debug =
                !keeps_symbols && package.import_path.as_str() != "runtime.test";
        };
        self.builder.plan.change_package(graph, main, change);
        if !self.builder.context().flags.report.n
            && let Some(source) = &graph.get(main).request.testmain_go
        {
            work::write(&format!("{dir}_testmain.go"), source)?;
        }
        Ok(dir)
    }

    /// Plans the action that saves a test binary, if the flags require it.
    fn install_action(&mut self, link: ActionRef, name: &str) -> Option<ActionRef> {
        let settings = &self.shared.settings;
        let flags = &settings.flags;
        if !flags.is_on("c") && !flags.keeps_binary() {
            return None;
        }
        let file = format!("{name}{}", settings.exe_suffix);
        let target = match flags.text("o") {
            "" => path::join(&[&settings.cwd, &file]),
            "/dev/null" => return None,
            dir if settings.output_is_dir && path::is_abs(dir) => path::join(&[dir, &file]),
            dir if settings.output_is_dir => path::join(&[&settings.cwd, dir, &file]),
            output if path::is_abs(output) => output.to_owned(),
            output => path::join(&[&settings.cwd, output]),
        };
        let graph = self.graph;
        let plan = &mut self.builder.plan;
        if let Some(main) = plan.get(link).package {
            plan.change_package(graph, main, |main| main.request.target.clone_from(&target));
        }
        Some(plan.install_as("test build", link, &target))
    }

    /// Plans the vet actions of a test before `run`, and before installing removes the inputs of
    /// vet.
    fn add_test_vets(&mut self, tests: TestPackages, run: ActionRef, installed: Option<ActionRef>) {
        let tested = self.graph.get(tests.test);
        if !tested.files.go.is_empty() || !tested.files.cgo.is_empty() {
            self.add_vet(tests.test, run, installed);
        }
        if let Some(external) = tests.external {
            self.add_vet(external, run, installed);
        }
    }

    fn add_vet(&mut self, id: PackageId, run: ActionRef, installed: Option<ActionRef>) {
        if self.shared.settings.flags.vet.is_off {
            return;
        }
        let plan = &mut self.builder.plan;
        let vet = plan.vet_action(self.graph, Goal::Build, Goal::Build, id, false);
        for action in [Some(run), installed].into_iter().flatten() {
            plan.get_mut(action).deps.push(vet);
        }
    }

    fn run_action(
        &mut self,
        id: PackageId,
        subject: Subject,
        deps: Vec<ActionRef>,
        objdir: String,
        kept: &Arc<BufferedOutput>,
    ) -> ActionRef {
        let actor = RunTest {
            shared: Arc::clone(self.shared),
            package: id,
            place: self.runs,
            subject,
            meta: self.meta,
            known: CachedResult::default(),
            kept: Arc::clone(kept),
        };
        self.runs += 1;
        self.tests += usize::from(matches!(subject, Subject::Binary(_)));
        let plan = &mut self.builder.plan;
        let run = plan.own(ActionMode::TestRun, Some(id), Arc::new(actor));
        let action = plan.get_mut(run);
        action.deps = deps;
        action.objdir = objdir;
        action.ignore_fail = true;
        run
    }

    fn print_action(
        &mut self,
        id: PackageId,
        after: ActionRef,
        kept: Arc<BufferedOutput>,
    ) -> ActionRef {
        let shared = Arc::clone(self.shared);
        let actor = PrintTest { shared, kept };
        let plan = &mut self.builder.plan;
        let mode = ActionMode::Command("test print");
        let print = plan.own(mode, Some(id), Arc::new(actor));
        let action = plan.get_mut(print);
        action.deps = vec![after];
        action.ignore_fail = true;
        print
    }
}
