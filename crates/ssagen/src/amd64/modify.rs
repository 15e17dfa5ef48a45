//! Operations of a constant on memory.
//!
//! Counterpart: cmd/compile/internal/amd64/ssa.go (`ssaGenValue`).

use vamos_obj::Addr;
use vamos_obj::As;
use vamos_obj::x86::registers::REG_X0;
use vamos_ssa::ValueId;

use super::Rows;
use super::constants::increment;
use super::constants::increment_in_place;
use super::ensure_zero_x15;
use super::memory;
use crate::refusal::Refusal;
use crate::state::State;

type Done = Result<(), Refusal>;

pub(super) const ROWS: Rows = &[
    (add, "ADDQconstmodify ADDLconstmodify"),
    (
        store,
        "ANDQconstmodify ANDLconstmodify ORQconstmodify ORLconstmodify XORQconstmodify \
         XORLconstmodify BTSQconstmodify BTRQconstmodify BTCQconstmodify \
         MOVQstoreconst MOVLstoreconst MOVWstoreconst MOVBstoreconst",
    ),
    (store_zero, "MOVOstoreconst"),
    (
        store_indexed,
        "MOVQstoreconstidx1 MOVQstoreconstidx8 MOVLstoreconstidx1 MOVLstoreconstidx4 \
         MOVWstoreconstidx1 MOVWstoreconstidx2 MOVBstoreconstidx1 \
         ADDLconstmodifyidx1 ADDLconstmodifyidx4 ADDLconstmodifyidx8 \
         ADDQconstmodifyidx1 ADDQconstmodifyidx8 \
         ANDLconstmodifyidx1 ANDLconstmodifyidx4 ANDLconstmodifyidx8 \
         ANDQconstmodifyidx1 ANDQconstmodifyidx8 \
         ORLconstmodifyidx1 ORLconstmodifyidx4 ORLconstmodifyidx8 \
         ORQconstmodifyidx1 ORQconstmodifyidx8 \
         XORLconstmodifyidx1 XORLconstmodifyidx4 XORLconstmodifyidx8 \
         XORQconstmodifyidx1 XORQconstmodifyidx8",
    ),
];

fn add(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    let (number, offset) = memory::constant_and_offset(s, v);
    let (op, from) = increment(op, number);
    let to = s.memory(v, s.arg_reg(v, 0)?, offset)?;
    s.emit(op, from, to);
    Ok(())
}

fn store(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    let (number, offset) = memory::constant_and_offset(s, v);
    let to = s.memory(v, s.arg_reg(v, 0)?, offset)?;
    s.emit(op, Addr::constant(number), to);
    Ok(())
}

fn store_zero(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    let (number, offset) = memory::constant_and_offset(s, v);
    if number != 0 {
        return Err(Refusal::Invalid("constant of 128 bits"));
    }
    ensure_zero_x15(s);
    let to = s.memory(v, s.arg_reg(v, 0)?, offset)?;
    s.emit(op, Addr::register(REG_X0 + 15), to);
    Ok(())
}

fn store_indexed(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    let (number, offset) = memory::constant_and_offset(s, v);
    let (op, from) = increment_in_place(op, number);
    let to = memory::indexed(s, v, 0, offset)?;
    s.emit(op, from, to);
    Ok(())
}
