//! The record of all that a run asked the file system, with the answers.
//!
//! [`AccessRecorder::start`] begins a record and [`AccessRecorder::finish`] returns it as an
//! [`AccessLog`]. A [`Disk`](crate::Disk) holds the recorder of the run that made it. The
//! functions of this crate that are called without a view of files use that of their thread
//! ([`AccessRecorder::enter`]), which `sched` hands to every thread that it starts. So two runs
//! in one process have two records, and no reader can be a gap in one.
//! Counterpart: none.

mod links;
mod record;
mod recorder;

pub use record::AccessLog;
pub use record::HttpAccess;
pub use record::PathAccess;
pub use record::Touched;
pub use recorder::AccessRecorder;
pub(crate) use recorder::spawned;
pub(crate) use recorder::temporary;
pub(crate) use recorder::used;
pub use recorder::with;
pub(crate) use recorder::wrote;

#[cfg(test)]
mod tests;
