//! An action as the actor that does its work sees it.
//!
//! Counterpart: cmd/go/internal/work/action.go (`Action`, `BuildActionID`).

use std::time::Duration;

use vamos_fsys::access_log;
use vamos_jobs::RemoteCommand;
use vamos_jobs::RemoteEnd;
use vamos_load::Package;
use vamos_load::PackageGraph;
use vamos_load::PackageId;
use vamos_objfile::build_id;

use crate::action::ActionRef;
use crate::actor::Acting;
use crate::actor::Failure;
use crate::context::Context;
use crate::cover_metadata;
use crate::error::BuildError;
use crate::journal::StepOutcome;
use crate::run::Run;

/// An action while it runs.
pub(crate) struct RunningAction<'r> {
    pub(crate) run: &'r Run<'r>,
    pub(crate) action: ActionRef,
}

impl Acting for RunningAction<'_> {
    fn context(&self) -> &Context<'_> {
        self.run.cx()
    }

    fn graph(&self) -> &PackageGraph {
        self.run.graph
    }

    fn objdir(&self) -> &str {
        &self.run.plan.get(self.action).objdir
    }

    fn objdir_of(&self, action: ActionRef) -> &str {
        &self.run.plan.get(action).objdir
    }

    fn own_deps(&self) -> &[ActionRef] {
        self.deps(self.action)
    }

    fn package(&self, id: PackageId) -> &Package {
        self.run.plan.package(self.run.graph, id)
    }

    fn failure(&self) -> Option<Failure> {
        let failed = self.run.state(self.action).failed?;
        let package = self.run.plan.package_of(self.run.graph, failed);
        Some(Failure {
            package: package.map(Package::desc),
        })
    }

    fn forgive(&self) {
        self.run.state(self.action).failed = None;
    }

    fn built(&self, action: ActionRef) -> String {
        self.run.state(action).built.clone()
    }

    fn action_id(&self, action: ActionRef) -> String {
        build_id::action_id(&self.run.state(action).build_id).to_owned()
    }

    fn content_id(&self, action: ActionRef) -> String {
        build_id::content_id(&self.run.state(action).build_id).to_owned()
    }

    fn set_failed(&self) {
        self.run.reports.set_failed();
    }

    fn has_command_failed(&self) -> bool {
        self.run.reports.has_failed()
    }

    fn run_there(&self, command: &RemoteCommand) -> Option<RemoteEnd> {
        let cx = self.context();
        let runner = cx.jobs.remote.as_deref();
        let runner = runner.filter(|runner| runner.slots() > 0)?;
        let cores = &self.run.services.cores;
        // As after a child: the next run finds the result, and needs none of the inputs.
        access_log::with(|log| log.void(|| "a test ran on another machine".to_owned()));
        cores.lend(|| runner.run(command, &cx.cancel, &|| ()))
    }

    fn complain(&self, text: &str) {
        self.context().sink.complain(&format!("{text}\n"));
        self.set_failed();
    }

    fn took(&self, time: Duration) {
        self.run.learn_time(self.action, time);
    }

    fn note(&self, outcome: StepOutcome) {
        self.run.reports.note(self.action, outcome);
    }

    fn keep_recipe(&self, lines: String) {
        if let Some(journal) = &self.run.reports.journal {
            journal.keep_recipe(self.action, lines);
        }
    }

    fn shows(&self) -> bool {
        self.run.shell(self.action).shows()
    }

    fn show(&self, dir: &str, command: &str) {
        self.run.shell(self.action).show(dir, command);
    }

    fn deps(&self, action: ActionRef) -> &[ActionRef] {
        &self.run.plan.get(action).deps
    }

    fn cover_metadata(&self, build: ActionRef) -> Option<(String, String)> {
        let package = self.run.plan.package_of(self.run.graph, build)?;
        let name = cover_metadata::file_name(&package.import_path);
        let file = format!("{}{name}", self.run.plan.get(build).objdir);
        Some((package.import_path.as_str().to_owned(), file))
    }

    fn make_dirs(&self, dir: &str) -> Result<(), BuildError> {
        self.run.shell(self.action).make_dirs(dir)
    }

    fn write_file(&self, file: &str, bytes: &[u8]) -> Result<(), BuildError> {
        self.run.shell(self.action).write_file(file, bytes)
    }

    fn copy_file(&self, to: &str, from: &str) -> Result<(), BuildError> {
        let shell = self.run.shell(self.action);
        shell.copy_file(to, from, 0o666, false)
    }

    fn remove_all(&self, dir: &str) {
        self.run.shell(self.action).remove_all(dir);
    }
}
