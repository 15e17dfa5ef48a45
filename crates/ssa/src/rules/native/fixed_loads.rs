//! Constants that read-only symbols hold, and fields of the types that symbols describe.
//!
//! Counterpart: cmd/compile/internal/ssa/rewrite.go (`read64`, `isFixedLoad`, `rewriteFixedLoad`).

use super::I64;
use super::Native;
use super::Run;
use super::U8;
use super::U16;
use super::U32;
use super::U64;
use super::native;
use crate::ids::ValueId;
use crate::ids::abi;
use crate::package::Aux;
use crate::package::SymData;
use crate::package::SymId;
use crate::package::TypeId;
use crate::package::kind;
use crate::properties::INTEGERS;
use crate::properties::PTR_SHAPED;
use crate::rules::ty::Ty;
use crate::rules::vm::Stop;
use crate::rules::vm::Vm;

pub(super) const NATIVES: &[Native] = &[
    native(
        "read8",
        &[Ty::Sym, I64],
        U8,
        Run::Full(|vm, base| read(vm, base, 1)),
    ),
    native(
        "read16",
        &[Ty::Sym, I64, Ty::ByteOrder],
        U16,
        Run::Full(|vm, base| read(vm, base, 2)),
    ),
    native(
        "read32",
        &[Ty::Sym, I64, Ty::ByteOrder],
        U32,
        Run::Full(|vm, base| read(vm, base, 4)),
    ),
    native(
        "read64",
        &[Ty::Sym, I64, Ty::ByteOrder],
        U64,
        Run::Full(|vm, base| read(vm, base, 8)),
    ),
    native(
        "isFixedLoad",
        &[Ty::Value, Ty::Sym, I64],
        Ty::Bool,
        Run::Full(is_fixed_load),
    ),
    native(
        "rewriteFixedLoad",
        &[Ty::Value, Ty::Sym, Ty::Value, I64],
        Ty::Value,
        Run::Edit(rewrite_fixed_load),
    ),
];

/// Reads bytes in little-endian order; those after the end are 0.
fn read(vm: &mut Vm<'_>, base: usize, size: usize) -> Result<(), Stop> {
    let offset = vm.regs[base + 1] as i64;
    let bytes = vm.data(base).map_or(&[][..], |data| &data.bytes);
    let start = usize::try_from(offset).ok();
    let rest = start
        .and_then(|start| bytes.get(start..))
        .unwrap_or_default();
    let taken = rest.iter().take(size).rev();
    vm.regs[base] = taken.fold(0, |word, byte| word << 8 | u64::from(*byte));
    Ok(())
}

/// The offsets of fields of `abi.Type` and `abi.PtrType` that a load may read, in bytes.
const SIZE: i64 = 0;
const POINTER_BYTES: i64 = 8;
const HASH: i64 = 16;
const KIND: i64 = 23;
const GC_DATA: i64 = 32;
const POINTER_ELEM: i64 = 48;

/// The bits of the kind in `abi.Type.Kind_`, and the kind `abi.Pointer`.
const KIND_BITS: u8 = 31;
const POINTER: u8 = 22;

/// Returns the address at an offset of a symbol's content, if a load of this type reads it.
fn address_at(vm: &Vm<'_>, data: &SymData, ty: TypeId, offset: i64) -> Option<Option<SymId>> {
    let kinds = PTR_SHAPED | 1 << kind::UINTPTR;
    if !data.is_read_only || !vm.is_kind(ty, kinds)? {
        return None;
    }
    let mut found = data.addresses.iter().filter(|(at, _)| *at == offset);
    Some(found.next().map(|(_, sym)| *sym))
}

fn is_fixed_load(vm: &mut Vm<'_>, base: usize) -> Result<(), Stop> {
    let value = vm.value_at(base);
    let ty = vm.func.value(value).ty;
    let offset = vm.regs[base + 2] as i64;
    let Some(data) = vm.data(base + 1) else {
        return vm.answer(base, false);
    };
    if let Some(address) = address_at(vm, data, ty, offset) {
        return vm.answer(base, address.is_some());
    }
    let Some(described) = data.described else {
        return vm.answer(base, false);
    };
    let loaded = vm.ty(ty).ok_or(Stop::Trap)?;
    let is_integer = vm.is_kind(ty, INTEGERS) == Some(true);
    let size = match offset {
        SIZE | POINTER_BYTES => 8,
        HASH => 4,
        KIND => 1,
        GC_DATA => {
            let is_pointer = vm.is_kind(ty, PTR_SHAPED) == Some(true);
            return vm.answer(base, is_pointer && loaded.size == 8);
        }
        // The target of a pointer type.
        POINTER_ELEM if described.kind & KIND_BITS == POINTER => return vm.answer(base, true),
        _ => return vm.answer(base, false),
    };
    let yes = is_integer && loaded.size == size;
    vm.answer(base, yes)
}

fn rewrite_fixed_load(vm: &mut Vm<'_>, base: usize) -> Result<(), Stop> {
    let value = vm.value_at(base);
    let symbols = vm.value_at(base + 2);
    let offset = vm.regs[base + 3] as i64;
    let ty = vm.func.value(value).ty;
    let data = vm.data(base + 1).ok_or(Stop::Trap)?;
    if let Some(Some(sym)) = address_at(vm, data, ty, offset) {
        let name = vm.sym_of(sym).map_or("", |sym| &sym.name);
        if name.starts_with("type:") || name.starts_with("go:itab") {
            vm.func.fresh.used_in_interfaces.push(sym);
        }
        become_address(vm, value, sym, symbols);
        return Ok(());
    }
    let described = data.described.ok_or(Stop::Trap)?;
    if offset == POINTER_ELEM {
        return load_elem(vm, base);
    }
    if offset == GC_DATA {
        become_address(vm, value, described.gc_data, symbols);
        return Ok(());
    }
    let (op, constant) = match offset {
        SIZE => (vm.cx.ops.const64, described.size),
        POINTER_BYTES => (vm.cx.ops.const64, described.pointer_bytes),
        HASH => (vm.cx.ops.const32, i64::from(described.hash as i32)),
        KIND => (vm.cx.ops.const8, i64::from(described.kind as i8)),
        _ => return Err(Stop::Trap),
    };
    vm.func.reset(value, op, vm.cx.ops);
    vm.func.value_mut(value).aux_int = constant;
    Ok(())
}

/// Makes a load the address of the symbol of the type that a pointer type points to.
fn load_elem(vm: &mut Vm<'_>, base: usize) -> Result<(), Stop> {
    let [value, symbols] = [base, base + 2].map(|at| vm.value_at(at));
    let Some(Aux::Sym(pointer)) = vm.aux(base + 1) else {
        return Err(Stop::Trap);
    };
    let name = &vm.sym_of(*pointer).ok_or(Stop::Trap)?.name;
    let elem = name.strip_prefix("type:*");
    let elem = format!(
        "type:{}",
        elem.ok_or(Stop::Unknown("name of a type's symbol"))?
    );
    let sym = vm.func.intern_sym(vm.cx.package, &elem, abi::NONE);
    vm.func.fresh.used_in_interfaces.push(sym);
    become_address(vm, value, sym, symbols);
    Ok(())
}

/// Makes a value the address of a symbol; `symbols` is the value for all of them.
fn become_address(vm: &mut Vm<'_>, value: ValueId, sym: SymId, symbols: ValueId) {
    let aux = vm.intern_aux(Aux::Sym(sym));
    vm.func.reset(value, vm.cx.ops.addr, vm.cx.ops);
    vm.func.value_mut(value).aux = aux;
    vm.func.add_arg(value, symbols);
}
