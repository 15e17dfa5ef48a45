//! Differences between releases of Go.
//!
//! Every difference is a named field here; passes test the field and never a version.
//! Counterpart: the same files of cmd/link in each release.

use vamos_deflate::Generation;
use vamos_objfile::goobj;

use crate::reloc::RelocType;

mod parts;
mod tables;

pub use parts::ExternalProfile;
pub use parts::LinknameProfile;
pub use parts::MachOProfile;
pub use parts::PeProfile;
pub use parts::ProbeFlags;

/// A supported release of Go.
#[derive(Debug)]
pub struct Profile {
    /// The minor version: 26 for Go 1.26.
    pub minor: u32,
    /// Functions and variables of package runtime that the compiler refers to by number, with their
    /// ABI (cmd/internal/goobj/builtinlist.go).
    pub builtins: &'static [(&'static str, u16)],
    /// The symbols to which `//go:linkname` may refer.
    pub linknames: LinknameProfile,
    /// The sections of tables in read-only data.
    pub tables: TableSections,
    /// True if the module's description has the number of entries of `runtime.cutab`, else
    /// the number of its bytes.
    pub counts_cutab_entries: bool,
    /// True if the module's description has the end of the table of functions.
    pub has_epclntab_field: bool,
    /// True if funcdata and the table of `findfunctab` are parts of the table of functions;
    /// else they are read-only data.
    pub funcdata_in_pclntab: bool,
    /// The types of relocations by the release's number; empty if the numbers equal
    /// [`RelocType`]'s.
    pub relocs: &'static [RelocType],
    /// True if `-f` also ignores the header line of objects.
    pub force_ignores_header: bool,
    /// Separator between the version and the experiments in `runtime.buildVersion` if the version
    /// has no hyphen.
    pub experiment_separator: &'static str,
    /// True if a definition that must be unique replaces one that may be duplicated; else the first
    /// of both counts.
    pub unique_replaces_dup_ok: bool,
    /// Package runtime and the packages that it imports (cmd/internal/objabi/pkgspecial.go).
    pub runtime_pkgs: &'static [&'static str],
    /// Number of words that the descriptor of a map type has between the common part and its flags.
    pub map_type_words: usize,
    /// True if tables list types and interface tables; later releases sort the types
    /// themselves.
    pub has_type_links: bool,
    /// Types that debug information always describes, for debuggers that look at
    /// interfaces.
    pub debug_types: &'static [&'static str],
    /// The encoder that compresses debug information.
    pub deflate: Generation,
    /// True if section headers are sorted by address and the table of their names follows
    /// from them.
    pub sorted_section_headers: bool,
    /// True if functions that are known by their content are local in the symbol table:
    /// several may have one name.
    pub hashed_text_is_local: bool,
    /// True if the reader of host objects supports GCC's names for groups of macros.
    pub knows_macro_groups: bool,
    /// True if there is a flag `-D`.
    pub has_data_address_flag: bool,
    /// Name that the reader of host objects gives to a symbol in a section that is not loaded.
    pub stray_symbol: &'static str,
    /// Files for Windows.
    pub pe: PeProfile,
    /// Files for macOS.
    pub mach_o: MachOProfile,
    /// The flags for the system's linker.
    pub external: ExternalProfile,
}

/// Position of the tables of functions and types among read-only data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableSections {
    /// After all others, after an empty table of symbols (Go 1.25).
    Last,
    /// Functions after `.rodata`, types after all others (Go 1.26).
    AfterRoData,
    /// As in Go 1.26, but no tables of types: the types themselves are sorted, in a section
    /// of their own.
    SortedTypes,
}

impl Profile {
    /// Returns the type of a relocation by the release's number.
    #[inline]
    pub fn reloc_type(&self, number: u16) -> RelocType {
        if self.relocs.is_empty() {
            return RelocType(number);
        }
        self.relocs
            .get(usize::from(number))
            .copied()
            .unwrap_or_default()
    }
}

/// Go 1.26.
pub static GO1_26: Profile = Profile {
    minor: 26,
    builtins: goobj::BUILTINS_26,
    linknames: LINKNAMES_26,
    tables: TableSections::AfterRoData,
    counts_cutab_entries: true,
    has_epclntab_field: true,
    funcdata_in_pclntab: true,
    relocs: &[],
    force_ignores_header: false,
    experiment_separator: "-",
    unique_replaces_dup_ok: false,
    runtime_pkgs: tables::RUNTIME_PKGS_26,
    map_type_words: 7,
    has_type_links: true,
    debug_types: &DEBUG_TYPES_1_26,
    deflate: Generation::Gen1,
    sorted_section_headers: true,
    hashed_text_is_local: false,
    knows_macro_groups: false,
    has_data_address_flag: true,
    stray_symbol: "ignoring",
    pe: parts::PE_26,
    mach_o: parts::MACH_O_26,
    external: parts::EXTERNAL_26,
};

const LINKNAMES_26: LinknameProfile = LinknameProfile {
    blocked: tables::BLOCKED_26,
    std_only: 0,
    abi_wrapper: 1 << 5,
    wasm_export: 1 << 6,
    checks_assembly: false,
};

static DEBUG_TYPES_1_26: [&str; 11] = [
    "type:internal/abi.Type",
    "type:internal/abi.ArrayType",
    "type:internal/abi.ChanType",
    "type:internal/abi.FuncType",
    "type:internal/abi.MapType",
    "type:internal/abi.PtrType",
    "type:internal/abi.SliceType",
    "type:internal/abi.StructType",
    "type:internal/abi.InterfaceType",
    "type:internal/abi.ITab",
    "type:internal/abi.Imethod",
];

static DEBUG_TYPES_1_25: [&str; 11] = [
    "type:internal/abi.Type",
    "type:internal/abi.ArrayType",
    "type:internal/abi.ChanType",
    "type:internal/abi.FuncType",
    "type:internal/abi.PtrType",
    "type:internal/abi.SliceType",
    "type:internal/abi.StructType",
    "type:internal/abi.InterfaceType",
    "type:internal/abi.ITab",
    "type:internal/abi.Imethod",
    "type:internal/abi.SwissMapType",
];

/// Go 1.25.
pub static GO1_25: Profile = Profile {
    minor: 25,
    has_data_address_flag: false,
    builtins: goobj::BUILTINS_25,
    linknames: LinknameProfile {
        blocked: tables::BLOCKED_25,
        ..LINKNAMES_26
    },
    relocs: tables::RELOCS_25,
    runtime_pkgs: tables::RUNTIME_PKGS_25,
    tables: TableSections::Last,
    counts_cutab_entries: false,
    has_epclntab_field: false,
    funcdata_in_pclntab: false,
    experiment_separator: " ",
    debug_types: &DEBUG_TYPES_1_25,
    sorted_section_headers: false,
    pe: parts::PE_25,
    external: parts::EXTERNAL_25,
    ..GO1_26
};

/// Go 1.27.
pub static GO1_27: Profile = Profile {
    minor: 27,
    builtins: goobj::BUILTINS_27,
    linknames: LinknameProfile {
        blocked: tables::BLOCKED_27,
        std_only: 1 << 5,
        abi_wrapper: 0,
        wasm_export: 1 << 7,
        checks_assembly: true,
    },
    relocs: tables::RELOCS_27,
    runtime_pkgs: tables::RUNTIME_PKGS_27,
    tables: TableSections::SortedTypes,
    force_ignores_header: true,
    unique_replaces_dup_ok: true,
    map_type_words: 10,
    has_type_links: false,
    deflate: Generation::Gen2,
    hashed_text_is_local: true,
    knows_macro_groups: true,
    has_data_address_flag: true,
    stray_symbol: "unrecognized",
    pe: parts::PE_27,
    mach_o: parts::MACH_O_27,
    external: parts::EXTERNAL_27,
    ..GO1_26
};

/// Returns the profile of a release by its minor version, if the release is supported.
pub fn of_minor(minor: u32) -> Option<&'static Profile> {
    [&GO1_25, &GO1_26, &GO1_27]
        .into_iter()
        .find(|profile| profile.minor == minor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_consistent() {
        for minor in 25..=27 {
            let profile = of_minor(minor).unwrap();
            assert!(profile.linknames.blocked.is_sorted());
            assert!(profile.builtins.contains(&("runtime.newobject", 1)));
            assert!(profile.runtime_pkgs.contains(&"runtime"));
            assert_eq!(profile.reloc_type(1), RelocType::ADDR);
            assert_eq!(profile.reloc_type(14), RelocType::PCREL);
            assert_eq!(
                profile.reloc_type(9999),
                RelocType(if minor == 26 { 9999 } else { 0 })
            );
        }
        let last = |profile: &Profile| profile.relocs.iter().copied().max();
        assert!(last(&GO1_25) >= Some(RelocType::DWTXTADDR_U4));
        assert!(last(&GO1_27) >= Some(RelocType::DWTXTADDR_U4));
        assert!(of_minor(24).is_none());
    }
}
