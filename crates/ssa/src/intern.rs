//! Types, aux values and symbols of a function: entries of the package's tables, and entries that
//! only the function has.
//!
//! Counterpart: cmd/compile/internal/types/type.go (`NewPtr`, `NewTuple`).

use crate::func::Fresh;
use crate::func::Func;
use crate::func::Pos;
use crate::package::Aux;
use crate::package::AuxId;
use crate::package::Component;
use crate::package::Name;
use crate::package::NameId;
use crate::package::Package;
use crate::package::Sym;
use crate::package::SymData;
use crate::package::SymId;
use crate::package::TEMP;
use crate::package::Type;
use crate::package::TypeId;
use crate::package::class;
use crate::package::kind;
use crate::package::name_flags;
use crate::package::type_flags;
use crate::type_order::TypeOrder;

/// Types without a package: spelling, kind and size.
const BASIC: &[(&str, u32, i64)] = &[
    ("bool", kind::BOOL, 1),
    ("int8", kind::INT8, 1),
    ("int16", kind::INT16, 2),
    ("int32", kind::INT32, 4),
    ("int64", kind::INT64, 8),
    ("uint8", kind::UINT8, 1),
    ("uint16", kind::UINT16, 2),
    ("uint32", kind::UINT32, 4),
    ("uint64", kind::UINT64, 8),
    ("int", kind::INT, 8),
    ("uint", kind::UINT, 8),
    ("uintptr", kind::UINTPTR, 8),
    ("float32", kind::FLOAT32, 4),
    ("float64", kind::FLOAT64, 8),
    ("string", kind::STRING, 16),
    ("mem", kind::SSA, 0),
    ("flags", kind::SSA, 0),
    ("void", kind::SSA, 0),
    ("invalid", kind::SSA, 0),
    ("int128", kind::SSA, 16),
    ("vec128", kind::SSA, 16),
    ("vec256", kind::SSA, 32),
    ("vec512", kind::SSA, 64),
    ("mask", kind::SSA, 8),
];

/// Returns the spellings of types that functions get from the tables of the package, or make, whether
/// their code names them or not.
pub fn basic_spellings() -> impl Iterator<Item = &'static str> {
    BASIC.iter().map(|(text, ..)| *text)
}

/// Returns the spelling of the type of a kind.
pub(crate) fn spelling_of_kind(wanted: u64) -> Option<&'static str> {
    let row = BASIC.iter().find(|(_, kind, _)| u64::from(*kind) == wanted);
    row.map(|(text, ..)| *text)
}

/// Returns the numbers of integer and of floating-point registers of a type without a package.
fn registers_of(of_kind: u32) -> (u32, u32) {
    match of_kind {
        kind::SSA => (0, 0),
        kind::FLOAT32 | kind::FLOAT64 => (0, 1),
        kind::STRING => (2, 0),
        _ => (1, 0),
    }
}

/// Returns the index in the function's own tables, if a number is one of theirs.
fn own_index(number: u32) -> Option<usize> {
    (number & Fresh::BIT != 0).then_some((number & !Fresh::BIT) as usize)
}

/// New aux values that are equal to no other one, whatever their content.
#[derive(Debug)]
pub(crate) struct NewAuxes {
    /// The first number of the package's table that may be a new one.
    first: u32,
    taken: Vec<AuxId>,
}

impl NewAuxes {
    /// Returns new aux values for a function: entries of the table that it does not use yet.
    pub(crate) fn of(func: &mut Func) -> Self {
        let mut taken: Vec<AuxId> = func.free.scratch.memory();
        taken.clear();
        let values = func.values.iter().map(|value| value.aux);
        let known = values.chain([func.own.call]);
        let known = known.map(|aux| aux.0).filter(|aux| aux & Fresh::BIT == 0);
        Self {
            first: known.max().unwrap_or(0) + 1,
            taken,
        }
    }

    /// Gives the memory back.
    pub(crate) fn end(self, func: &mut Func) {
        func.free.scratch.keep(self.taken);
    }

    /// Adds an aux value. The table of the package has it already if the compiler made it, too.
    pub(crate) fn add(&mut self, func: &mut Func, package: &Package, aux: Aux) -> AuxId {
        let from = self.first.saturating_sub(1) as usize;
        let dumped = if func.fresh.makes_all {
            &[][..]
        } else {
            &package.auxes
        };
        let new = dumped.iter().enumerate().skip(from);
        let mut equal = new.filter(|(_, known)| **known == aux);
        let id = equal.find_map(|(at, _)| {
            let id = AuxId(at as u32 + 1);
            (!self.taken.contains(&id)).then_some(id)
        });
        let id = id.unwrap_or_else(|| {
            func.fresh.auxes.push(aux);
            AuxId((func.fresh.auxes.len() - 1) as u32 | Fresh::BIT)
        });
        self.taken.push(id);
        id
    }
}

impl Func {
    /// Returns a type.
    #[inline]
    pub fn ty<'a>(&'a self, package: &'a Package, id: TypeId) -> Option<&'a Type> {
        match own_index(id.0) {
            Some(index) => self.fresh.types.get(index),
            None => package.ty(id),
        }
    }

    /// Returns a symbol.
    pub fn sym<'a>(&'a self, package: &'a Package, id: SymId) -> Option<&'a Sym> {
        match own_index(id.0) {
            Some(index) => self.fresh.syms.get(index),
            None => package.sym(id),
        }
    }

    /// Returns an aux value.
    #[inline]
    pub fn aux<'a>(&'a self, package: &'a Package, id: AuxId) -> Option<&'a Aux> {
        match own_index(id.0) {
            Some(index) => self.fresh.auxes.get(index),
            None => package.aux(id),
        }
    }

    /// Returns the content of a read-only symbol.
    pub(crate) fn data<'a>(&'a self, package: &'a Package, id: SymId) -> Option<&'a SymData> {
        let own = || self.fresh.data.iter().find(|(sym, _)| *sym == id);
        package
            .data
            .get(&id)
            .or_else(|| own().map(|(_, data)| data))
    }

    /// Returns the type of both spellings.
    pub fn find_type(&self, package: &Package, text: &str, link_text: &str) -> Option<TypeId> {
        package.find_type(text, link_text).or_else(|| {
            let mut types = self.fresh.types.iter();
            let at = types.position(|ty| {
                ty.kind != kind::RESULTS && ty.text == text && ty.link_text == link_text
            })?;
            Some(TypeId(at as u32 | Fresh::BIT))
        })
    }

    /// Returns the type of the results of a call with a spelling.
    fn find_results(&self, package: &Package, text: &str) -> Option<TypeId> {
        package.find_results(text).or_else(|| {
            let mut types = self.fresh.types.iter();
            let at = types.position(|ty| ty.kind == kind::RESULTS && ty.text == text)?;
            Some(TypeId(at as u32 | Fresh::BIT))
        })
    }

    /// Returns the number of a type, which is added unless its spelling exists.
    pub(crate) fn intern_type(&mut self, package: &Package, ty: Type) -> TypeId {
        let known = self.find_type(package, &ty.text, &ty.link_text);
        known.unwrap_or_else(|| self.add_type(ty))
    }

    /// Adds a type of the function.
    pub(crate) fn add_type(&mut self, ty: Type) -> TypeId {
        self.fresh.types.push(ty);
        TypeId((self.fresh.types.len() - 1) as u32 | Fresh::BIT)
    }

    /// Returns the type without a package that has this spelling.
    pub fn basic_type(&mut self, package: &Package, text: &str) -> Option<TypeId> {
        if let Some(known) = package.find_type(text, text) {
            return Some(known);
        }
        let (_, kind, size) = BASIC.iter().find(|(known, ..)| *known == text)?;
        let order = if *kind == kind::SSA {
            TypeOrder::of_back_end(text, *kind)
        } else {
            TypeOrder::basic(text, *kind)
        };
        let (int_registers, float_registers) = registers_of(*kind);
        let has_pointers = if *kind == kind::STRING {
            type_flags::HAS_POINTERS
        } else {
            0
        };
        let ty = Type {
            text: text.to_owned(),
            link_text: text.to_owned(),
            kind: *kind,
            size: *size,
            align: (*size).clamp(1, 8),
            flags: type_flags::CAN_SSA | has_pointers,
            int_registers,
            float_registers,
            order,
            ..Type::default()
        };
        Some(self.intern_type(package, ty))
    }

    /// Returns the type of pointers to a type.
    pub fn pointer_type(&mut self, package: &Package, elem: TypeId) -> Option<TypeId> {
        if let Some(known) = package.find_pointer(elem) {
            return Some(known);
        }
        let elem_type = self.ty(package, elem)?;
        let text = format!("*{}", elem_type.text);
        let link_text = format!("*{}", elem_type.link_text);
        if let Some(known) = self.find_type(package, &text, &link_text) {
            return Some(known);
        }
        let bits = [
            (type_flags::HAS_POINTERS, type_flags::ELEM_HAS_POINTERS),
            (type_flags::NOT_IN_HEAP, type_flags::ELEM_NOT_IN_HEAP),
        ];
        let bits = bits.iter().filter(|(own, _)| elem_type.flags & own != 0);
        let flags = bits.fold(0, |flags, (_, of_elem)| flags | of_elem);
        let pointer = Type {
            text,
            link_text,
            kind: kind::PTR,
            size: 8,
            align: 8,
            flags: flags
                | type_flags::HAS_POINTERS
                | type_flags::IS_POINTER
                | type_flags::CAN_SSA
                | type_flags::NEW_EACH_TIME,
            int_registers: 1,
            len: elem_type.size,
            order: TypeOrder::of_parts(kind::PTR, &[], [&elem_type.order]),
            ..Type::default()
        };
        Some(self.intern_type(package, pointer))
    }

    /// Returns the type of pairs of two types.
    pub fn tuple_type(&mut self, package: &Package, parts: [TypeId; 2]) -> Option<TypeId> {
        let [one, two] = parts.map(|part| self.ty(package, part));
        let (one, two) = (one?, two?);
        let tuple = Type {
            text: format!("{},{}", one.text, two.text),
            link_text: format!("{},{}", one.text, two.text),
            kind: kind::TUPLE,
            order: TypeOrder::of_parts(kind::TUPLE, &[], [&one.order, &two.order]),
            components: parts.map(|ty| Component { ty, offset: 0 }).to_vec(),
            ..Type::default()
        };
        Some(self.intern_type(package, tuple))
    }

    /// Returns the type of a list of results.
    pub fn results_type(&mut self, package: &Package, parts: &[TypeId]) -> Option<TypeId> {
        let mut text: String = self.free.scratch.memory();
        text.clear();
        for (at, part) in parts.iter().enumerate() {
            if at > 0 {
                text.push(',');
            }
            text.push_str(&self.ty(package, *part)?.text);
        }
        if let Some(known) = self.find_results(package, &text) {
            self.free.scratch.keep(text);
            return Some(known);
        }
        let count = (parts.len() as u64).to_be_bytes();
        let types = parts.iter().map(|part| self.ty(package, *part));
        let orders = types.collect::<Option<Vec<&Type>>>()?;
        let orders = orders.iter().map(|ty| &ty.order);
        let order = TypeOrder::of_parts(kind::RESULTS, &count, orders);
        let components = parts.iter().map(|ty| Component { ty: *ty, offset: 0 });
        let results = Type {
            link_text: text.clone(),
            text,
            kind: kind::RESULTS,
            components: components.collect(),
            order,
            ..Type::default()
        };
        self.fresh.types.push(results);
        Some(TypeId((self.fresh.types.len() - 1) as u32 | Fresh::BIT))
    }

    /// Returns the number of an aux value, which is added unless it exists.
    pub fn intern_aux(&mut self, package: &Package, aux: Aux) -> AuxId {
        package.find_aux(&aux).unwrap_or_else(|| {
            let auxes = &mut self.fresh.auxes;
            let at = auxes.iter().position(|known| *known == aux);
            let at = at.unwrap_or_else(|| {
                auxes.push(aux);
                auxes.len() - 1
            });
            AuxId(at as u32 | Fresh::BIT)
        })
    }

    /// Returns a variable.
    pub fn name<'a>(&'a self, package: &'a Package, id: NameId) -> Option<&'a Name> {
        let mut changed = self.fresh.changed.iter();
        match own_index(id.0) {
            Some(index) => self.fresh.names.get(index),
            None => match changed.find(|(known, _)| *known == id) {
                Some((_, name)) => Some(name),
                None => package.name(id),
            },
        }
    }

    /// Adds a temporary variable on the stack; the dump of the function may have it already.
    pub(crate) fn new_local(&mut self, package: &Package, pos: Pos, ty: TypeId) -> NameId {
        let text = format!("{TEMP}{}", self.own.locals);
        self.own.locals += 1;
        let func = match self.aux(package, self.own.call) {
            Some(Aux::Call(call)) => call.sym,
            _ => SymId(0),
        };
        let known = package.find_temp(func, &text);
        let known = known.filter(|_| !self.fresh.makes_all);
        let name = known.unwrap_or_else(|| {
            let names = &mut self.fresh.names;
            names.push(Name {
                text,
                class: class::AUTO,
                ty,
                flags: name_flags::USED
                    | name_flags::TEMP
                    | name_flags::NOT_MERGEABLE
                    | name_flags::SYNTHETIC,
                pos: (pos.base.into(), pos.lico.into()),
                func,
            });
            NameId((names.len() - 1) as u32 | Fresh::BIT)
        });
        self.own.made.push(name);
        name
    }

    /// Returns the symbol of a name and an ABI, which is added unless it exists.
    pub fn intern_sym(&mut self, package: &Package, name: &str, abi: u32) -> SymId {
        package.find_sym(name, abi).unwrap_or_else(|| {
            let syms = &mut self.fresh.syms;
            let mut known = syms.iter();
            let at = known.position(|sym| sym.name == name && sym.abi == abi);
            let at = at.unwrap_or_else(|| {
                syms.push(Sym {
                    name: name.to_owned(),
                    abi,
                    ..Sym::default()
                });
                syms.len() - 1
            });
            SymId(at as u32 | Fresh::BIT)
        })
    }
}
