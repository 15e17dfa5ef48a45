//! A function: its values and blocks by number, and the state that passes share.
//!
//! A value has a record of 32 bytes; its position, block and count of uses are in vectors of their
//! own, which most rules do not read. Up to three arguments are in the record, more are in one pool
//! of the function.
//! Counterpart: cmd/compile/internal/ssa/func.go, value.go and block.go.

pub use crate::pos::Pos;
pub use crate::pos::Statement;

use std::ops::Range;

use crate::ids::BlockId;
use crate::ids::ValueId;
use crate::package::Aux;
use crate::package::AuxId;
use crate::package::Name;
use crate::package::NameId;
use crate::package::Sym;
use crate::package::SymData;
use crate::package::SymId;
use crate::package::Type;
use crate::package::TypeId;
use crate::scratch::Scratch;
use crate::state::Caches;
use crate::state::Home;
use crate::state::Lookups;
use crate::state::RegArg;
use crate::state::Slots;

/// Flags of a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ValueFlags(u8);

impl ValueFlags {
    /// The value is in the function's cache of constants.
    pub const IN_CACHE: u8 = 1;
    /// WebAssembly: the value stays on the stack of the machine.
    pub const ON_WASM_STACK: u8 = 2;

    /// Returns flags with these bits.
    pub fn new(bits: u8) -> Self {
        Self(bits)
    }

    /// Returns all bits.
    pub fn bits(self) -> u8 {
        self.0
    }

    /// Reports whether all bits of a mask are set.
    pub fn has(self, mask: u8) -> bool {
        self.0 & mask == mask
    }
}

/// The number of arguments at which they are in the pool.
const IN_POOL: u8 = u8::MAX;

/// The number of arguments that a record holds.
const INLINE: usize = 3;

/// The record of a value.
#[derive(Clone, Copy, Debug, Default)]
pub struct Value {
    /// The operation, as a number of the release's table.
    pub op: u16,
    /// The number of arguments up to three, or [`IN_POOL`].
    args_len: u8,
    /// The flags.
    pub flags: ValueFlags,
    /// The type.
    pub ty: TypeId,
    /// The integer that belongs to the operation; bits of floating-point numbers.
    pub aux_int: i64,
    /// The arguments, or the offset, number and capacity of those in the pool.
    args: [ValueId; INLINE],
    /// The symbol, text or type that belongs to the operation.
    pub aux: AuxId,
}

/// One end of an edge between blocks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Edge {
    /// The block at the other end.
    pub block: BlockId,
    /// The index of the same edge in the other block's list.
    pub index: u32,
}

/// A basic block.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Block {
    /// The kind, as a number of the release's table.
    pub kind: u8,
    /// -1: the second successor is likely; 1: the first is; 0: unknown.
    pub likely: i8,
    /// Marks for alignment.
    pub hotness: u8,
    /// Flags are used after the block's end.
    pub flags_live_at_end: bool,
    /// The features that the processor has where the block runs.
    pub cpu_features: u32,
    /// The position of the control operation.
    pub pos: Pos,
    /// The integer that belongs to the kind.
    pub aux_int: i64,
    /// The aux value that belongs to the kind.
    pub aux: AuxId,
    /// The values that decide which successor follows.
    pub controls: [ValueId; 2],
    /// The blocks that may follow.
    pub succs: Vec<Edge>,
    /// The blocks before, in the order of the arguments of phis.
    pub preds: Vec<Edge>,
    /// The values, in the order in which they run once they are scheduled.
    pub values: Vec<ValueId>,
}

/// The name of a function, and its parameters.
#[derive(Clone, Debug, Default)]
pub struct Own {
    /// The name and ABI, as `(*T).M,1`.
    pub name: String,
    /// The signature.
    pub ty: TypeId,
    /// The function's own parameters and results, as of a call.
    pub call: AuxId,
    /// The variable for the closure's address in the body of a range loop.
    pub closure_slot: NameId,
    /// The number of variables of the IR function, from which temporaries get their names.
    pub locals: u32,
    /// Variables that passes made, in their order.
    pub made: Vec<NameId>,
    /// Registers with parameters that are saved before the stack grows.
    pub reg_args: Vec<RegArg>,
}

impl Own {
    /// Reports whether parameters are passed in registers.
    pub(crate) fn is_abi_internal(&self) -> bool {
        self.name.ends_with(",1")
    }
}

/// Properties of a function.
#[derive(Clone, Copy, Debug, Default)]
pub struct Facts {
    /// Values are in their final order.
    pub is_scheduled: bool,
    /// Blocks are in their final order.
    pub is_laid_out: bool,
    /// The function may not grow the stack.
    pub is_nosplit: bool,
    /// The function is hot according to the profile.
    pub is_hot: bool,
    /// The processor features of all blocks together.
    pub max_cpu_features: u32,
}

/// Free numbers, taken from the end, and vectors that are used again.
#[derive(Clone, Debug, Default)]
pub struct Free {
    /// Numbers of values.
    pub values: Vec<ValueId>,
    /// Numbers of blocks.
    pub blocks: Vec<BlockId>,
    /// Vectors that passes use for a while. They are no part of the state.
    pub scratch: Scratch,
}

/// Variables, and the places of values.
#[derive(Clone, Debug, Default)]
pub struct Places {
    /// The variables whose values are followed.
    pub slots: Slots,
    /// The register or stack slot of each value, after register allocation.
    pub homes: Vec<Home>,
    /// Registers for values that need one for themselves, by value.
    pub temp_regs: Vec<(ValueId, u32)>,
}

/// Tables of one function. The numbers of types, symbols and aux values have the highest bit.
#[derive(Clone, Debug, Default)]
pub struct Fresh {
    /// Types.
    pub types: Vec<Type>,
    /// Symbols.
    pub syms: Vec<Sym>,
    /// Variables.
    pub names: Vec<Name>,
    /// Passes make their variables and aux values anew: the tables of the package have none from a
    /// later dump.
    pub makes_all: bool,
    /// Types of the package's tables that construction has made anew.
    pub(crate) made_types: Vec<TypeId>,
    /// Variables of the package's tables that have other properties in the function.
    pub changed: Vec<(NameId, Name)>,
    /// The content of read-only symbols in these tables.
    pub data: Vec<(SymId, SymData)>,
    /// Aux values.
    pub auxes: Vec<Aux>,
    /// Types and itabs that rules took from tables, in the order of the rules: their values may be
    /// in interfaces, which the linker must know.
    pub used_in_interfaces: Vec<SymId>,
    /// The number of times that rules were tried on a value or block, for measurements.
    pub rewrites: u64,
    /// Arguments of values with more than three.
    pub(crate) args: Vec<ValueId>,
}

impl Fresh {
    /// The bit of numbers in these tables.
    pub const BIT: u32 = 1 << 31;
}

/// A function between two passes.
#[derive(Clone, Debug, Default)]
pub struct Func {
    /// The function's name and parameters.
    pub own: Own,
    /// Properties.
    pub facts: Facts,
    /// All values, by number.
    pub values: Vec<Value>,
    /// The positions of values.
    pub positions: Vec<Pos>,
    /// The number of uses of each value as an argument or a control value.
    pub uses: Vec<i32>,
    /// The block of each value; none for a number that is free.
    pub block_of: Vec<BlockId>,
    /// All blocks, by number.
    pub blocks: Vec<Block>,
    /// The blocks of the function, in their order.
    pub order: Vec<BlockId>,
    /// Free numbers, and memory.
    pub free: Free,
    /// The first block.
    pub entry: BlockId,
    /// The block that all calls of deferred functions share.
    pub defer_return: BlockId,
    /// Variables and places.
    pub places: Places,
    /// Results about the control-flow graph that later passes use again.
    pub caches: Caches,
    /// Constants and aux values that exist.
    pub lookups: Lookups,
    /// Entries that the package's tables do not have.
    pub fresh: Fresh,
}

impl Func {
    /// Returns the arguments of a value.
    #[inline]
    pub fn args(&self, value: ValueId) -> &[ValueId] {
        let Some(record) = self.values.get(value.0 as usize) else {
            return &[];
        };
        match record.args_len {
            IN_POOL => self.fresh.args.get(record.pool_range()).unwrap_or_default(),
            len => record.args.get(..usize::from(len)).unwrap_or_default(),
        }
    }

    /// Returns the arguments of a value, to be exchanged; counts of uses stay as they are.
    #[inline]
    pub(crate) fn args_mut(&mut self, value: ValueId) -> &mut [ValueId] {
        let Some(record) = self.values.get_mut(value.0 as usize) else {
            return &mut [];
        };
        match record.args_len {
            IN_POOL => {
                let range = record.pool_range();
                self.fresh.args.get_mut(range).unwrap_or_default()
            }
            len => record.args.get_mut(..usize::from(len)).unwrap_or_default(),
        }
    }

    /// Replaces the arguments of a value; counts of uses stay as they are.
    pub(crate) fn put_args(&mut self, value: ValueId, args: &[ValueId]) {
        let Some(record) = self.values.get_mut(value.0 as usize) else {
            return;
        };
        record.args = [ValueId(0); INLINE];
        if args.len() <= INLINE {
            for (slot, arg) in record.args.iter_mut().zip(args) {
                *slot = *arg;
            }
            record.args_len = args.len() as u8;
            return;
        }
        // A pool of 2^32 arguments is beyond the size of one function.
        let [offset, len] =
            [self.fresh.args.len(), args.len()].map(|number| ValueId(number as u32));
        record.args = [offset, len, len];
        record.args_len = IN_POOL;
        self.fresh.args.extend_from_slice(args);
    }

    /// Removes all arguments.
    pub(crate) fn reset_args(&mut self, value: ValueId) {
        let Some(record) = self.values.get_mut(value.0 as usize) else {
            return;
        };
        let args = if record.args_len == IN_POOL {
            self.fresh.args.get(record.pool_range())
        } else {
            record.args.get(..usize::from(record.args_len))
        };
        for arg in args.unwrap_or_default() {
            self.uses[arg.0 as usize] -= 1;
        }
        record.args = [ValueId(0); INLINE];
        record.args_len = 0;
    }

    /// Appends an argument; the count of uses stays as it is.
    #[inline]
    pub(crate) fn push_arg(&mut self, value: ValueId, arg: ValueId) {
        let Some(record) = self.values.get_mut(value.0 as usize) else {
            return;
        };
        let len = usize::from(record.args_len);
        if len < INLINE {
            record.args[len] = arg;
            record.args_len += 1;
            return;
        }
        if record.args_len == IN_POOL {
            let [offset, len, capacity] = record.args.map(|number| number.0);
            if len < capacity {
                record.args[1].0 += 1;
                self.fresh.args[(offset + len) as usize] = arg;
                return;
            }
        }
        let mut args = self.args(value).to_vec();
        args.push(arg);
        let len = args.len();
        // Room for as many again.
        args.resize(2 * len, ValueId(0));
        self.put_args(value, &args);
        self.values[value.0 as usize].args[1] = ValueId(len as u32);
    }

    /// Removes the arguments of a value from this index on; counts of uses stay as they are.
    pub(crate) fn truncate_args(&mut self, value: ValueId, len: usize) {
        let Some(record) = self.values.get_mut(value.0 as usize) else {
            return;
        };
        match record.args_len {
            IN_POOL => record.args[1] = ValueId(record.args[1].0.min(len as u32)),
            old => {
                record.args_len = old.min(len as u8);
                record
                    .args
                    .iter_mut()
                    .skip(len)
                    .for_each(|arg| *arg = ValueId(0));
            }
        }
    }
}

impl Value {
    /// The place of the arguments in the pool.
    #[inline]
    fn pool_range(&self) -> Range<usize> {
        let [offset, len, _] = self.args.map(|number| number.0 as usize);
        offset..offset.saturating_add(len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_has_32_bytes() {
        assert_eq!(size_of::<Value>(), 32);
    }

    #[test]
    fn arguments_are_in_the_record_or_in_the_pool() {
        let mut func = Func {
            values: vec![Value::default(); 3],
            ..Func::default()
        };
        for len in [0, 1, 3, 4, 300] {
            let args: Vec<ValueId> = (1..=len).map(ValueId).collect();
            func.put_args(ValueId(2), &args);
            assert_eq!(func.args(ValueId(2)), args);
            func.put_args(ValueId(1), &[]);
            for arg in &args {
                func.push_arg(ValueId(1), *arg);
            }
            assert_eq!(func.args(ValueId(1)), args);
            func.truncate_args(ValueId(1), 2);
            assert_eq!(func.args(ValueId(1)), &args[..args.len().min(2)]);
            assert_eq!(func.args_mut(ValueId(1)).len(), args.len().min(2));
        }
        assert!(func.args(ValueId(9)).is_empty());
    }
}
