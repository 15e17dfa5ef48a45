//! The code of a function: instructions are encoded until no jump changes its size any more.
//!
//! Counterpart: cmd/internal/obj/x86/asm6.go (`span6`, `fillnop`).

use super::a;
use super::branch::BACKWARDS;
use super::branch::SHORT;
use super::encoder::Encoder;
use super::jumps;
use super::optab::NOPS;
use super::registers as r;
use super::registers_of::register_name;
use super::tls::uses_one_instruction;
use crate::assembly::Assembly;
use crate::diagnostics::Fatal;
use crate::options::Release;
use crate::prog::AddrName;
use crate::prog::AddrType;
use crate::prog::Prog;
use crate::prog::ProgId;
use crate::prog::op;

/// Padding before an instruction.
struct Padding {
    /// The instruction before it.
    after: ProgId,
    size: i64,
}

/// Encodes a function.
pub(super) fn assemble(cx: &mut Assembly<'_>) -> Result<(), Fatal> {
    let Some(first) = cx.func.text else {
        return Ok(());
    };
    if !cx.code().data.is_empty() {
        return Ok(());
    }
    let mut next = Some(first);
    while let Some(id) = next {
        next = cx.next(id);
        prepare(cx, id);
    }
    find_backward_jumps(cx, first);
    let relocs = cx.code().relocs.len();
    let errors = cx.diagnostics.len();
    let mut encoder = Encoder::new(cx, first);
    let mut rounds = 0;
    let paddings = loop {
        encoder.cx.code_mut().relocs.truncate(relocs);
        encoder.cx.code_mut().data.clear();
        let (is_stable, paddings) = encoder.round(first)?;
        rounds += 1;
        if rounds > 1000 {
            encoder.cx.diag("span must be looping");
            return Err(Fatal::exit("loop"));
        }
        if is_stable {
            break paddings;
        }
        if encoder.cx.diagnostics.len() > errors {
            return Ok(());
        }
    };
    insert_padding(cx, &paddings);
    if !uses_one_instruction(cx) {
        // After the first instruction of the pair the thread may change.
        let is_unsafe = |prog: &Prog| prog.from.index == r::REG_TLS;
        cx.mark_unsafe_points(first, is_unsafe, |_| false);
    }
    Ok(())
}

/// Makes changes of SP instructions of the machine, and rewrites indirect calls.
fn prepare(cx: &mut Assembly<'_>, id: ProgId) {
    let p = cx.prog_mut(id);
    if p.to.kind == AddrType::Branch && p.to.target().is_none() {
        p.to.set_target(Some(id));
    }
    if p.op == a::ADJSP {
        p.to.kind = AddrType::Reg;
        p.to.reg = r::REG_SP;
        // -128 is shorter than 128.
        let value = p.from.offset;
        match value {
            0 => p.op = op::NOP,
            _ if value == 0x80 || value < 0 && value != -0x80 => {
                p.op = a::ADDQ;
                p.from.offset = value.wrapping_neg();
            }
            _ => p.op = a::SUBQ,
        }
    }
    let is_indirect =
        matches!(p.op, op::CALL | op::JMP) && matches!(p.to.kind, AddrType::Reg | AddrType::Mem);
    if !cx.options.code.is_retpoline || !is_indirect {
        return;
    }
    if cx.prog(id).to.kind != AddrType::Reg {
        let text = cx.prog_text(id);
        return cx.diag(format!("non-retpoline-compatible: {text}"));
    }
    let name = format!("runtime.retpoline{}", register_name(cx.prog(id).to.reg));
    let sym = cx.symbols.lookup(&name);
    let to = &mut cx.prog_mut(id).to;
    to.kind = AddrType::Branch;
    to.name = AddrName::Extern;
    to.sym = Some(sym);
    to.reg = 0;
    to.offset = 0;
}

/// Marks the jumps to an earlier target; all are short at first.
fn find_backward_jumps(cx: &mut Assembly<'_>, first: ProgId) {
    let mut next = Some(first);
    while let Some(id) = next {
        cx.prog_mut(id).back = SHORT;
        if let Some(target) = cx.prog(id).to.target()
            && cx.prog(target).back & SHORT != 0
        {
            cx.prog_mut(id).back |= BACKWARDS;
        }
        next = cx.next(id);
    }
}

impl Encoder<'_, '_> {
    /// Encodes all instructions once. Returns false if a size has changed that matters.
    fn round(&mut self, first: ProgId) -> Result<(bool, Vec<Padding>), Fatal> {
        let mut is_stable = true;
        let mut paddings = Vec::new();
        let mut previous: Option<ProgId> = None;
        let mut pc = 0;
        let mut next = Some(first);
        while let Some(id) = next {
            let start = pc;
            let padding = jumps::padding(self.cx, id, pc);
            self.put_nops(padding);
            pc += padding;
            self.cx.prog_mut(id).pc = pc;
            let is_alignment = matches!(self.cx.prog(id).op, op::PCALIGN | op::PCALIGNMAX);
            // Go 1.25 leaves forward jumps to an alignment without their distance.
            if !is_alignment || self.cx.options.release != Release::Go125 {
                is_stable &= !self.resolve_jumps(id, pc);
            }
            self.cx.prog_mut(id).rel = None;
            next = self.cx.next(id);
            if is_alignment {
                let size = self.cx.alignment_padding(pc as i32, id);
                self.put_nops(size);
                pc += size;
                previous = Some(id);
                continue;
            }
            self.encode(id);
            if let Some(fatal) = self.take_fatal() {
                return Err(fatal);
            }
            let size = self.buf.len();
            if usize::from(self.cx.prog(id).isize) != size {
                self.cx.prog_mut(id).isize = size as u8;
                is_stable &= !jumps::is_padded(self.cx, id);
            }
            self.cx.code_mut().data.extend_from_slice(self.buf.bytes());
            if let Some(after) = previous
                && !self.cx.options.is_asm
                && pc > start
            {
                let size = pc - start;
                paddings.push(Padding { after, size });
            }
            pc += size as i64;
            previous = Some(id);
        }
        self.cx.code_mut().size = pc;
        Ok((is_stable, paddings))
    }

    /// Sets the distances of forward jumps to `id`. Returns true if one is too long for its form.
    fn resolve_jumps(&mut self, id: ProgId, pc: i64) -> bool {
        let mut is_too_far = false;
        let mut waiting = self.cx.prog(id).rel;
        while let Some(jump) = waiting {
            let q = self.cx.prog_mut(jump);
            waiting = q.forwd;
            let distance = (pc - (q.pc + i64::from(q.isize))) as i32;
            let start = q.pc as usize;
            if q.back & SHORT != 0 {
                if distance > 127 {
                    is_too_far = true;
                    q.back ^= SHORT;
                }
                let at = match q.op {
                    a::JCXZL | a::XBEGIN => start + 2,
                    _ => start + 1,
                };
                // A jump that was reported may have no bytes.
                if let Some(byte) = self.cx.code_mut().data.get_mut(at) {
                    *byte = distance as u8;
                }
            } else {
                let end = start + usize::from(q.isize);
                let place = end.saturating_sub(4)..end;
                if let Some(bytes) = self.cx.code_mut().data.get_mut(place) {
                    bytes.copy_from_slice(&distance.to_le_bytes()[..bytes.len()]);
                }
            }
        }
        is_too_far
    }

    /// Adds instructions without effect.
    fn put_nops(&mut self, size: i64) {
        let mut left = usize::try_from(size).unwrap_or(0);
        while left > 0 {
            let length = left.min(NOPS.len());
            self.cx.code_mut().data.extend_from_slice(NOPS[length - 1]);
            left -= length;
        }
    }
}

/// Inserts instructions for the padding, so that tables of the runtime know it.
fn insert_padding(cx: &mut Assembly<'_>, paddings: &[Padding]) {
    for padding in paddings {
        let after = cx.prog(padding.after);
        let pos = after.pos.with_not_stmt();
        let pc = after.pc + i64::from(after.isize);
        let new = cx.append_after(padding.after);
        let prog = cx.prog_mut(new);
        prog.op = op::NOP;
        prog.pos = pos;
        prog.pc = pc;
        prog.isize = padding.size as u8;
    }
}
