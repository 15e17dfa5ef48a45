//! Symbols, and aux values.
//!
//! Counterpart: cmd/compile/internal/ssa/rewrite.go (`symIsRO`, `isSameCall`, `devirtLECall`).

use vamos_base::Digest;
use vamos_base::golang::base64;
use vamos_base::golang::quote::quote_bytes;

use super::I64;
use super::Native;
use super::Run;
use super::native;
use super::with_struct;
use crate::ids::ValueId;
use crate::ids::abi;
use crate::intern::NewAuxes;
use crate::package::Aux;
use crate::package::AuxId;
use crate::package::Call;
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

    pub(super) fn intern_aux(&mut self, aux: Aux) -> AuxId {
        self.func.intern_aux(self.cx.package, aux)
    }

    pub(super) fn sym_of(&self, id: SymId) -> Option<&Sym> {
        self.func.sym(self.cx.package, id)
    }

    /// Returns the content of the symbol in a register, if it is read-only.
    pub(super) fn data(&self, at: usize) -> Option<&SymData> {
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

/// Makes a call of an interface method one of a known function.
fn devirtualize(vm: &mut Vm<'_>, base: usize) -> Result<(), Stop> {
    let value = vm.value_at(base);
    let sym = SymId(vm.regs[base + 1] as u32);
    let aux = vm.func.value(value).aux;
    let Some(Aux::Call(call)) = vm.func.aux(vm.cx.package, aux) else {
        return Err(Stop::Trap);
    };
    let call = Call {
        sym,
        ..Call::clone(call)
    };
    let mut auxes = NewAuxes::of(vm.func);
    let aux = auxes.add(vm.func, vm.cx.package, Aux::Call(Box::new(call)));
    auxes.end(vm.func);
    vm.func.value_mut(value).aux = aux;
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
