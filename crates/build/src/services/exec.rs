//! Runs jobs as children of this process.
//!
//! Counterpart: cmd/go/internal/work/shell.go (`runOut`), exec.go
//! (`passLongArgsInResponseFiles`).

use std::sync::Arc;

use vamos_base::Cancel;
use vamos_fsys::proc;
use vamos_fsys::proc::Spawn;
use vamos_fsys::proc::SpawnError;
use vamos_fsys::proc::Streams;
use vamos_fsys::work;
use vamos_goenv::GoEnv;
use vamos_jobs::Command;
use vamos_jobs::ExecError;
use vamos_jobs::Executor;
use vamos_jobs::Job;
use vamos_jobs::Outcome;
use vamos_jobs::Products;
use vamos_jobs::Site;

use super::programs::Programs;
use crate::context::Context;
use crate::job_file;
use crate::response_file;

/// Runs each job as a child, with the environment of tools.
pub(crate) struct ChildExecutor<'a> {
    env: &'a GoEnv,
    cwd: &'a str,
    spawner: &'a dyn proc::Executor,
    tool_env: Arc<[(String, String)]>,
    programs: Arc<Programs>,
    /// The program that runs jobs instead of this process (`VAMOS_JOB_RUNNER`); may be empty.
    runner: &'a [String],
}

impl<'a> ChildExecutor<'a> {
    pub(crate) fn new(
        cx: &'a Context<'a>,
        tool_env: &Arc<[(String, String)]>,
        programs: &Arc<Programs>,
    ) -> Self {
        Self {
            env: cx.env,
            cwd: cx.cwd,
            spawner: cx.executor,
            tool_env: Arc::clone(tool_env),
            programs: Arc::clone(programs),
            runner: &cx.jobs.runner,
        }
    }

    /// Makes the child of a command; `description` is the description of its package.
    fn spawn_of(
        &self,
        command: Command,
        description: &str,
        hints: &[(String, String)],
    ) -> Result<Spawn, ExecError> {
        let mut argv = command.words;
        let found = self.programs.find(&argv[0]);
        argv[0] = found.map_err(ExecError::unprepared)?;
        let mut extra_env = Vec::with_capacity(command.env.len() + hints.len() + 2);
        extra_env.extend_from_slice(hints);
        let is_own_dir = matches!(command.dir.as_str(), "." | "");
        if !is_own_dir {
            extra_env.push(("PWD".to_owned(), command.dir.clone()));
        }
        if !description.is_empty() {
            let name = "TOOLEXEC_IMPORTPATH".to_owned();
            extra_env.push((name, description.to_owned()));
        }
        extra_env.extend(command.env);
        Ok(Spawn {
            argv,
            env: self.tool_env.clone(),
            extra_env,
            dir: match is_own_dir {
                true => self.cwd.to_owned(),
                false => command.dir,
            },
            streams: Streams::Merged,
        })
    }

    fn run_spawn(&self, mut spawn: Spawn, cancel: &Cancel) -> Result<Outcome, ExecError> {
        let tmpdir = &self.env.dirs.tmpdir;
        let temporary = response_file::shorten(self.env.sdk.release, &mut spawn.argv, tmpdir)
            .map_err(ExecError::unprepared)?;
        let outcome = self.spawner.run(&spawn, cancel);
        if let Some(file) = temporary {
            // At worst the file stays in the temporary directory.
            let _ = work::remove(&file);
        }
        match outcome {
            Ok(outcome) => Ok(Outcome {
                exit: outcome.exit,
                usage: outcome.usage,
                output: outcome.stdout,
                products: Products::default(),
            }),
            Err(SpawnError::Cancelled) => Err(ExecError::Cancelled),
            Err(error) => Err(ExecError::start(error)),
        }
    }

    /// Runs a command of the host that is not a job, such as pkg-config.
    pub(crate) fn run_command(
        &self,
        command: Command,
        description: &str,
        cancel: &Cancel,
    ) -> Result<Outcome, ExecError> {
        let spawn = self.spawn_of(command, description, &[])?;
        self.run_spawn(spawn, cancel)
    }
}

impl Executor for ChildExecutor<'_> {
    fn run(&self, job: &Job, site: Site<'_>) -> Result<Outcome, ExecError> {
        let command = job.command(site.work_dir);
        let mut spawn = self.spawn_of(command, &job.io().description, site.hints)?;
        if self.runner.is_empty() {
            return self.run_spawn(spawn, site.cancel);
        }
        let file = job_file::write(job, &spawn, site.work_dir, &self.env.dirs.tmpdir)
            .map_err(ExecError::unprepared)?;
        spawn.argv = self.runner.to_vec();
        spawn.argv.push(file.clone());
        let outcome = self.run_spawn(spawn, site.cancel);
        // At worst the file stays in the temporary directory.
        let _ = work::remove(&file);
        outcome
    }
}
