//! Necessary conditions of rules, so that most rules are passed over without running them.
//!
//! The operations of the first arguments and the kind of the value's type select a set of rules, a
//! bit each. The other conditions of those are tested one after the other.
//! Counterpart: none.

use crate::func::Func;
use crate::ids::BlockId;
use crate::ids::ValueId;

/// The number for any operation.
pub(super) const ANY: u16 = u16::MAX;

/// The number of arguments whose operations select rules.
pub(super) const ARGS: usize = 3;

/// The number of the subject of the rule; its first arguments are 0 to 2.
pub(super) const SUBJECT: u8 = ARGS as u8;

/// The maximum number of values that the conditions of a rule are about.
pub(super) const NODES: usize = 16;

/// The set of all kinds of types.
pub(super) const KINDS: u64 = u64::MAX;

/// A condition of a value that has a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Test {
    /// There is an argument with this index and an operation, [`ANY`] or this one; it gets the next
    /// number.
    Arg { node: u8, index: u8, op: u16 },
    /// The operation.
    Op { node: u8, op: u16 },
    /// The lowest bits of the integer that belongs to the operation.
    Number { node: u8, bits: u8, number: i32 },
    /// The number of uses.
    Uses { node: u8, count: i32 },
    /// The number of arguments.
    Len { node: u8, len: u16 },
    /// Both are one value.
    Same { node: u8, other: u8 },
}

/// Necessary conditions of a rule, for one order of its arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Needs {
    /// The operations of the first arguments.
    pub(super) ops: [u16; ARGS],
    /// The kinds of the value's type, a bit each.
    pub(super) kinds: u64,
    /// Further conditions, in the order of the rule.
    pub(super) tests: Vec<Test>,
}

impl Needs {
    /// No condition.
    pub(super) const OPEN: Self = Self {
        ops: [ANY; ARGS],
        kinds: KINDS,
        tests: Vec::new(),
    };
}

/// A rule in the code of a function.
#[derive(Clone, Debug)]
pub(super) struct RuleEntry {
    /// The index of its first instruction.
    pub(super) start: u32,
    /// Its conditions, for each order of arguments that are exchanged.
    pub(super) needs: Vec<Needs>,
}

/// A rule with its arguments in one order.
#[derive(Clone, Copy, Debug)]
struct Entry {
    start: u32,
    rule: u16,
    /// The number of its tests.
    len: u16,
    /// The index of the first of them in the tests of the group.
    first: u32,
}

/// Entries by operation of an argument.
#[derive(Clone, Debug, Default)]
struct ByOp {
    /// The operations that some rule names, each with a bit for every entry that may match: in the
    /// slot that its lowest bits select, or after it.
    slots: Box<[(u64, u16)]>,
    /// The entries for all other operations.
    others: u64,
}

/// The number of entries of a group.
const GROUP_SIZE: usize = u64::BITS as usize;

/// Up to 64 entries, in their order.
#[derive(Clone, Debug)]
struct Group {
    ops: [ByOp; ARGS],
    /// The entries by kind of the value's type; empty if no entry restricts the kind.
    kinds: Box<[u64]>,
    entries: Box<[Entry]>,
    /// The tests of all entries.
    tests: Box<[Test]>,
}

/// The rules of an operation or kind of blocks.
#[derive(Clone, Debug, Default)]
pub(super) struct Choices {
    groups: Box<[Group]>,
}

/// The rules that were tried on a value.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tried {
    group: usize,
    /// The entries of the group, a bit each.
    entries: u64,
    /// The number of rules.
    rules: u16,
}

impl ByOp {
    fn of(entries: &[(u16, &Needs)], arg: usize) -> Self {
        let mut ops: Vec<u16> = entries.iter().map(|(_, needs)| needs.ops[arg]).collect();
        ops.retain(|op| *op != ANY);
        ops.sort_unstable();
        ops.dedup();
        let mask = |op: u16| {
            let may_match = |needs: &Needs| needs.ops[arg] == ANY || needs.ops[arg] == op;
            let bits = entries.iter().zip(0..);
            bits.fold(0, |mask, ((_, needs), bit)| {
                mask | u64::from(may_match(needs)) << bit
            })
        };
        if ops.is_empty() {
            return Self {
                slots: Box::default(),
                others: mask(ANY),
            };
        }
        let count = (2 * ops.len()).next_power_of_two();
        let mut slots = vec![(0, ANY); count];
        for op in ops {
            let mut places = (0..count).map(|offset| (usize::from(op) + offset) % count);
            if let Some(free) = places.find(|place| slots[*place].1 == ANY) {
                slots[free] = (mask(op), op);
            }
        }
        Self {
            slots: slots.into(),
            others: mask(ANY),
        }
    }

    /// Returns the entries that may match if the argument is this value.
    fn mask(&self, func: &Func, arg: ValueId) -> u64 {
        if self.slots.is_empty() {
            return self.others;
        }
        let op = func.value(arg).op;
        let mut slot = usize::from(op);
        loop {
            // At least half of the slots are empty.
            match self.slots.get(slot & self.slots.len().wrapping_sub(1)) {
                Some((mask, known)) if *known == op => return *mask,
                Some((_, ANY)) | None => return self.others,
                Some(_) => slot += 1,
            }
        }
    }
}

impl Group {
    fn of(entries: &[(u16, u32, &Needs)]) -> Self {
        let needs: Vec<(u16, &Needs)> = entries.iter().map(|entry| (entry.0, entry.2)).collect();
        let mask = |kind: u32| {
            let bits = needs.iter().zip(0..);
            bits.fold(0, |mask, ((_, needs), bit)| {
                mask | (needs.kinds >> kind & 1) << bit
            })
        };
        let has_kinds = needs.iter().any(|(_, needs)| needs.kinds != KINDS);
        let kinds = if has_kinds { 0..u64::BITS } else { 0..0 };
        let mut tests = Vec::new();
        let mut entry = |(rule, start, needs): &(u16, u32, &Needs)| {
            let first = tests.len() as u32;
            tests.extend_from_slice(&needs.tests);
            Entry {
                start: *start,
                rule: *rule,
                len: needs.tests.len() as u16,
                first,
            }
        };
        Self {
            ops: [0, 1, 2].map(|arg| ByOp::of(&needs, arg)),
            kinds: kinds.map(mask).collect(),
            entries: entries.iter().map(&mut entry).collect(),
            tests: tests.into(),
        }
    }

    fn tests_of(&self, entry: &Entry) -> &[Test] {
        let first = entry.first as usize;
        let tests = self.tests.get(first..first + usize::from(entry.len));
        tests.unwrap_or_default()
    }

    /// Returns the entries that may match by operations of arguments and by kind, a bit each.
    fn mask(&self, func: &Func, subject: &Subject, kind: &impl Fn() -> Option<u32>) -> u64 {
        let [one, two, three] = &self.ops;
        let [first, second, third, _] = subject.nodes;
        let mut mask = one.mask(func, first) & two.mask(func, second) & three.mask(func, third);
        if mask != 0 && !self.kinds.is_empty() {
            // A type whose kind is not known may be any.
            let of_kind = kind().and_then(|kind| self.kinds.get(kind as usize));
            mask &= of_kind.copied().unwrap_or(u64::MAX);
        }
        mask
    }
}

impl Choices {
    pub(super) fn of(rules: &[RuleEntry]) -> Self {
        let entries = rules.iter().zip(0..).flat_map(|(rule, number)| {
            let needs = rule.needs.iter();
            needs.map(move |needs| (number, rule.start, needs))
        });
        let entries: Vec<(u16, u32, &Needs)> = entries.collect();
        let groups = entries.chunks(GROUP_SIZE).map(Group::of);
        Self {
            groups: groups.collect(),
        }
    }

    /// Returns the first instruction of the next rule that may match. Values are read again each
    /// time: a rule that fails may have changed them. `kind` returns the kind of the value's type.
    pub(super) fn next(
        &self,
        func: &Func,
        subject: &Subject,
        kind: impl Fn() -> Option<u32>,
        tried: &mut Tried,
    ) -> Option<u32> {
        while let Some(group) = self.groups.get(tried.group) {
            let mut rest = group.mask(func, subject, &kind) & !tried.entries;
            while rest != 0 {
                let bit = rest.trailing_zeros();
                rest &= rest - 1;
                tried.entries |= u64::MAX >> (u64::BITS - 1 - bit);
                let Some(entry) = group.entries.get(bit as usize) else {
                    break;
                };
                // A rule tries both orders of its arguments itself.
                if entry.rule >= tried.rules && holds(group.tests_of(entry), func, subject) {
                    tried.rules = entry.rule + 1;
                    return Some(entry.start);
                }
            }
            tried.group += 1;
            tried.entries = 0;
        }
        None
    }
}

/// Reports whether conditions hold.
fn holds(tests: &[Test], func: &Func, subject: &Subject) -> bool {
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
        };
        if !holds {
            return false;
        }
    }
    true
}

/// A value that rules are tried on, or a block, whose controls are its arguments.
#[derive(Clone, Copy, Debug)]
pub(super) struct Subject {
    /// The first arguments, and the value.
    nodes: [ValueId; ARGS + 1],
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
        Self {
            nodes: [arg(0), arg(1), arg(2), value],
        }
    }
}

#[cfg(test)]
mod tests;
