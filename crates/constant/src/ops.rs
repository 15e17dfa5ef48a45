//! Operations on values.
//!
//! Counterpart: go/constant/value.go (`UnaryOp`, `BinaryOp`, `Shift`, `Compare`).

use std::cmp::Ordering;
use std::sync::Arc;

use crate::float::Float;
use crate::float::PREC;
use crate::int::Int;
use crate::rat::Rat;
use crate::value::Repr;
use crate::value::Value;

/// The operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of go/token")]
pub enum Op {
    Add,
    Sub,
    Mul,
    Quo,
    /// Division of integers whose result is an integer (`QUO_ASSIGN` upstream).
    IntQuo,
    Rem,
    And,
    Or,
    Xor,
    AndNot,
    Shl,
    Shr,
    LAnd,
    LOr,
    Not,
    Eql,
    Neq,
    Lss,
    Leq,
    Gtr,
    Geq,
}

/// Two values of one representation.
enum Pair {
    Unknown,
    Bool(bool, bool),
    String(Value, Value),
    Int64(i64, i64),
    Int(Arc<Int>, Arc<Int>),
    Rat(Arc<Rat>, Arc<Rat>),
    Float(Arc<Float>, Arc<Float>),
    Complex([Value; 2], [Value; 2]),
}

impl Value {
    /// Returns the value as an integer of any size.
    fn as_int(&self) -> Option<Arc<Int>> {
        match &self.0 {
            Repr::Int64(value) => Some(Arc::new(Int::from(*value))),
            Repr::Int(value) => Some(value.clone()),
            _ => None,
        }
    }

    /// Returns an integer or fraction as a fraction of any size.
    fn as_rat(&self) -> Option<Arc<Rat>> {
        match &self.0 {
            Repr::Rat(value) => Some(value.clone()),
            _ => Some(Arc::new(Rat::from(Int::clone(&*self.as_int()?)))),
        }
    }

    /// Returns a number that is not complex as a float.
    fn as_float(&self) -> Option<Arc<Float>> {
        Some(match &self.0 {
            Repr::Float(value) => value.clone(),
            Repr::Rat(value) => Arc::new(Float::from_rat(value)),
            _ => Arc::new(Float::from_int(&*self.as_int()?)),
        })
    }

    fn as_parts(&self) -> [Self; 2] {
        [self.real(), self.imag()]
    }
}

/// Rank of a representation. The result of an operation has the larger rank of its operands
/// (`ord`).
fn rank(value: &Value) -> u8 {
    match value.0 {
        Repr::Unknown => 0,
        Repr::Bool(_) | Repr::String(_) => 1,
        Repr::Int64(_) => 2,
        Repr::Int(_) => 3,
        Repr::Rat(_) => 4,
        Repr::Float(_) => 5,
        Repr::Complex(_) => 6,
    }
}

/// Brings two values to one representation (`match`); `None` if they have none in common.
fn pair(x: &Value, y: &Value) -> Option<Pair> {
    if x.is_unknown() || y.is_unknown() {
        return Some(Pair::Unknown);
    }
    Some(match (&x.0, &y.0) {
        (Repr::Bool(x), Repr::Bool(y)) => Pair::Bool(*x, *y),
        (Repr::String(_), Repr::String(_)) => Pair::String(x.clone(), y.clone()),
        (Repr::Int64(x), Repr::Int64(y)) => Pair::Int64(*x, *y),
        _ => match rank(x).max(rank(y)) {
            3 => Pair::Int(x.as_int()?, y.as_int()?),
            4 => Pair::Rat(x.as_rat()?, y.as_rat()?),
            5 => Pair::Float(x.as_float()?, y.as_float()?),
            6 if rank(x).min(rank(y)) > 1 => Pair::Complex(x.as_parts(), y.as_parts()),
            _ => return None,
        },
    })
}

/// Operations.
impl Value {
    /// Returns `op y` (`UnaryOp`); `prec` is the size in bits of an unsigned result of `^`,
    /// else 0.
    ///
    /// # Panics
    /// The operator is not defined for the value.
    pub fn unary_op(op: Op, y: &Self, prec: u32) -> Self {
        let result = match (op, &y.0) {
            (_, Repr::Unknown) => Some(Self::UNKNOWN),
            (Op::Add, Repr::Bool(_) | Repr::String(_)) => None,
            (Op::Add, _) => Some(y.clone()),
            (Op::Sub, _) => negated(y),
            (Op::Xor, _) => y.as_int().map(|y| {
                let value = y.not();
                let mask = Int::from(-1).shl(prec as usize);
                Self::from_int(match prec {
                    0 => value,
                    _ => value.bitwise(&mask, |a, b| a & !b),
                })
            }),
            (Op::Not, Repr::Bool(value)) => Some(Self::from(!value)),
            _ => None,
        };
        result.unwrap_or_else(|| panic!("invalid unary operation {op:?} {y}"))
    }

    /// Returns `x op y` (`BinaryOp`).
    ///
    /// # Panics
    /// The operator is not defined for the values, or it divides by zero.
    pub fn binary_op(x: &Self, op: Op, y: &Self) -> Self {
        let result = pair(x, y).and_then(|pair| match pair {
            Pair::Unknown => Some(Self::UNKNOWN),
            Pair::Bool(x, y) => match op {
                Op::LAnd => Some(Self::from(x && y)),
                Op::LOr => Some(Self::from(x || y)),
                _ => None,
            },
            Pair::String(x, y) => match (op, x.0, y.0) {
                (Op::Add, Repr::String(x), Repr::String(y)) => {
                    Some(Self(Repr::String(Arc::new(x.join(&y)))))
                }
                _ => None,
            },
            Pair::Int64(x, y) => small(x, op, y),
            Pair::Int(x, y) => large(&x, op, &y),
            Pair::Rat(x, y) => Some(Self::from_rat(match op {
                Op::Add => x.add(&y),
                Op::Sub => x.sub(&y),
                Op::Mul => x.mul(&y),
                Op::Quo => x.div(&y),
                _ => return None,
            })),
            Pair::Float(x, y) => Some(Self::from_float(match op {
                Op::Add => x.add(&y, PREC),
                Op::Sub => x.sub(&y, PREC),
                Op::Mul => x.mul(&y, PREC),
                Op::Quo => x.div(&y, PREC),
                _ => return None,
            })),
            Pair::Complex(x, y) => complex(&x, op, &y),
        });
        result.unwrap_or_else(|| panic!("invalid binary operation {x} {op:?} {y}"))
    }

    /// Returns an integer shifted (`Shift`).
    ///
    /// # Panics
    /// The value is no integer.
    pub fn shift(x: &Self, op: Op, count: u32) -> Self {
        if x.is_unknown() || count == 0 {
            return x.clone();
        }
        let int = x.as_int();
        match (op, int) {
            (Op::Shl, Some(x)) => Self::from_int(x.shl(count as usize)),
            (Op::Shr, Some(x)) => Self::from_int(x.shr(count as usize)),
            _ => panic!("invalid shift {x} {op:?} {count}"),
        }
    }

    /// Reports whether `x op y` (`Compare`); false if one is unknown.
    ///
    /// # Panics
    /// The operator is not defined for the values.
    pub fn compare(x: &Self, op: Op, y: &Self) -> bool {
        let order = pair(x, y).and_then(|pair| match pair {
            Pair::Unknown => None,
            Pair::Bool(x, y) => Some(x.cmp(&y)),
            Pair::String(x, y) => Some(x.string_val().cmp(&y.string_val())),
            Pair::Int64(x, y) => Some(x.cmp(&y)),
            Pair::Int(x, y) => Some(x.compare(&y)),
            Pair::Rat(x, y) => Some(x.compare(&y)),
            Pair::Float(x, y) => Some(x.compare(&y)),
            Pair::Complex([a, b], [c, d]) => {
                let are_equal = Self::compare(&a, Op::Eql, &c) && Self::compare(&b, Op::Eql, &d);
                Some(if are_equal {
                    Ordering::Equal
                } else {
                    Ordering::Less
                })
            }
        });
        match order {
            Some(order) => holds(op, order),
            None if x.is_unknown() || y.is_unknown() => false,
            None => panic!("invalid comparison {x} {op:?} {y}"),
        }
    }
}

/// Reports whether a comparison holds.
fn holds(op: Op, order: Ordering) -> bool {
    match op {
        Op::Eql => order.is_eq(),
        Op::Neq => order.is_ne(),
        Op::Lss => order.is_lt(),
        Op::Leq => order.is_le(),
        Op::Gtr => order.is_gt(),
        Op::Geq => order.is_ge(),
        _ => panic!("invalid comparison {op:?}"),
    }
}

fn negated(y: &Value) -> Option<Value> {
    Some(match &y.0 {
        Repr::Int64(_) | Repr::Int(_) => Value::from_int(y.as_int()?.neg()),
        Repr::Rat(value) => Value::from_rat(value.neg()),
        Repr::Float(value) => Value::from_float(value.neg()),
        Repr::Complex(parts) => Value::complex(negated(&parts.0)?, negated(&parts.1)?),
        _ => return None,
    })
}

/// Computes with integers of 64 bits.
fn small(x: i64, op: Op, y: i64) -> Option<Value> {
    let with_large = || large(&Int::from(x), op, &Int::from(y));
    let fitting = match op {
        Op::Add => x.checked_add(y),
        Op::Sub => x.checked_sub(y),
        Op::Mul => x.checked_mul(y),
        // As machines do it, the least number divided by -1 is itself.
        Op::IntQuo => Some(x.wrapping_div(y)),
        Op::Rem => Some(x.wrapping_rem(y)),
        Op::And => Some(x & y),
        Op::Or => Some(x | y),
        Op::Xor => Some(x ^ y),
        Op::AndNot => Some(x & !y),
        _ => None,
    };
    fitting.map(Value::from).or_else(with_large)
}

/// Computes with integers of any size.
fn large(x: &Int, op: Op, y: &Int) -> Option<Value> {
    Some(Value::from_int(match op {
        Op::Add => x.add(y),
        Op::Sub => x.sub(y),
        Op::Mul => x.mul(y),
        Op::Quo => return Some(Value::from_rat(Rat::new(x, y))),
        Op::IntQuo => x.div(y).0,
        Op::Rem => x.div(y).1,
        Op::And => x.bitwise(y, |a, b| a & b),
        Op::Or => x.bitwise(y, |a, b| a | b),
        Op::Xor => x.bitwise(y, |a, b| a ^ b),
        Op::AndNot => x.bitwise(y, |a, b| a & !b),
        _ => return None,
    }))
}

/// Computes with complex numbers. The order of operations affects the rounding.
fn complex([a, b]: &[Value; 2], op: Op, [c, d]: &[Value; 2]) -> Option<Value> {
    let apply = |x: &Value, op, y: &Value| Value::binary_op(x, op, y);
    let mul = |x, y| apply(x, Op::Mul, y);
    let (re, im) = match op {
        Op::Add | Op::Sub => (apply(a, op, c), apply(b, op, d)),
        Op::Mul => {
            let (ac, bd, bc, ad) = (mul(a, c), mul(b, d), mul(b, c), mul(a, d));
            (apply(&ac, Op::Sub, &bd), apply(&bc, Op::Add, &ad))
        }
        Op::Quo => {
            let (ac, bd, bc, ad) = (mul(a, c), mul(b, d), mul(b, c), mul(a, d));
            let square = apply(&mul(c, c), Op::Add, &mul(d, d));
            let re = apply(&ac, Op::Add, &bd);
            let im = apply(&bc, Op::Sub, &ad);
            (apply(&re, Op::Quo, &square), apply(&im, Op::Quo, &square))
        }
        _ => return None,
    };
    Some(Value::complex(re, im))
}
