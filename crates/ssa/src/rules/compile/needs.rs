//! The necessary conditions of a rule, read from the beginning of its code.
//!
//! Only conditions without effects are read: they can be evaluated before the rule runs. Reading ends
//! at the first condition of the form `!(…)`. Parts with effects are not read; in the rules of an SDK,
//! only its result follows such a part. Functions of the sources that conditions call are compiled
//! before the conditions are read, so that their effects are known.
//! Counterpart: none.

use vamos_syntax::scanner::Token;

use super::convert::converter;
use super::draft::Draft;
use super::draft::Meaning;
use super::draft::Node;
use super::forms::constant;
use super::forms::exchanged;
use super::forms::is_integer_type;
use super::forms::is_name;
use super::forms::is_size_test;
use super::state::Compiler;
use super::state::Fail;
use crate::rules::native::NATIVES;
use crate::rules::native::Run;
use crate::rules::needs::Needs;
use crate::rules::needs::SUBJECT;
use crate::rules::needs::Test;
use crate::rules::source::Expr;
use crate::rules::source::For;
use crate::rules::source::Stmt;

/// The maximum number of pairs of arguments that are exchanged in the conditions of a rule.
const ORDERS: u32 = 2;

impl Compiler<'_> {
    /// Returns the conditions of a rule, for each order of arguments that are exchanged.
    pub(super) fn needs(&mut self, rule: &For) -> Vec<Needs> {
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
    fn read_needs<'s>(&mut self, body: &'s [Stmt], mut draft: Draft<'s>, found: &mut Vec<Needs>) {
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
                    if !self.add_tests(condition, &mut draft) {
                        break;
                    }
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
    /// Later parts are evaluated only if the earlier ones are false. Reports whether the next
    /// statement can be read, too.
    fn add_tests(&mut self, condition: &Expr, draft: &mut Draft<'_>) -> bool {
        match condition {
            Expr::Binary(Token::LogOr, left, right) => {
                self.add_tests(left, draft) && self.add_tests(right, draft)
            }
            Expr::Binary(Token::NotEqual, left, right) => {
                self.add_equality(left, right, draft);
                true
            }
            Expr::Unary(Token::Not, condition) => {
                self.add_condition(condition, draft);
                false
            }
            _ => true,
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
                } else if args.is_empty() {
                    draft.size_of(function, number)
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
        test.is_some() || self.has_no_effects(left) && self.has_no_effects(right)
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
    fn add_condition(&mut self, condition: &Expr, draft: &mut Draft<'_>) -> bool {
        match condition {
            Expr::Binary(Token::LogAnd, left, right) => {
                self.add_condition(left, draft) && self.add_condition(right, draft)
            }
            Expr::Binary(Token::Equal, left, right) => self.add_equality(left, right, draft),
            Expr::Binary(Token::NotEqual, left, right) => {
                self.add_difference(left, right, draft);
                self.has_no_effects(condition)
            }
            _ => {
                if let Some(kinds) = self.kinds(condition, draft.type_name().as_deref()) {
                    draft.needs.kinds &= kinds;
                    return true;
                }
                if let Expr::Call(callee, args) = condition
                    && let Expr::Name(function) = &**callee
                {
                    self.add_call(function, args, draft);
                }
                self.has_no_effects(condition)
            }
        }
    }

    /// Adds the condition that a value does not have an operation.
    fn add_difference(&self, left: &Expr, right: &Expr, draft: &mut Draft<'_>) {
        if let (Expr::Field(of, field), Expr::Name(op)) = (left, right)
            && &**field == "Op"
            && let Some(op) = self.ops.get(op).copied()
            && let Some(node) = draft.node(of)
        {
            draft.needs.tests.push(Test::NotOp { node, op });
        }
    }

    /// Adds the condition that a function returns true.
    fn add_call(&mut self, function: &str, args: &[Expr], draft: &mut Draft<'_>) {
        match (function, args) {
            ("isSamePtr", [one, other]) => {
                if let (Some(node), Some(other)) = (draft.node(one), draft.node(other)) {
                    draft.needs.tests.push(Test::SamePtr { node, other });
                }
            }
            ("isSameCall", [call, Expr::Text(text)]) => {
                if let Some(node) = draft.call(call) {
                    let text = self.text(text) as u32;
                    draft.needs.tests.push(Test::Call { node, text });
                }
            }
            ("needRaceCleanup", _) if !self.is_race => draft.needs.kinds = 0,
            _ => {}
        }
    }

    /// Reports whether the evaluation of an expression changes nothing.
    fn has_no_effects(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Name(_) | Expr::Int(_) | Expr::Float(_) | Expr::Text(_) => true,
            Expr::Unary(_, inner) | Expr::Field(inner, _) => self.has_no_effects(inner),
            Expr::Binary(_, left, right) | Expr::Index(left, right) => {
                self.has_no_effects(left) && self.has_no_effects(right)
            }
            Expr::Call(callee, args) => {
                let is_pure = match &**callee {
                    Expr::Name(function) => self.is_pure(function),
                    Expr::Field(of, method) => {
                        self.has_no_effects(of) && self.is_pure(&format!("Type.{method}"))
                    }
                    _ => false,
                };
                is_pure && args.iter().all(|arg| self.has_no_effects(arg))
            }
            _ => false,
        }
    }

    /// Reports whether a function is known to change nothing.
    fn is_pure(&self, function: &str) -> bool {
        if let Some(number) = self.natives.get(function) {
            return !NATIVES[usize::from(*number)].run.edits();
        }
        if converter(function).is_some() || is_integer_type(function) {
            return true;
        }
        let known = self.known.iter();
        let mut instances = known.filter(|((name, _), _)| &**name == function);
        let is_pure = |result: &Result<u32, Fail>| {
            let number = result.as_ref().ok().copied();
            number.is_some_and(|number| !self.funcs[number as usize].edits)
        };
        // Instances for different types differ in nothing but these.
        instances.next().is_some_and(|(_, result)| is_pure(result))
            && instances.all(|(_, result)| is_pure(result))
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
