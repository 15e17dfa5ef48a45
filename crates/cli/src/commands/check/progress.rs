//! The progress of checks on a terminal.
//!
//! Counterpart: none.

use vamos_build::EventSink;
use vamos_build::Progress;
use vamos_checks::Watcher;

use super::plan::Name;
use super::plan::Plan;

const VERB: &str = "check";

/// Shows packages as the steps of a build. It is a step itself, so that the time of the whole check
/// counts.
pub(super) struct Shown<'p> {
    names: &'p [Name],
    sink: Option<&'p dyn EventSink>,
}

impl<'p> Shown<'p> {
    pub(super) fn new(plan: &'p Plan) -> Self {
        let count = plan.units.len();
        let sink = plan.sink.estimates().then_some(&*plan.sink);
        if let Some(sink) = sink {
            sink.progress(Progress::Planned { steps: count + 1 });
            let package = &format!("{count} packages");
            sink.progress(Progress::Began {
                id: count,
                verb: VERB,
                package,
            });
        }
        Self {
            names: &plan.names,
            sink,
        }
    }
}

impl Watcher for Shown<'_> {
    fn begins(&self, unit: usize) {
        if let Some(sink) = self.sink
            && let Some(name) = self.names.get(unit)
        {
            sink.progress(Progress::Began {
                id: unit,
                verb: VERB,
                package: &name.desc,
            });
        }
    }

    fn ended(&self, unit: usize) {
        if let Some(sink) = self.sink {
            sink.progress(Progress::Ended { id: unit });
        }
    }
}

impl Drop for Shown<'_> {
    fn drop(&mut self) {
        let id = self.names.len();
        self.ended(id);
    }
}
