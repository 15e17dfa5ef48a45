//! The encoder of one function.
//!
//! Counterpart: cmd/internal/obj/arm64/asm7.go (`ctxt7`, `oplook`, `Optab.size`, `regoff`).

use super::classes as c;
use super::encoding;
use super::kinds::move_size;
use super::kinds::register_class;
use super::names;
use super::rows::Encoding;
use crate::assembly::Assembly;
use crate::diagnostics::Fatal;
use crate::diagnostics::Stopped;
use crate::ids::SymId;
use crate::options::Release;
use crate::prog::Addr;
use crate::prog::Prog;
use crate::prog::ProgId;

/// Encodes the instructions of a function.
pub(super) struct Encoder<'a, 'b> {
    /// The function.
    pub(super) cx: &'a mut Assembly<'b>,
    /// The instruction.
    pub(super) current: ProgId,
    /// Its place.
    pub(super) pc: i64,
    /// The offset of the operand whose class was computed last.
    pub(super) offset: i64,
    /// The size of the frame.
    pub(super) frame_size: i32,
    /// The part of it above the local variables.
    pub(super) extra_size: i32,
    /// Constants without a place in the code.
    pub(super) pool: Pool,
    /// Set by errors after which encoding cannot go on.
    pub(super) fatal: Option<Stopped>,
}

/// A list of constants, as instructions.
#[derive(Default)]
pub(super) struct Pool {
    /// The first one.
    pub(super) first: Option<ProgId>,
    /// The last one.
    pub(super) last: Option<ProgId>,
    /// The place of the first instruction that uses the pool.
    pub(super) start: u32,
    /// The size in bytes.
    pub(super) size: u32,
}

impl<'a, 'b> Encoder<'a, 'b> {
    /// Returns an encoder of a function with a frame.
    pub(super) fn new(cx: &'a mut Assembly<'b>, first: ProgId) -> Self {
        let sizes = cx.prog(first).to.offset;
        Self {
            cx,
            current: first,
            pc: 0,
            offset: 0,
            frame_size: sizes as i32,
            extra_size: (sizes >> 32) as i32,
            pool: Pool::default(),
            fatal: None,
        }
    }

    /// True if a constant may be a bit constant that a move corrects, which Go 1.25 does not try.
    pub(super) fn fixes_bits(&self) -> bool {
        self.cx.options.release != Release::Go125
    }

    /// True if an offset that is not aligned may be split, which Go 1.27 does.
    pub(super) fn adds_low_bits(&self) -> bool {
        self.cx.options.release >= Release::Go127
    }

    /// Ends the run after this instruction, because upstream panics.
    pub(super) fn panic(&mut self) {
        self.stop(Fatal::panic());
    }

    fn stop(&mut self, fatal: Fatal) {
        let reported = self.cx.diagnostics.len();
        self.fatal.get_or_insert(Stopped { fatal, reported });
    }

    /// Returns the reason why the run must end; later problems of the instruction are forgotten.
    pub(super) fn take_fatal(&mut self) -> Option<Fatal> {
        let stopped = self.fatal.take()?;
        self.cx.diagnostics.truncate(stopped.reported);
        Some(stopped.fatal)
    }

    /// Reports a problem with the text of the instruction in place of `%v`.
    pub(super) fn diag_prog(&mut self, before: &str, after: &str) {
        let text = self.cx.prog_text(self.current);
        self.cx.diag(format!("{before}{text}{after}"));
    }

    /// Finds the encoding of an instruction, or returns the one that was found before.
    pub(super) fn look_up(&mut self, id: ProgId) -> Encoding {
        if let Some(row) = encoding::numbered(self.cx.prog(id).optab) {
            return row;
        }
        self.current = id;
        let mut p = self.cx.prog(id).clone();
        let classes = self.classes(&mut p);
        let found = encoding::find(p.op, classes, p.scond, self.cx.options.release);
        p.optab = found.map_or(0, |(number, _)| number);
        let kinds = (p.from.kind as u8, p.to.kind as u8);
        *self.cx.prog_mut(id) = p;
        if let Some((_, row)) = found {
            return row;
        }
        let names = classes.map(names::class).join(" ");
        let (from, to) = kinds;
        self.diag_prog("illegal combination: ", &format!(" {names}, {from} {to}"));
        Encoding::UNDEFINED
    }

    /// Returns the classes of all operands, and keeps them in the instruction.
    fn classes(&mut self, p: &mut Prog) -> [u8; 5] {
        if p.from.class == 0 {
            p.from.class = self.first_class(p) as i8;
        }
        let second = match p.reg {
            0 => c::C_NONE,
            reg => register_class(reg),
        };
        let third = match p.from3().copied() {
            Some(mut third) => {
                if third.class == 0 {
                    third.class = self.class(&mut third) as i8;
                }
                if let Some(stored) = p.from3_mut() {
                    *stored = third;
                }
                third.class as u8
            }
            None => c::C_NONE,
        };
        if p.to.class == 0 {
            let class = self.class(&mut p.to);
            p.to.class = match p.to.kind {
                crate::prog::AddrType::Mem => self.large_offset_class(p, class) as i8,
                _ => class as i8,
            };
        }
        let second_to = match (p.reg_to2, p.to2().copied()) {
            (0, Some(mut to)) => match to.class {
                0 => self.class(&mut to),
                class => class as u8,
            },
            (0, None) => c::C_NONE,
            (reg, _) => register_class(reg),
        };
        [
            p.from.class as u8,
            second,
            third,
            p.to.class as u8,
            second_to,
        ]
    }

    /// Returns the size of an instruction.
    pub(super) fn size(&self, row: Encoding, p: &Prog) -> i64 {
        let is_127 = self.cx.options.release >= Release::Go127;
        if let Some(size) = move_size(p.op).filter(|size| !is_127 || *size <= 3) {
            // Only an aligned address fits into the relocation of the access itself.
            let is_aligned = |class: u8, operand: &Addr| {
                let alignment = 1 << size;
                class == c::C_ADDR
                    && operand.offset % alignment == 0
                    && operand
                        .sym
                        .is_some_and(|sym| is_127 || symbol_alignment(self.cx, sym) >= alignment)
            };
            if is_aligned(row.classes[0], &p.from) || is_aligned(row.classes[3], &p.to) {
                return 8;
            }
        }
        row.plain_size()
    }

    /// Returns the offset of an operand.
    pub(super) fn operand_offset(&mut self, operand: &Addr) -> i32 {
        self.offset = 0;
        let mut operand = *operand;
        self.class(&mut operand);
        self.offset as i32
    }
}

/// Returns the alignment that the linker gives a symbol at least.
fn symbol_alignment(cx: &Assembly<'_>, sym: SymId) -> i64 {
    let symbol = &cx.symbols[sym];
    let name = &*symbol.name;
    let prefixes = ["go:string.", "type:.namedata.", "type:.importpath."];
    let suffixes = [".opendefer", ".arginfo0", ".arginfo1", ".argliveinfo"];
    if prefixes.iter().any(|prefix| name.starts_with(prefix))
        || suffixes.iter().any(|suffix| name.ends_with(suffix))
    {
        return 1;
    }
    if name.starts_with("gclocals·") {
        return 4;
    }
    match symbol.size.trailing_zeros() {
        0 => 1,
        1 => 2,
        2 => 4,
        _ => 8,
    }
}
