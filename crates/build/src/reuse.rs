//! Results of earlier runs that a build may reuse by the user's settings, beyond the build cache.
//!
//! The values come from `cli`, which reads the environment.
//! Counterpart: none; the official command reuses the build cache only.

/// The results that a build may reuse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reuse {
    /// True if the versions of tools from earlier runs are reused.
    pub tool_versions: bool,
    /// Use of known archives and links in place of compiling and linking.
    pub cutoff: CutoffSetting,
    /// The maximal size of the stored copies of executables in bytes; 0 stores no copies.
    pub kept_bytes: u64,
}

/// Use of known results in place of a tool run (`docs/cutoff.md`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CutoffSetting {
    /// Every tool runs, and no result is recorded.
    Off,
    /// A known archive is stored under the new action ID.
    On,
    /// Like `On`; the number of packages that were not compiled is reported at the end.
    Explain,
    /// The package is compiled, too, and the bytes must be the same.
    Verify,
}
