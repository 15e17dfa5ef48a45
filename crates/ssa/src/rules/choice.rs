//! The choice of the rules that may match a value, without running them.
//!
//! The operations of the first arguments and the kind of the value's type select a set of rules, a
//! bit each. The other conditions of those are tested one after the other. Most values match no
//! rule, and the head of their operation's rules, which is one line of a processor's cache, is all
//! that is read for them.
//! Counterpart: none.

mod input;
#[cfg(test)]
mod tests;

use super::needs::ANY;
use super::needs::ARGS;
use super::needs::KINDS;
use super::needs::Needs;
use super::needs::RuleEntry;
use super::needs::Test;

pub(super) use self::input::Input;
pub(super) use self::input::Subject;

/// The number of entries of a head.
const GROUP_SIZE: usize = u64::BITS as usize;

/// The number of kinds of types in a table.
const KIND_COUNT: usize = u64::BITS as usize;

/// A rule with its arguments in one order.
#[derive(Clone, Copy, Debug)]
struct Entry {
    /// The index of the first instruction.
    start: u32,
    /// The index of the first test.
    first: u32,
    /// The number of tests.
    len: u16,
    /// The number of the rule among the rules of the function.
    rule: u16,
}

/// An operation that some rule names for an argument.
#[derive(Clone, Copy, Debug)]
struct Slot {
    /// The entries that may match, a bit each.
    entries: u64,
    /// The operation; [`ANY`] for an empty slot.
    op: u16,
}

impl Slot {
    const EMPTY: Self = Self {
        entries: 0,
        op: ANY,
    };
}

/// Up to 64 rules of a function.
#[derive(Clone, Copy, Debug, Default)]
#[repr(align(64))]
struct Head {
    /// For each argument, the entries that may match if no rule names the argument's operation.
    others: [u64; ARGS],
    /// For each argument, the lowest six bits of the operations that rules name, a bit each.
    named: [u64; ARGS],
    /// The index of the first slot of argument 0; the slots of the other arguments follow.
    slots: u32,
    /// The index of the first entry.
    entries: u32,
    /// One more than the index of the entries by kind; 0: no rule restricts the kind.
    kinds: u16,
    /// The index of the head with the rules that follow; 0: none follow.
    next: u16,
    /// For each argument, the exponent of the number of its slots, if there are any.
    sizes: [u8; ARGS],
    /// The function returns that nothing matched unless one of the rules may match.
    has_only_rules: bool,
}

/// The conditions of all rules. The first heads have the numbers of the functions.
#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    heads: Vec<Head>,
    slots: Vec<Slot>,
    /// Entries by kind of the value's type.
    kinds: Vec<[u64; KIND_COUNT]>,
    entries: Vec<Entry>,
    tests: Vec<Test>,
}

/// The rules that were not tried on a value.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Choice {
    subject: Subject,
    /// The index of the head.
    head: u32,
    /// The entries of the head that may match, a bit each.
    rest: u64,
    /// The entries after the one that was tried last, a bit each.
    after: u64,
    /// The number of rules that were tried.
    rules: u16,
}

/// Returns the entries whose conditions hold, a bit each.
fn bits(entries: &[(u16, u32, &Needs)], holds: impl Fn(&Needs) -> bool) -> u64 {
    let entries = entries.iter().zip(0..);
    entries.fold(0, |bits, ((.., needs), bit)| {
        bits | u64::from(holds(needs)) << bit
    })
}

impl Table {
    /// Returns the table of functions with rules, in their order, and whether each has only rules;
    /// `None` if there are too many rules.
    pub(super) fn of(functions: &[(&[RuleEntry], bool)]) -> Option<Self> {
        let mut table = Self {
            heads: vec![Head::default(); functions.len()],
            ..Self::default()
        };
        for (number, (rules, has_only_rules)) in functions.iter().enumerate() {
            let entries = rules.iter().zip(0..).flat_map(|(rule, number)| {
                let needs = rule.needs.iter();
                needs.map(move |needs| (number, rule.start, needs))
            });
            let entries: Vec<(u16, u32, &Needs)> = entries.collect();
            let mut at = number;
            for (index, group) in entries.chunks(GROUP_SIZE).enumerate() {
                if index > 0 {
                    let next = table.heads.len();
                    table.heads[at].next = u16::try_from(next).ok()?;
                    table.heads.push(Head::default());
                    at = next;
                }
                table.heads[at] = table.add_group(group)?;
            }
            table.heads[number].has_only_rules = *has_only_rules;
        }
        Some(table)
    }

    /// Adds rules; returns their head.
    fn add_group(&mut self, group: &[(u16, u32, &Needs)]) -> Option<Head> {
        let mut head = Head {
            slots: self.slots.len() as u32,
            entries: self.entries.len() as u32,
            ..Head::default()
        };
        for arg in 0..ARGS {
            let mut ops: Vec<u16> = group.iter().map(|(.., needs)| needs.ops[arg]).collect();
            ops.retain(|op| *op != ANY);
            ops.sort_unstable();
            ops.dedup();
            head.others[arg] = bits(group, |needs| needs.ops[arg] == ANY);
            if !ops.is_empty() {
                let entries = |op: u16| bits(group, |needs| [ANY, op].contains(&needs.ops[arg]));
                head.named[arg] = ops.iter().fold(0, |bits, op| bits | 1 << (op % 64));
                head.sizes[arg] = self.add_slots(&ops, entries);
            }
        }
        if group.iter().any(|(.., needs)| needs.kinds != KINDS) {
            let of_kind = |kind: usize| bits(group, |needs| needs.kinds >> kind & 1 != 0);
            self.kinds.push(std::array::from_fn(of_kind));
            head.kinds = u16::try_from(self.kinds.len()).ok()?;
        }
        for (rule, start, needs) in group {
            self.entries.push(Entry {
                start: *start,
                first: self.tests.len() as u32,
                len: needs.tests.len() as u16,
                rule: *rule,
            });
            self.tests.extend_from_slice(&needs.tests);
        }
        Some(head)
    }

    /// Adds slots for operations, at least half of them empty; returns the exponent of their number.
    fn add_slots(&mut self, ops: &[u16], entries: impl Fn(u16) -> u64) -> u8 {
        let first = self.slots.len();
        let count = (2 * ops.len()).next_power_of_two();
        self.slots.resize(first + count, Slot::EMPTY);
        let slots = &mut self.slots[first..];
        for op in ops {
            let mut places = (0..count).map(|offset| (usize::from(*op) + offset) % count);
            if let Some(free) = places.find(|place| slots[*place].op == ANY) {
                slots[free] = Slot {
                    entries: entries(*op),
                    op: *op,
                };
            }
        }
        count.trailing_zeros() as u8
    }

    /// Returns the entries of a head that may match if an argument has an operation.
    #[inline]
    fn of_op(&self, head: &Head, arg: usize, op: u16) -> u64 {
        if head.named[arg] >> (op % 64) & 1 == 0 {
            return head.others[arg];
        }
        self.of_named_op(head, arg, op)
    }

    /// Like [`Self::of_op`], for an operation that has the bits of one that a rule names.
    fn of_named_op(&self, head: &Head, arg: usize, op: u16) -> u64 {
        let sizes = head.named.iter().zip(head.sizes);
        let sizes = sizes.map(|(named, size)| usize::from(*named != 0) << size);
        let first = head.slots as usize + sizes.take(arg).sum::<usize>();
        let mask = (1 << head.sizes[arg]) - 1;
        let mut place = usize::from(op);
        loop {
            match self.slots.get(first + (place & mask)) {
                Some(slot) if slot.op == op => return slot.entries,
                Some(Slot { op: ANY, .. }) | None => return head.others[arg],
                Some(_) => place += 1,
            }
        }
    }

    /// Returns the entries of a head that may match, by operations of arguments and by kind.
    #[inline]
    fn candidates(&self, head: &Head, subject: &Subject, input: Input<'_>) -> u64 {
        let [one, two, three] = subject.ops;
        let found =
            self.of_op(head, 0, one) & self.of_op(head, 1, two) & self.of_op(head, 2, three);
        if found == 0 || head.kinds == 0 {
            return found;
        }
        // A type whose kind is not known may be any.
        let kinds = self.kinds.get(usize::from(head.kinds) - 1);
        let kind = input.func.kind(input.cx, subject.ty);
        let of_kind = kinds
            .zip(kind)
            .and_then(|(kinds, kind)| kinds.get(kind as usize));
        found & of_kind.copied().unwrap_or(u64::MAX)
    }

    /// Reports whether a function returns that nothing matched unless one of its rules may match.
    #[inline]
    pub(super) fn has_only_rules(&self, function: usize) -> bool {
        self.heads
            .get(function)
            .is_some_and(|head| head.has_only_rules)
    }

    /// Begins the choice of rules of a function; `None` if the function returns that nothing matched,
    /// as the head of its rules shows.
    #[inline]
    pub(super) fn begin(
        &self,
        function: usize,
        subject: &Subject,
        input: Input<'_>,
    ) -> Option<Choice> {
        let head = self.heads.get(function)?;
        let rest = self.candidates(head, subject, input);
        if rest == 0 && head.next == 0 && head.has_only_rules {
            return None;
        }
        Some(Choice {
            subject: *subject,
            head: function as u32,
            rest,
            after: u64::MAX,
            rules: 0,
        })
    }

    /// Goes on with the choice after a rule that failed has changed values.
    pub(super) fn begin_again(&self, choice: &mut Choice, subject: Subject, input: Input<'_>) {
        choice.subject = subject;
        if let Some(head) = self.heads.get(choice.head as usize) {
            choice.rest = self.candidates(head, &subject, input) & choice.after;
        }
    }

    /// Returns the first instruction of the next rule that may match.
    #[inline]
    pub(super) fn next(&self, choice: &mut Choice, input: Input<'_>) -> Option<u32> {
        loop {
            let head = self.heads.get(choice.head as usize)?;
            while choice.rest != 0 {
                let bit = choice.rest.trailing_zeros();
                choice.rest &= choice.rest - 1;
                choice.after = u64::MAX << bit << 1;
                let entry = self.entries.get(head.entries as usize + bit as usize)?;
                // A rule tries both orders of its arguments itself.
                if entry.rule >= choice.rules && self.holds(entry, input, &choice.subject) {
                    choice.rules = entry.rule + 1;
                    return Some(entry.start);
                }
            }
            if head.next == 0 {
                return None;
            }
            choice.head = head.next.into();
            choice.after = u64::MAX;
            let head = self.heads.get(choice.head as usize)?;
            choice.rest = self.candidates(head, &choice.subject, input);
        }
    }

    /// Reports whether the tests of an entry hold.
    fn holds(&self, entry: &Entry, input: Input<'_>, subject: &Subject) -> bool {
        let first = entry.first as usize;
        let tests = self.tests.get(first..first + usize::from(entry.len));
        tests.is_none_or(|tests| tests.is_empty() || input.all_hold(tests, subject))
    }
}
