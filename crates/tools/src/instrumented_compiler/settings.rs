//! Choice of the compiler, and state of the instrumented one.
//!
//! Counterpart: none.

/// Minimum free space for building: 1 GiB.
pub(super) const LEAST_SPACE: u64 = 1 << 30;

/// Environment variables, with values, of the vamos that builds: the caches that it uses.
pub type Settings = &'static [(&'static str, &'static str)];

/// Choice of the compiler (`VAMOS_COMPILER`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompilerSetting {
    /// The instrumented one if it exists; else it is built after the command. It takes packages
    /// in the state after their check, if they were checked.
    Auto,
    /// The SDK's.
    Stock,
    /// The instrumented one, also where early cutoff is not allowed; if it is not there, it
    /// is built first.
    Wait,
    /// Like `Wait`; it compiles all packages from their sources.
    Source,
    /// Like `Wait`; early export data are compared with the final ones, and packages that were
    /// checked are compiled in both ways.
    Verify,
}

/// Availability of an instrumented compiler for an SDK.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CompilerState {
    /// The user wants the SDK's compiler.
    Off,
    /// No instrumented build of this SDK's compiler is known to be right.
    Unsupported,
    /// It is built, at this path.
    Ready(String),
    /// It is not built yet.
    Missing,
    /// Building it failed in the last 24 hours: the reason.
    Failed(String),
}
