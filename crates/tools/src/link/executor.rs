//! Runs link jobs in this process, and all other jobs as children.
//!
//! Counterpart: none; upstream's linker is always a child.

use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::time::Instant;

use vamos_base::golang::process::Exit;
use vamos_base::golang::process::Usage;
use vamos_fsys::uncached;
use vamos_jobs::Command;
use vamos_jobs::ExecError;
use vamos_jobs::Executor;
use vamos_jobs::Job;
use vamos_jobs::Outcome;
use vamos_jobs::Products;
use vamos_jobs::Site;
use vamos_objfile::ReadAt;
use vamos_objfile::build_id::Found;

use super::CommonArchives;
use super::Invocation;
use super::LinkExit;
use super::LinkHost;
use super::Linker;
use super::MappedInputs;
use super::NotLinked;
use super::Output;
use super::WriteError;
use super::final_id;
use super::link;
use super::panic_line;
use super::verify;
use crate::host::Host;

/// Runs link jobs in this process where it can.
pub struct LinkExecutor<'a> {
    host: Host<'a>,
    linker: Linker,
    /// Runs everything else.
    children: Arc<dyn Executor + 'a>,
    archives: CommonArchives,
    /// A link has panicked: the SDK's linker makes all others, too.
    has_panicked: AtomicBool,
}

impl<'a> LinkExecutor<'a> {
    /// Returns the executor; `children` runs all other jobs.
    pub fn new(host: Host<'a>, linker: Linker, children: Arc<dyn Executor + 'a>) -> Self {
        Self {
            host,
            linker,
            children,
            archives: CommonArchives::default(),
            has_panicked: AtomicBool::new(false),
        }
    }

    /// Reports whether a job is a link that no program of the user's watches.
    fn takes(&self, job: &Job) -> bool {
        matches!(job, Job::Link(_))
            && self.linker != Linker::Stock
            && !self.has_panicked.load(Ordering::Relaxed)
            && !self.host.has_runner
            && job.io().tool.wrapper.is_empty()
    }

    fn link_host(&self, command: &Command, site: &Site<'_>) -> LinkHost<'a> {
        LinkHost {
            dir: match command.dir.as_str() {
                "." | "" => self.host.cwd.to_owned(),
                dir => dir.to_owned(),
            },
            env: self.host.env,
            executor: self.host.spawner,
            cancel: site.cancel.clone(),
            leftovers: self.host.leftovers,
        }
    }

    /// Links, and passes the result to `finish`; see [`link`]. `others` other links may run
    /// concurrently or follow.
    fn link<R>(
        &self,
        others: usize,
        command: &Command,
        host: &LinkHost<'_>,
        finish: impl FnOnce(LinkExit, MappedInputs) -> R,
    ) -> Result<R, NotLinked> {
        let goroot = command.env.iter().rev().find(|(name, _)| name == "GOROOT");
        let invocation = Invocation {
            program: &command.words[0],
            args: &command.words[1..],
            goroot: goroot.map_or(&self.host.env.sdk.goroot, |(_, value)| value),
            env: self.host.env,
            pool: self.host.pool,
            host,
            begun: self.host.link_begun,
            place: self.archives.begin(others),
            is_compared: self.linker == Linker::Verify,
        };
        link(&invocation, finish)
    }

    /// Reports why the SDK's linker makes a program, if it is a mistake or the user requested
    /// reasons.
    fn report(&self, package: &str, why: &NotLinked) {
        let line = match why {
            NotLinked::Unsupported(reason) if self.linker == Linker::Explain => {
                format!("vamos: {package}: linked by the SDK's linker: {reason}\n")
            }
            NotLinked::Unsupported(_) => return,
            NotLinked::Panicked(cause) => {
                self.has_panicked.store(true, Ordering::Relaxed);
                format!("{}\n", panic_line(package, cause))
            }
        };
        (self.host.report)(&line);
    }

    /// Writes the output with its final build ID; returns where that is, if the output has one.
    fn write(
        &self,
        job: &Job,
        host: &LinkHost<'_>,
        output: Output,
        inputs: MappedInputs,
    ) -> Result<Option<Found>, WriteError> {
        let path = host.locate(&output.path);
        let mut linked = None;
        let patches = |file: &dyn ReadAt| match job {
            // Nothing reads the ID of another file, which `-o` among the user's flags names.
            Job::Link(job) if host.locate(&job.output) == path => {
                final_id::patches(&path, file, &job.build_id, &mut linked)
            }
            _ => Vec::new(),
        };
        output.write(host, self.host.pool, inputs, patches)?;
        Ok(linked)
    }

    /// Runs the SDK's linker too, and compares.
    fn verify(
        &self,
        job: &Job,
        site: Site<'_>,
        host: &LinkHost<'_>,
        ended: &LinkExit,
    ) -> Result<Outcome, ExecError> {
        let outcome = self.children.run(job, site)?;
        let read = |name: &str| uncached::read(&host.locate(name)).ok();
        let Some(what) = verify::difference(ended, &outcome, read) else {
            return Ok(outcome);
        };
        let shown = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let (ours, theirs) = (shown(&ended.text()), shown(&outcome.output));
        Err(ExecError::unprepared(LinkDifference {
            description: job.io().description.clone(),
            what,
            ours: (ours, Exit::Code(ended.code)),
            theirs: (theirs, outcome.exit),
        }))
    }
}

/// The linker in this process and the SDK's made different things.
#[derive(Debug)]
struct LinkDifference {
    /// Description of the program.
    description: String,
    /// The part that differs.
    what: &'static str,
    /// Output and end of the linker in this process.
    ours: (String, Exit),
    /// Output and end of the SDK's linker.
    theirs: (String, Exit),
}

impl fmt::Display for LinkDifference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            description,
            what,
            ours: (ours, our_end),
            theirs: (theirs, their_end),
        } = self;
        write!(
            f,
            "vamos: VAMOS_LINK=verify: {description}: linking in process gives {what}; please \
             report this\n{ours}{our_end}\n-- the SDK's linker\n{theirs}{their_end}"
        )
    }
}

impl Error for LinkDifference {}

impl Executor for LinkExecutor<'_> {
    fn preview(&self, job: &Job, site: Site<'_>) -> Option<Vec<u8>> {
        self.children.preview(job, site)
    }

    fn run(&self, job: &Job, site: Site<'_>) -> Result<Outcome, ExecError> {
        if !self.takes(job) {
            return self.children.run(job, site);
        }
        let start = Instant::now();
        let command = job.command(site.work_dir);
        let host = self.link_host(&command, &site);
        let verifies = self.linker == Linker::Verify;
        let finish = |mut ended: LinkExit, inputs| {
            if site.cancel.is_cancelled() {
                return (ended, Err(ExecError::Cancelled));
            }
            let mut linked = None;
            if !verifies && let Some(output) = ended.output.take() {
                let name = output.path.clone();
                match self.write(job, &host, output, inputs) {
                    Ok(found) => linked = found,
                    Err(error) => ended.fail_to_write(&command.words[0], &name, &error),
                }
            }
            (ended, Ok(linked))
        };
        let package = &job.io().description;
        let (ended, written) = match self.link(site.other_links, &command, &host, finish) {
            Ok(ended) => ended,
            Err(why) => {
                self.report(package, &why);
                return self.children.run(job, site);
            }
        };
        let linked = written?;
        if verifies {
            return self.verify(job, site, &host, &ended);
        }
        Ok(Outcome {
            exit: Exit::Code(ended.code),
            // Threads of the command share the work; its length is close enough for the
            // estimates of later builds.
            usage: Usage {
                user: start.elapsed(),
                ..Usage::default()
            },
            output: ended.text(),
            products: Products {
                linked,
                archive_ids: ended.archive_ids,
                ..Products::default()
            },
        })
    }
}
