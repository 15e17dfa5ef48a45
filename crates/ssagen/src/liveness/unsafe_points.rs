//! Places where the goroutine cannot be stopped.
//!
//! Counterpart: cmd/compile/internal/liveness/plive.go (`markUnsafePoints`).

use vamos_ssa::Aux;
use vamos_ssa::BlockId;
use vamos_ssa::ValueId;
use vamos_ssa::op::flags;

use super::effects::Subject;
use crate::refusal::Refusal;

/// The variable that is set while write barriers are on.
const WRITE_BARRIER: &str = "runtime.writeBarrier";

/// Places where the goroutine cannot be stopped.
pub(super) struct UnsafePoints {
    /// By number of the value.
    pub(super) values: Vec<bool>,
    /// By number of the block: its end.
    pub(super) blocks: Vec<bool>,
}

/// Finds the places. In some functions these are all.
pub(super) fn find(subject: Subject<'_>, is_all: bool) -> Result<UnsafePoints, Refusal> {
    let func = subject.func;
    let mut points = UnsafePoints {
        values: vec![is_all; func.values.len()],
        blocks: vec![is_all; func.blocks.len()],
    };
    if is_all {
        return Ok(points);
    }
    let all = func.order.iter().map(|block| (*block, func.block(*block)));
    for (_, record) in all.clone() {
        for value in &record.values {
            let op = func.value(*value).op;
            points.values[value.0 as usize] = subject.machine.has(op, flags::UNSAFE_POINT);
        }
    }
    for (block, record) in all {
        let ends = record.values.iter().copied();
        let ends = ends.filter(|value| func.value(*value).op == subject.ops.wb_end);
        for end in ends {
            mark_barrier(subject, block, end, &mut points)?;
        }
    }
    Ok(points)
}

/// Marks the values from the load of the flag of write barriers to the end of the last store.
fn mark_barrier(
    subject: Subject<'_>,
    block: BlockId,
    end: ValueId,
    points: &mut UnsafePoints,
) -> Result<(), Refusal> {
    let func = subject.func;
    let mut memory = end;
    loop {
        let last = subject.memory_arg(memory)?;
        memory = last.ok_or(Refusal::Invalid("write barrier without memory"))?;
        if func.block_of[memory.0 as usize] != block {
            return Err(Refusal::Invalid("write barrier without phi"));
        }
        if func.value(memory).op == subject.ops.phi {
            break;
        }
    }
    let decision = decision(subject, block)?;
    let record = func.block(decision);
    let load = flag_load(subject, record.controls[0])?;
    let after = record.values.iter().skip_while(|value| **value != load);
    for value in after.skip(1) {
        points.values[value.0 as usize] = true;
    }
    points.blocks[decision.0 as usize] = true;
    let arms = record.succs.iter().map(|edge| edge.block);
    for arm in arms.filter(|arm| *arm != block) {
        for value in &func.block(arm).values {
            points.values[value.0 as usize] = true;
        }
        points.blocks[arm.0 as usize] = true;
    }
    let values = func.block(block).values.iter();
    for value in values.take_while(|value| func.value(**value).op != subject.ops.wb_end) {
        points.values[value.0 as usize] = true;
    }
    Ok(())
}

/// Returns the block that decides whether there is a barrier before the stores of a block.
fn decision(subject: Subject<'_>, block: BlockId) -> Result<BlockId, Refusal> {
    let unknown = Refusal::Invalid("form of a write barrier");
    let func = subject.func;
    let [first, second] = func.block(block).preds[..] else {
        return Err(unknown);
    };
    let only_pred = |block| match func.block(block).preds[..] {
        [pred] => Some(pred.block),
        _ => None,
    };
    let (first, second) = (first.block, second.block);
    match (only_pred(first), only_pred(second)) {
        (Some(pred), _) if pred == second => Ok(second),
        (_, Some(pred)) if pred == first => Ok(first),
        (Some(one), Some(other)) if one == other => Ok(one),
        _ => Err(unknown),
    }
}

/// Returns the load of the flag of write barriers, on which a value depends.
fn flag_load(subject: Subject<'_>, control: ValueId) -> Result<ValueId, Refusal> {
    let unknown = Refusal::Invalid("condition of a write barrier");
    let func = subject.func;
    let is_flag = |value: ValueId| match subject.aux(value) {
        Some(Aux::Sym(sym)) => {
            let sym = func.sym(subject.package, *sym);
            sym.is_some_and(|sym| sym.name == WRITE_BARRIER)
        }
        _ => false,
    };
    let mut value = control;
    for _ in 0..func.values.len() {
        if subject.memory_arg(value)?.is_some() {
            let is_load = is_flag(value) || is_flag(subject.arg(value, 0)?);
            return if is_load { Ok(value) } else { Err(unknown) };
        }
        value = match *func.args(value) {
            [arg] => arg,
            [one, other] if one == other => one,
            _ => return Err(unknown),
        };
    }
    Err(unknown)
}
