//! Addresses of expressions, and which variables have none.
//!
//! Counterpart: cmd/compile/internal/ssagen/ssa.go (`addr`, `canSSA`).

use vamos_ir::Node;
use vamos_ir::NodeId;
use vamos_ir::Op;
use vamos_ir::flags;
use vamos_ssa::Aux;
use vamos_ssa::SymId;
use vamos_ssa::TypeId;
use vamos_ssa::ValueId;
use vamos_ssa::kind;

use super::calls::CallKind;
use super::checks::Bounds;
use super::ops::Gen;
use super::refusal::BuildRefusal;
use super::refusal::Built;
use super::refusal::Role;
use super::state::Build;
use super::vars::CLASS_GLOBAL;
use super::vars::Local;
use super::vars::Var;
use crate::input::class;

impl Build<'_> {
    /// Reports whether a variable is a value without an address.
    pub(super) fn can_be_value(&self, local: Local) -> bool {
        let is_free = !local.is_address_taken && local.is_on_stack();
        let facts = self.input.ir.facts;
        let is_result = local.class == class::RESULT;
        !self.input.header.flags.is_unoptimized
            && is_free
            && !(is_result && (facts.has_defer || facts.cgo_unsafe_args))
            && self.ty(local.ty).can_be_ssa
    }

    /// Reports whether an expression is a value or a part of one, without an address.
    pub(super) fn can_be_ssa(&self, id: NodeId) -> Built<bool> {
        if self.input.header.flags.is_unoptimized {
            return Ok(false);
        }
        let mut id = id;
        loop {
            let node = self.node(id)?;
            let is_part = match node.op {
                Op::Dot => true,
                Op::Index => {
                    let x = self.node(self.operand(node, 0)?)?;
                    self.ty(x.ty).is(kind::ARRAY)
                }
                _ => false,
            };
            if !is_part {
                let var = Var(id.0);
                return Ok(node.op == Op::Name && self.can_be_value(self.local(var)?));
            }
            id = self.operand(node, 0)?;
        }
    }

    /// Reports whether an expression has an address.
    pub(super) fn is_addressable(&self, id: NodeId) -> Built<bool> {
        let node = self.node(id)?;
        match node.op {
            Op::Index => {
                let x = self.operand(node, 0)?;
                match self.ty(self.node(x)?.ty).kind {
                    kind::ARRAY => self.is_addressable(x),
                    kind::STRING => Ok(false),
                    _ => Ok(true),
                }
            }
            Op::Deref | Op::DotPtr | Op::LinksymOffset => Ok(true),
            Op::Dot => self.is_addressable(self.operand(node, 0)?),
            Op::Name => Ok(self.local(Var(id.0))?.class != super::vars::CLASS_FUNC),
            _ => Ok(false),
        }
    }

    /// Builds the address of an expression.
    pub(super) fn addr(&mut self, id: NodeId) -> Built<ValueId> {
        let node = self.node(id)?;
        if node.op == Op::Name {
            return self.addr_of_var(Var(id.0));
        }
        self.push_line(node.pos);
        let built = self.addr_of(id, node);
        self.pop_line();
        built
    }

    fn addr_of(&mut self, id: NodeId, node: &Node) -> Built<ValueId> {
        let ty = self.ptr_to(node.ty);
        if self.can_be_ssa(id)? {
            if self.input.profile.evaluates_empty && node.op == Op::Index {
                self.check_array_index(node)?;
            }
            return Ok(self.zero_base(ty));
        }
        match node.op {
            Op::LinksymOffset => Ok(self.addr_of_sym(ty, node.sym, node.int(0))),
            Op::Result => self.result_address_of_last_call(node),
            Op::Index => self.addr_of_index(node, ty),
            Op::Deref => self.pointer_operand(node),
            Op::Dot => {
                let x = self.operand(node, 0)?;
                let address = self.addr(x)?;
                Ok(self.vi(Gen::OffPtr, ty, node.int(0), &[address]))
            }
            Op::DotPtr => {
                let pointer = self.pointer_operand(node)?;
                Ok(self.vi(Gen::OffPtr, ty, node.int(0), &[pointer]))
            }
            Op::ConvNop => {
                let x = self.operand(node, 0)?;
                let address = self.addr(x)?;
                if self.node(x)?.ty == node.ty {
                    return Ok(address);
                }
                Ok(self.v(Gen::Copy, ty, &[address]))
            }
            Op::CallFunc | Op::CallInter => {
                let address = self.call(id, CallKind::Normal, true, None)?;
                address.ok_or(BuildRefusal::Invalid("call without a result"))
            }
            Op::DotType | Op::DynamicDotType => {
                let (value, _) = if node.op == Op::DotType {
                    self.dot_type(node, false)?
                } else {
                    self.dynamic_dot_type(node, false)?
                };
                self.address_of_load(value)
            }
            _ => Err(BuildRefusal::op(Role::Address, self.op_name(node))),
        }
    }

    /// Returns the address that a value was loaded from.
    pub(super) fn address_of_load(&mut self, value: ValueId) -> Built<ValueId> {
        let mem = self.mem();
        match self.f.args(value) {
            [address, memory] if self.is_op(value, Gen::Load) && *memory == mem => Ok(*address),
            _ => Err(BuildRefusal::Invalid("assertion without a load")),
        }
    }

    /// Returns the address of variables of no bytes.
    pub(super) fn zero_base(&mut self, ty: TypeId) -> ValueId {
        let sym = self.runtime_var("zerobase");
        let base = self.sb;
        self.va(Gen::Addr, ty, Aux::Sym(sym), &[base])
    }

    fn addr_of_sym(&mut self, ty: TypeId, sym: SymId, offset: i64) -> ValueId {
        let base = self.sb;
        let address = self.entry_aux(Gen::Addr, ty, Aux::Sym(sym), &[base]);
        if offset == 0 {
            return address;
        }
        let with_offset = self.entry(Gen::OffPtr, ty, &[address]);
        self.f.value_mut(with_offset).aux_int = offset;
        with_offset
    }

    /// Builds the address of a variable.
    pub(super) fn addr_of_var(&mut self, var: Var) -> Built<ValueId> {
        let local = self.local(var)?;
        if local.class != super::vars::CLASS_FUNC
            && local.class != CLASS_GLOBAL
            && self.can_be_value(local)
        {
            let ty = self.ptr_to(local.ty);
            return Ok(self.zero_base(ty));
        }
        let ty = self.ptr_to(local.ty);
        if let Some(heap) = local.heap {
            return self.var_value(heap);
        }
        match local.class {
            CLASS_GLOBAL => {
                let sym = self.node(NodeId(var.0))?.sym;
                Ok(self.addr_of_sym(ty, sym, 0))
            }
            class::PARAM => self.address_of_param(var),
            class::AUTO | class::RESULT => {
                let is_statement = local.class == class::RESULT || !local.is_temp;
                let (pointer, mem) = (self.sp, self.mem());
                let aux = Aux::Name(local.name);
                let args = [pointer, mem];
                Ok(self.va_at(Gen::LocalAddr, ty, aux, &args, is_statement))
            }
            _ => Err(BuildRefusal::Missing(
                "addresses of this class of variables",
            )),
        }
    }

    fn addr_of_index(&mut self, node: &Node, ty: TypeId) -> Built<ValueId> {
        let x = self.operand(node, 0)?;
        let x_type = self.ty(self.node(x)?.ty);
        let is_bounded = node.has(flags::BOUNDED);
        let int = self.types.int;
        if x_type.is(kind::SLICE) {
            let slice = self.expr(x)?;
            let index = self.expr_operand(node, 1)?;
            let len = self.v(Gen::SliceLen, int, &[slice]);
            let index = self.bounds_check(index, len, Bounds::Index, is_bounded)?;
            let pointer = self.v(Gen::SlicePtr, ty, &[slice]);
            return Ok(self.v(Gen::PtrIndex, ty, &[pointer, index]));
        }
        let array = self.addr(x)?;
        let index = self.expr_operand(node, 1)?;
        let len = self.const_int(int, x_type.len);
        let index = self.bounds_check(index, len, Bounds::Index, is_bounded)?;
        let pointer = self.ptr_to(x_type.elem);
        Ok(self.v(Gen::PtrIndex, pointer, &[array, index]))
    }

    /// Builds the check of an index of an array that is a value, since Go 1.27.
    fn check_array_index(&mut self, node: &Node) -> Built<()> {
        let x = self.operand(node, 0)?;
        let x_type = self.ty(self.node(x)?.ty);
        if !x_type.is(kind::ARRAY) {
            return Ok(());
        }
        self.expr(x)?;
        let index = self.expr_operand(node, 1)?;
        let len = self.const_int(self.types.int, x_type.len);
        let is_bounded = node.has(flags::BOUNDED);
        self.bounds_check(index, len, Bounds::Index, is_bounded)?;
        Ok(())
    }
}
