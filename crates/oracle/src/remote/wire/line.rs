//! A line of limited rate: when bytes have passed it.
//!
//! Counterpart: none.

use std::time::Duration;
use std::time::Instant;

/// One direction of a line.
#[derive(Debug)]
pub(super) struct Line {
    /// Bytes in a second; `None` for no limit.
    rate: Option<u64>,
    /// Time at which the bytes so far have passed.
    free: Option<Instant>,
}

impl Line {
    /// Returns a line on which nothing is.
    pub(super) fn new(rate: Option<u64>) -> Self {
        Self { rate, free: None }
    }

    /// Adds bytes that are there at `now`; returns when the last of them has passed.
    pub(super) fn pass(&mut self, now: Instant, bytes: usize) -> Instant {
        let Some(rate) = self.rate else { return now };
        let begins = self.free.map_or(now, |free| free.max(now));
        let nanos = bytes as u128 * 1_000_000_000 / u128::from(rate.max(1));
        let ends = begins + Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX));
        self.free = Some(ends);
        ends
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_queue_and_a_free_line_starts_at_once() {
        let start = Instant::now();
        let millis = |count| start + Duration::from_millis(count);
        let mut line = Line::new(Some(1_000_000));
        assert_eq!(line.pass(start, 5000), millis(5));
        // After the first.
        assert_eq!(line.pass(start, 5000), millis(10));
        assert_eq!(line.pass(millis(7), 1000), millis(11));
        assert_eq!(line.pass(millis(50), 1000), millis(51));
        assert_eq!(line.pass(millis(60), 0), millis(60));
        let mut unlimited = Line::new(None);
        assert_eq!(unlimited.pass(start, 1 << 30), start);
    }
}
