//! Assignments.
//!
//! Counterpart: cmd/compile/internal/ssagen/ssa.go (`assign`, OAS), ir/expr.go (`SameSafeExpr`).

use vamos_ir::Node;
use vamos_ir::NodeId;
use vamos_ir::Op;
use vamos_ir::flags;
use vamos_ssa::Aux;
use vamos_ssa::ValueId;
use vamos_ssa::kind;

use super::checks::Bounds;
use super::ops::Gen;
use super::refusal::BuildRefusal;
use super::refusal::Built;
use super::state::Build;
use super::store::Skip;
use super::vars::Var;

/// The right side of an assignment.
#[derive(Clone, Copy)]
pub(super) enum Right {
    /// A value.
    Value(ValueId),
    /// The address of a value.
    At(ValueId),
    /// The zero value of a type that is no SSA value.
    Zero,
}

impl Build<'_> {
    /// Builds an assignment of one value.
    pub(super) fn assign_stmt(&mut self, node: &Node) -> Built<()> {
        let left = self.operand(node, 0)?;
        let right = self.operand_or_none(node, 1);
        if Some(left) == right && self.node(left)?.op == Op::Name {
            return Ok(());
        }
        let may_overlap = self.may_overlap(left, right)?;
        let ty = self.node(right.unwrap_or(left))?.ty;
        let mut value = right;
        if let Some(id) = right {
            let right = self.node(id)?;
            match right.op {
                Op::StructLit | Op::ArrayLit | Op::SliceLit => {
                    if !right.has(flags::ZERO) {
                        return Err(BuildRefusal::Invalid("literal that is not zero"));
                    }
                    value = None;
                }
                Op::Append if self.appends_in_place(left, right)? => {
                    return self.append(right, true).map(drop);
                }
                _ => {}
            }
        }
        if self.is_blank(left)? {
            if let Some(value) = value {
                self.expr(value)?;
            }
            return Ok(());
        }
        let is_value = self.ty(ty).can_be_ssa;
        let built = match value {
            None if is_value => Right::Value(self.zero_value(self.ty(ty))?),
            None => Right::Zero,
            Some(value) if is_value => Right::Value(self.expr(value)?),
            Some(value) => Right::At(self.addr(value)?),
        };
        let skip = match value {
            Some(value) => self.skip_of(left, value)?,
            None => Skip::default(),
        };
        self.assign_to(left, built, skip, may_overlap)
    }

    fn is_blank(&self, id: NodeId) -> Built<bool> {
        let node = self.node(id)?;
        Ok(node.op == Op::Name && node.has(flags::BLANK))
    }

    /// Returns the operand of conversions that change nothing but the type.
    fn peel(&self, mut id: NodeId) -> Built<NodeId> {
        loop {
            let node = self.node(id)?;
            if node.op != Op::ConvNop {
                return Ok(id);
            }
            id = self.operand(node, 0)?;
        }
    }

    fn may_overlap(&self, left: NodeId, right: Option<NodeId>) -> Built<bool> {
        let Some(right) = right else {
            return Ok(false);
        };
        let right = self.node(self.peel(right)?)?;
        if right.op != Op::Deref {
            return Ok(false);
        }
        let pointer = self.node(self.peel(self.operand(right, 0)?)?)?;
        if pointer.op == Op::StringPtr {
            let of = self.node(self.operand(pointer, 0)?)?;
            if self.ty(of.ty).is(kind::STRING) {
                return Ok(false);
            }
        }
        Ok(self.node(left)?.op == Op::Deref)
    }

    fn appends_in_place(&self, left: NodeId, append: &Node) -> Built<bool> {
        let args = self.input.ir.list(append.list);
        let Some(first) = args.first() else {
            return Ok(false);
        };
        Ok(self.is_same_safe(left, *first)?
            && !self.input.header.flags.is_unoptimized
            && !self.can_be_ssa(left)?)
    }

    /// Returns the parts of a slice that an assignment leaves as they are.
    fn skip_of(&self, left: NodeId, right: NodeId) -> Built<Skip> {
        let node = self.node(right)?;
        let is_slice = matches!(node.op, Op::Slice | Op::Slice3 | Op::SliceStr);
        if !is_slice || !self.is_same_safe(self.operand(node, 0)?, left)? {
            return Ok(Skip::default());
        }
        if let Some(low) = self.operand_or_none(node, 1)
            && self.int_literal(low)? != Some(0)
        {
            return Ok(Skip::default());
        }
        Ok(Skip {
            pointer: true,
            len: self.operand_or_none(node, 2).is_none(),
            cap: self.operand_or_none(node, 3).is_none(),
        })
    }

    /// Reports whether two expressions without effects have the same value.
    fn is_same_safe(&self, one: NodeId, other: NodeId) -> Built<bool> {
        let (one, other) = (self.peel(one)?, self.peel(other)?);
        let [x, y] = [self.node(one)?, self.node(other)?];
        if x.op != y.op || x.ty != y.ty {
            return Ok(false);
        }
        let is_same_operand =
            |index: usize| self.is_same_safe(self.operand(x, index)?, self.operand(y, index)?);
        match x.op {
            Op::Name => Ok(one == other),
            Op::Dot | Op::DotPtr => Ok(x.text == y.text && is_same_operand(0)?),
            Op::Deref | Op::Not | Op::BitNot | Op::Plus | Op::Neg => is_same_operand(0),
            Op::Conv => {
                let ty = self.ty(x.ty);
                Ok((ty.is_scalar()) && is_same_operand(0)?)
            }
            Op::Index
            | Op::Add
            | Op::Sub
            | Op::Or
            | Op::Xor
            | Op::Mul
            | Op::Lsh
            | Op::Rsh
            | Op::And
            | Op::AndNot
            | Op::Div
            | Op::Mod => Ok(is_same_operand(0)? && is_same_operand(1)?),
            Op::Literal => Ok(x.literal() == y.literal()),
            Op::Nil => Ok(true),
            _ => Ok(false),
        }
    }

    /// Assigns a value to a variable.
    pub(super) fn assign_var(&mut self, var: Var, value: ValueId) -> Built<()> {
        let local = self.local(var)?;
        if local.is_blank {
            return Ok(());
        }
        if self.can_be_value(local) {
            self.set_var(var, value);
            self.add_named_value(var, value);
            return Ok(());
        }
        self.define_before_store(var)?;
        let address = self.addr_of_var(var)?;
        let is_statement = !local.is_temp;
        self.store_type(local.ty, address, value, Skip::default(), is_statement)
    }

    /// Assigns a value to an expression.
    pub(super) fn assign(&mut self, left: NodeId, value: ValueId) -> Built<()> {
        self.assign_to(left, Right::Value(value), Skip::default(), false)
    }

    /// Assigns the right side of an assignment.
    pub(super) fn assign_to(
        &mut self,
        left: NodeId,
        right: Right,
        skip: Skip,
        may_overlap: bool,
    ) -> Built<()> {
        if self.is_blank(left)? {
            return Ok(());
        }
        let node = self.node(left)?;
        if self.can_be_ssa(left)? {
            let Right::Value(value) = right else {
                return Err(BuildRefusal::Invalid("assignment to a value"));
            };
            return match node.op {
                Op::Dot => self.assign_field(node, value),
                Op::Index => {
                    self.push_line(node.pos);
                    let built = self.assign_element(node, value);
                    self.pop_line();
                    built
                }
                _ => self.assign_var(Var(left.0), value),
            };
        }
        if skip.is_none() {
            let base = self.clobber_base(left)?;
            if self.node(base)?.op == Op::Name {
                self.define_before_store_of(Var(base.0), node.ty)?;
            }
        }
        let address = self.addr(left)?;
        let mut ty = node.ty;
        if matches!(node.op, Op::Dot | Op::DotPtr) && node.has(flags::REFLECT_DATA) {
            ty = self.unsafe_pointer()?;
        }
        match right {
            Right::Zero => {
                self.zero(ty, address);
                Ok(())
            }
            Right::At(from) if may_overlap => self.move_overlapping(ty, address, from),
            Right::At(from) => {
                self.move_memory(ty, address, from);
                Ok(())
            }
            Right::Value(value) => {
                let is_temp = node.op == Op::Name && self.local(Var(left.0))?.is_temp;
                self.store_type(ty, address, value, skip, !is_temp)
            }
        }
    }

    /// Returns the variable that a store to an expression sets completely, or the expression.
    fn clobber_base(&self, id: NodeId) -> Built<NodeId> {
        let node = self.node(id)?;
        let is_whole = match node.op {
            Op::Dot => self.ty(self.node(self.operand(node, 0)?)?.ty).fields == 1,
            Op::Index => {
                let ty = self.ty(self.node(self.operand(node, 0)?)?.ty);
                ty.is(kind::ARRAY) && ty.len == 1
            }
            _ => false,
        };
        if is_whole {
            return self.clobber_base(self.operand(node, 0)?);
        }
        Ok(id)
    }

    fn define_before_store(&mut self, var: Var) -> Built<()> {
        let ty = self.local(var)?.ty;
        self.define_before_store_of(var, ty)
    }

    /// Adds a VarDef before a store that overwrites a variable completely.
    fn define_before_store_of(&mut self, var: Var, ty: vamos_ssa::TypeId) -> Built<()> {
        let local = self.local(var)?;
        let is_known = self.ty(ty).has_pointers || self.is_merge_candidate(local);
        if local.is_on_stack() && is_known {
            let before = self.mem();
            let aux = Aux::Name(local.name);
            let mem = self.types.mem;
            let after = self.va_at(Gen::VarDef, mem, aux, &[before], !local.is_temp);
            self.set_mem(after);
        }
        Ok(())
    }

    /// Assigns to a field of a struct that is a value.
    fn assign_field(&mut self, node: &Node, value: ValueId) -> Built<()> {
        let x = self.operand(node, 0)?;
        let ty = self.ty(self.node(x)?.ty);
        let index = node.int(1);
        let old = self.expr(x)?;
        if self.ty(node.ty).size == 0 {
            return Ok(());
        }
        let made = self.v(Gen::StructMake, ty.id, &[]);
        for number in 0..ty.fields {
            let part = if number as i64 == index {
                value
            } else {
                let (field, _) = self.field(ty, number)?;
                self.vi(Gen::StructSelect, field, number as i64, &[old])
            };
            self.f.add_arg(made, part);
        }
        self.assign(x, made)
    }

    /// Assigns to an element of an array that is a value.
    fn assign_element(&mut self, node: &Node, value: ValueId) -> Built<()> {
        let x = self.operand(node, 0)?;
        let ty = self.ty(self.node(x)?.ty);
        let int = self.types.int;
        let evaluates = self.input.profile.evaluates_empty;
        let index = self.expr_operand(node, 1)?;
        if ty.len == 0 {
            if evaluates {
                self.expr(x)?;
            }
            let zero = self.const_int(int, 0);
            self.bounds_check(zero, zero, Bounds::Index, false)?;
            return Ok(());
        }
        if evaluates && ty.size == 0 {
            self.expr(x)?;
            let len = self.const_int(int, ty.len);
            self.bounds_check(index, len, Bounds::Index, false)?;
            return Ok(());
        }
        if ty.len != 1 {
            if evaluates {
                self.expr(x)?;
            }
            return Ok(());
        }
        if ty.size == 0 {
            return Ok(());
        }
        let len = self.const_int(int, 1);
        self.bounds_check(index, len, Bounds::Index, false)?;
        let made = self.v(Gen::ArrayMake1, ty.id, &[value]);
        self.assign(x, made)
    }
}
