//! Blocks, and loads that become part of the operation that uses them.
//!
//! Counterpart: cmd/compile/internal/ssa/rewrite.go (`mergePoint`, `canMergeLoadClobber`).

use super::Native;
use super::Run;
use super::loads::can_merge;
use super::native;
use crate::ids::BlockId;
use crate::ids::ValueId;
use crate::loops::loop_nest;
use crate::rules::ty::Ty;
use crate::rules::vm::Stop;
use crate::rules::vm::Vm;

pub(super) const NATIVES: &[Native] = &[
    native(
        "mergePoint",
        &[Ty::Block, Ty::Value, Ty::Value, Ty::Value, Ty::Value],
        Ty::Block,
        Run::Full(merge_point),
    ),
    native(
        "canMergeLoad",
        &[Ty::Value, Ty::Value],
        Ty::Bool,
        Run::Full(merge_load),
    ),
    native(
        "canMergeLoadClobber",
        &[Ty::Value, Ty::Value, Ty::Value],
        Ty::Bool,
        Run::Full(merge_load_clobber),
    ),
];

/// The maximum distance of a merge point, in blocks.
const DISTANCE: u32 = 100;

/// Finds the block of one of the values that all others dominate.
fn merge_point(vm: &mut Vm<'_>, base: usize) -> Result<(), Stop> {
    let mut at = BlockId(vm.regs[base] as u32);
    let values = [1, 2, 3, 4].map(|offset| vm.value_at(base + offset));
    let values: Vec<_> = values.into_iter().filter(|value| value.0 != 0).collect();
    let blocks = values
        .iter()
        .map(|value| vm.func.block_of[value.0 as usize]);
    let blocks: Vec<BlockId> = blocks.collect();
    let mut found = BlockId(0);
    let mut seen = 0;
    for _ in 0..DISTANCE {
        let here = blocks.iter().filter(|block| **block == at).count();
        if found.0 == 0 && here != 0 {
            found = at;
        }
        if found.0 != 0 {
            seen += here;
            if seen == blocks.len() {
                vm.regs[base] = found.0.into();
                return Ok(());
            }
        }
        let preds = &vm.func.block(at).preds;
        match preds[..] {
            [edge] => at = edge.block,
            [] => return Err(Stop::Trap),
            _ => break,
        }
    }
    vm.regs[base] = 0;
    Ok(())
}

fn merge_load(vm: &mut Vm<'_>, base: usize) -> Result<(), Stop> {
    let yes = can_merge(vm, vm.value_at(base), vm.value_at(base + 1))?;
    vm.answer(base, yes)
}

/// The register of the third value is overwritten, so it must not be used any more.
fn merge_load_clobber(vm: &mut Vm<'_>, base: usize) -> Result<(), Stop> {
    let [target, load, clobbered] = [0, 1, 2].map(|offset| vm.value_at(base + offset));
    let uses = |vm: &Vm<'_>, value: ValueId| vm.func.uses[value.0 as usize];
    let args = vm.func.args(clobbered);
    let is_phi_of_target = uses(vm, clobbered) == 2
        && vm.op(clobbered) == vm.cx.ops.phi
        && args.len() == 2
        && args.contains(&target)
        && uses(vm, target) == 1;
    if !is_phi_of_target && uses(vm, clobbered) > 1 {
        return vm.answer(base, false);
    }
    let [inner, outer] = [target, clobbered].map(|value| vm.func.block_of[value.0 as usize]);
    let nest = loop_nest(vm.func, vm.cx);
    let [inner, outer] = [inner, outer].map(|block| nest.of(block).map_or(0, |found| found.depth));
    if inner > outer {
        return vm.answer(base, false);
    }
    let yes = can_merge(vm, target, load)?;
    vm.answer(base, yes)
}
