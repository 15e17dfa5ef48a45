//! The action that runs the cgo tool for a package.
//!
//! Counterpart: cmd/go/internal/work/action.go (`runCgoActor`).

use std::sync::Arc;

use crate::action::ActionRef;
use crate::action::CgoTool;
use crate::cgo;
use crate::error::BuildError;
use crate::run::Kind;
use crate::run::Need;
use crate::run::Run;

impl Kind for CgoTool {
    fn run(&self, run: &Run<'_>, action: ActionRef) -> Result<(), BuildError> {
        let build = run.plan.build_behind(self.0);
        let mut need = run.state(build).build.need;
        // The cover action has made it.
        need.cover_metadata = false;
        if need == Need::default() {
            return Ok(());
        }
        let package = run.package(action);
        if package.uses_swig() {
            return Err(BuildError::Unimplemented("SWIG"));
        }
        let early = run.state(action).cgo.early.take();
        if early.is_some() {
            run.state(action).cgo.run = early;
            return Ok(());
        }
        let covered = run.state(build).build.covered.clone();
        let cgo_files =
            covered.map_or_else(|| package.files.cgo.clone(), |covered| covered.cgo_files);
        let made = cgo::make_cgo(run, action, &cgo_files)?;
        run.state(action).cgo.run = Some(Arc::new(made));
        Ok(())
    }

    fn verb(&self) -> Option<&'static str> {
        Some("cgo")
    }

    fn cost_name(&self) -> Option<&str> {
        Some("cgo")
    }

    fn estimate(&self, _run: &Run<'_>, _action: ActionRef) -> u64 {
        500_000
    }

    fn run_early(&self, run: &Run<'_>, action: ActionRef) {
        cgo::start_early(run, action, run.plan.build_behind(self.0));
    }
}
