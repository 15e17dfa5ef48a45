//! Fields, elements and lengths.
//!
//! Counterpart: cmd/compile/internal/ssagen/ssa.go (`expr`: ODOT, OINDEX, OLEN).

use vamos_ir::Literal;
use vamos_ir::Node;
use vamos_ir::NodeId;
use vamos_ir::Op;
use vamos_ir::flags;
use vamos_ssa::ValueId;
use vamos_ssa::kind;

use super::checks::Bounds;
use super::kinds::Ty;
use super::ops::Gen;
use super::refusal::BuildRefusal;
use super::refusal::Built;
use super::state::Build;

impl Build<'_> {
    /// Builds a field of a struct.
    pub(super) fn dot(&mut self, id: NodeId, node: &Node) -> Built<ValueId> {
        let x = self.operand(node, 0)?;
        let of = self.node(x)?;
        if of.op == Op::StructLit {
            if !of.has(flags::ZERO) {
                return Err(BuildRefusal::Invalid("literal that is not zero"));
            }
            return self.zero_value(self.ty(node.ty));
        }
        if self.is_addressable(id)? && !self.can_be_ssa(id)? {
            let address = self.addr(id)?;
            return Ok(self.load(node.ty, address));
        }
        let value = self.expr(x)?;
        Ok(self.vi(Gen::StructSelect, node.ty, node.int(1), &[value]))
    }

    /// Returns the value of an integer literal.
    pub(super) fn int_literal(&self, id: NodeId) -> Built<Option<i64>> {
        Ok(match self.node(id)?.literal() {
            Some(Literal::Int(number)) => Some(number),
            _ => None,
        })
    }

    /// Builds an element of a string, slice or array.
    pub(super) fn index(&mut self, id: NodeId, node: &Node) -> Built<ValueId> {
        let x = self.operand(node, 0)?;
        let ty = self.ty(self.node(x)?.ty);
        match ty.kind {
            kind::STRING => self.byte_of_string(node, x),
            kind::ARRAY if ty.can_be_ssa => self.elem_of_value(node, x, ty),
            kind::SLICE | kind::ARRAY => {
                let address = self.addr(id)?;
                Ok(self.load(ty.elem, address))
            }
            _ => Err(BuildRefusal::Invalid("type of an indexed value")),
        }
    }

    fn byte_of_string(&mut self, node: &Node, x: NodeId) -> Built<ValueId> {
        let types = self.types;
        let index = self.operand(node, 1)?;
        let constant = self.int_literal(index)?;
        let is_bounded = node.has(flags::BOUNDED);
        if let (true, Some(at), Some(Literal::Text(text))) =
            (is_bounded, constant, self.node(x)?.literal())
        {
            let byte = usize::try_from(at).ok().and_then(|at| text.get(at));
            let byte = byte.ok_or(BuildRefusal::Invalid("index of a constant string"))?;
            return Ok(self.vi(Gen::Const8, types.uint8, (*byte as i8).into(), &[]));
        }
        let text = self.expr(x)?;
        let value = self.expr(index)?;
        let len = self.v(Gen::StringLen, types.int, &[text]);
        let value = self.bounds_check(value, len, Bounds::Index, is_bounded)?;
        let pointer = self.v(Gen::StringPtr, types.byte_ptr, &[text]);
        let address = match constant {
            Some(offset) => self.vi(Gen::OffPtr, types.byte_ptr, offset, &[pointer]),
            None => self.v(Gen::AddPtr, types.byte_ptr, &[pointer, value]),
        };
        Ok(self.load(types.uint8, address))
    }

    /// Builds an element of an array that is a value: it has at most one.
    fn elem_of_value(&mut self, node: &Node, x: NodeId, ty: Ty) -> Built<ValueId> {
        let int = self.types.int;
        let array = self.expr(x)?;
        let index = self.expr_operand(node, 1)?;
        if ty.len == 0 && !self.input.profile.evaluates_empty {
            let zero = self.const_int(int, 0);
            self.bounds_check(zero, zero, Bounds::Index, false)?;
            return self.zero_value(self.ty(node.ty));
        }
        let len = self.const_int(int, ty.len);
        let is_bounded = ty.len != 0 && node.has(flags::BOUNDED);
        self.bounds_check(index, len, Bounds::Index, is_bounded)?;
        if ty.len == 0 {
            let pointer = self.ptr_to(node.ty);
            let nil = self.const_nil(pointer);
            return Ok(self.load(node.ty, nil));
        }
        Ok(self.vi(Gen::ArraySelect, node.ty, 0, &[array]))
    }

    /// Builds the length or the capacity of a value.
    pub(super) fn len_or_cap(&mut self, id: NodeId, node: &Node) -> Built<ValueId> {
        let x = self.operand(node, 0)?;
        let ty = self.ty(self.node(x)?.ty);
        let value = self.expr(x)?;
        let int = self.types.int;
        match ty.kind {
            kind::SLICE if node.op == Op::Cap => Ok(self.v(Gen::SliceCap, int, &[value])),
            kind::SLICE => Ok(self.v(Gen::SliceLen, int, &[value])),
            kind::STRING => Ok(self.v(Gen::StringLen, int, &[value])),
            kind::MAP | kind::CHAN => self.len_of_reference(id, node, value, ty.is(kind::MAP)),
            kind::ARRAY => Ok(self.const_int(int, ty.len)),
            kind::PTR => {
                let array = self.elem(ty)?;
                let len = self.ty(array).len;
                Ok(self.const_int(int, len))
            }
            _ => Err(BuildRefusal::Invalid("type of a length")),
        }
    }
}
