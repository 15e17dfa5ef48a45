//! Constants of rules and their arithmetic, and names of packages that stand for constants.
//!
//! Counterpart: go/constant.

use std::collections::HashMap;

use vamos_syntax::scanner::Token;

use super::state::Compiler;
use super::state::Const;
use super::state::Fail;
use super::state::Val;
use crate::rules::ty::INT;
use crate::rules::ty::Ty;

/// Returns numbers by the names of their constants.
pub(super) fn numbers(names: &[Box<str>]) -> HashMap<Box<str>, u16> {
    let names = names.iter().enumerate();
    names
        .map(|(index, name)| (name.clone(), index as u16))
        .collect()
}

/// The names of kinds of types, from number 1.
const KINDS: [&str; 16] = [
    "INT8",
    "UINT8",
    "INT16",
    "UINT16",
    "INT32",
    "UINT32",
    "INT64",
    "UINT64",
    "INT",
    "UINT",
    "UINTPTR",
    "COMPLEX64",
    "COMPLEX128",
    "FLOAT32",
    "FLOAT64",
    "BOOL",
];

/// Returns the names of packages that stand for numbers.
fn package_constant(path: &str) -> Option<(Const, Option<Ty>)> {
    let int = |value: i128| Some((Const::Int(value), None));
    match path {
        "math.MaxInt8" => int(i8::MAX.into()),
        "math.MinInt8" => int(i8::MIN.into()),
        "math.MaxInt16" => int(i16::MAX.into()),
        "math.MinInt16" => int(i16::MIN.into()),
        "math.MaxInt32" => int(i32::MAX.into()),
        "math.MinInt32" => int(i32::MIN.into()),
        "math.MaxInt64" => int(i64::MAX.into()),
        "math.MinInt64" => int(i64::MIN.into()),
        "math.MaxUint8" => int(u8::MAX.into()),
        "math.MaxUint16" => int(u16::MAX.into()),
        "math.MaxUint32" => int(u32::MAX.into()),
        "math.MaxUint64" => int(u64::MAX.into()),
        "types.CMPeq" => int(0),
        "obj.ABI0" => int(0),
        "obj.ABIInternal" => int(1),
        "types.PtrSize" => Some((Const::Int(8), Some(INT))),
        _ => {
            let kind = path.strip_prefix("types.T")?;
            let kind = KINDS.iter().position(|known| *known == kind)?;
            int(kind as i128 + 1)
        }
    }
}

impl Compiler<'_> {
    /// Returns the constant of a name, or of a name in a package.
    pub(super) fn constant_named(&mut self, name: &str) -> Result<Option<Val>, Fail> {
        match name {
            "iota" => {
                let iota = self.iota.map(Const::Int);
                return Ok(iota.map(|iota| Val::Const(iota, None)));
            }
            "true" | "false" => {
                return Ok(Some(Val::Const(Const::Bool(name == "true"), None)));
            }
            "nil" => return Ok(Some(Val::Nil)),
            _ => {}
        }
        if let Some((value, ty)) = package_constant(name) {
            return Ok(Some(Val::Const(value, ty)));
        }
        if let Some(op) = self.ops.get(name) {
            return Ok(Some(Val::Const(Const::Int((*op).into()), Some(Ty::Op))));
        }
        if let Some(kind) = self.kinds.get(name) {
            let value = Const::Int((*kind).into());
            return Ok(Some(Val::Const(value, Some(Ty::BlockKind))));
        }
        let Some((expr, iota, ty)) = self.decls.consts.get(name) else {
            return Ok(None);
        };
        let outer = self.iota.replace(*iota);
        let value = self.expr(expr, None);
        self.iota = outer;
        let ty = ty.as_ref().map(|ty| self.type_named(ty)).transpose()?;
        match value? {
            Val::Const(value, own) => {
                let ty = ty.or(own);
                let value = match ty {
                    Some(ty) => self.converted(value, ty)?,
                    None => value,
                };
                Ok(Some(Val::Const(value, ty)))
            }
            _ => Err(Fail::new(format!("constant {name}"))),
        }
    }

    /// Returns a constant as one of a type.
    pub(super) fn converted(&self, value: Const, ty: Ty) -> Result<Const, Fail> {
        let wrong = || Fail::new(format!("constant {value:?} as {ty:?}"));
        if let Some((bits, signed)) = self.integer(ty) {
            return match value {
                Const::Int(value) => Ok(Const::Int(wrap(value, bits, signed))),
                Const::Float(value) if value.fract() == 0.0 => Ok(Const::Int(value as i128)),
                _ => Err(wrong()),
            };
        }
        match (ty, &value) {
            (Ty::F64 | Ty::F32, Const::Int(value)) => Ok(Const::Float(*value as f64)),
            (Ty::F64 | Ty::F32, Const::Float(_))
            | (Ty::Bool, Const::Bool(_))
            | (Ty::Str, Const::Text(_)) => Ok(value),
            _ => Err(wrong()),
        }
    }

    /// Returns the bits of a constant in a register.
    pub(super) fn bits(&mut self, value: &Const, ty: Ty) -> u64 {
        match value {
            Const::Int(value) => *value as u64,
            Const::Float(value) if ty == Ty::F32 => (*value as f32).to_bits().into(),
            Const::Float(value) => value.to_bits(),
            Const::Bool(value) => (*value).into(),
            Const::Text(text) => self.text(text),
        }
    }

    /// Computes an operation of two constants.
    pub(super) fn fold(
        &self,
        operator: Token,
        left: &Const,
        right: &Const,
        ty: Option<Ty>,
    ) -> Option<Const> {
        let value = match (left, right) {
            (Const::Int(left), Const::Int(right)) => fold_ints(operator, *left, *right)?,
            (Const::Bool(left), Const::Bool(right)) => Const::Bool(match operator {
                Token::LogAnd => *left && *right,
                Token::LogOr => *left || *right,
                _ => return None,
            }),
            (Const::Float(left), Const::Float(right)) => fold_floats(operator, *left, *right)?,
            (Const::Float(left), Const::Int(right)) => fold_floats(operator, *left, *right as f64)?,
            (Const::Int(left), Const::Float(right)) => fold_floats(operator, *left as f64, *right)?,
            _ => return None,
        };
        match (value, ty) {
            (Const::Int(value), Some(ty)) => {
                let (bits, signed) = self.integer(ty)?;
                Some(Const::Int(wrap(value, bits, signed)))
            }
            (value, _) => Some(value),
        }
    }
}

fn fold_ints(operator: Token, left: i128, right: i128) -> Option<Const> {
    Some(Const::Int(match operator {
        Token::Add => left.checked_add(right)?,
        Token::Sub => left.checked_sub(right)?,
        Token::Mul => left.checked_mul(right)?,
        Token::Quo => left.checked_div(right)?,
        Token::Rem => left.checked_rem(right)?,
        Token::And => left & right,
        Token::Or => left | right,
        Token::Xor => left ^ right,
        Token::AndNot => left & !right,
        Token::Shl => left.checked_shl(right.try_into().ok().filter(|count| *count < 100)?)?,
        Token::Shr => left >> right.clamp(0, 127),
        Token::Equal => return Some(Const::Bool(left == right)),
        Token::NotEqual => return Some(Const::Bool(left != right)),
        Token::Less => return Some(Const::Bool(left < right)),
        Token::LessEqual => return Some(Const::Bool(left <= right)),
        Token::Greater => return Some(Const::Bool(left > right)),
        Token::GreaterEqual => return Some(Const::Bool(left >= right)),
        _ => return None,
    }))
}

fn fold_floats(operator: Token, left: f64, right: f64) -> Option<Const> {
    Some(Const::Float(match operator {
        Token::Add => left + right,
        Token::Sub => left - right,
        Token::Mul => left * right,
        Token::Quo => left / right,
        _ => return None,
    }))
}

/// Returns an integer as one of this many bits.
pub(super) fn wrap(value: i128, bits: u8, signed: bool) -> i128 {
    let shift = 128 - u32::from(bits);
    match signed {
        true => value << shift >> shift,
        false => ((value as u128) << shift >> shift) as i128,
    }
}
