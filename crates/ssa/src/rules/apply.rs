//! Applies rules to all values and blocks of a function until none matches.
//!
//! Counterpart: cmd/compile/internal/ssa/rewrite.go (`applyRewrite`).

use super::choice::Subject;
use super::code::RuleSet;
use super::program::Rules;
use super::refusal::Refusal;
use super::vm::Stop;
use super::vm::Vm;
use crate::copies::copy_source;
use crate::cx::Cx;
use crate::func::Func;
use crate::func::Pos;
use crate::func::Statement;
use crate::ids::BlockId;
use crate::ids::ValueId;
use crate::lines::FileLines;

/// The treatment of values that lose their last use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dead {
    /// They stay.
    Stay,
    /// They are freed.
    Removed,
}

/// The limit of rounds with a rewrite is the product of this number and of the number of blocks, or of
/// this number if it is larger. The SDK's compiler looks for cycles after one round for each block.
const ROUNDS: usize = 20;

/// The operation that values have before they are freed.
const INVALID: u16 = 0;

/// Applies a set of rules; `pass` is the name of the pass.
pub(crate) fn apply(
    func: &mut Func,
    cx: &Cx<'_>,
    name: &'static str,
    pass: &'static str,
    dead: Dead,
) -> Result<(), Refusal> {
    let rules = cx.rules.ok_or(Refusal::Missing(name))?;
    let set = rules.set(name).ok_or(Refusal::Missing(name))?;
    let mut lines = func.caches.lines.take();
    let pending = lines.as_deref_mut().unwrap_or_default();
    pending.iter_mut().for_each(FileLines::clear);
    let outcome = Run {
        vm: Vm::new(func, cx, rules, pass),
        set,
        dead,
        pending,
        round: Round::default(),
        has_invalid: false,
    }
    .finish();
    func.caches.lines = lines;
    outcome.map_err(|stop| refusal(rules, stop))
}

pub(super) fn refusal(rules: &Rules, stop: Stop) -> Refusal {
    match stop {
        Stop::Refused(number) => match rules.refused.get(number as usize) {
            Some(refused) => Refusal::Rule(Box::new(refused.clone())),
            None => Refusal::Invalid,
        },
        Stop::Unknown(what) => Refusal::Helper(what),
        Stop::Trap => Refusal::Invalid,
        Stop::Bound => Refusal::Bound,
    }
}

/// The changes of a round.
#[derive(Clone, Copy, Debug, Default)]
struct Round {
    /// A value or block was rewritten.
    rewrites: bool,
    /// A value without uses was removed.
    removes: bool,
}

struct Run<'a, 'p> {
    vm: Vm<'a>,
    set: &'a RuleSet,
    dead: Dead,
    /// Lines whose mark of a statement has no value, with the number of a block.
    pending: &'p mut [FileLines],
    /// The changes so far in the round at hand.
    round: Round,
    /// A value that was visited was invalid already.
    has_invalid: bool,
}

impl Run<'_, '_> {
    fn finish(&mut self) -> Result<(), Stop> {
        let mut left = ROUNDS.max(self.vm.func.blocks.len()) * ROUNDS;
        // All blocks after this one were visited since the last edit before this round.
        let mut last = usize::MAX;
        loop {
            self.round = Round::default();
            let mut edited = None;
            for at in 0..self.vm.func.order.len() {
                if edited.is_none() && at > last {
                    break;
                }
                let before = self.vm.edits;
                self.block(self.vm.func.order[at])?;
                if self.vm.edits != before {
                    edited = Some(at);
                }
            }
            if self.round.rewrites {
                left = left.checked_sub(1).ok_or(Stop::Bound)?;
            } else if !self.round.removes {
                break;
            }
            last = edited.unwrap_or(usize::MAX);
        }
        // Without an edit, there was one round, which visited all values.
        if self.vm.edits > 0 || self.has_invalid {
            self.free();
        }
        Ok(())
    }

    /// Rewrites a block and the values that it has now.
    fn block(&mut self, block: BlockId) -> Result<(), Stop> {
        let copy = self.vm.cx.ops.copy;
        for index in 0..self.vm.func.control_values(block).len() {
            let mut control = self.vm.func.control_values(block)[index];
            // Copies of each other have no end.
            let mut left = self.vm.func.values.len();
            while self.vm.op(control) == copy {
                left = left.checked_sub(1).ok_or(Stop::Bound)?;
                control = self.vm.arg(control, 0)?;
                self.vm.edits += 1;
                self.vm.func.replace_control(block, index, control);
            }
        }
        let kind = self.vm.func.block(block).kind;
        let number = self.set.blocks.get(usize::from(kind)).copied();
        if let Some(number @ 1..) = number
            && self.vm.rewrite_block(number, block)?
        {
            self.note_rewrite();
        }
        // Values that are added meanwhile come in the next round.
        let len = self.vm.func.block(block).values.len();
        for index in 0..len {
            let value = self.vm.func.block(block).values[index];
            if self.value(block, index, value)? {
                self.note_rewrite();
            }
        }
        Ok(())
    }

    fn note_rewrite(&mut self) {
        self.round.rewrites = true;
        self.vm.edits += 1;
    }

    /// Rewrites a value, or removes it; reports whether it was rewritten.
    fn value(&mut self, block: BlockId, index: usize, value: ValueId) -> Result<bool, Stop> {
        let cx = self.vm.cx;
        let func = &mut *self.vm.func;
        let op = func.value(value).op;
        self.has_invalid |= op == INVALID;
        if func.uses[value.0 as usize] == 0 && func.is_removable(cx, value) {
            if op != INVALID && self.dead == Dead::Removed {
                func.reset(value, INVALID, cx.ops);
                self.round.removes = true;
                self.vm.edits += 1;
            }
            return Ok(false);
        }
        let mut has_changed = func.eliminate_phi(value, cx.ops);
        let mut subject = Subject::of_value(func, value);
        if subject.has_arg(func, value, cx.ops.copy) {
            has_changed = true;
            for at in 0..self.vm.func.args(value).len() {
                let arg = self.vm.func.args(value)[at];
                if self.vm.op(arg) == cx.ops.copy {
                    self.copy_arg(value, at, arg)?;
                }
            }
            subject = Subject::of_value(self.vm.func, value);
        }
        let op = usize::from(self.vm.op(value));
        if let Some(number @ 1..) = self.set.values.get(op).copied()
            && self.vm.rewrite_value(number, value, &subject)?
        {
            has_changed = true;
            self.move_statement(block, index, value);
        }
        Ok(has_changed)
    }

    /// Replaces an argument that is a copy by its source; copies without uses become invalid.
    fn copy_arg(&mut self, value: ValueId, at: usize, copy: ValueId) -> Result<(), Stop> {
        let cx = self.vm.cx;
        let func = &mut *self.vm.func;
        let source = copy_source(func, cx, copy);
        func.set_arg(value, at, source);
        let [pos, source_pos, own_pos] =
            [copy, source, value].map(|one| func.positions[one.0 as usize]);
        let [block, source_block, own_block] =
            [copy, source, value].map(|one| func.block_of[one.0 as usize]);
        if pos.statement() == Statement::Is {
            let can_have =
                |other: Pos| other.line() == pos.line() && other.statement() != Statement::Not;
            if source_block == block && can_have(source_pos) {
                func.positions[source.0 as usize] = source_pos.with_statement(Statement::Is);
            } else if own_block == block && can_have(own_pos) {
                func.positions[value.0 as usize] = own_pos.with_statement(Statement::Is);
            } else if let Some(file) = FileLines::of(self.pending, pos.base) {
                file.set(pos.line(), block.0 as i32);
            }
            func.positions[copy.0 as usize] = pos.with_statement(Statement::Not);
        }
        let mut unused = copy;
        while func.uses[unused.0 as usize] == 0 {
            let next = func.args(unused).first().copied().ok_or(Stop::Trap)?;
            func.reset(unused, INVALID, cx.ops);
            unused = next;
        }
        Ok(())
    }

    /// Moves the mark of a statement to a later value of the line if the value is not a good place.
    fn move_statement(&mut self, block: BlockId, index: usize, value: ValueId) {
        let func = &mut *self.vm.func;
        let pos = func.positions[value.0 as usize];
        if pos.statement() != Statement::Is {
            return;
        }
        let better = func.better_statement(block, index, self.vm.cx.ops);
        if better != index {
            func.positions[value.0 as usize] = pos.with_statement(Statement::Not);
            let better = func.block(block).values[better];
            let pos = &mut func.positions[better.0 as usize];
            *pos = pos.with_statement(Statement::Is);
        }
    }

    /// Frees invalid values, and gives their marks of statements to others of the line.
    fn free(&mut self) {
        let cx = self.vm.cx;
        let func = &mut *self.vm.func;
        let mut are_pending = self.pending.iter().any(|file| !file.entries().is_empty());
        for at in 0..func.order.len() {
            let block = func.order[at];
            let mut found = func.block(block).values.iter();
            if !are_pending && !found.any(|value| func.value(*value).op == INVALID) {
                continue;
            }
            let mut values = std::mem::take(&mut func.block_mut(block).values);
            values.retain(|value| {
                let pos = func.positions[value.0 as usize];
                let op = func.value(*value).op;
                if op == INVALID {
                    if pos.statement() == Statement::Is
                        && let Some(file) = FileLines::of(self.pending, pos.base)
                    {
                        file.set(pos.line(), block.0 as i32);
                        are_pending = true;
                    }
                    func.free_value(*value, cx.ops);
                    return false;
                }
                if are_pending
                    && pos.statement() != Statement::Not
                    && !cx.ops.begins_no_statement(op)
                    && let Some(file) = FileLines::of(self.pending, pos.base)
                    && file.get(pos.line()) == Some(block.0 as i32)
                {
                    file.remove(pos.line());
                    func.positions[value.0 as usize] = pos.with_statement(Statement::Is);
                }
                true
            });
            let found = func.block_mut(block);
            found.values = values;
            if let Some(file) = FileLines::of(self.pending, found.pos.base)
                && file.get(found.pos.line()) == Some(block.0 as i32)
            {
                file.remove(found.pos.line());
                found.pos = found.pos.with_statement(Statement::Is);
            }
        }
    }
}
