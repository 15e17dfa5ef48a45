//! Symbols, constants that they hold, and aux values.
//!
//! Counterpart: cmd/compile/internal/ssa/rewrite.go (`symIsRO`, `read64`, `isFixedLoad`).

use vamos_base::Digest;
use vamos_base::golang::base64;
use vamos_base::golang::quote::quote_bytes;

use super::I64;
use super::Native;
use super::Run;
use super::U8;
use super::U16;
use super::U32;
use super::U64;
use super::native;
use super::with_struct;
use crate::ids::ValueId;
use crate::ids::abi;
use crate::package::Aux;
use crate::package::AuxId;
use crate::package::Sym;
use crate::package::SymData;
use crate::package::SymId;
use crate::package::TypeId;
use crate::rules::ty::Ty;
use crate::rules::vm::Stop;
use crate::rules::vm::Vm;

/// The most bytes of a constant string that are the name of its symbol.
const LONGEST_NAME: usize = 100;

const SYM: &[Ty] = &[Ty::Sym];
const CALL: &[Ty] = &[Ty::Call];

pub(super) const NATIVES: &[Native] = &[
    native("auxToType", &[Ty::Aux], Ty::Type, Run::Full(aux_to_type)),
    native("typeToAux", &[Ty::Type], Ty::Aux, Run::Full(type_to_aux)),
    native("auxToLSym", &[Ty::Aux], Ty::LSym, Run::Full(aux_to_lsym)),
    native("runtimeSym", &[Ty::Str], Ty::Sym, Run::Full(runtime_sym)),
    native("LSym.ABI", &[Ty::LSym], I64, Run::Full(symbol_abi)),
    native("AuxCall.Fn", CALL, Ty::LSym, Run::Full(call_function)),
    native(
        "isSameCall",
        &[Ty::Call, Ty::Str],
        Ty::Bool,
        Run::Full(is_same_call),
    ),
    native("isNewObject", CALL, Ty::Bool, Run::Full(is_new_object)),
    native(
        "isSpecializedMalloc",
        CALL,
        Ty::Bool,
        Run::Full(is_specialized_malloc),
    ),
    native("symIsRO", SYM, Ty::Bool, Run::Full(is_read_only)),
    native("symIsROZero", SYM, Ty::Bool, Run::Full(is_zero)),
    native("isDictArgSym", SYM, Ty::Bool, Run::Full(is_dictionary)),
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
    native(
        "devirtLECall",
        &[Ty::Value, Ty::LSym],
        Ty::Value,
        Run::Edit(devirtualize),
    ),
    native("textLen", &[Ty::AuxText], I64, Run::Full(text_len)),
    native(
        "Frontend.StringData",
        &[Ty::Frontend, Ty::AuxText],
        Ty::Sym,
        Run::Full(string_data),
    ),
    native(
        "makeJumpTableSym",
        &[Ty::Block],
        Ty::Sym,
        Run::Full(jump_table),
    ),
    with_struct(
        "auxToPanicBoundsC",
        &[Ty::Aux],
        "PanicBoundsC",
        Run::Full(bounds),
    ),
    with_struct(
        "auxToPanicBoundsCC",
        &[Ty::Aux],
        "PanicBoundsCC",
        Run::Full(bounds),
    ),
    native(
        "boundsToAux",
        &[I64],
        Ty::Aux,
        Run::Full(|vm, base| bounds_aux(vm, base, false)),
    ),
    native(
        "bounds2ToAux",
        &[I64, I64],
        Ty::Aux,
        Run::Full(|vm, base| bounds_aux(vm, base, true)),
    ),
];

impl Vm<'_> {
    /// Returns the aux value in a register.
    pub(super) fn aux(&self, at: usize) -> Option<&Aux> {
        self.func.aux(self.cx.package, AuxId(self.regs[at] as u32))
    }

    pub(super) fn type_aux(&mut self, ty: TypeId) -> AuxId {
        self.func.intern_aux(self.cx.package, Aux::Type(ty))
    }

    fn intern_aux(&mut self, aux: Aux) -> AuxId {
        self.func.intern_aux(self.cx.package, aux)
    }

    pub(super) fn sym_of(&self, id: SymId) -> Option<&Sym> {
        self.func.sym(self.cx.package, id)
    }

    /// Returns the content of the symbol in a register, if it is read-only.
    fn data(&self, at: usize) -> Option<&SymData> {
        match self.aux(at) {
            Some(Aux::Sym(sym)) => self.func.data(self.cx.package, *sym),
            _ => None,
        }
    }

    /// Returns the content of the symbol of a value.
    pub(super) fn data_of(&self, value: ValueId) -> Option<&SymData> {
        match self.func.aux(self.cx.package, self.func.value(value).aux) {
            Some(Aux::Sym(sym)) => self.func.data(self.cx.package, *sym),
            _ => None,
        }
    }

    /// Returns the name of the function that a call has.
    pub(super) fn function_name(&self, at: usize) -> Option<&str> {
        match self.aux(at) {
            Some(Aux::Call(call)) => Some(&self.sym_of(call.sym)?.name),
            _ => None,
        }
    }
}

fn aux_to_type(vm: &mut Vm<'_>, base: usize) -> Result<(), Stop> {
    let Some(Aux::Type(ty)) = vm.aux(base) else {
        return Err(Stop::Trap);
    };
    vm.regs[base] = ty.0.into();
    Ok(())
}

fn type_to_aux(vm: &mut Vm<'_>, base: usize) -> Result<(), Stop> {
    let ty = vm.type_at(base);
    vm.regs[base] = vm.type_aux(ty).0.into();
    Ok(())
}

fn aux_to_lsym(vm: &mut Vm<'_>, base: usize) -> Result<(), Stop> {
    let Some(Aux::Sym(sym)) = vm.aux(base) else {
        return Err(Stop::Trap);
    };
    vm.regs[base] = sym.0.into();
    Ok(())
}

fn call_function(vm: &mut Vm<'_>, base: usize) -> Result<(), Stop> {
    let Some(Aux::Call(call)) = vm.aux(base) else {
        return Err(Stop::Trap);
    };
    vm.regs[base] = call.sym.0.into();
    Ok(())
}

/// Returns the symbol of the run time that a field of the compiler's table of symbols is.
fn runtime_sym(vm: &mut Vm<'_>, base: usize) -> Result<(), Stop> {
    let rules = vm.rules;
    let text = rules.texts.get(vm.regs[base] as usize).ok_or(Stop::Trap)?;
    let mut name = "runtime.".to_owned();
    let lower = |(index, c): (usize, char)| match index {
        0 => c.to_ascii_lowercase(),
        _ => c,
    };
    name.extend(text.chars().enumerate().map(lower));
    let sym = vm.func.intern_sym(vm.cx.package, &name, abi::NONE);
    vm.regs[base] = vm.intern_aux(Aux::Sym(sym)).0.into();
    Ok(())
}

fn symbol_abi(vm: &mut Vm<'_>, base: usize) -> Result<(), Stop> {
    let sym = vm.sym_of(SymId(vm.regs[base] as u32));
    vm.regs[base] = sym.ok_or(Stop::Unknown("ABI of a function"))?.abi.into();
    Ok(())
}

fn is_same_call(vm: &mut Vm<'_>, base: usize) -> Result<(), Stop> {
    let text = vm.rules.texts.get(vm.regs[base + 1] as usize);
    let yes = vm.function_name(base) == text.map(|text| &**text);
    vm.answer(base, yes)
}

fn is_new_object(vm: &mut Vm<'_>, base: usize) -> Result<(), Stop> {
    let yes = vm.function_name(base) == Some("runtime.newobject");
    vm.answer(base, yes)
}

fn is_specialized_malloc(vm: &mut Vm<'_>, base: usize) -> Result<(), Stop> {
    let prefixes = [
        "runtime.mallocgcSmallNoScanSC",
        "runtime.mallocgcSmallScanNoHeaderSC",
        vm.cx.profile.tiny_malloc,
    ];
    let name = vm.function_name(base);
    let yes = name.is_some_and(|name| prefixes.iter().any(|prefix| name.starts_with(prefix)));
    vm.answer(base, yes)
}

fn is_read_only(vm: &mut Vm<'_>, base: usize) -> Result<(), Stop> {
    let yes = vm
        .data(base)
        .is_some_and(|data| data.is_read_only && data.relocations == 0);
    vm.answer(base, yes)
}

fn is_zero(vm: &mut Vm<'_>, base: usize) -> Result<(), Stop> {
    let yes = vm.data(base).is_some_and(|data| {
        data.is_read_only && data.relocations == 0 && data.bytes.iter().all(|byte| *byte == 0)
    });
    vm.answer(base, yes)
}

fn is_dictionary(vm: &mut Vm<'_>, base: usize) -> Result<(), Stop> {
    let yes = match vm.aux(base) {
        Some(Aux::Name(name)) => {
            let name = vm.func.name(vm.cx.package, *name);
            name.is_some_and(|name| name.text == ".dict")
        }
        _ => return Err(Stop::Trap),
    };
    vm.answer(base, yes)
}

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

/// The fields of a type that a load may read: offset, size of the field, and whether it is a
/// pointer.
const SIZE: i64 = 0;
const POINTER_BYTES: i64 = 8;
const HASH: i64 = 16;
const KIND: i64 = 23;
const GC_DATA: i64 = 32;
const POINTER_ELEM: i64 = 48;

/// The bits of the kind of a type at run time, and the kind of pointers.
const KIND_BITS: u8 = 31;
const POINTER: u8 = 22;

/// Returns the address at an offset of a symbol's content, if a load of this type reads it.
fn address_at(vm: &Vm<'_>, data: &SymData, ty: TypeId, offset: i64) -> Option<Option<SymId>> {
    let kinds = crate::properties::PTR_SHAPED | 1 << crate::package::kind::UINTPTR;
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
    let is_integer = vm.is_kind(ty, crate::properties::INTEGERS) == Some(true);
    let size = match offset {
        SIZE | POINTER_BYTES => 8,
        HASH => 4,
        KIND => 1,
        GC_DATA => {
            let is_pointer = vm.is_kind(ty, crate::properties::PTR_SHAPED) == Some(true);
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

/// Makes a call of an interface method one of a known function. The aux value stays: the function
/// is part of it.
fn devirtualize(vm: &mut Vm<'_>, base: usize) -> Result<(), Stop> {
    let value = vm.value_at(base);
    let op = vm.cx.ops.static_le_call;
    let args = vm.func.args(value).to_vec();
    let first = args.first().copied().ok_or(Stop::Trap)?;
    vm.func.uses[first.0 as usize] -= 1;
    vm.func.put_args(value, &args[1..]);
    vm.func.value_mut(value).op = op;
    Ok(())
}

fn text_len(vm: &mut Vm<'_>, base: usize) -> Result<(), Stop> {
    let Some(Aux::Text(text)) = vm.aux(base) else {
        return Err(Stop::Trap);
    };
    vm.regs[base] = text.len() as u64;
    Ok(())
}

fn string_data(vm: &mut Vm<'_>, base: usize) -> Result<(), Stop> {
    let Some(Aux::Text(text)) = vm.aux(base + 1) else {
        return Err(Stop::Trap);
    };
    let known = vm.cx.package.find_string(text);
    let name = string_symbol(text);
    let data = SymData {
        is_read_only: true,
        bytes: text.clone(),
        ..SymData::default()
    };
    let sym = known.unwrap_or_else(|| {
        let sym = vm.func.intern_sym(vm.cx.package, &name, abi::NONE);
        if vm.func.data(vm.cx.package, sym).is_none() {
            vm.func.fresh.data.push((sym, data));
        }
        sym
    });
    vm.regs[base] = vm.intern_aux(Aux::Sym(sym)).0.into();
    Ok(())
}

/// Returns the name of the symbol of a constant string.
fn string_symbol(text: &[u8]) -> String {
    if text.len() <= LONGEST_NAME {
        return format!("go:string.{}", quote_bytes(text));
    }
    // Upstream makes the hash different from SHA-256.
    let digest = Digest::of(&[&[1_u8][..], text].concat());
    let hash = base64::encode(&digest.0[..16]);
    format!("go:string..gostring.{}.{hash}", text.len())
}

fn jump_table(vm: &mut Vm<'_>, base: usize) -> Result<(), Stop> {
    let own = vm.func.aux(vm.cx.package, vm.func.own.call);
    let Some(Aux::Call(call)) = own else {
        return Err(Stop::Unknown("symbol of the function"));
    };
    let name = &vm
        .sym_of(call.sym)
        .ok_or(Stop::Unknown("symbol of the function"))?
        .name;
    let name = format!("{name}.jump{}", vm.regs[base]);
    let sym = vm.func.intern_sym(vm.cx.package, &name, abi::NONE);
    vm.regs[base] = vm.intern_aux(Aux::Sym(sym)).0.into();
    Ok(())
}

fn bounds(vm: &mut Vm<'_>, base: usize) -> Result<(), Stop> {
    let constants = match vm.aux(base) {
        Some(Aux::Bounds(one)) => [*one, 0],
        Some(Aux::Bounds2(one, two)) => [*one, *two],
        _ => return Err(Stop::Trap),
    };
    for (offset, constant) in constants.into_iter().enumerate() {
        vm.regs[base + offset] = constant as u64;
    }
    Ok(())
}

fn bounds_aux(vm: &mut Vm<'_>, base: usize, has_two: bool) -> Result<(), Stop> {
    let [one, two] = [0, 1].map(|offset| vm.regs[base + offset] as i64);
    let aux = match has_two {
        true => Aux::Bounds2(one, two),
        false => Aux::Bounds(one),
    };
    vm.regs[base] = vm.intern_aux(aux).0.into();
    Ok(())
}
