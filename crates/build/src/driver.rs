//! Runs a plan: the actions in the order of the engine, with the events before and after each.
//!
//! Counterpart: cmd/go/internal/work/exec.go (`Builder.Do`).

use vamos_goenv::ToolIds;
use vamos_load::PackageGraph;
use vamos_sched::Pool;

use crate::action::ActionMode;
use crate::action::ActionRef;
use crate::action_graph::ActionGraph;
use crate::cgo;
use crate::checks::ahead;
use crate::context::Context;
use crate::cutoff;
use crate::error::BuildError;
use crate::events::Progress;
use crate::journal::Journal;
use crate::journal::Recorder;
use crate::journal::StepOutcome;
use crate::journal_steps;
use crate::kinds::early;
use crate::kinds::kind_of;
use crate::kinds::speculation;
use crate::mode::ModeSettings;
use crate::module_index;
use crate::outcome::BuildOutcome;
use crate::plan::Plan;
use crate::run::Done;
use crate::run::Run;
use crate::schedule::Schedule;
use crate::schedule::Task;
use crate::script::Script;
use crate::services::Services;
use crate::spans::Spans;

/// The end of a run.
pub(crate) struct RunEnd {
    pub(crate) status: u8,
    pub(crate) is_complete: bool,
    pub(crate) fatal: Option<BuildError>,
    /// True if compilations have left no record of their reads.
    pub(crate) wants_read_pass: bool,
    /// By package.
    pub(crate) outcomes: Vec<BuildOutcome>,
    /// By action.
    pub(crate) results: Vec<Done>,
    pub(crate) journal: Journal,
}

/// The parts of a run.
pub(crate) struct Parts<'a> {
    pub(crate) cx: &'a Context<'a>,
    pub(crate) mode: &'a ModeSettings,
    pub(crate) plan: &'a Plan,
    pub(crate) graph: &'a PackageGraph,
    pub(crate) script: &'a Script<'a>,
    pub(crate) work_dir: &'a str,
    pub(crate) tool_ids: &'a ToolIds,
}

/// Runs everything that `root` needs, and `root`.
pub(crate) fn run(parts: &Parts<'_>, root: ActionRef) -> RunEnd {
    let Parts {
        cx, plan, graph, ..
    } = *parts;
    let may_be_early = cx.may_reorder();
    let schedule = Schedule::new(plan, root, |action| {
        let package = plan.package_of(graph, action);
        may_be_early && package.is_some_and(|package| cgo::may_be_early(cx, package))
    });
    let services = Services::new(
        cx,
        parts.mode,
        parts.script,
        parts.work_dir,
        parts.tool_ids,
        plan.actions.len(),
    );
    let mut run = Run::new(services, plan, graph, schedule, kind_of);
    let is_step = |action: &&ActionRef| run.kind(**action).verb().is_some();
    let steps = run.schedule.order.iter().filter(is_step).count();
    cx.sink.progress(Progress::Planned { steps });
    match ActionGraph::new(cx, plan, &run.schedule.order) {
        Ok(graph) => run.reports.action_graph = graph,
        Err(error) => {
            run.reports.end_with(error);
            return end(run, false);
        }
    }
    run.ahead = ahead::to_verify(&run);
    run.reports.spans = Spans::begin(plan, root);
    run.reports.journal = cx
        .command
        .journal
        .then(|| Recorder::begin(plan.actions.len()));
    write_action_graph(&run);
    if let Some(graph) = &run.reports.action_graph {
        graph.begin(plan);
    }
    let is_complete = run_tasks(&run);
    run.services.costs.save();
    cutoff::save(&run, is_complete);
    early::explain(&run);
    if !run.reports.is_ended() {
        write_action_graph(&run);
    }
    if let Some(spans) = run.reports.spans.take() {
        spans.end();
    }
    end(run, is_complete)
}

/// Runs all tasks; reports whether none was left out.
fn run_tasks(run: &Run<'_>) -> bool {
    let cx = run.cx();
    // More workers would not make a dry run faster.
    let one = Pool::new(1);
    let slots = remote_slots(cx);
    let more = Pool::with_children(cx.pool.cpus(), cx.workers() + slots);
    let pool = match slots {
        _ if cx.flags.report.n => &one,
        0 => &cx.pool,
        _ => &more,
    };
    let schedule = &run.schedule;
    let task = |index: u32| {
        // Without other machines there are no more threads than processors.
        let _core = (slots > 0).then(|| run.services.cores.take());
        run_task(run, schedule.tasks[index as usize]);
    };
    let is_complete = speculation::with_tasks(run, |speculation| {
        let (deps, cancel) = (&schedule.deps, &cx.cancel);
        let all = || run.engine.run(pool, deps, speculation, cancel, task);
        ahead::beside(run, all)
    });
    let script = run.services.script;
    run.engine.finish(|message| script.deliver(message));
    if script.has_failed() {
        run.reports.set_failed();
    }
    is_complete
}

/// Returns the number of actions that may wait for other machines, besides local ones. One worker
/// keeps the official order.
fn remote_slots(cx: &Context<'_>) -> usize {
    let remote = cx.jobs.remote.as_ref().filter(|_| cx.workers() > 1);
    remote.map_or(0, |runner| runner.slots())
}

fn run_task(run: &Run<'_>, task: Task) {
    match task {
        Task::Act(action) => handle(run, action),
        Task::Early(action) => {
            if run.engine.is_reordering() && !run.reports.is_ended() {
                run.kind(action).run_early(run, action);
            }
        }
    }
}

/// Runs one action, reports its failure, and passes that on to the actions that wait.
fn handle(run: &Run<'_>, action: ActionRef) {
    if run.reports.is_ended() {
        return;
    }
    let (this, kind) = (run.plan.get(action), run.kind(action));
    let may_run = this.ignore_fail || run.state(action).failed.is_none();
    let id = action.index();
    let verb = kind.verb();
    if let Some(verb) = verb {
        let package = run.plan.package_of(run.graph, action);
        let package = package.map_or("", |package| &package.import_path);
        let sink = run.cx().sink;
        sink.progress(Progress::Began { id, verb, package });
    }
    let number = run.schedule.numbers[id];
    run.reports.start(action);
    run.engine.start(number);
    let mut done = run.begin(action);
    let result = if may_run {
        let result = run.reports.in_span(run.plan, run.graph, action, || {
            kind.run(run, action, &mut done)
        });
        // An error of storing has the same cause.
        module_index::require(run).and(result)
    } else {
        Ok(())
    };
    match (may_run, run.is_interrupted()) {
        // Nothing failed.
        (false, true) => {}
        (false, false) => run.reports.note(action, StepOutcome::Blocked),
        (true, true) if result.is_err() => run.reports.note(action, StepOutcome::Interrupted),
        (true, false) if result.is_err() => run.reports.note(action, StepOutcome::Failed),
        (true, _) => {}
    }
    run.reports.done(action, run.triggers(action));
    if verb.is_some() {
        run.cx().sink.progress(Progress::Ended { id });
    }
    pass_on(run, action, result);
    run.end(action, done);
    run.learn_cost(action);
    let script = run.services.script;
    run.engine.end(number, |message| script.deliver(message));
}

/// Reports an action's failure and marks the actions that wait for it.
fn pass_on(run: &Run<'_>, action: ActionRef, result: Result<(), BuildError>) {
    let _one_at_a_time = run.reports.lock_failures();
    if let Err(error) = result {
        fail(run, action, error);
        run.state(action).failed.get_or_insert(action);
    }
    let failed = run.state(action).failed;
    if failed.is_none() {
        return;
    }
    let is_barrier = |action: &ActionRef| run.plan.get(*action).mode == ActionMode::TestBarrier;
    for trigger in run.triggers(action) {
        if !is_barrier(trigger) {
            run.state(*trigger).failed = failed;
            continue;
        }
        for behind in run.triggers(*trigger) {
            if !is_barrier(behind) {
                run.state(*behind).failed = failed;
            }
        }
    }
}

fn fail(run: &Run<'_>, action: ActionRef, error: BuildError) {
    match error {
        BuildError::ToolId(_)
        | BuildError::Index(_)
        | BuildError::Unimplemented(_)
        | BuildError::Cancelled => {
            run.reports.end_with(error);
            return;
        }
        BuildError::Shown => {
            run.reports.set_failed();
            return;
        }
        _ => {}
    }
    if let Some(id) = run.plan.get(action).package
        && run.cx().command.list.allows_errors
    {
        run.outcome_of(id).error.get_or_insert(error);
        return;
    }
    let text = match run.plan.package_of(run.graph, action) {
        Some(package) if error.import_path() != Some(&package.import_path) => {
            format!("{}: {error}", package.import_path)
        }
        _ => error.to_string(),
    };
    run.shell(action).fail(&text);
    run.reports.set_failed();
}

/// Writes the action graph to the file of `-debug-actiongraph`, if the flag is set.
fn write_action_graph(run: &Run<'_>) {
    let Some(graph) = &run.reports.action_graph else {
        return;
    };
    let ids = |action| {
        let state = run.state(action);
        let done = state.begun.as_deref().unwrap_or_else(|| run.done(action));
        (done.action_id, done.build_id.clone())
    };
    if let Some(error) = graph.write(run.plan, run.graph, ids) {
        run.cx().sink.report_error(&error);
        run.reports.set_failed();
    }
}

fn end(run: Run<'_>, is_complete: bool) -> RunEnd {
    let journal = journal_steps::finish(&run);
    let wants_read_pass = run.services.cutoff.pass.end_work();
    let (reports, outcomes, results) = run.into_results();
    let (status, fatal) = reports.into_end();
    RunEnd {
        status,
        is_complete,
        fatal,
        wants_read_pass,
        outcomes,
        results,
        journal,
    }
}
