//! Loads and stores.
//!
//! Counterpart: cmd/compile/internal/amd64/ssa.go (`ssaGenValue`).

use vamos_obj::Addr;
use vamos_obj::As;
use vamos_obj::x86::a;
use vamos_obj::x86::registers::REG_AX;
use vamos_obj::x86::registers::REG_SP;
use vamos_ssa::ValueId;

use super::Rows;
use crate::operand;
use crate::refusal::Refusal;
use crate::state::State;

type Done = Result<(), Refusal>;

pub(super) const ROWS: Rows = &[
    (
        shift_load,
        "SHLXLload SHLXQload SHRXLload SHRXQload SARXLload SARXQload",
    ),
    (
        shift_load_indexed,
        "SHLXLloadidx1 SHLXLloadidx4 SHLXLloadidx8 SHRXLloadidx1 SHRXLloadidx4 SHRXLloadidx8 \
         SARXLloadidx1 SARXLloadidx4 SARXLloadidx8 SHLXQloadidx1 SHLXQloadidx8 \
         SHRXQloadidx1 SHRXQloadidx8 SARXQloadidx1 SARXQloadidx8",
    ),
    (
        address_indexed,
        "LEAQ1 LEAQ2 LEAQ4 LEAQ8 LEAL1 LEAL2 LEAL4 LEAL8 LEAW1 LEAW2 LEAW4 LEAW8",
    ),
    (
        load,
        "LEAQ LEAL LEAW MOVQload MOVLload MOVWload MOVBload MOVOload MOVSSload MOVSDload \
         MOVBQSXload MOVWQSXload MOVLQSXload MOVBEQload MOVBELload",
    ),
    (
        load_indexed,
        "MOVBloadidx1 MOVWloadidx1 MOVLloadidx1 MOVQloadidx1 MOVSSloadidx1 MOVSDloadidx1 \
         MOVQloadidx8 MOVSDloadidx8 MOVLloadidx8 MOVLloadidx4 MOVSSloadidx4 MOVWloadidx2 \
         MOVBELloadidx1 MOVBELloadidx4 MOVBELloadidx8 MOVBEQloadidx1 MOVBEQloadidx8",
    ),
    (
        store,
        "MOVQstore MOVSSstore MOVSDstore MOVLstore MOVWstore MOVBstore MOVOstore \
         ADDQmodify SUBQmodify ANDQmodify ORQmodify XORQmodify \
         ADDLmodify SUBLmodify ANDLmodify ORLmodify XORLmodify MOVBEQstore MOVBELstore MOVBEWstore",
    ),
    (
        store_indexed,
        "MOVBstoreidx1 MOVWstoreidx1 MOVLstoreidx1 MOVQstoreidx1 MOVSSstoreidx1 MOVSDstoreidx1 \
         MOVQstoreidx8 MOVSDstoreidx8 MOVLstoreidx8 MOVSSstoreidx4 MOVLstoreidx4 MOVWstoreidx2 \
         ADDLmodifyidx1 ADDLmodifyidx4 ADDLmodifyidx8 ADDQmodifyidx1 ADDQmodifyidx8 \
         SUBLmodifyidx1 SUBLmodifyidx4 SUBLmodifyidx8 SUBQmodifyidx1 SUBQmodifyidx8 \
         ANDLmodifyidx1 ANDLmodifyidx4 ANDLmodifyidx8 ANDQmodifyidx1 ANDQmodifyidx8 \
         ORLmodifyidx1 ORLmodifyidx4 ORLmodifyidx8 ORQmodifyidx1 ORQmodifyidx8 \
         XORLmodifyidx1 XORLmodifyidx4 XORLmodifyidx8 XORQmodifyidx1 XORQmodifyidx8 \
         MOVBEWstoreidx1 MOVBEWstoreidx2 MOVBELstoreidx1 MOVBELstoreidx4 MOVBELstoreidx8 \
         MOVBEQstoreidx1 MOVBEQstoreidx8",
    ),
    (
        load_operand,
        "ADDQload ADDLload SUBQload SUBLload ANDQload ANDLload ORQload ORLload XORQload XORLload \
         ADDSDload ADDSSload SUBSDload SUBSSload MULSDload MULSSload DIVSDload DIVSSload",
    ),
    (
        load_operand_indexed,
        "ADDLloadidx1 ADDLloadidx4 ADDLloadidx8 ADDQloadidx1 ADDQloadidx8 \
         SUBLloadidx1 SUBLloadidx4 SUBLloadidx8 SUBQloadidx1 SUBQloadidx8 \
         ANDLloadidx1 ANDLloadidx4 ANDLloadidx8 ANDQloadidx1 ANDQloadidx8 \
         ORLloadidx1 ORLloadidx4 ORLloadidx8 ORQloadidx1 ORQloadidx8 \
         XORLloadidx1 XORLloadidx4 XORLloadidx8 XORQloadidx1 XORQloadidx8 \
         ADDSSloadidx1 ADDSSloadidx4 ADDSDloadidx1 ADDSDloadidx8 \
         SUBSSloadidx1 SUBSSloadidx4 SUBSDloadidx1 SUBSDloadidx8 \
         MULSSloadidx1 MULSSloadidx4 MULSDloadidx1 MULSDloadidx8 \
         DIVSSloadidx1 DIVSSloadidx4 DIVSDloadidx1 DIVSDloadidx8",
    ),
    (
        set_memory,
        "SETEQstore SETNEstore SETLstore SETLEstore SETGstore SETGEstore SETBstore SETBEstore \
         SETAstore SETAEstore",
    ),
    (
        set_memory_indexed,
        "SETEQstoreidx1 SETNEstoreidx1 SETLstoreidx1 SETLEstoreidx1 SETGstoreidx1 SETGEstoreidx1 \
         SETBstoreidx1 SETBEstoreidx1 SETAstoreidx1 SETAEstoreidx1",
    ),
    (has_cpu_feature, "LoweredHasCPUFeature"),
    (nil_check, "LoweredNilCheck"),
    (prefetch, "PrefetchT0 PrefetchNTA"),
];

/// Returns the constant and the offset of an operation that has both.
pub(super) fn constant_and_offset(s: &State<'_>, v: ValueId) -> (i64, i64) {
    let both = s.value(v).aux_int;
    (both >> 32, i64::from(both as i32))
}

/// Returns the memory at a base and an index, which are the arguments from `first` on.
pub(super) fn indexed(
    s: &State<'_>,
    v: ValueId,
    first: usize,
    offset: i64,
) -> Result<Addr, Refusal> {
    let mut addr = plain_indexed(s, v, first)?;
    operand::add_aux(&mut addr, s.input, v, offset)?;
    Ok(addr)
}

/// Returns the memory at a base and an index without symbol and offset.
fn plain_indexed(s: &State<'_>, v: ValueId, first: usize) -> Result<Addr, Refusal> {
    let (mut base, mut index) = (s.arg_reg(v, first)?, s.arg_reg(v, first + 1)?);
    let scale = i16::from(s.input.machine.scale(s.value(v).op));
    // The stack pointer cannot be an index.
    if scale == 1 && index == REG_SP {
        std::mem::swap(&mut base, &mut index);
    }
    let mut addr = operand::memory(base, 0);
    addr.index = index;
    addr.scale = scale;
    Ok(addr)
}

fn shift_load(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    let source = s.memory(v, s.arg_reg(v, 0)?, s.value(v).aux_int)?;
    let id = s.emit_regs(op, s.reg(v)?, s.arg_reg(v, 1)?);
    s.add_source(id, source);
    Ok(())
}

fn shift_load_indexed(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    let source = indexed(s, v, 0, s.value(v).aux_int)?;
    let id = s.emit_regs(op, s.reg(v)?, s.arg_reg(v, 2)?);
    s.add_source(id, source);
    Ok(())
}

/// A second instruction adds the offset, since addresses of three parts are slow.
fn address_indexed(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    let record = s.value(v);
    let to = s.reg(v)?;
    if record.aux_int == 0 || record.aux.0 != 0 {
        let from = indexed(s, v, 0, record.aux_int)?;
        s.emit(op, from, Addr::register(to));
        return Ok(());
    }
    let from = plain_indexed(s, v, 0)?;
    s.emit(op, from, Addr::register(to));
    s.emit(op, operand::memory(to, record.aux_int), Addr::register(to));
    Ok(())
}

fn load(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    let from = s.memory(v, s.arg_reg(v, 0)?, s.value(v).aux_int)?;
    s.emit(op, from, Addr::register(s.reg(v)?));
    Ok(())
}

fn load_indexed(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    let from = indexed(s, v, 0, s.value(v).aux_int)?;
    s.emit(op, from, Addr::register(s.reg(v)?));
    Ok(())
}

fn store(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    let to = s.memory(v, s.arg_reg(v, 0)?, s.value(v).aux_int)?;
    s.emit(op, Addr::register(s.arg_reg(v, 1)?), to);
    Ok(())
}

fn store_indexed(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    let to = indexed(s, v, 0, s.value(v).aux_int)?;
    s.emit(op, Addr::register(s.arg_reg(v, 2)?), to);
    Ok(())
}

fn load_operand(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    let from = s.memory(v, s.arg_reg(v, 1)?, s.value(v).aux_int)?;
    s.emit(op, from, Addr::register(s.reg(v)?));
    Ok(())
}

fn load_operand_indexed(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    let from = indexed(s, v, 1, s.value(v).aux_int)?;
    s.emit(op, from, Addr::register(s.reg(v)?));
    Ok(())
}

fn set_memory(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    let to = s.memory(v, s.arg_reg(v, 0)?, s.value(v).aux_int)?;
    s.emit_to(op, to);
    Ok(())
}

fn set_memory_indexed(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    let to = indexed(s, v, 0, s.value(v).aux_int)?;
    s.emit_to(op, to);
    Ok(())
}

fn has_cpu_feature(s: &mut State<'_>, v: ValueId, _: As) -> Done {
    let from = s.memory(v, 0, s.value(v).aux_int)?;
    s.emit(a::MOVBLZX, from, Addr::register(s.reg(v)?));
    Ok(())
}

/// A load that faults if the address is nil.
fn nil_check(s: &mut State<'_>, v: ValueId, _: As) -> Done {
    let to = operand::memory(s.arg_reg(v, 0)?, 0);
    s.emit(a::TESTB, Addr::register(REG_AX), to);
    Ok(())
}

fn prefetch(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    let from = operand::memory(s.arg_reg(v, 0)?, 0);
    s.emit(op, from, Addr::default());
    Ok(())
}
