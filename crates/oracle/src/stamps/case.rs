//! A repository that is stamped.
//!
//! Counterpart: none.

/// One repository: the script that makes it, and how it is built in.
pub(crate) struct Case {
    pub(crate) number: u64,
    /// The pieces that it is made of.
    pub(crate) names: Vec<&'static str>,
    pub(crate) script: String,
    /// Where both programs run, below the case's directory.
    pub(crate) cwd: String,
    pub(crate) package: &'static str,
    pub(crate) flags: &'static [&'static str],
    /// Variables that both programs get.
    pub(crate) env: &'static [(&'static str, &'static str)],
}
