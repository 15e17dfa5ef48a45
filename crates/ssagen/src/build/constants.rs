//! Constants and zero values.
//!
//! Counterpart: cmd/compile/internal/ssagen/ssa.go (`constInt`, `zeroVal`).

use vamos_ir::Literal;
use vamos_ir::Node;
use vamos_ssa::Aux;
use vamos_ssa::TypeId;
use vamos_ssa::ValueId;
use vamos_ssa::kind;

use super::kinds::Ty;
use super::ops::Gen;
use super::refusal::BuildRefusal;
use super::refusal::Built;
use super::state::Build;

impl Build<'_> {
    fn constant(&mut self, op: Gen, ty: TypeId, number: i64) -> ValueId {
        let op = self.input.ops.number(op);
        let cx = self.input.cx;
        self.f.const_value(&cx, op, ty, number)
    }

    /// Returns a constant of a type of 8 bytes.
    pub(super) fn const_int(&mut self, ty: TypeId, number: i64) -> ValueId {
        self.constant(Gen::Const64, ty, number)
    }

    /// Returns a constant of a type of one byte.
    pub(super) fn const_int8(&mut self, ty: TypeId, number: i8) -> ValueId {
        self.constant(Gen::Const8, ty, number.into())
    }

    /// Returns a boolean constant.
    pub(super) fn const_bool(&mut self, is_true: bool) -> ValueId {
        self.constant(Gen::ConstBool, self.types.bool, is_true.into())
    }

    /// Returns the pointer nil of a type.
    pub(super) fn const_nil(&mut self, ty: TypeId) -> ValueId {
        let cx = self.input.cx;
        self.f.const_nil(&cx, ty)
    }

    /// Returns an integer constant of a type.
    pub(super) fn const_of(&mut self, ty: Ty, number: i64) -> Built<ValueId> {
        let (op, number) = match ty.size {
            1 => (Gen::Const8, i64::from(number as i8)),
            2 => (Gen::Const16, i64::from(number as i16)),
            4 => (Gen::Const32, i64::from(number as i32)),
            8 => (Gen::Const64, number),
            _ => return Err(BuildRefusal::Invalid("size of an integer")),
        };
        Ok(self.constant(op, ty.id, number))
    }

    /// Returns a floating-point constant of a type.
    pub(super) fn const_float(&mut self, ty: TypeId, number: f64) -> ValueId {
        if self.ty(ty).size == 4 {
            let number = f64::from(number as f32);
            return self.constant(Gen::Const32F, ty, number.to_bits() as i64);
        }
        self.constant(Gen::Const64F, ty, number.to_bits() as i64)
    }

    /// Returns a constant of pointer size that no other value shares.
    pub(super) fn own_uintptr(&mut self, number: u64) -> ValueId {
        self.vi(Gen::Const64, self.types.uintptr, number as i64, &[])
    }

    /// Builds a literal.
    pub(super) fn literal(&mut self, node: &Node) -> Built<ValueId> {
        let ty = self.ty(node.ty);
        let literal = node.literal();
        let literal = literal.ok_or(BuildRefusal::Invalid("literal without a value"))?;
        match literal {
            Literal::Int(number) => self.const_of(ty, number),
            Literal::Text([]) => {
                let cx = self.input.cx;
                Ok(self.f.const_empty_string(&cx, node.ty))
            }
            Literal::Text(text) => {
                let aux = Aux::Text(text.to_vec());
                Ok(self.entry_aux(Gen::ConstString, node.ty, aux, &[]))
            }
            Literal::Bool(is_true) => Ok(self.const_bool(is_true)),
            Literal::Float(bits) => Ok(self.const_float(node.ty, f64::from_bits(bits))),
            Literal::Complex(real, imaginary) => {
                let float = self.float_of(ty);
                let real = self.const_float(float, f64::from_bits(real));
                let imaginary = self.const_float(float, f64::from_bits(imaginary));
                Ok(self.v(Gen::ComplexMake, node.ty, &[real, imaginary]))
            }
        }
    }

    /// Builds nil.
    pub(super) fn nil(&mut self, node: &Node) -> ValueId {
        let cx = self.input.cx;
        match self.ty(node.ty).kind {
            kind::SLICE => self.f.const_slice(&cx, node.ty),
            kind::INTER => self.f.const_interface(&cx, node.ty),
            _ => self.f.const_nil(&cx, node.ty),
        }
    }

    /// Returns the zero value of a type.
    pub(super) fn zero_value(&mut self, ty: Ty) -> Built<ValueId> {
        if ty.size == 0 {
            return Ok(self.entry(Gen::Empty, ty.id, &[]));
        }
        let cx = self.input.cx;
        if ty.is_integer() {
            return self.const_of(ty, 0);
        }
        if ty.is_float() {
            return Ok(self.const_float(ty.id, 0.0));
        }
        if ty.is_complex() {
            let float = self.float_of(ty);
            let zero = self.const_float(float, 0.0);
            return Ok(self.entry(Gen::ComplexMake, ty.id, &[zero, zero]));
        }
        if ty.is_pointer_shaped {
            return Ok(self.const_nil(ty.id));
        }
        Ok(match ty.kind {
            kind::STRING => self.f.const_empty_string(&cx, ty.id),
            kind::BOOL => self.const_bool(false),
            kind::INTER => self.f.const_interface(&cx, ty.id),
            kind::SLICE => self.f.const_slice(&cx, ty.id),
            kind::STRUCT if !ty.is_simd => {
                let made = self.entry(Gen::StructMake, ty.id, &[]);
                for index in 0..ty.fields {
                    let (field, _) = self.field(ty, index)?;
                    let part = self.zero_value(self.ty(field))?;
                    self.f.add_arg(made, part);
                }
                made
            }
            kind::ARRAY if ty.len == 1 => {
                let part = self.zero_value(self.ty(ty.elem))?;
                self.entry(Gen::ArrayMake1, ty.id, &[part])
            }
            _ => return Err(BuildRefusal::Missing("zero values of this type")),
        })
    }
}
