//! Types: their properties, and types that rules make.
//!
//! Counterpart: cmd/compile/internal/types/type.go.

use super::I64;
use super::Native;
use super::Run;
use super::native;
use crate::intern::spelling_of_kind;
use crate::package::Component;
use crate::package::Type;
use crate::package::TypeId;
use crate::package::kind;
use crate::package::type_flags;
use crate::properties::INTEGERS;
use crate::properties::PTR_SHAPED;
use crate::properties::SIGNED;
use crate::rules::ty::Ty;
use crate::rules::vm::Stop;
use crate::rules::vm::Vm;
use crate::type_facts::EmptyType;

const TYPE: &[Ty] = &[Ty::Type];

/// The bit of the number of a pointer type that selects its target.
const ELEM_BIT: u32 = 1 << 30;

/// A question about the kind.
const fn of_kinds(name: &'static str, kinds: u64) -> Native {
    native(name, TYPE, Ty::Bool, Run::Kinds(kinds))
}

/// A question about a type.
const fn is(name: &'static str, run: fn(&mut Vm<'_>, usize) -> Result<(), Stop>) -> Native {
    native(name, TYPE, Ty::Bool, Run::Full(run))
}

pub(super) const NATIVES: &[Native] = &[
    native("configType", &[Ty::Str], Ty::Type, Run::Full(config_type)),
    native("ssaType", &[Ty::Str], Ty::Type, Run::Full(ssa_type)),
    native("kindType", &[I64], Ty::Type, Run::Full(kind_type)),
    native("Type.Size", TYPE, I64, Run::Full(size)),
    native(
        "Type.Alignment",
        TYPE,
        I64,
        Run::Full(|vm, base| vm.number(base, |ty| ty.align)),
    ),
    native(
        "Type.NumElem",
        TYPE,
        I64,
        Run::Full(|vm, base| vm.number(base, |ty| ty.len)),
    ),
    native("Type.NumFields", TYPE, I64, Run::Full(num_fields)),
    native(
        "Type.Kind",
        TYPE,
        I64,
        Run::Full(|vm, base| vm.number(base, |ty| ty.kind.into())),
    ),
    native("Type.Elem", TYPE, Ty::Type, Run::Full(elem)),
    native("Type.PtrTo", TYPE, Ty::Type, Run::Full(pointer_to)),
    native("types.NewPtr", TYPE, Ty::Type, Run::Full(pointer_to)),
    native(
        "types.NewTuple",
        &[Ty::Type, Ty::Type],
        Ty::Type,
        Run::Full(tuple),
    ),
    native(
        "Type.FieldType",
        &[Ty::Type, I64],
        Ty::Type,
        Run::Full(field_type),
    ),
    native(
        "Type.FieldOff",
        &[Ty::Type, I64],
        I64,
        Run::Full(field_offset),
    ),
    native(
        "Type.Compare",
        &[Ty::Type, Ty::Type],
        I64,
        Run::Full(compare),
    ),
    native("CanSSA", TYPE, Ty::Bool, Run::Full(can_ssa)),
    is("Type.HasPointers", |vm, base| {
        vm.flag(base, type_flags::HAS_POINTERS)
    }),
    is("Type.NotInHeap", |vm, base| {
        vm.flag(base, type_flags::NOT_IN_HEAP)
    }),
    is("Type.IsSIMD", |vm, base| vm.flag(base, type_flags::IS_SIMD)),
    of_kinds("Type.IsPtrShaped", PTR_SHAPED),
    of_kinds("Type.IsInteger", INTEGERS),
    of_kinds("Type.IsSigned", SIGNED),
    of_kinds("Type.IsUnsigned", INTEGERS & !SIGNED),
    of_kinds("Type.IsFloat", bit(kind::FLOAT32) | bit(kind::FLOAT64)),
    of_kinds(
        "Type.IsComplex",
        bit(kind::COMPLEX64) | bit(kind::COMPLEX128),
    ),
    of_kinds("Type.IsBoolean", bit(kind::BOOL)),
    of_kinds("Type.IsPtr", bit(kind::PTR)),
    of_kinds("Type.IsUnsafePtr", bit(kind::UNSAFEPTR)),
    of_kinds("Type.IsUintptr", bit(kind::UINTPTR)),
    of_kinds("Type.IsString", bit(kind::STRING)),
    of_kinds("Type.IsSlice", bit(kind::SLICE)),
    of_kinds("Type.IsArray", bit(kind::ARRAY)),
    of_kinds("Type.IsStruct", bit(kind::STRUCT)),
    of_kinds("Type.IsInterface", bit(kind::INTER)),
    of_kinds("Type.IsTuple", bit(kind::TUPLE)),
    of_kinds("Type.IsResults", bit(kind::RESULTS)),
    is("Type.IsMemory", |vm, base| {
        let yes = vm.is_memory(vm.type_at(base));
        vm.answer(base, yes)
    }),
    is("Type.IsFlags", |vm, base| {
        let yes = vm.is_empty(vm.type_at(base), EmptyType::Flags);
        vm.answer(base, yes)
    }),
    is("Type.IsVoid", |vm, base| {
        let yes = vm.is_empty(vm.type_at(base), EmptyType::Void);
        vm.answer(base, yes)
    }),
];

const fn bit(kind: u32) -> u64 {
    1 << kind
}

impl Vm<'_> {
    pub(in crate::rules) fn type_at(&self, at: usize) -> TypeId {
        TypeId(self.regs[at] as u32)
    }

    /// Returns a type.
    pub(in crate::rules) fn ty(&self, id: TypeId) -> Option<&Type> {
        self.func.ty(self.cx.package, id)
    }

    fn number(&mut self, base: usize, get: fn(&Type) -> i64) -> Result<(), Stop> {
        let id = self.type_at(base);
        if let Some(pointer) = elem_of(id) {
            let pointer = self.ty(pointer).ok_or(Stop::Trap)?;
            let pointee = Type {
                size: pointer.len,
                ..Type::default()
            };
            let size = get(&pointee);
            if size != pointer.len {
                return Err(Stop::Unknown(
                    "property of the type that a pointer points to",
                ));
            }
            self.regs[base] = size as u64;
            return Ok(());
        }
        self.regs[base] = get(self.ty(id).ok_or(Stop::Trap)?) as u64;
        Ok(())
    }

    fn flag(&mut self, base: usize, mask: u64) -> Result<(), Stop> {
        let id = self.type_at(base);
        let (id, mask) = match (elem_of(id), mask) {
            (None, mask) => (id, mask),
            (Some(id), type_flags::HAS_POINTERS) => (id, type_flags::ELEM_HAS_POINTERS),
            (Some(id), type_flags::NOT_IN_HEAP) => (id, type_flags::ELEM_NOT_IN_HEAP),
            _ => return Err(Stop::Unknown("flag of the type that a pointer points to")),
        };
        let yes = self.ty(id).ok_or(Stop::Trap)?.flags & mask != 0;
        self.answer(base, yes)
    }

    /// Reports whether a type is of one of these kinds, a bit each.
    pub(in crate::rules) fn is_kind(&self, id: TypeId, kinds: u64) -> Option<bool> {
        let kind = self.func.kind(self.cx, id)?;
        Some(kinds >> kind & 1 != 0)
    }

    /// Answers whether a type is of one of these kinds.
    pub(super) fn kinds(&mut self, base: usize, kinds: u64) -> Result<(), Stop> {
        let yes = self.is_kind(self.type_at(base), kinds);
        let yes = yes.ok_or(Stop::Unknown("kind of a type"))?;
        self.answer(base, yes)
    }

    /// Reports whether a type is a type without content.
    fn is_empty(&self, id: TypeId, empty: EmptyType) -> bool {
        self.func.is_empty_type(self.cx, id, empty)
    }

    /// Reports whether a type is memory, or its last part is.
    pub(in crate::rules) fn is_memory(&self, id: TypeId) -> bool {
        self.func.is_memory_type(self.cx, id)
    }

    /// Returns the type that a number of a text names, as found by `find`.
    fn cached(
        &mut self,
        base: usize,
        find: fn(&mut Self, &str) -> Option<TypeId>,
    ) -> Result<(), Stop> {
        let number = self.regs[base];
        let known = self.types.iter().find(|(text, _)| *text == number);
        let id = match known {
            Some((_, id)) => *id,
            None => {
                let text = self.rules.texts.get(number as usize);
                let id = find(self, text.ok_or(Stop::Trap)?);
                let id = id.ok_or(Stop::Unknown("type of the compiler's table"))?;
                self.types.push((number, id));
                id
            }
        };
        self.regs[base] = id.0.into();
        Ok(())
    }

    fn basic(&mut self, text: &str) -> Option<TypeId> {
        self.func.basic_type(self.cx.package, text)
    }

    pub(super) fn pointer(&mut self, elem: TypeId) -> Option<TypeId> {
        self.func.pointer_type(self.cx.package, elem)
    }
}

/// Returns the pointer type, if a number means its target.
fn elem_of(id: TypeId) -> Option<TypeId> {
    let is_elem = id.0 & ELEM_BIT != 0;
    is_elem.then_some(TypeId(id.0 & !ELEM_BIT))
}

fn config_type(vm: &mut Vm<'_>, base: usize) -> Result<(), Stop> {
    vm.cached(base, |vm, name| {
        // Each `Ptr` at the end is a pointer.
        let mut elem = name;
        let mut pointers = 0;
        while let Some(rest) = elem.strip_suffix("Ptr") {
            elem = rest;
            pointers += 1;
        }
        let text = match elem {
            "Byte" => "uint8".to_owned(),
            _ => elem.to_ascii_lowercase(),
        };
        let mut ty = vm.basic(&text)?;
        for _ in 0..pointers {
            ty = vm.pointer(ty)?;
        }
        Some(ty)
    })
}

fn ssa_type(vm: &mut Vm<'_>, base: usize) -> Result<(), Stop> {
    vm.cached(base, |vm, name| vm.basic(&name.to_ascii_lowercase()))
}

fn size(vm: &mut Vm<'_>, base: usize) -> Result<(), Stop> {
    let id = vm.type_at(base);
    match vm.func.size(vm.cx, id).filter(|_| elem_of(id).is_none()) {
        Some(size) => vm.regs[base] = size as u64,
        None => vm.number(base, |ty| ty.size)?,
    }
    Ok(())
}

/// Returns the type of a kind without a package.
fn kind_type(vm: &mut Vm<'_>, base: usize) -> Result<(), Stop> {
    let text = spelling_of_kind(vm.regs[base]).ok_or(Stop::Trap)?;
    vm.regs[base] = vm.basic(text).ok_or(Stop::Trap)?.0.into();
    Ok(())
}

fn num_fields(vm: &mut Vm<'_>, base: usize) -> Result<(), Stop> {
    let ty = vm.ty(vm.type_at(base)).ok_or(Stop::Trap)?;
    vm.regs[base] = ty.components.len() as u64;
    Ok(())
}

fn elem(vm: &mut Vm<'_>, base: usize) -> Result<(), Stop> {
    let id = vm.type_at(base);
    if let Some(elem) = vm.cx.package.find_elem(id) {
        vm.regs[base] = elem.0.into();
        return Ok(());
    }
    let ty = vm.ty(id).ok_or(Stop::Trap)?;
    let elem = match ty.kind {
        kind::PTR if ty.elem.0 == 0 => {
            let text = ty.text.get(1..).unwrap_or_default();
            let link_text = ty.link_text.get(1..).unwrap_or_default();
            let known = vm.func.find_type(vm.cx.package, text, link_text);
            known.unwrap_or(TypeId(id.0 | ELEM_BIT))
        }
        kind::PTR | kind::SLICE | kind::ARRAY => ty.elem,
        _ => return Err(Stop::Unknown("element of a type")),
    };
    vm.regs[base] = elem.0.into();
    Ok(())
}

fn pointer_to(vm: &mut Vm<'_>, base: usize) -> Result<(), Stop> {
    let pointer = vm.pointer(vm.type_at(base));
    vm.regs[base] = pointer.ok_or(Stop::Unknown("pointer to a type"))?.0.into();
    Ok(())
}

fn tuple(vm: &mut Vm<'_>, base: usize) -> Result<(), Stop> {
    let parts = [base, base + 1].map(|at| vm.type_at(at));
    let tuple = vm.func.tuple_type(vm.cx.package, parts);
    vm.regs[base] = tuple.ok_or(Stop::Trap)?.0.into();
    Ok(())
}

fn component(vm: &Vm<'_>, base: usize) -> Result<Component, Stop> {
    let ty = vm.ty(vm.type_at(base)).ok_or(Stop::Trap)?;
    let index = vm.regs[base + 1] as usize;
    ty.components.get(index).copied().ok_or(Stop::Trap)
}

fn field_type(vm: &mut Vm<'_>, base: usize) -> Result<(), Stop> {
    vm.regs[base] = component(vm, base)?.ty.0.into();
    Ok(())
}

fn field_offset(vm: &mut Vm<'_>, base: usize) -> Result<(), Stop> {
    vm.regs[base] = component(vm, base)?.offset as u64;
    Ok(())
}

/// Compares two types: -1, 0 or 1.
fn compare(vm: &mut Vm<'_>, base: usize) -> Result<(), Stop> {
    let [one, two] = [base, base + 1].map(|at| vm.ty(vm.type_at(at)));
    let (one, two) = (one.ok_or(Stop::Trap)?, two.ok_or(Stop::Trap)?);
    vm.regs[base] = one.order.compare(&two.order) as i64 as u64;
    Ok(())
}

fn can_ssa(vm: &mut Vm<'_>, base: usize) -> Result<(), Stop> {
    vm.flag(base, type_flags::CAN_SSA)
}
