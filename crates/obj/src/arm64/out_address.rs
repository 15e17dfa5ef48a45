//! Accesses to symbols, and their addresses.
//!
//! Counterpart: cmd/internal/obj/arm64/asm7.go (`asmout`, `addrRelocType`).

use vamos_objfile::goobj::RelocType;

use super::a;
use super::bits::adr;
use super::bits::field;
use super::encoder::Encoder;
use super::kinds::move_size;
use super::out::Words;
use super::registers::REGTMP;
use super::rows::Encoding;
use crate::prog::Prog;

impl Encoder<'_, '_> {
    /// Accesses to symbols.
    pub(super) fn emit_address(&mut self, p: &Prog, row: Encoding) -> Option<Words> {
        Some(match row.kind {
            64 => {
                if p.from.reg == REGTMP {
                    self.diag_prog("cannot use REGTMP as source: ", "\n");
                }
                self.symbol_access(p, row, false)
            }
            65 => self.symbol_access(p, row, true),
            68 => {
                if p.op == a::MOVW {
                    self.diag_prog("invalid load of 32-bit address: ", "");
                }
                let register = field(p.to.reg);
                let add = self.op_irr(a::ADD) | register << 5 | register;
                self.add_reloc(RelocType::ADDRARM64, 8, &p.from, p.from.offset);
                [adr(1, 0, p.to.reg), add, 0, 0, 0]
            }
            69 => {
                let word = self.op_irr(a::MOVZ) | field(p.to.reg);
                self.add_reloc(RelocType::ARM64_TLS_LE, 4, &p.from, 0);
                self.check_tls_offset(p);
                [word, 0, 0, 0, 0]
            }
            70 => {
                let words = self.load_slot(p);
                self.add_reloc(RelocType::ARM64_TLS_IE, 8, &p.from, 0);
                self.check_tls_offset(p);
                words
            }
            71 => {
                let words = self.load_slot(p);
                self.add_reloc(RelocType::ARM64_GOTPCREL, 8, &p.from, 0);
                words
            }
            _ => return None,
        })
    }

    fn check_tls_offset(&mut self, p: &Prog) {
        if p.from.offset != 0 {
            self.cx.diag("invalid offset on MOVW $tlsvar");
        }
    }

    /// A load from a page's place that the linker fills in.
    fn load_slot(&mut self, p: &Prog) -> Words {
        let bits = self.op_ldr(a::MOVD);
        let load = self.scaled_access(bits, 0, REGTMP, p.to.reg);
        [adr(1, 0, REGTMP), load, 0, 0, 0]
    }

    /// A load or store; an address that is not aligned needs an addition.
    fn symbol_access(&mut self, p: &Prog, row: Encoding, is_load: bool) -> Words {
        let (target, reg) = match is_load {
            true => (p.from, p.to.reg),
            false => (p.to, p.from.reg),
        };
        let is_aligned = self.count(row, p) == 2;
        let add = match is_aligned {
            true => 0,
            false => self.op_irr(a::ADD) | field(REGTMP) << 5 | field(REGTMP),
        };
        let bits = match is_load {
            true => self.op_ldr(p.op),
            false => self.op_str(p.op),
        };
        let access = self.scaled_access(bits, 0, REGTMP, reg);
        let page = adr(1, 0, REGTMP);
        let (kind, words) = match is_aligned {
            true => (self.access_reloc(p), [page, access, 0, 0, 0]),
            false => (RelocType::ADDRARM64, [page, add, access, 0, 0]),
        };
        self.add_reloc(kind, 8, &target, target.offset);
        words
    }

    /// Returns the relocation of an aligned access.
    fn access_reloc(&mut self, p: &Prog) -> RelocType {
        match move_size(p.op) {
            Some(0) => RelocType::ARM64_PCREL_LDST8,
            Some(1) => RelocType::ARM64_PCREL_LDST16,
            Some(2) => RelocType::ARM64_PCREL_LDST32,
            Some(3) => RelocType::ARM64_PCREL_LDST64,
            _ => {
                self.diag_prog("use R_ADDRARM64 relocation type for: ", "\n");
                RelocType(u16::MAX)
            }
        }
    }
}
