//! Proofs on this machine for an SDK's compiler that vamos was not compared with.
//!
//! The proof itself is `vamos setup`'s (docs/cutoff.md). This module has the capabilities that it
//! allows, and the comparison of one use in many afterwards.
//! Counterpart: none; upstream is one release.

use std::fmt;
use std::sync::OnceLock;
use std::sync::atomic::AtomicBool;

use vamos_base::Digest;

use crate::capability::Capabilities;

/// The result of a proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proved {
    /// The capabilities, all of the compiler.
    pub capabilities: Capabilities,
    /// The interval of comparisons: one of `one_in` uses is compared.
    pub one_in: u64,
}

/// A use that was compared, and was wrong.
#[derive(Clone, Copy, Debug)]
pub struct Difference<'a> {
    /// The package.
    pub package: &'a str,
    /// The compared thing, as the end of a sentence.
    pub what: &'a str,
    /// The archive that vamos would have used.
    pub used: &'a [u8],
    /// The archive that the compiler writes.
    pub compiled: &'a [u8],
}

/// The proofs of one SDK. `program` is the digest of its compiler.
pub trait Proofs: fmt::Debug + Send + Sync {
    /// Returns the result of the proof.
    fn find(&self, program: Option<Digest>) -> Option<Proved>;
    /// Withdraws the proof, and stores the case; returns the line that reports it.
    fn withdraw(&self, program: Option<Digest>, difference: &Difference<'_>) -> String;
}

/// The proofs of one SDK, as far as they were read.
#[derive(Debug, Default)]
pub(crate) struct ProofState {
    pub(crate) proofs: OnceLock<Box<dyn Proofs>>,
    pub(crate) found: OnceLock<Option<Proved>>,
    pub(crate) is_withdrawn: AtomicBool,
    pub(crate) is_wanted: AtomicBool,
}
