//! System registers and system instructions.
//!
//! Counterpart: cmd/internal/obj/arm64/asm7.go (`asmout`).

use super::a;
use super::bits::field;
use super::bits::hint;
use super::bits::system_fields;
use super::classes as c;
use super::encoder::Encoder;
use super::names::system_register;
use super::out::Words;
use super::out::one;
use super::registers as r;
use super::rows::Encoding;
use crate::prog::AddrType;
use crate::prog::Prog;

/// Bit of a system register's accesses: it can be read (SR_READ).
const READ: u8 = 1;
/// Bit of a system register's accesses: it can be written (SR_WRITE).
const WRITE: u8 = 1 << 1;

impl Encoder<'_, '_> {
    /// System instructions.
    pub(super) fn emit_system(&mut self, p: &Prog, row: Encoding) -> Option<Words> {
        let word = match row.kind {
            35 => {
                let bits = self.op_rrr(a::MRS, p.to.reg, 0, 0);
                self.with_register(bits, p.from.reg, READ)
            }
            36 => {
                let bits = self.op_rrr(a::MSR, p.from.reg, 0, 0);
                self.with_register(bits, p.to.reg, WRITE)
            }
            37 => self.set_state(p),
            50 => {
                let bits = self.op_irr(p.op);
                let allowed = i64::from(system_fields([7, 15, 15, 7]));
                if p.from.offset & !allowed != 0 {
                    self.diag_prog("illegal SYS argument\n", "");
                }
                let register = match p.to.kind {
                    AddrType::Reg => field(p.to.reg),
                    _ => 0x1f,
                };
                bits | p.from.offset as u32 | register
            }
            51 => {
                let bits = self.op_irr(p.op);
                match p.from.kind {
                    AddrType::Const => bits | ((p.from.offset & 0xf) as u32) << 8,
                    _ => bits,
                }
            }
            52 => self.op_irr(p.op) | ((p.from.offset & 0x7f) as u32) << 5,
            107 => self.system_operation(p),
            108 => self.branch_target(p),
            _ => return None,
        };
        Some(one(word))
    }

    /// Adds a system register to a move.
    fn with_register(&mut self, bits: u32, reg: i16, access: u8) -> u32 {
        let (name, verb) = match access {
            READ => ("MRS", "readable"),
            _ => ("MSR", "writable"),
        };
        let (encoding, accesses) = system_register(reg).map_or((0, 0), |row| (row.2, row.3));
        if encoding == 0 {
            self.diag_prog("illegal system register:\n", "");
        }
        if bits & encoding & !(3 << 19) != 0 {
            self.diag_prog(&format!("{name} register value overlap\n"), "");
        }
        if accesses & access == 0 {
            self.diag_prog(&format!("system register is not {verb}: "), "");
        }
        bits | encoding
    }

    /// Sets a field of the processor's state.
    fn set_state(&mut self, p: &Prog) -> u32 {
        if p.from.offset & !0xf != 0 {
            self.diag_prog("illegal immediate for PSTATE field\n", "");
        }
        let bits = self.op_irr(a::MSR) | ((p.from.offset & 0xf) as u32) << 8;
        let field = match (p.to.kind, p.to.reg) {
            (AddrType::Reg, r::REG_SPSEL) => 4 << 12 | 5 << 5,
            (AddrType::Reg, r::REG_DIT) => 3 << 16 | 2 << 5,
            (AddrType::Special, _) => {
                let found = c::PSTATE.iter().find(|row| row.0 == p.to.offset);
                found.map_or(0, |row| row.1)
            }
            _ => 0,
        };
        if field == 0 {
            self.diag_prog("illegal PSTATE field for immediate move\n", "");
        }
        bits | field
    }

    /// An operation on the translation tables or on the caches.
    fn system_operation(&mut self, p: &Prog) -> u32 {
        let found = c::SYSTEM_OPERATIONS
            .iter()
            .find(|row| row.0 == p.from.offset);
        let wanted = match p.op {
            a::TLBI => Some(8),
            a::DC => Some(7),
            _ => None,
        };
        let found = found.filter(|row| wanted.is_none_or(|cn| row.1[1] == cn));
        let Some((_, [op1, cn, cm, op2, has_operand])) = found else {
            self.diag_prog("illegal argument: ", "\n");
            return 0;
        };
        let mut bits = self.op_irr(p.op);
        if *has_operand != 0 {
            if p.to.reg == 0 {
                self.diag_prog("missing register at operand 2: ", "\n");
            }
            bits |= field(p.to.reg);
        } else {
            if p.to.reg != 0 || p.reg != 0 {
                self.diag_prog("extraneous register at operand 2: ", "\n");
            }
            bits |= 0x1f;
        }
        bits | system_fields([*op1, *cn, *cm, *op2].map(u32::from))
    }

    /// A mark of a branch's target.
    fn branch_target(&mut self, p: &Prog) -> u32 {
        let bits = hint(32);
        if p.from.kind != AddrType::Special {
            self.diag_prog("missing operand: ", "\n");
            return bits;
        }
        match p.from.offset {
            c::SPOP_C => bits | 1 << 6,
            c::SPOP_J => bits | 2 << 6,
            c::SPOP_JC => bits | 3 << 6,
            _ => {
                self.diag_prog("illegal argument: ", "\n");
                bits
            }
        }
    }
}
