//! The meaning of operations on integers, as pass prove follows it.
//!
//! Counterpart: the lists of operations in cmd/compile/internal/ssa/prove.go.

use std::collections::HashMap;

use super::OpInfo;
use super::flags;

/// The effect of an operation on numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum ArithKind {
    /// It is not followed.
    #[default]
    Other,
    Const,
    Add,
    Sub,
    Mul,
    Neg,
    Complement,
    And,
    Or,
    Xor,
    Div,
    DivUnsigned,
    Mod,
    ModUnsigned,
    ShiftLeft,
    ShiftRight,
    ShiftRightUnsigned,
    /// An extension; the size is the operand's.
    ZeroExtend,
    /// An extension with the sign; the size is the operand's.
    SignExtend,
    Truncate,
    TrailingZeros,
    BitLen,
    PopCount,
    Equal,
    NotEqual,
    Less,
    LessUnsigned,
    LessOrEqual,
    LessOrEqualUnsigned,
    EqualPtr,
    NotEqualPtr,
    EqualBool,
    NotEqualBool,
}

/// An operation on numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Arith {
    /// The effect.
    pub(crate) kind: ArithKind,
    /// The size of the operands, in bits; 0 for pointers and booleans.
    pub(crate) bits: u8,
    /// The operation on unsigned numbers for a signed one, subtraction for addition, inequality for
    /// equality, each also the other way around; of trailing zeros, the operation on numbers that are
    /// not 0; of multiplication, the conjunction of bits.
    pub(crate) partner: u16,
}

/// Returns the effect of an operation by its name, and the size of its operands.
fn by_name(name: &str) -> (ArithKind, u8) {
    let kind = match name {
        "EqPtr" => ArithKind::EqualPtr,
        "NeqPtr" => ArithKind::NotEqualPtr,
        "EqB" => ArithKind::EqualBool,
        "NeqB" => ArithKind::NotEqualBool,
        _ => ArithKind::Other,
    };
    if kind != ArithKind::Other {
        return (kind, 0);
    }
    let (stem, rest) = name.split_at(name.find(|c: char| c.is_ascii_digit()).unwrap_or(0));
    let len = rest.find(|c: char| !c.is_ascii_digit());
    let (bits, form) = rest.split_at(len.unwrap_or(rest.len()));
    let Some(bits) = size(bits) else {
        return (ArithKind::Other, 0);
    };
    let is_to = form.strip_prefix("to").and_then(size).is_some();
    let is_by = |prefix: &str| form.strip_prefix(prefix).and_then(size).is_some();
    let kind = match (stem, form) {
        ("Const", "") => ArithKind::Const,
        ("Add", "") => ArithKind::Add,
        ("Sub", "") => ArithKind::Sub,
        ("Mul", "") => ArithKind::Mul,
        ("Neg", "") => ArithKind::Neg,
        ("Com", "") => ArithKind::Complement,
        ("And", "") => ArithKind::And,
        ("Or", "") => ArithKind::Or,
        ("Xor", "") => ArithKind::Xor,
        ("Div", "") => ArithKind::Div,
        ("Div", "u") => ArithKind::DivUnsigned,
        ("Mod", "") => ArithKind::Mod,
        ("Mod", "u") => ArithKind::ModUnsigned,
        ("Lsh", _) if is_by("x") => ArithKind::ShiftLeft,
        ("Rsh", _) if is_by("x") => ArithKind::ShiftRight,
        ("Rsh", _) if is_by("Ux") => ArithKind::ShiftRightUnsigned,
        ("ZeroExt", _) if is_to => ArithKind::ZeroExtend,
        ("SignExt", _) if is_to => ArithKind::SignExtend,
        ("Trunc", _) if is_to => ArithKind::Truncate,
        ("Ctz", "") => ArithKind::TrailingZeros,
        ("BitLen", "") => ArithKind::BitLen,
        ("PopCount", "") => ArithKind::PopCount,
        ("Eq", "") => ArithKind::Equal,
        ("Neq", "") => ArithKind::NotEqual,
        ("Less", "") => ArithKind::Less,
        ("Less", "U") => ArithKind::LessUnsigned,
        ("Leq", "") => ArithKind::LessOrEqual,
        ("Leq", "U") => ArithKind::LessOrEqualUnsigned,
        _ => ArithKind::Other,
    };
    (kind, bits)
}

/// Returns the size of integers, in bits.
fn size(text: &str) -> Option<u8> {
    ["8", "16", "32", "64"]
        .contains(&text)
        .then(|| text.parse().ok())
        .flatten()
}

/// Returns the name of the partner of an operation.
fn partner(name: &str, kind: ArithKind) -> Option<String> {
    let renamed = |from: &str, to: &str| name.strip_prefix(from).map(|rest| format!("{to}{rest}"));
    match kind {
        ArithKind::Add => renamed("Add", "Sub"),
        ArithKind::Sub => renamed("Sub", "Add"),
        ArithKind::Mul => renamed("Mul", "And"),
        ArithKind::Equal => renamed("Eq", "Neq"),
        ArithKind::NotEqual => renamed("Neq", "Eq"),
        ArithKind::Div | ArithKind::Mod => Some(format!("{name}u")),
        ArithKind::ShiftRight => Some(name.replace('x', "Ux")),
        ArithKind::TrailingZeros => Some(format!("{name}NonZero")),
        _ => None,
    }
}

/// Sets the meaning of operations.
pub(super) fn set(ops: &mut [OpInfo]) {
    let generic = ops
        .iter()
        .enumerate()
        .filter(|(_, info)| info.has(flags::GENERIC));
    let rows: Vec<(usize, Box<str>)> = generic.map(|(at, info)| (at, info.name.clone())).collect();
    let numbers: HashMap<&str, u16> = rows
        .iter()
        .map(|(at, name)| (&**name, *at as u16))
        .collect();
    for (at, name) in &rows {
        let (kind, bits) = by_name(name);
        let partner = partner(name, kind);
        let partner = partner.and_then(|name| numbers.get(&*name).copied());
        ops[*at].arith = Arith {
            kind,
            bits,
            partner: partner.unwrap_or_default(),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_have_their_names() {
        let rows = [
            ("Add64", ArithKind::Add, 64),
            ("Add64F", ArithKind::Other, 64),
            ("AddPtr", ArithKind::Other, 0),
            ("Rsh8Ux64", ArithKind::ShiftRightUnsigned, 8),
            ("Rsh16x32", ArithKind::ShiftRight, 16),
            ("Div128u", ArithKind::Other, 0),
            ("ZeroExt8to64", ArithKind::ZeroExtend, 8),
            ("Trunc", ArithKind::Other, 0),
            ("Trunc32to8", ArithKind::Truncate, 32),
            ("NeqB", ArithKind::NotEqualBool, 0),
            ("Leq16U", ArithKind::LessOrEqualUnsigned, 16),
        ];
        for (name, kind, bits) in rows {
            assert_eq!(by_name(name), (kind, bits), "{name}");
        }
    }

    #[test]
    fn partners_are_found_by_name() {
        let names = ["Rsh8x64", "Rsh8Ux64", "Ctz8", "Ctz8NonZero", "Add8", "Sub8"];
        let mut ops = names.map(|name| OpInfo {
            name: name.into(),
            flags: flags::GENERIC,
            ..OpInfo::default()
        });
        set(&mut ops);
        let partners = ops.each_ref().map(|info| info.arith.partner);
        assert_eq!(partners, [1, 0, 3, 0, 5, 4]);
    }
}
