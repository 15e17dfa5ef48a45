//! The action graph as a file (`-debug-actiongraph`). It is written before the first action
//! runs, in case the run does not end, and again with times and IDs after the last one.
//!
//! The columns about the plan describe the plan before it ran.
//! Counterpart: cmd/go/internal/work/action.go (`actionGraphJSON`), exec.go (`Do`).

use std::borrow::Cow;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::time::Duration;
use std::time::SystemTime;

use vamos_base::golang::json::Writer;
use vamos_base::golang::process::Usage;
use vamos_base::golang::time::Location;
use vamos_base::golang::time::Time;
use vamos_cache::ActionId;
use vamos_fsys::local_zone;
use vamos_fsys::work;
use vamos_load::PackageGraph;

use crate::action::Action;
use crate::action::ActionMode;
use crate::action::ActionRef;
use crate::context::Context;
use crate::error::BuildError;
use crate::plan::Plan;

/// Measurements of an action in the file: everything except its plan and its IDs.
#[derive(Default)]
struct Row {
    /// Dependencies that have not run.
    pending: usize,
    ready: Option<SystemTime>,
    start: Option<SystemTime>,
    done: Option<SystemTime>,
    commands: Vec<String>,
    real: Duration,
    usage: Usage,
}

/// The file and the data recorded for it.
pub(crate) struct ActionGraph<'a> {
    file: &'a str,
    location: Location,
    /// By action.
    rows: Vec<Mutex<Row>>,
    /// The actions as the file lists them: breadth first.
    listed: Vec<ActionRef>,
    /// By action, its place in the file.
    ids: Vec<usize>,
    /// By action, its place in the order of work.
    priorities: Vec<u32>,
}

impl<'a> ActionGraph<'a> {
    /// Returns the recorder of a run, if the flag names a file; `order` is the execution order.
    pub(crate) fn new(
        cx: &Context<'a>,
        plan: &Plan,
        order: &[ActionRef],
    ) -> Result<Option<Self>, BuildError> {
        let file = cx.flags.report.debug_actiongraph.as_str();
        let Some(root) = order.last() else {
            return Ok(None);
        };
        if file.is_empty() {
            return Ok(None);
        }
        if file.ends_with(".go") {
            // The flag's value was forgotten, so a source file takes its place.
            let file = file.to_owned();
            return Err(BuildError::ActionGraphFile { file });
        }
        let count = plan.actions.len();
        let mut this = Self {
            file,
            location: local_zone(cx.env.vars.tool("TZ"), &cx.env.sdk.goroot),
            rows: std::iter::repeat_with(Mutex::default).take(count).collect(),
            listed: vec![*root],
            ids: vec![usize::MAX; count],
            priorities: vec![0; count],
        };
        this.ids[root.index()] = 0;
        let mut next = 0;
        while let Some(action) = this.listed.get(next) {
            next += 1;
            for dep in &plan.get(*action).deps {
                if this.ids[dep.index()] == usize::MAX {
                    this.ids[dep.index()] = this.listed.len();
                    this.listed.push(*dep);
                }
            }
        }
        for (priority, action) in (0..).zip(order) {
            this.priorities[action.index()] = priority;
        }
        Ok(Some(this))
    }

    fn row(&self, action: ActionRef) -> MutexGuard<'_, Row> {
        let row = &self.rows[action.index()];
        row.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Records that the run begins: actions without dependencies are ready.
    pub(crate) fn begin(&self, plan: &Plan) {
        for action in &self.listed {
            let mut row = self.row(*action);
            row.pending = plan.get(*action).deps.len();
            if row.pending == 0 {
                row.ready = Some(SystemTime::now());
            }
        }
    }

    /// Records that an action starts.
    pub(crate) fn start(&self, action: ActionRef) {
        self.row(action).start = Some(SystemTime::now());
    }

    /// Records that an action has ended, and which actions are ready because of that.
    pub(crate) fn done(&self, action: ActionRef, triggers: &[ActionRef]) {
        let now = SystemTime::now();
        self.row(action).done = Some(now);
        for trigger in triggers {
            let mut row = self.row(*trigger);
            row.pending -= 1;
            if row.pending == 0 {
                row.ready = Some(now);
            }
        }
    }

    /// Records that an action ran a command.
    pub(crate) fn ran(&self, action: ActionRef, command: String, real: Duration, usage: Usage) {
        let mut row = self.row(action);
        row.commands.push(command);
        row.real += real;
        row.usage.user += usage.user;
        row.usage.system += usage.system;
    }

    /// Writes the file; returns the error's text if that failed. `state` returns the current
    /// action ID and build ID of an action.
    pub(crate) fn write(
        &self,
        plan: &Plan,
        graph: &PackageGraph,
        state: impl Fn(ActionRef) -> (ActionId, String),
    ) -> Option<String> {
        let mut json = Writer::indented("", "\t");
        json.begin_array();
        for action in &self.listed {
            let (action_id, build_id) = state(*action);
            json.begin_object();
            self.write_plan(&mut json, plan, graph, *action);
            if action_id != ActionId::default() {
                json.string_field("ActionID", &action_id.0.short());
            }
            if is_final(plan.get(*action), &build_id) {
                json.string_field("BuildID", &build_id);
            }
            self.write_run(&mut json, *action);
            json.end_object();
        }
        json.end_array();
        let written = work::write(self.file, &json.finish());
        let error = written.err()?;
        Some(format!("go: writing action graph: {error}\n"))
    }

    fn write_plan(&self, json: &mut Writer, plan: &Plan, graph: &PackageGraph, id: ActionRef) {
        let action = plan.get(id);
        json.key("ID");
        json.uint(self.ids[id.index()] as u64);
        json.key("Mode");
        json.string(&mode_name(action));
        json.key("Package");
        let package = plan.package_of(graph, id);
        json.string(package.map_or("", |package| &package.import_path));
        if !action.deps.is_empty() {
            json.key("Deps");
            json.begin_array();
            for dep in &action.deps {
                json.uint(self.ids[dep.index()] as u64);
            }
            json.end_array();
        }
        claim(json, "IgnoreFail", action.ignore_fail);
        if !action.args.is_empty() {
            json.strings_field("Args", &action.args);
        }
        text(json, "Objdir", &action.objdir);
        text(json, "Target", &action.target);
        number(json, "Priority", i64::from(self.priorities[id.index()]));
        text(json, "Built", &action.built);
        claim(json, "VetxOnly", action.wants_facts_only());
        claim(json, "NeedVet", action.needs_vet);
        claim(json, "NeedBuild", action.needs_build);
    }

    fn write_run(&self, json: &mut Writer, action: ActionRef) {
        let row = self.row(action);
        for (name, time) in [
            ("TimeReady", row.ready),
            ("TimeStart", row.start),
            ("TimeDone", row.done),
        ] {
            json.key(name);
            json.string(&self.format(time));
        }
        json.key("Cmd");
        if row.commands.is_empty() {
            json.null();
        } else {
            json.strings(&row.commands);
        }
        for (name, duration) in [
            ("CmdReal", row.real),
            ("CmdUser", row.usage.user),
            ("CmdSys", row.usage.system),
        ] {
            let nanos = i64::try_from(duration.as_nanos()).unwrap_or(i64::MAX);
            number(json, name, nanos);
        }
    }

    /// Formats a time in the local zone; `None` is Go's zero time.
    fn format(&self, time: Option<SystemTime>) -> String {
        let Some(time) = time else {
            return "0001-01-01T00:00:00Z".to_owned();
        };
        let time = Time::from(time);
        let (_, offset) = self.location.lookup(time.seconds);
        time.rfc3339_nano(offset)
    }
}

/// Returns upstream's name of an action.
pub(crate) fn mode_name(action: &Action) -> Cow<'static, str> {
    match action.label() {
        Some(label) => Cow::Owned(format!("{} {label}", action.mode.as_str())),
        // The root of a list has no name.
        None if action.mode == ActionMode::Command("list") => Cow::Borrowed(""),
        None => Cow::Borrowed(action.mode.as_str()),
    }
}

/// Writes a member unless it is empty (`omitempty`), as do the two functions below.
fn text(json: &mut Writer, name: &str, value: &str) {
    if !value.is_empty() {
        json.string_field(name, value);
    }
}

fn number(json: &mut Writer, name: &str, value: i64) {
    if value != 0 {
        json.int_field(name, value);
    }
}

fn claim(json: &mut Writer, name: &str, value: bool) {
    if value {
        json.bool_field(name, value);
    }
}

/// Reports whether an action's build ID is shown. An installed file has the build ID of its
/// source; other results have one once their content is known.
fn is_final(action: &Action, build_id: &str) -> bool {
    let is_temporary = || {
        let (first, last) = (build_id.split('/').next(), build_id.rsplit('/').next());
        first == last
    };
    let is_install = matches!(
        action.mode,
        ActionMode::BuildInstall | ActionMode::LinkInstall | ActionMode::InstallShared
    );
    !build_id.is_empty() && (is_install || !is_temporary())
}
