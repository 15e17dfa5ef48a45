//! Values: properties, and values that helpers make.
//!
//! Counterpart: cmd/compile/internal/ssa/value.go and rewrite.go.

use super::Native;
use super::Run;
use super::native;
use crate::func::Func;
use crate::ids::BlockId;
use crate::ids::ValueId;
use crate::op::flags;
use crate::package::TypeId;
use crate::rules::ty::Ty;
use crate::rules::vm::Stop;
use crate::rules::vm::Vm;

const VALUE: &[Ty] = &[Ty::Value];
const YES: Run = Run::One(|_| 1);

pub(super) const NATIVES: &[Native] = &[
    native(
        "Value.rematerializeable",
        VALUE,
        Ty::Bool,
        Run::Full(rematerializable),
    ),
    native(
        "Value.MemoryArg",
        VALUE,
        Ty::Value,
        Run::Full(memory_arg_of),
    ),
    native(
        "Value.copyInto",
        &[Ty::Value, Ty::Block],
        Ty::Value,
        Run::Edit(copy_into),
    ),
    native(
        "canonLessThan",
        &[Ty::Value, Ty::Value],
        Ty::Bool,
        Run::Full(canon_less_than),
    ),
    native(
        "rewriteStructLoad",
        VALUE,
        Ty::Value,
        Run::Edit(struct_load),
    ),
    native(
        "rewriteStructStore",
        VALUE,
        Ty::Value,
        Run::Edit(struct_store),
    ),
    native(
        "isDirectAndComparableType",
        VALUE,
        Ty::Bool,
        Run::Full(direct_type),
    ),
    native(
        "isDirectAndComparableIface",
        VALUE,
        Ty::Bool,
        Run::Full(direct_itab),
    ),
    // A hash of positions restricts this only for the compiler's developers.
    native("Func.useFMA", &[Ty::Func, Ty::Value], Ty::Bool, YES),
    // The only hash in rules is that of conversions, which matches no position unless a developer
    // sets it (base/flag.go).
    native(
        "HashDebug.MatchPos",
        &[Ty::Hash, Ty::Pos, Ty::Aux],
        Ty::Bool,
        Run::One(|_| 0),
    ),
    native(
        "Frontend.Debug_checknil",
        &[Ty::Frontend],
        Ty::Bool,
        Run::One(|_| 0),
    ),
    native("canLoadUnaligned", &[Ty::Config], Ty::Bool, YES),
];

impl Vm<'_> {
    pub(in crate::rules) fn value_at(&self, at: usize) -> ValueId {
        ValueId(self.regs[at] as u32)
    }

    pub(in crate::rules) fn op(&self, value: ValueId) -> u16 {
        self.func.value(value).op
    }

    /// Returns the number of an operation by the name of its constant.
    pub(in crate::rules) fn op_named(&self, name: &str) -> Result<u16, Stop> {
        self.rules.op(name).ok_or(Stop::Trap)
    }

    /// Returns an argument.
    pub(in crate::rules) fn arg(&self, value: ValueId, index: usize) -> Result<ValueId, Stop> {
        self.func.args(value).get(index).copied().ok_or(Stop::Trap)
    }

    /// Returns the last argument, if it is memory.
    pub(super) fn memory_arg(&self, value: ValueId) -> Option<ValueId> {
        self.func.memory_arg(self.cx, value)
    }

    /// Adds a value at the end of a value's block, at its position.
    pub(super) fn new_beside(
        &mut self,
        beside: ValueId,
        op: u16,
        ty: TypeId,
        args: &[ValueId],
    ) -> ValueId {
        let block = self.func.block_of[beside.0 as usize];
        let pos = self.func.positions[beside.0 as usize];
        let new = self.func.new_value(block, op, ty, pos, self.cx.ops);
        for arg in args {
            self.func.add_arg(new, *arg);
        }
        new
    }
}

fn rematerializable(vm: &mut Vm<'_>, base: usize) -> Result<(), Stop> {
    let value = vm.value_at(base);
    let tables = vm.cx.tables;
    let has = |func: &Func, value, flag| tables.flags(func.value(value).op) & flag != 0;
    let mut args = vm.func.args(value).iter();
    let yes = has(vm.func, value, flags::REMATERIALIZABLE)
        && args.all(|arg| has(vm.func, *arg, flags::FIXED_REG));
    vm.answer(base, yes)
}

fn memory_arg_of(vm: &mut Vm<'_>, base: usize) -> Result<(), Stop> {
    let memory = vm.memory_arg(vm.value_at(base));
    vm.regs[base] = memory.unwrap_or_default().0.into();
    Ok(())
}

fn copy_into(vm: &mut Vm<'_>, base: usize) -> Result<(), Stop> {
    let block = BlockId(vm.regs[base + 1] as u32);
    let new = vm.func.copy_into(vm.value_at(base), block, vm.cx.ops);
    vm.regs[base] = new.0.into();
    Ok(())
}

fn canon_less_than(vm: &mut Vm<'_>, base: usize) -> Result<(), Stop> {
    let [one, two] = [base, base + 1].map(|at| vm.value_at(at));
    let [one_op, two_op] = [one, two].map(|value| vm.op(value));
    let [one_pos, two_pos] = [one, two].map(|value| vm.func.positions[value.0 as usize]);
    let yes = match () {
        () if one_op != two_op => one_op < two_op,
        // The base is signed in the compiler, and never negative.
        () if !one_pos.is_same_line(two_pos) => one_pos < two_pos,
        () => one < two,
    };
    vm.answer(base, yes)
}

fn struct_load(vm: &mut Vm<'_>, base: usize) -> Result<(), Stop> {
    let value = vm.value_at(base);
    let (pointer, memory) = (vm.arg(value, 0)?, vm.arg(value, 1)?);
    let ty = vm.func.value(value).ty;
    let fields = vm.ty(ty).ok_or(Stop::Trap)?.components.clone();
    let (off_ptr, load) = (vm.cx.ops.off_ptr, vm.cx.ops.load);
    let mut made = Vec::new();
    for field in fields {
        let field_pointer = vm.pointer(field.ty).ok_or(Stop::Trap)?;
        let address = vm.new_beside(value, off_ptr, field_pointer, &[pointer]);
        vm.func.value_mut(address).aux_int = field.offset;
        made.push(vm.new_beside(value, load, field.ty, &[address, memory]));
    }
    vm.func.reset(value, vm.cx.ops.struct_make, vm.cx.ops);
    for one in made {
        vm.func.add_arg(value, one);
    }
    Ok(())
}

fn struct_store(vm: &mut Vm<'_>, base: usize) -> Result<(), Stop> {
    let value = vm.value_at(base);
    let [target, source, mut memory] = [vm.arg(value, 0)?, vm.arg(value, 1)?, vm.arg(value, 2)?];
    if vm.op(source) != vm.cx.ops.struct_make {
        return Err(Stop::Trap);
    }
    let ty = vm.func.value(source).ty;
    let fields = vm.ty(ty).ok_or(Stop::Trap)?.components.clone();
    let parts = vm.func.args(source).to_vec();
    let (off_ptr, store) = (vm.cx.ops.off_ptr, vm.cx.ops.store);
    let memory_type = vm.func.value(value).ty;
    for (field, part) in fields.iter().zip(parts) {
        let field_pointer = vm.pointer(field.ty).ok_or(Stop::Trap)?;
        let address = vm.new_beside(value, off_ptr, field_pointer, &[target]);
        vm.func.value_mut(address).aux_int = field.offset;
        let aux = vm.type_aux(field.ty);
        let stored = vm.new_beside(value, store, memory_type, &[]);
        vm.func.value_mut(stored).aux = aux;
        for arg in [address, part, memory] {
            vm.func.add_arg(stored, arg);
        }
        memory = stored;
    }
    vm.regs[base] = memory.0.into();
    Ok(())
}

/// The maximum length of a chain of interfaces.
const CHAIN: u32 = 9;

fn direct_type(vm: &mut Vm<'_>, base: usize) -> Result<(), Stop> {
    let mut value = vm.value_at(base);
    let (itab, make) = (vm.cx.ops.i_tab, vm.cx.ops.i_make);
    loop {
        if vm.op(value) == vm.cx.ops.addr {
            let described = vm.data_of(value).and_then(|data| data.described);
            return vm.answer(base, described.is_some_and(|described| described.is_direct));
        }
        if vm.op(value) != itab || vm.op(vm.arg(value, 0)?) != make {
            return vm.answer(base, false);
        }
        value = vm.arg(vm.arg(value, 0)?, 0)?;
    }
}

fn direct_itab(vm: &mut Vm<'_>, base: usize) -> Result<(), Stop> {
    let yes = is_direct_itab(vm, vm.value_at(base), CHAIN)?;
    vm.answer(base, yes)
}

fn is_direct_itab(vm: &Vm<'_>, value: ValueId, depth: u32) -> Result<bool, Stop> {
    let Some(depth) = depth.checked_sub(1) else {
        return Ok(false);
    };
    let ops = vm.cx.ops;
    Ok(match vm.op(value) {
        op if op == ops.i_tab => is_direct_interface(vm, vm.arg(value, 0)?, depth)?,
        op if op == ops.addr => vm.data_of(value).is_some_and(|data| data.is_direct_itab),
        op => op == ops.const_nil,
    })
}

fn is_direct_interface(vm: &Vm<'_>, value: ValueId, depth: u32) -> Result<bool, Stop> {
    let Some(depth) = depth.checked_sub(1) else {
        return Ok(false);
    };
    match vm.op(value) {
        op if op == vm.cx.ops.i_make => is_direct_itab(vm, vm.arg(value, 0)?, depth),
        op if op == vm.cx.ops.phi => {
            for arg in vm.func.args(value) {
                if !is_direct_interface(vm, *arg, depth)? {
                    return Ok(false);
                }
            }
            Ok(true)
        }
        _ => Ok(false),
    }
}
