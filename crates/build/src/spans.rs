//! A run in the trace (`-debug-trace`): a span for each action that does something, on the
//! lane of its thread, and an arrow from each action that it waited for.
//!
//! Counterpart: cmd/go/internal/work/exec.go (`Builder.Do`).

use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;

use vamos_base::trace;
use vamos_base::trace::Span;
use vamos_load::PackageGraph;

use crate::action::ActionMode;
use crate::action::ActionRef;
use crate::action_graph::mode_name;
use crate::plan::Plan;

/// The spans of a run's actions.
pub(crate) struct Spans {
    /// By action.
    actions: Vec<Mutex<Span>>,
    whole: Span,
    lane: u64,
}

impl Spans {
    /// Begins the run that ends with `root`.
    pub(crate) fn begin(plan: &Plan, root: ActionRef) -> Option<Self> {
        if !trace::is_on() {
            return None;
        }
        let action = plan.get(root);
        let name = || {
            let mode = mode_name(action);
            format!("exec.Builder.Do ({mode} {})", action.target)
        };
        let spans = std::iter::repeat_with(Mutex::default);
        Some(Self {
            actions: spans.take(plan.actions.len()).collect(),
            whole: trace::span(name),
            lane: trace::lane(),
        })
    }

    fn of(&self, action: ActionRef) -> MutexGuard<'_, Span> {
        let span = self.actions[action.index()].lock();
        span.unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins the span of an action.
    pub(crate) fn start(&self, plan: &Plan, graph: &PackageGraph, action: ActionRef) {
        let this = plan.get(action);
        // Upstream has a span for the action that collects the results of cgo.
        if this.is_group() && this.mode != ActionMode::CollectCgo {
            return;
        }
        if trace::lane() == self.lane {
            // The first action of this thread.
            trace::enter_lane(trace::new_lanes(1));
        }
        let span = trace::span(|| {
            let package = plan.package_of(graph, action);
            let package = package.map(|package| format!(" {}", package.desc()));
            let mode = mode_name(this);
            format!("Executing action ({mode}{})", package.unwrap_or_default())
        });
        for dep in &this.deps {
            trace::flow(&self.of(*dep), &span);
        }
        *self.of(action) = span;
    }

    /// Ends the span of an action.
    pub(crate) fn done(&self, action: ActionRef) {
        self.of(action).done();
    }

    /// Ends the run; this thread continues on its previous lane.
    pub(crate) fn end(mut self) {
        trace::enter_lane(self.lane);
        self.whole.done();
    }
}
