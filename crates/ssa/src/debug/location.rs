//! Locations of parts, for all parts at one instruction and at the ends of blocks.
//!
//! Counterpart: `VarLoc` and `stateAtPC` of cmd/compile/internal/ssa/debug.go.

/// The registers and the stack slot that a part is in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Location {
    /// A bit for each of the first 64 registers.
    pub(super) registers: u64,
    /// The offset of the stack slot.
    pub(super) stack: Option<i32>,
}

/// Returns the bit of a register; others than the first 64 have none.
pub(super) fn bit(register: u32) -> u64 {
    1_u64.checked_shl(register).unwrap_or(0)
}

impl Location {
    /// Returns the location on the stack.
    pub(super) fn on_stack(offset: i32) -> Self {
        Self {
            registers: 0,
            stack: Some(offset),
        }
    }

    pub(super) fn is_absent(self) -> bool {
        self.registers == 0 && self.stack.is_none()
    }

    /// Returns the part of a location that another one has, too.
    pub(super) fn intersect(self, other: Self) -> Self {
        Self {
            registers: self.registers & other.registers,
            stack: self.stack.filter(|_| self.stack == other.stack),
        }
    }

    /// Reports whether an entry of this location may go on where the location is another one.
    pub(super) fn can_go_on(self, now: Self) -> bool {
        if self.is_absent() || now.is_absent() {
            return self.is_absent() && now.is_absent();
        }
        let has_slot = self.stack.is_none() || self.stack == now.stack;
        has_slot && self.registers & now.registers == self.registers
    }

    /// Calls a function for each register, from first to last.
    pub(super) fn for_each_register(self, mut each: impl FnMut(usize)) {
        let mut rest = self.registers;
        while rest != 0 {
            each(rest.trailing_zeros() as usize);
            rest &= rest - 1;
        }
    }
}

/// The locations of the parts that have one, by part.
pub(super) type State = Vec<(u32, Location)>;

/// Returns the location of a part.
pub(super) fn find(state: &[(u32, Location)], part: u32) -> Option<Location> {
    let at = state.binary_search_by_key(&part, |(part, _)| *part).ok()?;
    Some(state[at].1)
}

/// The locations of all parts at an instruction.
#[derive(Debug, Default)]
pub(super) struct Current {
    pub(super) parts: Vec<Location>,
    /// The parts in each register.
    pub(super) registers: Vec<Vec<u32>>,
}

impl Current {
    /// Puts a state in the place of all locations.
    pub(super) fn set(&mut self, state: &[(u32, Location)]) {
        self.parts.fill(Location::default());
        self.registers.iter_mut().for_each(Vec::clear);
        for (part, location) in state {
            self.add(*part, *location);
        }
    }

    /// Adds the location of a part that has none.
    pub(super) fn add(&mut self, part: u32, location: Location) {
        self.parts[part as usize] = location;
        let registers = &mut self.registers;
        location.for_each_register(|register| registers[register].push(part));
    }
}
