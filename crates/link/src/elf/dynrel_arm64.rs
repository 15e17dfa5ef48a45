//! Relocations of host objects for arm64.
//!
//! Counterpart: cmd/link/internal/arm64/asm.go (`adddynrel`).

use super::dynrel::Site;
use super::dynrel::unsupported;
use super::plt;
use crate::error::Stop;
use crate::kind::SymKind;
use crate::reloc::RelocType;

const R_AARCH64_ABS64: u16 = 257;
const R_AARCH64_PREL64: u16 = 260;
const R_AARCH64_PREL32: u16 = 261;
const R_AARCH64_ADR_PREL_PG_HI21: u16 = 275;
const R_AARCH64_ADD_ABS_LO12_NC: u16 = 277;
const R_AARCH64_LDST8_ABS_LO12_NC: u16 = 278;
const R_AARCH64_JUMP26: u16 = 282;
const R_AARCH64_CALL26: u16 = 283;
const R_AARCH64_LDST16_ABS_LO12_NC: u16 = 284;
const R_AARCH64_LDST32_ABS_LO12_NC: u16 = 285;
const R_AARCH64_LDST64_ABS_LO12_NC: u16 = 286;
const R_AARCH64_LDST128_ABS_LO12_NC: u16 = 299;
const R_AARCH64_ADR_GOT_PAGE: u16 = 311;
const R_AARCH64_LD64_GOT_LO12_NC: u16 = 312;

impl Site<'_, '_, '_> {
    /// A relocation of a host object. Errors are left to the SDK's linker.
    pub(super) fn host_arm64(&mut self, elf_type: u16) -> Result<bool, Stop> {
        let kind = match elf_type {
            R_AARCH64_PREL32 => return self.pc_relative("R_AARCH64_PREL32", 4),
            R_AARCH64_PREL64 => return self.pc_relative("R_AARCH64_PREL64", 8),
            R_AARCH64_CALL26 | R_AARCH64_JUMP26 => return self.call_arm64(),
            R_AARCH64_ADR_GOT_PAGE | R_AARCH64_LD64_GOT_LO12_NC => {
                let (table, slot) = self.slot(self.reloc.sym);
                let add = self.reloc.add + slot;
                self.change(|reloc| {
                    (reloc.kind, reloc.sym, reloc.add) = (RelocType::ARM64_GOT, table, add);
                });
                return Ok(true);
            }
            R_AARCH64_ADR_PREL_PG_HI21 | R_AARCH64_ADD_ABS_LO12_NC => {
                self.check_defined()?;
                RelocType::ARM64_PCREL
            }
            R_AARCH64_ABS64 => RelocType::ADDR,
            R_AARCH64_LDST8_ABS_LO12_NC => RelocType::ARM64_LDST8,
            R_AARCH64_LDST16_ABS_LO12_NC => RelocType::ARM64_LDST16,
            R_AARCH64_LDST32_ABS_LO12_NC => RelocType::ARM64_LDST32,
            R_AARCH64_LDST64_ABS_LO12_NC => RelocType::ARM64_LDST64,
            R_AARCH64_LDST128_ABS_LO12_NC => RelocType::ARM64_LDST128,
            _ => return Err(unsupported(self.tables.ldr, self.sym, self.reloc)),
        };
        if self.is_import() {
            return Err(unsupported(self.tables.ldr, self.sym, self.reloc));
        }
        self.change(|reloc| reloc.kind = kind);
        if kind == RelocType::ADDR && self.is_pie {
            return self.go(RelocType::ADDR);
        }
        Ok(true)
    }

    fn check_defined(&self) -> Result<(), Stop> {
        match self.target_kind() {
            SymKind::Xxx | SymKind::Xref => Err(unsupported(self.tables.ldr, self.sym, self.reloc)),
            _ => Ok(()),
        }
    }

    fn call_arm64(&mut self) -> Result<bool, Stop> {
        self.check_defined()?;
        if self.is_import() {
            let off = plt::add(self.tables, self.reloc.sym);
            let stubs = self.tables.syms.plt;
            let add = self.reloc.add + off;
            self.change(|reloc| (reloc.sym, reloc.add) = (stubs, add));
        }
        self.change(|reloc| reloc.kind = RelocType::CALLARM64);
        Ok(true)
    }
}
