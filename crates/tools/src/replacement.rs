//! Tools of this crate in place of the SDK's: the choice, the fallback, the comparison.
//!
//! [`Replacing`] gives a job to a [`Replacement`] if that may run it. If the replacement refuses, the
//! SDK's tool runs, and the reason is reported if the user wants to know it or if it is a mistake.
//! After a mistake the SDK's tool does all later jobs. To compare, both run.
//! Counterpart: none; upstream runs the SDK's tools.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;

use vamos_fsys::thread_time;
use vamos_jobs::ExecError;
use vamos_jobs::Executor;
use vamos_jobs::Job;
use vamos_jobs::Outcome;
use vamos_jobs::Site;
use vamos_sched::metered;

use crate::host::Host;

/// Choice between a tool of the SDK and its replacement (`VAMOS_LINK`, `VAMOS_ASM`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ToolChoice {
    /// The SDK's tool.
    Stock,
    /// The replacement where it can do the job; else the SDK's tool.
    Native,
    /// Like `Native`; each run of the SDK's tool is reported with its reason.
    Explain,
    /// Both; the results have to be the same.
    Verify,
}

/// A tool in place of one of the SDK's.
pub trait Replacement: Send + Sync {
    /// A result that is compared and not used.
    type Made;
    /// Reason to run the SDK's tool.
    type Refusal;

    /// Reports whether this tool may run a job.
    fn takes(&self, job: &Job) -> bool;

    /// Runs a job. `sdk` runs jobs of the SDK's tool.
    ///
    /// # Errors
    /// The SDK's tool must run.
    fn run(
        &self,
        job: &Job,
        site: &Site<'_>,
        sdk: &dyn Executor,
    ) -> Result<Result<Outcome, ExecError>, Self::Refusal>;

    /// Makes the result of a job to compare it. Nothing is written.
    ///
    /// # Errors
    /// The SDK's tool must run.
    fn make(&self, job: &Job, site: &Site<'_>) -> Result<Self::Made, Self::Refusal>;

    /// Returns the line about a refusal, which has its line break; `None` if none is due, or it was
    /// reported before.
    fn line(&self, _job: &Job, _refusal: &Self::Refusal) -> Option<String> {
        None
    }

    /// Reports whether a refusal is a mistake in vamos.
    fn is_mistake(&self, _refusal: &Self::Refusal) -> bool {
        false
    }

    /// Returns the difference between a result and the result of the SDK's tool.
    fn difference(&self, job: &Job, made: &Self::Made, outcome: &Outcome) -> Option<ExecError>;

    /// Records the outcome of the SDK's tool after a refusal.
    fn replaced(&self, _job: &Job, _refusal: Self::Refusal, _outcome: &Result<Outcome, ExecError>) {
    }

    /// Returns the output that a job will have ([`Executor::preview`]).
    fn preview(&self, _job: &Job, _site: &Site<'_>) -> Option<Vec<u8>> {
        None
    }
}

/// Runs jobs with a replacement where it can, and all others with the SDK's tools.
pub struct Replacing<'a, R> {
    /// Prints a line ([`Host::report`]).
    report: Arc<dyn Fn(&str) + Send + Sync + 'a>,
    choice: ToolChoice,
    tool: R,
    /// Runs everything else.
    sdk: Arc<dyn Executor + 'a>,
    /// True after a mistake: the SDK's tool does all later jobs.
    has_failed: AtomicBool,
}

impl<'a, R: Replacement> Replacing<'a, R> {
    /// Returns the executor; `sdk` runs all other jobs.
    pub fn new(host: &Host<'a>, choice: ToolChoice, tool: R, sdk: Arc<dyn Executor + 'a>) -> Self {
        Self {
            report: Arc::clone(&host.report),
            choice,
            tool,
            sdk,
            has_failed: AtomicBool::new(false),
        }
    }

    fn takes(&self, job: &Job) -> bool {
        self.choice != ToolChoice::Stock
            && !self.has_failed.load(Ordering::Relaxed)
            && self.tool.takes(job)
    }

    /// Reports why the SDK's tool does a job, if it is a mistake or the user requested reasons. Jobs
    /// that run when the first mistake happens may fail, too: one is reported.
    fn report(&self, job: &Job, refusal: &R::Refusal) {
        let is_wanted = if self.tool.is_mistake(refusal) {
            !self.has_failed.swap(true, Ordering::Relaxed)
        } else {
            self.choice == ToolChoice::Explain
        };
        if is_wanted && let Some(line) = self.tool.line(job, refusal) {
            (self.report)(&line);
        }
    }

    /// Runs the replacement. The processor time of its threads is added to the usage of the outcome,
    /// which has the time of its child processes.
    fn replace(
        &self,
        job: &Job,
        site: &Site<'_>,
    ) -> Result<Result<Outcome, ExecError>, R::Refusal> {
        let run = || self.tool.run(job, site, &*self.sdk);
        let (mut ended, time) = metered(thread_time, run);
        if let Ok(Ok(outcome)) = &mut ended {
            outcome.usage.user += time;
        }
        ended
    }

    /// Runs both tools, and compares.
    fn compare(
        &self,
        job: &Job,
        site: &Site<'_>,
    ) -> Result<Result<Outcome, ExecError>, R::Refusal> {
        let made = self.tool.make(job, site)?;
        if site.cancel.is_cancelled() {
            return Ok(Err(ExecError::Cancelled));
        }
        Ok(self.sdk.run(job, *site).and_then(|outcome| {
            let difference = self.tool.difference(job, &made, &outcome);
            difference.map_or(Ok(outcome), Err)
        }))
    }
}

impl<R: Replacement> Executor for Replacing<'_, R> {
    fn preview(&self, job: &Job, site: Site<'_>) -> Option<Vec<u8>> {
        if self.takes(job) {
            self.tool.preview(job, &site)
        } else {
            self.sdk.preview(job, site)
        }
    }

    fn run(&self, job: &Job, site: Site<'_>) -> Result<Outcome, ExecError> {
        if !self.takes(job) {
            return self.sdk.run(job, site);
        }
        let ended = if self.choice == ToolChoice::Verify {
            self.compare(job, &site)
        } else {
            self.replace(job, &site)
        };
        ended.unwrap_or_else(|refusal| {
            self.report(job, &refusal);
            let outcome = self.sdk.run(job, site);
            self.tool.replaced(job, refusal, &outcome);
            outcome
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use vamos_base::Cancel;
    use vamos_base::golang::process::Exit;
    use vamos_base::golang::process::Usage;
    use vamos_jobs::CompileExtent;
    use vamos_jobs::Io;
    use vamos_jobs::PreprofileJob;
    use vamos_jobs::Products;
    use vamos_jobs::WorkDir;

    use super::*;

    /// Makes this text, or refuses.
    struct Fake(Result<&'static str, Refusal>);

    #[derive(Clone, Copy, PartialEq, Eq)]
    enum Refusal {
        Usual,
        Mistake,
    }

    /// Prints this text, and counts its runs.
    struct Sdk(Mutex<usize>);

    fn printed(text: &str) -> Outcome {
        Outcome {
            exit: Exit::Code(0),
            usage: Usage::default(),
            output: text.as_bytes().to_vec(),
            products: Products::default(),
        }
    }

    impl Executor for Sdk {
        fn run(&self, _job: &Job, _site: Site<'_>) -> Result<Outcome, ExecError> {
            *self.0.lock().unwrap() += 1;
            Ok(printed("same"))
        }
    }

    impl Replacement for Fake {
        type Made = &'static str;
        type Refusal = Refusal;

        fn takes(&self, job: &Job) -> bool {
            matches!(job, Job::Preprofile(_))
        }

        fn run(
            &self,
            _job: &Job,
            _site: &Site<'_>,
            _sdk: &dyn Executor,
        ) -> Result<Result<Outcome, ExecError>, Refusal> {
            self.0.map(|text| Ok(printed(text)))
        }

        fn make(&self, _job: &Job, _site: &Site<'_>) -> Result<&'static str, Refusal> {
            self.0
        }

        fn line(&self, _job: &Job, _refusal: &Refusal) -> Option<String> {
            Some("refused\n".to_owned())
        }

        fn is_mistake(&self, refusal: &Refusal) -> bool {
            *refusal == Refusal::Mistake
        }

        fn difference(&self, _job: &Job, made: &&str, outcome: &Outcome) -> Option<ExecError> {
            (made.as_bytes() != outcome.output).then_some(ExecError::Cancelled)
        }
    }

    /// Runs a job twice; returns the numbers of successes, of runs of the SDK's tool, and of lines.
    fn run(choice: ToolChoice, made: Result<&'static str, Refusal>) -> [usize; 3] {
        let lines = Mutex::new(0);
        let sdk = Arc::new(Sdk(Mutex::new(0)));
        let executor = Replacing {
            report: Arc::new(|_: &str| *lines.lock().unwrap() += 1),
            choice,
            tool: Fake(made),
            sdk: sdk.clone(),
            has_failed: AtomicBool::new(false),
        };
        let work = WorkDir::new("/w");
        let job = Job::Preprofile(Box::new(PreprofileJob {
            io: Io::default(),
            output: work.name("/w/out"),
            profile: work.name("/p"),
        }));
        let site = Site {
            work_dir: "/w",
            hints: &[],
            estimate: None,
            other_links: 0,
            extent: CompileExtent::Archive,
            takes_bytes: false,
            cancel: &Cancel::new(),
        };
        let ended = [(); 2].map(|()| executor.run(&job, site));
        let successes = ended.iter().filter(|ended| ended.is_ok()).count();
        let runs = *sdk.0.lock().unwrap();
        drop(executor);
        [successes, runs, lines.into_inner().unwrap()]
    }

    #[test]
    fn the_choice_decides() {
        let (usual, mistake) = (Err(Refusal::Usual), Err(Refusal::Mistake));
        for (choice, made, expected) in [
            (ToolChoice::Stock, Ok("same"), [2, 2, 0]),
            (ToolChoice::Native, Ok("same"), [2, 0, 0]),
            (ToolChoice::Native, usual, [2, 2, 0]),
            (ToolChoice::Explain, usual, [2, 2, 2]),
            // The replacement is not tried again.
            (ToolChoice::Native, mistake, [2, 2, 1]),
            (ToolChoice::Verify, Ok("same"), [2, 2, 0]),
            (ToolChoice::Verify, Ok("other"), [0, 2, 0]),
            (ToolChoice::Verify, usual, [2, 2, 0]),
        ] {
            assert_eq!(run(choice, made), expected, "{choice:?}");
        }
    }
}
