//! Tables of values by program counter.
//!
//! Counterpart: cmd/internal/obj/pcln.go (`PCIter`).

/// A value, and where it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    /// The value.
    pub(super) value: i32,
    /// The first program counter after the span.
    pub(super) end: u32,
}

/// Iterates over a table: pairs of a difference of values and a difference of program
/// counters, both of variable length. A table that is cut ends early.
pub(super) struct PcValues<'t> {
    table: &'t [u8],
    /// The smallest size of an instruction.
    scale: u32,
    last: Span,
    is_started: bool,
}

impl<'t> PcValues<'t> {
    /// Returns an iterator over a function's table.
    pub(super) fn new(table: &'t [u8], scale: u32) -> Self {
        Self {
            table,
            scale,
            last: Span { value: -1, end: 0 },
            is_started: false,
        }
    }

    fn number(&mut self) -> Option<u32> {
        let mut number = 0;
        for shift in (0..35).step_by(7) {
            let (&byte, rest) = self.table.split_first()?;
            self.table = rest;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number as u32);
            }
        }
        None
    }
}

impl Iterator for PcValues<'_> {
    type Item = Span;

    fn next(&mut self) -> Option<Span> {
        let delta = self.number()?;
        if delta == 0 && self.is_started {
            self.table = &[];
            return None;
        }
        self.is_started = true;
        let delta = (delta >> 1).cast_signed() ^ -(delta & 1).cast_signed();
        let length = self.number()?.wrapping_mul(self.scale);
        self.last = Span {
            value: self.last.value.wrapping_add(delta),
            end: self.last.end.wrapping_add(length),
        };
        Some(self.last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans() {
        // From -1 to 0 for 4 bytes, to 24 for 300 bytes, back to 0 for 1 byte.
        let table = [2, 4, 48, 0xac, 2, 47, 1, 0, 9];
        let spans: Vec<_> = PcValues::new(&table, 1).map(|s| (s.value, s.end)).collect();
        assert_eq!(spans, [(0, 4), (24, 304), (0, 305)]);
        assert_eq!(PcValues::new(&table[..4], 1).count(), 1);
    }
}
