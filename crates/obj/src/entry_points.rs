//! Markers that encoders insert: liveness at the entry, unsafe points, alignment.
//!
//! Counterpart: cmd/internal/obj/plist.go (`EmitEntryLiveness` to `MarkUnsafePoints`), util.go
//! (`AlignmentPadding`).

use crate::assembly::Assembly;
use crate::options::Goos;
use crate::prog::Addr;
use crate::prog::Prog;
use crate::prog::ProgId;
use crate::prog::op;

/// The table of points where a function must not be preempted.
const UNSAFE_POINT: i64 = 0;
/// The table of stack maps.
const STACK_MAP_INDEX: i64 = 1;
const UNSAFE: i64 = -2;
/// An instruction after which the function continues at its start; used in turn.
const RESTART: [i64; 2] = [-3, -4];

impl Assembly<'_> {
    fn add_pcdata(&mut self, after: ProgId, table: i64, value: i64) -> ProgId {
        let new = self.append_after(after);
        let prog = self.prog_mut(new);
        prog.op = op::PCDATA;
        prog.from = Addr::constant(table);
        prog.to = Addr::constant(value);
        new
    }

    fn add_entry_pcdata(&mut self, after: ProgId, table: i64) -> ProgId {
        let first = self.func.text.expect("a function starts with TEXT");
        let pos = self.prog(first).pos;
        let new = self.add_pcdata(after, table, -1);
        self.prog_mut(new).pos = pos;
        new
    }

    /// Switches to the stack map and the safety at the entry; returns the last instruction.
    pub fn emit_entry_liveness(&mut self, after: ProgId) -> ProgId {
        let last = self.emit_entry_stack_map(after);
        self.emit_entry_unsafe_point(last)
    }

    /// Switches to the stack map at the entry.
    pub fn emit_entry_stack_map(&mut self, after: ProgId) -> ProgId {
        self.add_entry_pcdata(after, STACK_MAP_INDEX)
    }

    /// Switches to the safety at the entry.
    pub fn emit_entry_unsafe_point(&mut self, after: ProgId) -> ProgId {
        self.add_entry_pcdata(after, UNSAFE_POINT)
    }

    /// Begins an unsafe point after `after`.
    pub fn start_unsafe_point(&mut self, after: ProgId) -> ProgId {
        self.add_pcdata(after, UNSAFE_POINT, UNSAFE)
    }

    /// Ends an unsafe point after `after`.
    pub fn end_unsafe_point(&mut self, after: ProgId, value: i64) -> ProgId {
        self.add_pcdata(after, UNSAFE_POINT, value)
    }

    /// Marks sequences of instructions after `first` that must not be interrupted, and instructions
    /// that can be restarted.
    pub fn mark_unsafe_points(
        &mut self,
        first: ProgId,
        is_unsafe: impl Fn(&Prog) -> bool,
        is_restartable: impl Fn(&Prog) -> bool,
    ) {
        let mut previous = first;
        let mut value = -1;
        let mut restart = 0;
        let mut current = self.next(first);
        while let Some(mut prog) = current {
            let here = self.prog(prog);
            if here.op == op::PCDATA && here.from.offset == UNSAFE_POINT {
                value = here.to.offset;
            } else if value != UNSAFE && is_unsafe(here) {
                self.mark_start(previous, prog, UNSAFE);
                while let Some(next) = self.next(prog).filter(|next| is_unsafe(self.prog(*next))) {
                    prog = next;
                }
                match self.mark_end(prog, value) {
                    Some(end) => prog = end,
                    None => return,
                }
            } else if value != UNSAFE && is_restartable(here) {
                restart = if restart == RESTART[0] {
                    RESTART[1]
                } else {
                    RESTART[0]
                };
                self.mark_start(previous, prog, restart);
                let next = self.next(prog);
                if !next.is_some_and(|next| is_restartable(self.prog(next))) {
                    match self.mark_end(prog, value) {
                        Some(end) => prog = end,
                        None => return,
                    }
                }
            }
            previous = prog;
            current = self.next(prog);
        }
    }

    fn mark_start(&mut self, previous: ProgId, prog: ProgId, value: i64) {
        let pc = self.prog(prog).pc;
        let mark = self.add_pcdata(previous, UNSAFE_POINT, value);
        let mark = self.prog_mut(mark);
        mark.pc = pc;
        mark.link = Some(prog);
    }

    /// Marks the end after `prog`; `None` at the end of the function, which needs no mark.
    fn mark_end(&mut self, prog: ProgId, value: i64) -> Option<ProgId> {
        let next = self.next(prog)?;
        let pc = self.prog(next).pc;
        let end = self.end_unsafe_point(prog, value);
        self.prog_mut(end).pc = pc;
        Some(end)
    }

    /// Returns the number of bytes that align the code at `pc` as a PCALIGN instruction asks, and
    /// aligns the function.
    pub fn alignment_padding(&mut self, pc: i32, prog: ProgId) -> i64 {
        let padding = self.alignment_padding_length(pc, prog);
        let align = self.prog(prog).from.offset;
        let align = i32::try_from(align).unwrap_or(i32::MAX);
        if self.options.goos != Goos::Aix && self.func.facts.align < align {
            self.func.facts.align = align;
        }
        padding
    }

    /// Returns the number of bytes that align the code at `pc` as a PCALIGN instruction asks.
    pub fn alignment_padding_length(&mut self, pc: i32, prog: ProgId) -> i64 {
        let prog = self.prog(prog);
        let (opcode, align, most) = (prog.op, prog.from.offset, prog.to.offset);
        if align & align.wrapping_sub(1) != 0 || !(8..=2048).contains(&align) {
            self.diag(format!(
                "alignment value of an instruction must be a power of two and in the range [8, 2048], got {align}\n"
            ));
            return 0;
        }
        let low = i64::from(pc) & (align - 1);
        if opcode == op::PCALIGN {
            return if low == 0 { 0 } else { align - low };
        }
        if most < 0 || most >= align {
            self.diag(format!(
                "PCALIGNMAX 'amount' {most} must be non-negative and smaller than the alignment {align}\n"
            ));
            return 0;
        }
        if most >= align - low { align - low } else { 0 }
    }
}
