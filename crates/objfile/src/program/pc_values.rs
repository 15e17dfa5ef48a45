//! Tables of values by program counter.
//!
//! Counterpart: debug/gosym/pclntab.go (`pcvalue`, `step`), cmd/internal/objfile/goobj.go
//! (`pcValue`).

/// Walks through a table. Addresses that grow continue where the last one ended.
#[derive(Clone, Debug)]
pub(super) struct PcValues<'a> {
    table: &'a [u8],
    entry: u64,
    size: u64,
    quantum: u32,
    /// The last address that was looked up.
    asked: u64,
    /// Number of remaining steps: a table has hardly more than the function has instructions.
    budget: u64,
    walk: Walk<'a>,
}

#[derive(Clone, Debug)]
struct Walk<'a> {
    rest: &'a [u8],
    pc: u64,
    value: i32,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// The entry for the address is not read yet.
    New,
    /// The value is valid up to the walk's address.
    Valid,
    /// The table has ended.
    Ended,
    /// The table is damaged.
    Damaged,
}

/// The value of a table that has ended.
const NONE: i32 = -1;

impl<'a> PcValues<'a> {
    /// Starts a table of a function of `size` bytes at `entry`.
    pub(super) fn new(table: &'a [u8], entry: u64, size: u64, quantum: u32) -> Self {
        Self {
            table,
            entry,
            size,
            quantum,
            asked: 0,
            budget: size.saturating_mul(2).saturating_add(16),
            walk: Walk {
                rest: table,
                pc: entry,
                value: NONE,
                state: State::New,
            },
        }
    }

    /// Returns the value at an address, -1 without one; `None` if the table is damaged.
    pub(super) fn at(&mut self, target: u64) -> Option<i32> {
        if target < self.asked {
            *self = Self::new(self.table, self.entry, self.size, self.quantum);
        }
        self.asked = target;
        if self.walk.state == State::Valid && target >= self.walk.pc {
            self.walk.state = State::New;
        }
        while self.walk.state == State::New {
            match self.step() {
                None => self.walk.state = State::Damaged,
                Some(false) => self.walk.state = State::Ended,
                Some(true) if target < self.walk.pc => self.walk.state = State::Valid,
                Some(true) => {}
            }
        }
        match self.walk.state {
            State::Valid => Some(self.walk.value),
            State::Ended => Some(NONE),
            State::New | State::Damaged => None,
        }
    }

    /// Advances by one entry; returns false at the end, `None` if the table is damaged.
    fn step(&mut self) -> Option<bool> {
        self.budget = self.budget.checked_sub(1)?;
        let walk = &mut self.walk;
        let delta = varint(&mut walk.rest)?;
        if delta == 0 && walk.pc != self.entry {
            return Some(false);
        }
        let delta = match delta & 1 {
            0 => delta >> 1,
            _ => !(delta >> 1),
        };
        let pc_delta = varint(&mut walk.rest)?.wrapping_mul(self.quantum);
        walk.pc = walk.pc.wrapping_add(pc_delta.into());
        walk.value = walk.value.wrapping_add(delta.cast_signed());
        Some(true)
    }
}

fn varint(rest: &mut &[u8]) -> Option<u32> {
    let (mut value, mut shift) = (0_u32, 0_u32);
    loop {
        let (byte, after) = rest.split_first()?;
        *rest = after;
        value |= u32::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
        if byte & 0x80 == 0 {
            return Some(value);
        }
        shift = shift.saturating_add(7);
    }
}
