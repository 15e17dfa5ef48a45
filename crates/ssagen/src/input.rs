//! Inputs of the generation of instructions for one function.
//!
//! Counterpart: cmd/compile/internal/ssagen/pgen.go (`ssafn`) and
//! cmd/compile/internal/liveness/plive.go (`Map`).

use vamos_obj::Pos;
use vamos_obj::SymId;
use vamos_ssa::BlockId;
use vamos_ssa::Fresh;
use vamos_ssa::Func;
use vamos_ssa::NameId;
use vamos_ssa::Package;
use vamos_ssa::ValueId;
use vamos_ssa::op::Ops;

use crate::machine::Machine;
use crate::refusal::Refusal;

/// The bits of [`Var::flags`].
pub mod var_flags {
    /// Its address is taken.
    pub const ADDRESS_TAKEN: u64 = 1;
    /// It is used.
    pub const USED: u64 = 1 << 1;
    /// It must be zero before its first use.
    pub const NEEDS_ZERO: u64 = 1 << 2;
    /// A temporary variable.
    pub const TEMP: u64 = 1 << 3;
    /// A result that is passed in registers.
    pub const RESULT_IN_REGISTERS: u64 = 1 << 4;
    /// The slot of an open-coded defer.
    pub const DEFER_SLOT: u64 = 1 << 5;
    /// It cannot share its place.
    pub const NOT_MERGEABLE: u64 = 1 << 6;
    /// It is in the heap.
    pub const IN_HEAP: u64 = 1 << 7;
    /// A variable has its address in the heap.
    pub const HAS_HEAP_ADDRESS: u64 = 1 << 8;
    /// It holds the address of a result in the heap.
    pub const IS_RESULT_ADDRESS: u64 = 1 << 9;
}

/// The classes of variables.
pub(crate) mod class {
    pub(crate) const AUTO: u32 = 2;
    /// A variable in the heap, or one that a closure captured.
    pub(crate) const IN_HEAP: u32 = 3;
    pub(crate) const PARAM: u32 = 4;
    pub(crate) const RESULT: u32 = 5;
}

/// Returns the next multiple of an alignment.
pub(crate) fn round_up(number: i64, align: i64) -> i64 {
    let align = align.max(1);
    (number + align - 1) / align * align
}

/// A variable of a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Var {
    /// The variable.
    pub name: NameId,
    /// The class, as [`vamos_ssa::Name::class`].
    pub class: u32,
    /// The offset in the frame, in bytes.
    pub offset: i64,
    /// Its properties ([`var_flags`]).
    pub flags: u64,
    /// Its symbol, which only names it.
    pub sym: SymId,
}

impl Var {
    /// Reports whether a property is set.
    pub fn has(&self, flag: u64) -> bool {
        self.flags & flag != 0
    }

    /// Reports whether the place is in the caller's frame.
    pub(crate) fn is_of_caller(&self) -> bool {
        let is_result = self.class == class::RESULT && !self.has(var_flags::RESULT_IN_REGISTERS);
        self.class == class::PARAM || is_result
    }
}

/// A variable before it has a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declared {
    /// The variable. The offset of a slot of defers is its rank.
    pub var: Var,
    /// Its name, without the package.
    pub text: String,
}

/// The frame of a function.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frame {
    /// The size of local variables, in bytes.
    pub size: i64,
    /// The part of the size that may have pointers.
    pub pointer_size: i64,
    /// The alignment.
    pub align: i64,
    /// The variables, in their order.
    vars: Vec<Var>,
    /// Unused variables without a place, in their order.
    dropped: Vec<Var>,
    /// The indexes of variables, by number of the variable.
    by_name: Vec<(NameId, u32)>,
}

impl Frame {
    /// Returns a frame of variables. Sizes and the alignment are in bytes.
    pub fn new(vars: Vec<Var>, size: i64, pointer_size: i64, align: i64) -> Self {
        let entries = vars.iter().enumerate();
        let mut by_name: Vec<(NameId, u32)> =
            entries.map(|(at, var)| (var.name, at as u32)).collect();
        by_name.sort_unstable();
        Self {
            size,
            pointer_size,
            align,
            vars,
            dropped: Vec::new(),
            by_name,
        }
    }

    /// Returns the frame with unused variables.
    pub(crate) fn with_dropped(self, dropped: Vec<Var>) -> Self {
        Self { dropped, ..self }
    }

    /// Returns the frame with more variables that must be zero.
    pub fn with_zeroed(mut self, names: &[NameId]) -> Self {
        let vars = self.vars.iter_mut();
        for var in vars.filter(|var| names.contains(&var.name)) {
            var.flags |= var_flags::NEEDS_ZERO;
        }
        self
    }

    /// Returns the variables in their order.
    pub fn vars(&self) -> &[Var] {
        &self.vars
    }

    /// Returns unused variables, which have no place.
    pub fn dropped(&self) -> &[Var] {
        &self.dropped
    }

    /// Returns a variable.
    pub fn var(&self, name: NameId) -> Option<&Var> {
        let at = self.by_name.binary_search_by_key(&name, |entry| entry.0);
        self.vars.get(self.by_name[at.ok()?].1 as usize)
    }
}

/// The number of a stack map where none is needed.
const DONT_CARE: i32 = -1000;

/// Stack maps of values, and where the goroutine cannot be stopped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StackMaps {
    /// The number of the stack map of each value that has one, ascending by value.
    pub values: Vec<(ValueId, i32)>,
    /// Values in which the goroutine cannot be stopped, ascending.
    pub unsafe_values: Vec<ValueId>,
    /// Blocks at whose end the goroutine cannot be stopped, ascending.
    pub unsafe_blocks: Vec<BlockId>,
    /// The stack map of the call of deferred functions.
    pub defer_return: Option<i32>,
    /// Parameters of which only a part may be live.
    pub part_live: Vec<NameId>,
}

impl StackMaps {
    /// Returns the number of a stack map as a dump has it.
    pub fn number(number: i32) -> Option<i32> {
        (number != DONT_CARE).then_some(number)
    }

    /// Returns the stack map of a value.
    pub(crate) fn of_value(&self, value: ValueId) -> Option<i32> {
        let at = self.values.binary_search_by_key(&value, |entry| entry.0);
        Some(self.values[at.ok()?].1)
    }
}

/// The parameters that are live in registers' spill slots, as numbers of sets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ArgLive {
    /// The set at the start of blocks, ascending by block.
    pub blocks: Vec<(BlockId, i32)>,
    /// The set after values, ascending by value.
    pub values: Vec<(ValueId, i32)>,
}

impl ArgLive {
    /// Returns the set at the start of a block.
    pub(crate) fn at_block(&self, block: BlockId) -> Option<i32> {
        let at = self.blocks.binary_search_by_key(&block, |entry| entry.0);
        Some(self.blocks[at.ok()?].1)
    }

    /// Returns the set after a value.
    pub(crate) fn after(&self, value: ValueId) -> Option<i32> {
        let at = self.values.binary_search_by_key(&value, |entry| entry.0);
        Some(self.values[at.ok()?].1)
    }
}

/// Functions of the runtime that instructions call.
#[derive(Clone, Copy, Debug)]
pub struct RuntimeSyms {
    /// `deferreturn`.
    pub defer_return: SymId,
    /// `gcWriteBarrier1` to `gcWriteBarrier8`.
    pub write_barriers: [SymId; 8],
    /// `panicBounds`.
    pub panic_bounds: SymId,
}

/// The symbols of the object.
#[derive(Clone, Copy, Debug)]
pub struct Symbols<'a> {
    /// The symbols by number in the package of crate ssa, from 1 on.
    pub of_package: &'a [SymId],
    /// Those by number in the tables of the function alone, from 0 on.
    pub of_function: &'a [SymId],
    /// Those of the runtime.
    pub runtime: &'a RuntimeSyms,
}

impl Symbols<'_> {
    /// Returns the object's symbol of one of crate ssa's; `None` if its number is unknown.
    pub fn get(&self, sym: vamos_ssa::SymId) -> Option<SymId> {
        if sym.0 & Fresh::BIT == 0 {
            let index = (sym.0 as usize).checked_sub(1)?;
            return self.of_package.get(index).copied();
        }
        let index = (sym.0 & !Fresh::BIT) as usize;
        self.of_function.get(index).copied()
    }
}

/// Properties of a function that are not in its SSA state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FunctionFacts {
    /// The position of the function.
    pub pos: Pos,
    /// The function is not optimized.
    pub is_unoptimized: bool,
    /// Code may be at any address.
    pub is_shared: bool,
    /// Loops that are hot according to the profile are aligned.
    pub aligns_hot_loops: bool,
    /// The function has defers that are called at its exits.
    pub has_open_defers: bool,
}

/// The inputs for one function.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// The function after the last pass.
    pub func: &'a Func,
    /// The tables of the package.
    pub package: &'a Package,
    /// The numbers of operations that belong to no machine.
    pub ops: &'a Ops,
    /// The machine.
    pub machine: &'a Machine,
    /// The symbol of the function.
    pub sym: SymId,
    /// Other properties of the function.
    pub facts: FunctionFacts,
    /// The frame.
    pub frame: &'a Frame,
    /// The stack maps.
    pub maps: &'a StackMaps,
    /// The live parameters.
    pub arg_live: &'a ArgLive,
    /// The symbols of function data, by kind.
    pub function_data: &'a [(i64, SymId)],
    /// The symbols of the object.
    pub symbols: Symbols<'a>,
}

impl Input<'_> {
    /// Returns the object's symbol of one of crate ssa's.
    pub(crate) fn sym(&self, sym: vamos_ssa::SymId) -> Result<SymId, Refusal> {
        self.symbols.get(sym).ok_or(Refusal::Symbol(sym.0))
    }

    /// Returns the place of a variable.
    pub(crate) fn var(&self, name: NameId) -> Result<&Var, Refusal> {
        self.frame.var(name).ok_or(Refusal::Variable(name.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vamos_obj::SymbolTable;

    #[test]
    fn variables_are_found_by_number() {
        let sym = SymbolTable::default().lookup("f.x");
        let var = |name, offset| Var {
            name: NameId(name),
            class: class::AUTO,
            offset,
            flags: var_flags::USED,
            sym,
        };
        let frame = Frame::new(vec![var(9, -8), var(2, -16)], 16, 0, 8);
        assert_eq!(frame.var(NameId(2)).map(|var| var.offset), Some(-16));
        assert_eq!(frame.var(NameId(9)).map(|var| var.offset), Some(-8));
        assert!(frame.var(NameId(3)).is_none());
        assert_eq!(frame.vars()[0].name, NameId(9));
    }
}
