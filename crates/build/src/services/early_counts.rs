//! Counts of compared early export data and of packages compiled ahead.
//!
//! Counterpart: none.

use std::sync::atomic::AtomicUsize;

/// The counts of one run.
#[derive(Default)]
pub(crate) struct EarlyCounts {
    /// Packages whose early export data were the final ones.
    pub(crate) equal: AtomicUsize,
    /// Packages whose compiler wrote none.
    pub(crate) missing: AtomicUsize,
    /// Packages that were compiled ahead.
    pub(crate) kept: AtomicUsize,
    /// Packages that were compiled ahead in vain, and again.
    pub(crate) dropped: AtomicUsize,
}
