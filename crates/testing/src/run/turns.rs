//! The order in which tests start, where the order shows.
//!
//! Counterpart: cmd/go/internal/test/test.go (`runTestActor.prev`, `next`).

use std::sync::Condvar;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Duration;

use vamos_base::Cancel;

/// Interval of checks for an interrupt of the command.
const CHECK: Duration = Duration::from_millis(50);

/// The number of the test whose turn it is to start.
#[derive(Default)]
pub(crate) struct Turns {
    next: Mutex<usize>,
    changed: Condvar,
}

impl Turns {
    /// Waits for the turn of a test; reports whether it came before `cancel`. After an
    /// interrupt no new action starts, so the tests before it may never start.
    pub(crate) fn wait(&self, place: usize, cancel: &Cancel) -> bool {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        while *next < place {
            if cancel.is_cancelled() {
                return false;
            }
            let waited = self.changed.wait_timeout(next, CHECK);
            next = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        true
    }

    /// Lets the next test start.
    pub(crate) fn pass(&self, place: usize) {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        *next = (*next).max(place + 1);
        self.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use vamos_base::Cancel;

    use super::Turns;

    #[test]
    fn turns_come_in_order() {
        let turns = Turns::default();
        let cancel = Cancel::new();
        assert!(turns.wait(0, &cancel));
        turns.pass(0);
        assert!(turns.wait(1, &cancel));
        cancel.cancel();
        assert!(!turns.wait(3, &cancel));
    }
}
