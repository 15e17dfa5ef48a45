//! Relocations of an object, which the system's linker applies.
//!
//! Counterpart: cmd/link/internal/ld/elf.go (`elfrelocsect`), cmd/link/internal/amd64/asm.go and
//! arm64's (`elfreloc1`).

use hashbrown::HashMap;

use crate::arch::Family;
use crate::reloc::RelocType;
use crate::section::SectionId;

/// A relocation that is left to the system's linker (`loader.ExtReloc`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct External {
    /// The kind that the compiler gave it.
    pub(crate) kind: RelocType,
    /// The size of the field in bytes.
    pub(crate) size: u8,
    /// Its target.
    pub(crate) target: Target,
    /// Addend to the target's address.
    pub(crate) add: i64,
}

/// The target of a relocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Target {
    /// The number of the symbol in the table.
    pub(crate) number: u32,
    /// True for a symbol of a shared library.
    pub(crate) is_import: bool,
    /// True for a function of a shared library.
    pub(crate) is_import_func: bool,
}

/// Relocations as the file has them.
#[derive(Debug, Default)]
pub(crate) struct Relas(Vec<u8>);

impl Relas {
    /// Adds a relocation at an offset in its section; returns false if the processor has none of
    /// this kind and size.
    pub(crate) fn push(&mut self, family: Family, offset: u64, reloc: &External) -> bool {
        let types = match family {
            Family::Amd64 => amd64(reloc).map(|number| [Some(number), None]),
            Family::Arm64 => arm64(reloc),
        };
        let Some([first, second]) = types else {
            return false;
        };
        // The second instruction of a pair follows the first.
        for (number, offset) in [(first, offset), (second, offset + 4)] {
            if let Some(number) = number {
                self.one(offset, number, reloc);
            }
        }
        true
    }

    fn one(&mut self, offset: u64, number: u32, reloc: &External) {
        let info = u64::from(reloc.target.number) << 32 | u64::from(number);
        let words = [offset, info, reloc.add.cast_unsigned()];
        for word in words {
            self.0.extend_from_slice(&word.to_le_bytes());
        }
    }

    /// Returns the bytes.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// The relocations of all sections: of each in order, in pieces.
#[derive(Debug, Default)]
pub(crate) struct BySection(HashMap<SectionId, Vec<Relas>>);

impl BySection {
    /// Adds the next relocations of a section.
    pub(crate) fn add(&mut self, section: SectionId, relas: Relas) {
        if !relas.0.is_empty() {
            self.0.entry(section).or_default().push(relas);
        }
    }

    /// Adds the relocations of other sections.
    pub(crate) fn append(&mut self, others: Self) {
        for (section, pieces) in others.0 {
            for piece in pieces {
                self.add(section, piece);
            }
        }
    }

    /// Returns the relocations of a section.
    pub(super) fn of(&self, section: SectionId) -> &[Relas] {
        self.0.get(&section).map_or(&[], Vec::as_slice)
    }
}

const X86_64_64: u32 = 1;
const X86_64_PC32: u32 = 2;
const X86_64_PLT32: u32 = 4;
const X86_64_GOTPCREL: u32 = 9;
const X86_64_32: u32 = 10;
const X86_64_GOTTPOFF: u32 = 22;
const X86_64_TPOFF32: u32 = 23;

fn amd64(reloc: &External) -> Option<u32> {
    Some(match (reloc.kind, reloc.size) {
        (RelocType::ADDR | RelocType::DWARFSECREF, 4) => X86_64_32,
        (RelocType::ADDR | RelocType::DWARFSECREF, 8) => X86_64_64,
        (RelocType::TLS_LE, 4) => X86_64_TPOFF32,
        (RelocType::TLS_IE, 4) => X86_64_GOTTPOFF,
        (RelocType::CALL, 4) if reloc.target.is_import => X86_64_PLT32,
        (RelocType::PCREL, 4) if reloc.target.is_import_func => X86_64_PLT32,
        (RelocType::CALL | RelocType::PCREL, 4) => X86_64_PC32,
        (RelocType::GOTPCREL, 4) => X86_64_GOTPCREL,
        _ => return None,
    })
}

const AARCH64_ABS64: u32 = 257;
const AARCH64_ABS32: u32 = 258;
const AARCH64_ADR_PREL_PG_HI21: u32 = 275;
const AARCH64_ADD_ABS_LO12_NC: u32 = 277;
const AARCH64_LDST8_ABS_LO12_NC: u32 = 278;
const AARCH64_CALL26: u32 = 283;
const AARCH64_LDST16_ABS_LO12_NC: u32 = 284;
const AARCH64_LDST32_ABS_LO12_NC: u32 = 285;
const AARCH64_LDST64_ABS_LO12_NC: u32 = 286;
const AARCH64_ADR_GOT_PAGE: u32 = 311;
const AARCH64_LD64_GOT_LO12_NC: u32 = 312;
const AARCH64_TLSIE_ADR_GOTTPREL_PAGE21: u32 = 541;
const AARCH64_TLSIE_LD64_GOTTPREL_LO12_NC: u32 = 542;
const AARCH64_TLSLE_MOVW_TPREL_G0: u32 = 547;

fn arm64(reloc: &External) -> Option<[Option<u32>; 2]> {
    let pair = |second| [Some(AARCH64_ADR_PREL_PG_HI21), Some(second)];
    Some(match (reloc.kind, reloc.size) {
        (RelocType::ADDR | RelocType::DWARFSECREF, 4) => [Some(AARCH64_ABS32), None],
        (RelocType::ADDR | RelocType::DWARFSECREF, 8) => [Some(AARCH64_ABS64), None],
        (RelocType::ADDRARM64, _) => pair(AARCH64_ADD_ABS_LO12_NC),
        (RelocType::ARM64_PCREL_LDST8, _) => pair(AARCH64_LDST8_ABS_LO12_NC),
        (RelocType::ARM64_PCREL_LDST16, _) => pair(AARCH64_LDST16_ABS_LO12_NC),
        (RelocType::ARM64_PCREL_LDST32, _) => pair(AARCH64_LDST32_ABS_LO12_NC),
        (RelocType::ARM64_PCREL_LDST64, _) => pair(AARCH64_LDST64_ABS_LO12_NC),
        (RelocType::ARM64_TLS_LE, _) => [Some(AARCH64_TLSLE_MOVW_TPREL_G0), None],
        (RelocType::ARM64_TLS_IE, _) => [
            Some(AARCH64_TLSIE_ADR_GOTTPREL_PAGE21),
            Some(AARCH64_TLSIE_LD64_GOTTPREL_LO12_NC),
        ],
        (RelocType::ARM64_GOTPCREL, _) => {
            [Some(AARCH64_ADR_GOT_PAGE), Some(AARCH64_LD64_GOT_LO12_NC)]
        }
        (RelocType::CALLARM64, 4) => [Some(AARCH64_CALL26), None],
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn external(kind: RelocType, size: u8, is_import: bool) -> External {
        External {
            kind,
            size,
            target: Target {
                number: 7,
                is_import,
                is_import_func: is_import,
            },
            add: -4,
        }
    }

    #[test]
    fn entries_have_an_offset_a_symbol_a_type_and_an_addend() {
        let mut relas = Relas::default();
        assert!(relas.push(Family::Amd64, 9, &external(RelocType::PCREL, 4, false)));
        let entry = [9, 7 << 32 | 2, (-4i64).cast_unsigned()].map(u64::to_le_bytes);
        assert_eq!(relas.bytes(), entry.concat());
    }

    #[test]
    fn types_of_amd64() {
        let cases = [
            (RelocType::ADDR, 8, false, Some(X86_64_64)),
            (RelocType::DWARFSECREF, 4, false, Some(X86_64_32)),
            (RelocType::ADDR, 2, false, None),
            (RelocType::TLS_LE, 4, false, Some(X86_64_TPOFF32)),
            (RelocType::TLS_IE, 4, false, Some(X86_64_GOTTPOFF)),
            (RelocType::CALL, 4, false, Some(X86_64_PC32)),
            (RelocType::CALL, 4, true, Some(X86_64_PLT32)),
            (RelocType::PCREL, 4, true, Some(X86_64_PLT32)),
            (RelocType::GOTPCREL, 4, false, Some(X86_64_GOTPCREL)),
            (RelocType::CALLARM64, 4, false, None),
        ];
        for (kind, size, is_import, number) in cases {
            assert_eq!(amd64(&external(kind, size, is_import)), number, "{kind}");
        }
    }

    #[test]
    fn addresses_of_arm64_are_two_relocations() {
        let mut relas = Relas::default();
        assert!(relas.push(Family::Arm64, 8, &external(RelocType::ADDRARM64, 8, false)));
        assert!(relas.push(Family::Arm64, 16, &external(RelocType::CALLARM64, 4, false)));
        assert!(!relas.push(Family::Arm64, 20, &external(RelocType::CALL, 4, false)));
        let words: Vec<u64> = (relas.bytes().chunks_exact(8))
            .map(|word| u64::from_le_bytes(word.try_into().unwrap()))
            .collect();
        let types = [words[1], words[4], words[7]].map(|info| info as u32);
        let expected = [
            AARCH64_ADR_PREL_PG_HI21,
            AARCH64_ADD_ABS_LO12_NC,
            AARCH64_CALL26,
        ];
        assert_eq!(types, expected);
        assert_eq!([words[0], words[3], words[6]], [8, 12, 16]);
        assert_eq!(words.len(), 9);
    }
}
