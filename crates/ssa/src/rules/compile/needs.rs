//! The necessary conditions of a rule: operations of arguments and of theirs, and a constant.
//!
//! They are read from the beginning of the rule's code, up to its first condition of another kind.
//! Counterpart: none.

use vamos_syntax::scanner::Token;

use super::state::Compiler;
use crate::rules::needs::ANY;
use crate::rules::needs::ARGS;
use crate::rules::needs::RuleEntry;
use crate::rules::needs::SUBJECT;
use crate::rules::source::Expr;
use crate::rules::source::For;
use crate::rules::source::Stmt;

/// A value of a pattern: the rule's own or an argument, or an argument of one.
#[derive(Clone, Copy)]
struct Path {
    root: usize,
    index: Option<usize>,
}

/// The values that names stand for.
type Names<'a> = Vec<(&'a str, Path)>;

/// The largest index of an argument of an argument.
const MOST: i128 = 7;

impl Compiler<'_> {
    /// Returns the conditions of a rule.
    pub(super) fn needs(&self, rule: &For) -> RuleEntry {
        let mut needs = RuleEntry::OPEN;
        let own = |root| Path { root, index: None };
        let mut names: Names<'_> = vec![
            ("v", own(SUBJECT)),
            ("v_0", own(0)),
            ("v_1", own(1)),
            ("v_2", own(2)),
        ];
        if let Some(Expr::Binary(Token::Equal, of, op)) = &rule.condition {
            self.add_op_test(of, op, &names, &mut needs);
        }
        self.read_needs(&rule.body, &mut names, &mut needs);
        needs
    }

    fn read_needs<'s>(&self, body: &'s [Stmt], names: &mut Names<'s>, needs: &mut RuleEntry) {
        for stmt in body {
            match stmt {
                Stmt::Define(defined, values) => {
                    for (name, value) in defined.iter().zip(values) {
                        let path = path_of(value, names);
                        names.retain(|(known, _)| *known != &**name);
                        names.extend(path.map(|path| (&**name, path)));
                    }
                }
                Stmt::If(None, condition, then, other) if other.is_empty() => {
                    let ends = matches!(then[..], [Stmt::Break] | [Stmt::Continue]);
                    if !ends || matches!(condition, Expr::Unary(Token::Not, _)) {
                        return;
                    }
                    self.add_tests(condition, names, needs);
                }
                Stmt::For(inner) => {
                    let swaps = matches!(&inner.post, Some(Stmt::Assign(places, None, _))
                        if is_name(places.get(1), "v_0"));
                    if swaps && needs.is_open() {
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

    /// Adds the tests of `x.Op != OpY || auxIntToInt64(x.AuxInt) != 1`, each of which ends the rule.
    fn add_tests(&self, condition: &Expr, names: &Names<'_>, needs: &mut RuleEntry) {
        let Expr::Binary(operator, left, right) = condition else {
            return;
        };
        if *operator == Token::LogOr {
            self.add_tests(left, names, needs);
            // Later parts are evaluated only if the earlier ones are false, and have no effects.
            self.add_tests(right, names, needs);
            return;
        }
        if *operator != Token::NotEqual {
            return;
        }
        match (&**left, &**right) {
            (Expr::Call(function, args), number) => {
                let constant = constant(number);
                if let (Some(value), 0) = (constant, needs.number_bits)
                    && let Some((root, bits)) = number_of(function, args, names)
                {
                    (needs.number, needs.number_root, needs.number_bits) = (value, root, bits);
                }
            }
            (of, op) => self.add_op_test(of, op, names, needs),
        }
    }

    /// Adds the operation of `x.Op` and `OpY`.
    fn add_op_test(&self, of: &Expr, op: &Expr, names: &Names<'_>, needs: &mut RuleEntry) {
        if let (Expr::Field(of, field), Expr::Name(op)) = (of, op)
            && &**field == "Op"
            && let (Some(path), Some(op)) = (path_of(of, names), self.ops.get(op))
        {
            add_op(path, *op, needs);
        }
    }
}

fn add_op(path: Path, op: u16, needs: &mut RuleEntry) {
    match path.index {
        None if path.root < ARGS => {
            let need = &mut needs.ops[path.root];
            if *need == ANY {
                *need = op;
            }
        }
        None => {}
        Some(index) => {
            if let Some(inner) = needs.inner.iter_mut().find(|inner| inner.op == ANY) {
                inner.root = path.root as u8;
                inner.index = index as u8;
                inner.op = op;
            }
        }
    }
}

/// Returns an integer literal, which may have a sign.
fn constant(expr: &Expr) -> Option<i32> {
    match expr {
        Expr::Int(number) => i32::try_from(*number).ok(),
        Expr::Unary(Token::Sub, number) => constant(number)?.checked_neg(),
        _ => None,
    }
}

/// Returns the argument and the number of bits of `auxIntToInt8(x.AuxInt)`.
fn number_of(function: &Expr, args: &[Expr], names: &Names<'_>) -> Option<(u8, u8)> {
    let (Expr::Name(function), [Expr::Field(of, field)]) = (function, args) else {
        return None;
    };
    let kind = function.strip_prefix("auxIntTo")?;
    let bits = kind.strip_prefix("Int").or(kind.strip_prefix("Uint"))?;
    let bits: u8 = bits.parse().ok()?;
    let path = path_of(of, names)?;
    (&**field == "AuxInt" && path.index.is_none()).then_some((path.root as u8, bits))
}

fn is_name(expr: Option<&Expr>, wanted: &str) -> bool {
    matches!(expr, Some(Expr::Name(name)) if &**name == wanted)
}

/// Returns the value that an expression is, if conditions can be about it.
fn path_of(expr: &Expr, names: &Names<'_>) -> Option<Path> {
    match expr {
        Expr::Name(name) => {
            let known = names.iter().rev().find(|(known, _)| *known == &**name);
            known.map(|(_, path)| *path)
        }
        Expr::Index(of, index) => {
            let (Expr::Field(value, list), Expr::Int(index @ 0..=MOST)) = (&**of, &**index) else {
                return None;
            };
            let index = *index as usize;
            if &**list == "Controls" {
                let is_subject = matches!(&**value, Expr::Name(name) if &**name == "b");
                return (is_subject && index < 2).then_some(Path {
                    root: index,
                    index: None,
                });
            }
            let path = path_of(value, names).filter(|_| &**list == "Args")?;
            match path {
                Path { index: Some(_), .. } => None,
                Path { root: SUBJECT, .. } => (index < ARGS).then_some(Path {
                    root: index,
                    index: None,
                }),
                Path { root, .. } => Some(Path {
                    root,
                    index: Some(index),
                }),
            }
        }
        _ => None,
    }
}
