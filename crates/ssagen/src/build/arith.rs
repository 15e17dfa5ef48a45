//! Operations on numbers.
//!
//! Counterpart: cmd/compile/internal/ssagen/ssa.go (`expr`, `intDivide`, `minMax`).

use vamos_ir::Node;
use vamos_ir::Op;
use vamos_ssa::ValueId;
use vamos_ssa::kind;

use super::kinds::Ty;
use super::ops::Gen;
use super::refusal::BuildRefusal;
use super::refusal::Built;
use super::refusal::Role;
use super::state::Build;

impl Build<'_> {
    /// Returns the operation of a node on operands of a type.
    pub(super) fn op_of(&self, op: Op, ty: Ty) -> Built<Gen> {
        ty.op(op)
            .ok_or_else(|| BuildRefusal::op(Role::Expression, op.name()))
    }

    fn operands(&mut self, node: &Node) -> Built<[ValueId; 2]> {
        let x = self.expr_operand(node, 0)?;
        let y = self.expr_operand(node, 1)?;
        Ok([x, y])
    }

    /// Builds a sum, difference, product, quotient or remainder.
    pub(super) fn arith(&mut self, node: &Node) -> Built<ValueId> {
        let ty = self.ty(node.ty);
        let [x, y] = self.operands(node)?;
        if ty.is_complex() {
            return match node.op {
                Op::Mul | Op::Div => self.complex_product(node.op, ty, x, y),
                _ => self.complex_sum(node.op, ty, x, y),
            };
        }
        if matches!(node.op, Op::Div | Op::Mod) && !ty.is_float() {
            return self.divide(node.op, ty, x, y);
        }
        let op = self.op_of(node.op, ty)?;
        let result = self.f.value(x).ty;
        Ok(self.v(op, result, &[x, y]))
    }

    fn divide(&mut self, op: Op, ty: Ty, x: ValueId, y: ValueId) -> Built<ValueId> {
        let constants = [Gen::Const8, Gen::Const16, Gen::Const32, Gen::Const64];
        let is_constant = constants.iter().any(|op| self.is_op(y, *op));
        if !is_constant || self.f.value(y).aux_int == 0 {
            let zero = self.zero_value(ty)?;
            let differs = self.op_of(Op::Ne, ty)?;
            let differs = self.v(differs, self.types.bool, &[y, zero]);
            self.check(differs, "panicdivide")?;
        }
        let op = self.op_of(op, ty)?;
        let result = self.f.value(x).ty;
        Ok(self.v(op, result, &[x, y]))
    }

    fn complex_sum(&mut self, op: Op, ty: Ty, x: ValueId, y: ValueId) -> Built<ValueId> {
        let float = self.float_of(ty);
        let op = self.op_of(op, self.ty(float))?;
        let mut parts = [ValueId(0); 2];
        for (part, select) in parts.iter_mut().zip([Gen::ComplexReal, Gen::ComplexImag]) {
            let one = self.v(select, float, &[x]);
            let other = self.v(select, float, &[y]);
            *part = self.v(op, float, &[one, other]);
        }
        Ok(self.v(Gen::ComplexMake, ty.id, &parts))
    }

    fn complex_product(&mut self, op: Op, ty: Ty, x: ValueId, y: ValueId) -> Built<ValueId> {
        let (part, wide) = (self.float_of(ty), self.types.float64);
        let selects = [
            (Gen::ComplexReal, x),
            (Gen::ComplexReal, y),
            (Gen::ComplexImag, x),
            (Gen::ComplexImag, y),
        ];
        let mut parts = selects.map(|(select, value)| self.v(select, part, &[value]));
        if part != wide {
            parts = parts.map(|value| self.v(Gen::Cvt32Fto64F, wide, &[value]));
        }
        let [xr, yr, xi, yi] = parts;
        let product = |build: &mut Self, one, other| build.v(Gen::Mul64F, wide, &[one, other]);
        let sum = |build: &mut Self, op, [a, b]: [ValueId; 2], [c, d]: [ValueId; 2]| {
            let first = product(build, a, b);
            let second = product(build, c, d);
            build.v(op, wide, &[first, second])
        };
        let (mut real, mut imaginary);
        if op == Op::Mul {
            real = sum(self, Gen::Sub64F, [xr, yr], [xi, yi]);
            imaginary = sum(self, Gen::Add64F, [xr, yi], [xi, yr]);
        } else {
            let square = sum(self, Gen::Add64F, [yr, yr], [yi, yi]);
            real = sum(self, Gen::Add64F, [xr, yr], [xi, yi]);
            imaginary = sum(self, Gen::Sub64F, [xi, yr], [xr, yi]);
            real = self.v(Gen::Div64F, wide, &[real, square]);
            imaginary = self.v(Gen::Div64F, wide, &[imaginary, square]);
        }
        if part != wide {
            real = self.v(Gen::Cvt64Fto32F, part, &[real]);
            imaginary = self.v(Gen::Cvt64Fto32F, part, &[imaginary]);
        }
        Ok(self.v(Gen::ComplexMake, ty.id, &[real, imaginary]))
    }

    /// Builds an operation on bits.
    pub(super) fn bits(&mut self, node: &Node) -> Built<ValueId> {
        let ty = self.ty(node.ty);
        let [x, mut y] = self.operands(node)?;
        let mut op = node.op;
        if op == Op::AndNot {
            let of = self.type_of(y);
            let not = self.op_of(Op::BitNot, of)?;
            y = self.v(not, of.id, &[y]);
            op = Op::And;
        }
        let op = self.op_of(op, ty)?;
        let result = self.f.value(x).ty;
        Ok(self.v(op, result, &[x, y]))
    }

    /// Builds a shift.
    pub(super) fn shift(&mut self, node: &Node) -> Built<ValueId> {
        let ty = self.ty(node.ty);
        let [x, y] = self.operands(node)?;
        let by = self.type_of(y);
        if by.is_signed() {
            let zero = self.zero_value(by)?;
            let is_positive = self.op_of(Op::Le, by)?;
            let is_positive = self.v(is_positive, self.types.bool, &[zero, y]);
            self.check(is_positive, "panicshift")?;
        }
        let op = ty.shift_op(node.op, by);
        let op = op.ok_or(BuildRefusal::Missing("shifts of this type"))?;
        let result = self.f.value(x).ty;
        Ok(self.v(op, result, &[x, y]))
    }

    /// Builds an operation with one operand.
    pub(super) fn unary(&mut self, node: &Node) -> Built<ValueId> {
        let operand = self.operand(node, 0)?;
        let of = self.ty(self.node(operand)?.ty);
        let value = self.expr(operand)?;
        let ty = self.ty(node.ty);
        if matches!(node.op, Op::Imag | Op::Real) {
            let op = self.op_of(node.op, of)?;
            return Ok(self.v(op, node.ty, &[value]));
        }
        if ty.is_complex() {
            let float = self.float_of(ty);
            let op = self.op_of(node.op, self.ty(float))?;
            let parts = [Gen::ComplexReal, Gen::ComplexImag].map(|select| {
                let part = self.v(select, float, &[value]);
                self.v(op, float, &[part])
            });
            return Ok(self.v(Gen::ComplexMake, ty.id, &parts));
        }
        let op = self.op_of(node.op, ty)?;
        let result = self.f.value(value).ty;
        Ok(self.v(op, result, &[value]))
    }

    /// Builds the built-in functions min and max.
    pub(super) fn min_max(&mut self, node: &Node) -> Built<ValueId> {
        let ir = self.input.ir;
        let args = ir.list(node.list);
        let (first, rest) = args
            .split_first()
            .ok_or(BuildRefusal::Invalid("min or max without arguments"))?;
        let mut value = self.expr(*first)?;
        for arg in rest {
            let other = self.expr(*arg)?;
            value = self.min_max_of(node, value, other)?;
        }
        Ok(value)
    }

    fn min_max_of(&mut self, node: &Node, x: ValueId, y: ValueId) -> Built<ValueId> {
        let (ty, is_min) = (self.ty(node.ty), node.op == Op::Min);
        if ty.is_float() {
            let op = match (ty.is(kind::FLOAT64), is_min) {
                (true, true) => Gen::Min64F,
                (true, false) => Gen::Max64F,
                (false, true) => Gen::Min32F,
                (false, false) => Gen::Max32F,
            };
            return Ok(self.v(op, ty.id, &[x, y]));
        }
        if ty.is(kind::STRING) {
            let function = self.runtime_func(if is_min { "strmin" } else { "strmax" });
            let results = self.runtime_call(function, &[ty.id], &[x, y])?;
            let result = results.first().copied();
            return result.ok_or(BuildRefusal::Invalid("call without a result"));
        }
        let less = self.op_of(Op::Lt, ty)?;
        let args = if is_min { [y, x] } else { [x, y] };
        let is_less = self.v(less, self.types.bool, &args);
        self.ternary(is_less, y, x)
    }
}
