//! Symbols, their content and relocations.
//!
//! Counterpart: cmd/internal/obj/link.go (`LSym`, `Reloc`), cmd/internal/objabi/symkind.go.

use std::fmt;

use vamos_objfile::goobj::RelocType;
use vamos_objfile::goobj::pkg_idx;

use crate::attributes::Attributes;
pub(crate) use crate::ids::Abi;
use crate::ids::FuncId;
pub(crate) use crate::ids::SymId;

/// The kind of memory of a symbol. The numbers are defined by the format of objects.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
#[expect(
    missing_docs,
    reason = "the names are upstream's, without the leading S"
)]
pub enum SymKind {
    #[default]
    Xxx,
    Text,
    TextFips,
    RoData,
    RoDataFips,
    NoPtrData,
    NoPtrDataFips,
    Data,
    DataFips,
    Bss,
    NoPtrBss,
    TlsBss,
    DwarfCuInfo,
    DwarfConst,
    DwarfFcn,
    DwarfAbsFcn,
    DwarfType,
    DwarfVar,
    DwarfRange,
    DwarfLoc,
    DwarfLines,
    DwarfAddr,
    LibFuzzer8BitCounter,
    CoverageCounter,
    CoverageAuxVar,
    SehUnwindInfo,
}

impl SymKind {
    /// All kinds by number.
    pub const ALL: [Self; 26] = [
        Self::Xxx,
        Self::Text,
        Self::TextFips,
        Self::RoData,
        Self::RoDataFips,
        Self::NoPtrData,
        Self::NoPtrDataFips,
        Self::Data,
        Self::DataFips,
        Self::Bss,
        Self::NoPtrBss,
        Self::TlsBss,
        Self::DwarfCuInfo,
        Self::DwarfConst,
        Self::DwarfFcn,
        Self::DwarfAbsFcn,
        Self::DwarfType,
        Self::DwarfVar,
        Self::DwarfRange,
        Self::DwarfLoc,
        Self::DwarfLines,
        Self::DwarfAddr,
        Self::LibFuzzer8BitCounter,
        Self::CoverageCounter,
        Self::CoverageAuxVar,
        Self::SehUnwindInfo,
    ];

    /// Returns true for executable instructions.
    #[inline]
    pub fn is_text(self) -> bool {
        matches!(self, Self::Text | Self::TextFips)
    }

    /// Returns true for data that may have pointers and is neither constant nor zero.
    #[inline]
    pub fn is_data(self) -> bool {
        matches!(self, Self::Data | Self::DataFips)
    }

    /// Returns true for memory that the FIPS module's hash covers.
    #[inline]
    pub fn is_fips(self) -> bool {
        matches!(
            self,
            Self::TextFips | Self::RoDataFips | Self::NoPtrDataFips | Self::DataFips
        )
    }
}

impl fmt::Display for SymKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const NAMES: [&str; 26] = [
            "Sxxx",
            "STEXT",
            "STEXTFIPS",
            "SRODATA",
            "SRODATAFIPS",
            "SNOPTRDATA",
            "SNOPTRDATAFIPS",
            "SDATA",
            "SDATAFIPS",
            "SBSS",
            "SNOPTRBSS",
            "STLSBSS",
            "SDWARFCUINFO",
            "SDWARFCONST",
            "SDWARFFCN",
            "SDWARFABSFCN",
            "SDWARFTYPE",
            "SDWARFVAR",
            "SDWARFRANGE",
            "SDWARFLOC",
            "SDWARFLINES",
            "SDWARFADDR",
            "SLIBFUZZER_8BIT_COUNTER",
            "SCOVERAGE_COUNTER",
            "SCOVERAGE_AUXVAR",
            "SSEHUNWINDINFO",
        ];
        f.write_str(NAMES[*self as usize])
    }
}

/// A place in a symbol's content that depends on another symbol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reloc {
    /// The offset in the content.
    pub off: i32,
    /// The number of bytes that change.
    pub siz: u8,
    /// The kind of the change.
    pub kind: RelocType,
    /// The addend of the target's address.
    pub add: i64,
    /// The target.
    pub sym: Option<SymId>,
}

/// A symbol.
#[derive(Clone, Debug, Default)]
pub struct Symbol {
    /// The name; empty for symbols that only their owner refers to.
    pub name: Box<str>,
    /// The kind of memory.
    pub kind: SymKind,
    /// Its attributes.
    pub attributes: Attributes,
    /// The calling convention of a function.
    pub abi: Abi,
    /// The size in memory.
    pub size: i64,
    /// The alignment of data; 0 if it follows from other properties.
    pub align: u32,
    /// The descriptor of a variable's type.
    pub gotype: Option<SymId>,
    /// The content; may be shorter than the size.
    pub data: Vec<u8>,
    /// The relocations in the order in which they were added.
    pub relocs: Vec<Reloc>,
    /// The function, for text.
    pub func: Option<FuncId>,
    /// The debug entry of a variable.
    pub var_info: Option<SymId>,
    /// The path of the package that defines it; empty if it is referred to by name.
    pub pkg: Box<str>,
    /// The package's number; see [`pkg_idx`].
    pub pkg_idx: u32,
    /// The symbol's number in its package.
    pub sym_idx: u32,
}

impl Symbol {
    /// Returns true if the fact holds.
    #[inline]
    pub fn has(&self, fact: Attributes) -> bool {
        self.attributes.has(fact)
    }

    /// Makes a fact true.
    #[inline]
    pub fn set(&mut self, fact: Attributes) {
        self.attributes.set(fact, true);
    }

    /// Returns true if the symbol has no number yet.
    #[inline]
    pub(crate) fn is_unnumbered(&self) -> bool {
        self.pkg_idx == pkg_idx::INVALID
    }
}
