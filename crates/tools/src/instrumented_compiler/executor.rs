//! Runs compile jobs with the instrumented compiler.
//!
//! The result of the instrumented compiler counts only if it is an archive or a list of errors in
//! the source; otherwise the same job runs with the SDK's compiler.
//! Counterpart: none; upstream runs the SDK's compiler.

use std::convert::Infallible;
use std::error::Error;
use std::fmt;
use std::sync::atomic::Ordering;

use vamos_base::golang::process::Exit;
use vamos_fsys::uncached;
use vamos_fsys::work;
use vamos_goenv::proofs::Difference;
use vamos_jobs::CompileExtent;
use vamos_jobs::CompileJob;
use vamos_jobs::ExecError;
use vamos_jobs::Executor;
use vamos_jobs::Job;
use vamos_jobs::Outcome;
use vamos_jobs::Site;
use vamos_jobs::early_exports;

use super::InstrumentedCompiler;
use super::judge::Verdict;
use super::judge::is_list_of_errors;
use super::judge::judge;
use super::stub;
use super::variables;
use crate::host::Host;
use crate::replacement::Replacement;

/// The instrumented compiler in place of the SDK's. Its jobs run on this machine.
pub struct CompilerReplacement<'a> {
    host: Host<'a>,
    compiler: &'a InstrumentedCompiler,
    is_allowed: bool,
}

/// Reason to run the SDK's compiler.
pub enum CompilerRefusal {
    /// There is no instrumented compiler, or it may not run the job.
    Missing,
    /// It failed. The text is the reason, if the SDK's compiler would not fail, too.
    Failed(Option<String>),
}

impl<'a> CompilerReplacement<'a> {
    /// Returns the compiler of a command. `uses_reads` reports whether the build uses the compiler's
    /// list of reads; otherwise it runs only if the user wants to compare archives.
    pub fn new(host: Host<'a>, compiler: &'a InstrumentedCompiler, uses_reads: bool) -> Self {
        let is_allowed = !host.has_runner && (compiler.is_awaited() || uses_reads);
        compiler.allow(is_allowed);
        Self {
            is_allowed,
            host,
            compiler,
        }
    }

    /// Returns the instrumented compiler, if it may run this job.
    fn program(&self, job: &CompileJob, site: &Site<'_>) -> Option<&str> {
        let tool = &job.io.tool;
        let is_stock = || tool.program == format!("{}/compile", self.host.env.sdk.tool_dir);
        if !self.is_allowed || !tool.wrapper.is_empty() || !is_stock() {
            return None;
        }
        let (env, executor) = (self.host.env, self.host.spawner);
        let explain = |reason: &str| {
            if !self.compiler.is_awaited() {
                return;
            }
            let line = format!("vamos: the instrumented compiler was not built: {reason}\n");
            (self.host.report)(&line);
        };
        self.compiler.program(env, executor, site.cancel, explain)
    }
}

/// Error of a job that only records reads: the instrumented compiler is missing.
#[derive(Debug)]
struct NoReads;

impl fmt::Display for NoReads {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("there is no instrumented compiler")
    }
}

impl Error for NoReads {}

impl CompilerReplacement<'_> {
    /// Compiles a package again with the SDK's compiler, if this use of a compiler that was proved on
    /// this machine is one that is compared. Returns the outcome if the archives differ.
    fn compared(
        &self,
        compile: &CompileJob,
        job: &Job,
        archive: &str,
        site: &Site<'_>,
        sdk: &dyn Executor,
    ) -> Option<Result<Outcome, ExecError>> {
        let proofs = &self.host.env.sdk;
        let package = &compile.package_path;
        if !proofs.is_compared(&format!("{package} {}", compile.build_id)) {
            return None;
        }
        let used = uncached::read(archive).ok()?;
        let stock = sdk.run(job, *site);
        let compiled = uncached::read(archive);
        let is_success = stock.as_ref().is_ok_and(|stock| stock.exit.is_success());
        if is_success && compiled.is_err() {
            return Some(stock);
        }
        let compiled = compiled.unwrap_or_default();
        if is_success && compiled == used {
            return None;
        }
        let has_errors = stock.as_ref().is_ok_and(|stock| {
            let is_code = matches!(stock.exit, Exit::Code(_));
            is_code && is_list_of_errors(&String::from_utf8_lossy(&stock.output))
        });
        if !is_success && !has_errors {
            // A run that was killed, or had no memory, proves nothing.
            return match work::write(archive, &used) {
                Ok(()) => None,
                // The archive is lost, so the failure is the result.
                Err(_) => Some(stock),
            };
        }
        let difference = Difference {
            package,
            what: "what the instrumented compiler writes",
            used: &used,
            compiled: &compiled,
        };
        self.withdraw(&difference);
        self.compiler.give_up(self.host.env, None);
        Some(stock)
    }

    /// Withdraws the proof on this machine, if there is one.
    fn withdraw(&self, difference: &Difference<'_>) {
        if let Some(line) = self.host.env.sdk.withdraw(difference) {
            (self.host.report)(&line);
        }
    }
}

/// A compilation by the instrumented compiler.
struct Compilation<'r> {
    compile: &'r CompileJob,
    /// The job for the SDK's compiler, and the one for the instrumented compiler.
    stock: &'r Job,
    own: &'r Job,
    site: &'r Site<'r>,
    /// Runs both.
    sdk: &'r dyn Executor,
}

impl Compilation<'_> {
    fn archive(&self) -> String {
        self.compile.output.path(self.site.work_dir)
    }
}

impl CompilerReplacement<'_> {
    /// Compiles a package that was checked; from its sources if that fails, or to compare.
    /// `own_site` is the place for a compilation from sources.
    fn compile_stub(
        &self,
        compilation: &Compilation<'_>,
        own_site: &Site<'_>,
    ) -> Result<Result<Outcome, ExecError>, CompilerRefusal> {
        let Compilation {
            compile,
            stock,
            own,
            site,
            sdk,
        } = *compilation;
        let archive = compilation.archive();
        let made = stub::compile(compile, own, site, sdk);
        let is_compared = self.compiler.verifies_early();
        let stubs = &self.compiler.stubs;
        if let Some(outcome) = made.as_ref().filter(|_| !is_compared) {
            stubs.used.fetch_add(1, Ordering::Relaxed);
            let differing = self.compared(compile, stock, &archive, site, sdk);
            return Ok(differing.unwrap_or_else(|| Ok(outcome.clone())));
        }
        let used = made.and_then(|_| uncached::read(&archive).ok());
        let result = self.compile_sources(compilation, own_site)?;
        if site.cancel.is_cancelled() || result.is_err() {
            return Ok(result);
        }
        let is_success = result.as_ref().is_ok_and(|it| it.exit.is_success());
        if !is_compared {
            // If both have failed, the package is wrong.
            stubs.have_failed.fetch_or(is_success, Ordering::Relaxed);
            return Ok(result);
        }
        let theirs = uncached::read(&archive).unwrap_or_default();
        let text = match (&used, is_success) {
            (None, false) => return Ok(result),
            (Some(used), true) if *used == theirs => {
                stubs.used.fetch_add(1, Ordering::Relaxed);
                return Ok(result);
            }
            (Some(used), true) => stub::difference(used, &theirs),
            (None, true) => "the compiler fails".to_owned(),
            (Some(_), false) => "its sources have errors".to_owned(),
        };
        // A compiler that fails may have been killed, which proves nothing.
        if let Some(used) = &used {
            self.withdraw(&Difference {
                package: &compile.package_path,
                what: "the archive that is compiled from the result of its check",
                used,
                compiled: &theirs,
            });
        }
        let package = compile.package_path.clone();
        let difference = stub::StubDifference { package, text };
        Ok(Err(ExecError::unprepared(difference)))
    }

    /// Compiles a package from its sources.
    fn compile_sources(
        &self,
        compilation: &Compilation<'_>,
        own_site: &Site<'_>,
    ) -> Result<Result<Outcome, ExecError>, CompilerRefusal> {
        let Compilation {
            compile,
            stock,
            own,
            site,
            sdk,
        } = *compilation;
        let archive = compilation.archive();
        let report = format!("{archive}.reads");
        // Compiling ahead may have written a report, which must not be used if this run writes
        // none. Usually the file does not exist.
        let _ = work::remove(&report);
        let mut result = sdk.run(own, *own_site);
        let verdict = judge(&result, || uncached::stat(&archive).is_ok());
        if verdict == Verdict::Good || site.cancel.is_cancelled() {
            if let Ok(outcome) = &mut result
                && outcome.exit.is_success()
            {
                // A full disk has no report.
                outcome.products.reads = uncached::read(&report).ok();
                if let Some(stock) = self.compared(compile, stock, &archive, site, sdk) {
                    return Ok(stock);
                }
            }
            return Ok(result);
        }
        // Files of a compiler that failed are not used either.
        for file in [report, early_exports(&archive)] {
            let _ = work::remove(&file);
        }
        Err(CompilerRefusal::Failed(match verdict {
            Verdict::Bad(reason) => Some(format!("{}: {reason}", compile.package_path)),
            Verdict::Good | Verdict::Killed => None,
        }))
    }
}

impl Replacement for CompilerReplacement<'_> {
    type Made = Infallible;
    type Refusal = CompilerRefusal;

    fn takes(&self, job: &Job) -> bool {
        matches!(job, Job::Compile(_))
    }

    fn run(
        &self,
        job: &Job,
        site: &Site<'_>,
        sdk: &dyn Executor,
    ) -> Result<Result<Outcome, ExecError>, CompilerRefusal> {
        let Job::Compile(compile) = job else {
            return Err(CompilerRefusal::Missing);
        };
        let only_reads = site.extent == CompileExtent::OnlyReads;
        let Some(program) = self.program(compile, site) else {
            if only_reads {
                return Ok(Err(ExecError::unprepared(NoReads)));
            }
            if self.host.env.sdk.is_proof_wanted() {
                self.compiler.note_missing();
            }
            return Err(CompilerRefusal::Missing);
        };
        let mut own = compile.clone();
        program.clone_into(&mut own.io.tool.program);
        let own = Job::Compile(own);
        let hints = [site.hints, &variables::of(site.extent, "")].concat();
        let own_site = Site {
            hints: &hints,
            ..*site
        };
        if only_reads {
            let report = format!("{}.reads", compile.output.path(site.work_dir));
            let mut result = sdk.run(&own, own_site);
            if let Ok(outcome) = &mut result {
                outcome.products.reads = uncached::read(&report).ok();
            }
            return Ok(result);
        }
        let compilation = Compilation {
            compile,
            stock: job,
            own: &own,
            site,
            sdk,
        };
        if compile.stub.is_some() && self.compiler.takes_stubs() {
            return self.compile_stub(&compilation, &own_site);
        }
        let stubs = &self.compiler.stubs;
        stubs.missing.fetch_add(1, Ordering::Relaxed);
        self.compile_sources(&compilation, &own_site)
    }

    fn make(&self, _job: &Job, _site: &Site<'_>) -> Result<Infallible, CompilerRefusal> {
        // Proofs compare archives, and `compared` a part of them afterwards.
        Err(CompilerRefusal::Missing)
    }

    fn difference(&self, _job: &Job, made: &Infallible, _outcome: &Outcome) -> Option<ExecError> {
        match *made {}
    }

    fn replaced(&self, _job: &Job, refusal: CompilerRefusal, outcome: &Result<Outcome, ExecError>) {
        let CompilerRefusal::Failed(reason) = refusal else {
            return;
        };
        let is_better = outcome.as_ref().is_ok_and(|stock| stock.exit.is_success());
        if self.compiler.verifies_early() {
            // The packages that follow are not compared.
            (self.host.report)("vamos: the instrumented compiler has failed\n");
        }
        let reason = reason.filter(|_| is_better);
        self.compiler.give_up(self.host.env, reason);
    }
}
