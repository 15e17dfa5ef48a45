//! `complex`, `real` and `imag`.
//!
//! Counterpart: cmd/compile/internal/types2/builtins.go (`_Complex`, `_Imag`, `_Real`).

use vamos_constant::Op;
use vamos_constant::Value;
use vamos_types::BasicKind;
use vamos_types::BuiltinId;
use vamos_types::TypeId;
use vamos_types::typ;

use super::Call;
use crate::checker::Checker;
use crate::code::Code;
use crate::operand::Mode;
use crate::operand::Operand;
use crate::problem::INVALID_ARG;
use crate::problem::INVALID_OP;
use vamos_types::Texts;

/// Returns the complex type with parts of a type.
fn complex_of(kind: BasicKind) -> Option<TypeId> {
    match kind {
        BasicKind::Float32 => Some(typ::COMPLEX64),
        BasicKind::Float64 => Some(typ::COMPLEX128),
        BasicKind::UntypedFloat => Some(typ::UNTYPED_COMPLEX),
        _ => None,
    }
}

/// Returns the type of the parts of a complex type.
fn part_of(kind: BasicKind) -> Option<TypeId> {
    match kind {
        BasicKind::Complex64 => Some(typ::FLOAT32),
        BasicKind::Complex128 => Some(typ::FLOAT64),
        BasicKind::UntypedComplex => Some(typ::UNTYPED_FLOAT),
        _ => None,
    }
}

impl Checker<'_> {
    /// Checks `complex(x, y)`.
    pub(super) fn complex(&mut self, x: &mut Operand, call: &mut Call) -> Option<()> {
        let y = &mut call.args[1];
        match (self.types.is_untyped(x.typ), self.types.is_untyped(y.typ)) {
            (false, false) => {}
            (true, false) => self.convert_untyped(x, y.typ),
            (false, true) => self.convert_untyped(y, x.typ),
            (true, true) if x.mode == Mode::Constant && y.mode == Mode::Constant => {
                self.make_untyped_float(x);
                self.make_untyped_float(y);
            }
            // One of them is a shift, which is an error for floats.
            (true, true) => {
                self.convert_untyped(x, typ::FLOAT64);
                self.convert_untyped(y, typ::FLOAT64);
            }
        }
        if x.mode == Mode::Invalid || y.mode == Mode::Invalid {
            return None;
        }
        let y = &call.args[1];
        if !self.types.identical(x.typ, y.typ) {
            let shown = self.expr_text(call.node);
            let x_type = self.type_text(x.typ);
            let y_type = self.type_text(y.typ);
            let text = format!("{INVALID_OP}{shown} (mismatched types {x_type} and {y_type})");
            self.error(self.operand_pos(x), Code::InvalidComplex, text);
            return None;
        }
        let Some(result) = self.apply_type_func(complex_of, x, call.id) else {
            let typ = self.type_text(x.typ);
            let text = format!("{INVALID_ARG}arguments have type {typ}, expected floating-point");
            self.error(self.operand_pos(x), Code::InvalidComplex, text);
            return None;
        };
        if x.mode == Mode::Constant && y.mode == Mode::Constant {
            let imag = y.val.to_float().make_imag();
            x.val = Value::binary_op(&x.val.to_float(), Op::Add, &imag);
        } else {
            x.mode = Mode::Value;
            self.record_call(call, Some(result), &[x.typ, x.typ]);
        }
        x.typ = result;
        Some(())
    }

    /// Converts an untyped constant to floating-point, if its imaginary part is zero.
    fn make_untyped_float(&mut self, x: &mut Operand) {
        if self.types.is_numeric(x.typ) && x.val.imag().sign() == 0 {
            x.typ = typ::UNTYPED_FLOAT;
        }
    }

    /// Checks `real(x)` and `imag(x)`.
    pub(super) fn complex_part(&mut self, x: &mut Operand, call: &Call) -> Option<()> {
        if self.types.is_untyped(x.typ) {
            if x.mode == Mode::Constant {
                if self.types.is_numeric(x.typ) {
                    x.typ = typ::UNTYPED_COMPLEX;
                }
            } else {
                // It is a shift, which is an error for complex numbers.
                self.convert_untyped(x, typ::COMPLEX128);
                if x.mode == Mode::Invalid {
                    return None;
                }
            }
        }
        let is_real = call.id == BuiltinId::Real;
        let Some(result) = self.apply_type_func(part_of, x, call.id) else {
            let code = if is_real {
                Code::InvalidReal
            } else {
                Code::InvalidImag
            };
            let typ = self.type_text(x.typ);
            let text = format!("{INVALID_ARG}argument has type {typ}, expected complex type");
            self.error(self.operand_pos(x), code, text);
            return None;
        };
        if x.mode == Mode::Constant {
            x.val = if is_real { x.val.real() } else { x.val.imag() };
        } else {
            x.mode = Mode::Value;
            self.record_call(call, Some(result), &[x.typ]);
        }
        x.typ = result;
        Some(())
    }
}
