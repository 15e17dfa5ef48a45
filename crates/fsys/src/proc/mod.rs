//! Child processes: a command as a value, and its execution.
//!
//! A [`Spawn`] contains all inputs of a command before it is a process, so that the same value can
//! be printed, run here, or sent elsewhere.
//! Counterpart: os/exec as cmd/go/internal/work/shell.go uses it.

mod detached;
mod dialog;
mod disposition;
mod ending;
mod executable;
mod forwarded;
mod group;
mod guard;
mod identity;
mod interrupt;
mod leftovers;
mod local;
mod look_path;
mod no_input;
mod opener;
mod orphans;
mod parent;
#[cfg(not(all(target_os = "linux", not(portable))))]
mod process_list;
mod process_name;
mod running;
mod streamed;
#[cfg(all(target_os = "linux", not(portable)))]
#[path = "usage/linux.rs"]
mod usage;
#[cfg(not(all(target_os = "linux", not(portable))))]
#[path = "usage/portable.rs"]
mod usage;

use std::fmt;
use std::sync::Arc;

use vamos_base::Cancel;
use vamos_base::golang::process::Exit;
use vamos_base::golang::process::Usage;

use crate::PathError;

pub use detached::detach;
pub use detached::start_detached;
pub use detached::start_detached_in;
pub use dialog::Dialog;
pub use ending::end_by;
pub use ending::end_by_broken_pipe;
pub use executable::executable;
pub use forwarded::Forwarded;
pub use forwarded::ignore_harmless_signals;
pub use group::Group;
pub use guard::GUARD;
pub use guard::guard_children;
pub use identity::identity;
pub use interrupt::before_death;
pub(crate) use interrupt::listen as handle_signals;
pub use interrupt::on_interrupt;
pub use interrupt::on_interrupt_within;
pub use leftovers::Leftovers;
pub use local::LocalExecutor;
pub use local::exec_replace;
pub use look_path::LookPathError;
pub use look_path::look_path;
pub use opener::starts_well;
pub use parent::end_with_parent;
pub use running::Running;
pub use running::running;
pub use streamed::PassOn;
pub use streamed::StreamedEnd;
pub use streamed::StreamedOutput;
pub use streamed::StreamedRun;

/// A command before it is a process.
#[derive(Clone, Debug)]
pub struct Spawn {
    /// Program (a path, not searched in PATH) and arguments.
    pub argv: Vec<String>,
    /// The whole environment of the child, in order; the last of equal names counts.
    pub env: Arc<[(String, String)]>,
    /// Variables set over `env` for this child alone.
    pub extra_env: Vec<(String, String)>,
    /// Working directory.
    pub dir: String,
    /// The use of stdin, stdout and stderr.
    pub streams: Streams,
}

/// The use of a child's standard streams.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Streams {
    /// Empty stdin; stdout and stderr captured in one stream, in order of arrival.
    Merged,
    /// Empty stdin; stdout and stderr captured separately.
    Separate,
    /// All three are the parent's own, and so is the process group.
    Inherit,
    /// The same, and these signals to the parent are forwarded to the child.
    InheritWithSignals(Forwarded),
}

/// The outcome of a child.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Its exit.
    pub exit: Exit,
    /// Its resource usage.
    pub usage: Usage,
    /// Captured stdout, or both streams if they are merged.
    pub stdout: Vec<u8>,
    /// Captured stderr if streams are separate.
    pub stderr: Vec<u8>,
}

/// The reason why there is no outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SpawnError {
    /// The child could not be started; Go's text: `fork/exec /x: permission denied`.
    Start {
        /// The program.
        program: String,
        /// Go's text of the system's error.
        message: String,
        /// The system's error number.
        errno: Option<i32>,
    },
    /// The file that is the child's empty input could not be opened.
    NoInput(PathError),
    /// The run was interrupted.
    Cancelled,
}

impl fmt::Display for SpawnError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Start {
                program, message, ..
            } => write!(f, "fork/exec {program}: {message}"),
            Self::NoInput(error) => write!(f, "{error}"),
            Self::Cancelled => f.write_str("interrupted"),
        }
    }
}

impl std::error::Error for SpawnError {}

/// Returns the user that this process acts as.
pub fn effective_user() -> u32 {
    rustix::process::geteuid().as_raw()
}

/// Runs commands: on this machine, elsewhere, or as a fake in a test.
pub trait Executor: Send + Sync {
    /// Runs `spawn` to its end, or until `cancel`.
    fn run(&self, spawn: &Spawn, cancel: &Cancel) -> Result<Outcome, SpawnError>;

    /// Cancels a token, and requests the end of the children that run with it, or with a part of
    /// it.
    fn end(&self, cancel: &Cancel);
}
