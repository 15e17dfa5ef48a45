//! The size of the frame, and instructions at the start of a function that prepare it.
//!
//! Counterpart: cmd/compile/internal/ssagen/ssa.go (`defframe`).

use vamos_obj::AddrType;
use vamos_obj::ProgId;
use vamos_obj::Val;
use vamos_ssa::Aux;
use vamos_ssa::NameId;
use vamos_ssa::Signature;
use vamos_ssa::op::flags;

use crate::amd64::Generator;
use crate::input::Input;
use crate::input::class;
use crate::input::round_up;
use crate::input::var_flags;
use crate::operand::auto_var;
use crate::parts::parts;
use crate::refusal::Refusal;
use crate::state::State;

/// The size of a register, in bytes.
const REGISTER: i64 = 8;

/// Completes the frame.
pub(crate) fn complete(state: &mut State<'_>, generator: &Generator) -> Result<(), Refusal> {
    let input = state.input;
    state.max_arg = round_up(state.max_arg, input.frame.align);
    let size = state.max_arg + input.frame.size;
    let signature = match input.func.aux(input.package, input.func.own.call) {
        Some(Aux::Call(call)) => call.signature.as_deref(),
        _ => None,
    };
    let signature = signature.ok_or(Refusal::Invalid("no signature"))?;
    let text = state.list.text;
    let args = round_up(signature.width, REGISTER);
    let args = i32::try_from(args).map_err(|_| Refusal::Width(args))?;
    let to = &mut state.list.progs[text].to;
    to.kind = AddrType::TextSize;
    to.val = Val::ArgSize(args);
    to.offset = size;
    let mut last = text;
    if signature.in_registers != 0 && !input.facts.is_unoptimized {
        last = spill_part_live(state, generator, signature, last)?;
    }
    zero(state, generator, size, last)
}

/// Reports whether only a part of a parameter in registers may be live.
fn is_part_live(input: &Input<'_>, name: NameId) -> Result<bool, Refusal> {
    if !input.maps.part_live.contains(&name) {
        return Ok(false);
    }
    let ty = input.func.name(input.package, name).map(|name| name.ty);
    let ty = ty.and_then(|ty| input.func.ty(input.package, ty));
    let can_be_ssa = ty.is_some_and(|ty| ty.can_be_ssa());
    Ok(can_be_ssa && !input.var(name)?.has(var_flags::ADDRESS_TAKEN))
}

/// Saves registers of parameters whose other parts are live, unless the function does it itself.
fn spill_part_live(
    state: &mut State<'_>,
    generator: &Generator,
    signature: &Signature,
    text: ProgId,
) -> Result<ProgId, Refusal> {
    let input = state.input;
    let Input { func, ops, .. } = *input;
    let mut spilled = Vec::new();
    for value in &func.block(func.entry).values {
        let record = func.value(*value);
        if input.machine.has(record.op, flags::CALL) {
            break;
        }
        let arg = func.args(*value).first();
        let is_arg = arg.is_some_and(|arg| func.value(*arg).op == ops.arg_int_reg);
        if record.op == ops.store_reg && is_arg {
            let (name, offset) = auto_var(func, input.package, *value)?;
            let is_param = input.var(name)?.class == class::PARAM;
            if is_param && is_part_live(input, name)? {
                spilled.push((name, offset));
            }
        }
    }
    let mut last = text;
    for param in &signature.params {
        if param.name.0 == 0 || param.registers.len() <= 1 || !is_part_live(input, param.name)? {
            continue;
        }
        let parts = parts(func, input.package, param.ty)?;
        for (register, part) in param.registers.iter().zip(&parts) {
            if part.has_pointers && !spilled.contains(&(param.name, part.offset)) {
                let reg = input.machine.param_register(*register)?;
                let var = input.var(param.name)?;
                last = generator.spill_param(state, last, reg, var, *part)?;
            }
        }
    }
    Ok(last)
}

/// Zeroes the variables that the garbage collector may see before they are set.
fn zero(
    state: &mut State<'_>,
    generator: &Generator,
    size: i64,
    after: ProgId,
) -> Result<(), Refusal> {
    let input = state.input;
    let mut last = after;
    let (mut low, mut high) = (0, 0);
    for var in input.frame.vars() {
        if !var.has(var_flags::NEEDS_ZERO) {
            continue;
        }
        let name = input.func.name(input.package, var.name);
        let ty = name.and_then(|name| input.func.ty(input.package, name.ty));
        let len = ty.map_or(0, |ty| ty.size);
        if var.class != class::AUTO || len == 0 || len % REGISTER != 0 || var.offset % REGISTER != 0
        {
            return Err(Refusal::Invalid("variable that must be zero"));
        }
        if low != high && var.offset + len >= low - 2 * REGISTER {
            low = var.offset;
            continue;
        }
        last = generator.zero_range(state, last, size + low, high - low)?;
        low = var.offset;
        high = low + len;
    }
    generator.zero_range(state, last, size + low, high - low)?;
    Ok(())
}
