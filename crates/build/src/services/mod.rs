//! What actions use while a build runs: tools, files, stores and limits.
//!
//! Services know packages and flags, but no action and no plan: what an action does with
//! them is in [`crate::kinds`], and when it runs in [`vamos_sched::Engine`].
//! Counterpart: cmd/go/internal/work/exec.go (`Builder`).

pub(crate) mod compiler_threads;
pub(crate) mod costs;
mod files;
mod gc_limits;
mod includes;
mod limits;
mod programs;
mod tools;

use vamos_jobs::Executor;
use vamos_jobs::WorkDir;

pub(crate) use files::SourceFiles;
pub(crate) use files::in_dir;
pub(crate) use limits::Limits;
pub(crate) use limits::MIB;
pub(crate) use programs::Programs;
pub(crate) use tools::Tools;

use crate::builder::Context;
use crate::cgo::CompilerHost;
use crate::cgo::Compilers;
use crate::cutoff::Cutoff;
use crate::exec::ChildExecutor;
use crate::mode::Mode;
use crate::run::Parts;
use crate::shell::Script;
use costs::Costs;
use std::sync::Arc;

/// The services of one build.
pub(crate) struct Services<'a> {
    pub(crate) cx: &'a Context<'a>,
    pub(crate) mode: &'a Mode,
    pub(crate) script: &'a Script<'a>,
    pub(crate) work: WorkDir,
    pub(crate) tools: Tools<'a>,
    pub(crate) files: SourceFiles<'a>,
    pub(crate) compilers: Compilers<'a>,
    pub(crate) executor: Arc<dyn Executor + 'a>,
    host: Arc<ChildExecutor<'a>>,
    pub(crate) limits: Limits,
    pub(crate) costs: Costs<'a>,
    pub(crate) cutoff: Cutoff,
}

impl<'a> Services<'a> {
    /// Returns the services of a build with so many actions.
    pub(crate) fn new(parts: &Parts<'a>, actions: usize) -> Self {
        let cx = parts.cx;
        let tool_env: Arc<[_]> = cx.env.tool_env.clone().into();
        let programs = Arc::new(Programs::new(&tool_env));
        let host = Arc::new(ChildExecutor::new(cx, &tool_env, &programs));
        Self {
            cx,
            mode: parts.mode,
            script: parts.script,
            work: WorkDir::new(parts.work_dir),
            files: SourceFiles::new(cx),
            compilers: compilers(parts),
            executor: host.clone(),
            host,
            limits: Limits::new(cx, &tool_env),
            costs: Costs::new(cx.costs, &cx.env.goos, &cx.env.goarch, actions),
            cutoff: Cutoff::new(cx, parts.mode),
            tools: Tools::new(cx, parts.tool_ids, tool_env, programs),
        }
    }
}

impl<'a> Services<'a> {
    /// Returns what runs programs of the host that are not jobs.
    pub(crate) fn host(&self) -> &ChildExecutor<'a> {
        &self.host
    }
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
