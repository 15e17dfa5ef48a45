//! Runs link jobs in this process.
//!
//! Counterpart: none; upstream's linker is always a child.

use std::error::Error;
use std::fmt;

use vamos_base::golang::process::Exit;
use vamos_fsys::PathError;
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
use super::MappedInputs;
use super::NotLinked;
use super::Output;
use super::final_id;
use super::host::locate;
use super::link;
use super::panic_line;
use super::verify;
use crate::host::Host;
use crate::metered_spawner::MeteredSpawner;
use crate::replacement::Replacement;

/// The linker in this process.
pub struct NativeLinker<'a> {
    host: Host<'a>,
    archives: CommonArchives,
}

/// A link to compare.
pub struct ComparedLink {
    ended: LinkExit,
    /// The directory of relative names.
    dir: String,
}

impl<'a> NativeLinker<'a> {
    /// Returns the linker of a command.
    pub fn new(host: Host<'a>) -> Self {
        Self {
            host,
            archives: CommonArchives::default(),
        }
    }

    fn link_host(&self, dir: &str, site: &Site<'_>) -> LinkHost<'a> {
        LinkHost {
            dir: dir.to_owned(),
            env: self.host.env,
            executor: self.host.spawner,
            cancel: site.cancel.clone(),
            leftovers: self.host.leftovers,
        }
    }

    /// Returns the run of the linker for a command. With `is_compared` its output stays in memory.
    fn invocation<'r>(
        &'r self,
        command: &'r Command,
        host: &'r LinkHost<'r>,
        site: &Site<'_>,
        is_compared: bool,
    ) -> Invocation<'r> {
        Invocation {
            program: &command.words[0],
            args: &command.words[1..],
            goroot: self.host.goroot_of(command),
            env: self.host.env,
            pool: self.host.pool,
            host,
            begun: self.host.link_begun,
            place: self.archives.begin(site.other_links),
            is_compared,
        }
    }

    /// Writes the output with its final build ID; returns where that is, if the output has one.
    fn write(
        &self,
        job: &Job,
        host: &LinkHost<'_>,
        output: Output,
        inputs: MappedInputs,
    ) -> Result<Option<Found>, PathError> {
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

impl Replacement for NativeLinker<'_> {
    type Made = ComparedLink;
    type Refusal = NotLinked;

    fn takes(&self, job: &Job) -> bool {
        matches!(job, Job::Link(_)) && !self.host.is_watched(job)
    }

    fn run(
        &self,
        job: &Job,
        site: &Site<'_>,
        _sdk: &dyn Executor,
    ) -> Result<Result<Outcome, ExecError>, NotLinked> {
        let command = job.command(site.work_dir);
        let spawner = MeteredSpawner::new(self.host.spawner);
        let host = LinkHost {
            executor: &spawner,
            ..self.link_host(self.host.dir_of(&command), site)
        };
        let finish = |mut ended: LinkExit, inputs| {
            if site.cancel.is_cancelled() {
                return (ended, Err(ExecError::Cancelled));
            }
            let mut linked = None;
            if let Some(output) = ended.output.take() {
                let name = output.path.clone();
                match self.write(job, &host, output, inputs) {
                    Ok(found) => linked = found,
                    Err(error) => ended.fail_to_write(&command.words[0], &name, &error),
                }
            }
            (ended, Ok(linked))
        };
        let invocation = self.invocation(&command, &host, site, false);
        let (ended, written) = link(&invocation, finish)?;
        Ok(written.map(|linked| Outcome {
            exit: Exit::Code(ended.code),
            usage: spawner.usage(),
            output: ended.text(),
            products: Products {
                linked,
                archive_ids: ended.archive_ids,
                ..Products::default()
            },
        }))
    }

    fn make(&self, job: &Job, site: &Site<'_>) -> Result<ComparedLink, NotLinked> {
        let command = job.command(site.work_dir);
        let host = self.link_host(self.host.dir_of(&command), site);
        let invocation = self.invocation(&command, &host, site, true);
        let ended = link(&invocation, |ended, _inputs| ended)?;
        let dir = host.dir;
        Ok(ComparedLink { ended, dir })
    }

    fn line(&self, job: &Job, refusal: &NotLinked) -> Option<String> {
        let package = &job.io().description;
        Some(match refusal {
            NotLinked::Unsupported(reason) => {
                format!("vamos: {package}: linked by the SDK's linker: {reason}\n")
            }
            NotLinked::Panicked(cause) => format!("{}\n", panic_line(package, cause)),
        })
    }

    fn is_mistake(&self, refusal: &NotLinked) -> bool {
        matches!(refusal, NotLinked::Panicked(_))
    }

    fn difference(&self, job: &Job, made: &ComparedLink, outcome: &Outcome) -> Option<ExecError> {
        let ComparedLink { ended, dir } = made;
        let read = |name: &str| uncached::read(&locate(dir, name)).ok();
        let what = verify::difference(ended, outcome, read)?;
        let shown = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let (ours, theirs) = (shown(&ended.text()), shown(&outcome.output));
        Some(ExecError::unprepared(LinkDifference {
            description: job.io().description.clone(),
            what,
            ours: (ours, Exit::Code(ended.code)),
            theirs: (theirs, outcome.exit),
        }))
    }
}
