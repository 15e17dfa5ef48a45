//! The necessary conditions of a rule, read from the beginning of its code.
//!
//! Only conditions without effects are read: they can be evaluated before the rule runs. Reading ends
//! at the first condition of the form `!(…)`. Parts with effects are not read; in the rules of an SDK,
//! only its result follows such a part.
//! Counterpart: none.

use vamos_syntax::scanner::Token;

use super::forms::constant;
use super::forms::exchanged;
use super::forms::has_no_call;
use super::forms::is_name;
use super::forms::is_size_test;
use super::state::Compiler;
use crate::rules::native::NATIVES;
use crate::rules::native::Run;
use crate::rules::needs::ANY;
use crate::rules::needs::NODES;
use crate::rules::needs::Needs;
use crate::rules::needs::SUBJECT;
use crate::rules::needs::Test;
use crate::rules::source::Expr;
use crate::rules::source::For;
use crate::rules::source::Stmt;

/// A value that conditions may be about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Node {
    /// One with a number.
    Known(u8),
    /// The argument with an index of one with a number.
    Arg(u8, u8),
}

/// The meaning of a name.
#[derive(Clone, Copy)]
enum Meaning {
    Value(Node),
    /// The type of the value that the rule is for.
    Type,
}

/// Conditions that were read, and the names that they use.
#[derive(Clone)]
struct Draft<'s> {
    needs: Needs,
    names: Vec<(&'s str, Meaning)>,
    /// The number of the next value that gets one.
    next: u8,
    /// The number of pairs of arguments whose order is chosen.
    orders: u32,
}

/// The maximum number of pairs of arguments that are exchanged in the conditions of a rule.
const ORDERS: u32 = 2;

impl Compiler<'_> {
    /// Returns the conditions of a rule, for each order of arguments that are exchanged.
    pub(super) fn needs(&self, rule: &For) -> Vec<Needs> {
        let known = |number| Meaning::Value(Node::Known(number));
        let mut draft = Draft {
            needs: Needs::OPEN,
            names: vec![
                ("v", known(SUBJECT)),
                ("v_0", known(0)),
                ("v_1", known(1)),
                ("v_2", known(2)),
            ],
            next: SUBJECT + 1,
            orders: 0,
        };
        if let Some(Expr::Binary(Token::Equal, of, op)) = &rule.condition {
            self.add_op_test(of, op, &mut draft);
        }
        let mut found = Vec::new();
        self.read_needs(&rule.body, draft, &mut found);
        found
    }

    /// Reads conditions from the beginning of a rule's code, and adds the list for each order of exchanged
    /// arguments to `found`.
    fn read_needs<'s>(&self, body: &'s [Stmt], mut draft: Draft<'s>, found: &mut Vec<Needs>) {
        for stmt in body {
            match stmt {
                Stmt::Define(defined, values) => {
                    for (name, value) in defined.iter().zip(values) {
                        let meaning = draft.meaning(value);
                        draft.names.retain(|(known, _)| *known != &**name);
                        draft
                            .names
                            .extend(meaning.map(|meaning| (&**name, meaning)));
                    }
                }
                Stmt::If(None, condition, then, other) if other.is_empty() => {
                    if !matches!(then[..], [Stmt::Break] | [Stmt::Continue]) {
                        break;
                    }
                    if let Expr::Unary(Token::Not, condition) = condition {
                        self.add_condition(condition, &mut draft);
                        break;
                    }
                    self.add_tests(condition, &mut draft);
                }
                Stmt::For(inner) => {
                    if let Some([one, two]) = exchanged(inner)
                        && draft.orders < ORDERS
                    {
                        draft.orders += 1;
                        self.read_needs(&inner.body, draft.clone(), found);
                        draft.exchange(one, two);
                        self.read_needs(&inner.body, draft, found);
                        return;
                    }
                    break;
                }
                Stmt::Assign(places, None, _) if is_name(places.first(), "_") => {}
                _ => break,
            }
        }
        found.push(draft.needs);
    }

    /// Adds the tests of `x.Op != OpY || auxIntToInt64(x.AuxInt) != 1`, each of which ends the rule.
    /// Later parts are evaluated only if the earlier ones are false, and have no effects.
    fn add_tests(&self, condition: &Expr, draft: &mut Draft<'_>) {
        let Expr::Binary(operator, left, right) = condition else {
            return;
        };
        match operator {
            Token::LogOr => {
                self.add_tests(left, draft);
                self.add_tests(right, draft);
            }
            Token::NotEqual => {
                self.add_equality(left, right, draft);
            }
            _ => {}
        }
    }

    /// Adds the condition that both sides are equal; reports whether it has no effects.
    fn add_equality(&self, left: &Expr, right: &Expr, draft: &mut Draft<'_>) -> bool {
        if self.add_op_test(left, right, draft) {
            return true;
        }
        let test = match (left, constant(right)) {
            (Expr::Call(function, args), Some(number)) => {
                if is_name(Some(function), "len") {
                    draft.len_of(args, number)
                } else {
                    draft.number_of(function, args, number)
                }
            }
            (Expr::Field(of, field), Some(count)) if &**field == "Uses" => {
                let node = draft.node(of);
                node.map(|node| Test::Uses { node, count })
            }
            (Expr::Name(_), None) => match (draft.node(left), draft.node(right)) {
                (Some(node), Some(other)) => Some(Test::Same { node, other }),
                _ => None,
            },
            _ => None,
        };
        draft.needs.tests.extend(test);
        test.is_some() || has_no_call(left) && has_no_call(right)
    }

    /// Adds the condition of `x.Op` and `OpY`; reports whether it is one.
    fn add_op_test(&self, of: &Expr, op: &Expr, draft: &mut Draft<'_>) -> bool {
        if let (Expr::Field(of, field), Expr::Name(op)) = (of, op)
            && &**field == "Op"
            && let Some(op) = self.ops.get(op)
        {
            draft.add_op(of, *op);
            return true;
        }
        false
    }

    /// Adds parts of a condition that must hold; reports whether the condition has no effects.
    fn add_condition(&self, condition: &Expr, draft: &mut Draft<'_>) -> bool {
        match condition {
            Expr::Binary(Token::LogAnd, left, right) => {
                self.add_condition(left, draft) && self.add_condition(right, draft)
            }
            Expr::Binary(Token::Equal, left, right) => self.add_equality(left, right, draft),
            _ => match self.kinds(condition, draft.type_name().as_deref()) {
                Some(kinds) => {
                    draft.needs.kinds &= kinds;
                    true
                }
                None => has_no_call(condition),
            },
        }
    }

    /// Returns the kinds, a bit each, that the type with this name has if a condition holds, which
    /// has no effects.
    fn kinds(&self, condition: &Expr, name: Option<&str>) -> Option<u64> {
        let is_type = |expr: &Expr| match expr {
            Expr::Field(of, field) => is_name(Some(of), "v") && &**field == "Type",
            _ => name.is_some_and(|name| is_name(Some(expr), name)),
        };
        match condition {
            Expr::Binary(Token::LogOr, left, right) => {
                Some(self.kinds(left, name)? | self.kinds(right, name)?)
            }
            Expr::Call(callee, args) => match (&**callee, &args[..]) {
                (Expr::Field(of, method), []) if is_type(of) => {
                    let number = self.natives.get(&*format!("Type.{method}"))?;
                    match NATIVES[usize::from(*number)].run {
                        Run::Kinds(kinds) => Some(kinds),
                        _ => None,
                    }
                }
                (Expr::Name(function), [of]) if is_type(of) => {
                    let decl = self.decls.funcs.get(function)?;
                    let ([(param, _)], Ok(body)) = (&decl.params[..], &decl.body) else {
                        return None;
                    };
                    match &body[..] {
                        [Stmt::Return(results)] => self.kinds_of_all(results.first()?, param),
                        _ => None,
                    }
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// Returns the kinds that a type has if all parts of a condition hold, of which one is about
    /// the kind and others are about the size.
    fn kinds_of_all(&self, condition: &Expr, name: &str) -> Option<u64> {
        match condition {
            Expr::Binary(Token::LogAnd, left, right) if is_size_test(left) => {
                self.kinds_of_all(right, name)
            }
            _ => self.kinds(condition, Some(name)),
        }
    }
}

impl<'s> Draft<'s> {
    /// Returns the meaning of an expression, if it has one.
    fn meaning(&self, expr: &Expr) -> Option<Meaning> {
        match expr {
            Expr::Field(of, field) if &**field == "Type" => match self.meaning(of)? {
                Meaning::Value(Node::Known(SUBJECT)) => Some(Meaning::Type),
                _ => None,
            },
            Expr::Name(name) => {
                let known = self.names.iter().find(|(known, _)| *known == &**name);
                known.map(|(_, meaning)| *meaning)
            }
            Expr::Index(of, index) => {
                let (Expr::Field(value, list), Expr::Int(index)) = (&**of, &**index) else {
                    return None;
                };
                let index = u8::try_from(*index).ok()?;
                let node = match (&**list, self.meaning(value)) {
                    ("Controls", _) if is_name(Some(value), "b") && index < 2 => Node::Known(index),
                    ("Args", Some(Meaning::Value(Node::Known(SUBJECT)))) if index < SUBJECT => {
                        Node::Known(index)
                    }
                    ("Args", Some(Meaning::Value(Node::Known(of)))) => Node::Arg(of, index),
                    _ => return None,
                };
                Some(Meaning::Value(node))
            }
            _ => None,
        }
    }

    /// Returns the name of the type of the value that the rule is for.
    fn type_name(&self) -> Option<String> {
        let mut names = self.names.iter();
        let found = names.find(|(_, meaning)| matches!(meaning, Meaning::Type));
        found.map(|(name, _)| (*name).to_owned())
    }

    /// Returns the number of a value, which it gets if it has none.
    fn node(&mut self, expr: &Expr) -> Option<u8> {
        match self.meaning(expr)? {
            Meaning::Value(Node::Known(number)) => Some(number),
            Meaning::Value(node @ Node::Arg(..)) => self.add_arg(node, ANY),
            Meaning::Type => None,
        }
    }

    /// Adds the test that there is an argument with an operation; returns its number.
    fn add_arg(&mut self, arg: Node, op: u16) -> Option<u8> {
        let Node::Arg(node, index) = arg else {
            return None;
        };
        let number = self.next;
        if usize::from(number) >= NODES {
            return None;
        }
        self.next += 1;
        self.needs.tests.push(Test::Arg { node, index, op });
        for (_, meaning) in &mut self.names {
            if matches!(meaning, Meaning::Value(known) if *known == arg) {
                *meaning = Meaning::Value(Node::Known(number));
            }
        }
        Some(number)
    }

    /// Adds the operation of a value.
    fn add_op(&mut self, of: &Expr, op: u16) {
        match self.meaning(of) {
            Some(Meaning::Value(Node::Known(node))) => {
                match self.needs.ops.get_mut(usize::from(node)) {
                    Some(need) if *need == ANY => *need = op,
                    _ => self.needs.tests.push(Test::Op { node, op }),
                }
            }
            Some(Meaning::Value(arg)) => {
                self.add_arg(arg, op);
            }
            _ => {}
        }
    }

    /// Returns the test of `len(x.Args)`.
    fn len_of(&mut self, args: &[Expr], len: i32) -> Option<Test> {
        let [Expr::Field(of, list)] = args else {
            return None;
        };
        let node = self.node(of).filter(|_| &**list == "Args")?;
        let len = u16::try_from(len).ok()?;
        Some(Test::Len { node, len })
    }

    /// Returns the test of `auxIntToInt8(x.AuxInt)`.
    fn number_of(&mut self, function: &Expr, args: &[Expr], number: i32) -> Option<Test> {
        let (Expr::Name(function), [Expr::Field(of, field)]) = (function, args) else {
            return None;
        };
        let kind = function.strip_prefix("auxIntTo")?;
        let bits = kind.strip_prefix("Int").or(kind.strip_prefix("Uint"))?;
        let bits: u8 = bits.parse().ok()?;
        let node = self.node(of).filter(|_| &**field == "AuxInt")?;
        Some(Test::Number { node, bits, number })
    }

    /// Exchanges the meanings of two names.
    fn exchange(&mut self, one: &'s str, two: &'s str) {
        for (name, _) in &mut self.names {
            *name = match *name {
                known if known == one => two,
                known if known == two => one,
                known => known,
            };
        }
    }
}
