//! Console output of tests.
//!
//! Counterpart: cmd/go/internal/test/test.go (`lockedStdout`, `builderPrintTest`).

use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;

use vamos_fsys::PathError;

use crate::failed::FailedTest;

/// The standard output of the command. Calls come from several threads; each writes its
/// bytes in one piece.
pub trait Console: Send + Sync {
    /// Writes bytes.
    fn write(&self, bytes: &[u8]) -> Result<(), PathError>;

    /// Prepares for a child that writes there itself: nothing may be drawn from now on.
    fn hand_over(&self);

    /// Announces the number of tests to run.
    fn planned(&self, _tests: usize) {}

    /// Marks the run as failed.
    fn failed(&self) {}

    /// Reports whether [`Console::list_failed`] shows anything.
    fn lists_failed(&self) -> bool {
        false
    }

    /// Lists the tests that failed, after all else.
    fn list_failed(&self, _tests: &[FailedTest]) {}
}

/// The output of one test that is printed in the order of packages, once the test has ended.
#[derive(Default)]
pub(crate) struct BufferedOutput(Mutex<Vec<u8>>);

impl BufferedOutput {
    fn lock(&self) -> MutexGuard<'_, Vec<u8>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Buffers output.
    pub(crate) fn set(&self, output: Vec<u8>) {
        *self.lock() = output;
    }

    /// Returns the output and keeps it no longer.
    pub(crate) fn take(&self) -> Vec<u8> {
        std::mem::take(&mut *self.lock())
    }
}
