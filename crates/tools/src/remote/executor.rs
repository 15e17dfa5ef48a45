//! Runs jobs on other machines where that gives the same, and all others here.
//!
//! Counterpart: none.

use std::cell::Cell;
use std::sync::Arc;
use std::time::Instant;

use vamos_base::Cancel;
use vamos_base::golang::process::Exit;
use vamos_base::golang::process::Usage;
use vamos_fsys::access_log;
use vamos_fsys::work;
use vamos_goenv::GoEnv;
use vamos_goenv::compiler::DEBUG_VARIABLES;
use vamos_jobs::ExecError;
use vamos_jobs::Executor;
use vamos_jobs::Io;
use vamos_jobs::Job;
use vamos_jobs::Outcome;
use vamos_jobs::Products;
use vamos_jobs::RemoteCommand;
use vamos_jobs::RemoteEnd;
use vamos_jobs::RemoteRunner;
use vamos_jobs::Site;
use vamos_sched::Cores;

use super::asm;
use super::compile;
use super::digests::Digests;
use super::foreign;
use super::foreign::Compilations;
use super::link;
use super::place::Env;
use super::race::First;
use super::race::Race;
use super::race::RaceSetting;
use super::race::RaceTimes;
use super::vet;
use crate::host::Host;
use crate::link::LinkHost;

/// Runs jobs of the SDK's tools on other machines.
pub struct RemoteExecutor<'a> {
    host: Host<'a>,
    runner: &'a dyn RemoteRunner,
    race: RaceSetting,
    cores: Arc<Cores>,
    digests: Digests<'a>,
    compilations: Compilations,
    times: RaceTimes,
    /// Runs the jobs that stay here.
    children: Arc<dyn Executor + 'a>,
}

impl<'a> RemoteExecutor<'a> {
    /// Returns the executor: `runner` runs jobs on other machines, `children` those that stay
    /// here. Actions that run here share the processors `cores`.
    pub fn new(
        host: Host<'a>,
        runner: &'a dyn RemoteRunner,
        race: RaceSetting,
        cores: Arc<Cores>,
        children: Arc<dyn Executor + 'a>,
    ) -> Self {
        Self {
            digests: Digests::new(host.files),
            host,
            runner,
            race,
            cores,
            compilations: Compilations::default(),
            times: RaceTimes::default(),
            children,
        }
    }

    /// Returns the remote runner, if it may run jobs.
    fn runner(&self) -> Option<&dyn RemoteRunner> {
        (!self.host.has_runner && self.runner.slots() > 0).then_some(self.runner)
    }

    /// Reports whether a job's program is this one of the SDK.
    fn is_stock(&self, io: &Io, tool: &str) -> bool {
        io.tool.program == format!("{}/{tool}", self.host.env.sdk.tool_dir)
    }

    fn link_host(&self, site: &Site<'_>) -> LinkHost<'a> {
        LinkHost {
            dir: self.host.cwd.to_owned(),
            env: self.host.env,
            executor: self.host.spawner,
            cancel: site.cancel.clone(),
            leftovers: self.host.leftovers,
        }
    }

    /// Returns the equivalent remote command of a job, and the paths of its outputs here, in the
    /// same order; `None` if the job must run here.
    fn command(&self, job: &Job, site: &Site<'_>) -> Option<(RemoteCommand, Vec<String>)> {
        let (work_dir, digests) = (site.work_dir, &self.digests);
        if let Job::ForeignCompile(job) = job {
            let host = foreign::Host {
                env: &self.host.env.vars.tools,
                executor: self.host.spawner,
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
        let env = env(self.host.env, &job.io().env)?;
        match job {
            Job::Compile(job) => compile::command(job, work_dir, &env, digests),
            Job::Asm(job) => asm::command(job, work_dir, &env, digests),
            Job::Link(job) => link::command(job, work_dir, &env, digests, &self.link_host(site)),
            Job::Vet(job) => vet::command(job, work_dir, &env, digests),
            _ => None,
        }
    }

    /// Runs a job elsewhere, and also here if that takes long; `None` if it must run here (again).
    fn run_there(&self, job: &Job, site: &Site<'_>) -> Option<Result<Outcome, ExecError>> {
        let runner = self.runner()?;
        let (command, places) = self.command(job, site)?;
        let there = |cancel: &Cancel, begun: &dyn Fn()| {
            self.usable_end(job, &command, runner, cancel, begun)
        };
        let race = self.race;
        let first = if race == RaceSetting::Off {
            let end = self.cores.lend(|| there(site.cancel, &|| ()));
            end.map_or(First::Neither, First::There)
        } else {
            let after = || self.times.threshold(race, site.estimate);
            let here = |cancel: &Cancel| self.children.run(job, Site { cancel, ..*site });
            let parts = Race {
                cores: &self.cores,
                cancel: site.cancel,
                end: &|cancel| self.host.spawner.end(cancel),
            };
            parts.run(there, after, here)
        };
        let end = match first {
            First::There(end) => end,
            First::Here(outcome) => return Some(outcome),
            First::Neither => return None,
        };
        // As after a child: the next run finds the results, and needs none of the inputs.
        access_log::with(|log| log.void(|| "a job ran on another machine".to_owned()));
        let mode = match job {
            Job::Link(_) => 0o775,
            _ => 0o666,
        };
        for (place, bytes) in places.iter().zip(&end.files) {
            work::write_mode(place, bytes, mode).ok()?;
        }
        Some(Ok(Outcome {
            exit: Exit::Code(0),
            usage: Usage {
                // The costs of actions are learned from it.
                user: end.took.unwrap_or_default(),
                ..Usage::default()
            },
            output: Vec::new(),
            products: Products::default(),
        }))
    }

    /// Runs a command elsewhere; `None` if it did not end there in the way that counts here, too.
    fn usable_end(
        &self,
        job: &Job,
        command: &RemoteCommand,
        runner: &dyn RemoteRunner,
        cancel: &Cancel,
        begun: &dyn Fn(),
    ) -> Option<RemoteEnd> {
        let start = Cell::new(None);
        let ended = runner.run(command, cancel, &|| {
            start.set(Some(Instant::now()));
            begun();
        })?;
        if let Job::ForeignCompile(_) = job {
            self.compilations.note(ended.exit_code);
        }
        // The output of a tool contains names of the other machine.
        if ended.exit_code != 0 || !ended.stdout.is_empty() || !ended.stderr.is_empty() {
            return None;
        }
        if let (Some(start), Some(took)) = (start.get(), ended.took) {
            self.times.note(took, start.elapsed());
        }
        let is_usable = match job {
            Job::Link(_) => ended.files.iter().all(|file| link::is_usable(file)),
            Job::Vet(_) => vet::is_usable(&ended.files),
            _ => true,
        };
        is_usable.then_some(ended)
    }
}

impl Executor for RemoteExecutor<'_> {
    fn run(&self, job: &Job, site: Site<'_>) -> Result<Outcome, ExecError> {
        match self.run_there(job, &site) {
            Some(outcome) => outcome,
            None => self.children.run(job, site),
        }
    }
}

/// Returns the variables that the tools read; `None` if others may have any effect.
fn env(env: &GoEnv, own: &[(String, String)]) -> Option<Env> {
    let all = env.vars.tools.iter().chain(own);
    let value = |name: &str| {
        let found = all.clone().rev().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value)
    };
    // GODEBUG changes the standard library that a tool is made with, and GO_EXTLINK_ENABLED decides
    // which links need the host's linker.
    if DEBUG_VARIABLES
        .iter()
        .chain(&["GODEBUG", "GO_EXTLINK_ENABLED"])
        .any(|name| !value(name).is_empty())
    {
        return None;
    }
    let names = [
        "GOOS",
        "GOARCH",
        &env.target.arch_env.0,
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
