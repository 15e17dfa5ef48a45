//! One run of a plan as its actions see it: services, the results of other actions, and the state
//! of all.
//!
//! The kinds of actions work on it ([`crate::kinds`]), and [`crate::driver`] runs them in
//! the order of the engine ([`vamos_sched::Engine`]). A run knows a kind only as a
//! [`Kind`].
//! Counterpart: cmd/go/internal/work/exec.go (`Builder`).

mod costs;
mod done;
mod kind;
mod reports;
mod results;
mod state;

use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::OnceLock;
use std::sync::PoisonError;
use std::sync::atomic::Ordering;

use vamos_cache::ActionId;
use vamos_load::Package;
use vamos_load::PackageGraph;
use vamos_load::PackageId;
use vamos_sched::Engine;

pub(crate) use done::Covered;
pub(crate) use done::Done;
pub(crate) use done::Product;
pub(crate) use kind::Kind;
pub(crate) use reports::Reports;
pub(crate) use state::CompiledPackage;
pub(crate) use state::Need;
pub(crate) use state::Object;
pub(crate) use state::SpeculativeResult;

use done::Findings;
use results::Results;
use state::State;

use crate::action::ActionKind;
use crate::action::ActionRef;
use crate::checks::ChecksAhead;
use crate::context::Context;
use crate::outcome::BuildOutcome;
use crate::plan::Plan;
use crate::schedule::Schedule;
use crate::script::Message;
use crate::services::Services;

/// Returns the work of a kind of action.
pub(crate) type KindOf = for<'k> fn(&'k ActionKind) -> &'k dyn Kind;

/// A plan that is being run.
pub(crate) struct Run<'a> {
    pub(crate) services: Services<'a>,
    pub(crate) plan: &'a Plan,
    pub(crate) graph: &'a PackageGraph,
    pub(crate) engine: Engine<Message>,
    pub(crate) reports: Reports<'a>,
    pub(crate) schedule: Schedule,
    /// Checks of packages whose imports need not be compiled, to compare them.
    pub(crate) ahead: Option<Box<dyn ChecksAhead + 'a>>,
    /// The first package that is not in the official command's index; empty before the search.
    pub(crate) missing_index: OnceLock<Option<String>>,
    kind_of: KindOf,
    /// By action, the actions that wait for it.
    triggers: Vec<Vec<ActionRef>>,
    results: Results,
    states: Vec<Mutex<State>>,
    /// By package.
    outcomes: Vec<Mutex<BuildOutcome>>,
}

impl<'a> Run<'a> {
    pub(crate) fn new(
        services: Services<'a>,
        plan: &'a Plan,
        graph: &'a PackageGraph,
        schedule: Schedule,
        kind_of: KindOf,
    ) -> Self {
        let mut triggers = vec![Vec::new(); plan.actions.len()];
        for action in &schedule.order {
            for dep in &plan.get(*action).deps {
                triggers[dep.index()].push(*action);
            }
        }
        let states = plan.actions.iter().map(|_| Mutex::default());
        let outcomes = graph.packages.iter().map(|_| Mutex::default());
        Self {
            engine: Engine::new(services.cx.may_reorder(), schedule.action_deps(plan)),
            reports: Reports::default(),
            results: Results::new(plan.actions.len()),
            states: states.collect(),
            outcomes: outcomes.collect(),
            services,
            plan,
            graph,
            triggers,
            schedule,
            ahead: None,
            missing_index: OnceLock::new(),
            kind_of,
        }
    }

    /// Returns the values that the build works from.
    pub(crate) fn cx(&self) -> &'a Context<'a> {
        self.services.cx
    }

    /// Reports whether the command received a signal to end.
    pub(crate) fn is_interrupted(&self) -> bool {
        self.cx().cancel.is_cancelled()
    }

    /// Returns the work of an action.
    pub(crate) fn kind(&self, action: ActionRef) -> &'a dyn Kind {
        (self.kind_of)(&self.plan.get(action).kind)
    }

    /// Returns the changing state of an action. Never hold two.
    pub(crate) fn state(&self, action: ActionRef) -> MutexGuard<'_, State> {
        self.states[action.index()]
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the result of an action; an empty one before the action has ended.
    pub(crate) fn done(&self, action: ActionRef) -> &Done {
        self.results.get(action)
    }

    /// Reports whether an action has run, or will not run.
    pub(crate) fn has_ended(&self, action: ActionRef) -> bool {
        self.results.has(action)
    }

    /// Returns the facts that readers of an action's result have found.
    pub(crate) fn findings(&self, action: ActionRef) -> &Findings {
        self.results.findings(action)
    }

    /// Reports whether the build ID of a result was not read from disk in this run.
    pub(crate) fn is_remembered(&self, action: ActionRef) -> bool {
        let is_verified = &self.findings(action).is_verified;
        self.done(action).is_remembered && !is_verified.load(Ordering::Relaxed)
    }

    /// Returns the result that an action starts with: its cache check may have found something.
    pub(crate) fn begin(&self, action: ActionRef) -> Done {
        let begun = self.state(action).begun.take();
        begun.map_or_else(|| results::fresh(self.plan.get(action)), |begun| *begun)
    }

    /// Publishes the result of an action, which has ended.
    pub(crate) fn end(&self, action: ActionRef, done: Done) {
        self.results.set(action, done);
    }

    /// Returns the action ID of a build, from the time at which its cache check searches for the
    /// result.
    pub(crate) fn checked_id(&self, build: ActionRef) -> Option<ActionId> {
        self.findings(build).searched.get().copied()
    }

    /// Reports whether the file of an action was made, or found by its cache check.
    pub(crate) fn is_built(&self, action: ActionRef) -> bool {
        let is_found = &self.findings(action).is_found;
        is_found.load(Ordering::Relaxed) || !self.done(action).built.is_empty()
    }

    /// Starts to record the output of an action's tools.
    pub(crate) fn record_output(&self, action: ActionRef) {
        self.state(action).output = Some(String::new());
    }

    /// Returns the recorded output of an action, and ends recording.
    pub(crate) fn take_output(&self, action: ActionRef) -> String {
        self.state(action).output.take().unwrap_or_default()
    }

    /// Returns the number of other links that the run is making, or may still make.
    pub(crate) fn other_links(&self, action: ActionRef) -> usize {
        let others = self.schedule.order.iter().filter(|other| **other != action);
        let links = others.filter(|other| matches!(self.plan.get(**other).kind, ActionKind::Link));
        links.filter(|other| !self.has_ended(**other)).count()
    }

    /// Reports whether a package is being compiled, or may still be.
    pub(crate) fn has_compiles_left(&self) -> bool {
        let mut actions = self.schedule.order.iter();
        actions.any(|action| {
            matches!(self.plan.get(*action).kind, ActionKind::Compile) && !self.has_ended(*action)
        })
    }

    /// Returns the actions that wait for an action.
    pub(crate) fn triggers(&self, action: ActionRef) -> &[ActionRef] {
        &self.triggers[action.index()]
    }

    /// Returns the package of an action that has one.
    pub(crate) fn package(&self, action: ActionRef) -> &'a Package {
        self.plan
            .package_of(self.graph, action)
            .expect("only actions of packages ask for theirs")
    }

    /// Returns the outcome of an action's package, as far as it is known.
    pub(crate) fn outcome(&self, action: ActionRef) -> MutexGuard<'_, BuildOutcome> {
        let id = self.plan.get(action).package;
        self.outcome_of(id.expect("only actions of packages ask for theirs"))
    }

    /// Returns the outcome of a package, as far as it is known.
    pub(crate) fn outcome_of(&self, package: PackageId) -> MutexGuard<'_, BuildOutcome> {
        self.outcomes[package.0 as usize]
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Records that there is work to do: from now on the order of actions matters.
    pub(crate) fn begin_work(&self) {
        self.services.cutoff.pass.begin_work();
        self.services.checks.begin();
        self.engine.begin_work(|| {
            let ranks = self.ranks();
            self.report_expected(&ranks);
            ranks
        });
    }

    /// Shows an action's message, as soon as its place in the output is reached.
    pub(crate) fn emit(&self, action: ActionRef, message: Message) {
        let number = self.schedule.numbers[action.index()];
        let script = self.services.script;
        self.engine
            .emit(number, message, |message| script.deliver(message));
    }

    /// Shows an action's message before its turn: nothing that comes before can change it.
    pub(crate) fn emit_early(&self, message: &Message) {
        let script = self.services.script;
        self.engine.emit_early(|| script.deliver(message));
    }

    /// Ends the run; returns the reports, the outcomes by package and the results by action.
    pub(crate) fn into_results(self) -> (Reports<'a>, Vec<BuildOutcome>, Vec<Done>) {
        fn take<T>(mutex: Mutex<T>) -> T {
            mutex.into_inner().unwrap_or_else(PoisonError::into_inner)
        }
        let outcomes = self.outcomes.into_iter().map(take).collect();
        let begun = self
            .states
            .into_iter()
            .map(|state| take(state).begun.map(|begun| *begun));
        let results = self.results.into_all(self.plan, begun);
        (self.reports, outcomes, results)
    }
}
