//! The types of expressions in rules.
//!
//! Counterpart: go/types, for what rules use.

/// A type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::rules) enum Ty {
    Int {
        bits: u8,
        signed: bool,
    },
    Bool,
    F32,
    F64,
    /// An operation.
    Op,
    BlockKind,
    Value,
    Block,
    Type,
    Aux,
    /// A symbol or variable, as an aux value; 0: no symbol.
    Sym,
    /// The target of a call, as an aux value.
    Call,
    /// The function of a call, as a symbol of the linker.
    LSym,
    Str,
    /// The text of an aux value.
    AuxText,
    Pos,
    /// A type of integers with methods, by number.
    Named(u8),
    /// A struct, by number.
    Struct(u8),
    /// The function: it has no value of its own, only fields.
    Func,
    Config,
    Types,
    Pass,
    Context,
    Arch,
    ByteOrder,
    Frontend,
    Hash,
    /// No value.
    Nothing,
}

/// The type `int`, which is `int64` here.
pub(in crate::rules) const INT: Ty = Ty::Int {
    bits: 64,
    signed: true,
};
