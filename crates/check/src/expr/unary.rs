//! Unary operations.
//!
//! Counterpart: cmd/compile/internal/types2/expr.go (`unary`, `chanElem`).

use vamos_ast::Node;
use vamos_ast::Operator;
use vamos_constant::Kind;
use vamos_constant::Value;
use vamos_types::ChanDir;
use vamos_types::Pos;
use vamos_types::Type;
use vamos_types::TypeId;

use crate::checker::Checker;
use crate::code::Code;
use crate::expr::operators::constant_op;
use crate::node_ref::NodeRef;
use crate::operand::Mode;
use crate::operand::Operand;
use crate::problem::INVALID_OP;
use vamos_types::Texts;
use vamos_types::TypeError;

impl Checker<'_> {
    /// Checks a unary operation other than `*x`.
    pub(super) fn unary(&mut self, x: &mut Operand, e: NodeRef, mut op: Operator, arg: NodeRef) {
        self.expr(None, x, arg);
        if x.mode == Mode::Invalid {
            return;
        }
        match op {
            Operator::And => {
                self.address_of(x, arg);
                return;
            }
            Operator::Recv => {
                match self.chan_elem(self.operand_pos(x), x, true) {
                    Some(elem) if self.is_complete(elem) => {
                        x.mode = Mode::CommaOk;
                        x.typ = elem;
                        self.env.has_call_or_recv = true;
                    }
                    _ => x.invalidate(),
                }
                return;
            }
            Operator::Tilde => {
                let text = "cannot use ~ outside of interface or type constraint";
                if !self.types.all_integer(x.typ) {
                    self.error_at(e, Code::UndefinedOp, text);
                    x.invalidate();
                    return;
                }
                let text = format!("{text} (use ^ for bitwise complement)");
                self.error_at(e, Code::UndefinedOp, text);
                op = Operator::Xor;
            }
            _ => {}
        }
        let is_defined = match op {
            Operator::Add | Operator::Sub => Some(self.types.all_numeric(x.typ)),
            Operator::Xor => Some(self.types.all_integer(x.typ)),
            Operator::Not => Some(self.types.all_boolean(x.typ)),
            _ => None,
        };
        if !self.check_op(is_defined, x, op) {
            x.invalidate();
            return;
        }
        if x.mode != Mode::Constant {
            x.mode = Mode::Value;
            return;
        }
        if x.val.kind() == Kind::Unknown {
            return;
        }
        let prec = if self.types.is_unsigned(x.typ) {
            self.types.sizeof(x.typ) as u32 * 8
        } else {
            0
        };
        x.val = Value::unary_op(constant_op(op), &x.val, prec);
        x.expr = Some(e);
        self.overflow(x, self.op_pos(x.expr));
    }

    /// Checks `&x`.
    fn address_of(&mut self, x: &mut Operand, arg: NodeRef) {
        let arg = self.source.unparen(arg);
        let is_literal = matches!(self.source.node(arg), Node::CompositeLit { .. });
        if !is_literal && x.mode != Mode::Variable {
            let operand = self.operand_text(x);
            let text = format!("{INVALID_OP}cannot take address of {operand}");
            self.error(self.operand_pos(x), Code::UnaddressableOperand, text);
            x.invalidate();
            return;
        }
        x.mode = Mode::Value;
        x.typ = self.types.add(Type::Pointer { elem: x.typ });
    }

    /// Reports an operator that an operand's type does not have, or that is unknown (`op`).
    pub(super) fn check_op(&mut self, is_defined: Option<bool>, x: &Operand, op: Operator) -> bool {
        let op = op.text();
        match is_defined {
            Some(true) => return true,
            Some(false) => {
                let operand = self.operand_text(x);
                let text = format!("{INVALID_OP}operator {op} not defined on {operand}");
                self.error(self.operand_pos(x), Code::UndefinedOp, text);
            }
            None => {
                let text = format!("unknown operator {op}");
                self.error(self.operand_pos(x), Code::InvalidSyntaxTree, text);
            }
        }
        false
    }

    /// Returns the element type of a channel for a receive or send operation; reports an invalid
    /// channel.
    pub(crate) fn chan_elem(&mut self, at: Pos, x: &Operand, is_receive: bool) -> Option<TypeId> {
        let result = self.types.common_under_if(x.typ, |types, pair| {
            let Some((own, under)) = pair else {
                return Some(TypeError::new("no specific channel type", &[]));
            };
            match *types.get(under) {
                Type::Chan { dir, .. } if is_receive && dir == ChanDir::SendOnly => {
                    Some(TypeError::new("send-only channel %s", &[own]))
                }
                Type::Chan { dir, .. } if !is_receive && dir == ChanDir::RecvOnly => {
                    Some(TypeError::new("receive-only channel %s", &[own]))
                }
                Type::Chan { .. } => None,
                _ => Some(TypeError::new("non-channel %s", &[own])),
            }
        });
        let err = match result {
            Ok(under) => match *self.types.get(under) {
                Type::Chan { elem, .. } => return Some(elem),
                _ => unreachable!("all types of the set are channels"),
            },
            Err(err) => err,
        };
        let cause = self.type_error_text(&err);
        let operand = self.operand_text(x);
        let (code, what) = if is_receive {
            (Code::InvalidReceive, "cannot receive from")
        } else {
            (Code::InvalidSend, "cannot send to")
        };
        let text = if self.types.is_type_param(x.typ) {
            format!("{INVALID_OP}{what} {operand}: {cause}")
        } else {
            format!("{INVALID_OP}{what} {cause} {operand}")
        };
        self.error(at, code, text);
        None
    }
}
