//! The encoder of one function, and the work before and after the encoding of each instruction.
//!
//! Counterpart: cmd/internal/obj/x86/asm6.go (`asmins`, the first part of `doasm`, `prefixof`).

use vamos_objfile::goobj::RelocType;

use super::a;
use super::buffer::Buffer;
use super::classes as c;
use super::encoding;
use super::registers as r;
use super::registers_of::register_index;
use super::rows::Encoding;
use super::rows::Pattern;
use crate::assembly::Assembly;
use crate::diagnostics::Fatal;
use crate::diagnostics::Stopped;
use crate::options::Goos;
use crate::prog::Addr;
use crate::prog::AddrName;
use crate::prog::AddrType;
use crate::prog::Prog;
use crate::prog::ProgId;

/// More operands than any pattern has.
const MANY: usize = 8;

/// The encoder of a function's instructions.
pub(super) struct Encoder<'a, 'b> {
    /// The function.
    pub(super) cx: &'a mut Assembly<'b>,
    /// The instruction's bytes.
    pub(super) buf: Buffer,
    /// The instruction.
    pub(super) current: ProgId,
    /// Set by an error that ends the encoding.
    pub(super) fatal: Option<Stopped>,
}

impl<'a, 'b> Encoder<'a, 'b> {
    /// Returns an encoder of a function.
    pub(super) fn new(cx: &'a mut Assembly<'b>, first: ProgId) -> Self {
        Self {
            cx,
            buf: Buffer::default(),
            current: first,
            fatal: None,
        }
    }

    /// Ends the run after this instruction.
    pub(super) fn fail(&mut self, text: &str) {
        self.stop(Fatal::exit(text));
    }

    /// Ends the run after this instruction, with all messages.
    pub(super) fn fail_after_flush(&mut self) {
        self.stop(Fatal::after_flush(self.cx.options, "bad code"));
    }

    fn stop(&mut self, fatal: Fatal) {
        let reported = self.cx.diagnostics.len();
        self.fatal.get_or_insert(Stopped { fatal, reported });
    }

    /// Returns the reason if the run must end; later problems of the instruction are forgotten.
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

    /// Encodes an instruction, and completes the relocations that it has.
    pub(super) fn encode(&mut self, id: ProgId) {
        self.buf.reset();
        self.current = id;
        let mut p = self.cx.prog(id).clone();
        self.encode_prog(&mut p);
        let has_rex = self.buf.needs_rex();
        if has_rex {
            self.buf.insert_rex();
        }
        let end = p.pc + self.buf.len() as i64;
        let relocs = self.cx.code_mut().relocs.iter_mut().rev();
        for reloc in relocs.take_while(|reloc| i64::from(reloc.off) >= p.pc) {
            if has_rex {
                reloc.off += 1;
            }
            if reloc.kind == RelocType::PCREL {
                // The linker counts from the end of the relocation, the machine from the end of the
                // instruction.
                reloc.add -= end - (i64::from(reloc.off) + i64::from(reloc.siz));
            }
        }
    }

    /// Finds the encoding of an instruction and adds its bytes.
    fn encode_prog(&mut self, p: &mut Prog) {
        let Some(encoding) = encoding::find(p.op, self.cx.options.release) else {
            return self.diag_prog("asmins: missing op ", "");
        };
        for operand in [p.from, p.to] {
            if let Some(prefix) = self.segment_prefix(&operand) {
                self.buf.put1(prefix);
            }
        }
        if !self.is_valid_gather(p) {
            return;
        }
        if p.ft == 0 {
            p.ft = self.class(&p.from);
            self.cx.prog_mut(self.current).ft = p.ft;
        }
        if p.tt == 0 {
            p.tt = self.class(&p.to);
            self.cx.prog_mut(self.current).tt = p.tt;
        }
        let mut args = [c::YXXX; MANY];
        let mut count = 0;
        let mut add = |class: u8| {
            if count < MANY {
                args[count] = class;
                count += 1;
            }
        };
        if p.ft != c::YNONE {
            add(p.ft);
        }
        for at in 0..p.rest.len() {
            let class = self.class(&p.rest[at].addr);
            add(class);
        }
        if p.tt != c::YNONE {
            add(p.tt);
        }
        let args = &args[..count];
        match find(encoding, args, p.scond != 0) {
            Some((pattern, z)) => {
                self.put_prefix(encoding, p, z);
                self.emit(p, encoding, pattern, z);
            }
            None => self.encode_move(p),
        }
    }

    /// Adds the prefix that the row of the table names.
    fn put_prefix(&mut self, encoding: Encoding, p: &mut Prog, z: usize) {
        let mut is_wide = false;
        match encoding.prefix {
            c::PQ => self.buf.put(&[c::PE, c::PM]),
            c::PQ3 => {
                is_wide = true;
                self.buf.put(&[c::PE, c::PM]);
            }
            c::PQ4 => self.buf.put(&[0x66, 0x0f, 0x38]),
            c::PQ4W => {
                is_wide = true;
                self.buf.put(&[0x66, 0x0f, 0x38]);
            }
            c::PQ5 => self.buf.put(&[0xf3, 0x0f, 0x38]),
            c::PQ5W => {
                is_wide = true;
                self.buf.put(&[0xf3, 0x0f, 0x38]);
            }
            c::PF2 | c::PF3 => self.buf.put(&[encoding.prefix, c::PM]),
            c::PEF3 => self.buf.put(&[c::PE, c::PF3, c::PM]),
            c::PFW => {
                is_wide = true;
                self.buf.put(&[c::PF3, c::PM]);
            }
            c::PM => self.buf.put1(c::PM),
            c::PE => self.buf.put1(c::PE),
            c::PW => is_wide = true,
            c::PW8 => is_wide = z >= 8,
            c::PB => {
                if byte_register(&mut p.from) {
                    p.ft = 0;
                }
                if byte_register(&mut p.to) {
                    p.tt = 0;
                }
                let stored = self.cx.prog_mut(self.current);
                (stored.from, stored.ft) = (p.from, p.ft);
                (stored.to, stored.tt) = (p.to, p.tt);
            }
            c::P32 => self.diag_prog("asmins: illegal in 64-bit mode: ", ""),
            _ => {}
        }
        if is_wide {
            self.buf.rex |= c::PW;
        }
    }

    /// Returns the segment prefix of an operand.
    fn segment_prefix(&mut self, a: &Addr) -> Option<u8> {
        if a.reg < r::REG_CS && a.index < r::REG_CS {
            return None;
        }
        let goos = self.cx.options.goos;
        if a.kind == AddrType::Mem && a.name == AddrName::None {
            match a.reg {
                r::REG_CS => return Some(0x2e),
                r::REG_DS => return Some(0x3e),
                r::REG_ES => return Some(0x26),
                r::REG_FS => return Some(0x64),
                r::REG_GS => return Some(0x65),
                r::REG_TLS if goos.is_darwin() => return Some(0x65),
                r::REG_TLS if goos == Goos::Linux && self.cx.options.is_shared => {
                    self.fail("unknown TLS base register for linux with -shared");
                    return None;
                }
                r::REG_TLS if matches!(goos, Goos::Plan9 | Goos::Windows | Goos::Aix) => {
                    self.fail("unknown TLS base register");
                    return None;
                }
                r::REG_TLS => return Some(0x64),
                _ => {}
            }
        }
        match a.index {
            r::REG_CS => Some(0x2e),
            r::REG_DS => Some(0x3e),
            r::REG_ES => Some(0x26),
            r::REG_TLS if self.cx.options.is_shared && goos != Goos::Windows => Some(0x64),
            r::REG_FS => Some(0x64),
            r::REG_GS => Some(0x65),
            _ => None,
        }
    }

    /// Reports gathers that the machine rejects for their registers.
    fn is_valid_gather(&mut self, p: &Prog) -> bool {
        let is_gather = matches!(
            p.op,
            a::VGATHERDPD
                | a::VGATHERQPD
                | a::VGATHERDPS
                | a::VGATHERQPS
                | a::VPGATHERDD
                | a::VPGATHERQD
                | a::VPGATHERDQ
                | a::VPGATHERQQ
        );
        if !is_gather {
            return true;
        }
        let Some(third) = p.from3() else {
            self.diag_prog("need a third arg for gather instruction: ", "");
            return false;
        };
        let destination = register_index(p.to.reg);
        if (r::REG_K0..=r::REG_K7).contains(&third.reg) {
            if destination == register_index(p.from.index) {
                self.diag_prog("index and destination registers should be distinct: ", "");
                return false;
            }
            return true;
        }
        let (index, mask) = (register_index(third.index), register_index(p.from.reg));
        if destination == mask || destination == index || mask == index {
            let text = "mask, index, and destination registers should be distinct: ";
            self.diag_prog(text, "");
            return false;
        }
        true
    }
}

/// Returns the first pattern that fits, and the place of its opcode bytes.
fn find(encoding: Encoding, args: &[u8], has_suffix: bool) -> Option<(&'static Pattern, usize)> {
    let escape = usize::from(encoding.byte(0) == 0x0f);
    let mut z = 0;
    for pattern in encoding.patterns {
        let step = usize::from(pattern.step);
        if !pattern.matches(args) {
            z += step + escape;
        } else if has_suffix && !pattern.is_evex() {
            z += step;
        } else if encoding.prefix == c::PX1 && z == 0 {
            // The first one is valid in 32-bit mode only.
            z += step + escape;
        } else {
            return Some((pattern, z));
        }
    }
    None
}

/// Makes a register one of eight bits; returns false for other operands.
pub(super) fn byte_register(a: &mut Addr) -> bool {
    let is_wide =
        a.kind == AddrType::Reg && a.index == 0 && (r::REG_AX..=r::REG_R15).contains(&a.reg);
    if is_wide {
        a.reg += r::REG_AL - r::REG_AX;
    }
    is_wide
}
