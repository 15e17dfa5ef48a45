//! Relocations of an object: the ones that the system's linker applies, because it places sections.
//!
//! Relocations that do not depend on the position are applied here: distances inside a section, and
//! offsets. Errors are left to the SDK's linker.
//! Counterpart: cmd/link/internal/ld/data.go (`relocsym`, `extreloc`),
//! cmd/link/internal/arm64/asm.go (`extreloc`).

use super::Failures;
use super::PatchedSymbol;
use super::Relocator;
use crate::arch::Family;
use crate::elf::External;
use crate::elf::Numbers;
use crate::elf::Relas;
use crate::elf::Target;
use crate::error::Stop;
use crate::kind::SymKind;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::reloc::Reloc;
use crate::reloc::RelocType;

/// The ELF type of a function.
const STT_FUNC: u8 = 2;

/// Targets of relocations of an object.
#[derive(Clone, Copy)]
pub(crate) struct ObjectTargets<'l> {
    /// The numbers of symbols.
    pub(crate) numbers: &'l Numbers,
    /// The variable of each thread that holds its goroutine.
    pub(crate) tls: Sym,
}

impl ObjectTargets<'_> {
    /// Returns the target of a relocation to `sym`.
    ///
    /// # Errors
    /// The symbol is not in the table.
    pub(crate) fn target(&self, ldr: &Loader<'_>, sym: Sym) -> Result<Target, Stop> {
        let number = self.numbers.of(sym);
        if number == 0 {
            let name = ldr.name_text(sym);
            return Err(unsupported(&format!(
                "a relocation to {name}, which has no number"
            )));
        }
        let is_import = ldr.kind(sym) == SymKind::DynImport;
        let is_func = || ldr.extra.elf_type.get(&sym) == Some(&STT_FUNC);
        Ok(Target {
            number,
            is_import,
            is_import_func: is_import && is_func(),
        })
    }
}

/// Returns the symbol that represents `sym` in relocations, and the offset of `sym` in it
/// (`FoldSubSymbolOffset`).
pub(crate) fn outer(ldr: &Loader<'_>, sym: Sym) -> (Sym, i64) {
    match ldr.outer(sym) {
        Sym::NONE => (sym, 0),
        outer => (outer, ldr.value(sym).wrapping_sub(ldr.value(outer))),
    }
}

fn unsupported(what: &str) -> Stop {
    Stop::Unsupported(format!("external linking: {what}"))
}

/// Target and addend of a relocation that is left to the system's linker.
struct ExternalReloc {
    target: Sym,
    add: i64,
}

impl<'l> Relocator<'l, '_> {
    /// Returns the targets of relocations if the output is an object.
    pub(crate) fn object(&self) -> Option<ObjectTargets<'l>> {
        self.targets.object
    }

    /// Applies the relocations of a symbol to its data, and adds those that are left to the system's
    /// linker to `relas`; `at` is the offset of the symbol in its section.
    pub(crate) fn apply_in_object(
        &self,
        object: ObjectTargets<'_>,
        (sym, at): (Sym, u64),
        bytes: &mut [u8],
        relas: &mut Relas,
        failures: &mut Failures,
    ) {
        let place = PatchedSymbol {
            sym,
            value: self.ldr.value(sym),
        };
        self.ldr.relocs(sym).for_each_field(|reloc| {
            let applied = match self.left(object, place, reloc) {
                Ok(None) => {
                    if self.quick(place, reloc, bytes).is_none() {
                        self.one(place, reloc, bytes, failures);
                    }
                    Ok(())
                }
                Ok(Some(left)) => self.leave(object, (reloc, &left), at, bytes, relas),
                Err(stop) => Err(stop),
            };
            if let Err(stop) = applied {
                failures.stop(stop);
            }
        });
    }

    /// Returns the part of a relocation that is left to the system's linker; `None` if it is
    /// applied here.
    fn left(
        &self,
        object: ObjectTargets<'_>,
        place: PatchedSymbol,
        reloc: &Reloc,
    ) -> Result<Option<ExternalReloc>, Stop> {
        let ldr = self.ldr;
        let left = |target, add| Ok(Some(ExternalReloc { target, add }));
        let size = i64::from(reloc.size);
        match reloc.kind {
            RelocType::TLS_LE | RelocType::TLS_IE => {
                let target = Some(reloc.sym).filter(|sym| sym.is_some());
                left(target.unwrap_or(object.tls), reloc.add)
            }
            RelocType::ARM64_TLS_LE | RelocType::ARM64_TLS_IE => left(reloc.sym, reloc.add),
            RelocType::ADDR | RelocType::PEIMAGEOFF => {
                let is_dead = reloc.weak && !ldr.is_reachable(reloc.sym);
                let target = if is_dead {
                    self.targets.syms.unreachable_method
                } else {
                    reloc.sym
                };
                let (target, off) = self.live_outer(target)?;
                left(target, reloc.add.wrapping_add(off))
            }
            RelocType::CALL | RelocType::PCREL | RelocType::GOTPCREL => {
                if reloc.sym.is_some() && ldr.kind(reloc.sym) == SymKind::UndefExt {
                    return left(reloc.sym, -size);
                }
                let is_near = reloc.sym.is_none() || ldr.sect(reloc.sym) == ldr.sect(place.sym);
                if is_near && reloc.kind != RelocType::GOTPCREL {
                    return Ok(None);
                }
                let (target, off) = self.live_outer(reloc.sym)?;
                left(target, reloc.add.wrapping_add(off).wrapping_sub(size))
            }
            RelocType::CALLARM64 => left(self.live(reloc.sym)?, reloc.add),
            RelocType::ADDRARM64
            | RelocType::ARM64_GOTPCREL
            | RelocType::ARM64_PCREL_LDST8
            | RelocType::ARM64_PCREL_LDST16
            | RelocType::ARM64_PCREL_LDST32
            | RelocType::ARM64_PCREL_LDST64 => {
                let (target, off) = self.live_outer(reloc.sym)?;
                left(target, reloc.add.wrapping_add(off))
            }
            _ => Ok(None),
        }
    }

    /// Checks that the system's linker can refer to a symbol.
    fn live(&self, sym: Sym) -> Result<Sym, Stop> {
        let ldr = self.ldr;
        let is_defined =
            ldr.sect(sym) != 0 || matches!(ldr.kind(sym), SymKind::HostObj | SymKind::UndefExt);
        if sym.is_some() && ldr.is_reachable(sym) && is_defined {
            return Ok(sym);
        }
        let name = ldr.name_text(sym);
        Err(unsupported(&format!("a relocation to {name}")))
    }

    fn live_outer(&self, sym: Sym) -> Result<(Sym, i64), Stop> {
        Ok(outer(self.ldr, self.live(sym)?))
    }

    /// Adds a relocation for the system's linker, and writes the field as that linker expects it.
    fn leave(
        &self,
        object: ObjectTargets<'_>,
        (reloc, left): (&Reloc, &ExternalReloc),
        at: u64,
        bytes: &mut [u8],
        relas: &mut Relas,
    ) -> Result<(), Stop> {
        let family = self.ldr.arch.family;
        let external = External {
            kind: reloc.kind,
            size: reloc.size,
            target: object.target(self.ldr, left.target)?,
            add: left.add,
        };
        let start = usize::try_from(reloc.off).unwrap_or(usize::MAX);
        let field = bytes.get_mut(start..start.saturating_add(usize::from(reloc.size)));
        let field = field.filter(|_| relas.push(family, at.wrapping_add(start as u64), &external));
        let field = field.ok_or_else(|| unsupported(&format!("a relocation {}", reloc.kind)))?;
        if !is_instruction(reloc.kind) {
            write_addend(family, field, left.add);
        }
        Ok(())
    }
}

/// Returns true if the field has instructions, whose bits stay.
fn is_instruction(kind: RelocType) -> bool {
    matches!(
        kind,
        RelocType::CALLARM64
            | RelocType::ADDRARM64
            | RelocType::ARM64_GOTPCREL
            | RelocType::ARM64_PCREL_LDST8
            | RelocType::ARM64_PCREL_LDST16
            | RelocType::ARM64_PCREL_LDST32
            | RelocType::ARM64_PCREL_LDST64
            | RelocType::ARM64_TLS_LE
            | RelocType::ARM64_TLS_IE
    )
}

/// Writes the field of a relocation in an object: upstream writes the addend there, too, except for
/// x86-64.
pub(crate) fn write_addend(family: Family, field: &mut [u8], add: i64) {
    let value = match family {
        Family::Amd64 => 0,
        Family::Arm64 => add,
    };
    for (byte, value) in field.iter_mut().zip(value.to_le_bytes()) {
        *byte = value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arch::AMD64;
    use crate::arch::ARM64;
    use crate::arch::Arch;
    use crate::arch_syms::ArchSyms;
    use crate::error::Diagnostics;
    use crate::loader::Attr;
    use crate::profile::GO1_26;
    use crate::reloc_apply::Targets;
    use crate::section::Layout;
    use crate::section::SectionId;
    use crate::section::SegmentId;
    use crate::system::System;
    use crate::testing::define;
    use crate::testing::refer;

    /// Two sections, and a symbol in the first one whose relocations are applied.
    struct Program {
        ldr: Loader<'static>,
        layout: Layout,
        sections: [SectionId; 2],
        from: Sym,
    }

    impl Program {
        fn new(arch: &'static Arch) -> Self {
            let mut ldr = Loader::new(&GO1_26, arch);
            let mut layout = Layout::default();
            let sections = [".text", ".data"].map(|name| layout.add(SegmentId::Text, name, 5));
            let from = define(&mut ldr, "from", SymKind::Text, &[0xff; 16]);
            ldr.set_sect(from, sections[0]);
            ldr.set_value(from, 0x1000);
            Self {
                ldr,
                layout,
                sections,
                from,
            }
        }

        /// Creates a symbol at an address in a section.
        fn at(&mut self, name: &'static str, section: usize, value: i64) -> Sym {
            let sym = define(&mut self.ldr, name, SymKind::Data, &[0; 16]);
            self.ldr.set_sect(sym, self.sections[section]);
            self.ldr.set_value(sym, value);
            sym
        }

        fn refer(&mut self, off: i32, kind: RelocType, size: u8, to: Sym) {
            refer(&mut self.ldr, self.from, off, kind, size, to);
        }

        /// Applies all relocations; returns the bytes, and offset, symbol and addend of those that
        /// are left.
        fn apply(&self) -> (Vec<u8>, Vec<[i64; 3]>, Result<(), Stop>) {
            let numbers = Numbers::of_link(self.ldr.len());
            let syms = ArchSyms {
                unreachable_method: self.from,
                ..ArchSyms::default()
            };
            let object = ObjectTargets {
                numbers: &numbers,
                tls: self.from,
            };
            let targets = Targets {
                syms: &syms,
                by_unit: &[],
                is_pie: false,
                system: System::Linux,
                object: Some(object),
            };
            let relocator = Relocator::new(&self.ldr, &self.layout, targets);
            let mut bytes = self.ldr.data(self.from).to_vec();
            let (mut relas, mut failures) = (Relas::default(), Failures::default());
            let place = (self.from, 0x40);
            relocator.apply_in_object(object, place, &mut bytes, &mut relas, &mut failures);
            let words = relas.bytes().chunks_exact(8);
            let words: Vec<i64> = words
                .map(|word| i64::from_le_bytes(word.try_into().unwrap()))
                .collect();
            let left = words.chunks_exact(3);
            let left = left.map(|word| [word[0], word[1] >> 32, word[2]]).collect();
            (bytes, left, failures.report(&mut Diagnostics::default()))
        }
    }

    #[test]
    fn only_distances_inside_a_section_are_known() {
        let mut program = Program::new(&AMD64);
        let near = program.at("near", 0, 0x2000);
        let far = program.at("far", 1, 0x2010);
        program.refer(0, RelocType::CALL, 4, near);
        program.refer(4, RelocType::PCREL, 4, far);
        program.refer(8, RelocType::ADDR, 8, near);
        let (bytes, left, result) = program.apply();
        let number = |sym: Sym| i64::from(sym.0);
        assert_eq!(bytes[..4], 0xffc_i32.to_le_bytes());
        assert_eq!(bytes[4..], [0; 12]);
        assert_eq!(left, [[0x44, number(far), -4], [0x48, number(near), 0]]);
        assert_eq!(result, Ok(()));
    }

    #[test]
    fn groups_stand_for_their_members() {
        let mut program = Program::new(&AMD64);
        let group = program.at("group", 1, 0x2000);
        let member = program.at("member", 1, 0x2010);
        program
            .ldr
            .layout
            .outer
            .resize(program.ldr.len(), Sym::NONE);
        program.ldr.layout.outer[member.index()] = group;
        program.refer(0, RelocType::ADDR, 8, member);
        let (_, left, _) = program.apply();
        assert_eq!(left, [[0x40, i64::from(group.0), 0x10]]);
    }

    #[test]
    fn instructions_of_arm64_keep_their_bits() {
        let mut program = Program::new(&ARM64);
        let near = program.at("near", 0, 0x2000);
        program.refer(0, RelocType::CALLARM64, 4, near);
        program.refer(8, RelocType::ADDR, 8, near);
        let (bytes, left, result) = program.apply();
        assert_eq!(bytes[..8], [0xff; 8]);
        assert_eq!(bytes[8..], [0; 8]);
        assert_eq!((left.len(), result), (2, Ok(())));
    }

    #[test]
    fn what_upstream_reports_is_left_to_it() {
        let mut program = Program::new(&AMD64);
        let dead = program.at("dead", 1, 0x2000);
        program.ldr.set(Attr::Reachable, dead, false);
        program.refer(0, RelocType::ADDR, 8, dead);
        let (_, left, result) = program.apply();
        assert!(left.is_empty());
        assert!(matches!(result, Err(Stop::Unsupported(_))));
    }
}
