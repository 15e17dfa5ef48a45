//! Inputs and counts of the steps.
//!
//! Counterpart: none.

use std::collections::BTreeMap;
use std::path::Path;
use std::path::PathBuf;

use vamos_testkit::Random;

use crate::sdk::Sdk;

/// Inputs of the steps.
pub(crate) struct Options<'a> {
    pub(crate) root: &'a Path,
    pub(crate) vamos: &'a Path,
    pub(crate) sdk: &'a Sdk,
    pub(crate) steps: usize,
    pub(crate) seed: u64,
}

/// Number of changes after which a cached result was right, by way.
pub(super) type Counts = BTreeMap<&'static str, [usize; 2]>;

/// The tree, and the other inputs of tests.
pub(crate) struct Ways<'a> {
    pub(super) options: Options<'a>,
    pub(super) random: Random,
    pub(super) src: PathBuf,
    /// Values of `T_MODE`, `TZ` and `GOMAXPROCS`.
    pub(super) mode: &'static str,
    pub(super) zone: &'static str,
    pub(super) procs: &'static str,
    /// Grows with each time that is given to a file.
    pub(super) counter: u64,
    /// For each way of reading and of changing: how often the test was run again, and how often
    /// its result was cached.
    pub(super) reading: Counts,
    pub(super) changing: Counts,
    pub(super) wrong: usize,
}
