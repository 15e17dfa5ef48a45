//! The fixed-size records of a Go object file.
//!
//! Counterpart: cmd/internal/goobj/objfile.go (`Sym`, `Reloc`, `Aux`, `SymRef`).

/// Reads a little-endian `u16` at `at`; 0 past the end.
#[inline]
pub(super) fn u16_at(bytes: &[u8], at: usize) -> u16 {
    bytes
        .get(at..)
        .and_then(<[u8]>::first_chunk)
        .map_or(0, |chunk| u16::from_le_bytes(*chunk))
}

/// Reads a little-endian `u32` at `at`; 0 past the end.
#[inline]
pub(super) fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes
        .get(at..)
        .and_then(<[u8]>::first_chunk)
        .map_or(0, |chunk| u32::from_le_bytes(*chunk))
}

/// Reads a little-endian `u64` at `at`; 0 past the end.
#[inline]
pub(super) fn u64_at(bytes: &[u8], at: usize) -> u64 {
    bytes
        .get(at..)
        .and_then(<[u8]>::first_chunk)
        .map_or(0, |chunk| u64::from_le_bytes(*chunk))
}

/// The special values of [`SymRef::pkg`].
pub mod pkg_idx {
    /// No symbol, or a global number in a symbol that the linker created.
    pub const INVALID: u32 = 0;
    /// The symbol has a name and no package.
    pub const NONE: u32 = (1 << 31) - 1;
    /// The symbol is found by its content of at most 8 bytes.
    pub const HASHED64: u32 = NONE - 1;
    /// The symbol is found by the hash of its content.
    pub const HASHED: u32 = NONE - 2;
    /// A function or variable of package runtime that the compiler refers to by number.
    pub const BUILTIN: u32 = NONE - 3;
    /// A symbol of the same object.
    pub const SELF: u32 = NONE - 4;
}

/// Bits of [`SymRecord::flag`].
pub mod flag {
    /// Several objects may define the symbol.
    pub const DUPOK: u8 = 1;
    /// Not visible outside its shared library.
    pub const LOCAL: u8 = 1 << 1;
    /// A type that reflect finds by name.
    pub const TYPELINK: u8 = 1 << 2;
    /// A function that calls none.
    pub const LEAF: u8 = 1 << 3;
    /// A function without a check of the stack.
    pub const NO_SPLIT: u8 = 1 << 4;
    /// A function that may call methods by name.
    pub const REFLECT_METHOD: u8 = 1 << 5;
    /// A type descriptor.
    pub const GO_TYPE: u8 = 1 << 6;
}

/// Bits of [`SymRecord::flag2`].
///
/// Go 1.27 inserts a bit before the last two; the linker's profile has their values.
pub mod flag2 {
    /// A type that is converted to an interface.
    pub const USED_IN_IFACE: u8 = 1;
    /// An interface table.
    pub const ITAB: u8 = 1 << 1;
    /// A dictionary of a generic function.
    pub const DICT: u8 = 1 << 2;
    /// The initializer of a package's maps.
    pub const PKG_INIT: u8 = 1 << 3;
    /// The symbol is the subject of `//go:linkname`.
    pub const LINKNAME: u8 = 1 << 4;
    /// A wrapper between ABIs.
    pub const ABI_WRAPPER: u8 = 1 << 5;
}

/// Bits of an object's flags.
pub mod object_flag {
    /// Compiled with `-shared`.
    pub const SHARED: u32 = 1;
    /// Written by the assembler.
    pub const FROM_ASSEMBLY: u32 = 1 << 2;
    /// Compiled without `-p`; cannot be linked.
    pub const UNLINKABLE: u32 = 1 << 3;
    /// A package of the standard library.
    pub const STD: u32 = 1 << 4;
}

/// A reference to a symbol: a package by its index, and the symbol's index there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct SymRef {
    /// A constant of [`pkg_idx`], or an index into the object's list of packages.
    pub pkg: u32,
    /// The symbol's index.
    pub sym: u32,
}

impl SymRef {
    #[inline]
    fn at(bytes: &[u8], at: usize) -> Self {
        Self {
            pkg: u32_at(bytes, at),
            sym: u32_at(bytes, at + 4),
        }
    }

    #[inline]
    pub(super) fn read(bytes: &[u8], at: usize) -> Self {
        Self::at(bytes, at)
    }
}

/// A package that an object imports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Imported<'a> {
    /// The import path, escaped.
    pub pkg: &'a [u8],
    /// The fingerprint of the export data that the importer was compiled with.
    pub fingerprint: [u8; 8],
}

/// The definition of a symbol, or a reference to one by name.
#[derive(Clone, Copy, Debug)]
pub struct SymRecord<'a>(pub(super) &'a [u8; SymRecord::SIZE]);

impl SymRecord<'_> {
    /// The size of a record in bytes.
    pub const SIZE: usize = 21;
    /// The ABI of a symbol that is local to its object.
    pub const ABI_STATIC: u16 = u16::MAX;

    /// Returns the length of the name in bytes.
    #[inline]
    pub fn name_len(&self) -> usize {
        u32_at(self.0, 0) as usize
    }

    #[inline]
    pub(super) fn name_offset(&self) -> usize {
        u32_at(self.0, 4) as usize
    }

    /// Returns the ABI: 0, 1 (internal) or [`Self::ABI_STATIC`].
    #[inline]
    pub fn abi(&self) -> u16 {
        u16_at(self.0, 8)
    }

    /// Returns the kind, in objabi's numbers.
    #[inline]
    pub fn kind(&self) -> u8 {
        self.0[10]
    }

    /// Returns bits of [`flag`].
    #[inline]
    pub fn flag(&self) -> u8 {
        self.0[11]
    }

    /// Returns true if several objects may define the symbol.
    #[inline]
    pub fn is_dup_ok(&self) -> bool {
        self.flag() & flag::DUPOK != 0
    }

    /// Returns bits of [`flag2`].
    #[inline]
    pub fn flag2(&self) -> u8 {
        self.0[12]
    }

    /// Returns the size in memory, in bytes. The object may contain fewer.
    #[inline]
    pub fn size(&self) -> u32 {
        u32_at(self.0, 13)
    }

    /// Returns the alignment in bytes; 0 for the default.
    #[inline]
    pub fn align(&self) -> u32 {
        u32_at(self.0, 17)
    }
}

/// A place in a symbol's data that depends on another symbol.
#[derive(Clone, Copy, Debug)]
pub struct RelocRecord<'a>(pub(super) &'a [u8; RelocRecord::SIZE]);

impl RelocRecord<'_> {
    /// The size of a record in bytes.
    pub const SIZE: usize = 23;
    /// Offset of the target in a record.
    pub(super) const SYM: usize = 15;

    /// Returns the offset in the symbol's data.
    #[inline]
    pub fn offset(&self) -> i32 {
        u32_at(self.0, 0).cast_signed()
    }

    /// Returns the number of bytes that change; 0 for a marker.
    #[inline]
    pub fn size(&self) -> u8 {
        self.0[4]
    }

    /// Returns the type in objabi's numbers of the release.
    #[inline]
    pub fn kind(&self) -> u16 {
        u16_at(self.0, 5)
    }

    /// Returns the addend to the target's address.
    #[inline]
    pub fn addend(&self) -> i64 {
        u64_at(self.0, 7).cast_signed()
    }

    /// Returns the target.
    #[inline]
    pub fn sym(&self) -> SymRef {
        SymRef::at(self.0, Self::SYM)
    }
}

/// The role of an auxiliary symbol for its owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum AuxKind {
    /// The Go type of a variable.
    GoType,
    /// The function's [`super::FuncInfo`].
    FuncInfo,
    /// A table of the function for the garbage collector or for panics.
    FuncData,
    /// The function's debug information entry.
    DwarfInfo,
    /// Locations of the function's variables.
    DwarfLoc,
    /// The ranges of the function's scopes.
    DwarfRanges,
    /// The function's line program.
    DwarfLines,
    /// The table of stack depths.
    PcSp,
    /// The table of files.
    PcFile,
    /// The table of lines.
    PcLine,
    /// The table of inlined calls.
    PcInline,
    /// A table of the function by program counter.
    PcData,
    /// Of WebAssembly.
    WasmImport,
    /// Of WebAssembly.
    WasmType,
    /// Unwind information of Windows.
    SehUnwindInfo,
}

impl AuxKind {
    #[inline]
    fn from_number(number: u8) -> Option<Self> {
        const ALL: [AuxKind; 15] = [
            AuxKind::GoType,
            AuxKind::FuncInfo,
            AuxKind::FuncData,
            AuxKind::DwarfInfo,
            AuxKind::DwarfLoc,
            AuxKind::DwarfRanges,
            AuxKind::DwarfLines,
            AuxKind::PcSp,
            AuxKind::PcFile,
            AuxKind::PcLine,
            AuxKind::PcInline,
            AuxKind::PcData,
            AuxKind::WasmImport,
            AuxKind::WasmType,
            AuxKind::SehUnwindInfo,
        ];
        ALL.get(usize::from(number)).copied()
    }
}

/// An auxiliary symbol of a definition.
#[derive(Clone, Copy, Debug)]
pub struct AuxRecord<'a>(pub(super) &'a [u8; AuxRecord::SIZE]);

impl AuxRecord<'_> {
    /// The size of a record in bytes.
    pub const SIZE: usize = 9;
    /// Offset of the symbol in a record.
    pub(super) const SYM: usize = 1;

    /// Returns the role of the symbol; `None` for a number that no release uses.
    #[inline]
    pub fn kind(&self) -> Option<AuxKind> {
        AuxKind::from_number(self.0[0])
    }

    /// Returns the symbol.
    #[inline]
    pub fn sym(&self) -> SymRef {
        SymRef::at(self.0, Self::SYM)
    }
}
