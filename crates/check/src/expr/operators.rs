//! Tables of operators.
//!
//! Counterpart: cmd/compile/internal/types2/expr.go (`op2tok`, `opPos`, `opName`).

use vamos_ast::Node;
use vamos_ast::Operator;
use vamos_constant::Op;
use vamos_types::Pos;

use crate::checker::Checker;
use crate::node_ref::NodeRef;
use crate::sources::Sources;

/// Returns the operator of constants for an operator of trees (`op2tok`).
///
/// # Panics
/// It has none: constants have no `<-`, and `~` is replaced before.
pub(crate) fn constant_op(op: Operator) -> Op {
    match op {
        Operator::Not => Op::Not,
        Operator::OrOr => Op::LOr,
        Operator::AndAnd => Op::LAnd,
        Operator::Eql => Op::Eql,
        Operator::Neq => Op::Neq,
        Operator::Lss => Op::Lss,
        Operator::Leq => Op::Leq,
        Operator::Gtr => Op::Gtr,
        Operator::Geq => Op::Geq,
        Operator::Add => Op::Add,
        Operator::Sub => Op::Sub,
        Operator::Or => Op::Or,
        Operator::Xor => Op::Xor,
        Operator::Mul => Op::Mul,
        Operator::Div => Op::Quo,
        Operator::Rem => Op::Rem,
        Operator::And => Op::And,
        Operator::AndNot => Op::AndNot,
        Operator::Shl => Op::Shl,
        Operator::Shr => Op::Shr,
        Operator::None | Operator::Def | Operator::Recv | Operator::Tilde => {
            unreachable!("{} is no operator of constants", op.text())
        }
    }
}

/// Reports whether an operator shifts.
pub(crate) fn is_shift(op: Operator) -> bool {
    matches!(op, Operator::Shl | Operator::Shr)
}

/// Reports whether an operator compares.
pub(crate) fn is_comparison(op: Operator) -> bool {
    matches!(
        op,
        Operator::Eql
            | Operator::Neq
            | Operator::Lss
            | Operator::Leq
            | Operator::Gtr
            | Operator::Geq
    )
}

impl Checker<'_> {
    /// Returns the position of an operation's operator, or the start of another expression.
    pub(crate) fn op_pos(&self, x: Option<NodeRef>) -> Pos {
        match x {
            None => Pos::NONE,
            Some(x) if matches!(self.source.node(x), Node::Operation { .. }) => self.source.pos(x),
            Some(x) => self.start(x),
        }
    }
}

impl Sources<'_> {
    /// Returns the name of an operation that may overflow; empty for other expressions.
    pub(crate) fn op_name(&self, x: Option<NodeRef>) -> &'static str {
        let Some(Node::Operation { op, y, .. }) = x.map(|x| self.node(x)) else {
            return "";
        };
        match (op, y) {
            (Operator::Xor, None) => "bitwise complement",
            (_, None) => "",
            (Operator::Add, _) => "addition",
            (Operator::Sub, _) => "subtraction",
            (Operator::Xor, _) => "bitwise XOR",
            (Operator::Mul, _) => "multiplication",
            (Operator::Shl, _) => "shift",
            _ => "",
        }
    }
}
