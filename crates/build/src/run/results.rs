//! The results of the actions of a run.
//!
//! Counterpart: none.

use std::sync::OnceLock;

use super::done::Done;
use super::done::Findings;
use crate::action::Action;
use crate::action::ActionRef;
use crate::plan::Plan;

/// The result of an action.
#[derive(Default)]
struct Slot {
    /// Set when the action has ended.
    done: OnceLock<Done>,
    findings: Findings,
}

/// The results by action.
pub(super) struct Results {
    slots: Vec<Slot>,
    /// The result of an action that has not ended.
    nothing: Done,
}

impl Results {
    pub(super) fn new(count: usize) -> Self {
        Self {
            slots: std::iter::repeat_with(Slot::default).take(count).collect(),
            nothing: Done::default(),
        }
    }

    /// Returns the result of an action; an empty one before the action has ended.
    pub(super) fn get(&self, action: ActionRef) -> &Done {
        self.slot(action).done.get().unwrap_or(&self.nothing)
    }

    /// Reports whether an action has ended.
    pub(super) fn has(&self, action: ActionRef) -> bool {
        self.slot(action).done.get().is_some()
    }

    /// Returns the facts that readers of an action's result have found.
    pub(super) fn findings(&self, action: ActionRef) -> &Findings {
        &self.slot(action).findings
    }

    /// Sets the result of an action, which has ended.
    pub(super) fn set(&self, action: ActionRef, done: Done) {
        // An action runs once.
        let _ = self.slot(action).done.set(done);
    }

    fn slot(&self, action: ActionRef) -> &Slot {
        &self.slots[action.index()]
    }

    /// Returns the results of all actions of a plan. An action that has not ended has its
    /// initial result.
    pub(super) fn into_all(
        self,
        plan: &Plan,
        begun: impl Iterator<Item = Option<Done>>,
    ) -> Vec<Done> {
        let done = |((slot, begun), action): ((Slot, Option<Done>), &Action)| {
            let done = slot.done.into_inner().or(begun);
            done.unwrap_or_else(|| fresh(action))
        };
        let slots = self.slots.into_iter().zip(begun);
        slots.zip(&plan.actions).map(done).collect()
    }
}

/// Returns the result that an action starts with.
pub(super) fn fresh(action: &Action) -> Done {
    Done {
        built: action.built.clone(),
        ..Done::default()
    }
}
