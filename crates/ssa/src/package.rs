//! The tables of a package: types, symbols, variables, aux values, and the names of the release's
//! registers and passes.
//!
//! A table grows while functions are read, and never changes an entry that a function refers to.
//! Number 0 of each is nothing.
//! Counterpart: cmd/compile/internal/types/type.go, cmd/internal/obj/link.go (`LSym`),
//! cmd/compile/internal/ir/name.go and cmd/compile/internal/ssa/op.go (`AuxCall`).

mod types;

use std::collections::HashMap;

use crate::hash::Map;
use crate::type_facts::EmptyType;
use crate::type_facts::TypeFacts;
use crate::type_order::TypeOrder;

/// The kinds of types that passes distinguish, which all releases number alike.
#[expect(missing_docs, reason = "the compiler's names")]
pub mod kind {
    pub const INT8: u32 = 1;
    pub const UINT8: u32 = 2;
    pub const INT16: u32 = 3;
    pub const UINT16: u32 = 4;
    pub const INT32: u32 = 5;
    pub const UINT32: u32 = 6;
    pub const INT64: u32 = 7;
    pub const UINT64: u32 = 8;
    pub const INT: u32 = 9;
    pub const UINT: u32 = 10;
    pub const UINTPTR: u32 = 11;
    pub const COMPLEX64: u32 = 12;
    pub const COMPLEX128: u32 = 13;
    pub const FLOAT32: u32 = 14;
    pub const FLOAT64: u32 = 15;
    pub const BOOL: u32 = 16;
    pub const PTR: u32 = 17;
    pub const FUNC: u32 = 18;
    pub const SLICE: u32 = 19;
    pub const ARRAY: u32 = 20;
    pub const STRUCT: u32 = 21;
    pub const CHAN: u32 = 22;
    pub const MAP: u32 = 23;
    pub const INTER: u32 = 24;
    pub const STRING: u32 = 27;
    pub const UNSAFEPTR: u32 = 28;
    pub const SSA: u32 = 34;
    pub const TUPLE: u32 = 35;
    pub const RESULTS: u32 = 36;
}

/// The bits of [`Type::flags`].
pub(crate) mod type_flags {
    pub(crate) const HAS_POINTERS: u64 = 1;
    pub(crate) const IS_POINTER: u64 = 1 << 1;
    pub(crate) const NOT_IN_HEAP: u64 = 1 << 2;
    pub(crate) const CAN_SSA: u64 = 1 << 3;
    pub(crate) const IS_SIMD: u64 = 1 << 4;
    pub(crate) const ELEM_HAS_POINTERS: u64 = 1 << 5;
    pub(crate) const ELEM_NOT_IN_HEAP: u64 = 1 << 6;
    pub(crate) const NEW_EACH_TIME: u64 = 1 << 7;
    pub(crate) const NO_ALGORITHMS: u64 = 1 << 8;
}

/// The classes of variables that passes distinguish.
pub(crate) mod class {
    /// A local variable.
    pub(crate) const AUTO: u32 = 2;
    /// A parameter.
    pub(crate) const PARAM: u32 = 4;
}

/// The bits of [`Name::flags`] that passes set or read.
pub(crate) mod name_flags {
    pub(crate) const USED: u64 = 1 << 1;
    pub(crate) const TEMP: u64 = 1 << 3;
    pub(crate) const NOT_MERGEABLE: u64 = 1 << 6;
    /// The compiler's own: the name begins with a dot or a tilde.
    pub(crate) const SYNTHETIC: u64 = 1 << 7;
    /// Debuggers do not get it, for another reason.
    pub(crate) const UNWANTED: u64 = 1 << 8;
    pub(crate) const BLANK: u64 = 1 << 9;
}

/// The beginning of the names of temporary variables.
pub(crate) const TEMP: &str = ".autotmp_";

/// The number of a type in a package.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeId(pub u32);

/// The number of a linker symbol in a package.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SymId(pub u32);

/// The number of a variable or function in a package.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NameId(pub u32);

/// The number of an aux value in a package.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AuxId(pub u32);

/// The compiler that functions come from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header {
    /// The machine, `amd64`.
    pub goarch: String,
    /// Bits: optimize, soft float, race detector, big endian, unaligned access, dynamic linking.
    pub config: u64,
    /// The names of the machine's registers, by number.
    pub registers: Vec<String>,
    /// The numbers of the machine's registers in DWARF, by number.
    pub dwarf_registers: Vec<i16>,
    /// The names of the passes, in their order.
    pub passes: Vec<String>,
}

impl Header {
    /// Reports whether functions are optimized.
    pub(crate) fn optimizes(&self) -> bool {
        self.config & 1 != 0
    }

    /// Reports whether floating-point numbers are integers for the machine.
    pub(crate) fn has_soft_float(&self) -> bool {
        self.config & 2 != 0
    }

    /// Reports whether the program links packages at run time.
    pub(crate) fn is_dynlink(&self) -> bool {
        self.config & 1 << 5 != 0
    }
}

/// A part of a struct, tuple or list of results.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Component {
    /// The type of the part.
    pub ty: TypeId,
    /// The offset of a field, in bytes; 0 in tuples and results.
    pub offset: i64,
}

/// A type. Types with equal spellings are one type, but for arrays and structs without a name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Type {
    /// The spelling for messages, in which `byte` and `uint8` differ.
    pub text: String,
    /// The spelling in symbol names.
    pub link_text: String,
    /// The kind, as a number of the release's table.
    pub kind: u32,
    /// The size, in bytes.
    pub size: i64,
    /// The alignment, in bytes.
    pub align: i64,
    /// Bits: has pointers, is shaped like a pointer, is not in the heap, may be an SSA value, is a
    /// vector; of a pointer, also: its target has pointers, its target is not in the heap, the
    /// compiler makes another type of the same spelling each time; has no functions for comparisons
    /// and hashes.
    pub flags: u64,
    /// The number of integer registers of a parameter; 255: it is in memory.
    pub int_registers: u32,
    /// The number of floating-point registers of a parameter; 255: it is in memory.
    pub float_registers: u32,
    /// The element of an array or slice; the target of a type of pointers with a name, if it is known.
    pub elem: TypeId,
    /// The number of elements of an array; of a pointer, the size of its target, in bytes.
    pub len: i64,
    /// The fields of a struct, or the parts of a tuple or list of results.
    pub components: Vec<Component>,
    /// The names of the fields of a struct.
    pub field_names: Vec<String>,
    /// The place in the order of types.
    pub order: TypeOrder,
}

impl Type {
    /// Reports whether values of the type have pointers.
    pub fn has_pointers(&self) -> bool {
        self.flags & type_flags::HAS_POINTERS != 0
    }

    /// Reports whether a variable of the type may be an SSA value.
    pub fn can_be_ssa(&self) -> bool {
        self.flags & type_flags::CAN_SSA != 0
    }

    /// Reports whether values of the type are pointers, whatever their kind.
    pub fn is_pointer_shaped(&self) -> bool {
        self.flags & type_flags::IS_POINTER != 0
    }

    /// Reports whether the target of a pointer is not in the heap.
    pub fn is_target_not_in_heap(&self) -> bool {
        self.flags & type_flags::ELEM_NOT_IN_HEAP != 0
    }

    /// Reports whether the type has no functions for comparisons and hashes.
    pub fn has_no_algorithms(&self) -> bool {
        self.flags & type_flags::NO_ALGORITHMS != 0
    }

    /// Reports whether the type is a vector.
    pub fn is_simd(&self) -> bool {
        self.flags & type_flags::IS_SIMD != 0
    }

    /// Reports whether the compiler makes another type for each request, so that values of this
    /// type may have different ones (cmd/compile/internal/types: `NewPtrCacheEnabled`).
    pub(crate) fn is_new_each_time(&self) -> bool {
        self.flags & type_flags::NEW_EACH_TIME != 0
    }

    /// Returns which of the types without content the type is.
    pub(crate) fn empty_type(&self) -> Option<EmptyType> {
        let types = [EmptyType::Memory, EmptyType::Flags, EmptyType::Void];
        types.into_iter().find(|ty| self.is_own(ty.name()))
    }

    /// Reports whether the type is one of the back end's own, by name.
    pub fn is_own(&self, name: &str) -> bool {
        self.kind == kind::SSA && self.text == name
    }

    /// Reports whether a type is a struct whose fields are values of their own.
    pub(crate) fn is_plain_struct(&self) -> bool {
        self.kind == kind::STRUCT && self.flags & type_flags::IS_SIMD == 0
    }
}

/// A symbol of the linker.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sym {
    /// The name.
    pub name: String,
    /// The ABI, as a number.
    pub abi: u32,
    /// The kind, as a number of the release's table.
    pub kind: u32,
    /// Bits: is static, may be duplicated, may not grow the stack.
    pub flags: u64,
}

/// The content of a read-only symbol.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SymData {
    /// The symbol is in the read-only section.
    pub is_read_only: bool,
    /// The bytes that are written; all others are 0.
    pub bytes: Vec<u8>,
    /// Addresses of other symbols: offset and symbol.
    pub addresses: Vec<(i64, SymId)>,
    /// The number of all relocations.
    pub relocations: u64,
    /// The type that the symbol describes.
    pub described: Option<Described>,
    /// Values of the type of an itab are in the data word of the interface, and comparable.
    pub is_direct_itab: bool,
}

/// A type that a symbol describes, as the run time sees it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Described {
    /// The size, in bytes.
    pub size: i64,
    /// The number of bytes at the beginning that may have pointers.
    pub pointer_bytes: i64,
    /// The hash.
    pub hash: u32,
    /// The kind.
    pub kind: u8,
    /// Values are in the data word of an interface, and comparable.
    pub is_direct: bool,
    /// The symbol with the bits of pointers.
    pub gc_data: SymId,
}

/// A variable or function of the IR.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Name {
    /// The name.
    pub text: String,
    /// The class (local variable, parameter, …), as a number.
    pub class: u32,
    /// The type.
    pub ty: TypeId,
    /// Bits: address taken, used, must be zeroed, temporary, result in registers, slot of an
    /// open-coded defer, cannot share a slot, synthetic, unwanted by debuggers, blank.
    pub flags: u64,
    /// Position base, and line and column, of the declaration.
    pub pos: (u64, u64),
    /// The function that a local variable belongs to.
    pub func: SymId,
}

/// A parameter or result, and where it is passed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Param {
    /// The type.
    pub ty: TypeId,
    /// The variable.
    pub name: NameId,
    /// The registers, as numbers of the ABI; none: on the stack.
    pub registers: Vec<u32>,
    /// The offset on the stack, in bytes, if there are no registers.
    pub offset: i64,
}

/// The target of a call, with its parameters and results.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Call {
    /// The function; none for calls of closures and interface methods.
    pub sym: SymId,
    /// Parameters, with the receiver; none for a call without a known signature.
    pub signature: Option<Box<Signature>>,
}

/// Parameters and results of a call, and the size of their area on the stack.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signature {
    /// The parameters, with the receiver.
    pub params: Vec<Param>,
    /// The results.
    pub results: Vec<Param>,
    /// The size of parameters, results and spill area, in bytes.
    pub width: i64,
    /// The offset of the spill area, in bytes.
    pub spill_offset: i64,
    /// The number of registers of the parameters.
    pub in_registers: u64,
    /// The number of registers of the results.
    pub out_registers: u64,
    /// The ABI, as a number.
    pub abi: u64,
}

/// A value that belongs to an operation or block, other than an integer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Aux {
    /// A symbol.
    Sym(SymId),
    /// A variable.
    Name(NameId),
    /// A type.
    Type(TypeId),
    /// A text, as bytes: constant strings need not be UTF-8.
    Text(Vec<u8>),
    /// The target of a call. Two calls have different numbers even if they are equal.
    Call(Box<Call>),
    /// A variable and an offset in it. Two of them have different numbers even if they are equal.
    NameOffset(NameId, i64),
    /// The mark of a value that moves to another block.
    Mark,
    /// An integer in addition to the operation's own.
    Int(i64),
    /// The constant of a failed bounds check.
    Bounds(i64),
    /// Both constants of a failed bounds check.
    Bounds2(i64, i64),
}

/// The tables of a package.
#[derive(Clone, Debug, Default)]
pub struct Package {
    /// The compiler.
    pub header: Header,
    /// Types by number.
    pub types: Vec<Type>,
    /// Symbols by number.
    pub syms: Vec<Sym>,
    /// Variables by number.
    pub names: Vec<Name>,
    /// Aux values by number.
    pub auxes: Vec<Aux>,
    /// The number of the inlined call that each position base is in; -1: none.
    pub inlined_calls: Vec<i64>,
    /// The content of read-only symbols, by number of the symbol.
    pub data: HashMap<SymId, SymData>,
    /// Kind and size of each type, in dense vectors.
    pub(crate) facts: TypeFacts,
    index: Index,
}

/// Numbers of types, symbols and aux values, by their content.
#[derive(Clone, Debug, Default)]
struct Index {
    /// By the spelling for messages: different types may have it in common.
    types: Map<String, Vec<TypeId>>,
    /// The first type with the spelling of each type, by number.
    firsts: Vec<TypeId>,
    /// The type of pointers to each type, by number; 0: none.
    pointers: Vec<TypeId>,
    /// The type that each pointer type points to, by number; 0: not known.
    elems: Vec<TypeId>,
    /// By ABI, then by name.
    syms: Map<u32, Map<String, SymId>>,
    auxes: Map<AuxKey, AuxId>,
    /// Symbols of constant strings, by content.
    strings: Map<Vec<u8>, SymId>,
    /// The results of calls, by spelling; other types may have the same one.
    results: Map<String, TypeId>,
    /// Temporary variables, by function and name.
    temps: Map<(SymId, String), NameId>,
}

/// The common properties of equal aux values. Calls are never equal.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum AuxKey {
    Sym(SymId),
    Name(NameId),
    Type(TypeId),
    Text(Vec<u8>),
    Bounds(i64, Option<i64>),
    Int(i64),
    Mark,
}

impl Aux {
    fn key(&self) -> Option<AuxKey> {
        Some(match self {
            Self::Sym(sym) => AuxKey::Sym(*sym),
            Self::Name(name) => AuxKey::Name(*name),
            Self::Type(ty) => AuxKey::Type(*ty),
            Self::Text(text) => AuxKey::Text(text.clone()),
            Self::Bounds(one) => AuxKey::Bounds(*one, None),
            Self::Bounds2(one, two) => AuxKey::Bounds(*one, Some(*two)),
            Self::Int(int) => AuxKey::Int(*int),
            Self::Mark => AuxKey::Mark,
            Self::Call(_) | Self::NameOffset(..) => return None,
        })
    }
}

impl Package {
    /// Returns a type, unless the number is 0 or unknown.
    #[inline]
    pub fn ty(&self, id: TypeId) -> Option<&Type> {
        self.types.get((id.0 as usize).checked_sub(1)?)
    }

    /// Returns a symbol, unless the number is 0 or unknown.
    pub fn sym(&self, id: SymId) -> Option<&Sym> {
        self.syms.get((id.0 as usize).checked_sub(1)?)
    }

    /// Returns a variable, unless the number is 0 or unknown.
    pub fn name(&self, id: NameId) -> Option<&Name> {
        self.names.get((id.0 as usize).checked_sub(1)?)
    }

    /// Adds a symbol.
    pub fn add_sym(&mut self, sym: Sym) -> SymId {
        let id = SymId(self.syms.len() as u32 + 1);
        let of_abi = self.index.syms.entry(sym.abi).or_default();
        of_abi.entry(sym.name.clone()).or_insert(id);
        self.syms.push(sym);
        id
    }

    /// Adds a variable.
    pub fn add_name(&mut self, name: Name) -> NameId {
        let id = NameId(self.names.len() as u32 + 1);
        if name.text.starts_with(TEMP) {
            let key = (name.func, name.text.clone());
            self.index.temps.insert(key, id);
        }
        self.names.push(name);
        id
    }

    /// Adds an aux value.
    pub fn add_aux(&mut self, aux: Aux) -> AuxId {
        let id = AuxId(self.auxes.len() as u32 + 1);
        if let Some(key) = aux.key() {
            self.index.auxes.entry(key).or_insert(id);
        }
        self.auxes.push(aux);
        id
    }

    /// Adds the content of a symbol, or replaces it.
    pub fn add_data(&mut self, id: SymId, data: SymData) {
        if self
            .sym(id)
            .is_some_and(|sym| sym.name.starts_with("go:string."))
        {
            self.index.strings.insert(data.bytes.clone(), id);
        }
        self.data.insert(id, data);
    }

    /// Returns the symbol of a constant string.
    pub fn find_string(&self, text: &[u8]) -> Option<SymId> {
        self.index.strings.get(text).copied()
    }

    /// Returns a temporary variable of a function.
    pub fn find_temp(&self, func: SymId, text: &str) -> Option<NameId> {
        let key = (func, text.to_owned());
        self.index.temps.get(&key).copied()
    }

    /// Returns the symbol of a name and an ABI.
    pub fn find_sym(&self, name: &str, abi: u32) -> Option<SymId> {
        self.index.syms.get(&abi)?.get(name).copied()
    }

    /// Returns the aux value that equals this one.
    pub fn find_aux(&self, aux: &Aux) -> Option<AuxId> {
        self.index.auxes.get(&aux.key()?).copied()
    }

    /// Returns an aux value, unless the number is 0 or unknown.
    #[inline]
    pub fn aux(&self, id: AuxId) -> Option<&Aux> {
        self.auxes.get((id.0 as usize).checked_sub(1)?)
    }
    /// Returns the number of the inlined call that a position base is in.
    pub fn inlined_call(&self, base: u32) -> Option<i64> {
        let number = self.inlined_calls.get(base as usize).copied();
        number.filter(|number| *number >= 0)
    }
}
