//! Services for actions while a build runs: tools, files, stores and limits.
//!
//! Services know packages and flags, but no plan and no kind of action.
//! Counterpart: cmd/go/internal/work/exec.go (`Builder`).

mod check_state;
pub(crate) mod compiler_threads;
pub(crate) mod costs;
mod cutoff_tables;
mod early_counts;
mod exec;
mod files;
mod gc_limits;
mod includes;
mod limits;
mod programs;
mod read_pass;
mod tools;

use std::sync::Arc;

use vamos_goenv::ToolIds;
use vamos_jobs::Executor;
use vamos_jobs::WorkDir;
use vamos_sched::Cores;

pub(crate) use check_state::CheckState;
pub(crate) use check_state::Known;
pub(crate) use files::SourceFiles;
pub(crate) use files::in_dir;
pub use files::short_path;
pub(crate) use limits::Limits;
pub(crate) use limits::MIB;

pub(crate) use tools::Tools;

use costs::Costs;
use cutoff_tables::CutoffTables;
use early_counts::EarlyCounts;
use exec::ChildExecutor;
use programs::Programs;

use crate::cgo::CompilerHost;
use crate::cgo::Compilers;
use crate::context::Context;
use crate::cutoff::scope;
use crate::mode::ModeSettings;
use crate::reuse::CutoffSetting;
use crate::script::Script;
use crate::tool_stack::ToolHost;

/// The services of one build.
pub(crate) struct Services<'a> {
    pub(crate) cx: &'a Context<'a>,
    pub(crate) mode: &'a ModeSettings,
    pub(crate) script: &'a Script<'a>,
    pub(crate) work: WorkDir,
    pub(crate) tools: Tools<'a>,
    pub(crate) files: SourceFiles<'a>,
    pub(crate) compilers: Compilers<'a>,
    pub(crate) executor: Arc<dyn Executor + 'a>,
    host: Arc<ChildExecutor<'a>>,
    pub(crate) limits: Limits,
    /// The services that do not wait for another machine.
    pub(crate) cores: Arc<Cores>,
    pub(crate) costs: Costs<'a>,
    pub(crate) cutoff: CutoffTables,
    pub(crate) early: EarlyCounts,
    pub(crate) checks: CheckState<'a>,
}

impl<'a> Services<'a> {
    /// Returns the services of a build with the given number of actions.
    pub(crate) fn new(
        cx: &'a Context<'a>,
        mode: &'a ModeSettings,
        script: &'a Script<'a>,
        work_dir: &'a str,
        tool_ids: &'a ToolIds,
        actions: usize,
    ) -> Self {
        let tool_env: Arc<[_]> = cx.env.vars.tools.clone().into();
        let programs = Arc::new(Programs::new(&tool_env));
        let host = Arc::new(ChildExecutor::new(cx, &tool_env, &programs));
        let cores = Arc::new(Cores::new(cx.workers()));
        let executor = cx.jobs.tools.executor(ToolHost {
            env: cx.env,
            cwd: cx.cwd,
            files: cx.files,
            spawner: cx.executor,
            pool: &cx.pool,
            has_runner: !cx.jobs.runner.is_empty(),
            remote: cx.jobs.remote.as_deref(),
            leftovers: &cx.jobs.leftovers,
            sink: cx.sink,
            cores: Arc::clone(&cores),
            uses_reads: scope::setting(cx, mode) != CutoffSetting::Off,
            children: host.clone(),
        });
        Self {
            cx,
            mode,
            script,
            work: WorkDir::new(work_dir),
            files: SourceFiles::new(cx),
            compilers: compilers(cx, script, work_dir),
            executor,
            host,
            limits: Limits::new(cx, &tool_env),
            cores,
            costs: Costs::new(
                cx.costs,
                &cx.env.target.goos,
                &cx.env.target.goarch,
                actions,
            ),
            cutoff: CutoffTables::new(cx, mode),
            early: EarlyCounts::default(),
            checks: CheckState::new(cx, mode),
            tools: Tools::new(cx, tool_ids, tool_env, programs),
        }
    }

    /// Returns the executor of the host's programs that are not jobs.
    pub(crate) fn host(&self) -> &ChildExecutor<'a> {
        &self.host
    }
}

fn compilers<'a>(cx: &'a Context<'a>, script: &'a Script<'a>, work_dir: &'a str) -> Compilers<'a> {
    Compilers::new(CompilerHost {
        env: cx.env,
        toolexec: &cx.flags.tools.toolexec,
        cache: Some(cx.cache),
        may_store: true,
        reuses_versions: cx.reuse.tool_versions,
        hasher: cx.hasher,
        executor: cx.executor,
        cancel: cx.cancel.clone(),
        cwd: cx.cwd,
        trial_dir: work_dir,
        temp_dir: work_dir,
        shows: cx.flags.report.x,
        is_dry: cx.flags.report.n,
        show: Box::new(move |command| script.show(None, work_dir, command)),
    })
}
