//! The record of all file system accesses of a run, with their results.
//!
//! [`AccessRecorder::start`] begins a record and [`AccessRecorder::finish`] returns it as an
//! [`AccessLog`]. A [`Disk`](crate::Disk) holds the recorder of the run that made it. The functions
//! of this crate without a view of files use the recorder of their thread
//! ([`AccessRecorder::enter`]), which every thread that `sched` starts inherits. Therefore two runs
//! in one process have two records, and each record is complete.
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
