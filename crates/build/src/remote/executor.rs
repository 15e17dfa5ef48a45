//! Runs jobs on other machines where that gives the same, and all others here.
//!
//! Counterpart: none.

use std::sync::Arc;

use vamos_base::golang::process::Exit;
use vamos_base::golang::process::Usage;
use vamos_fsys::observe;
use vamos_fsys::work;
use vamos_jobs::ExecError;
use vamos_jobs::Executor;
use vamos_jobs::Io;
use vamos_jobs::Job;
use vamos_jobs::Outcome;
use vamos_jobs::RemoteCommand;
use vamos_jobs::RemoteEnd;
use vamos_jobs::RemoteRunner;
use vamos_jobs::Site;

use super::asm;
use super::compile;
use super::cores::Cores;
use super::digests::Digests;
use super::foreign;
use super::foreign::Compilations;
use super::link;
use super::place::Env;
use super::vet;
use crate::context::Context;
use crate::native_link::LinkHost;
use crate::services::MAGIC;

/// Runs jobs of the SDK's tools on other machines.
pub(crate) struct RemoteExecutor<'a> {
    cx: &'a Context<'a>,
    cores: Arc<Cores>,
    digests: Digests<'a>,
    compilations: Compilations,
    /// Runs the jobs that stay here.
    children: Arc<dyn Executor + 'a>,
}

impl<'a> RemoteExecutor<'a> {
    pub(crate) fn new(
        cx: &'a Context<'a>,
        cores: &Arc<Cores>,
        children: Arc<dyn Executor + 'a>,
    ) -> Self {
        Self {
            cx,
            cores: Arc::clone(cores),
            digests: Digests::new(cx.files),
            compilations: Compilations::default(),
            children,
        }
    }

    /// Returns what runs jobs elsewhere, if they may.
    fn runner(&self) -> Option<&dyn RemoteRunner> {
        let runner = self.cx.jobs.remote.as_deref()?;
        (self.cx.jobs.runner.is_empty() && runner.slots() > 0).then_some(runner)
    }

    /// Reports whether a job's program is this one of the SDK.
    fn is_stock(&self, io: &Io, tool: &str) -> bool {
        io.tool.program == format!("{}/{tool}", self.cx.env.tool_dir)
    }

    fn host(&self, site: &Site<'_>) -> LinkHost<'a> {
        LinkHost {
            dir: self.cx.cwd.to_owned(),
            env: self.cx.env,
            executor: self.cx.executor,
            cancel: site.cancel.clone(),
        }
    }

    /// Returns the command that does what a job does, and the places of its outputs here, in the
    /// same order; `None` if the job has to run here.
    fn command(&self, job: &Job, site: &Site<'_>) -> Option<(RemoteCommand, Vec<String>)> {
        let (work_dir, digests) = (site.work_dir, &self.digests);
        if let Job::ForeignCompile(job) = job {
            let host = foreign::Host {
                env: &self.cx.env.tool_env,
                executor: self.cx.executor,
                cancel: site.cancel,
            };
            return self.compilations.command(job, work_dir, digests, &host);
        }
        let tool = match job {
            Job::Compile(_) => "compile",
            Job::Asm(_) => "asm",
            Job::Link(_) => "link",
            Job::Vet(_) => "vet",
            _ => return None,
        };
        if !self.is_stock(job.io(), tool) {
            return None;
        }
        let env = env(self.cx, &job.io().env)?;
        match job {
            Job::Compile(job) => compile::command(job, work_dir, &env, digests),
            Job::Asm(job) => asm::command(job, work_dir, &env, digests),
            Job::Link(job) => link::command(job, work_dir, &env, digests, &self.host(site)),
            Job::Vet(job) => vet::command(job, work_dir, &env, digests),
            _ => None,
        }
    }

    /// Runs a job elsewhere; `None` if it has to run here (again).
    fn run_there(&self, job: &Job, site: &Site<'_>) -> Option<Outcome> {
        let runner = self.runner()?;
        let (command, places) = self.command(job, site)?;
        let ended = self.cores.lend(|| runner.run(&command, site.cancel));
        if let (Job::ForeignCompile(_), Some(end)) = (job, &ended) {
            self.compilations.note(end.exit_code);
        }
        // What a tool prints has names of the other machine in it.
        let is_silent =
            |end: &RemoteEnd| end.exit_code == 0 && end.stdout.is_empty() && end.stderr.is_empty();
        let end = ended.filter(is_silent)?;
        // As after a child: the next run finds the results, and needs none of the inputs.
        observe::void(|| "a job ran on another machine".to_owned());
        let (is_usable, mode) = match job {
            Job::Link(_) => (end.files.iter().all(|file| link::is_usable(file)), 0o775),
            Job::Vet(_) => (vet::is_usable(&end.files), 0o666),
            _ => (true, 0o666),
        };
        if !is_usable {
            return None;
        }
        for (place, bytes) in places.iter().zip(&end.files) {
            work::write_mode(place, bytes, mode).ok()?;
        }
        Some(Outcome {
            exit: Exit::Code(0),
            usage: Usage {
                // The costs of actions are learned from it.
                user: end.took.unwrap_or_default(),
                ..Usage::default()
            },
            output: Vec::new(),
        })
    }
}

impl Executor for RemoteExecutor<'_> {
    fn run(&self, job: &Job, site: Site<'_>) -> Result<Outcome, ExecError> {
        match self.run_there(job, &site) {
            Some(outcome) => Ok(outcome),
            None => self.children.run(job, site),
        }
    }
}

/// Returns the variables that the tools read; `None` if others may have any effect.
fn env(cx: &Context<'_>, own: &[(String, String)]) -> Option<Env> {
    let all = cx.env.tool_env.iter().chain(own);
    let value = |name: &str| {
        let found = all.clone().rev().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value)
    };
    // GODEBUG changes the standard library that a tool is made with, and the other one which
    // links need the host's linker.
    if MAGIC
        .iter()
        .chain(&["GODEBUG", "GO_EXTLINK_ENABLED"])
        .any(|name| !value(name).is_empty())
    {
        return None;
    }
    let names = [
        "GOOS",
        "GOARCH",
        &cx.env.arch_env.0,
        "GOEXPERIMENT",
        "GOROOT",
    ];
    let set = names.iter().map(|name| (*name, value(name)));
    let set = set.filter(|(name, value)| !name.is_empty() && !value.is_empty());
    let mut variables: Vec<(String, String)> = set
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    // Go uses it as the name of its directory if it is one.
    variables.push(("PWD".to_owned(), "/proc/self/cwd".to_owned()));
    Some(Env {
        goroot: value("GOROOT").to_owned(),
        variables,
    })
}
