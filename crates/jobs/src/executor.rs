//! The trait that runs jobs.
//!
//! Counterpart: cmd/go/internal/work/shell.go (`runOut`).

use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use vamos_base::Cancel;
use vamos_base::golang::process::Exit;
use vamos_base::golang::process::Usage;
use vamos_objfile::build_id::Found;

use crate::compile::CompileExtent;
use crate::job::Job;
use crate::name::Name;

/// Directory and environment of one run of a job, and the wanted results. Nothing here changes the
/// bytes of an output.
#[derive(Clone, Copy)]
pub struct Site<'a> {
    /// The run's work directory.
    pub work_dir: &'a str,
    /// Variables that only change how fast or with how much memory the tool runs.
    pub hints: &'a [(String, String)],
    /// Expected duration of the job on this machine, if it is relevant and there is an estimate.
    pub estimate: Option<Duration>,
    /// Number of other links that the command is making, or may still make; only for a link.
    pub other_links: usize,
    /// The wanted results of a compilation.
    pub extent: CompileExtent,
    /// True if outputs may be returned in [`Products::files`] instead of being written.
    pub takes_bytes: bool,
    /// Requests the job to end.
    pub cancel: &'a Cancel,
}

/// Result of a job.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The tool's exit.
    pub exit: Exit,
    /// The processor time it took.
    pub usage: Usage,
    /// Its stdout and stderr, in one stream.
    pub output: Vec<u8>,
    /// Other results.
    pub products: Products,
}

/// Results of a tool other than files. Only a linker in this process and the instrumented compiler
/// have any.
#[derive(Clone, Debug, Default)]
pub struct Products {
    /// The output of a link that already has its final build ID: where that is, and the
    /// digests that it was made of.
    pub linked: Option<Found>,
    /// The archives that a link read in this process, with the build IDs that it found in them.
    pub archive_ids: Vec<(String, String)>,
    /// The report of which elements of its imports a compilation has read
    /// (`objfile::exports::parse_reads`).
    pub reads: Option<Vec<u8>>,
    /// Outputs that were made in this process and not written, because the site requires that.
    pub files: Vec<(Name, Vec<u8>)>,
}

impl Products {
    /// Takes the bytes of an output; `None` if it is a file.
    pub fn take_file(&mut self, name: &Name) -> Option<Vec<u8>> {
        let at = self.files.iter().position(|(known, _)| known == name)?;
        Some(self.files.swap_remove(at).1)
    }
}

/// Reason why a job has no outcome.
#[derive(Clone, Debug)]
pub enum ExecError {
    /// The run was interrupted.
    Cancelled,
    /// The job could not be made ready; the text is the go command's.
    Unprepared(Arc<dyn Error + Send + Sync>),
    /// The tool could not be started: `fork/exec /x: permission denied`.
    Start(Arc<dyn Error + Send + Sync>),
}

impl ExecError {
    /// Returns the error of a job that could not be made ready.
    pub fn unprepared(cause: impl Error + Send + Sync + 'static) -> Self {
        Self::Unprepared(Arc::new(cause))
    }

    /// Returns the error of a tool that could not be started.
    pub fn start(cause: impl Error + Send + Sync + 'static) -> Self {
        Self::Start(Arc::new(cause))
    }
}

impl fmt::Display for ExecError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cancelled => f.write_str("interrupted"),
            Self::Unprepared(cause) | Self::Start(cause) => cause.fmt(f),
        }
    }
}

impl Error for ExecError {}

/// Runs jobs: as children of this process, inside it, or on another machine.
pub trait Executor: Send + Sync {
    /// Runs a job to its end, or until the site's cancel. When it returns a success, the
    /// outputs are in their places below the work directory, or in [`Products::files`].
    fn run(&self, job: &Job, site: Site<'_>) -> Result<Outcome, ExecError>;

    /// Returns the output that a job will have. It is made in this process and not written. None
    /// if the job would fail or print anything, or if only running it shows that.
    fn preview(&self, _job: &Job, _site: Site<'_>) -> Option<Vec<u8>> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::Products;
    use crate::name::WorkDir;

    #[test]
    fn files_are_taken_once() {
        let work = WorkDir::new("/w");
        let [a, b] = ["/w/a.o", "/w/b.o"].map(|path| work.name(path));
        let mut products = Products {
            files: vec![(a.clone(), vec![1]), (b.clone(), vec![2])],
            ..Products::default()
        };
        assert_eq!(products.take_file(&b), Some(vec![2]));
        assert_eq!(products.take_file(&b), None);
        assert_eq!(products.take_file(&a), Some(vec![1]));
    }
}
