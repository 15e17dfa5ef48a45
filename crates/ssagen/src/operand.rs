//! Operands of instructions.
//!
//! Counterpart: cmd/compile/internal/ssagen/ssa.go (`AddAux`, `AddrAuto`).

use vamos_obj::Addr;
use vamos_obj::AddrName;
use vamos_obj::AddrType;
use vamos_obj::SymId;
use vamos_obj::Val;
use vamos_ssa::Aux;
use vamos_ssa::Func;
use vamos_ssa::Home;
use vamos_ssa::NameId;
use vamos_ssa::Package;
use vamos_ssa::ValueId;

use crate::input::Input;
use crate::input::Var;
use crate::refusal::Refusal;

/// Returns the memory at an offset from a register.
pub(crate) fn memory(reg: i16, offset: i64) -> Addr {
    Addr {
        kind: AddrType::Mem,
        reg,
        offset,
        ..Addr::default()
    }
}

/// Returns a function or variable of the program.
pub(crate) fn external(sym: SymId) -> Addr {
    Addr {
        kind: AddrType::Mem,
        name: AddrName::Extern,
        sym: Some(sym),
        ..Addr::default()
    }
}

/// Returns a floating-point number from its bits.
pub(crate) fn float(bits: i64) -> Addr {
    Addr {
        kind: AddrType::FConst,
        val: Val::Float(f64::from_bits(bits as u64)),
        ..Addr::default()
    }
}

/// Returns a branch without a target.
pub(crate) fn branch() -> Addr {
    Addr {
        kind: AddrType::Branch,
        ..Addr::default()
    }
}

/// Adds a variable to an operand.
fn add_var(addr: &mut Addr, var: &Var) {
    addr.name = if var.is_of_caller() {
        AddrName::Param
    } else {
        AddrName::Auto
    };
    addr.sym = Some(var.sym);
    addr.offset += var.offset;
}

/// Adds the symbol of a value, and an offset.
pub(crate) fn add_aux(
    addr: &mut Addr,
    input: &Input<'_>,
    value: ValueId,
    offset: i64,
) -> Result<(), Refusal> {
    addr.offset += offset;
    let aux = input.func.value(value).aux;
    if aux.0 == 0 {
        return Ok(());
    }
    match input.func.aux(input.package, aux) {
        Some(Aux::Call(call)) => {
            addr.name = AddrName::Extern;
            addr.sym = Some(input.sym(call.sym)?);
        }
        Some(Aux::Sym(sym)) => {
            addr.name = AddrName::Extern;
            addr.sym = Some(input.sym(*sym)?);
        }
        Some(Aux::Name(name)) => add_var(addr, input.var(*name)?),
        _ => return Err(Refusal::Aux(value.0)),
    }
    Ok(())
}

/// Returns the variable with a value, and the offset in it.
pub(crate) fn auto_var(
    func: &Func,
    package: &Package,
    value: ValueId,
) -> Result<(NameId, i64), Refusal> {
    let home = func.places.homes.get(value.0 as usize);
    if let Some(Home::Slot(slot)) = home {
        return Ok((slot.name, slot.offset));
    }
    match func.aux(package, func.value(value).aux) {
        Some(Aux::NameOffset(name, offset)) => Ok((*name, *offset)),
        _ => Err(Refusal::Aux(value.0)),
    }
}

/// Returns the place of a value in the frame.
pub(crate) fn stack_slot(input: &Input<'_>, value: ValueId, sp: i16) -> Result<Addr, Refusal> {
    let (name, offset) = auto_var(input.func, input.package, value)?;
    let mut addr = memory(sp, offset);
    add_var(&mut addr, input.var(name)?);
    Ok(addr)
}
