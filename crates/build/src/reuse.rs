//! What the user allows a build to reuse of earlier runs, beyond the build cache.
//!
//! The values come from `cli`, which reads the environment.
//! Counterpart: none; the official command reuses the build cache only.

/// What a build may reuse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reuse {
    /// Whether the versions of tools are taken from an earlier run's question.
    pub tool_versions: bool,
    /// Whether known archives and links take the place of compiling and linking.
    pub cutoff: CutoffSetting,
    /// How many bytes the kept copies of executables may take; 0 keeps none.
    pub kept_bytes: u64,
}

/// Whether known results take the place of running a tool (`docs/cutoff.md`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CutoffSetting {
    /// Every tool runs, and nothing is learned.
    Off,
    /// A known archive is given its new name.
    On,
    /// It is, and compiled besides; the bytes have to be the same.
    Verify,
}
