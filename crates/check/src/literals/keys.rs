//! Constant keys of map literals.
//!
//! Counterpart: cmd/compile/internal/types2/expr.go (`keyVal`).

use std::sync::Arc;

use vamos_constant::Kind;
use vamos_constant::Value;

/// A constant key. Equal values are equal keys, of whatever kind they are: `1`, `1.0` and `1 + 0i`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Key {
    Unknown,
    Bool(bool),
    String(Arc<[u8]>),
    Int(i64),
    Uint(u64),
    /// The bits of a `float64`.
    Float(u64),
    /// The bits of both parts.
    Complex(u64, u64),
}

impl Key {
    /// Returns the key with a value; `None` for integers of more than 64 bits, which equal no
    /// other key.
    pub(super) fn of(val: &Value) -> Option<Self> {
        let bits = |val: &Value| val.float64_val().0.to_bits();
        let mut val = val.clone();
        if val.kind() == Kind::Complex {
            let float = val.to_float();
            if float.kind() != Kind::Float {
                return Some(Self::Complex(bits(&val.real()), bits(&val.imag())));
            }
            val = float;
        }
        if val.kind() == Kind::Float {
            let int = val.to_int();
            if int.kind() != Kind::Int {
                return Some(Self::Float(bits(&val)));
            }
            val = int;
        }
        match val.kind() {
            Kind::Int => match val.int64_val() {
                Some(val) => Some(Self::Int(val)),
                None => val.uint64_val().map(Self::Uint),
            },
            Kind::String => Some(Self::String(val.string_val())),
            Kind::Bool => Some(Self::Bool(val.bool_val())),
            _ => Some(Self::Unknown),
        }
    }
}

#[cfg(test)]
mod tests {
    use vamos_constant::Literal;

    use super::*;

    #[test]
    fn equal_values_are_equal_keys() {
        let int = Key::of(&Value::from(1_i64));
        let float = Key::of(&Value::literal(b"1.0", Literal::Float));
        let complex = Key::of(&Value::from(1_i64).to_complex());
        assert_eq!(int, Some(Key::Int(1)));
        assert_eq!(int, float);
        assert_eq!(int, complex);
        let half = Key::of(&Value::literal(b"0.5", Literal::Float));
        assert_eq!(half, Some(Key::Float(0.5_f64.to_bits())));
        let huge = Value::literal(b"18446744073709551616", Literal::Int);
        assert_eq!(Key::of(&huge), None);
    }
}
