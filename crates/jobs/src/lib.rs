//! The run of a tool, as plain data.
//!
//! A job names the options of one run of a tool, the files it reads and the files it writes. It
//! contains no package, no action and no path of this run's work directory, so that the same value
//! can be printed (`-x`), run as a child, run inside the process or sent to another machine. Each
//! job has one function that renders its command line.
//! Counterpart: cmd/go/internal/work/gc.go and exec.go assemble the same command lines.

mod asm;
mod cgo;
mod command;
mod compile;
mod cover;
mod executor;
mod foreign;
mod io;
mod job;
mod link;
mod name;
mod preprofile;
mod remote;
mod stub;
mod vet;

pub use asm::AsmJob;
pub use asm::AsmStep;
pub use cgo::CgoJob;
pub use cgo::DynamicImportJob;
pub use command::Command;
pub use compile::CompileExtent;
pub use compile::CompileJob;
pub use compile::early_exports;
pub use cover::CoverJob;
pub use executor::ExecError;
pub use executor::Executor;
pub use executor::Outcome;
pub use executor::Products;
pub use executor::Site;
pub use foreign::ForeignCompileJob;
pub use foreign::TrialLinkJob;
pub use io::Content;
pub use io::Input;
pub use io::Io;
pub use io::Tool;
pub use io::ToolSource;
pub use job::Job;
pub use link::ForeignObjects;
pub use link::LinkJob;
pub use link::LinkMain;
pub use name::Name;
pub use name::WorkDir;
pub use preprofile::PreprofileJob;
pub use remote::FileSource;
pub use remote::RemoteCommand;
pub use remote::RemoteEnd;
pub use remote::RemoteFile;
pub use remote::RemoteRunner;
pub use stub::Stub;
pub use vet::VetJob;
