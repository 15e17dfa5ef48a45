//! Addresses of parts, and the values that join or divide parts.
//!
//! Counterpart: cmd/compile/internal/ssa/memcombine.go (`splitPtr`, `leftShift`, `byteSwap`).

use super::super::Cx;
use crate::func::Func;
use crate::func::Pos;
use crate::ids::BlockId;
use crate::ids::ValueId;
use crate::package::TypeId;
use crate::rules::Refusal;

/// The size of a register, in bytes.
pub(super) const REGISTER: i64 = 8;

/// An address: a pointer, and an integer that is added to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Address {
    pointer: ValueId,
    index: Option<ValueId>,
}

/// Returns the address that a pointer is a constant offset from, and the offset.
pub(super) fn split(func: &Func, cx: &Cx<'_>, pointer: ValueId) -> (Address, i64) {
    let ops = cx.ops;
    let (mut pointer, mut index, mut offset) = (pointer, None, 0_i64);
    let is_constant = |value: ValueId| {
        let op = func.value(value).op;
        op == ops.const32 || op == ops.const64
    };
    loop {
        let record = func.value(pointer);
        if record.op == ops.off_ptr {
            offset = offset.wrapping_add(record.aux_int);
        } else if record.op == ops.add_ptr && index.is_none() {
            let mut added = func.args(pointer)[1];
            let sum = func.value(added).op;
            if sum == ops.add32 || sum == ops.add64 {
                let [one, other] = [0, 1].map(|at: usize| func.args(added)[at]);
                let pairs = [(one, other), (other, one)];
                if let Some((constant, rest)) = pairs.into_iter().find(|pair| is_constant(pair.0)) {
                    offset = offset.wrapping_add(func.value(constant).aux_int);
                    added = rest;
                }
            }
            index = Some(added);
        } else {
            return (Address { pointer, index }, offset);
        }
        pointer = func.args(pointer)[0];
    }
}

/// The place of new values.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) block: BlockId,
    pub(super) pos: Pos,
}

impl Place {
    /// Adds a value.
    pub(super) fn add(
        self,
        func: &mut Func,
        cx: &Cx<'_>,
        op: u16,
        ty: TypeId,
        args: &[ValueId],
    ) -> ValueId {
        let new = func.new_value(self.block, op, ty, self.pos, cx.ops);
        for arg in args {
            func.add_arg(new, *arg);
        }
        new
    }

    /// Adds a shift by a constant; the operations are those for 8, 4 and 2 bytes.
    pub(super) fn shift(
        self,
        func: &mut Func,
        cx: &Cx<'_>,
        ops: [u16; 3],
        value: ValueId,
        count: i64,
    ) -> Result<ValueId, Refusal> {
        let u64_type = unsigned(func, cx, 8)?;
        let count = func.const_of_size(cx, u64_type, count);
        let count = count.ok_or(Refusal::Invalid)?;
        let op = by_size(func, cx, ops, value)?;
        let ty = func.value(value).ty;
        Ok(self.add(func, cx, op, ty, &[value, count]))
    }

    /// Adds an exchange of bytes.
    pub(super) fn swap_bytes(
        self,
        func: &mut Func,
        cx: &Cx<'_>,
        value: ValueId,
    ) -> Result<ValueId, Refusal> {
        let ops = [cx.ops.bswap64, cx.ops.bswap32, cx.ops.bswap16];
        let op = by_size(func, cx, ops, value)?;
        let ty = func.value(value).ty;
        Ok(self.add(func, cx, op, ty, &[value]))
    }
}

/// Returns the operation for the size of a value, of those for 8, 4 and 2 bytes.
fn by_size(func: &Func, cx: &Cx<'_>, ops: [u16; 3], value: ValueId) -> Result<u16, Refusal> {
    match func.type_of(cx, value).map(|ty| ty.size) {
        Some(8) => Ok(ops[0]),
        Some(4) => Ok(ops[1]),
        Some(2) => Ok(ops[2]),
        _ => Err(Refusal::Invalid),
    }
}

/// Returns the unsigned integer type of a size in bytes.
pub(super) fn unsigned(func: &mut Func, cx: &Cx<'_>, size: i64) -> Result<TypeId, Refusal> {
    let text = match size {
        8 => "uint64",
        4 => "uint32",
        2 => "uint16",
        _ => return Err(Refusal::Invalid),
    };
    func.basic_type(cx.package, text).ok_or(Refusal::Invalid)
}
