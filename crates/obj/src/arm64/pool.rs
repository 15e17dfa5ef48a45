//! Constants in the code, read relative to the program counter.
//!
//! Counterpart: cmd/internal/obj/arm64/asm7.go (`addLiteralsToPool`, `checkpool`, `flushpool`,
//! `addpool`).

use super::a;
use super::classes as c;
use super::encoder::Encoder;
use crate::prog::Addr;
use crate::prog::AddrType;
use crate::prog::Prog;
use crate::prog::ProgId;
use crate::prog::op;

/// The maximal distance of a pool in bytes; less than the machine can reach, as code may still
/// grow.
const REACH: i64 = 512 * 1024;

impl Encoder<'_, '_> {
    /// Adds the constants of an instruction to the pool, and places the pool before it is too far.
    pub(super) fn add_literals(&mut self, id: ProgId) {
        let row = self.look_up(id);
        if row.has(c::LFROM) {
            let operand = self.cx.prog(id).from;
            self.add_literal(id, operand);
        }
        if row.has(c::LTO) {
            let operand = self.cx.prog(id).to;
            self.add_literal(id, operand);
        }
        if self.pool.first.is_some() {
            self.check(id);
        }
    }

    /// Adds the constant of an operand to the pool, unless it is there.
    fn add_literal(&mut self, id: ProgId, operand: Addr) {
        let mut operand = operand;
        let class = self.class(&mut operand);
        let value = self.offset;
        let is_signed = i32::try_from(value).is_ok();
        let is_unsigned = u32::try_from(value).is_ok();
        let is_long = match operand.kind {
            AddrType::Const => !is_signed && !is_unsigned,
            kind => {
                self.cx.prog(id).op == a::MOVD && kind != AddrType::Mem
                    || matches!(class, c::C_ADDR | c::C_VCON)
                    || !is_signed
                    || !is_unsigned
            }
        };
        let to = Addr::constant(value);
        let list: Vec<ProgId> = self.cx.func.progs.list(self.pool.first).collect();
        if let Some(known) = list.into_iter().find(|known| self.cx.prog(*known).to == to) {
            self.cx.prog_mut(id).pool = Some(known);
            return;
        }
        let new = self.cx.func.progs.add(Prog {
            op: match is_long {
                true => a::DWORD,
                false => a::WORD,
            },
            to,
            ..Prog::default()
        });
        match self.pool.last {
            None => {
                self.pool.first = Some(new);
                self.pool.start = self.cx.prog(id).pc as u32;
            }
            Some(last) => self.cx.prog_mut(last).link = Some(new),
        }
        self.pool.last = Some(new);
        if is_long {
            self.pool.size = self.pool.size.next_multiple_of(8);
        }
        self.pool.size += if is_long { 8 } else { 4 };
        self.cx.prog_mut(id).pool = Some(new);
    }

    /// Places the pool after `id` if it would be too far later, or if the function ends.
    fn check(&mut self, id: ProgId) {
        let p = self.cx.prog(id);
        let distance = p.pc + 4 + i64::from(self.pool.size) - i64::from(self.pool.start) + 8;
        let distance = i64::from(distance as i32);
        let is_near = -REACH < distance && distance < REACH && distance & 3 == 0;
        if self.pool.size >= 0xffff0 || !is_near || p.link.is_none() {
            self.flush(id);
        }
    }

    /// Places the pool after `id`, with a branch before it if `id` does not end the flow.
    fn flush(&mut self, id: ProgId) {
        let p = self.cx.prog(id);
        let (pos, next) = (p.pos, p.link);
        let ends_flow = p.op == op::JMP || p.op == op::RET || p.op == a::ERET;
        let mut first = self.pool.first;
        if !ends_flow {
            let mut branch = Prog {
                link: first,
                pos,
                ..Prog::default()
            };
            if next.is_none() {
                branch.op = op::UNDEF;
            } else {
                branch.op = op::JMP;
                branch.to.kind = AddrType::Branch;
                branch.to.set_target(next);
            }
            first = Some(self.cx.func.progs.add(branch));
        }
        let list: Vec<ProgId> = self.cx.func.progs.list(first).collect();
        for literal in list {
            self.cx.prog_mut(literal).pos = pos;
        }
        if let Some(last) = self.pool.last {
            self.cx.prog_mut(last).link = next;
        }
        self.cx.prog_mut(id).link = first;
        self.pool = super::encoder::Pool::default();
    }
}
