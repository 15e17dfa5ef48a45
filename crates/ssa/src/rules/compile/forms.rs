//! Forms of expressions and loops that conditions of rules have.
//!
//! Counterpart: none.

use vamos_syntax::scanner::Token;

use crate::rules::source::Expr;
use crate::rules::source::For;
use crate::rules::source::Stmt;

/// Returns the names whose values a loop exchanges.
pub(super) fn exchanged(inner: &For) -> Option<[&str; 2]> {
    match &inner.post {
        Some(Stmt::Assign(places, None, values)) => match (&places[..], &values[..]) {
            (
                [_, Expr::Name(one), Expr::Name(two)],
                [_, Expr::Name(new_one), Expr::Name(new_two)],
            ) => (one == new_two && two == new_one).then_some([&**one, &**two]),
            _ => None,
        },
        _ => None,
    }
}

/// Reports whether a condition is one of `t.Size()` and a number.
pub(super) fn is_size_test(condition: &Expr) -> bool {
    let Expr::Binary(Token::Equal, left, right) = condition else {
        return false;
    };
    matches!(&**left, Expr::Call(callee, args) if args.is_empty() && is_size(callee))
        && constant(right).is_some()
}

/// Reports whether a name is the name of a type of integers.
pub(super) fn is_integer_type(name: &str) -> bool {
    let bits = name.strip_prefix("uint").or(name.strip_prefix("int"));
    bits.is_some_and(|bits| ["", "8", "16", "32", "64"].contains(&bits))
}

/// Reports whether an expression is `t.Size` of a type.
fn is_size(callee: &Expr) -> bool {
    matches!(callee, Expr::Field(_, name) if &**name == "Size")
}

/// Returns an integer literal, which may have a sign.
pub(super) fn constant(expr: &Expr) -> Option<i32> {
    match expr {
        Expr::Int(number) => i32::try_from(*number).ok(),
        Expr::Unary(Token::Sub, number) => constant(number)?.checked_neg(),
        _ => None,
    }
}

/// Reports whether an expression is a name.
pub(super) fn is_name(expr: Option<&Expr>, wanted: &str) -> bool {
    matches!(expr, Some(Expr::Name(name)) if &**name == wanted)
}
