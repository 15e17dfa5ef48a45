//! Which compiler is used, and how far the instrumented one is.
//!
//! Counterpart: none.

/// Less free space is left alone: 1 GiB.
pub(super) const LEAST_SPACE: u64 = 1 << 30;

/// Environment variables, with values, of the vamos that builds: what it reuses and leaves.
pub type Settings = &'static [(&'static str, &'static str)];

/// Which compiler runs (`VAMOS_COMPILER`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompilerSetting {
    /// The instrumented one if it is there; else it is built after the command.
    Auto,
    /// The SDK's.
    Stock,
    /// The instrumented one, also where early cutoff is not allowed; if it is not there, it
    /// is built first.
    Wait,
    /// As `Wait`; early export data are compared with the final ones.
    Verify,
}

/// Whether there is an instrumented compiler for an SDK.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CompilerState {
    /// The user wants that of the SDK.
    Off,
    /// No instrumented build of this SDK's compiler is known to be right.
    Unsupported,
    /// It is there: its path.
    Ready(String),
    /// It was not built yet.
    Missing,
    /// Building it failed in the last 24 hours: the reason.
    Failed(String),
}
