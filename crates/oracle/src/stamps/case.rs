//! A repository that is stamped.
//!
//! Counterpart: none.

/// One repository: the script that makes it, and the builds in it.
pub(crate) struct Case {
    pub(crate) number: u64,
    /// Names of its pieces.
    pub(crate) names: Vec<&'static str>,
    pub(crate) script: String,
    /// Working directory of both programs, below the case's directory.
    pub(crate) cwd: String,
    pub(crate) package: &'static str,
    pub(crate) flags: &'static [&'static str],
    /// Variables that both programs get.
    pub(crate) env: &'static [(&'static str, &'static str)],
}
