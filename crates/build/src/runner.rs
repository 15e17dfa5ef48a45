//! A plan under way: the state of its actions, and what runs them in order.
//!
//! Counterpart: cmd/go/internal/work/exec.go (`Builder.Do`).

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::sync::atomic::AtomicU64;

use hashbrown::HashMap;
use vamos_cache::ActionId;
use vamos_fsys::fresh;
use vamos_goenv::ToolIds;
use vamos_load::Package;
use vamos_load::PackageGraph;
use vamos_load::PackageId;

use crate::action::ActionRef;
use crate::action::Actor;
use crate::action::Finished;
use crate::action::Plan;
use crate::action_graph::ActionGraph;
use crate::admission::Admission;
use crate::builder::Context;
use crate::cache_use::Need;
use crate::cgo;
use crate::cgo::CgoRun;
use crate::cgo::CompilerHost;
use crate::cgo::Compilers;
use crate::collector::Collector;
use crate::costs::Costs;
use crate::cover::Covered;
use crate::crowd::Crowd;
use crate::cutoff::Cutoff;
use crate::cutoff::Pending;
use crate::error::BuildError;
use crate::events::Progress;
use crate::gc::Tokens;
use crate::mode::Mode;
use crate::note::Note;
use crate::schedule::Schedule;
use crate::schedule::Task;
use crate::shell::Script;
use crate::shell::Shell;
use crate::spans::Spans;
use crate::turns;
use crate::turns::Said;
use crate::turns::Turns;

/// What an action has come to; complete once the action has run.
#[derive(Default)]
pub(crate) struct State {
    pub(crate) action_id: ActionId,
    pub(crate) build_id: String,
    /// Whether a memory told the build ID, and nobody read it in this run.
    pub(crate) is_remembered: bool,
    pub(crate) built: String,
    /// What tools said, kept to be stored; `None` where it is shown at once.
    pub(crate) output: Option<String>,
    pub(crate) need: Need,
    /// What the compiler gets instead of the package's own sources.
    pub(crate) covered: Option<Covered>,
    pub(crate) cached_executable: String,
    /// What the cgo tool made, where it was run.
    pub(crate) cgo: Option<Arc<CgoRun>>,
    /// The same, where it was run before its turn.
    pub(crate) early_cgo: Option<Arc<CgoRun>>,
    pub(crate) has_failed: bool,
    /// What an import of the archive reads of it, once somebody asked.
    pub(crate) exported: Option<vamos_base::Digest>,
    /// What is to be remembered, or checked, once the archive is finished.
    pub(crate) cutoff: Option<Pending>,
    /// What the link is to be remembered by, if it succeeds.
    pub(crate) known_link: Option<vamos_base::Digest>,
    /// What a copy of the executable was found to hold that took the place of linking.
    pub(crate) copied: Option<vamos_objfile::build_id::Found>,
}

/// A plan under way.
pub(crate) struct Running<'a> {
    pub(crate) cx: &'a Context<'a>,
    pub(crate) mode: &'a Mode,
    pub(crate) plan: &'a Plan,
    pub(crate) graph: &'a PackageGraph,
    pub(crate) script: &'a Script<'a>,
    pub(crate) work_dir: &'a str,
    pub(crate) tool_ids: &'a ToolIds,
    pub(crate) tool_env: Arc<[(String, String)]>,
    /// Names set for tools because they differ from what the environment says.
    pub(crate) changed_env: Vec<(String, String)>,
    pub(crate) tokens: Tokens,
    pub(crate) collector: Collector,
    pub(crate) admission: Admission,
    pub(crate) cutoff: Cutoff,
    /// Build IDs of files that were asked for by name.
    pub(crate) file_ids: Mutex<HashMap<String, String>>,
    pub(crate) compilers: Compilers<'a>,
    /// Notes the run for `-debug-actiongraph`.
    pub(crate) action_graph: Option<ActionGraph<'a>>,
    /// The run in the trace, where there is one.
    spans: Option<Spans>,
    /// Where programs are, or why they are not found.
    pub(crate) programs: Mutex<HashMap<String, Result<String, String>>>,
    /// For each action, those that wait for it.
    pub(crate) triggers: Vec<Vec<ActionRef>>,
    pub(crate) costs: Costs<'a>,
    /// By action, the microseconds of processor time that its children took. Not in its
    /// state: children may end while that is held.
    pub(crate) spent: Vec<AtomicU64>,
    pub(crate) crowd: Crowd,
    schedule: Schedule,
    pub(crate) turns: Turns,
    states: Vec<Mutex<State>>,
    notes: Vec<Mutex<Note>>,
    /// An error that ends the run, rather than one package's build.
    fatal: Mutex<Option<BuildError>>,
    status: Mutex<u8>,
    /// Held while the end of an action is told.
    telling: Mutex<()>,
}

/// How a run ended.
pub(crate) struct RunEnd {
    pub(crate) status: u8,
    pub(crate) is_complete: bool,
    pub(crate) fatal: Option<BuildError>,
    notes: Vec<Note>,
    pub(crate) states: Vec<State>,
}

impl RunEnd {
    /// Writes what was found into the packages.
    pub(crate) fn apply_notes(&mut self, graph: &mut PackageGraph, keeps_errors: bool) {
        let notes = std::mem::take(&mut self.notes);
        for (package, note) in graph.packages.iter_mut().zip(notes) {
            note.apply(package, keeps_errors);
        }
    }
}

/// What [`Running`] is made of, besides what it makes itself.
pub(crate) struct Parts<'a> {
    pub(crate) cx: &'a Context<'a>,
    pub(crate) mode: &'a Mode,
    pub(crate) plan: &'a Plan,
    pub(crate) graph: &'a PackageGraph,
    pub(crate) script: &'a Script<'a>,
    pub(crate) work_dir: &'a str,
    pub(crate) tool_ids: &'a ToolIds,
}

impl<'a> Running<'a> {
    fn new(parts: &Parts<'a>, schedule: Schedule) -> Self {
        let env = parts.cx.env;
        let tool_env: Arc<[_]> = env.tool_env.clone().into();
        let plan = parts.plan;
        let mut triggers = vec![Vec::new(); plan.actions.len()];
        for action in &schedule.order {
            for dep in &plan.get(*action).deps {
                triggers[dep.index()].push(*action);
            }
        }
        let turns = Turns::new(turns::is_free(parts.cx), schedule.action_deps(plan));
        let states = plan.actions.iter().map(|action| {
            Mutex::new(State {
                built: action.built.clone(),
                ..State::default()
            })
        });
        let packages = parts.graph.packages.iter();
        let notes = packages.map(|package| Mutex::new(Note::of(package)));
        Self {
            changed_env: changed_env(parts.cx),
            compilers: compilers(parts),
            action_graph: None,
            spans: None,
            programs: Mutex::default(),
            file_ids: Mutex::default(),
            tokens: tokens(parts.cx),
            collector: Collector::new(
                &tool_env,
                parts.cx.workers(),
                !parts.cx.flags.toolexec.is_empty(),
            ),
            admission: Admission::default(),
            cutoff: Cutoff::new(parts.cx, parts.mode),
            states: states.collect(),
            notes: notes.collect(),
            cx: parts.cx,
            mode: parts.mode,
            plan,
            graph: parts.graph,
            script: parts.script,
            work_dir: parts.work_dir,
            tool_ids: parts.tool_ids,
            tool_env,
            triggers,
            spent: plan.actions.iter().map(|_| AtomicU64::new(0)).collect(),
            costs: Costs::new(parts.cx.costs, &env.goos, &env.goarch),
            crowd: Crowd::default(),
            schedule,
            turns,
            fatal: Mutex::default(),
            status: Mutex::default(),
            telling: Mutex::default(),
        }
    }

    /// Returns the state of an action. Never hold two.
    pub(crate) fn state(&self, action: ActionRef) -> MutexGuard<'_, State> {
        self.states[action.index()]
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the package of an action that has one.
    pub(crate) fn package(&self, action: ActionRef) -> &'a Package {
        self.plan
            .package_of(self.graph, action)
            .expect("only actions of packages ask for theirs")
    }

    /// Returns the notes about an action's package.
    pub(crate) fn note(&self, action: ActionRef) -> MutexGuard<'_, Note> {
        let id = self.plan.get(action).package;
        self.note_of(id.expect("only actions of packages ask for theirs"))
    }

    /// Returns the notes about a package.
    pub(crate) fn note_of(&self, package: PackageId) -> MutexGuard<'_, Note> {
        self.notes[package.0 as usize]
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the shell of an action.
    pub(crate) fn shell(&'a self, action: ActionRef) -> Shell<'a> {
        Shell { run: self, action }
    }

    /// Returns the first characters of a file's digest, nothing if it cannot be read
    /// (`fileHash`).
    pub(crate) fn file_hash(&self, path: &str) -> String {
        let found = self.cx.files.hashed(path);
        if let Some(watcher) = self.cx.hasher.watcher() {
            let digest = found.as_ref().map(|hashed| &hashed.digest);
            watcher.file(&self.cx.files.actual(path), digest);
        }
        found.map_or_else(|_| String::new(), |hashed| hashed.digest.short())
    }

    /// Reports whether a file is as it was when it was hashed. Bytes that an earlier
    /// run hashed are hashed again: a memory signs no entry of a shared cache.
    pub(crate) fn is_as_hashed(&self, path: &str) -> bool {
        let Ok(hashed) = self.cx.files.hashed(path) else {
            // It could not be read then; what a tool read now is anyone's guess.
            return false;
        };
        let actual = self.cx.files.actual(path);
        if hashed.is_remembered {
            let same = fresh::hash_file(&actual).is_ok_and(|(digest, _)| digest == hashed.digest);
            if !same {
                return false;
            }
        }
        fresh::stat(&actual) == Ok(hashed.meta)
    }

    /// Returns a variable of the process' own environment (`os.Getenv`).
    pub(crate) fn os_env(&self, name: &str) -> &str {
        self.tool_env
            .iter()
            .rev()
            .find(|(known, _)| known == name)
            .map_or("", |(_, value)| value)
    }

    fn act(&self, action: ActionRef) -> Result<(), BuildError> {
        match &self.plan.get(action).actor {
            Actor::None => Ok(()),
            Actor::Build => self.build(action),
            Actor::CheckCache(build) => self.check_cache(action, *build),
            Actor::Cover(build) => self.cover(action, *build),
            Actor::Preprocess(profile) => self.preprocess(action, profile),
            Actor::RunCgo(build) => self.run_cgo(action, self.plan.build_behind(*build)),
            Actor::CompileForeign(build, source) => {
                self.compile_foreign(action, self.plan.build_behind(*build), source)
            }
            Actor::Link => self.link(action),
            Actor::Install => self.install(action),
            Actor::InstallHeader => self.install_header(action),
            Actor::LinkShared => self.link_shared(action),
            Actor::InstallShlibName => self.install_shlib_name(action),
            Actor::Command(act) => act(&Finished { run: self, action }),
        }
    }

    fn run_task(&self, task: Task) {
        match task {
            Task::Act(action) => self.handle(action),
            Task::EarlyCgo(action) => {
                if self.turns.is_urgent()
                    && !self.is_ended()
                    && let Actor::RunCgo(build) = self.plan.get(action).actor
                {
                    self.start_cgo_early(action, self.plan.build_behind(build));
                }
            }
        }
    }

    fn act_in_span(&self, action: ActionRef) -> Result<(), BuildError> {
        let Some(spans) = &self.spans else {
            return self.act(action);
        };
        spans.start(self.plan, self.graph, action);
        let result = self.act(action);
        spans.done(action);
        result
    }

    /// Runs one action, tells its failure, and passes that on to those that wait.
    fn handle(&self, action: ActionRef) {
        if self.is_ended() {
            return;
        }
        let this = self.plan.get(action);
        let may_run = this.ignore_fail || !self.state(action).has_failed;
        let id = action.index();
        if let Some(verb) = this.actor.verb() {
            let package = self.plan.package_of(self.graph, action);
            let package = package.map_or("", |package| &package.import_path);
            self.cx.sink.progress(Progress::Began { id, verb, package });
        }
        if let Some(noted) = &self.action_graph {
            noted.start(action);
        }
        let number = self.schedule.numbers[id];
        self.turns.began(number);
        let result = if may_run {
            self.act_in_span(action)
        } else {
            Ok(())
        };
        if let Some(noted) = &self.action_graph {
            noted.done(action, &self.triggers[id]);
        }
        if this.actor.verb().is_some() {
            self.cx.sink.progress(Progress::Ended { id });
        }
        let order = self.telling.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(error) = result {
            self.state(action).has_failed = true;
            self.tell(action, error);
        }
        if self.state(action).has_failed {
            for trigger in &self.triggers[action.index()] {
                self.state(*trigger).has_failed = true;
            }
        }
        drop(order);
        self.learn_cost(action);
        self.turns.ended(number, |said| self.script.tell(said));
    }

    /// Notes that something has to be done: from now on the order of work matters.
    pub(crate) fn begin_work(&self) {
        self.turns.begin_work(|| self.ranks(&self.schedule));
    }

    /// Says something for an action, when it may.
    pub(crate) fn say(&self, action: ActionRef, said: Said) {
        let number = self.schedule.numbers[action.index()];
        self.turns.say(number, said, |said| self.script.tell(said));
    }

    fn tell(&self, action: ActionRef, error: BuildError) {
        match error {
            BuildError::ToolId(_) | BuildError::NotBuilt(_) | BuildError::Cancelled => {
                let mut fatal = self.fatal.lock().unwrap_or_else(PoisonError::into_inner);
                fatal.get_or_insert(error);
                return;
            }
            _ => {}
        }
        let package = self.plan.package_of(self.graph, action);
        if let Some(id) = self.plan.get(action).package
            && self.cx.list.allows_errors
        {
            self.note_of(id).error.get_or_insert(error);
            return;
        }
        let text = match package {
            Some(package) if error.import_path() != Some(&package.import_path) => {
                format!("{}: {error}", package.import_path)
            }
            _ => error.to_string(),
        };
        self.shell(action).fail(&text);
        *self.status.lock().unwrap_or_else(PoisonError::into_inner) = 1;
    }

    fn is_ended(&self) -> bool {
        let fatal = self.fatal.lock().unwrap_or_else(PoisonError::into_inner);
        fatal.is_some()
    }

    /// Runs all that `root` needs, and `root`.
    pub(crate) fn run(parts: &Parts<'a>, root: ActionRef) -> RunEnd {
        let may_be_early = turns::is_free(parts.cx);
        let schedule = Schedule::new(parts.plan, root, |run| {
            let package = parts.plan.package_of(parts.graph, run);
            may_be_early && package.is_some_and(|package| cgo::may_be_early(parts.cx, package))
        });
        // Nothing is done in a dry run that could be done faster by more.
        let limit = if parts.cx.flags.n {
            1
        } else {
            parts.cx.workers()
        };
        let is_step = |action: &&ActionRef| parts.plan.get(**action).actor.verb().is_some();
        let steps = schedule.order.iter().filter(is_step).count();
        parts.cx.sink.progress(Progress::Planned { steps });
        let cancel = parts.cx.cancel.clone();
        let mut running = Self::new(parts, schedule);
        match ActionGraph::new(parts.cx, parts.plan, &running.schedule.order) {
            Ok(noted) => running.action_graph = noted,
            Err(error) => {
                running.fatal = Mutex::new(Some(error));
                return running.end(false);
            }
        }
        running.spans = Spans::begin(parts.plan, root);
        running.write_action_graph();
        if let Some(noted) = &running.action_graph {
            noted.begin(parts.plan);
        }
        let (schedule, order) = (&running.schedule, &running.turns.order);
        let is_complete = vamos_sched::run_graph(limit, &schedule.deps, order, &cancel, |index| {
            running.run_task(schedule.tasks[index as usize]);
        });
        running.turns.end(|said| running.script.tell(said));
        running.costs.save();
        running.save_cutoff(is_complete);
        if !running.is_ended() {
            running.write_action_graph();
        }
        if let Some(spans) = running.spans.take() {
            spans.end();
        }
        running.end(is_complete)
    }

    /// Writes what is known of the actions, where a file is asked for it.
    fn write_action_graph(&self) {
        let Some(noted) = &self.action_graph else {
            return;
        };
        let ids = |action| {
            let state = self.state(action);
            (state.action_id, state.build_id.clone())
        };
        if let Some(error) = noted.write(self.plan, self.graph, ids) {
            self.cx.sink.complain(&error);
            *self.status.lock().unwrap_or_else(PoisonError::into_inner) = 1;
        }
    }

    fn end(self, is_complete: bool) -> RunEnd {
        fn take<T>(mutex: Mutex<T>) -> T {
            mutex.into_inner().unwrap_or_else(PoisonError::into_inner)
        }
        RunEnd {
            status: take(self.status),
            is_complete,
            fatal: take(self.fatal),
            notes: self.notes.into_iter().map(take).collect(),
            states: self.states.into_iter().map(take).collect(),
        }
    }
}

fn tokens(cx: &Context<'_>) -> Tokens {
    let (max, parallel) = (cx.max_procs, cx.workers());
    if cx.env.release.shares_compiler_threads() {
        return Tokens::new(max, parallel);
    }
    let is_hindered = ["fieldtrack", "preemptibleloops"]
        .iter()
        .any(|name| cx.env.experiments_enabled.iter().any(|on| on == name));
    let is_forbidden = cx.env.os().get("GO19CONCURRENTCOMPILATION") == "0";
    Tokens::fixed(max, parallel, !is_hindered && !is_forbidden)
}

fn compilers<'a>(parts: &Parts<'a>) -> Compilers<'a> {
    let cx = parts.cx;
    let (script, work_dir) = (parts.script, parts.work_dir);
    Compilers::new(CompilerHost {
        env: cx.env,
        toolexec: &cx.flags.toolexec,
        cache: Some(cx.cache),
        may_store: true,
        reuses_versions: cx.reuse.tool_versions,
        hasher: cx.hasher,
        executor: cx.executor,
        cancel: cx.cancel.clone(),
        cwd: cx.cwd,
        trial_dir: work_dir,
        shows: cx.flags.x,
        is_dry: cx.flags.n,
        show: Box::new(move |command| script.show(None, work_dir, command)),
    })
}

/// Names that tools have to be told because we build for something else than the
/// environment says (`cfgChangedEnv`).
fn changed_env(cx: &Context<'_>) -> Vec<(String, String)> {
    let env = cx.env;
    let set = |name: &str| {
        let found = env.tool_env.iter().rev().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value.as_str())
    };
    let mut changed = Vec::new();
    for (name, value) in [("GOOS", &env.goos), ("GOARCH", &env.goarch)] {
        if set(name) != value {
            changed.push((name.to_owned(), value.clone()));
        }
    }
    if env.arch_env_changed {
        changed.push(env.arch_env.clone());
    }
    changed
}

impl Finished<'_> {
    /// Returns the file that a dependency built, by its place among the dependencies.
    pub fn built(&self, index: usize) -> String {
        let dep = self.run.plan.get(self.action).deps[index];
        self.run.state(dep).built.clone()
    }

    /// Returns the cached executable that a dependency linked, empty if there is none.
    pub fn cached_executable(&self, index: usize) -> String {
        let dep = self.run.plan.get(self.action).deps[index];
        self.run.state(dep).cached_executable.clone()
    }

    /// Shows a command, where commands are shown.
    pub fn show(&self, dir: &str, command: &str) {
        let shell = self.run.shell(self.action);
        if shell.shows() {
            shell.show(dir, command);
        }
    }
}
