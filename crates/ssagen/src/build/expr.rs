//! Expressions: dispatch by operation.
//!
//! Counterpart: cmd/compile/internal/ssagen/ssa.go (`expr`).

use vamos_ir::Node;
use vamos_ir::NodeId;
use vamos_ir::Op;
use vamos_ir::flags;
use vamos_ssa::Aux;
use vamos_ssa::ValueId;
use vamos_ssa::kind;

use super::calls::CallKind;
use super::ops::Gen;
use super::refusal::BuildRefusal;
use super::refusal::Built;
use super::refusal::Role;
use super::state::Build;
use super::vars::CLASS_FUNC;
use super::vars::Var;

impl Build<'_> {
    /// Builds an expression.
    pub(super) fn expr(&mut self, id: NodeId) -> Built<ValueId> {
        self.expr_with_checks(id, true)
    }

    /// Builds an expression; a conversion from an unsafe pointer may be checked elsewhere.
    pub(super) fn expr_with_checks(&mut self, id: NodeId, checks: bool) -> Built<ValueId> {
        let node = self.node(id)?;
        let has_position = node.has(flags::HAS_POSITION);
        if has_position {
            self.push_line(node.pos);
        }
        let built = self.init(node).and_then(|()| match node.op {
            Op::ConvNop => self.conv_nop(node, checks),
            _ => self.expr_of(id, node),
        });
        if has_position {
            self.pop_line();
        }
        built
    }

    /// Builds an operand of a node.
    pub(super) fn expr_operand(&mut self, node: &Node, index: usize) -> Built<ValueId> {
        let operand = self.operand(node, index)?;
        self.expr(operand)
    }

    fn expr_of(&mut self, id: NodeId, node: &Node) -> Built<ValueId> {
        match node.op {
            Op::Name => self.var_value(Var(id.0)),
            Op::LinksymOffset => {
                let address = self.addr(id)?;
                Ok(self.load(node.ty, address))
            }
            Op::Nil => Ok(self.nil(node)),
            Op::Literal => self.literal(node),
            Op::BytesToStringTemp | Op::StringToBytesTemp | Op::SliceToArrayPtr => {
                self.header_conversion(node)
            }
            Op::Conv => {
                let x = self.operand(node, 0)?;
                let from = self.ty(self.node(x)?.ty);
                let value = self.expr(x)?;
                self.convert(Some(id), value, from, self.ty(node.ty))
            }
            Op::Lt | Op::Eq | Op::Ne | Op::Le | Op::Ge | Op::Gt => self.compare(node),
            Op::Add | Op::Sub | Op::Mul | Op::Div | Op::Mod => self.arith(node),
            Op::And | Op::Or | Op::Xor | Op::AndNot => self.bits(node),
            Op::Lsh | Op::Rsh => self.shift(node),
            Op::AndAnd | Op::OrOr => self.logical(id, node),
            Op::Neg | Op::Not | Op::BitNot | Op::Imag | Op::Real => self.unary(node),
            Op::Plus => self.expr_operand(node, 0),
            Op::Addr => {
                let operand = self.operand(node, 0)?;
                self.addr(operand)
            }
            Op::Result => self.result_of_last_call(node),
            Op::Deref => {
                let pointer = self.pointer_operand(node)?;
                Ok(self.load(node.ty, pointer))
            }
            Op::Dot => self.dot(id, node),
            Op::DotPtr => {
                let pointer = self.pointer_operand(node)?;
                let ty = self.ptr_to(node.ty);
                let address = self.vi(Gen::OffPtr, ty, node.int(0), &[pointer]);
                Ok(self.load(node.ty, address))
            }
            Op::Index => self.index(id, node),
            Op::Len | Op::Cap => self.len_or_cap(id, node),
            Op::CallFunc if node.int(0) != 0 => {
                let value = self.intrinsic(id, node)?;
                value.ok_or(BuildRefusal::Invalid("intrinsic without a value"))
            }
            Op::CallFunc | Op::CallInter => {
                let result = self.call(id, CallKind::Normal, false, None)?;
                result.ok_or(BuildRefusal::Invalid("call without a value"))
            }
            Op::Append => {
                let slice = self.append(node, false)?;
                slice.ok_or(BuildRefusal::Invalid("append without a value"))
            }
            Op::MoveToHeap => self.move_to_heap(id, node),
            _ => self.other_expr(node),
        }
    }

    fn other_expr(&mut self, node: &Node) -> Built<ValueId> {
        match node.op {
            Op::DotType => self.dot_type(node, false).map(|(value, _)| value),
            Op::DynamicDotType => self.dynamic_dot_type(node, false).map(|(value, _)| value),
            Op::Complex | Op::MakeFace | Op::StringHeader => {
                let op = match node.op {
                    Op::Complex => Gen::ComplexMake,
                    Op::MakeFace => Gen::IMake,
                    _ => Gen::StringMake,
                };
                let x = self.expr_operand(node, 0)?;
                let y = self.expr_operand(node, 1)?;
                Ok(self.v(op, node.ty, &[x, y]))
            }
            Op::SliceHeader => {
                let pointer = self.expr_operand(node, 0)?;
                let len = self.expr_operand(node, 1)?;
                let cap = self.expr_operand(node, 2)?;
                Ok(self.v(Gen::SliceMake, node.ty, &[pointer, len, cap]))
            }
            Op::StringPtr => self.data_pointer(node),
            Op::Itab | Op::Idata => {
                let op = if node.op == Op::Itab {
                    Gen::ITab
                } else {
                    Gen::IData
                };
                let x = self.expr_operand(node, 0)?;
                Ok(self.v(op, node.ty, &[x]))
            }
            Op::Slice | Op::SliceArr | Op::Slice3 | Op::Slice3Arr | Op::SliceStr => {
                self.slice_expr(node)
            }
            Op::GetG | Op::GetCallerSp => {
                let op = if node.op == Op::GetG {
                    Gen::GetG
                } else {
                    Gen::GetCallerSP
                };
                let mem = self.mem();
                Ok(self.v(op, node.ty, &[mem]))
            }
            Op::Min | Op::Max => self.min_max(node),
            Op::StructLit | Op::ArrayLit if node.has(flags::ZERO) => {
                self.zero_value(self.ty(node.ty))
            }
            Op::New => self.new_expr(node),
            Op::UnsafeAdd => {
                let pointer = self.expr_operand(node, 0)?;
                let len = self.expr_operand(node, 1)?;
                let (from, to) = (self.type_of(len), self.ty(self.types.uintptr));
                let len = self.convert(None, len, from, to)?;
                Ok(self.v(Gen::AddPtr, node.ty, &[pointer, len]))
            }
            Op::CFunc => {
                let function = self.node(self.operand(node, 0)?)?;
                let base = self.sb;
                Ok(self.entry_aux(Gen::Addr, node.ty, Aux::Sym(function.sym), &[base]))
            }
            _ => Err(BuildRefusal::op(Role::Expression, self.op_name(node))),
        }
    }

    /// Builds the value of a variable, or the address of a function's closure.
    pub(super) fn var_value(&mut self, var: Var) -> Built<ValueId> {
        let local = self.local(var)?;
        if local.class == CLASS_FUNC {
            let node = self.node(NodeId(var.0))?;
            // A function with a linkname has its own name here.
            let parts = [node.package_prefix(), node.short_name()];
            let [package, name] = parts.map(String::from_utf8_lossy);
            let sym = self.sym(format!("{package}.{name}·f"), 0);
            let ty = self.ptr_to(local.ty);
            let base = self.sb;
            return Ok(self.entry_aux(Gen::Addr, ty, Aux::Sym(sym), &[base]));
        }
        if self.can_be_value(local) {
            return Ok(self.variable(var, local.ty));
        }
        let address = self.addr_of_var(var)?;
        Ok(self.load(local.ty, address))
    }

    /// Builds the operand of a node as a pointer that is not nil.
    pub(super) fn pointer_operand(&mut self, node: &Node) -> Built<ValueId> {
        let operand = self.operand(node, 0)?;
        let pointer = self.expr(operand)?;
        if node.has(flags::BOUNDED) || self.node(operand)?.has(flags::NON_NIL) {
            return Ok(pointer);
        }
        Ok(self.nil_check(pointer))
    }

    /// Builds the pointer to the data of a slice or string.
    fn data_pointer(&mut self, node: &Node) -> Built<ValueId> {
        let operand = self.operand(node, 0)?;
        let value = self.expr(operand)?;
        let op = if !self.ty(self.node(operand)?.ty).is(kind::SLICE) {
            Gen::StringPtr
        } else if node.has(flags::BOUNDED) {
            Gen::SlicePtr
        } else {
            Gen::SlicePtrUnchecked
        };
        Ok(self.v(op, node.ty, &[value]))
    }
}
