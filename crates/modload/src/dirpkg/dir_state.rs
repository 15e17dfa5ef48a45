//! The dependencies of loading on a directory, as digests of names and headers ([`super::header`]).
//!
//! Counterpart: none.

use std::sync::Arc;

use vamos_base::Digest;

use super::dir_cache::DirCache;
use super::dir_cache::Slot;
use super::outcome::Outcome;

/// The dependencies of loading on a directory.
pub struct DirState(State);

enum State {
    /// From an earlier run.
    Recalled(Arc<Outcome>),
    /// From this run.
    Read(Arc<Slot>),
}

impl DirCache {
    /// Returns the dependencies of this run on a directory, if it searched for a package there.
    pub fn state(&self, dir: &str) -> Option<DirState> {
        let slot = self.slot(dir);
        if let Some(Some(outcome)) = slot.outcome.get() {
            return Some(DirState(State::Recalled(outcome.clone())));
        }
        // Only a directory with a stamp has the digest of its names.
        let is_read = slot.listed().is_some_and(|facts| facts.stamp.is_some());
        is_read.then_some(DirState(State::Read(slot)))
    }
}

impl DirState {
    /// Returns the digest of the names in the directory ([`super::names_of`]).
    pub fn names(&self) -> Digest {
        match &self.0 {
            State::Recalled(outcome) => outcome.names,
            State::Read(slot) => slot.facts().names,
        }
    }

    /// Returns the digest of the header of a Go file at `path` in the directory ([`super::header_of`]);
    /// `None` if it was not read or has errors.
    pub fn header(&self, path: &str) -> Option<Digest> {
        match &self.0 {
            State::Recalled(outcome) => outcome.entry(path)?.header,
            State::Read(slot) => {
                let (_, name) = path.rsplit_once('/')?;
                slot.facts().file(name)?.header(path)
            }
        }
    }
}
