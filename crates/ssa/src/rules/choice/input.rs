//! The values that rules are tried on, and what their conditions read.
//!
//! Counterpart: none.

use crate::alias;
use crate::cx::Cx;
use crate::func::Func;
use crate::ids::BlockId;
use crate::ids::ValueId;
use crate::package::Aux;
use crate::package::TypeId;
use crate::rules::needs::ANY;
use crate::rules::needs::ARGS;
use crate::rules::needs::NODES;
use crate::rules::needs::Test;

/// A value that rules are tried on, or a block, whose controls are its arguments.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::rules) struct Subject {
    /// The first arguments, and the value.
    nodes: [ValueId; ARGS + 1],
    /// The operations of the first arguments; 0 for an argument that does not exist.
    pub(super) ops: [u16; ARGS],
    /// The type of the value.
    pub(super) ty: TypeId,
}

impl Subject {
    #[inline]
    pub(in crate::rules) fn of_value(func: &Func, value: ValueId) -> Self {
        Self::new(func, func.args(value), value, func.value(value).ty)
    }

    pub(in crate::rules) fn of_block(func: &Func, block: BlockId) -> Self {
        Self::new(func, &func.block(block).controls, ValueId(0), TypeId(0))
    }

    /// Reports whether the value has an argument of an operation.
    #[inline]
    pub(in crate::rules) fn has_arg(&self, func: &Func, value: ValueId, op: u16) -> bool {
        let others = func.args(value).get(ARGS..).unwrap_or_default();
        self.ops.contains(&op) || others.iter().any(|arg| func.value(*arg).op == op)
    }

    #[inline]
    fn new(func: &Func, args: &[ValueId], value: ValueId, ty: TypeId) -> Self {
        let mut subject = Self {
            ty,
            ..Self::default()
        };
        subject.nodes[ARGS] = value;
        for (index, arg) in args.iter().take(ARGS).enumerate() {
            subject.nodes[index] = *arg;
            subject.ops[index] = func.value(*arg).op;
        }
        subject
    }
}

/// The values, and the tables that conditions read.
#[derive(Clone, Copy, Debug)]
pub(in crate::rules) struct Input<'a> {
    pub(in crate::rules) func: &'a Func,
    pub(in crate::rules) cx: &'a Cx<'a>,
    /// The texts of rules, by number.
    pub(in crate::rules) texts: &'a [Box<str>],
}

impl Input<'_> {
    /// Reports whether conditions hold.
    pub(super) fn all_hold(self, tests: &[Test], subject: &Subject) -> bool {
        let func = self.func;
        let mut nodes = [ValueId(0); NODES];
        nodes[..=ARGS].copy_from_slice(&subject.nodes);
        let mut next = ARGS + 1;
        for test in tests {
            let node = |node: u8| nodes[usize::from(node) % NODES];
            let holds = match *test {
                Test::Arg {
                    node: of,
                    index,
                    op,
                } => {
                    let Some(arg) = func.args(node(of)).get(usize::from(index)).copied() else {
                        return false;
                    };
                    let holds = op == ANY || func.value(arg).op == op;
                    nodes[next % NODES] = arg;
                    next += 1;
                    holds
                }
                Test::Op { node: of, op } => func.value(node(of)).op == op,
                Test::NotOp { node: of, op } => func.value(node(of)).op != op,
                Test::Number {
                    node: of,
                    bits,
                    number,
                } => {
                    let found = func.value(node(of)).aux_int;
                    (found ^ i64::from(number)) << (64 - u32::from(bits)) == 0
                }
                Test::Uses { node: of, count } => func.uses[node(of).0 as usize] == count,
                Test::Len { node: of, len } => func.args(node(of)).len() == usize::from(len),
                Test::Same { node: of, other } => node(of) == node(other),
                // A rule for malformed values ends with an error.
                Test::SamePtr { node: of, other } => {
                    alias::is_same(func, self.cx, node(of), node(other)).unwrap_or(true)
                }
                Test::Call { node: of, text } => self.calls(node(of), text),
                Test::Size { size } => {
                    let known = func.size(self.cx, subject.ty);
                    known.is_none_or(|known| known == i64::from(size))
                }
            };
            if !holds {
                return false;
            }
        }
        true
    }

    /// Reports whether a value calls the function of a name.
    fn calls(self, value: ValueId, text: u32) -> bool {
        let package = self.cx.package;
        let name = match self.func.aux(package, self.func.value(value).aux) {
            Some(Aux::Call(call)) => self.func.sym(package, call.sym).map(|sym| &*sym.name),
            _ => None,
        };
        name == self.texts.get(text as usize).map(|text| &**text)
    }
}
