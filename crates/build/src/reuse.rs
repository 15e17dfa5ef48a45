//! What the user allows a build to reuse of earlier runs, beyond the build cache.
//!
//! The values come from `cli`, which reads the environment.
//! Counterpart: none; the official command reuses the build cache only.

/// What a build may reuse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reuse {
    /// Whether the versions of tools from earlier runs are reused.
    pub tool_versions: bool,
    /// Whether known archives and links replace compiling and linking.
    pub cutoff: CutoffSetting,
    /// The maximal size of the kept copies of executables in bytes; 0 keeps no copies.
    pub kept_bytes: u64,
}

/// Whether known results replace running a tool (`docs/cutoff.md`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CutoffSetting {
    /// Every tool runs, and no result is recorded.
    Off,
    /// A known archive is stored under the new action ID.
    On,
    /// As `On`; how many packages were not compiled is reported at the end.
    Explain,
    /// The package is compiled, too, and the bytes have to be the same.
    Verify,
}
