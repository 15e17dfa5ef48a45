//! An action as the actor that does its work sees it.
//!
//! Counterpart: cmd/go/internal/work/action.go (`Action`).

use std::time::Duration;

use vamos_load::Package;

use crate::action::ActionRef;
use crate::actor::ActionInputs;
use crate::actor::ActionResult;
use crate::actor::Failure;
use crate::actor::Handles;
use crate::actor::Log;
use crate::actor::Machines;
use crate::actor::Outcomes;
use crate::actor::WorkFiles;
use crate::error::BuildError;
use crate::journal::StepOutcome;
use crate::run::Done;
use crate::run::Run;

/// An action while it runs.
pub(crate) struct RunningAction<'r> {
    pub(crate) run: &'r Run<'r>,
    pub(crate) action: ActionRef,
    /// A dependency of the action that has not ended, and its result so far.
    pub(crate) unfinished: Option<(ActionRef, &'r Done)>,
}

impl RunningAction<'_> {
    /// Returns the inputs of the actor.
    pub(crate) fn inputs(&self) -> ActionInputs<'_> {
        let run = self.run;
        let (cx, this) = (run.cx(), run.plan.get(self.action));
        let failed = run.state(self.action).failed;
        ActionInputs {
            env: cx.env,
            flags: cx.flags,
            sources: cx.files,
            cache: cx.cache,
            hasher: cx.hasher,
            cancel: &cx.cancel,
            machines: cx.jobs.remote.as_deref().map(|runner| Machines {
                runner,
                cores: &run.services.cores,
                cancel: &cx.cancel,
            }),
            graph: run.graph,
            package: run.plan.package_of(run.graph, self.action),
            objdir: &this.objdir,
            deps: &this.deps,
            failure: failed.map(|failed| {
                let package = run.plan.package_of(run.graph, failed);
                Failure {
                    package: package.map(Package::desc),
                }
            }),
        }
    }

    /// Returns the handles of the actor.
    pub(crate) fn handles(&self) -> Handles<'_> {
        Handles {
            log: self,
            files: self,
            outcomes: self,
        }
    }
}

impl Log for RunningAction<'_> {
    fn shows(&self) -> bool {
        self.run.shell(self.action).shows()
    }

    fn show(&self, dir: &str, command: &str) {
        self.run.shell(self.action).show(dir, command);
    }

    fn report_error(&self, line: &str) {
        self.run.cx().sink.report_error(line);
    }

    fn note(&self, outcome: StepOutcome) {
        let outcome = match outcome {
            StepOutcome::Failed if self.run.is_interrupted() => StepOutcome::Interrupted,
            outcome => outcome,
        };
        self.run.reports.note(self.action, outcome);
    }

    fn keep_recipe(&self, lines: String) {
        if let Some(journal) = &self.run.reports.journal {
            journal.keep_recipe(self.action, lines);
        }
    }

    fn record_cost(&self, time: Duration) {
        self.run.learn_time(self.action, time);
    }
}

impl WorkFiles for RunningAction<'_> {
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

impl Outcomes for RunningAction<'_> {
    fn of(&self, action: ActionRef) -> ActionResult<'_> {
        let run = self.run;
        let (this, package) = (run.plan.get(action), run.plan.package_of(run.graph, action));
        let done = match self.unfinished {
            Some((dep, done)) if dep == action => done,
            _ => run.done(action),
        };
        let build_id = match run.findings(action).searched.get() {
            // The content is not known yet.
            Some(id) if done.build_id.is_empty() => format!("{0}/{0}", id.0.short()),
            _ => done.build_id.clone(),
        };
        ActionResult {
            import_path: package.map(|package| &package.import_path),
            objdir: &this.objdir,
            deps: &this.deps,
            built: done.built.clone(),
            build_id,
        }
    }

    fn ignore_failure(&self) {
        self.run.state(self.action).failed = None;
    }

    fn set_failed(&self) {
        self.run.reports.set_failed();
    }

    fn has_failed(&self) -> bool {
        self.run.reports.has_failed()
    }
}
