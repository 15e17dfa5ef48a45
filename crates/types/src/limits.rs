//! Limits of a check: stack and steps.
//!
//! Upstream's stacks grow up to a gigabyte, and some sources need hours. Here a check ends when it
//! has used its share of the stack, or more steps than any real package needs. Every recursive
//! function counts a step first, and results after the end do not count
//! ([`Limits::are_reached`]).
//! Counterpart: none; Go's runtime.

use std::cell::Cell;
use std::ptr;

/// Steps of any check: some seconds.
const STEPS: u64 = 300_000_000;

/// Additional steps for each byte of the sources.
const STEPS_PER_BYTE: u64 = 100;

/// Remaining stack and steps of a check.
#[derive(Debug)]
pub struct Limits {
    /// Maximal use of the stack in bytes.
    stack: usize,
    /// The address of something on the stack where the check began.
    start: Cell<usize>,
    /// Number of remaining steps.
    steps: Cell<u64>,
    is_reached: Cell<bool>,
}

/// No limits.
impl Default for Limits {
    fn default() -> Self {
        Self {
            stack: usize::MAX,
            start: Cell::new(0),
            steps: Cell::new(u64::MAX),
            is_reached: Cell::new(false),
        }
    }
}

impl Limits {
    /// Returns the limits of a check of sources of `bytes` bytes.
    pub fn new(stack: usize, bytes: usize) -> Self {
        Self {
            stack,
            start: Cell::new(here()),
            steps: Cell::new(STEPS + STEPS_PER_BYTE * bytes as u64),
            is_reached: Cell::new(false),
        }
    }

    /// Reports whether a limit was reached, so that the check has no result.
    pub fn are_reached(&self) -> bool {
        self.is_reached.get()
    }

    /// Starts to count: the stack that is in use now does not belong to the check.
    pub fn start(&self) {
        self.start.set(here());
    }

    /// Counts a step. Reports whether another one is allowed.
    #[inline]
    pub fn step(&self) -> bool {
        if self.start.get().abs_diff(here()) > self.stack {
            self.is_reached.set(true);
        }
        self.spend(1);
        !self.is_reached.get()
    }

    /// Counts steps.
    #[inline]
    pub fn spend(&self, steps: usize) {
        match self.steps.get().checked_sub(steps as u64) {
            Some(left) => self.steps.set(left),
            None => self.is_reached.set(true),
        }
    }
}

/// Returns an address on the stack.
#[inline]
fn here() -> usize {
    let byte = 0_u8;
    ptr::from_ref(&byte).addr()
}
