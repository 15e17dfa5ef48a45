//! Times at which variables are live.
//!
//! Counterpart: cmd/compile/internal/liveness/intervals.go.

/// A time from `start` on, before `end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Interval {
    start: usize,
    end: usize,
}

impl Interval {
    fn overlaps(self, other: Self) -> bool {
        self.end.min(other.end) > self.start.max(other.start)
    }

    fn touches(self, other: Self) -> bool {
        self.overlaps(other) || self.end == other.start || other.end == self.start
    }
}

/// Times in their order, which do not overlap.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Intervals(Vec<Interval>);

/// Times that are found from the last one to the first.
#[derive(Clone, Debug, Default)]
pub(super) struct IntervalsBuilder {
    list: Vec<Interval>,
    /// The last time at which the variable was seen live, if it is.
    last: Option<usize>,
}

impl IntervalsBuilder {
    /// The variable is live at a time, and before it.
    pub(super) fn live(&mut self, time: usize) {
        match self.last {
            None => self.list.push(Interval {
                start: time,
                end: time + 1,
            }),
            Some(last) if time >= last => return,
            Some(_) => self.set_start(time),
        }
        self.last = Some(time);
    }

    /// The variable is not live at a time and before it.
    pub(super) fn kill(&mut self, time: usize) {
        if self.last.is_some_and(|last| time < last) {
            self.set_start(time + 1);
            self.last = None;
        }
    }

    fn set_start(&mut self, start: usize) {
        if let Some(first) = self.list.last_mut() {
            first.start = start;
        }
    }

    /// Returns the times in their order.
    pub(super) fn finish(mut self) -> Intervals {
        self.list.reverse();
        Intervals(self.list)
    }
}

impl Intervals {
    /// Returns the times of both, by their start, each with the number of its list.
    fn both(&self, other: &Self) -> Vec<(Interval, u8)> {
        let own = self.0.iter().map(|one| (*one, 0));
        let mut all: Vec<(Interval, u8)> = own.collect();
        all.extend(other.0.iter().map(|one| (*one, 1)));
        all.sort_by_key(|(one, list)| (one.start, *list));
        all
    }

    /// Reports whether times of both overlap.
    pub(super) fn overlaps(&self, other: &Self) -> bool {
        let all = self.both(other);
        let mut pairs = all.windows(2);
        pairs.any(|pair| pair[0].1 != pair[1].1 && pair[0].0.overlaps(pair[1].0))
    }

    /// Returns the times of both.
    pub(super) fn merge(&self, other: &Self) -> Self {
        let mut merged: Vec<Interval> = Vec::new();
        for (one, _) in self.both(other) {
            match merged.last_mut() {
                Some(last) if last.touches(one) => {
                    last.start = last.start.min(one.start);
                    last.end = last.end.max(one.end);
                }
                _ => merged.push(one),
            }
        }
        Self(merged)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn intervals(times: &[(usize, usize)]) -> Intervals {
        let mut builder = IntervalsBuilder::default();
        for (start, end) in times.iter().rev() {
            builder.live(end - 1);
            if let Some(before) = start.checked_sub(1) {
                builder.kill(before);
            } else {
                builder.live(0);
            }
        }
        builder.finish()
    }

    #[test]
    fn times_are_joined_where_they_touch() {
        let (one, other) = (intervals(&[(0, 2), (6, 8)]), intervals(&[(2, 4), (9, 10)]));
        assert!(!one.overlaps(&other));
        let all = one.merge(&other);
        assert_eq!(all, intervals(&[(0, 4), (6, 8), (9, 10)]));
        assert!(all.overlaps(&intervals(&[(7, 9)])));
        assert!(!all.overlaps(&intervals(&[(4, 6)])));
        assert!(!all.overlaps(&Intervals::default()));
    }
}
