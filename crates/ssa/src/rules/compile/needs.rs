//! The operations that the first two arguments must have for a rule to match, so that most rules
//! are passed over without running them.
//!
//! Counterpart: none.

use vamos_syntax::scanner::Token;

use super::state::Compiler;
use crate::rules::code::ANY;
use crate::rules::code::Needs;
use crate::rules::source::Expr;
use crate::rules::source::For;
use crate::rules::source::Stmt;

/// The arguments that names stand for.
type Names<'a> = Vec<(&'a str, usize)>;

impl Compiler<'_> {
    /// Returns the operations that a rule needs.
    pub(super) fn needs(&self, rule: &For) -> Needs {
        let mut needs = Needs {
            ops: [ANY; 2],
            commutes: false,
        };
        let mut names: Names<'_> = vec![("v_0", 0), ("v_1", 1)];
        self.read_needs(&rule.body, &mut names, &mut needs);
        needs
    }

    fn read_needs<'s>(&self, body: &'s [Stmt], names: &mut Names<'s>, needs: &mut Needs) {
        for stmt in body {
            match stmt {
                Stmt::Define(defined, values) => {
                    for (name, value) in defined.iter().zip(values) {
                        if let Some(arg) = arg_of(value, names) {
                            names.push((&**name, arg));
                        }
                    }
                }
                Stmt::If(None, condition, then, other) if other.is_empty() => {
                    let ends = matches!(then[..], [Stmt::Break] | [Stmt::Continue]);
                    if !ends || matches!(condition, Expr::Unary(Token::Not, _)) {
                        return;
                    }
                    if let Some((arg, op)) = self.first_test(condition, names)
                        && needs.ops[arg] == ANY
                    {
                        needs.ops[arg] = op;
                    }
                }
                Stmt::For(inner) => {
                    let swaps = matches!(&inner.post, Some(Stmt::Assign(places, None, _))
                        if is_name(places.get(1), "v_0"));
                    if swaps && needs.ops == [ANY; 2] {
                        needs.commutes = true;
                        self.read_needs(&inner.body, names, needs);
                    }
                    return;
                }
                Stmt::Assign(places, None, _) if is_name(places.first(), "_") => {}
                _ => return,
            }
        }
    }

    /// Returns argument and operation of `x.Op != OpY || …`.
    fn first_test(&self, condition: &Expr, names: &Names<'_>) -> Option<(usize, u16)> {
        match condition {
            Expr::Binary(Token::LogOr, left, _) => self.first_test(left, names),
            Expr::Binary(Token::NotEqual, left, right) => {
                let (Expr::Field(of, field), Expr::Name(op)) = (&**left, &**right) else {
                    return None;
                };
                let op = self.ops.get(op).copied()?;
                let arg = arg_of(of, names)?;
                (&**field == "Op").then_some((arg, op))
            }
            _ => None,
        }
    }
}

fn is_name(expr: Option<&Expr>, wanted: &str) -> bool {
    matches!(expr, Some(Expr::Name(name)) if &**name == wanted)
}

/// Returns the argument that an expression is, if it is one of the first two.
fn arg_of(expr: &Expr, names: &Names<'_>) -> Option<usize> {
    match expr {
        Expr::Name(name) => {
            let known = names.iter().rev().find(|(known, _)| *known == &**name);
            known.map(|(_, arg)| *arg)
        }
        Expr::Index(of, index) => match (&**of, &**index) {
            (Expr::Field(value, list), Expr::Int(index @ 0..=1))
                if &**list == "Args" && is_name(Some(value), "v") =>
            {
                Some(*index as usize)
            }
            _ => None,
        },
        _ => None,
    }
}
