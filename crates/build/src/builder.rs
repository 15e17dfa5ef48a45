//! A build: the work directory, the plan, the run.
//!
//! Counterpart: cmd/go/internal/work/action.go (`NewBuilder`, `Close`), init.go
//! (`BuildInit`), exec.go (`Do`).

use vamos_base::Cancel;
use vamos_cache::CacheError;
use vamos_fsys::Unfinished;
use vamos_fsys::proc::Executor;
use vamos_fsys::work;
use vamos_goenv::BuildOptions;
use vamos_goenv::GoEnv;
use vamos_goenv::ToolIds;
use vamos_goenv::cgo;
use vamos_load::PackageGraph;

use crate::action::ActionRef;
use crate::asan;
use crate::context::Context;
use crate::driver;
use crate::driver::Parts;
use crate::error::BuildError;
use crate::journal::Journal;
use crate::mode::ModeSettings;
use crate::mode_error::ModeError;
use crate::outcome::BuildOutcome;
use crate::plan::Plan;
use crate::run::Done;
use crate::script::Script;
use crate::work_dir;

/// The result of a run.
pub struct BuildResult {
    /// The status that the command ends with: 1 where a package's build failed.
    pub status: u8,
    /// The results of packages, by [`PackageId`](vamos_load::PackageId).
    pub outcomes: Vec<BuildOutcome>,
    /// Events of the run, if the context requests a journal.
    pub journal: Journal,
    /// True if archives were left without a record of what their compilations have read
    /// ([`CommandNeeds::only_reads`](crate::CommandNeeds)).
    pub wants_read_pass: bool,
    /// By action.
    results: Vec<Done>,
}

impl BuildResult {
    /// Returns the file that an action built (`BuiltTarget`).
    pub fn built(&self, action: ActionRef) -> &str {
        &self.results[action.index()].built
    }

    /// Returns the Go files that an action of
    /// [`Plan::go_files_action`] found or made: relative to the package, or in the work directory.
    /// `None` if it failed.
    pub fn go_files(&self, action: ActionRef) -> Option<impl Iterator<Item = &str>> {
        let files = self.results[action.index()].sources()?;
        let files = files.iter().map(String::as_str);
        Some(files.filter(|file| file.ends_with(".go")))
    }

    /// Returns the archive of files that vetting a package has fixed; may be empty.
    pub fn fixes(&self, action: ActionRef) -> &str {
        self.results[action.index()].fixes()
    }

    /// Returns the cached executable that an action linked; empty if it was not cached.
    pub fn cached_executable(&self, action: ActionRef) -> &str {
        self.results[action.index()].executable()
    }
}

/// A build: plan with [`Builder::plan`], then [`Builder::run`], then [`Builder::close`].
pub struct Builder<'a> {
    cx: Context<'a>,
    mode: ModeSettings,
    work_dir: String,
    /// Has the work directory removed if a signal ends the process.
    _unfinished: Option<Unfinished>,
    script: Script<'a>,
    tool_ids: ToolIds,
    /// The actions to run.
    pub plan: Plan,
}

impl<'a> Builder<'a> {
    /// Checks flags and platform, and makes and shows the work directory.
    pub fn new(cx: Context<'a>) -> Result<Self, BuildError> {
        let builder = Self::silent(cx)?;
        builder.announce();
        Ok(builder)
    }

    /// Like [`Builder::new`], but does not show the work directory; see [`Builder::announce`].
    pub fn silent(cx: Context<'a>) -> Result<Self, BuildError> {
        let mode = check_flags(cx.env, cx.flags, cx.cwd, cx.executor, &cx.cancel)?;
        Self::of_mode(cx, mode)
    }

    /// Like [`Builder::silent`], after [`check_flags`] has checked the flags.
    pub fn of_mode(cx: Context<'a>, mode: ModeSettings) -> Result<Self, BuildError> {
        check_target(&cx)?;
        let (work_dir, unfinished) = match cx.flags.report.n {
            true => ("$WORK".to_owned(), None),
            false => {
                let (dir, unfinished) = work_dir::make(&cx.env.dirs.tmpdir, cx.cwd)?;
                (dir, (!cx.flags.report.work).then_some(unfinished))
            }
        };
        let script = Script::new(cx.sink, &work_dir, cx.flags.report.x, cx.flags.report.n);
        Ok(Self {
            mode,
            plan: Plan::new(&work_dir, cx.env, cx.flags),
            work_dir,
            _unfinished: unfinished,
            script,
            tool_ids: ToolIds::default(),
            cx,
        })
    }

    /// Shows the work directory, where `-x` or `-work` ask for it.
    pub fn announce(&self) {
        if !self.cx.flags.report.n && (self.cx.flags.report.x || self.cx.flags.report.work) {
            let line = format!("WORK={}\n", self.work_dir);
            self.script.print(None, &line);
        }
    }

    /// Runs `root` and everything that it needs; then trims the cache if it is time. An
    /// error is one that belongs to no package.
    pub fn run(&self, graph: &PackageGraph, root: ActionRef) -> Result<BuildResult, BuildError> {
        if let Some(error) = self.plan.refusal() {
            return Err(error.clone());
        }
        let parts = Parts {
            cx: &self.cx,
            mode: &self.mode,
            plan: &self.plan,
            graph,
            script: &self.script,
            work_dir: &self.work_dir,
            tool_ids: &self.tool_ids,
        };
        let end = driver::run(&parts, root);
        let closed = match self.cx.command.list.is_list {
            true => self.cx.cache.flush(),
            false => self.cx.cache.close(),
        };
        if let Some(local) = self.cx.cache.capabilities().local {
            local.save_recall();
        }
        match closed {
            Ok(()) => {}
            // The error was printed already.
            Err(CacheError::ProgClosed) => return Err(BuildError::Cancelled),
            Err(error) => {
                let attempt = "failed to trim cache";
                return Err(BuildError::Cache { attempt, error });
            }
        }
        match end.fatal {
            Some(error) if !matches!(error, BuildError::Cancelled) => Err(error),
            _ => Ok(BuildResult {
                status: end.status.max(u8::from(!end.is_complete)),
                outcomes: end.outcomes,
                results: end.results,
                journal: end.journal,
                wants_read_pass: end.wants_read_pass,
            }),
        }
    }

    /// Returns the values that the build works from.
    pub fn context(&self) -> &Context<'a> {
        &self.cx
    }

    /// Makes a directory before the run, once per build.
    pub fn make_dirs(&self, dir: &str) -> Result<(), BuildError> {
        self.script.make_dirs(None, dir)
    }

    /// Shows a command that runs after the build, in the format of `-x`.
    pub fn show(&self, command: &str) {
        self.script.show(None, "", command);
    }

    /// Removes the work directory, except with `-n` and `-work`.
    pub fn close(self) -> Result<(), BuildError> {
        // The process ends soon: freeing thousands of actions before that only takes time.
        std::mem::forget(self.plan);
        if self.cx.flags.report.n || self.cx.flags.report.work {
            return Ok(());
        }
        Ok(work::remove_all(&self.work_dir)?)
    }
}

/// Checks the flags of a command that loads packages, before it loads them (`BuildInit`); returns
/// the resulting settings.
pub fn check_flags(
    env: &GoEnv,
    flags: &BuildOptions,
    cwd: &str,
    executor: &dyn Executor,
    cancel: &Cancel,
) -> Result<ModeSettings, BuildError> {
    let mode = ModeSettings::new(env, flags, || asan::complaint(env, cwd, executor, cancel))?;
    if flags.parallel <= 0 {
        let count = flags.parallel;
        return Err(BuildError::Parallel { count });
    }
    // Commands run in many directories.
    cgo::check_compilers(env).map_err(BuildError::Compiler)?;
    if flags.instrument.race && flags.instrument.covermode != "atomic" {
        let mode = flags.instrument.covermode.clone();
        return Err(BuildError::Mode(ModeError::CoverMode { mode }));
    }
    Ok(mode)
}

/// Runs the checks that upstream runs after it has made the work directory.
fn check_target(cx: &Context<'_>) -> Result<(), BuildError> {
    cx.env.check_target().map_err(BuildError::Target)?;
    if cx.flags.sources.tags.iter().any(|tag| tag.contains(',')) {
        return Err(BuildError::TagsWithComma);
    }
    Ok(())
}
