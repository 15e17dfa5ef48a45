//! Calls and jumps.
//!
//! Counterpart: cmd/internal/obj/x86/asm6.go (the switch over `yt.zcase` in `doasm`).

use vamos_objfile::goobj::RelocType;

use super::a;
use super::classes as c;
use super::encoder::Encoder;
use super::rows::Encoding;
use super::rows::Pattern;
use crate::options::Release;
use crate::prog::Addr;
use crate::prog::Prog;
use crate::prog::ProgId;
use crate::symbol::Reloc;

/// Bit of `Prog::back`: the target precedes the branch.
pub(super) const BACKWARDS: u8 = 1;
/// Bit of `Prog::back`: the target is close.
pub(super) const SHORT: u8 = 1 << 1;

/// `MOVQ BP, -16(SP); LEAQ -16(SP), BP`.
const SAVE_BASE: [u8; 10] = [0x48, 0x89, 0x6c, 0x24, 0xf0, 0x48, 0x8d, 0x6c, 0x24, 0xf0];
/// `MOVQ 0(BP), BP`.
const RESTORE_BASE: [u8; 4] = [0x48, 0x8b, 0x6d, 0x00];

impl Encoder<'_, '_> {
    /// Adds calls and jumps; returns false for other kinds.
    pub(super) fn emit_branch(
        &mut self,
        p: &Prog,
        o: Encoding,
        pattern: &Pattern,
        z: usize,
        opcode: u8,
    ) -> bool {
        let to = p.to;
        match pattern.kind {
            c::ZCALLCON | c::ZJMPCON => {
                self.buf.put1(match pattern.kind {
                    c::ZCALLCON => opcode,
                    _ => o.byte(z + 1),
                });
                self.put_target(p, RelocType::PCREL, Addr { sym: None, ..to });
            }
            c::ZCALLIND => {
                self.buf.put(&[opcode, o.byte(z + 1)]);
                self.put_target(p, RelocType::PCREL, to);
            }
            c::ZCALL | c::ZCALLDUFF => {
                if to.sym.is_none() {
                    self.cx.diag("call without target");
                    self.fail_after_flush();
                    return true;
                }
                if pattern.kind == c::ZCALLDUFF && self.cx.options.is_dynlink {
                    self.cx
                        .diag("directly calling duff when dynamically linking Go");
                }
                // Go 1.25 keeps BP itself around calls into the middle of a function.
                let keeps_base =
                    pattern.kind == c::ZCALLDUFF && self.cx.options.release == Release::Go125;
                if keeps_base {
                    self.buf.put(&SAVE_BASE);
                }
                self.buf.put1(opcode);
                self.put_target(p, RelocType::CALL, to);
                if keeps_base {
                    self.buf.put(&RESTORE_BASE);
                }
            }
            c::ZBR | c::ZJMP | c::ZLOOP => {
                if p.op == a::XBEGIN {
                    self.buf.put1(opcode);
                }
                match to.sym {
                    Some(_) if pattern.kind == c::ZJMP => {
                        self.buf.put1(o.byte(z + 1));
                        self.put_target(p, RelocType::CALL, Addr { offset: 0, ..to });
                    }
                    Some(_) => {
                        self.cx.diag("branch to ATEXT");
                        self.fail_after_flush();
                    }
                    None => self.put_jump(p, pattern.kind, [opcode, o.byte(z + 1)]),
                }
            }
            _ => return false,
        }
        true
    }

    /// Adds the place of a function's address.
    fn put_target(&mut self, p: &Prog, kind: RelocType, to: Addr) {
        let reloc = Reloc {
            off: 0,
            siz: 4,
            kind,
            add: to.offset,
            sym: to.sym,
        };
        self.add_reloc(p, reloc);
        self.buf.put_i32(0);
    }

    /// Adds a jump in the function: `opcodes` are the opcodes of the short and of the long form.
    fn put_jump(&mut self, p: &Prog, kind: u8, opcodes: [u8; 2]) {
        let Some(target) = p.to.target() else {
            self.cx.diag("jmp/branch/loop without target");
            return self.fail_after_flush();
        };
        let is_begin = p.op == a::XBEGIN;
        if p.back & BACKWARDS != 0 {
            let distance = self.cx.prog(target).pc - (p.pc + 2);
            if distance >= -128 && !is_begin {
                return self.put_short(p, opcodes[0], distance as u8);
            }
            if kind == c::ZLOOP {
                return self.diag_prog("loop too far: ", "");
            }
            let length = 5 + i64::from(is_begin) + i64::from(kind == c::ZBR);
            return self.put_long(kind, opcodes[1], distance - (length - 2));
        }
        self.wait_for(target);
        if p.back & SHORT != 0 && !is_begin {
            self.put_short(p, opcodes[0], 0);
        } else if kind == c::ZLOOP {
            self.diag_prog("loop too far: ", "");
        } else {
            self.put_long(kind, opcodes[1], 0);
        }
    }

    /// Adds a jump of one byte's distance.
    fn put_short(&mut self, p: &Prog, opcode: u8, distance: u8) {
        if p.op == a::JCXZL {
            self.buf.put1(0x67);
        }
        self.buf.put(&[opcode, distance]);
    }

    /// Adds a jump of four bytes' distance.
    fn put_long(&mut self, kind: u8, opcode: u8, distance: i64) {
        if kind == c::ZBR {
            self.buf.put1(0x0f);
        }
        self.buf.put1(opcode);
        self.buf.put_i32(distance);
    }

    /// Adds this jump to the jumps that get their distance when the target's place is known.
    fn wait_for(&mut self, target: ProgId) {
        let first = self.cx.prog(target).rel;
        self.cx.prog_mut(self.current).forwd = first;
        self.cx.prog_mut(target).rel = Some(self.current);
    }
}
