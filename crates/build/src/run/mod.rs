//! One run of a plan: the state of its actions, and what happens around each.
//!
//! The order of actions is the engine's ([`vamos_sched::Engine`]), what they use is in
//! [`Services`], and what they do in [`crate::kinds`].
//! Counterpart: cmd/go/internal/work/exec.go (`Builder.Do`).

mod reports;
mod state;

use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;

use vamos_load::Package;
use vamos_load::PackageGraph;
use vamos_load::PackageId;
use vamos_sched::Engine;

pub(crate) use reports::Message;
pub(crate) use reports::Reports;
pub(crate) use state::State;

use crate::action::ActionRef;
use crate::action::Plan;
use crate::action_graph::ActionGraph;
use crate::builder::Context;
use crate::cgo;
use crate::cutoff;
use crate::error::BuildError;
use crate::events::Progress;
use crate::mode::Mode;
use crate::outcome::BuildOutcome;
use crate::schedule::Schedule;
use crate::schedule::Task;
use crate::services::Services;
use crate::services::costs;
use crate::shell::Script;
use crate::shell::Shell;
use crate::spans::Spans;
use vamos_goenv::ToolIds;

/// A plan under way.
pub(crate) struct Run<'a> {
    pub(crate) services: Services<'a>,
    pub(crate) plan: &'a Plan,
    pub(crate) graph: &'a PackageGraph,
    pub(crate) engine: Engine<Message>,
    pub(crate) reports: Reports<'a>,
    schedule: Schedule,
    /// By action, the actions that wait for it.
    triggers: Vec<Vec<ActionRef>>,
    states: Vec<Mutex<State>>,
    /// By package.
    outcomes: Vec<Mutex<BuildOutcome>>,
}

/// How a run ended.
pub(crate) struct RunEnd {
    pub(crate) status: u8,
    pub(crate) is_complete: bool,
    pub(crate) fatal: Option<BuildError>,
    /// By package.
    pub(crate) outcomes: Vec<BuildOutcome>,
    /// By action.
    pub(crate) states: Vec<State>,
}

/// What a [`Run`] is made of.
pub(crate) struct Parts<'a> {
    pub(crate) cx: &'a Context<'a>,
    pub(crate) mode: &'a Mode,
    pub(crate) plan: &'a Plan,
    pub(crate) graph: &'a PackageGraph,
    pub(crate) script: &'a Script<'a>,
    pub(crate) work_dir: &'a str,
    pub(crate) tool_ids: &'a ToolIds,
}

impl<'a> Run<'a> {
    fn new(parts: &Parts<'a>, schedule: Schedule) -> Self {
        let plan = parts.plan;
        let mut triggers = vec![Vec::new(); plan.actions.len()];
        for action in &schedule.order {
            for dep in &plan.get(*action).deps {
                triggers[dep.index()].push(*action);
            }
        }
        let states = plan.actions.iter().map(|action| {
            Mutex::new(State {
                built: action.built.clone(),
                ..State::default()
            })
        });
        let outcomes = parts.graph.packages.iter().map(|_| Mutex::default());
        Self {
            services: Services::new(parts, plan.actions.len()),
            engine: Engine::new(parts.cx.may_reorder(), schedule.action_deps(plan)),
            reports: Reports::default(),
            states: states.collect(),
            outcomes: outcomes.collect(),
            plan,
            graph: parts.graph,
            triggers,
            schedule,
        }
    }

    /// Returns what the build was made for.
    pub(crate) fn cx(&self) -> &'a Context<'a> {
        self.services.cx
    }

    /// Returns the state of an action. Never hold two.
    pub(crate) fn state(&self, action: ActionRef) -> MutexGuard<'_, State> {
        self.states[action.index()]
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
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

    /// Returns the shell of an action.
    pub(crate) fn shell(&'a self, action: ActionRef) -> Shell<'a> {
        Shell { run: self, action }
    }

    fn run_task(&self, task: Task) {
        match task {
            Task::Act(action) => self.handle(action),
            Task::Early(action) => {
                if self.engine.is_reordering() && !self.reports.is_ended() {
                    self.plan.get(action).kind.run_early(self, action);
                }
            }
        }
    }

    /// Runs one action, reports its failure, and passes that on to those that wait.
    fn handle(&self, action: ActionRef) {
        if self.reports.is_ended() {
            return;
        }
        let this = self.plan.get(action);
        let may_run = this.ignore_fail || !self.state(action).has_failed;
        let id = action.index();
        let verb = this.kind.verb();
        if let Some(verb) = verb {
            let package = self.plan.package_of(self.graph, action);
            let package = package.map_or("", |package| &package.import_path);
            let sink = self.cx().sink;
            sink.progress(Progress::Began { id, verb, package });
        }
        let number = self.schedule.numbers[id];
        self.reports.start(action);
        self.engine.start(number);
        let result = if may_run {
            self.reports.in_span(self.plan, self.graph, action, || {
                this.kind.run(self, action)
            })
        } else {
            Ok(())
        };
        self.reports.done(action, &self.triggers[id]);
        if verb.is_some() {
            self.cx().sink.progress(Progress::Ended { id });
        }
        self.pass_on(action, result);
        costs::learn(self, action);
        let script = self.services.script;
        self.engine.end(number, |message| script.deliver(message));
    }

    /// Reports an action's failure and marks those that wait for it.
    fn pass_on(&self, action: ActionRef, result: Result<(), BuildError>) {
        let _one_at_a_time = self.reports.lock_failures();
        if let Err(error) = result {
            self.state(action).has_failed = true;
            self.fail(action, error);
        }
        if self.state(action).has_failed {
            for trigger in self.triggers(action) {
                self.state(*trigger).has_failed = true;
            }
        }
    }

    /// Notes that there is work to do: from now on the order of actions matters.
    pub(crate) fn begin_work(&self) {
        self.engine
            .begin_work(|| costs::ranks(self, &self.schedule));
    }

    /// Shows an action's message, as soon as that may be seen.
    pub(crate) fn emit(&self, action: ActionRef, message: Message) {
        let number = self.schedule.numbers[action.index()];
        let script = self.services.script;
        self.engine
            .emit(number, message, |message| script.deliver(message));
    }

    fn fail(&self, action: ActionRef, error: BuildError) {
        match error {
            BuildError::ToolId(_) | BuildError::Unimplemented(_) | BuildError::Cancelled => {
                self.reports.end_with(error);
                return;
            }
            _ => {}
        }
        let package = self.plan.package_of(self.graph, action);
        if let Some(id) = self.plan.get(action).package
            && self.cx().list.allows_errors
        {
            self.outcome_of(id).error.get_or_insert(error);
            return;
        }
        let text = match package {
            Some(package) if error.import_path() != Some(&package.import_path) => {
                format!("{}: {error}", package.import_path)
            }
            _ => error.to_string(),
        };
        self.shell(action).fail(&text);
        self.reports.set_failed();
    }

    /// Runs everything that `root` needs, and `root`.
    pub(crate) fn run(parts: &Parts<'a>, root: ActionRef) -> RunEnd {
        let may_be_early = parts.cx.may_reorder();
        let schedule = Schedule::new(parts.plan, root, |action| {
            let package = parts.plan.package_of(parts.graph, action);
            may_be_early && package.is_some_and(|package| cgo::may_be_early(parts.cx, package))
        });
        // More workers would not make a dry run faster.
        let limit = if parts.cx.flags.n {
            1
        } else {
            parts.cx.workers()
        };
        let is_step = |action: &&ActionRef| parts.plan.get(**action).kind.verb().is_some();
        let steps = schedule.order.iter().filter(is_step).count();
        parts.cx.sink.progress(Progress::Planned { steps });
        let cancel = parts.cx.cancel.clone();
        let mut run = Self::new(parts, schedule);
        match ActionGraph::new(parts.cx, parts.plan, &run.schedule.order) {
            Ok(graph) => run.reports.action_graph = graph,
            Err(error) => {
                run.reports.end_with(error);
                return run.end(false);
            }
        }
        run.reports.spans = Spans::begin(parts.plan, root);
        run.write_action_graph();
        if let Some(graph) = &run.reports.action_graph {
            graph.begin(parts.plan);
        }
        let schedule = &run.schedule;
        let is_complete = run.engine.run(limit, &schedule.deps, &cancel, |index| {
            run.run_task(schedule.tasks[index as usize]);
        });
        let script = parts.script;
        run.engine.finish(|message| script.deliver(message));
        run.services.costs.save();
        cutoff::save(&run, is_complete);
        if !run.reports.is_ended() {
            run.write_action_graph();
        }
        if let Some(spans) = run.reports.spans.take() {
            spans.end();
        }
        run.end(is_complete)
    }

    /// Writes what is known of the actions, if a file for it was asked for.
    fn write_action_graph(&self) {
        let Some(graph) = &self.reports.action_graph else {
            return;
        };
        let ids = |action| {
            let state = self.state(action);
            (state.action_id, state.build_id.clone())
        };
        if let Some(error) = graph.write(self.plan, self.graph, ids) {
            self.cx().sink.complain(&error);
            self.reports.set_failed();
        }
    }

    fn end(self, is_complete: bool) -> RunEnd {
        fn take<T>(mutex: Mutex<T>) -> T {
            mutex.into_inner().unwrap_or_else(PoisonError::into_inner)
        }
        let (status, fatal) = self.reports.into_end();
        RunEnd {
            status,
            is_complete,
            fatal,
            outcomes: self.outcomes.into_iter().map(take).collect(),
            states: self.states.into_iter().map(take).collect(),
        }
    }
}
