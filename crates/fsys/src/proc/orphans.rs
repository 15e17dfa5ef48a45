//! Finds children that their parent started but could not report before it was killed.
//!
//! The parent announces a child before it starts it, by the number of the pipe that the child gets
//! as stdout.
//! Counterpart: none.

use std::os::fd::AsFd;
use std::time::Instant;

use rustix::process::Pid;

#[cfg(all(target_os = "linux", not(portable)))]
#[path = "orphans/linux.rs"]
mod native;
#[cfg(not(all(target_os = "linux", not(portable))))]
#[path = "orphans/portable.rs"]
mod native;

pub(super) use native::find;

/// The target of a kill if we are killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Guarded {
    /// The process group with this leader.
    Group(Pid),
    /// One process, which is in our group.
    Process(Pid),
}

/// A child that may have begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Announced {
    /// The number of its pipe.
    pub(super) pipe: u64,
    /// The time of the announcement.
    pub(super) since: Instant,
}

impl Announced {
    /// Returns a child that is announced now.
    pub(super) fn now(pipe: u64) -> Self {
        Self {
            pipe,
            since: Instant::now(),
        }
    }
}

/// Returns the number of a pipe, which is unique while one of its ends is open.
pub(super) fn number_of(pipe: impl AsFd) -> Option<u64> {
    rustix::fs::fstat(pipe).ok().map(|stat| stat.st_ino)
}
