//! State of the packages that are checked before they are compiled.
//!
//! Counterpart: none.

use std::borrow::Cow;
use std::sync::Condvar;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::time::Duration;

use hashbrown::HashMap;

use crate::action::ActionRef;
use crate::checks::Checks;
use crate::checks::scope;
use crate::context::Context;
use crate::mode::ModeSettings;

/// State of the check of a package.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Known {
    /// It has no errors.
    Correct,
    /// Its errors were shown.
    Shown,
    /// Its action has begun, and shows its errors.
    Begun,
}

/// The progress of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    NoWorkYet,
    Working,
    Ended,
}

/// The checks of one run.
pub(crate) struct CheckState<'a> {
    /// None if nothing is checked.
    pub(crate) checks: Option<Checks<'a>>,
    /// The reason why nothing is checked, if the user's setting is not the reason.
    pub(crate) refusal: Option<Cow<'static, str>>,
    /// True if the refusal was reported.
    pub(crate) is_explained: AtomicBool,
    /// By build action.
    known: Mutex<HashMap<ActionRef, Known>>,
    phase: Mutex<Phase>,
    changed: Condvar,
    /// True if the phase is certainly not the first one.
    has_begun: AtomicBool,
}

impl<'a> CheckState<'a> {
    pub(crate) fn new(cx: &'a Context<'a>, mode: &ModeSettings) -> Self {
        let refusal = cx.checks.and_then(|_| scope::refusal(cx, mode));
        Self {
            checks: cx.checks.filter(|_| refusal.is_none()),
            refusal,
            is_explained: AtomicBool::new(false),
            known: Mutex::default(),
            phase: Mutex::new(Phase::NoWorkYet),
            changed: Condvar::new(),
            has_begun: AtomicBool::new(false),
        }
    }

    /// Locks the states of the actions: between finding errors and showing them, no other thread
    /// may show them.
    pub(crate) fn known(&self) -> MutexGuard<'_, HashMap<ActionRef, Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Marks the run as working.
    pub(crate) fn begin(&self) {
        if !self.has_begun.swap(true, Ordering::Relaxed) {
            self.enter(Phase::Working);
        }
    }

    /// Marks the run as ended.
    pub(crate) fn end(&self) {
        self.enter(Phase::Ended);
    }

    fn enter(&self, next: Phase) {
        let mut phase = self.phase.lock().unwrap_or_else(PoisonError::into_inner);
        if *phase != Phase::Ended {
            *phase = next;
            self.changed.notify_all();
        }
    }

    /// Reports whether all actions have ended.
    pub(crate) fn is_ended(&self) -> bool {
        *self.phase.lock().unwrap_or_else(PoisonError::into_inner) == Phase::Ended
    }

    /// Waits until there has been work to do for some time; reports whether there still is.
    pub(crate) fn wait_for_work(&self, time: Duration) -> bool {
        let phase = self.phase.lock().unwrap_or_else(PoisonError::into_inner);
        let waits = |phase: &mut Phase| *phase == Phase::NoWorkYet;
        let phase = self.changed.wait_while(phase, waits);
        let phase = phase.unwrap_or_else(PoisonError::into_inner);
        let works = |phase: &mut Phase| *phase == Phase::Working;
        let waited = self.changed.wait_timeout_while(phase, time, works);
        let (phase, _) = waited.unwrap_or_else(PoisonError::into_inner);
        *phase == Phase::Working
    }
}
