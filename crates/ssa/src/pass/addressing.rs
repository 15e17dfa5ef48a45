//! Sums of addresses become part of the loads and stores that use them.
//!
//! Counterpart: cmd/compile/internal/ssa/addressingmodes.go (`addressingModes`).

use super::Cx;
use crate::func::Func;
use crate::ids::ValueId;
use crate::op::flags;
use crate::package::AuxId;
use crate::rules::Refusal;
use crate::rules::ValueRules;

/// Combines operations with the address that they use.
pub(super) fn addressing_modes(func: &mut Func, cx: &Cx<'_>) -> Result<(), Refusal> {
    match &*cx.package.header.goarch {
        "amd64" => {}
        "arm64" => return Ok(()),
        _ => return Err(Refusal::MACHINE),
    }
    let modes = &cx
        .rules
        .ok_or(Refusal::Unsupported("addressing modes without rules"))?
        .modes;
    let mut values = func
        .order
        .iter()
        .flat_map(|block| &func.block(*block).values);
    if !values.any(|value| modes.has_first(func.value(*value).op)) {
        return Ok(());
    }
    let mut split = ValueRules::new(func, cx, "AMD64splitload", "addressing modes")?;
    let mut args = Vec::new();
    for at in 0..split.func().order.len() {
        let block = split.func().order[at];
        // Loads that are split off are added at the end.
        for index in 0..split.func().block(block).values.len() {
            let func = split.func_mut();
            let value = func.block(block).values[index];
            let op = func.value(value).op;
            if !modes.has_first(op) {
                continue;
            }
            let has_other = cx.tables.flags(op) & flags::RESULT_IN_ARG0 != 0;
            let at = usize::from(has_other);
            let address = func.args(value)[at];
            let Some(combined) = modes.combined(op, func.value(address).op) else {
                continue;
            };
            if !combine_aux(func, cx, value, address)? {
                continue;
            }
            args.clear();
            args.extend_from_slice(&func.args(value)[..at]);
            args.extend_from_slice(func.args(address));
            args.extend_from_slice(&func.args(value)[at + 1..]);
            func.set_args(value, &args);
            func.value_mut(value).op = combined;
            if modes.needs_split(combined) {
                split.rewrite(value)?;
            }
        }
    }
    Ok(())
}

fn in_range(number: i64) -> bool {
    number == i64::from(number as i32)
}

/// Adds the offset and symbol of an address to a value's own; reports whether there is room.
fn combine_aux(
    func: &mut Func,
    cx: &Cx<'_>,
    value: ValueId,
    address: ValueId,
) -> Result<bool, Refusal> {
    let [own, other] = [value, address].map(|value| *func.value(value));
    let kinds = [own.op, other.op].map(|op| cx.tables.aux_kind(op));
    let has_offset_and_value = match kinds[0] {
        "auxSymOff" => false,
        "auxSymValAndOff" => true,
        _ => return Err(Refusal::Invalid),
    };
    match kinds[1] {
        "" | "auxNone" => return Ok(true),
        "auxInt32" => {}
        "auxSymOff" if own.aux.0 != 0 && other.aux.0 != 0 => return Ok(false),
        "auxSymOff" => {}
        _ => return Err(Refusal::Invalid),
    }
    // A value, if there is one, is in the upper half.
    let offset = if has_offset_and_value {
        i64::from(own.aux_int as i32)
    } else {
        own.aux_int
    };
    let offset = offset.wrapping_add(other.aux_int);
    if !in_range(offset) {
        return Ok(false);
    }
    let record = func.value_mut(value);
    record.aux_int = if has_offset_and_value {
        own.aux_int & !0xffff_ffff | i64::from(offset as u32)
    } else {
        offset
    };
    if kinds[1] == "auxSymOff" && other.aux != AuxId(0) {
        record.aux = other.aux;
    }
    Ok(true)
}
