//! The conditions of a rule as far as they were read, and the names that they use.
//!
//! Counterpart: none.

use super::forms::is_name;
use crate::rules::needs::ANY;
use crate::rules::needs::NODES;
use crate::rules::needs::Needs;
use crate::rules::needs::SUBJECT;
use crate::rules::needs::Test;
use crate::rules::source::Expr;

/// A value that conditions may be about.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Node {
    /// One with a number.
    Known(u8),
    /// The argument with an index of one with a number.
    Arg(u8, u8),
}

/// The meaning of a name.
#[derive(Clone, Copy)]
pub(super) enum Meaning {
    Value(Node),
    /// The type of the value that the rule is for.
    Type,
    /// The target of a call.
    Call(Node),
}

/// Conditions that were read, and the names that they use.
#[derive(Clone)]
pub(super) struct Draft<'s> {
    pub(super) needs: Needs,
    pub(super) names: Vec<(&'s str, Meaning)>,
    /// The number of the next value that gets one.
    pub(super) next: u8,
    /// The number of pairs of arguments whose order is chosen.
    pub(super) orders: u32,
}

impl<'s> Draft<'s> {
    /// Returns the meaning of an expression, if it has one.
    pub(super) fn meaning(&self, expr: &Expr) -> Option<Meaning> {
        match expr {
            Expr::Field(of, field) if &**field == "Type" => match self.meaning(of)? {
                Meaning::Value(Node::Known(SUBJECT)) => Some(Meaning::Type),
                _ => None,
            },
            Expr::Name(name) => {
                let known = self.names.iter().find(|(known, _)| *known == &**name);
                known.map(|(_, meaning)| *meaning)
            }
            Expr::Call(callee, args) if is_name(Some(callee), "auxToCall") => {
                let [Expr::Field(of, field)] = &args[..] else {
                    return None;
                };
                match self.meaning(of)? {
                    Meaning::Value(node) if &**field == "Aux" => Some(Meaning::Call(node)),
                    _ => None,
                }
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

    /// Returns the number of the value whose target of a call an expression is.
    pub(super) fn call(&mut self, expr: &Expr) -> Option<u8> {
        match self.meaning(expr)? {
            Meaning::Call(Node::Known(number)) => Some(number),
            Meaning::Call(node) => self.add_arg(node, ANY),
            _ => None,
        }
    }

    /// Returns the name of the type of the value that the rule is for.
    pub(super) fn type_name(&self) -> Option<String> {
        let mut names = self.names.iter();
        let found = names.find(|(_, meaning)| matches!(meaning, Meaning::Type));
        found.map(|(name, _)| (*name).to_owned())
    }

    /// Returns the number of a value, which it gets if it has none.
    pub(super) fn node(&mut self, expr: &Expr) -> Option<u8> {
        match self.meaning(expr)? {
            Meaning::Value(Node::Known(number)) => Some(number),
            Meaning::Value(node @ Node::Arg(..)) => self.add_arg(node, ANY),
            Meaning::Type | Meaning::Call(_) => None,
        }
    }

    /// Adds the test that there is an argument with an operation; returns its number.
    pub(super) fn add_arg(&mut self, arg: Node, op: u16) -> Option<u8> {
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
            if let Meaning::Value(known) | Meaning::Call(known) = meaning
                && *known == arg
            {
                *known = Node::Known(number);
            }
        }
        Some(number)
    }

    /// Adds the operation of a value.
    pub(super) fn add_op(&mut self, of: &Expr, op: u16) {
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
    pub(super) fn len_of(&mut self, args: &[Expr], len: i32) -> Option<Test> {
        let [Expr::Field(of, list)] = args else {
            return None;
        };
        let node = self.node(of).filter(|_| &**list == "Args")?;
        let len = u16::try_from(len).ok()?;
        Some(Test::Len { node, len })
    }

    /// Returns the test of `t.Size()`, if `t` is the type of the value that the rule is for.
    pub(super) fn size_of(&self, function: &Expr, size: i32) -> Option<Test> {
        let Expr::Field(of, method) = function else {
            return None;
        };
        let is_own = matches!(self.meaning(of), Some(Meaning::Type));
        (is_own && &**method == "Size").then_some(Test::Size { size })
    }

    /// Returns the test of `auxIntToInt8(x.AuxInt)`.
    pub(super) fn number_of(
        &mut self,
        function: &Expr,
        args: &[Expr],
        number: i32,
    ) -> Option<Test> {
        let (Expr::Name(function), [Expr::Field(of, field)]) = (function, args) else {
            return None;
        };
        let kind = function.strip_prefix("auxIntTo")?;
        let bits = kind.strip_prefix("Int").or(kind.strip_prefix("Uint"))?;
        let bits: u8 = bits.parse().ok().filter(|bits| (1..=64).contains(bits))?;
        let node = self.node(of).filter(|_| &**field == "AuxInt")?;
        Some(Test::Number { node, bits, number })
    }

    /// Exchanges the meanings of two names.
    pub(super) fn exchange(&mut self, one: &'s str, two: &'s str) {
        for (name, _) in &mut self.names {
            *name = match *name {
                known if known == one => two,
                known if known == two => one,
                known => known,
            };
        }
    }
}
