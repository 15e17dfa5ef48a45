//! The bytes of an instruction by its kind of encoding: kinds with registers and memory.
//!
//! Counterpart: cmd/internal/obj/x86/asm6.go (the switch over `yt.zcase` in `doasm`, `mediaop`).

use vamos_objfile::goobj::RelocType;

use super::classes as c;
use super::encoder::Encoder;
use super::encoder::byte_register;
use super::rows::Encoding;
use super::rows::Pattern;
use crate::prog::Addr;
use crate::prog::AddrType;
use crate::prog::Prog;
use crate::symbol::Reloc;

/// The longest row of opcode bytes.
const OPCODE_BYTES: usize = 31;

/// Returns the first further operand that is read.
pub(super) fn third(p: &Prog) -> Addr {
    p.from3().copied().unwrap_or_default()
}

impl Encoder<'_, '_> {
    /// Adds opcode and operands.
    pub(super) fn emit(&mut self, p: &mut Prog, o: Encoding, pattern: &Pattern, z: usize) {
        let mut z = z;
        if z >= OPCODE_BYTES {
            let text = self.cx.prog_text(self.current);
            return self.fail(&format!("asmins bad table {text}"));
        }
        let mut opcode = o.byte(z);
        if opcode == 0x0f {
            self.buf.put1(opcode);
            z += 1;
            opcode = o.byte(z);
        }
        let is_emitted = self.emit_operands(p, o, pattern, z, opcode)
            || self.emit_immediate(p, o, pattern, z, opcode)
            || self.emit_vex(p, o, pattern, z)
            || self.emit_evex(p, o, pattern, z)
            || self.emit_branch(p, o, pattern, z, opcode);
        if !is_emitted {
            self.diag_prog(&format!("asmins: unknown z {} ", pattern.kind), "");
        }
    }

    /// Adds instructions of registers and memory; returns false for other kinds.
    fn emit_operands(
        &mut self,
        p: &mut Prog,
        o: Encoding,
        pattern: &Pattern,
        z: usize,
        opcode: u8,
    ) -> bool {
        let (from, to) = (p.from, p.to);
        match pattern.kind {
            c::ZPSEUDO => {}
            c::ZLIT => self.buf.put_literal(z, o),
            c::ZLITR_M => {
                self.buf.put_literal(z, o);
                self.put_operand(p, &to, from.reg);
            }
            c::ZLITM_R => {
                self.buf.put_literal(z, o);
                self.put_operand(p, &from, to.reg);
            }
            c::ZLIT_M_R => {
                self.buf.put_literal(z, o);
                self.put_operand(p, &third(p), to.reg);
            }
            c::ZMB_R => {
                if byte_register(&mut p.from) {
                    p.ft = 0;
                    let stored = self.cx.prog_mut(self.current);
                    (stored.from, stored.ft) = (p.from, 0);
                }
                self.buf.put1(opcode);
                self.put_operand(p, &{ p.from }, to.reg);
            }
            c::ZM_R => {
                self.buf.put1(opcode);
                self.put_operand(p, &from, to.reg);
            }
            c::Z_M_R => {
                self.buf.put1(opcode);
                self.put_operand(p, &third(p), to.reg);
            }
            c::ZM2_R => {
                self.buf.put(&[opcode, o.byte(z + 1)]);
                self.put_operand(p, &from, to.reg);
            }
            c::ZM_O => {
                self.buf.put1(opcode);
                self.put_extended(p, &from, o.byte(z + 1));
            }
            c::ZR_M => {
                self.buf.put1(opcode);
                self.put_operand(p, &to, from.reg);
            }
            c::ZAUT_R => {
                self.buf.put1(0x8d);
                if from.kind != AddrType::Addr {
                    self.cx.diag("asmins: Zaut sb type ADDR");
                }
                let memory = Addr {
                    kind: AddrType::Mem,
                    ..from
                };
                self.put_operand(p, &memory, to.reg);
            }
            c::ZO_M => {
                self.buf.put1(opcode);
                self.put_extended(p, &to, o.byte(z + 1));
            }
            c::ZCALLINDREG => {
                self.cx.add_rel(Reloc {
                    off: p.pc as i32,
                    siz: 0,
                    kind: RelocType::CALLIND,
                    add: 0,
                    sym: None,
                });
                self.buf.put1(opcode);
                self.put_extended(p, &to, o.byte(z + 1));
            }
            c::ZO_M64 => {
                self.buf.put1(opcode);
                self.put_extended(p, &to, o.byte(z + 1));
            }
            _ => return self.emit_media(p, o, pattern, z, opcode),
        }
        true
    }

    /// Adds instructions of vector registers without VEX; returns false for other kinds.
    fn emit_media(
        &mut self,
        p: &Prog,
        o: Encoding,
        pattern: &Pattern,
        z: usize,
        opcode: u8,
    ) -> bool {
        let (from, to) = (p.from, p.to);
        match pattern.kind {
            c::ZM_R_XM | c::ZM_R_XM_NR => {
                if pattern.kind == c::ZM_R_XM_NR {
                    self.buf.rex = 0;
                }
                self.put_media(o, opcode, pattern.step, z);
                self.put_operand(p, &from, to.reg);
            }
            c::ZM_R_I_XM => {
                self.put_media(o, opcode, pattern.step, z);
                self.put_operand(p, &from, third(p).reg);
                self.buf.put1(to.offset as u8);
            }
            c::ZR_M_XM | c::ZR_M_XM_NR => {
                if pattern.kind == c::ZR_M_XM_NR {
                    self.buf.rex = 0;
                }
                self.put_media(o, opcode, pattern.step, z);
                self.put_operand(p, &to, from.reg);
            }
            c::ZIBO_M_XM => {
                let z = self.put_media(o, opcode, pattern.step, z);
                self.put_extended(p, &to, o.byte(z + 1));
                let value = self.plain_value(&from);
                self.buf.put1(value as u8);
            }
            _ => return false,
        }
        true
    }

    /// Adds an opcode with its escapes; returns the place of its last byte.
    fn put_media(&mut self, o: Encoding, opcode: u8, step: u8, z: usize) -> usize {
        let is_escape = matches!(opcode, c::PM | c::PE | c::PF2 | c::PF3);
        if is_escape && step != 1 {
            if opcode != c::PM {
                self.buf.put1(opcode);
            }
            self.buf.put(&[c::PM, o.byte(z + 1)]);
            return z + 1;
        }
        if self.buf.last() != Some(c::PM) {
            self.buf.put1(c::PM);
        }
        self.buf.put1(opcode);
        z
    }
}
