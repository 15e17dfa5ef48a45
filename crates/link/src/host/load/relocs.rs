//! Relocations of an ELF object.
//!
//! Counterpart: cmd/link/internal/loadelf/ldelf.go (`Load`, `relSize`).

use vamos_base::golang::os_str;

use super::Load;
use crate::arch::Family;
use crate::host::object::Bad;
use crate::host::object::ObjectReloc;
use crate::host::object::SHT_PROGBITS;
use crate::host::object::SHT_REL;
use crate::host::object::SHT_RELA;
use crate::loader::Sym;
use crate::reloc::Reloc;
use crate::reloc::RelocType;

impl Load<'_, '_, '_> {
    /// Adds the relocations of all sections.
    pub(super) fn relocs(&mut self) -> Result<(), Bad> {
        for index in 0..self.sects.len() {
            let section = self.object.sections[index].clone();
            if section.kind != SHT_RELA && section.kind != SHT_REL {
                continue;
            }
            let Some(&sect) = self.sects.get(section.info as usize) else {
                continue;
            };
            let target = &self.object.sections[section.info as usize];
            if sect.is_none() || target.kind != SHT_PROGBITS {
                continue;
            }
            let records = self.object.relocs(&section)?;
            let mut relocs = Vec::with_capacity(records.len());
            for record in records.iter().filter(|record| record.kind != 0) {
                relocs.push(self.reloc(record, sect, relocs.len())?);
            }
            let mut builder = self.ldr.update(sect);
            let all = builder.relocs_mut();
            all.append(&mut relocs);
            all.sort_by_key(|reloc| reloc.off);
        }
        Ok(())
    }

    fn reloc(&self, record: &ObjectReloc, sect: Sym, count: usize) -> Result<Reloc, Bad> {
        let sym = self.reloc_target(record.symbol, sect, count)?;
        let Some(size) = reloc_size(self.family, record.kind) else {
            return Err(Bad::Line(format!(
                "{}: unknown relocation type {}; compiled without -fpic?",
                self.name, record.kind
            )));
        };
        let off = record.off as i32;
        let mut add = match record.add {
            Some(add) => add,
            None => {
                let data = self.ldr.data(sect);
                let at = usize::try_from(off).unwrap_or(usize::MAX);
                let bytes = data
                    .get(at..)
                    .and_then(|rest| rest.get(..usize::from(size)));
                let bytes = bytes.ok_or(Bad::Unsupported("a relocation out of range"))?;
                let value = bytes
                    .iter()
                    .rev()
                    .fold(0_u64, |value, &byte| value << 8 | u64::from(byte));
                value.cast_signed()
            }
        };
        if size == 4 {
            add = i64::from(add as i32);
        }
        Ok(Reloc {
            off,
            size,
            kind: RelocType(RelocType::ELF + record.kind as u16),
            weak: false,
            add,
            sym,
        })
    }

    /// Returns the symbol that a relocation refers to.
    fn reloc_target(&self, index: u32, sect: Sym, count: usize) -> Result<Sym, Bad> {
        if index == 0 {
            return Ok(Sym::NONE);
        }
        let elf = self.object.symbol(index as usize)?;
        let sym = self.symbols[index as usize];
        if sym.is_some() {
            return Ok(sym);
        }
        let (from, name) = (self.ldr.name_text(sect), os_str::decode_cow(elf.name));
        Err(Bad::malformed(&format!(
            "{from}#{count}: reloc of invalid sym #{index} {name} shndx={} type={}",
            elf.section, elf.kind
        )))
    }
}

/// Returns the number of bytes that a relocation changes; its addend is as large.
fn reloc_size(family: Family, kind: u32) -> Option<u8> {
    // Go's reader uses the low half only.
    match (family, kind & 0xffff) {
        // PC32, PLT32, GOTPCREL, GOTPCRELX, REX_GOTPCRELX
        (Family::Amd64, 2 | 4 | 9 | 41 | 42) => Some(4),
        // 64, PC64
        (Family::Amd64, 1 | 24) => Some(8),
        // PREL32, ADR_PREL_PG_HI21, ADD_ABS_LO12_NC, LDST8, JUMP26, CALL26, LDST16, LDST32,
        // LDST64, LDST128, ADR_GOT_PAGE, LD64_GOT_LO12_NC
        (Family::Arm64, 261 | 275 | 277 | 278 | 282 | 283 | 284 | 285 | 286 | 299 | 311 | 312) => {
            Some(4)
        }
        // ABS64, PREL64
        (Family::Arm64, 257 | 260) => Some(8),
        _ => None,
    }
}
