//! Constructors and queries of values.
//!
//! Counterpart: go/constant/value.go.

use std::fmt;
use std::sync::Arc;

use crate::float::Float;
use crate::float::PREC;
use crate::float::Rounding;
use crate::int::Int;
use crate::nat::Nat;
use crate::rat::Rat;
use crate::scan;
use crate::strings::Text;
use crate::text;

/// The kinds of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names are those of go/constant")]
pub enum Kind {
    Unknown,
    Bool,
    String,
    Int,
    Float,
    Complex,
}

/// A value.
#[derive(Clone, Debug)]
pub struct Value(pub(crate) Repr);

/// Representation of a value. The representation of a number affects results.
#[derive(Clone, Debug)]
pub(crate) enum Repr {
    Unknown,
    Bool(bool),
    String(Arc<Text>),
    /// An integer of 64 bits.
    Int64(i64),
    /// An integer that has more.
    Int(Arc<Int>),
    /// A fraction whose parts are not too large.
    Rat(Arc<Rat>),
    /// Another number.
    Float(Arc<Float>),
    Complex(Arc<(Value, Value)>),
}

/// A value in the form in which it is written to export data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Exact {
    /// No value.
    Unknown,
    /// A bool.
    Bool(bool),
    /// A string.
    String(Arc<[u8]>),
    /// An integer of 64 bits.
    Int64(i64),
    /// Another integer.
    Int(BigInt),
    /// Numerator and denominator.
    Rat(BigInt, BigInt),
    /// The text of a float.
    Float(String),
    /// Real and imaginary part.
    Complex(Box<(Self, Self)>),
}

/// An integer as bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BigInt {
    /// True if it is below zero.
    pub is_neg: bool,
    /// The absolute value, the highest byte first, without zeros in front.
    pub bytes: Vec<u8>,
}

impl From<&Int> for BigInt {
    fn from(value: &Int) -> Self {
        Self {
            is_neg: value.is_neg,
            bytes: value.abs.bytes(),
        }
    }
}

impl From<&BigInt> for Int {
    fn from(value: &BigInt) -> Self {
        Self::new(value.is_neg, Nat::from_bytes(&value.bytes))
    }
}

/// Constructors.
impl Value {
    /// No value.
    pub const UNKNOWN: Self = Self(Repr::Unknown);

    /// Returns a string (`MakeString`).
    pub fn string(bytes: impl Into<Arc<[u8]>>) -> Self {
        Self(Repr::String(Arc::new(Text::from(bytes.into()))))
    }

    /// Returns a float; unknown if it is not finite (`MakeFloat64`).
    pub fn from_f64(value: f64) -> Self {
        if value.is_finite() {
            Self(Repr::Rat(Arc::new(Rat::from_f64(value))))
        } else {
            Self::UNKNOWN
        }
    }

    /// Returns an integer in its shortest form.
    pub(crate) fn from_int(value: Int) -> Self {
        match value.to_i64() {
            Some(value) => Self(Repr::Int64(value)),
            None => Self(Repr::Int(Arc::new(value))),
        }
    }

    /// Returns a fraction, rounded if its parts are large.
    pub(crate) fn from_rat(value: Rat) -> Self {
        if is_small(&value.num.abs) && is_small(&value.den) {
            Self(Repr::Rat(Arc::new(value)))
        } else {
            Self(Repr::Float(Arc::new(Float::from_rat(&value))))
        }
    }

    /// Returns a float; unknown if it is infinite.
    pub(crate) fn from_float(value: Float) -> Self {
        if value.is_inf() {
            return Self::UNKNOWN;
        }
        let value = if value.is_zero() { Float::ZERO } else { value };
        Self(Repr::Float(Arc::new(value)))
    }

    /// Returns a complex number.
    pub(crate) fn complex(re: Self, im: Self) -> Self {
        if re.is_unknown() || im.is_unknown() {
            return Self::UNKNOWN;
        }
        Self(Repr::Complex(Arc::new((re, im))))
    }

    /// Returns a number times the imaginary unit (`MakeImag`).
    pub fn make_imag(&self) -> Self {
        match self.0 {
            Repr::Unknown => Self::UNKNOWN,
            _ => Self::complex(Self::from(0_i64), self.clone()),
        }
    }

    /// Returns a value that was read.
    pub fn from_exact(value: &Exact) -> Self {
        match value {
            Exact::Unknown => Self::UNKNOWN,
            Exact::Bool(value) => Self::from(*value),
            Exact::String(bytes) => Self::string(bytes.clone()),
            Exact::Int64(value) => Self::from(*value),
            Exact::Int(value) => Self::from_int(Int::from(value)),
            Exact::Rat(_, den) if den.bytes.is_empty() => Self::UNKNOWN,
            Exact::Rat(num, den) => Self::from_rat(Rat::new(&Int::from(num), &Int::from(den))),
            Exact::Float(text) => {
                let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
                scan::float(digits.as_bytes()).map_or(Self::UNKNOWN, |value| {
                    Self::from_float(if text.starts_with('-') {
                        value.neg()
                    } else {
                        value
                    })
                })
            }
            Exact::Complex(parts) => {
                Self::complex(Self::from_exact(&parts.0), Self::from_exact(&parts.1))
            }
        }
    }

    /// Returns the value in the form in which it is written.
    pub fn to_exact(&self) -> Exact {
        match &self.0 {
            Repr::Unknown => Exact::Unknown,
            Repr::Bool(value) => Exact::Bool(*value),
            Repr::String(text) => Exact::String(text.bytes()),
            Repr::Int64(value) => Exact::Int64(*value),
            Repr::Int(value) => Exact::Int(BigInt::from(&**value)),
            Repr::Rat(value) => Exact::Rat(BigInt::from(&value.num), BigInt::from(&value.den())),
            Repr::Float(value) => Exact::Float(text::exact_text(value)),
            Repr::Complex(parts) => {
                Exact::Complex(Box::new((parts.0.to_exact(), parts.1.to_exact())))
            }
        }
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self(Repr::Bool(value))
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self(Repr::Int64(value))
    }
}

impl From<u64> for Value {
    fn from(value: u64) -> Self {
        Self::from_int(Int::new(false, Nat::from_word(value)))
    }
}

/// Reports whether a part of a fraction is small enough for exact values.
fn is_small(value: &Nat) -> bool {
    value.bit_len() < 4 << 10
}

/// Queries. For a value of another kind they return the same as for unknown values.
impl Value {
    /// Returns the kind.
    pub fn kind(&self) -> Kind {
        match self.0 {
            Repr::Unknown => Kind::Unknown,
            Repr::Bool(_) => Kind::Bool,
            Repr::String(_) => Kind::String,
            Repr::Int64(_) | Repr::Int(_) => Kind::Int,
            Repr::Rat(_) | Repr::Float(_) => Kind::Float,
            Repr::Complex(_) => Kind::Complex,
        }
    }

    /// Reports whether there is no value.
    pub fn is_unknown(&self) -> bool {
        matches!(self.0, Repr::Unknown)
    }

    /// Returns a bool (`BoolVal`); false for unknown values.
    pub fn bool_val(&self) -> bool {
        matches!(self.0, Repr::Bool(true))
    }

    /// Returns a string (`StringVal`); empty for unknown values.
    pub fn string_val(&self) -> Arc<[u8]> {
        match &self.0 {
            Repr::String(text) => text.bytes(),
            _ => Arc::default(),
        }
    }

    /// Returns the length of a string without joining its parts; 0 for unknown values.
    pub fn string_len(&self) -> usize {
        match &self.0 {
            Repr::String(text) => text.len(),
            _ => 0,
        }
    }

    /// Returns the memory in bytes that the sum of two strings takes; 0 for other values. A chain
    /// of sums may double a string again and again.
    pub fn sum_len(&self, other: &Self) -> usize {
        match (&self.0, &other.0) {
            (Repr::String(text), Repr::String(other)) => text.copied_by_join(other),
            _ => 0,
        }
    }

    /// Returns an integer if it has 64 bits (`Int64Val`).
    pub fn int64_val(&self) -> Option<i64> {
        match self.0 {
            Repr::Int64(value) => Some(value),
            _ => None,
        }
    }

    /// Returns an integer without a sign if it has 64 bits (`Uint64Val`).
    pub fn uint64_val(&self) -> Option<u64> {
        match &self.0 {
            Repr::Int64(value) => u64::try_from(*value).ok(),
            Repr::Int(value) if !value.is_neg => value.abs.to_u64(),
            _ => None,
        }
    }

    /// Returns the nearest `f32`, and true if the conversion is exact (`Float32Val`).
    pub fn float32_val(&self) -> (f32, bool) {
        match &self.0 {
            Repr::Int64(value) => {
                let float = *value as f32;
                (float, float < 2_f32.powi(63) && float as i64 == *value)
            }
            Repr::Int(value) => Float::from_int(value).to_f32(),
            Repr::Rat(value) => value.to_f32(),
            Repr::Float(value) => value.to_f32(),
            _ => (0.0, false),
        }
    }

    /// Returns the nearest `f64`, and true if the conversion is exact (`Float64Val`).
    pub fn float64_val(&self) -> (f64, bool) {
        match &self.0 {
            Repr::Int64(value) => {
                let float = *value as f64;
                (float, float < 2_f64.powi(63) && float as i64 == *value)
            }
            Repr::Int(value) => Float::from_int(value).to_f64(),
            Repr::Rat(value) => value.to_f64(),
            Repr::Float(value) => value.to_f64(),
            _ => (0.0, false),
        }
    }

    /// Returns the number of bits of the absolute value of an integer (`BitLen`).
    pub fn bit_len(&self) -> usize {
        match &self.0 {
            Repr::Int64(value) => 64 - value.unsigned_abs().leading_zeros() as usize,
            Repr::Int(value) => value.abs.bit_len(),
            _ => 0,
        }
    }

    /// Returns -1, 0 or 1; 1 for unknown values (`Sign`). Of complex numbers it is 0 for zero.
    pub fn sign(&self) -> i32 {
        match &self.0 {
            Repr::Int64(value) => value.signum() as i32,
            Repr::Int(value) => value.sign(),
            Repr::Rat(value) => value.num.sign(),
            Repr::Float(value) => value.sign(),
            Repr::Complex(parts) => parts.0.sign() | parts.1.sign(),
            _ => 1,
        }
    }

    /// Returns the numerator; unknown if it is too large (`Num`).
    pub fn num(&self) -> Self {
        match &self.0 {
            Repr::Int64(_) | Repr::Int(_) => self.clone(),
            Repr::Rat(value) => Self::from_int(value.num.clone()),
            Repr::Float(value) if value.is_small() => Self::from_int(value.to_rat().num),
            _ => Self::UNKNOWN,
        }
    }

    /// Returns the denominator; unknown if it is too large (`Denom`).
    pub fn denom(&self) -> Self {
        match &self.0 {
            Repr::Int64(_) | Repr::Int(_) => Self::from(1_i64),
            Repr::Rat(value) => Self::from_int(value.den()),
            Repr::Float(value) if value.is_small() => Self::from_int(value.to_rat().den()),
            _ => Self::UNKNOWN,
        }
    }

    /// Returns the real part (`Real`).
    pub fn real(&self) -> Self {
        match &self.0 {
            Repr::Complex(parts) => parts.0.clone(),
            _ => self.clone(),
        }
    }

    /// Returns the imaginary part (`Imag`).
    pub fn imag(&self) -> Self {
        match &self.0 {
            Repr::Complex(parts) => parts.1.clone(),
            Repr::Unknown => Self::UNKNOWN,
            _ => Self::from(0_i64),
        }
    }

    /// Returns the value as an integer; unknown if it has a fraction (`ToInt`).
    pub fn to_int(&self) -> Self {
        match &self.0 {
            Repr::Int64(_) | Repr::Int(_) => self.clone(),
            Repr::Rat(value) if value.is_int() => Self::from_int(value.num.clone()),
            Repr::Float(value) if value.is_small() => {
                // A value near an integer may be one, apart from a rounding error.
                let shorter = |rounding| value.round(PREC - 4, rounding).to_int();
                let int = value.to_int();
                let int = int.or_else(|| shorter(Rounding::ToZero));
                let int = int.or_else(|| shorter(Rounding::AwayFromZero));
                int.map_or(Self::UNKNOWN, Self::from_int)
            }
            Repr::Complex(_) => match self.to_float() {
                float if float.kind() == Kind::Float => float.to_int(),
                _ => Self::UNKNOWN,
            },
            _ => Self::UNKNOWN,
        }
    }

    /// Returns the value as a float; unknown if it is complex (`ToFloat`).
    pub fn to_float(&self) -> Self {
        match &self.0 {
            Repr::Int64(value) => Self(Repr::Rat(Arc::new(Rat::from(Int::from(*value))))),
            Repr::Int(value) if is_small(&value.abs) => {
                Self(Repr::Rat(Arc::new(Rat::from(Int::clone(value)))))
            }
            Repr::Int(value) => Self(Repr::Float(Arc::new(Float::from_int(value)))),
            Repr::Rat(_) | Repr::Float(_) => self.clone(),
            Repr::Complex(parts) if parts.1.sign() == 0 => parts.0.to_float(),
            _ => Self::UNKNOWN,
        }
    }

    /// Returns the value as a complex number; unknown if it is no number (`ToComplex`).
    pub fn to_complex(&self) -> Self {
        match &self.0 {
            Repr::Complex(_) => self.clone(),
            Repr::Int64(_) | Repr::Int(_) | Repr::Rat(_) | Repr::Float(_) => {
                Self::complex(self.clone(), Self::from(0_i64))
            }
            _ => Self::UNKNOWN,
        }
    }

    /// Returns the value's whole text (`ExactString`).
    pub fn exact_string(&self) -> String {
        match &self.0 {
            Repr::String(text) => text.quoted(),
            Repr::Rat(value) => value.text(),
            Repr::Float(value) => text::exact_text(value),
            Repr::Complex(parts) => {
                format!("({} + {}i)", parts.0.exact_string(), parts.1.exact_string())
            }
            _ => self.to_string(),
        }
    }
}

/// As `String` upstream: short, and perhaps not exact.
impl fmt::Display for Value {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Repr::Unknown => out.write_str("unknown"),
            Repr::Bool(value) => value.fmt(out),
            Repr::String(text) => out.write_str(&text.short()),
            Repr::Int64(value) => value.fmt(out),
            Repr::Int(value) => out.write_str(&value.decimal()),
            Repr::Rat(value) => out.write_str(&text::float_text(&Float::from_rat(value))),
            Repr::Float(value) => out.write_str(&text::float_text(value)),
            Repr::Complex(parts) => write!(out, "({} + {}i)", parts.0, parts.1),
        }
    }
}
