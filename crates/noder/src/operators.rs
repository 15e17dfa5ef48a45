//! The compiler's numbers of operations.
//!
//! Counterpart: cmd/compile/internal/noder/noder.go (`unOps`, `binOps`); cmd/compile/internal/ir/node.go
//! (`Op`).

use vamos_ast::Operator;
use vamos_ast::Token;

/// Returns the number of a unary operator.
pub(crate) fn unary(op: Operator) -> Option<usize> {
    Some(match op {
        Operator::Recv => 100,
        Operator::Mul => 63,
        Operator::And => 11,
        Operator::Not => 82,
        Operator::Xor => 83,
        Operator::Add => 84,
        Operator::Sub => 85,
        _ => return None,
    })
}

/// Returns the number of a binary operator.
pub(crate) fn binary(op: Operator) -> Option<usize> {
    Some(match op {
        Operator::OrOr => 86,
        Operator::AndAnd => 12,
        Operator::Eql => 57,
        Operator::Neq => 58,
        Operator::Lss => 59,
        Operator::Leq => 60,
        Operator::Gtr => 62,
        Operator::Geq => 61,
        Operator::Add => 6,
        Operator::Sub => 7,
        Operator::Or => 8,
        Operator::Xor => 9,
        Operator::Mul => 74,
        Operator::Div => 75,
        Operator::Rem => 76,
        Operator::And => 79,
        Operator::AndNot => 80,
        Operator::Shl => 77,
        Operator::Shr => 78,
        _ => return None,
    })
}

/// Returns the number of a statement with this keyword.
pub(crate) fn statement(token: Token) -> Option<usize> {
    Some(match token {
        Token::Break => 116,
        Token::Continue => 118,
        Token::Defer => 119,
        Token::Fallthrough => 120,
        Token::Goto => 122,
        Token::Go => 125,
        _ => return None,
    })
}
