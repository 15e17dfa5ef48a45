//! Kinds of symbols, in the order in which their sections are laid out.
//!
//! Passes compare kinds by order. A kind that only some releases use has that release's position.
//! Counterpart: cmd/link/internal/sym/symkind.go, symkind_string.go.

use std::fmt;

/// The kind of a symbol; the names are upstream's, without the leading S.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum SymKind {
    #[default]
    Xxx,
    Text,
    TextFipsStart,
    TextFips,
    TextFipsEnd,
    TextEnd,
    ElfRxSect,
    MachoPlt,
    Type,
    String,
    GoString,
    GoFunc,
    GcBits,
    RoData,
    RoDataFipsStart,
    RoDataFips,
    RoDataFipsEnd,
    RoDataEnd,
    FuncTab,
    PclnTab,
    ElfRoSect,
    TypeRelRo,
    StringRelRo,
    GoStringRelRo,
    GoFuncRelRo,
    GcBitsRelRo,
    RoDataRelRo,
    FuncTabRelRo,
    ElfRelRoSect,
    MachoRelRoSect,
    TypeLink,
    ItabLink,
    FirstWritable,
    BuildInfo,
    FipsInfo,
    ElfSect,
    Macho,
    Windows,
    ModuleData,
    ElfGot,
    MachoGot,
    NoPtrData,
    NoPtrDataFipsStart,
    NoPtrDataFips,
    NoPtrDataFipsEnd,
    NoPtrDataEnd,
    InitArr,
    Data,
    DataFipsStart,
    DataFips,
    DataFipsEnd,
    DataEnd,
    XcoffToc,
    Bss,
    NoPtrBss,
    GcMask,
    LibFuzzer8BitCounter,
    CoverageCounter,
    CoverageAuxVar,
    TlsBss,
    FirstUnallocated,
    Xref,
    MachoSymStr,
    MachoSymTab,
    MachoIndirectPlt,
    MachoIndirectGot,
    DynImport,
    HostObj,
    UndefExt,
    DwarfSect,
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
    SehUnwindInfo,
    SehSect,
}

/// The kinds of objects by their number (cmd/internal/objabi/symkind.go).
const FROM_OBJECT: [SymKind; 26] = [
    SymKind::Xxx,
    SymKind::Text,
    SymKind::TextFips,
    SymKind::RoData,
    SymKind::RoDataFips,
    SymKind::NoPtrData,
    SymKind::NoPtrDataFips,
    SymKind::Data,
    SymKind::DataFips,
    SymKind::Bss,
    SymKind::NoPtrBss,
    SymKind::TlsBss,
    SymKind::DwarfCuInfo,
    SymKind::DwarfConst,
    SymKind::DwarfFcn,
    SymKind::DwarfAbsFcn,
    SymKind::DwarfType,
    SymKind::DwarfVar,
    SymKind::DwarfRange,
    SymKind::DwarfLoc,
    SymKind::DwarfLines,
    SymKind::DwarfAddr,
    SymKind::LibFuzzer8BitCounter,
    SymKind::CoverageCounter,
    SymKind::CoverageAuxVar,
    SymKind::SehUnwindInfo,
];

/// The names of kinds in messages.
const NAMES: [&str; SymKind::COUNT] = [
    "Sxxx",
    "STEXT",
    "STEXTFIPSSTART",
    "STEXTFIPS",
    "STEXTFIPSEND",
    "STEXTEND",
    "SELFRXSECT",
    "SMACHOPLT",
    "STYPE",
    "SSTRING",
    "SGOSTRING",
    "SGOFUNC",
    "SGCBITS",
    "SRODATA",
    "SRODATAFIPSSTART",
    "SRODATAFIPS",
    "SRODATAFIPSEND",
    "SRODATAEND",
    "SFUNCTAB",
    "SPCLNTAB",
    "SELFROSECT",
    "STYPERELRO",
    "SSTRINGRELRO",
    "SGOSTRINGRELRO",
    "SGOFUNCRELRO",
    "SGCBITSRELRO",
    "SRODATARELRO",
    "SFUNCTABRELRO",
    "SELFRELROSECT",
    "SMACHORELROSECT",
    "STYPELINK",
    "SITABLINK",
    "SFirstWritable",
    "SBUILDINFO",
    "SFIPSINFO",
    "SELFSECT",
    "SMACHO",
    "SWINDOWS",
    "SMODULEDATA",
    "SELFGOT",
    "SMACHOGOT",
    "SNOPTRDATA",
    "SNOPTRDATAFIPSSTART",
    "SNOPTRDATAFIPS",
    "SNOPTRDATAFIPSEND",
    "SNOPTRDATAEND",
    "SINITARR",
    "SDATA",
    "SDATAFIPSSTART",
    "SDATAFIPS",
    "SDATAFIPSEND",
    "SDATAEND",
    "SXCOFFTOC",
    "SBSS",
    "SNOPTRBSS",
    "SGCMASK",
    "SLIBFUZZER_8BIT_COUNTER",
    "SCOVERAGE_COUNTER",
    "SCOVERAGE_AUXVAR",
    "STLSBSS",
    "SFirstUnallocated",
    "SXREF",
    "SMACHOSYMSTR",
    "SMACHOSYMTAB",
    "SMACHOINDIRECTPLT",
    "SMACHOINDIRECTGOT",
    "SDYNIMPORT",
    "SHOSTOBJ",
    "SUNDEFEXT",
    "SDWARFSECT",
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
    "SSEHUNWINDINFO",
    "SSEHSECT",
];

impl SymKind {
    /// Number of kinds.
    pub const COUNT: usize = Self::SehSect as usize + 1;

    /// Number of kinds in objects.
    pub(crate) const IN_OBJECTS: usize = FROM_OBJECT.len();

    /// Returns the kind with this number in an object; [`SymKind::Xxx`] if it is unknown.
    #[inline]
    pub fn from_object(number: u8) -> Self {
        FROM_OBJECT
            .get(usize::from(number))
            .copied()
            .unwrap_or_default()
    }

    /// Returns the name for messages.
    pub fn name(self) -> &'static str {
        NAMES[self as usize]
    }

    /// Returns true for kinds of the text segment.
    #[inline]
    pub fn is_text(self) -> bool {
        (Self::Text..=Self::TextEnd).contains(&self)
    }

    /// Returns true for variables, with content or without.
    #[inline]
    pub fn is_data(self) -> bool {
        (Self::NoPtrData..=Self::NoPtrBss).contains(&self)
    }

    /// Returns true for variables with content and pointers.
    pub fn is_pointer_data(self) -> bool {
        (Self::Data..=Self::DataEnd).contains(&self)
    }

    /// Returns true for general read-only data.
    pub fn is_ro_data(self) -> bool {
        (Self::RoData..=Self::RoDataEnd).contains(&self)
    }

    /// Returns true for variables with content and without pointers.
    pub fn is_no_ptr_data(self) -> bool {
        (Self::NoPtrData..=Self::NoPtrDataEnd).contains(&self)
    }

    /// Returns true for debug information.
    #[inline]
    pub fn is_dwarf(self) -> bool {
        (Self::DwarfSect..=Self::DwarfAddr).contains(&self)
    }
}

impl fmt::Display for SymKind {
    /// Writes upstream's name.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Xxx => f.write_str("Sxxx"),
            Self::FirstUnallocated => f.write_str("SFirstUnallocated"),
            Self::LibFuzzer8BitCounter => f.write_str("SLIBFUZZER_8BIT_COUNTER"),
            Self::CoverageCounter => f.write_str("SCOVERAGE_COUNTER"),
            Self::CoverageAuxVar => f.write_str("SCOVERAGE_AUXVAR"),
            _ => write!(f, "S{}", format!("{self:?}").to_uppercase()),
        }
    }
}
