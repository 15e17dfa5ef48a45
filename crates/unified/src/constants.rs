//! Values of constants.
//!
//! Counterpart: internal/pkgbits/decoder.go (`Value`).

use vamos_constant::BigInt;
use vamos_constant::Exact;
use vamos_constant::Kind;
use vamos_constant::Op;
use vamos_constant::Value;

use crate::cursor::Cursor;

/// Reads a value.
pub(crate) fn value(cursor: &mut Cursor<'_>) -> Option<Value> {
    let is_complex = cursor.bool()?;
    let value = scalar(cursor)?;
    if !is_complex {
        return Some(value);
    }
    let imaginary = scalar(cursor)?;
    let are_numbers = [&value, &imaginary]
        .iter()
        .all(|part| matches!(part.kind(), Kind::Int | Kind::Float));
    are_numbers.then(|| Value::binary_op(&value, Op::Add, &imaginary.make_imag()))
}

fn scalar(cursor: &mut Cursor<'_>) -> Option<Value> {
    Some(Value::from_exact(&match cursor.number()? {
        0 => Exact::Bool(cursor.bool()?),
        1 => Exact::String(cursor.bytes()?.into()),
        2 => Exact::Int64(cursor.signed()?),
        3 => Exact::Int(big_int(cursor)?),
        4 => Exact::Rat(big_int(cursor)?, big_int(cursor)?),
        5 => Exact::Float(cursor.text()?.to_owned()),
        _ => return None,
    }))
}

fn big_int(cursor: &mut Cursor<'_>) -> Option<BigInt> {
    let bytes = cursor.bytes()?.to_vec();
    let is_neg = cursor.bool()?;
    Some(BigInt { is_neg, bytes })
}
