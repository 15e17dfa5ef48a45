//! An action as the actor that does its work sees it.
//!
//! Counterpart: cmd/go/internal/work/action.go (`Action`, `BuildActionID`).

use vamos_load::Package;
use vamos_load::PackageGraph;
use vamos_load::PackageId;
use vamos_objfile::build_id;

use crate::action::ActionRef;
use crate::actor::Acting;
use crate::actor::Failure;
use crate::context::Context;
use crate::error::BuildError;
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

    fn complain(&self, text: &str) {
        self.context().sink.complain(&format!("{text}\n"));
        self.set_failed();
    }

    fn shows(&self) -> bool {
        self.run.shell(self.action).shows()
    }

    fn show(&self, command: &str) {
        self.run.shell(self.action).show("", command);
    }

    fn make_dirs(&self, dir: &str) -> Result<(), BuildError> {
        self.run.shell(self.action).make_dirs(dir)
    }

    fn remove_all(&self, dir: &str) {
        self.run.shell(self.action).remove_all(dir);
    }
}
