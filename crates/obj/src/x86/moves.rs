//! Moves from and to special registers, and double shifts.
//!
//! Counterpart: cmd/internal/obj/x86/asm6.go (the last part of `doasm`).

use vamos_objfile::goobj::RelocType;

use super::a;
use super::classes as c;
use super::emit::third;
use super::encoder::Encoder;
use super::optab::MOVES;
use super::registers as r;
use super::registers_of::number;
use super::registers_of::rex;
use super::rows::MoveEncoding;
use super::rows::covers;
use crate::options::Goos;
use crate::prog::Addr;
use crate::prog::AddrName;
use crate::prog::AddrType;
use crate::prog::Prog;
use crate::symbol::Reloc;

impl Encoder<'_, '_> {
    /// Adds the bytes of an instruction that no row of the main table fits.
    pub(super) fn encode_move(&mut self, p: &Prog) {
        let third_class = match p.from3().copied() {
            Some(third) => self.class(&third),
            None => c::YNONE,
        };
        let found = MOVES.iter().find(|row| {
            row.op == p.op
                && covers(p.ft, row.from)
                && covers(third_class, row.third)
                && covers(p.tt, row.to)
        });
        if !found.is_some_and(|row| self.put_move(p, row)) {
            let text = self.cx.prog_text(self.current);
            let name = self.cx.symbol().name.clone();
            self.cx.diag(format!("{name}: invalid instruction: {text}"));
        }
    }

    /// Adds the bytes of a row; returns false if an operand does not fit after all.
    fn put_move(&mut self, p: &Prog, row: &MoveEncoding) -> bool {
        let bytes = row.bytes;
        match row.kind {
            c::MOVLIT => {
                let count = bytes.iter().position(|byte| *byte == 0);
                self.buf.put(&bytes[..count.unwrap_or(bytes.len())]);
            }
            c::MOVREGMEM => {
                self.buf.put1(bytes[0]);
                self.put_extended(p, &p.to, bytes[1]);
            }
            c::MOVMEMREG => {
                self.buf.put1(bytes[0]);
                self.put_extended(p, &p.from, bytes[1]);
            }
            c::MOVREGMEM2OP => {
                self.buf.put(&bytes[..2]);
                self.put_extended(p, &p.to, bytes[2]);
                self.buf.rex |= rex(p.from.reg) & (c::RXR | 0x40);
            }
            c::MOVMEMREG2OP => {
                self.buf.put(&bytes[..2]);
                self.put_extended(p, &p.from, bytes[2]);
                self.buf.rex |= rex(p.to.reg) & (c::RXR | 0x40);
            }
            c::MOVDOUBLESHIFT => return self.put_double_shift(p, bytes),
            c::MOVTLSREG => self.put_tls_base(p),
            _ => self.diag_prog(&format!("asmins: unknown mov {} ", row.kind), ""),
        }
        true
    }

    /// Adds a double shift.
    fn put_double_shift(&mut self, p: &Prog, bytes: [u8; 4]) -> bool {
        let opcodes = match bytes[0] {
            c::PW => {
                self.buf.rex |= c::PW;
                &bytes[1..]
            }
            c::PE => {
                self.buf.put1(c::PE);
                &bytes[1..]
            }
            _ => &bytes[..],
        };
        let register = third(p).reg;
        match (p.from.kind, p.from.reg) {
            (AddrType::Const, _) => {
                self.buf.put(&[0x0f, opcodes[0]]);
                self.put_operand(p, &p.to, register);
                self.buf.put1(p.from.offset as u8);
            }
            (AddrType::Reg, r::REG_CL | r::REG_CX) => {
                self.buf.put(&[0x0f, opcodes[1]]);
                self.put_operand(p, &p.to, register);
            }
            _ => return false,
        }
        true
    }

    /// Loads the base of thread-local storage, on systems that need it in a register.
    fn put_tls_base(&mut self, p: &Prog) {
        if p.op != a::MOVQ {
            self.diag_prog("invalid load of TLS: ", "");
        }
        match self.cx.options.goos {
            Goos::Linux | Goos::Android | Goos::Freebsd => {
                if !self.cx.options.is_shared {
                    return self
                        .fail("unknown TLS base location for linux/freebsd without -shared");
                }
                // The offset is read from the table of global offsets, relative to RIP.
                self.buf.rex = c::PW | rex(p.to.reg) & c::RXR;
                self.buf.put(&[0x8b, 0x05 | number(p.to.reg) << 3]);
                let reloc = Reloc {
                    off: 0,
                    siz: 4,
                    kind: RelocType::TLS_IE,
                    add: -4,
                    sym: None,
                };
                self.add_reloc(p, reloc);
                self.buf.put_i32(0);
            }
            Goos::Plan9 => {
                let place = Addr {
                    kind: AddrType::Mem,
                    name: AddrName::Extern,
                    sym: Some(self.cx.symbols.lookup("_privates")),
                    ..Addr::default()
                };
                self.buf.rex |= c::PW;
                self.buf.put1(0x8b);
                self.put_operand(p, &place, p.to.reg);
            }
            Goos::Solaris => {
                let place = Addr {
                    kind: AddrType::Mem,
                    ..Addr::default()
                };
                self.buf.rex |= c::PW;
                self.buf.put(&[0x64, 0x8b]);
                self.put_operand(p, &place, p.to.reg);
            }
            _ => self.fail("unknown TLS base location"),
        }
    }
}
