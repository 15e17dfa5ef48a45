//! Necessary conditions of rules, so that most rules are passed over without running them.
//!
//! Counterpart: none.

use crate::func::Func;
use crate::ids::BlockId;
use crate::ids::ValueId;

/// The number for any operation.
pub(super) const ANY: u16 = u16::MAX;

/// The number of arguments that have conditions.
pub(super) const ARGS: usize = 3;

/// The number of arguments of arguments that have conditions.
pub(super) const INNER: usize = 3;

/// The root of a condition of the value itself, after the arguments.
pub(super) const SUBJECT: usize = ARGS;

/// The operation of an argument of an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Inner {
    /// The argument.
    pub(super) root: u8,
    pub(super) index: u8,
    /// The operation; [`ANY`]: no condition.
    pub(super) op: u16,
}

/// A rule in the code of a function, with what must hold for it to match. It has 32 bytes, since
/// many are read for each value.
#[derive(Clone, Copy, Debug)]
pub(super) struct RuleEntry {
    /// The index of its first instruction.
    pub(super) start: u32,
    /// The constant of an argument or of the value itself.
    pub(super) number: i32,
    /// The operations of the first arguments.
    pub(super) ops: [u16; ARGS],
    /// The index of the rule.
    pub(super) rule: u16,
    pub(super) inner: [Inner; INNER],
    /// The argument that has the constant.
    pub(super) number_root: u8,
    /// The number of bits of the constant that count, from the lowest; 0: no condition.
    pub(super) number_bits: u8,
    /// The first two arguments may be in reverse.
    pub(super) commutes: bool,
}

impl RuleEntry {
    /// No condition.
    pub(super) const OPEN: Self = Self {
        start: 0,
        number: 0,
        ops: [ANY; ARGS],
        rule: 0,
        inner: [Inner {
            root: 0,
            index: 0,
            op: ANY,
        }; INNER],
        number_root: 0,
        number_bits: 0,
        commutes: false,
    };

    /// Reports whether there is no condition of the first two arguments, which may be exchanged.
    pub(super) fn is_open(&self) -> bool {
        let is_third = |root: u8| usize::from(root) >= 2;
        let mut inner = self.inner.iter();
        self.ops[..2] == [ANY; 2]
            && inner.all(|inner| inner.op == ANY || is_third(inner.root))
            && (self.number_bits == 0 || is_third(self.number_root))
    }

    /// Reports whether the rule may match.
    pub(super) fn allows(&self, func: &Func, subject: &Subject) -> bool {
        let [one, two, three] = subject.ops;
        if self.ops[2] != ANY && self.ops[2] != three {
            return false;
        }
        let has_ops = |ops: [u16; 2]| {
            let needs = [self.ops[0], self.ops[1]];
            (needs[0] == ANY || needs[0] == ops[0]) && (needs[1] == ANY || needs[1] == ops[1])
        };
        let Subject {
            value,
            args: [first, second, third],
            ..
        } = *subject;
        has_ops([one, two]) && self.has_details(func, [first, second, third, value])
            || self.commutes
                && has_ops([two, one])
                && self.has_details(func, [second, first, third, value])
    }

    /// Reports whether arguments of arguments and the constant are as the rule needs them.
    fn has_details(&self, func: &Func, roots: [ValueId; ARGS + 1]) -> bool {
        let mut inner = self.inner.iter().take_while(|inner| inner.op != ANY);
        let has_inner = inner.all(|inner| {
            let args = func.args(roots[usize::from(inner.root)]);
            let arg = args.get(usize::from(inner.index));
            arg.is_some_and(|arg| func.value(*arg).op == inner.op)
        });
        has_inner && self.has_number(func, roots)
    }

    fn has_number(&self, func: &Func, roots: [ValueId; ARGS + 1]) -> bool {
        if self.number_bits == 0 {
            return true;
        }
        let number = func.value(roots[usize::from(self.number_root)]).aux_int;
        (number ^ i64::from(self.number)) << (64 - u32::from(self.number_bits)) == 0
    }
}

/// A value that rules are tried on, or a block, whose controls are its arguments.
#[derive(Clone, Copy, Debug)]
pub(super) struct Subject {
    value: ValueId,
    args: [ValueId; ARGS],
    ops: [u16; ARGS],
}

impl Subject {
    pub(super) fn of(func: &Func, number: u32, is_block: bool) -> Self {
        let (value, list) = if is_block {
            let block = func.block(BlockId(number));
            (ValueId(0), &block.controls[..])
        } else {
            (ValueId(number), func.args(ValueId(number)))
        };
        let arg = |index: usize| list.get(index).copied().unwrap_or_default();
        let args = [arg(0), arg(1), arg(2)];
        Self {
            value,
            args,
            ops: args.map(|arg| func.value(arg).op),
        }
    }

    /// Returns the operation of the first argument.
    pub(super) fn first_op(&self) -> u16 {
        self.ops[0]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_has_32_bytes() {
        assert_eq!(size_of::<RuleEntry>(), 32);
    }
}
