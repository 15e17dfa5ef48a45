//! The action that runs the cgo tool for a package.
//!
//! Counterpart: cmd/go/internal/work/action.go (`runCgoActor`).

use std::sync::Arc;

use super::cover;
use crate::action::ActionRef;
use crate::action::CgoTool;
use crate::cgo;
use crate::error::BuildError;
use crate::run::Done;
use crate::run::Kind;
use crate::run::Need;
use crate::run::Product;
use crate::run::Run;

impl Kind for CgoTool {
    fn run(&self, run: &Run<'_>, action: ActionRef, done: &mut Done) -> Result<(), BuildError> {
        let build = run.plan.build_behind(self.0);
        let mut need = run.state(build).need;
        // The cover action has made it.
        need.cover_metadata = false;
        if need == Need::default() {
            return Ok(());
        }
        let package = run.package(action);
        if package.uses_swig() {
            return Err(BuildError::Unimplemented("SWIG"));
        }
        let early = run.state(action).early_cgo.take();
        let made = if let Some(made) = early {
            made
        } else {
            let covered = cover::covered(run, action);
            let cgo_files = covered.map_or(&package.files.cgo, |covered| &covered.cgo_files);
            Arc::new(cgo::make_cgo(run, action, cgo_files)?)
        };
        done.product = Product::Cgo(made);
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
