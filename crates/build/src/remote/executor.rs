//! Runs jobs on other machines where that gives the same, and all others here.
//!
//! Counterpart: none.

use std::sync::Arc;

use vamos_base::golang::process::Exit;
use vamos_base::golang::process::Usage;
use vamos_fsys::work;
use vamos_jobs::CompileJob;
use vamos_jobs::ExecError;
use vamos_jobs::Executor;
use vamos_jobs::Job;
use vamos_jobs::Outcome;
use vamos_jobs::RemoteEnd;
use vamos_jobs::RemoteRunner;
use vamos_jobs::Site;

use super::compile;
use super::compile::Env;
use super::cores::Cores;
use super::digests::Digests;
use crate::context::Context;
use crate::services::MAGIC;

/// Runs compile jobs on other machines.
pub(crate) struct RemoteExecutor<'a> {
    cx: &'a Context<'a>,
    cores: Arc<Cores>,
    digests: Digests<'a>,
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
            children,
        }
    }

    /// Returns what runs a job elsewhere, if one may.
    fn runner(&self, job: &CompileJob) -> Option<&dyn RemoteRunner> {
        let runner = self.cx.jobs.remote.as_deref()?;
        let is_stock = job.io.tool.program == format!("{}/compile", self.cx.env.tool_dir);
        (is_stock && self.cx.jobs.runner.is_empty() && runner.slots() > 0).then_some(runner)
    }

    /// Runs a job elsewhere; `None` if it has to run here (again).
    fn run_there(&self, job: &CompileJob, site: &Site<'_>) -> Option<Outcome> {
        let runner = self.runner(job)?;
        let env = env(self.cx, &job.io.env)?;
        let (command, places) = compile::command(job, site.work_dir, &env, &self.digests)?;
        let ended = self.cores.lend(|| runner.run(&command, site.cancel));
        // What the compiler prints has names of the other machine in it.
        let is_silent = |end: &RemoteEnd| end.exit_code == 0 && end.output.is_empty();
        let end = ended.filter(is_silent)?;
        for (place, bytes) in places.iter().zip(&end.files) {
            work::write(place, bytes).ok()?;
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
        let there = match job {
            Job::Compile(compile) => self.run_there(compile, &site),
            _ => None,
        };
        match there {
            Some(outcome) => Ok(outcome),
            None => self.children.run(job, site),
        }
    }
}

/// Returns the variables that the compiler reads; `None` if some may have any effect.
fn env(cx: &Context<'_>, own: &[(String, String)]) -> Option<Env> {
    let all = cx.env.tool_env.iter().chain(own);
    let value = |name: &str| {
        let found = all.clone().rev().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value)
    };
    // GODEBUG changes the compiler's own standard library.
    if MAGIC
        .iter()
        .chain(&["GODEBUG"])
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
