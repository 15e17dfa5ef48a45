//! Runs the assembler's jobs in this process.
//!
//! A file with errors is assembled again by the SDK's assembler, which reports them.
//! Counterpart: none; upstream's assembler is always a child.

use std::collections::BTreeSet;
use std::error::Error;
use std::fmt;
use std::sync::Mutex;
use std::sync::PoisonError;

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
use super::CommandMachine;
use super::Fallback;
use super::TokenCache;
use super::assemble;
use super::assemble_from;
use super::sources::Disk;
use super::sources::PlannedFiles;
use super::sources::locate;
use crate::host::Host;
use crate::replacement::Replacement;

/// The assembler in this process.
pub struct NativeAssembler<'a> {
    host: Host<'a>,
    machine: CommandMachine,
    /// Files that were read.
    tokens: TokenCache,
    /// The lines that were reported.
    reported: Mutex<BTreeSet<String>>,
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
pub struct AssembledFile {
    path: String,
    bytes: Vec<u8>,
}

/// Reason to run the SDK's assembler for a job.
pub enum AsmRefusal {
    /// The job cannot be done here.
    Fallback(Fallback),
    /// The output cannot be written; the SDK's assembler reports why.
    Unwritten,
}

impl<'a> NativeAssembler<'a> {
    /// Returns the assembler of a command.
    pub fn new(host: Host<'a>) -> Self {
        Self {
            host,
            machine: CommandMachine::default(),
            tokens: TokenCache::default(),
            reported: Mutex::default(),
        }
    }

    /// Returns the output of a job.
    ///
    /// # Errors
    /// The SDK's assembler must run.
    fn assemble(
        &self,
        job: &Job,
        site: &Site<'_>,
        timing: Timing,
    ) -> Result<AssembledFile, Fallback> {
        let command = job.command(site.work_dir);
        let dir = self.host.dir_of(&command);
        let invocation = AsmInvocation {
            args: &command.words[1..],
            dir,
            goroot: self.host.goroot_of(&command),
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

impl Replacement for NativeAssembler<'_> {
    type Made = AssembledFile;
    type Refusal = AsmRefusal;

    fn takes(&self, job: &Job) -> bool {
        matches!(job, Job::Asm(_)) && !self.host.is_watched(job)
    }

    fn run(
        &self,
        job: &Job,
        site: &Site<'_>,
        _sdk: &dyn Executor,
    ) -> Result<Result<Outcome, ExecError>, AsmRefusal> {
        let made = self.make(job, site)?;
        if site.cancel.is_cancelled() {
            return Ok(Err(ExecError::Cancelled));
        }
        // As after a child: the next run finds the package, and needs none of its sources.
        access_log::with(|log| log.void(|| "a package was assembled".to_owned()));
        let mut products = Products::default();
        match job.io().outputs.as_slice() {
            [output] if site.takes_bytes => products.files.push((output.clone(), made.bytes)),
            _ => {
                let written = work::write(&made.path, &made.bytes);
                written.map_err(|_| AsmRefusal::Unwritten)?;
            }
        }
        Ok(Ok(Outcome {
            exit: Exit::Code(0),
            usage: Usage::default(),
            output: Vec::new(),
            products,
        }))
    }

    fn make(&self, job: &Job, site: &Site<'_>) -> Result<AssembledFile, AsmRefusal> {
        let made = self.assemble(job, site, Timing::Now);
        made.map_err(AsmRefusal::Fallback)
    }

    fn line(&self, job: &Job, refusal: &AsmRefusal) -> Option<String> {
        let AsmRefusal::Fallback(reason) = refusal else {
            return None;
        };
        let line = format!("vamos: {}: {reason}\n", job.io().description);
        // The jobs of a package have the same reason.
        let mut reported = self.reported.lock().unwrap_or_else(PoisonError::into_inner);
        reported.insert(line.clone()).then_some(line)
    }

    fn is_mistake(&self, refusal: &AsmRefusal) -> bool {
        matches!(refusal, AsmRefusal::Fallback(reason) if reason.is_mistake())
    }

    fn difference(&self, job: &Job, made: &AssembledFile, outcome: &Outcome) -> Option<ExecError> {
        let is_same = outcome.exit == Exit::Code(0)
            && outcome.output.is_empty()
            && uncached::read(&made.path).is_ok_and(|bytes| bytes == made.bytes);
        (!is_same).then(|| {
            ExecError::unprepared(AsmDifference {
                description: job.io().description.clone(),
                output: made.path.clone(),
            })
        })
    }

    fn preview(&self, job: &Job, site: &Site<'_>) -> Option<Vec<u8>> {
        let made = self.assemble(job, site, Timing::BeforeItsTurn);
        Some(made.ok()?.bytes)
    }
}
