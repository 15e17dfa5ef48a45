//! The diagnoses of one SDK that were made so far.
//!
//! Counterpart: none.

use std::fmt;
use std::sync::OnceLock;

use super::Diagnosis;
use crate::deciding::Tool;
use crate::proofs::ProofState;

/// Answers of earlier runs, as long as a program is the same file.
pub trait Memory: fmt::Debug + Send + Sync {
    /// Returns the answer to a question about the SDK of a program.
    fn get(&self, program: &str, question: &str) -> Option<String>;
    /// Stores an answer, which is one line.
    fn put(&self, program: &str, question: &str, answer: &str);
}

/// The diagnoses of an SDK so far, and their store.
#[derive(Debug, Default)]
pub struct Knowledge {
    pub(crate) diagnoses: [OnceLock<Diagnosis>; Tool::ALL.len()],
    pub(crate) memory: OnceLock<Box<dyn Memory>>,
    pub(crate) proofs: ProofState,
}
