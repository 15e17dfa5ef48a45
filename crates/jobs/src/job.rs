//! All kinds of jobs as one type.
//!
//! Counterpart: none; upstream has no value for a tool's run.

use crate::asm::AsmJob;
use crate::cgo::CgoJob;
use crate::cgo::DynamicImportJob;
use crate::command::Command;
use crate::compile::CompileJob;
use crate::cover::CoverJob;
use crate::foreign::ForeignCompileJob;
use crate::foreign::TrialLinkJob;
use crate::io::Io;
use crate::link::LinkJob;
use crate::preprofile::PreprofileJob;
use crate::vet::VetJob;

/// One run of a tool.
#[derive(Clone, Debug)]
pub enum Job {
    /// Compiles the Go files of a package.
    Compile(Box<CompileJob>),
    /// Assembles a file, or lists the symbols that assembly files define.
    Asm(Box<AsmJob>),
    /// Links an executable or a shared library.
    Link(Box<LinkJob>),
    /// Turns Go files that import "C" into Go and C.
    Cgo(Box<CgoJob>),
    /// Lists the dynamic imports of a linked trial as Go.
    DynamicImport(Box<DynamicImportJob>),
    /// Compiles one foreign source.
    ForeignCompile(Box<ForeignCompileJob>),
    /// Links foreign objects to determine their undefined symbols.
    TrialLink(Box<TrialLinkJob>),
    /// Instruments Go files for coverage.
    Cover(Box<CoverJob>),
    /// Preprocesses a profile for the compiler.
    Preprofile(Box<PreprofileJob>),
    /// Analyses a package.
    Vet(Box<VetJob>),
}

impl Job {
    /// Returns the command line in a run whose work directory is `work_dir`.
    pub fn command(&self, work_dir: &str) -> Command {
        let command = match self {
            Self::Compile(job) => job.command(),
            Self::Asm(job) => job.command(),
            Self::Link(job) => job.command(),
            Self::Cgo(job) => job.command(),
            Self::DynamicImport(job) => job.command(),
            Self::ForeignCompile(job) => job.command(),
            Self::TrialLink(job) => job.command(),
            Self::Cover(job) => job.command(),
            Self::Preprofile(job) => job.command(),
            Self::Vet(job) => job.command(),
        };
        command.placed(work_dir)
    }

    /// Returns the parts that all jobs have.
    pub fn io(&self) -> &Io {
        match self {
            Self::Compile(job) => &job.io,
            Self::Asm(job) => &job.io,
            Self::Link(job) => &job.io,
            Self::Cgo(job) => &job.io,
            Self::DynamicImport(job) => &job.io,
            Self::ForeignCompile(job) => &job.io,
            Self::TrialLink(job) => &job.io,
            Self::Cover(job) => &job.io,
            Self::Preprofile(job) => &job.io,
            Self::Vet(job) => &job.io,
        }
    }
}
