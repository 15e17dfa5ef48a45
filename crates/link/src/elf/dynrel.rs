//! Relocations that the dynamic linker must complete, and relocations of host objects.
//!
//! Counterpart: cmd/link/internal/amd64/asm.go (`adddynrel`), and arm64's for Go objects.

use super::dynamic::add_got;
use super::plt;
use super::state::Tables;
use crate::arch::Family;
use crate::error::Diagnostics;
use crate::error::Stop;
use crate::kind::SymKind;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::options::Options;
use crate::reloc::Reloc;
use crate::reloc::RelocType;

const R_X86_64_64: u16 = 1;
const R_X86_64_PC32: u16 = 2;
const R_X86_64_PLT32: u16 = 4;
const R_X86_64_GOTPCREL: u16 = 9;
const R_X86_64_PC64: u16 = 24;
const R_X86_64_GOTPCRELX: u16 = 41;
const R_X86_64_REX_GOTPCRELX: u16 = 42;
/// The instruction that loads from memory, and the one that takes an address.
const MOV: u8 = 0x8b;
const LEA: u8 = 0x8d;

/// Leaves a relocation that is not known, and the message about it, to the SDK's linker.
pub(super) fn unsupported(ldr: &Loader<'_>, sym: Sym, reloc: Reloc) -> Stop {
    let (from, to) = (ldr.name_text(sym), ldr.name_text(reloc.sym));
    let kind = reloc.kind.0;
    Stop::Unsupported(format!("dynamic relocation {kind} from {from} to {to}"))
}

/// Handles one relocation, which has an index in its symbol; returns false if it is not
/// known.
pub(super) fn add(
    tables: &mut Tables<'_, '_>,
    options: &Options,
    diag: &mut Diagnostics,
    (sym, index, reloc): (Sym, usize, Reloc),
) -> Result<bool, Stop> {
    let mut site = Site {
        tables,
        is_pie: options.is_pie(),
        diag,
        sym,
        index,
        reloc,
    };
    if reloc.kind.0 >= RelocType::ELF {
        let elf_type = reloc.kind.0 - RelocType::ELF;
        return match site.tables.ldr.arch.family {
            Family::Amd64 => site.host(elf_type),
            Family::Arm64 => site.host_arm64(elf_type),
        };
    }
    site.go(reloc.kind)
}

/// A relocation and where it is.
pub(super) struct Site<'w, 't, 'a> {
    pub(super) tables: &'w mut Tables<'t, 'a>,
    pub(super) is_pie: bool,
    diag: &'w mut Diagnostics,
    pub(super) sym: Sym,
    index: usize,
    pub(super) reloc: Reloc,
}

impl Site<'_, '_, '_> {
    pub(super) fn change(&mut self, change: impl FnOnce(&mut Reloc)) {
        let mut builder = self.tables.ldr.update(self.sym);
        if let Some(reloc) = builder.relocs_mut().get_mut(self.index) {
            change(reloc);
        }
    }

    pub(super) fn target_kind(&self) -> SymKind {
        match self.reloc.sym {
            Sym::NONE => SymKind::Xxx,
            target => self.tables.ldr.kind(target),
        }
    }

    pub(super) fn is_import(&self) -> bool {
        self.target_kind() == SymKind::DynImport
    }

    fn error(&mut self, text: &str) -> Result<(), Stop> {
        let name = self.tables.ldr.name_text(self.reloc.sym);
        self.report(&format!("{text} {name}"))
    }

    fn report(&mut self, text: &str) -> Result<(), Stop> {
        self.tables.ldr.report(self.diag, self.sym, text)
    }

    /// A relocation of a host object.
    fn host(&mut self, elf_type: u16) -> Result<bool, Stop> {
        let add = self.reloc.add;
        match elf_type {
            R_X86_64_PC32 => self.pc_relative("R_X86_64_PC32", 4),
            R_X86_64_PC64 => self.pc_relative("R_X86_64_PC64", 8),
            R_X86_64_PLT32 => {
                self.change(|reloc| (reloc.kind, reloc.add) = (RelocType::PCREL, add + 4));
                if self.is_import() {
                    let off = plt::add(self.tables, self.reloc.sym);
                    let stubs = self.tables.syms.plt;
                    self.change(|reloc| (reloc.sym, reloc.add) = (stubs, add + 4 + off));
                }
                Ok(true)
            }
            R_X86_64_GOTPCREL | R_X86_64_GOTPCRELX | R_X86_64_REX_GOTPCRELX => {
                self.through_table();
                Ok(true)
            }
            R_X86_64_64 => {
                if self.is_import() {
                    self.error("unexpected R_X86_64_64 relocation for dynamic symbol")?;
                }
                self.change(|reloc| reloc.kind = RelocType::ADDR);
                if self.is_pie {
                    return self.go(RelocType::ADDR);
                }
                Ok(true)
            }
            _ => Err(unsupported(self.tables.ldr, self.sym, self.reloc)),
        }
    }

    pub(super) fn pc_relative(&mut self, name: &str, size: i64) -> Result<bool, Stop> {
        match self.target_kind() {
            SymKind::DynImport => {
                self.error(&format!("unexpected {name} relocation for dynamic symbol"))?;
            }
            SymKind::Xxx | SymKind::Xref => {
                let target = self.tables.ldr.name_text(self.reloc.sym);
                let text = format!("unknown symbol {target} in pcrel");
                self.report(&text)?;
            }
            _ => {}
        }
        let add = self.reloc.add + size;
        self.change(|reloc| (reloc.kind, reloc.add) = (RelocType::PCREL, add));
        Ok(true)
    }

    /// Loads an address from the table, or computes it where the target is in the output.
    fn through_table(&mut self) {
        let (add, target) = (self.reloc.add, self.reloc.sym);
        if !self.is_import() {
            let opcode = usize::try_from(self.reloc.off.wrapping_sub(2)).ok();
            let data = self.tables.ldr.data(self.sym);
            if let Some(at) = opcode.filter(|&at| data.get(at) == Some(&MOV)) {
                self.tables.ldr.update(self.sym).data_mut(0)[at] = LEA;
                self.change(|reloc| (reloc.kind, reloc.add) = (RelocType::PCREL, add + 4));
                return;
            }
        }
        let (table, slot) = self.slot(target);
        self.change(|reloc| {
            (reloc.kind, reloc.sym, reloc.add) = (RelocType::PCREL, table, add + 4 + slot);
        });
    }

    /// Gives a symbol an entry in the global offset table; returns the table and the
    /// entry's offset.
    pub(super) fn slot(&mut self, sym: Sym) -> (Sym, i64) {
        add_got(self.tables, sym);
        let slot = self.tables.ldr.extra.got.get(&sym);
        (
            self.tables.syms.got,
            slot.map_or(-1, |&slot| i64::from(slot)),
        )
    }

    /// A relocation of a Go object.
    pub(super) fn go(&mut self, kind: RelocType) -> Result<bool, Stop> {
        match kind {
            RelocType::CALL | RelocType::CALLARM64 => {
                if self.is_import() {
                    if kind == RelocType::CALLARM64 && self.reloc.add != 0 {
                        let add = self.reloc.add;
                        let text = format!("PLT call with non-zero addend ({add})");
                        self.report(&text)?;
                    }
                    let off = plt::add(self.tables, self.reloc.sym);
                    let stubs = self.tables.syms.plt;
                    self.change(|reloc| (reloc.sym, reloc.add) = (stubs, off));
                }
                Ok(true)
            }
            RelocType::ADDR => self.address(),
            _ => Ok(false),
        }
    }

    fn address(&mut self) -> Result<bool, Stop> {
        let Reloc { off, add, sym, .. } = self.reloc;
        let kind = self.tables.ldr.kind(self.sym);
        if kind.is_text() {
            // Code that needs the address of a library's function loads it.
            let (table, slot) = self.slot(sym);
            self.change(|reloc| (reloc.sym, reloc.add) = (table, add + slot));
            return Ok(true);
        }
        if self.is_pie {
            // These are made of static relocations; relocating them again would never end.
            if matches!(
                self.tables.ldr.name(self.sym),
                b".dynsym" | b".rela" | b".rela.plt" | b".got.plt" | b".dynamic"
            ) {
                return Ok(false);
            }
        } else if !kind.is_pointer_data() && !kind.is_ro_data() {
            return Ok(false);
        }
        let relative = self.tables.ldr.arch.elf_relocs.relative;
        let mut table = self.tables.ldr.update(self.tables.syms.rela);
        table.add_addr_plus(self.sym, i64::from(off));
        if self.reloc.size == 8 {
            table.add_u64(relative);
        } else {
            self.error("unexpected relocation for dynamic symbol")?;
        }
        // The relocation is applied too, so that the file's content is readable.
        let mut table = self.tables.ldr.update(self.tables.syms.rela);
        table.add_addr_plus(sym, add);
        Ok(true)
    }
}
