//! Classes of operations, as passes distinguish them.
//!
//! Counterpart: the lists of operations in cmd/compile/internal/ssa/sccp.go, branchelim.go,
//! fuse_comparisons.go, rewrite.go and regalloc.go.

use std::collections::HashMap;

use super::OpInfo;
use super::flags;

/// Classes; a bit each.
pub(crate) mod class {
    /// An integer constant of 8 to 64 bits.
    pub(crate) const INT_CONST: u32 = 1;
    /// A constant that is propagated.
    pub(crate) const CONST: u32 = 1 << 1;
    /// An operation on one constant that rewrite rules may compute.
    pub(crate) const FOLDS_ONE: u32 = 1 << 2;
    /// An operation on two constants that rewrite rules may compute.
    pub(crate) const FOLDS_TWO: u32 = 1 << 3;
    /// A division or remainder.
    pub(crate) const DIV_MOD: u32 = 1 << 4;
    /// A pointer that an offset makes of another one.
    pub(crate) const POINTER_ARITHMETIC: u32 = 1 << 5;
    /// A load whose address is argument 0.
    pub(crate) const LOAD: u32 = 1 << 6;
    /// Less, or less or equal, of signed integers.
    pub(crate) const SIGNED_LESS: u32 = 1 << 7;
    /// Less, or less or equal, of unsigned integers.
    pub(crate) const UNSIGNED_LESS: u32 = 1 << 8;
    /// Equality of integers.
    pub(crate) const EQUAL: u32 = 1 << 9;
    /// Inequality of integers.
    pub(crate) const NOT_EQUAL: u32 = 1 << 10;
    /// A pointer that is never nil.
    pub(crate) const NON_NIL: u32 = 1 << 11;
    /// The address of the closure that runs, of a machine.
    pub(crate) const CLOSURE_PTR: u32 = 1 << 12;
    /// A truncation of an integer.
    pub(crate) const TRUNCATION: u32 = 1 << 13;
    /// A shift of an unsigned integer to the right by one of 64 bits.
    pub(crate) const SHIFT_RIGHT: u32 = 1 << 14;
    /// An operation whose result is better in the register of argument 0.
    pub(crate) const PREFERS_RESULT_IN_ARG0: u32 = 1 << 15;
    /// The address of a symbol.
    pub(crate) const TAKES_ADDRESS: u32 = 1 << 16;
}

/// The names of the operations of each class.
const NAMES: &[(u32, &str)] = &[
    (class::INT_CONST, "Const8 Const16 Const32 Const64"),
    (
        class::CONST,
        "Const8 Const16 Const32 Const64 ConstBool Const32F Const64F",
    ),
    (
        class::FOLDS_ONE,
        "Neg8 Neg16 Neg32 Neg64 Neg32F Neg64F Com8 Com16 Com32 Com64 \
         Floor Ceil Trunc RoundToEven Sqrt \
         Trunc16to8 Trunc32to8 Trunc32to16 Trunc64to8 Trunc64to16 Trunc64to32 \
         Cvt32to32F Cvt32to64F Cvt64to32F Cvt64to64F Cvt32Fto32 Cvt32Fto64 \
         Cvt64Fto32 Cvt64Fto64 Cvt32Fto64F Cvt64Fto32F CvtBoolToUint8 \
         ZeroExt8to16 ZeroExt8to32 ZeroExt8to64 ZeroExt16to32 ZeroExt16to64 ZeroExt32to64 \
         SignExt8to16 SignExt8to32 SignExt8to64 SignExt16to32 SignExt16to64 SignExt32to64 \
         Ctz8 Ctz16 Ctz32 Ctz64 Slicemask IsNonNil Not",
    ),
    (
        class::FOLDS_TWO,
        "Add64 Add32 Add16 Add8 Add32F Add64F Sub64 Sub32 Sub16 Sub8 Sub32F Sub64F \
         Mul64 Mul32 Mul16 Mul8 Mul32F Mul64F Div32F Div64F \
         Div8 Div16 Div32 Div64 Div8u Div16u Div32u Div64u \
         Mod8 Mod16 Mod32 Mod64 Mod8u Mod16u Mod32u Mod64u \
         Eq64 Eq32 Eq16 Eq8 Eq32F Eq64F \
         Less64 Less32 Less16 Less8 Less64U Less32U Less16U Less8U Less32F Less64F \
         Leq64 Leq32 Leq16 Leq8 Leq64U Leq32U Leq16U Leq8U Leq32F Leq64F EqB NeqB \
         Lsh64x64 Rsh64x64 Rsh64Ux64 Lsh32x64 Rsh32x64 Rsh32Ux64 \
         Lsh16x64 Rsh16x64 Rsh16Ux64 Lsh8x64 Rsh8x64 Rsh8Ux64 \
         IsInBounds IsSliceInBounds \
         And8 And16 And32 And64 Or8 Or16 Or32 Or64 Xor8 Xor16 Xor32 Xor64",
    ),
    (
        class::DIV_MOD,
        "Div8 Div8u Div16 Div16u Div32 Div32u Div64 Div64u Div128u Div32F Div64F \
         Mod8 Mod8u Mod16 Mod16u Mod32 Mod32u Mod64 Mod64u",
    ),
    (class::POINTER_ARITHMETIC, "OffPtr AddPtr SubPtr"),
    (
        class::LOAD,
        "Load AtomicLoad8 AtomicLoad32 AtomicLoad64 AtomicLoadPtr AtomicLoadAcq32 AtomicLoadAcq64",
    ),
    (
        class::SIGNED_LESS,
        "Less64 Less32 Less16 Less8 Leq64 Leq32 Leq16 Leq8",
    ),
    (
        class::UNSIGNED_LESS,
        "Less64U Less32U Less16U Less8U Leq64U Leq32U Leq16U Leq8U",
    ),
    (
        class::TRUNCATION,
        "Trunc64to8 Trunc64to16 Trunc64to32 Trunc32to8 Trunc32to16 Trunc16to8",
    ),
    (class::SHIFT_RIGHT, "Rsh64Ux64 Rsh32Ux64 Rsh16Ux64"),
    (class::EQUAL, "Eq64 Eq32 Eq16 Eq8"),
    (class::NOT_EQUAL, "Neq64 Neq32 Neq16 Neq8"),
    (
        class::NON_NIL,
        "Addr LocalAddr AddPtr OffPtr Add32 Add64 Sub32 Sub64 SlicePtr",
    ),
];

/// The effect of an operation on single bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum BitOp {
    /// It is not followed.
    #[default]
    Other,
    /// A constant.
    Const,
    /// A phi.
    Phi,
    /// The result has the bits of the argument, with the sign in front.
    Copy,
    /// The result has the bits of the argument, with zeros in front.
    ZeroExtend,
    Complement,
    And,
    Or,
    Xor,
    Equal,
    NotEqual,
    ShiftLeft,
    ShiftRightUnsigned,
    ShiftRight,
}

/// The names of the operations on bits; a shift is followed by the sizes of its operands.
const BIT_OPS: &[(BitOp, &str)] = &[
    (BitOp::Const, "Const8 Const16 Const32 Const64 ConstBool"),
    (BitOp::Phi, "Phi"),
    (
        BitOp::Copy,
        "Copy CvtBoolToUint8 SignExt8to16 SignExt8to32 SignExt8to64 SignExt16to32 SignExt16to64 \
         SignExt32to64 Trunc64to32 Trunc64to16 Trunc64to8 Trunc32to16 Trunc32to8 Trunc16to8",
    ),
    (
        BitOp::ZeroExtend,
        "ZeroExt8to16 ZeroExt8to32 ZeroExt8to64 ZeroExt16to32 ZeroExt16to64 ZeroExt32to64",
    ),
    (BitOp::Complement, "Com64 Com32 Com16 Com8 Not"),
    (BitOp::And, "And64 And32 And16 And8 AndB"),
    (BitOp::Or, "Or64 Or32 Or16 Or8 OrB"),
    (BitOp::Xor, "Xor64 Xor32 Xor16 Xor8"),
    (BitOp::Equal, "Eq64 Eq32 Eq16 Eq8 EqB"),
    (BitOp::NotEqual, "Neq64 Neq32 Neq16 Neq8 NeqB"),
];

/// Returns the effect of an operation on single bits, by its name.
fn bit_op(name: &str) -> BitOp {
    let is_it = |row: &&(BitOp, &str)| row.1.split_ascii_whitespace().any(|one| one == name);
    if let Some((op, _)) = BIT_OPS.iter().find(is_it) {
        return *op;
    }
    let (op, sizes) = match (name.strip_prefix("Lsh"), name.strip_prefix("Rsh")) {
        (Some(sizes), _) => (BitOp::ShiftLeft, sizes),
        (_, Some(sizes)) if sizes.contains('U') => (BitOp::ShiftRightUnsigned, sizes),
        (_, Some(sizes)) => (BitOp::ShiftRight, sizes),
        _ => return BitOp::Other,
    };
    match sizes.replace("Ux", "x").split_once('x') {
        Some(("8" | "16" | "32" | "64", "8" | "16" | "32" | "64")) => op,
        _ => BitOp::Other,
    }
}

/// Returns the classes of an operation of a machine.
fn of_machine(name: &str, constant: &str) -> u32 {
    match (name, constant) {
        ("LoweredGetClosurePtr", _) => class::CLOSURE_PTR,
        (_, "OpAMD64ADDQconst" | "OpAMD64ADDLconst") => class::PREFERS_RESULT_IN_ARG0,
        _ => 0,
    }
}

/// Sets the classes of operations; `constants` are the names of their constants.
pub(super) fn set(ops: &mut [OpInfo], constants: &[Box<str>]) {
    let mut classes: HashMap<&str, u32> = HashMap::new();
    for (class, names) in NAMES {
        for name in names.split_ascii_whitespace() {
            *classes.entry(name).or_default() |= class;
        }
    }
    for (info, constant) in ops.iter_mut().zip(constants) {
        if info.has(flags::GENERIC) {
            info.classes = classes.get(&*info.name).copied().unwrap_or_default();
            info.bit_op = bit_op(&info.name);
        } else {
            info.classes = of_machine(&info.name, constant);
        }
        if info.sym_effect.contains("Addr") {
            info.classes |= class::TAKES_ADDRESS;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_on_bits_have_their_names() {
        let rows = [
            ("Lsh8x64", BitOp::ShiftLeft),
            ("Rsh64Ux8", BitOp::ShiftRightUnsigned),
            ("Rsh16x32", BitOp::ShiftRight),
            ("RotateLeft8", BitOp::Other),
            ("Rsh128Ux64", BitOp::Other),
            ("Trunc64to8", BitOp::Copy),
            ("And64", BitOp::And),
            ("AndB", BitOp::And),
            ("Anda", BitOp::Other),
        ];
        for (name, wanted) in rows {
            assert_eq!(bit_op(name), wanted, "{name}");
        }
    }
}
