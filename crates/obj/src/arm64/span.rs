//! The code of a function.
//!
//! Counterpart: cmd/internal/obj/arm64/asm7.go (`span7`, `fixUpLongBranch`).

use super::classes as c;
use super::encoder::Encoder;
use super::kinds::is_empty;
use super::registers::REGTMP;
use crate::assembly::Assembly;
use crate::diagnostics::Fatal;
use crate::prog::AddrType;
use crate::prog::Prog;
use crate::prog::ProgId;
use crate::prog::op;

/// Alignment of functions.
const ALIGNMENT: usize = 16;
/// Bit of `Prog::mark`: the instruction can be restarted after an interruption.
const RESTARTABLE: u16 = 1 << 15;
/// The table of points where a function must not be preempted (abi.PCDATA_UnsafePoint).
const UNSAFE_POINT: i64 = 0;
/// Its value there (abi.UnsafePointUnsafe).
const UNSAFE: i64 = -2;
/// The instruction that fills gaps.
const NOOP: u32 = 0xd503_201f;

/// Encodes a function.
pub(super) fn assemble(cx: &mut Assembly<'_>) -> Result<(), Fatal> {
    let unsupported = "-spectre=ret not supported on arm64";
    if cx.options.code.is_retpoline {
        cx.diagnostics.report_once(unsupported);
    }
    let Some(first) = cx.func.text else {
        return Ok(());
    };
    let Some(second) = cx.next(first) else {
        return Ok(());
    };
    let mut encoder = Encoder::new(cx, first);
    encoder.cx.prog_mut(first).to.offset &= 0xffff_ffff;
    encoder.cx.prog_mut(first).pc = 0;
    let mut pc = 0;
    let mut next = Some(second);
    while let Some(id) = next {
        encoder.cx.prog_mut(id).pc = pc;
        encoder.add_literals(id);
        pc += encoder.code_size(id);
        next = encoder.cx.next(id);
    }
    while encoder.lengthen_branches(second) {}
    encoder.write(second)?;
    mark_unsafe_points(&mut encoder, first);
    Ok(())
}

impl Encoder<'_, '_> {
    /// Returns the size of an instruction, and aligns the function if it asks for that.
    fn code_size(&mut self, id: ProgId) -> i64 {
        let p = self.cx.prog(id);
        match p.op {
            op::PCALIGN | op::PCALIGNMAX => self.cx.alignment_padding(p.pc as i32, id),
            opcode if is_empty(opcode) => 0,
            _ => {
                let row = self.look_up(id);
                self.size(row, self.cx.prog(id))
            }
        }
    }

    /// Places all instructions; returns true if a conditional branch got a longer form.
    fn lengthen_branches(&mut self, second: ProgId) -> bool {
        let mut is_changed = false;
        let mut pc = 0;
        let mut next = Some(second);
        while let Some(id) = next {
            self.cx.prog_mut(id).pc = pc;
            is_changed = is_changed || self.lengthen_branch(id);
            pc += self.code_size(id);
            next = self.cx.next(id);
        }
        is_changed
    }

    /// Redirects a branch whose target is too far to a longer branch after it.
    fn lengthen_branch(&mut self, id: ProgId) -> bool {
        let row = self.look_up(id);
        let p = self.cx.prog(id);
        let Some(target) = p.to.target() else {
            return false;
        };
        let limit = if row.has(c::BRANCH14BITS) {
            (1 << 15) - 10
        } else if row.has(c::BRANCH19BITS) {
            (1 << 20) - 10
        } else {
            return false;
        };
        let distance = self.cx.prog(target).pc - p.pc;
        if -limit < distance && distance < limit {
            return false;
        }
        let next = p.link;
        let long = self.add_branch(Some(target));
        let skip = self.add_branch(next);
        self.cx.prog_mut(long).link = next;
        self.cx.prog_mut(skip).link = Some(long);
        let p = self.cx.prog_mut(id);
        p.link = Some(skip);
        p.to.set_target(Some(long));
        true
    }

    /// Makes a branch that is in no list yet.
    fn add_branch(&mut self, target: Option<ProgId>) -> ProgId {
        let mut branch = Prog {
            op: op::JMP,
            ..Prog::default()
        };
        branch.to.kind = AddrType::Branch;
        branch.to.set_target(target);
        self.cx.func.progs.add(branch)
    }

    /// Writes the code.
    fn write(&mut self, second: ProgId) -> Result<(), Fatal> {
        let mut next = Some(second);
        while let Some(id) = next {
            next = self.cx.next(id);
            let p = self.cx.prog(id);
            self.pc = p.pc;
            match p.op {
                op::PCALIGN | op::PCALIGNMAX => {
                    let size = self.cx.alignment_padding_length(p.pc as i32, id);
                    for _ in 0..size / 4 {
                        self.put(NOOP);
                    }
                }
                opcode if is_empty(opcode) => {}
                _ => {
                    let (words, count) = self.encode(id);
                    if let Some(fatal) = self.take_fatal() {
                        return Err(fatal);
                    }
                    for word in &words[..count] {
                        self.put(*word);
                    }
                }
            }
        }
        let code = self.cx.code_mut();
        let size = code.data.len().next_multiple_of(ALIGNMENT);
        code.data.resize(size, 0);
        code.size = size as i64;
        Ok(())
    }

    fn put(&mut self, word: u32) {
        let data = &mut self.cx.code_mut().data;
        data.extend_from_slice(&word.to_le_bytes());
    }
}

/// True if an instruction names the register that an interruption changes.
fn is_unsafe(p: &Prog) -> bool {
    let is_pair =
        |kind: AddrType, offset: i64| kind == AddrType::RegReg && offset == i64::from(REGTMP);
    p.from.reg == REGTMP
        || p.to.reg == REGTMP
        || p.reg == REGTMP
        || is_pair(p.from.kind, p.from.offset)
        || is_pair(p.to.kind, p.to.offset)
}

/// Marks the instructions that must not be interrupted, and the ones that can be restarted.
fn mark_unsafe_points(encoder: &mut Encoder<'_, '_>, first: ProgId) {
    encoder.find_restartable(first);
    let is_restartable = |p: &Prog| p.mark & RESTARTABLE != 0;
    encoder
        .cx
        .mark_unsafe_points(first, is_unsafe, is_restartable);
}

impl Encoder<'_, '_> {
    /// Marks instructions of several machine instructions that use the temporary register by
    /// themselves. An instruction without an encoding is reported as often as upstream does.
    fn find_restartable(&mut self, first: ProgId) {
        let mut is_in_unsafe_point = false;
        let mut next = self.cx.next(first);
        while let Some(id) = next {
            let p = self.cx.prog(id);
            next = p.link;
            if p.op == op::PCDATA && p.from.offset == UNSAFE_POINT {
                is_in_unsafe_point = p.to.offset == UNSAFE;
            } else if !is_in_unsafe_point && self.is_restartable(id) {
                self.cx.prog_mut(id).mark |= RESTARTABLE;
                if let Some(next) = next {
                    self.is_restartable(next);
                }
            }
        }
    }

    fn is_restartable(&mut self, id: ProgId) -> bool {
        if is_unsafe(self.cx.prog(id)) {
            return false;
        }
        let row = self.look_up(id);
        self.size(row, self.cx.prog(id)) > 4 && !row.has(c::NOTUSETMP)
    }
}
