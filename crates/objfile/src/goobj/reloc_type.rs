//! The types of relocations in Go object files.
//!
//! The numbers are valid for Go 1.26. In other releases the numbers up to `R_KEEP` are the same.
//! Counterpart: cmd/internal/objabi/reloctype.go.

/// The type of a relocation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RelocType(pub u16);

#[expect(
    missing_docs,
    reason = "the names are upstream's, without the leading R_"
)]
impl RelocType {
    pub const ADDR: Self = Self(1);
    pub const ADDRARM64: Self = Self(3);
    pub const ADDROFF: Self = Self(5);
    pub const SIZE: Self = Self(6);
    pub const CALL: Self = Self(7);
    pub const CALLARM64: Self = Self(9);
    pub const CALLIND: Self = Self(10);
    pub const CONST: Self = Self(13);
    pub const PCREL: Self = Self(14);
    pub const TLS_LE: Self = Self(15);
    pub const TLS_IE: Self = Self(16);
    pub const GOTOFF: Self = Self(17);
    pub const USEFIELD: Self = Self(21);
    pub const USETYPE: Self = Self(22);
    pub const USEIFACE: Self = Self(23);
    pub const USEIFACEMETHOD: Self = Self(24);
    pub const USENAMEDMETHOD: Self = Self(25);
    pub const METHODOFF: Self = Self(26);
    pub const KEEP: Self = Self(27);
    pub const GOTPCREL: Self = Self(29);
    pub const DWARFSECREF: Self = Self(31);
    pub const ARM64_TLS_LE: Self = Self(32);
    pub const ARM64_TLS_IE: Self = Self(33);
    pub const ARM64_GOTPCREL: Self = Self(34);
    pub const ARM64_GOT: Self = Self(35);
    pub const ARM64_PCREL: Self = Self(36);
    pub const ARM64_PCREL_LDST8: Self = Self(37);
    pub const ARM64_PCREL_LDST16: Self = Self(38);
    pub const ARM64_PCREL_LDST32: Self = Self(39);
    pub const ARM64_PCREL_LDST64: Self = Self(40);
    pub const ARM64_LDST8: Self = Self(41);
    pub const ARM64_LDST16: Self = Self(42);
    pub const ARM64_LDST32: Self = Self(43);
    pub const ARM64_LDST64: Self = Self(44);
    pub const ARM64_LDST128: Self = Self(45);
    pub const ADDRCUOFF: Self = Self(95);
    pub const PEIMAGEOFF: Self = Self(98);
    pub const INITORDER: Self = Self(99);
    pub const DWTXTADDR_U1: Self = Self(100);
    pub const DWTXTADDR_U2: Self = Self(101);
    pub const DWTXTADDR_U3: Self = Self(102);
    pub const DWTXTADDR_U4: Self = Self(103);

    /// From this number on: types of ELF host objects, plus their ELF number.
    pub const ELF: u16 = 256;

    /// Returns true for a call whose target is in the instruction.
    #[inline]
    pub fn is_direct_call(self) -> bool {
        matches!(self, Self::CALL | Self::CALLARM64)
    }
}

/// The bit in an object that marks a weak reference: it does not keep its target alive.
pub const WEAK: u16 = 1 << 15;
