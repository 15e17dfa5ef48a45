//! Rules for passes that choose the values to rewrite.
//!
//! Counterpart: the functions of cmd/compile/internal/ssa/rewritegeneric.go and its like.

use super::Refusal;
use super::apply::refusal;
use super::choice::Subject;
use super::code::RuleSet;
use super::vm::Vm;
use crate::cx::Cx;
use crate::func::Func;
use crate::ids::ValueId;

/// A set of rules, and the function that they are applied to.
pub(crate) struct ValueRules<'a> {
    vm: Vm<'a>,
    set: &'a RuleSet,
}

impl<'a> ValueRules<'a> {
    /// Returns a set of rules for a function; `pass` is the name of the pass.
    pub(crate) fn new(
        func: &'a mut Func,
        cx: &'a Cx<'a>,
        name: &'static str,
        pass: &'static str,
    ) -> Result<Self, Refusal> {
        let rules = cx.rules.ok_or(Refusal::Missing(name))?;
        let set = rules.set(name).ok_or(Refusal::Missing(name))?;
        Ok(Self {
            vm: Vm::new(func, cx, rules, pass),
            set,
        })
    }

    /// Returns the function.
    pub(crate) fn func(&self) -> &Func {
        self.vm.func
    }

    /// Returns the function, to be changed.
    pub(crate) fn func_mut(&mut self) -> &mut Func {
        self.vm.func
    }

    /// Applies the first rule that matches a value; reports whether there is one.
    pub(crate) fn rewrite(&mut self, value: ValueId) -> Result<bool, Refusal> {
        let op = usize::from(self.vm.func.value(value).op);
        match self.set.values.get(op).copied() {
            Some(number @ 1..) => {
                let subject = Subject::of_value(self.vm.func, value);
                let outcome = self.vm.rewrite_value(number, value, &subject);
                outcome.map_err(|stop| refusal(self.vm.rules, stop))
            }
            _ => Ok(false),
        }
    }
}
