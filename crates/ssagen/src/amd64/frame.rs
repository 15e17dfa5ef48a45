//! Instructions for parameters, results and variables of the frame.
//!
//! Counterpart: cmd/compile/internal/amd64/ggen.go, and `loadRegResult` and `spillArgReg` of ssa.go.

use vamos_obj::Addr;
use vamos_obj::AddrName;
use vamos_obj::As;
use vamos_obj::ProgId;
use vamos_obj::RegSpill;
use vamos_obj::x86::a;
use vamos_obj::x86::registers::REG_SP;
use vamos_obj::x86::registers::REG_X0;
use vamos_ssa::Aux;
use vamos_ssa::ValueId;

use super::Generator;
use super::registers;
use crate::input::Var;
use crate::operand;
use crate::parts::Part;
use crate::parts::param_offsets;
use crate::parts::parts;
use crate::refusal::Refusal;
use crate::state::State;

/// The size of the return address, in bytes.
const RETURN_ADDRESS: i64 = 8;

impl Generator {
    /// Loads a part of a result into its register.
    pub(crate) fn load_result(
        &self,
        state: &mut State<'_>,
        reg: i16,
        var: &Var,
        part: Part,
    ) -> Result<(), Refusal> {
        let mut from = operand::memory(0, var.offset + part.offset);
        from.name = AddrName::Auto;
        from.sym = Some(var.sym);
        state.emit(registers::load(reg, part.size)?, from, Addr::register(reg));
        Ok(())
    }

    /// Saves a part of a parameter after an instruction.
    pub(crate) fn spill_param(
        &self,
        state: &mut State<'_>,
        after: ProgId,
        reg: i16,
        var: &Var,
        part: Part,
    ) -> Result<ProgId, Refusal> {
        let mut to = operand::memory(0, var.offset + part.offset);
        to.name = AddrName::Param;
        to.sym = Some(var.sym);
        let op = registers::store(reg, part.size)?;
        let list = &mut state.list;
        let id = list.insert_after(after, op, Addr::register(reg), to);
        let pos = list.progs[id].pos.with_not_stmt();
        list.progs[id].pos = pos;
        Ok(id)
    }

    /// Zeroes a part of the frame after an instruction; returns the last instruction.
    pub(crate) fn zero_range(
        &self,
        state: &mut State<'_>,
        after: ProgId,
        offset: i64,
        len: i64,
    ) -> Result<ProgId, Refusal> {
        if len % 8 != 0 {
            return Err(Refusal::Width(len));
        }
        let mut last = after;
        let zero = Addr::register(REG_X0 + 15);
        let pairs = len / 16;
        for pair in 0..pairs {
            let to = operand::memory(REG_SP, offset + 16 * pair);
            last = state.list.insert_after(last, a::MOVUPS, zero, to);
        }
        if len % 16 != 0 {
            let to = operand::memory(REG_SP, offset + 16 * pairs);
            last = state.list.insert_after(last, a::MOVQ, zero, to);
        }
        Ok(last)
    }
}

/// Notes where registers of parameters are saved while the stack grows, once.
pub(super) fn params(state: &mut State<'_>, _: ValueId, _: As) -> Result<(), Refusal> {
    let input = state.input;
    if !state.spills.is_empty() {
        return Ok(());
    }
    let signature = match input.func.aux(input.package, input.func.own.call) {
        Some(Aux::Call(call)) => call.signature.as_deref(),
        _ => None,
    };
    let signature = signature.ok_or(Refusal::Invalid("no signature"))?;
    let offsets = param_offsets(input.func, input.package, signature)?;
    for (param, start) in signature.params.iter().zip(offsets) {
        let parts = parts(input.func, input.package, param.ty)?;
        for (register, part) in param.registers.iter().zip(&parts) {
            let reg = input.machine.param_register(*register)?;
            state.spills.push(RegSpill {
                addr: operand::memory(REG_SP, start + part.offset + RETURN_ADDRESS),
                reg,
                reg2: 0,
                spill: registers::store(reg, part.size)?,
                unspill: registers::load(reg, part.size)?,
            });
        }
    }
    Ok(())
}
