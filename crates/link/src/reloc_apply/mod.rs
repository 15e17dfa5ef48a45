//! Writes addresses into code and data.
//!
//! A [`Relocator`] only reads, so that all threads can share it: each writes to
//! its own part of the output, or to a buffer.
//! Counterpart: cmd/link/internal/ld/data.go (`relocsym`).

use crate::arch::Family;
use crate::arch_syms::ArchSyms;
use crate::error::Stop;
use crate::kind::SymKind;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::reloc::Reloc;
use crate::reloc::RelocType;
use crate::section::Layout;
use crate::section::SegmentId;
use crate::system::PE_BASE;
use crate::system::System;

mod amd64;
mod arm64;
mod failure;
mod object;
#[cfg(test)]
mod tests;

pub(crate) use failure::Failures;
use failure::go_hex;
pub(crate) use object::ObjectTargets;
pub(crate) use object::outer;
pub(crate) use object::write_addend;

/// Applies relocations after all addresses are known.
pub(crate) struct Relocator<'l, 'a> {
    ldr: &'l Loader<'a>,
    targets: Targets<'l>,
    /// Origins of offsets of symbols in a section: the start of the first section of text, or of
    /// the section itself.
    origins: Vec<i64>,
}

/// Targets of relocations other than symbols by their numbers.
#[derive(Clone, Copy)]
pub(crate) struct Targets<'l> {
    /// Tables, and the function that dead methods lead to.
    pub(crate) syms: &'l ArchSyms,
    /// The functions of each compilation unit.
    pub(crate) by_unit: &'l [Vec<Sym>],
    /// True for a position-independent executable.
    pub(crate) is_pie: bool,
    /// The system that runs the output.
    pub(crate) system: System,
    /// Targets of relocations of an object.
    pub(crate) object: Option<ObjectTargets<'l>>,
}

/// The symbol whose bytes are written, and its address.
#[derive(Clone, Copy)]
struct PatchedSymbol {
    sym: Sym,
    value: i64,
}

impl<'l, 'a> Relocator<'l, 'a> {
    /// Returns a relocator for the addresses that symbols and sections have now.
    pub(crate) fn new(ldr: &'l Loader<'a>, layout: &Layout, targets: Targets<'l>) -> Self {
        let sections = &layout.sections;
        let starts: Vec<i64> =
            (sections.iter().map(|section| section.vaddr.cast_signed())).collect();
        let text = layout.segment(SegmentId::Text).sections.first();
        let text = text.map_or(0, |&id| starts[usize::from(id)]);
        let origin = |(index, start): (usize, &i64)| match sections[index].name.as_str() {
            ".text" => text,
            _ => *start,
        };
        let origins = starts.iter().enumerate().map(origin).collect();
        Self {
            ldr,
            targets,
            origins,
        }
    }

    /// Applies the relocations of a symbol to its data.
    pub(crate) fn apply(&self, sym: Sym, bytes: &mut [u8], failures: &mut Failures) {
        let relocs = self.ldr.relocs(sym);
        if relocs.is_empty() {
            return;
        }
        let place = PatchedSymbol {
            sym,
            value: self.ldr.value(sym),
        };
        relocs.for_each_field(|reloc| {
            if self.quick(place, reloc, bytes).is_none() {
                self.one(place, reloc, bytes, failures);
            }
        });
    }

    /// Applies a relocation of the kinds that almost all are, to a target that has a
    /// section, which is therefore defined and live; `None` for others and for errors.
    #[inline]
    fn quick(&self, place: PatchedSymbol, reloc: &Reloc, bytes: &mut [u8]) -> Option<()> {
        let section = self.ldr.sect(reloc.sym);
        if section == 0 {
            return None;
        }
        let start = usize::try_from(reloc.off).ok()?;
        let field = bytes.get_mut(start..)?;
        let value = self.ldr.value(reloc.sym).wrapping_add(reloc.add);
        let value = match (reloc.kind, reloc.size) {
            (RelocType::CALL | RelocType::PCREL, 4) => {
                value.wrapping_sub(place.value + start as i64 + 4)
            }
            (RelocType::ADDROFF | RelocType::METHODOFF, 4) => {
                value.wrapping_sub(*self.origins.get(usize::from(section))?)
            }
            (RelocType::ADDR, 8) => {
                *field.first_chunk_mut()? = value.to_le_bytes();
                return Some(());
            }
            _ => return None,
        };
        *field.first_chunk_mut()? = i32::try_from(value).ok()?.to_le_bytes();
        Some(())
    }

    #[cold]
    fn one(&self, place: PatchedSymbol, reloc: &Reloc, bytes: &mut [u8], failures: &mut Failures) {
        let size = usize::from(reloc.size);
        let start = usize::try_from(reloc.off).unwrap_or(usize::MAX);
        let Some(end) = start.checked_add(size).filter(|&end| end <= bytes.len()) else {
            let name = if reloc.sym.is_some() {
                self.ldr.name_text(reloc.sym)
            } else {
                String::new()
            };
            let (off, len) = (reloc.off, bytes.len());
            let text = format!("invalid relocation {name}: {off}+{size} not in [0,{len})");
            return self.fail(failures, place, text);
        };
        if size == 0 || !self.is_applied(place, reloc, failures) {
            return;
        }
        match reloc.kind {
            RelocType::DWTXTADDR_U1
            | RelocType::DWTXTADDR_U2
            | RelocType::DWTXTADDR_U3
            | RelocType::DWTXTADDR_U4 => {
                return self.debug_addr(place, reloc, failures);
            }
            RelocType::TLS_IE => {
                if let Err(stop) = self.tls_ie(place, bytes, start, size) {
                    return failures.stop(stop);
                }
            }
            _ => {}
        }
        let field = &mut bytes[start..end];
        if let Some(value) = self.value(place, reloc, field, failures) {
            self.store(place, reloc, value, field, failures);
        }
    }

    /// Checks the target; returns false if nothing is to be written.
    fn is_applied(&self, place: PatchedSymbol, reloc: &Reloc, failures: &mut Failures) -> bool {
        let target = reloc.sym;
        // Almost all targets are live and have a place; then their kind does not matter.
        let has_place = self.ldr.sect(target) != 0 || reloc.kind == RelocType::DWARFSECREF;
        if has_place && self.ldr.is_reachable(target) {
            return reloc.kind.0 < RelocType::ELF;
        }
        if target.is_none() {
            return reloc.kind.0 < RelocType::ELF;
        }
        let kind = self.ldr.kind(target);
        if matches!(kind, SymKind::Xxx | SymKind::Xref) {
            failures.unresolved(self.ldr, place.sym, target);
            return false;
        }
        if reloc.kind.0 >= RelocType::ELF {
            return false;
        }
        let is_unhandled = self.targets.system != System::Darwin;
        if is_unhandled && kind == SymKind::DynImport && !self.ldr.is_sub_symbol(target) {
            let (name, number) = (self.ldr.name_text(target), kind as u8);
            let (kind, rtype) = (kind.name(), reloc.kind);
            let text = format!(
                "unhandled relocation for {name} (type {number} ({kind}) rtype {} ({rtype}))",
                rtype.0
            );
            self.fail(failures, place, text);
        }
        let may_be_dead =
            kind == SymKind::TlsBss || reloc.weak || reloc.kind == RelocType::METHODOFF;
        if !may_be_dead && !self.ldr.is_reachable(target) {
            let name = self.ldr.name_text(target);
            let text = format!("unreachable sym in relocation: {name}");
            self.fail(failures, place, text);
        }
        true
    }

    /// Returns the value to write; `None` if the field does not change.
    fn value(
        &self,
        place: PatchedSymbol,
        reloc: &Reloc,
        field: &[u8],
        failures: &mut Failures,
    ) -> Option<i64> {
        let ldr = self.ldr;
        let target = reloc.sym;
        let value = || ldr.value(target).wrapping_add(reloc.add);
        Some(match reloc.kind {
            RelocType::CALL | RelocType::PCREL | RelocType::GOTPCREL => {
                let end = place.value + i64::from(reloc.off) + i64::from(reloc.size);
                value().wrapping_sub(end)
            }
            RelocType::ADDR | RelocType::PEIMAGEOFF => {
                return self.address(place, reloc, failures);
            }
            RelocType::METHODOFF if !ldr.is_reachable(target) => -1,
            RelocType::ADDROFF | RelocType::METHODOFF => {
                if reloc.weak && !ldr.is_reachable(target) {
                    return None;
                }
                let section = ldr.sect(target);
                if section == 0 {
                    self.no_section(place, target, failures);
                    return None;
                }
                value().wrapping_sub(self.origins[usize::from(section)])
            }
            // Values of debug information are offsets in its section.
            RelocType::DWARFSECREF => value(),
            RelocType::ADDRCUOFF => value().wrapping_sub(self.unit_start(target)),
            RelocType::TLS_LE => self.targets.system.tls_offset().wrapping_add(reloc.add),
            RelocType::TLS_IE => self.targets.system.tls_offset(),
            RelocType::SIZE => ldr.size(target).wrapping_add(reloc.add),
            RelocType::CONST => reloc.add,
            RelocType::GOTOFF => value().wrapping_sub(ldr.value(self.targets.syms.got)),
            _ => return self.of_arch(place, reloc, field, failures),
        })
    }

    fn address(&self, place: PatchedSymbol, reloc: &Reloc, failures: &mut Failures) -> Option<i64> {
        let mut target = reloc.sym;
        if reloc.weak && !self.ldr.is_reachable(target) {
            // A call of a method that nothing calls throws.
            target = self.targets.syms.unreachable_method;
        }
        let value = self.ldr.value(target);
        let address = value.wrapping_add(reloc.add);
        if reloc.kind == RelocType::PEIMAGEOFF {
            return Some(address.wrapping_sub(PE_BASE));
        }
        // Instructions extend the sign of 4 bytes.
        if reloc.size == 4 && (address as i32) < 0 {
            let name = self.ldr.name_text(target);
            let (value, add) = (go_hex(value), go_hex(reloc.add));
            let text = format!(
                "non-pc-relative relocation address for {name} is too big: {address:#x} ({value} + {add})"
            );
            self.fail(failures, place, text);
            failures.stop(Stop::Errors);
            return None;
        }
        Some(address)
    }

    fn no_section(&self, place: PatchedSymbol, target: Sym, failures: &mut Failures) {
        let what = match self.ldr.kind(target) {
            SymKind::DynImport => "cannot target DYNIMPORT sym in section-relative reloc",
            SymKind::UndefExt => "undefined symbol in relocation",
            _ => {
                let name = self.ldr.name_text(target);
                let text = format!("missing section for relocation target {name}");
                return self.fail(failures, place, text);
            }
        };
        let name = self.ldr.name_text(target);
        self.fail(failures, place, format!("{what}: {name}"));
    }

    /// Returns the address of the first function of a symbol's compilation unit.
    fn unit_start(&self, sym: Sym) -> i64 {
        let unit = self.ldr.unit(sym).unwrap_or(u32::MAX);
        let funcs = self.targets.by_unit.get(unit as usize);
        let first = funcs.and_then(|funcs| funcs.first());
        first.map_or(0, |&first| self.ldr.value(first))
    }

    /// Fails to find the slot of a function in `.debug_addr`: only debug information, whose
    /// relocations are applied when its sections are written, has slots.
    fn debug_addr(&self, place: PatchedSymbol, reloc: &Reloc, failures: &mut Failures) {
        let name = self.ldr.name_text(reloc.sym);
        let text = format!("missing .debug_addr index relocation target {name}");
        self.fail(failures, place, text);
    }

    /// Replaces a load of the thread's offset by the offset.
    fn tls_ie(
        &self,
        place: PatchedSymbol,
        bytes: &mut [u8],
        start: usize,
        size: usize,
    ) -> Result<(), Stop> {
        let family = self.ldr.arch.family;
        let is_linux = self.targets.system == System::Linux;
        if !is_linux || !self.targets.is_pie || family != Family::Amd64 {
            let name = self.ldr.name_text(place.sym);
            return Err(Stop::Fatal(format!(
                "cannot handle R_TLS_IE (sym {name}) when linking internally"
            )));
        }
        amd64::tls_ie_to_le(bytes, start, size)
    }

    /// Returns the value of a processor-specific relocation.
    fn of_arch(
        &self,
        place: PatchedSymbol,
        reloc: &Reloc,
        field: &[u8],
        failures: &mut Failures,
    ) -> Option<i64> {
        // The size is checked again before the value is written.
        if !matches!(field.len(), 1 | 2 | 4 | 8) {
            self.bad_size(place, reloc, field.len(), failures);
        }
        let mut raw = [0; 8];
        if let Some(raw) = raw.get_mut(..field.len()) {
            raw.copy_from_slice(field);
        }
        let raw = i64::from_le_bytes(raw);
        let found = match self.ldr.arch.family {
            Family::Amd64 => None,
            Family::Arm64 => match self.arm64(place, reloc, raw, failures) {
                Ok(value) => value,
                Err(stop) => {
                    failures.stop(stop);
                    return None;
                }
            },
        };
        if found.is_none() {
            let name = self.ldr.name_text(reloc.sym);
            let kind = reloc.kind;
            let text = format!("unknown reloc to {name}: {} ({kind})", kind.0);
            self.fail(failures, place, text);
        }
        found.or(Some(raw))
    }

    fn store(
        &self,
        place: PatchedSymbol,
        reloc: &Reloc,
        value: i64,
        field: &mut [u8],
        failures: &mut Failures,
    ) {
        let fits = match field.len() {
            2 => i16::try_from(value).is_ok() || u16::try_from(value).is_ok(),
            4 => i32::try_from(value).is_ok() || u32::try_from(value).is_ok(),
            _ => true,
        };
        let is_signed = matches!(reloc.kind, RelocType::PCREL | RelocType::CALL);
        let fits_signed = match field.len() {
            2 => i16::try_from(value).is_ok(),
            4 => i32::try_from(value).is_ok(),
            _ => true,
        };
        if (is_signed && !fits_signed) || !fits {
            let (kind, name) = (reloc.kind, self.ldr.name_text(reloc.sym));
            let text = if is_signed {
                format!(
                    "pc-relative relocation {kind} address for {name} is too big: {}",
                    go_hex(value)
                )
            } else {
                format!(
                    "non-pc-relative relocation {kind} address for {name} is too big: {value:#x}"
                )
            };
            self.fail(failures, place, text);
        }
        match field.len() {
            1 | 2 | 4 | 8 => {
                let len = field.len();
                field.copy_from_slice(&value.to_le_bytes()[..len]);
            }
            size => self.bad_size(place, reloc, size, failures),
        }
    }

    fn bad_size(&self, place: PatchedSymbol, reloc: &Reloc, size: usize, failures: &mut Failures) {
        let name = self.ldr.name_text(reloc.sym);
        let text = format!("bad reloc size {size:#x} for {name}");
        self.fail(failures, place, text);
    }

    fn fail(&self, failures: &mut Failures, place: PatchedSymbol, text: impl std::fmt::Display) {
        failures.line(self.ldr.error_line(place.sym, text));
    }
}
