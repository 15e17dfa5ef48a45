//! Calls of the runtime after failed bounds checks; a number describes the operands.
//!
//! Counterpart: cmd/compile/internal/amd64/ssa.go (`OpAMD64LoweredPanicBoundsRR` and others),
//! cmd/compile/internal/ssa/op.go (`BoundsKind.Code`) and internal/abi/bounds.go.

use vamos_obj::Addr;
use vamos_obj::As;
use vamos_obj::op;
use vamos_obj::x86::a;
use vamos_obj::x86::registers::REG_AX;
use vamos_ssa::Aux;
use vamos_ssa::ValueId;

use super::Rows;
use crate::emitter::pcdata;
use crate::operand;
use crate::refusal::Refusal;
use crate::state::State;

type Done = Result<(), Refusal>;

pub(super) const ROWS: Rows = &[
    (both_in_registers, "LoweredPanicBoundsRR"),
    (first_in_register, "LoweredPanicBoundsRC"),
    (second_in_register, "LoweredPanicBoundsCR"),
    (both_constant, "LoweredPanicBoundsCC"),
];

/// The largest constant that needs no register.
const MOST_CONSTANT: i64 = 31;

/// The number of kinds of checks without the sign of the index.
const KINDS: i64 = 9;

/// The kind of a conversion of a slice to an array, whose index has no sign.
const CONVERT: i64 = 2 * (KINDS - 1);

/// An operand of a check.
#[derive(Clone, Copy)]
enum Operand {
    /// In a register, counted from AX.
    Register(i64),
    Constant(i64),
}

impl Operand {
    /// Returns the bits of a second operand, or of a first one without its place.
    fn number(self) -> i64 {
        match self {
            Self::Register(number) | Self::Constant(number) => number,
        }
    }
}

/// Returns an argument in its register.
fn register(s: &State<'_>, v: ValueId, index: usize) -> Result<Operand, Refusal> {
    let number = s.arg_reg(v, index)? - REG_AX;
    if (0..=15).contains(&number) {
        Ok(Operand::Register(number.into()))
    } else {
        Err(Refusal::Register(v.0))
    }
}

/// Returns a constant, which goes into a register if it is large.
fn constant(s: &mut State<'_>, number: i64, free: i64) -> Operand {
    if (0..=MOST_CONSTANT).contains(&number) {
        return Operand::Constant(number);
    }
    let reg = REG_AX + free as i16;
    s.emit(a::MOVQ, Addr::constant(number), Addr::register(reg));
    Operand::Register(free)
}

/// Returns one of the first two registers that is not another operand's.
fn other_register(of: Operand) -> i64 {
    i64::from(of.number() == 0)
}

/// Returns the constant of a check.
fn constant_of(s: &State<'_>, v: ValueId) -> Result<i64, Refusal> {
    match s.aux(v)? {
        Aux::Bounds(number) => Ok(*number),
        _ => Err(Refusal::Aux(v.0)),
    }
}

fn both_in_registers(s: &mut State<'_>, v: ValueId, _: As) -> Done {
    let operands = [register(s, v, 0)?, register(s, v, 1)?];
    fail(s, v, operands)
}

fn first_in_register(s: &mut State<'_>, v: ValueId, _: As) -> Done {
    let first = register(s, v, 0)?;
    let second = constant(s, constant_of(s, v)?, other_register(first));
    fail(s, v, [first, second])
}

fn second_in_register(s: &mut State<'_>, v: ValueId, _: As) -> Done {
    let second = register(s, v, 0)?;
    let first = constant(s, constant_of(s, v)?, other_register(second));
    fail(s, v, [first, second])
}

fn both_constant(s: &mut State<'_>, v: ValueId, _: As) -> Done {
    let Aux::Bounds2(first, second) = *s.aux(v)? else {
        return Err(Refusal::Aux(v.0));
    };
    let first = constant(s, first, 0);
    let second = constant(s, second, 1);
    fail(s, v, [first, second])
}

/// Adds the call, with the number of kind and operands.
fn fail(s: &mut State<'_>, v: ValueId, operands: [Operand; 2]) -> Done {
    let kind = s.value(v).aux_int;
    if !(0..=CONVERT).contains(&kind) {
        return Err(Refusal::Invalid("kind of a bounds check"));
    }
    let is_signed = kind % 2 == 0 && kind != CONVERT;
    let [first, second] = operands;
    let mut bits = match first {
        Operand::Register(number) => 1 | i64::from(is_signed) << 2 | number << 3,
        Operand::Constant(number) => number << 2,
    };
    if let Operand::Register(_) = second {
        bits |= 1 << 1;
    }
    bits |= second.number() << 7;
    let id = s.append(op::PCDATA);
    let prog = &mut s.list.progs[id];
    prog.from.set_const(pcdata::PANIC_BOUNDS);
    prog.to.set_const(bits * KINDS + kind / 2);
    s.emit_to(
        op::CALL,
        operand::external(s.input.symbols.runtime.panic_bounds),
    );
    Ok(())
}
