//! Conversions to instructions.
//!
//! Counterpart: none.

use super::state::Compiler;
use super::state::Const;
use super::state::Fail;
use super::state::Val;
use crate::rules::code::Instr;
use crate::rules::code::Un;
use crate::rules::source::Expr;
use crate::rules::ty::Ty;

impl<'a> Compiler<'a> {
    /// Compiles a change between an aux value or integer and the type of rules for it.
    pub(super) fn converted_by(
        &mut self,
        found: &Converter,
        args: &'a [Expr],
    ) -> Result<Val, Fail> {
        let (name, from, un, to) = *found;
        let [arg] = args else {
            return Err(Fail::new(format!("arguments of {name}")));
        };
        let (from, to) = (self.type_named(from)?, self.type_named(to)?);
        let at = self.typed(arg, from)?;
        let Some(un) = un else {
            return Ok(Val::Reg(at, to));
        };
        let made = self.allocate(1)?;
        self.emit(Instr::Un(un, made, at));
        Ok(Val::Reg(made, to))
    }

    /// Converts a value to a type.
    pub(super) fn conversion(&mut self, ty: Ty, of: &'a Expr) -> Result<Val, Fail> {
        let value = self.expr(of, Some(ty))?;
        if let Val::Const(value, own) = &value {
            let value = match (own, value) {
                (Some(Ty::F32), Const::Float(value)) if ty == Ty::F64 => {
                    Const::Float(f64::from(*value as f32))
                }
                _ => self.converted(value.clone(), ty)?,
            };
            return Ok(Val::Const(value, Some(ty)));
        }
        let (at, from) = self.reg(value, Some(ty))?;
        let is_aux = |ty| matches!(ty, Ty::Aux | Ty::Sym | Ty::Call);
        if from == ty || is_aux(from) && is_aux(ty) {
            return Ok(Val::Reg(at, ty));
        }
        let un = match (self.integer(from), self.integer(ty)) {
            (Some(from), Some(to)) if fits(from, to) => return Ok(Val::Reg(at, ty)),
            (Some(_), Some(_)) => None,
            (from_int, to_int) => Some(float_conversion((from, from_int), (ty, to_int))?),
        };
        let to = self.allocate(1)?;
        self.emit(match un {
            Some(un) => Instr::Un(un, to, at),
            None => Instr::Move(to, at),
        });
        self.narrow(to, ty);
        Ok(Val::Reg(to, ty))
    }
}

/// Bits and sign of an integer type.
type Integer = (u8, bool);

/// Reports whether all integers of a type have the same registers as integers of another one.
fn fits(from: Integer, to: Integer) -> bool {
    let ((from_bits, from_signed), (bits, signed)) = (from, to);
    bits == 64 || from == to || bits > from_bits && (signed || !from_signed)
}

/// Returns the conversion of which one type is of floating-point numbers.
fn float_conversion(from: (Ty, Option<Integer>), to: (Ty, Option<Integer>)) -> Result<Un, Fail> {
    Ok(match (from, to) {
        ((Ty::F64, _), (Ty::F32, _)) => Un::F32OfF64,
        ((Ty::F32, _), (Ty::F64, _)) => Un::F64OfF32,
        ((_, Some((_, true))), (Ty::F64, _)) => Un::F64OfSigned,
        ((_, Some((_, false))), (Ty::F64, _)) => Un::F64OfUnsigned,
        ((_, Some((_, true))), (Ty::F32, _)) => Un::F32OfSigned,
        ((_, Some((_, false))), (Ty::F32, _)) => Un::F32OfUnsigned,
        ((Ty::F64, _), (_, Some((_, true)))) => Un::SignedOfF64,
        ((Ty::F32, _), (_, Some((_, true)))) => Un::SignedOfF32,
        _ => return Err(Fail::new(format!("{:?} to {:?}", from.0, to.0))),
    })
}

/// A function between a type of rules and an aux value or integer: its name, the types, and the
/// operation on the bits.
pub(super) type Converter = (&'static str, &'static str, Option<Un>, &'static str);

static CONVERTERS: [Converter; 29] = [
    ("auxIntToBool", "int64", Some(Un::Truth), "bool"),
    ("auxIntToInt8", "int64", Some(Un::Sign8), "int8"),
    ("auxIntToInt16", "int64", Some(Un::Sign16), "int16"),
    ("auxIntToInt32", "int64", Some(Un::Sign32), "int32"),
    ("auxIntToInt64", "int64", None, "int64"),
    ("auxIntToUint8", "int64", Some(Un::Zero8), "uint8"),
    ("auxIntToFloat32", "int64", Some(Un::F32OfF64), "float32"),
    ("auxIntToFloat64", "int64", None, "float64"),
    ("auxIntToValAndOff", "int64", None, "ValAndOff"),
    (
        "auxIntToFlagConstant",
        "int64",
        Some(Un::Zero8),
        "flagConstant",
    ),
    (
        "auxIntToArm64BitField",
        "int64",
        Some(Un::Sign16),
        "arm64BitField",
    ),
    ("auxIntToOp", "int64", None, "Op"),
    ("boolToAuxInt", "bool", None, "int64"),
    ("int8ToAuxInt", "int8", None, "int64"),
    ("int16ToAuxInt", "int16", None, "int64"),
    ("int32ToAuxInt", "int32", None, "int64"),
    ("int64ToAuxInt", "int64", None, "int64"),
    ("uint8ToAuxInt", "uint8", Some(Un::Sign8), "int64"),
    ("float32ToAuxInt", "float32", Some(Un::F64OfF32), "int64"),
    ("float64ToAuxInt", "float64", None, "int64"),
    ("valAndOffToAuxInt", "ValAndOff", None, "int64"),
    ("flagConstantToAuxInt", "flagConstant", None, "int64"),
    ("arm64BitFieldToAuxInt", "arm64BitField", None, "int64"),
    ("opToAuxInt", "Op", None, "int64"),
    ("auxToSym", "Aux", None, "Sym"),
    ("symToAux", "Sym", None, "Aux"),
    ("auxToCall", "Aux", None, "*AuxCall"),
    ("callToAux", "*AuxCall", None, "Aux"),
    ("auxToString", "Aux", None, "auxText"),
];

/// Returns the function of a name, if it is one.
pub(super) fn converter(name: &str) -> Option<&'static Converter> {
    CONVERTERS.iter().find(|(known, ..)| *known == name)
}
