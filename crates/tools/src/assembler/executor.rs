//! Runs the assembler's jobs in this process, and all other jobs as children.
//!
//! A file with errors is assembled again by the SDK's assembler, which reports them.
//! Counterpart: none; upstream's assembler is always a child.

use std::collections::BTreeSet;
use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::time::Instant;

use vamos_base::golang::process::Exit;
use vamos_base::golang::process::Usage;
use vamos_fsys::access_log;
use vamos_fsys::uncached;
use vamos_fsys::work;
use vamos_jobs::AsmStep;
use vamos_jobs::ExecError;
use vamos_jobs::Executor;
use vamos_jobs::Job;
use vamos_jobs::Outcome;
use vamos_jobs::Products;
use vamos_jobs::Site;

use super::AsmInvocation;
use super::Assembler;
use super::CommandMachine;
use super::Fallback;
use super::TokenCache;
use super::assemble;
use super::assemble_from;
use super::sources::Disk;
use super::sources::PlannedFiles;
use super::sources::locate;
use crate::host::Host;

/// Runs the assembler's jobs in this process where it can.
pub struct AsmExecutor<'a> {
    host: Host<'a>,
    assembler: Assembler,
    /// Runs everything else.
    children: Arc<dyn Executor + 'a>,
    machine: CommandMachine,
    /// Files that were read.
    tokens: TokenCache,
    /// The lines that were printed.
    reported: Mutex<BTreeSet<String>>,
    /// True after a panic: the SDK's assembler does all later jobs.
    has_panicked: AtomicBool,
}

/// Time of running a job.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Timing {
    /// All its inputs exist.
    Now,
    /// Outputs of other jobs below the work directory do not exist yet.
    BeforeItsTurn,
}

/// An output that was made in memory.
struct AssembledFile {
    path: String,
    bytes: Vec<u8>,
}

impl<'a> AsmExecutor<'a> {
    /// Returns the executor; `children` runs all other jobs.
    pub fn new(host: Host<'a>, assembler: Assembler, children: Arc<dyn Executor + 'a>) -> Self {
        Self {
            host,
            assembler,
            children,
            machine: CommandMachine::default(),
            tokens: TokenCache::default(),
            reported: Mutex::default(),
            has_panicked: AtomicBool::new(false),
        }
    }

    /// Reports whether a job is the assembler's and no program of the user's watches it.
    fn takes(&self, job: &Job) -> bool {
        matches!(job, Job::Asm(_))
            && self.assembler != Assembler::Stock
            && !self.has_panicked.load(Ordering::Relaxed)
            && !self.host.has_runner
            && job.io().tool.wrapper.is_empty()
    }

    /// Returns the output of a job.
    ///
    /// # Errors
    /// The SDK's assembler must run.
    fn make(&self, job: &Job, site: &Site<'_>, timing: Timing) -> Result<AssembledFile, Fallback> {
        let command = job.command(site.work_dir);
        let dir = match command.dir.as_str() {
            "." | "" => self.host.cwd,
            dir => dir,
        };
        let goroot = command.env.iter().rev().find(|(name, _)| name == "GOROOT");
        let invocation = AsmInvocation {
            args: &command.words[1..],
            dir,
            goroot: goroot.map_or(&self.host.env.sdk.goroot, |(_, value)| value),
            env: self.host.env,
            machine: &self.machine,
            begun: self.host.assembly_begun,
            tokens: &self.tokens,
        };
        let ended = match timing {
            Timing::Now => assemble(&invocation)?,
            Timing::BeforeItsTurn => {
                let sources = PlannedFiles {
                    disk: Disk { dir },
                    work_dir: site.work_dir,
                    has_empty_header: lists_symbols(job),
                };
                assemble_from(&invocation, &sources)?
            }
        };
        let outcome = ended.outcome;
        match outcome.output {
            Some(bytes)
                if outcome.status == 0
                    && outcome.stdout.is_empty()
                    && outcome.stderr.is_empty() =>
            {
                Ok(AssembledFile {
                    path: locate(dir, &ended.output),
                    bytes,
                })
            }
            _ => Err(Fallback::Output),
        }
    }

    /// Reports why the SDK's assembler does a job, if it is a mistake or the user requested
    /// reasons. Jobs that run when the first one panics may panic, too.
    fn report(&self, package: &str, reason: &Fallback) {
        let is_wanted = if reason.is_mistake() {
            !self.has_panicked.swap(true, Ordering::Relaxed)
        } else {
            self.assembler == Assembler::Explain
        };
        if is_wanted {
            self.print_once(&format!("vamos: {package}: {reason}\n"));
        }
    }

    /// Prints a line once: the jobs of a package have the same reason.
    fn print_once(&self, line: &str) {
        let mut reported = self.reported.lock().unwrap_or_else(PoisonError::into_inner);
        if reported.insert(line.to_owned()) {
            (self.host.report)(line);
        }
    }

    /// Runs the SDK's assembler too, and compares.
    fn verify(
        &self,
        job: &Job,
        site: Site<'_>,
        made: &AssembledFile,
    ) -> Result<Outcome, ExecError> {
        let outcome = self.children.run(job, site)?;
        let is_same = outcome.exit == Exit::Code(0)
            && outcome.output.is_empty()
            && uncached::read(&made.path).is_ok_and(|bytes| bytes == made.bytes);
        if is_same {
            Ok(outcome)
        } else {
            Err(ExecError::unprepared(AsmDifference {
                description: job.io().description.clone(),
                output: made.path.clone(),
            }))
        }
    }
}

/// The assembler in this process and the SDK's made different things.
#[derive(Debug)]
struct AsmDifference {
    /// Description of the source.
    description: String,
    /// The output.
    output: String,
}

impl fmt::Display for AsmDifference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            description,
            output,
        } = self;
        write!(
            f,
            "vamos: VAMOS_ASM=verify: {description}: assembling in process gives another {output}; \
             please report this"
        )
    }
}

impl Error for AsmDifference {}

/// Reports whether a job lists symbols.
fn lists_symbols(job: &Job) -> bool {
    matches!(job, Job::Asm(job) if job.step == AsmStep::ListSymbols)
}

impl Executor for AsmExecutor<'_> {
    fn preview(&self, job: &Job, site: Site<'_>) -> Option<Vec<u8>> {
        if !self.takes(job) {
            return self.children.preview(job, site);
        }
        let made = self.make(job, &site, Timing::BeforeItsTurn);
        Some(made.ok()?.bytes)
    }

    fn run(&self, job: &Job, site: Site<'_>) -> Result<Outcome, ExecError> {
        if !self.takes(job) {
            return self.children.run(job, site);
        }
        let start = Instant::now();
        let package = &job.io().description;
        let made = match self.make(job, &site, Timing::Now) {
            Ok(made) => made,
            Err(reason) => {
                self.report(package, &reason);
                return self.children.run(job, site);
            }
        };
        if site.cancel.is_cancelled() {
            return Err(ExecError::Cancelled);
        }
        if self.assembler == Assembler::Verify {
            return self.verify(job, site, &made);
        }
        // As after a child: the next run finds the package, and needs none of its sources.
        access_log::with(|log| log.void(|| "a package was assembled".to_owned()));
        let mut products = Products::default();
        match job.io().outputs.as_slice() {
            [output] if site.takes_bytes => products.files.push((output.clone(), made.bytes)),
            _ if work::write(&made.path, &made.bytes).is_err() => {
                // It reports why.
                return self.children.run(job, site);
            }
            _ => {}
        }
        Ok(Outcome {
            exit: Exit::Code(0),
            usage: Usage {
                user: start.elapsed(),
                ..Usage::default()
            },
            output: Vec::new(),
            products,
        })
    }
}
