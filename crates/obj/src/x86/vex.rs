//! Instructions with VEX and EVEX prefixes.
//!
//! Counterpart: cmd/internal/obj/x86/asm6.go (`asmvex`, `asmevex`, and the switch over `yt.zcase`
//! in `doasm`).

use super::classes as c;
use super::emit::third;
use super::encoder::Encoder;
use super::evex::EvexBits;
use super::evex::Suffix;
use super::registers as r;
use super::registers_of::number;
use super::registers_of::register_index;
use super::registers_of::rex;
use super::rows::Encoding;
use super::rows::Pattern;
use crate::prog::Addr;
use crate::prog::AddrType;
use crate::prog::Prog;

/// VEX.W of a table row.
const VEX_W1: u8 = 1 << 7;

/// The operands of a prefix: r/m, vvvv, reg and the mask.
#[derive(Clone, Copy, Default)]
struct Operands {
    rm: Option<Addr>,
    v: Option<Addr>,
    reg: Option<Addr>,
    mask: Option<Addr>,
}

/// Returns the four bits of vvvv.
fn vvvv(v: Option<Addr>) -> u8 {
    v.map_or(0, |v| (number(v.reg) | (rex(v.reg) & c::RXR) << 1) & 0xf) ^ 0xf
}

/// Returns a further operand.
fn rest(p: &Prog, at: usize) -> Addr {
    p.rest.get(at).map(|arg| arg.addr).unwrap_or_default()
}

impl Encoder<'_, '_> {
    /// Adds a VEX prefix and the opcode.
    fn put_vex(&mut self, rm: Option<Addr>, v: Option<Addr>, reg: Option<Addr>, row: [u8; 2]) {
        self.buf.is_vex = true;
        let [vex, opcode] = row;
        let rex_r = reg.map_or(0, |reg| rex(reg.reg) & c::RXR);
        let rex_b = rm.map_or(0, |rm| rex(rm.reg) & c::RXB);
        let rex_x = rm.map_or(0, |rm| rex(rm.index) & c::RXX);
        let map = vex >> 3 & 0x7;
        let wlp = vex & 0x87;
        let v = vvvv(v);
        if map == 1 && rex_x | rex_b == 0 && vex & VEX_W1 == 0 {
            self.buf.put(&[0xc5, (rex_r << 5) ^ 0x80 | v << 3 | wlp]);
        } else {
            let bits = ((rex_r | rex_x | rex_b) << 5) ^ 0xe0;
            self.buf.put(&[0xc4, bits | map, v << 3 | wlp]);
        }
        self.buf.put1(opcode);
    }

    /// Adds instructions with a VEX prefix; returns false for other kinds.
    pub(super) fn emit_vex(&mut self, p: &Prog, o: Encoding, pattern: &Pattern, z: usize) -> bool {
        let (from, to, third) = (p.from, p.to, third(p));
        let row = [o.byte(z), o.byte(z + 1)];
        match pattern.kind {
            c::ZVEX => self.put_vex(Some(from), p.from3().copied(), Some(to), row),
            c::ZVEX_RM_V_R => {
                self.put_vex(Some(from), p.from3().copied(), Some(to), row);
                self.put_operand(p, &from, to.reg);
            }
            c::ZVEX_RM_V_RO => {
                self.put_vex(Some(from), p.from3().copied(), Some(to), row);
                self.put_extended(p, &from, o.byte(z + 2));
            }
            c::ZVEX_I_RM_VO => {
                self.put_vex(Some(third), Some(to), None, row);
                self.put_extended(p, &third, o.byte(z + 2));
                self.buf.put1(from.offset as u8);
            }
            c::ZVEX_I_R_V => {
                self.put_vex(Some(third), Some(to), None, row);
                let first = match (r::REG_X0..=r::REG_X15).contains(&third.reg) {
                    true => r::REG_X0,
                    false => r::REG_Y0,
                };
                let number = (third.reg - first) as u8 & 7;
                self.buf.put(&[o.byte(z + 2) | number, from.offset as u8]);
            }
            c::ZVEX_I_RM_V_R | c::ZVEX_HR_RM_V_R => {
                let (rm, v) = (rest(p, 0), rest(p, 1));
                self.put_vex(Some(rm), Some(v), Some(to), row);
                self.put_operand(p, &rm, to.reg);
                self.buf.put1(match pattern.kind {
                    c::ZVEX_I_RM_V_R => from.offset as u8,
                    _ => (register_index(from.reg) << 4) as u8,
                });
            }
            c::ZVEX_I_RM_R => {
                self.put_vex(Some(third), None, Some(to), row);
                self.put_operand(p, &third, to.reg);
                self.buf.put1(from.offset as u8);
            }
            c::ZVEX_V_RM_R => {
                self.put_vex(Some(third), Some(from), Some(to), row);
                self.put_operand(p, &third, to.reg);
            }
            c::ZVEX_R_V_RM => {
                self.put_vex(Some(to), p.from3().copied(), Some(from), row);
                self.put_operand(p, &to, from.reg);
            }
            c::ZVEX_RM_R_VO => {
                self.put_vex(Some(from), Some(to), Some(third), row);
                self.put_extended(p, &from, o.byte(z + 2));
            }
            c::ZVEX_I_R_RM => {
                self.put_vex(Some(to), None, Some(third), row);
                self.put_operand(p, &to, third.reg);
                self.buf.put1(from.offset as u8);
            }
            _ => return false,
        }
        true
    }

    /// Adds an EVEX prefix and the opcode.
    fn put_evex(&mut self, p: &Prog, operands: Operands, bits: EvexBits) {
        self.buf.is_evex = true;
        self.buf.evex = bits;
        let Operands { rm, v, reg, mask } = operands;
        let reg = reg.map_or(0, |reg| rex(reg.reg));
        let is_high = |reg: i16| rex(reg) & c::RXREVEX != 0;
        let rex_x =
            rm.is_some_and(|rm| rm.index == 0 && is_high(rm.reg) || rex(rm.index) & c::RXX != 0);
        let rex_b = rm.is_some_and(|rm| rex(rm.reg) & c::RXB != 0);
        // The bits are inverted.
        let p0 = u8::from(reg & c::RXR == 0) << 7
            | u8::from(!rex_x) << 6
            | u8::from(!rex_b) << 5
            | u8::from(reg & c::RXREVEX == 0) << 4
            | bits.m();
        let p1 = bits.w() << 7 | vvvv(v) << 3 | 1 << 2 | bits.p();
        let suffix = Suffix::of(p.scond);
        let zeroing = self.check_zeroing(suffix, bits, mask);
        let (broadcast, length) = self.check_modes(suffix, bits, rm);
        let is_high_v = match rm.is_some_and(|rm| is_high(rm.index)) {
            true => true,
            false => v.is_some_and(|v| is_high(v.reg)),
        };
        let mask = mask.map_or(0, |mask| number(mask.reg));
        let p2 = zeroing << 7 | length << 5 | broadcast << 4 | u8::from(!is_high_v) << 3 | mask;
        self.buf.put(&[0x62, p0, p1, p2, bits.opcode]);
    }

    /// Returns EVEX.z; reports errors of its use.
    fn check_zeroing(&mut self, suffix: Suffix, bits: EvexBits, mask: Option<Addr>) -> u8 {
        if !suffix.is_zeroing {
            return 0;
        }
        if !bits.allows_zeroing() {
            self.diag_prog("unsupported zeroing: ", "");
        }
        match mask {
            None => {
                self.diag_prog("mask register must be specified for .Z instructions: ", "");
            }
            Some(mask) if mask.reg == r::REG_K0 => {
                self.diag_prog("mask register must not be K0 for .Z instructions: ", "");
            }
            Some(_) => {}
        }
        1
    }

    /// Returns EVEX.b and EVEX.L'L; reports errors of their use.
    fn check_modes(&mut self, suffix: Suffix, bits: EvexBits, rm: Option<Addr>) -> (u8, u8) {
        let is_memory = rm.is_some_and(|rm| rm.kind == AddrType::Mem);
        if let Some(rounding) = suffix.rounding {
            if is_memory {
                self.diag_prog("illegal rounding with memory argument: ", "");
            } else if !bits.allows_rounding() {
                self.diag_prog("unsupported rounding: ", "");
            }
            return (1, rounding);
        }
        if suffix.is_broadcast {
            if !is_memory {
                self.diag_prog("illegal broadcast without memory argument: ", "");
            } else if !bits.allows_broadcast() {
                self.diag_prog("unsupported broadcast: ", "");
            }
            return (1, bits.l());
        }
        if suffix.is_sae {
            if is_memory {
                self.diag_prog("illegal SAE with memory argument: ", "");
            } else if !bits.allows_sae() {
                self.diag_prog("unsupported SAE: ", "");
            }
            return (1, bits.l());
        }
        (0, bits.l())
    }

    /// Adds instructions with an EVEX prefix; returns false for other kinds.
    pub(super) fn emit_evex(&mut self, p: &Prog, o: Encoding, pattern: &Pattern, z: usize) -> bool {
        let (from, to) = (p.from, p.to);
        let (first, second, last) = (rest(p, 0), rest(p, 1), rest(p, 2));
        let has_immediate = matches!(
            pattern.kind,
            c::ZEVEX_I_RM_VO
                | c::ZEVEX_I_RM_K_VO
                | c::ZEVEX_I_R_RM
                | c::ZEVEX_I_R_K_RM
                | c::ZEVEX_I_RM_R
                | c::ZEVEX_I_RM_K_R
                | c::ZEVEX_I_RM_V_R
                | c::ZEVEX_I_RM_V_K_R
        );
        // r/m, vvvv, reg and the mask.
        let operands = match pattern.kind {
            c::ZEVEX_K_RMO => [Some(to), None, None, Some(from)],
            c::ZEVEX_I_RM_VO => [Some(third(p)), Some(to), None, None],
            c::ZEVEX_I_RM_K_VO => [Some(first), Some(to), None, Some(second)],
            c::ZEVEX_I_R_RM => [Some(to), None, Some(third(p)), None],
            c::ZEVEX_I_R_K_RM => [Some(to), None, Some(first), Some(second)],
            c::ZEVEX_I_RM_R => [Some(third(p)), None, Some(to), None],
            c::ZEVEX_I_RM_K_R => [Some(first), None, Some(to), Some(second)],
            c::ZEVEX_I_RM_V_R => [Some(first), Some(second), Some(to), None],
            c::ZEVEX_I_RM_V_K_R => [Some(first), Some(second), Some(to), Some(last)],
            c::ZEVEX_R_V_RM => [Some(to), p.from3().copied(), Some(from), None],
            c::ZEVEX_RM_V_R => [Some(from), p.from3().copied(), Some(to), None],
            c::ZEVEX_RM_K_R => [Some(from), None, Some(to), p.from3().copied()],
            c::ZEVEX_R_K_RM => [Some(to), None, Some(from), p.from3().copied()],
            c::ZEVEX_RM_V_K_R => [Some(from), Some(first), Some(to), Some(second)],
            c::ZEVEX_R_V_K_RM => [Some(to), Some(first), Some(from), Some(second)],
            _ => return false,
        };
        let [rm, v, reg, mask] = operands;
        let operands = Operands { rm, v, reg, mask };
        self.put_evex(p, operands, EvexBits::new(z, o));
        match reg {
            Some(reg) => self.put_operand(p, &rm.unwrap_or_default(), reg.reg),
            None => self.put_extended(p, &rm.unwrap_or_default(), o.byte(z + 3)),
        }
        if has_immediate {
            self.buf.put1(from.offset as u8);
        }
        true
    }
}
