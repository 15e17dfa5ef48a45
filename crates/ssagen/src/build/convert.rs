//! Conversions.
//!
//! Counterpart: cmd/compile/internal/ssagen/ssa.go (`conv`, OCONVNOP).

use vamos_ir::Node;
use vamos_ir::NodeId;
use vamos_ir::Op;
use vamos_ir::flags;
use vamos_ssa::Aux;
use vamos_ssa::ValueId;
use vamos_ssa::kind;

use super::checks::Bounds;
use super::kinds::Ty;
use super::ops::Gen;
use super::refusal::BuildRefusal;
use super::refusal::Built;
use super::state::Build;

impl Build<'_> {
    /// Builds a conversion that changes nothing but the type.
    pub(super) fn conv_nop(&mut self, node: &Node, checks: bool) -> Built<ValueId> {
        let operand = self.operand(node, 0)?;
        let (from, to) = (self.ty(self.node(operand)?.ty), self.ty(node.ty));
        let value = self.expr(operand)?;
        if from.id == to.id {
            return Ok(value);
        }
        if to.is_pointer_shaped != from.is_pointer_shaped {
            let mem = self.mem();
            return Ok(self.v(Gen::Convert, to.id, &[value, mem]));
        }
        let copy = self.v(Gen::Copy, to.id, &[value]);
        let checks = checks && self.input.ir.facts.checks_pointers;
        if checks && from.is(kind::UNSAFEPTR) && to.is(kind::PTR) {
            self.check_pointer(node, copy, None)?;
        }
        Ok(copy)
    }

    /// Builds a conversion of a value to another type.
    pub(super) fn convert(
        &mut self,
        node: Option<NodeId>,
        value: ValueId,
        from: Ty,
        to: Ty,
    ) -> Built<ValueId> {
        if from.is(kind::BOOL) && to.is(kind::UINT8) {
            return Ok(self.v(Gen::CvtBoolToUint8, to.id, &[value]));
        }
        if from.is_integer() && to.is_integer() {
            let op = from.resize_op(to.size);
            let op = op.ok_or(BuildRefusal::Invalid("size of an integer"))?;
            return Ok(self.v(op, to.id, &[value]));
        }
        if from.is_complex() && to.is_complex() {
            return self.convert_complex(value, from, to);
        }
        if to.is_complex() {
            let float = self.ty(self.float_of(to));
            let real = self.convert(node, value, from, float)?;
            let zero = self.zero_value(float)?;
            return Ok(self.v(Gen::ComplexMake, to.id, &[real, zero]));
        }
        if from.is_float() || to.is_float() {
            return self.convert_float(node, value, from, to);
        }
        Err(BuildRefusal::Missing("conversions of these types"))
    }

    fn convert_complex(&mut self, value: ValueId, from: Ty, to: Ty) -> Built<ValueId> {
        let op = match (from.size, to.size) {
            (8, 8) => Gen::Round32F,
            (16, 16) => Gen::Round64F,
            (8, _) => Gen::Cvt32Fto64F,
            _ => Gen::Cvt64Fto32F,
        };
        let [from_part, to_part] = [from, to].map(|ty| self.float_of(ty));
        let parts = [Gen::ComplexReal, Gen::ComplexImag].map(|select| {
            let part = self.v(select, from_part, &[value]);
            self.v(op, to_part, &[part])
        });
        Ok(self.v(Gen::ComplexMake, to.id, &parts))
    }

    /// Builds a conversion between strings, slices and pointers to arrays without a copy.
    pub(super) fn header_conversion(&mut self, node: &Node) -> Built<ValueId> {
        let value = self.expr_operand(node, 0)?;
        let (pointer, int) = (self.types.byte_ptr, self.types.int);
        match node.op {
            Op::BytesToStringTemp => {
                let data = self.v(Gen::SlicePtr, pointer, &[value]);
                let len = self.v(Gen::SliceLen, int, &[value]);
                Ok(self.v(Gen::StringMake, node.ty, &[data, len]))
            }
            Op::StringToBytesTemp => {
                let mut data = self.v(Gen::StringPtr, pointer, &[value]);
                if !node.has(flags::NON_NIL) {
                    let nil = self.const_nil(pointer);
                    let is_there = self.v(Gen::NeqPtr, self.types.bool, &[data, nil]);
                    let sym = self.runtime_var("zerobase");
                    let base = self.sb;
                    let zero = self.va(Gen::Addr, pointer, Aux::Sym(sym), &[base]);
                    data = self.ternary(is_there, data, zero)?;
                }
                let len = self.v(Gen::StringLen, int, &[value]);
                Ok(self.v(Gen::SliceMake, node.ty, &[data, len, len]))
            }
            _ => {
                let array = self.elem(self.ty(node.ty))?;
                let wanted = self.ty(array).len;
                let wanted_value = self.const_int(int, wanted);
                let len = self.v(Gen::SliceLen, int, &[value]);
                self.bounds_check(wanted_value, len, Bounds::Convert, false)?;
                let op = if wanted == 0 {
                    Gen::SlicePtrUnchecked
                } else {
                    Gen::SlicePtr
                };
                Ok(self.v(op, node.ty, &[value]))
            }
        }
    }
}
