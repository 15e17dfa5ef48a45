//! The tables of a package: types, symbols, variables, aux values, and the names of the release's
//! registers and passes.
//!
//! A table grows while functions are read and never changes an entry. Number 0 of each is nothing.
//! Counterpart: cmd/compile/internal/types/type.go, cmd/internal/obj/link.go (`LSym`),
//! cmd/compile/internal/ir/name.go and cmd/compile/internal/ssa/op.go (`AuxCall`).

/// The kinds of types that passes distinguish, which all releases number alike.
pub(crate) mod kind {
    pub(crate) const ARRAY: u32 = 20;
    pub(crate) const STRUCT: u32 = 21;
}

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
    /// Bits: optimize, soft float, race detector, big endian, unaligned access.
    pub config: u64,
    /// The names of the machine's registers, by number.
    pub registers: Vec<String>,
    /// The names of the passes, in their order.
    pub passes: Vec<String>,
}

/// A part of a struct, tuple or list of results.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Component {
    /// The type of the part.
    pub ty: TypeId,
    /// The offset of a field, in bytes; 0 in tuples and results.
    pub offset: i64,
}

/// A type. Types with equal spellings are one type.
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
    /// Bits: has pointers, is shaped like a pointer, is not in the heap, may be an SSA value.
    pub flags: u64,
    /// How many integer registers a parameter takes; 255: it is in memory.
    pub int_registers: u32,
    /// How many floating-point registers a parameter takes; 255: it is in memory.
    pub float_registers: u32,
    /// The element of an array or slice.
    pub elem: TypeId,
    /// The number of elements of an array.
    pub len: i64,
    /// The fields of a struct, or the parts of a tuple or list of results.
    pub components: Vec<Component>,
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
    /// open-coded defer, cannot share a slot.
    pub flags: u64,
    /// Position base, and line and column, of the declaration.
    pub pos: (u64, u64),
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
    /// How many registers the parameters take.
    pub in_registers: u64,
    /// How many registers the results take.
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
    /// An integer beside the operation's own.
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
}

impl Package {
    /// Returns a type, unless the number is 0 or unknown.
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

    /// Returns an aux value, unless the number is 0 or unknown.
    pub fn aux(&self, id: AuxId) -> Option<&Aux> {
        self.auxes.get((id.0 as usize).checked_sub(1)?)
    }
    /// Returns the number of the inlined call that a position base is in.
    pub fn inlined_call(&self, base: u32) -> Option<i64> {
        let number = self.inlined_calls.get(base as usize).copied();
        number.filter(|number| *number >= 0)
    }
}
