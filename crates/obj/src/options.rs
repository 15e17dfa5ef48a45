//! The target and the options of an object.
//!
//! Counterpart: cmd/internal/obj/link.go (`Link`, the flags), cmd/internal/objabi/head.go.

use std::borrow::Cow;

use vamos_objfile::goobj::RelocType;
use vamos_objfile::goobj::WEAK;
use vamos_objfile::goobj::flag2;

/// A release of Go whose objects are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Release {
    /// Go 1.25.
    Go125,
    /// Go 1.26.
    Go126,
    /// Go 1.27.
    Go127,
}

/// The first number of a relocation that is not the same in all releases.
const FIRST_MOVED: u16 = RelocType::ADDRCUOFF.0;

/// The length of the hash in a function's name.
const INLINE_HASH: usize = 12;

/// Differences of releases in objects and listings. Differences in code belong to the encoders.
impl Release {
    /// Returns how far the numbers of relocations from [`FIRST_MOVED`] on are moved. Releases differ in
    /// how many relocations other processors have.
    fn moved_by(self) -> i16 {
        match self {
            Self::Go125 => -4,
            Self::Go126 => 0,
            Self::Go127 => 3,
        }
    }

    /// Returns the number of a relocation in an object.
    pub fn reloc_number(self, kind: RelocType) -> u16 {
        if kind.0 & !WEAK < FIRST_MOVED {
            return kind.0;
        }
        kind.0.wrapping_add_signed(self.moved_by())
    }

    /// Returns the kind of a relocation by its number in an object.
    pub fn reloc_kind(self, number: u16) -> RelocType {
        let plain = (number & !WEAK).checked_add_signed(-self.moved_by());
        match plain.filter(|plain| *plain >= FIRST_MOVED) {
            Some(plain) => RelocType(plain | number & WEAK),
            None => RelocType(number),
        }
    }

    /// Returns true if all symbols that assembly names count as linknames.
    pub fn marks_assembly(self) -> bool {
        self < Self::Go127
    }

    /// Returns the bit of [`SymRecord::flag2`](vamos_objfile::goobj::SymRecord::flag2) for a
    /// wrapper between ABIs. Go 1.27 has a bit for standard linknames before it.
    pub fn abi_wrapper_flag(self) -> u8 {
        match self {
            Self::Go125 | Self::Go126 => flag2::ABI_WRAPPER,
            Self::Go127 => flag2::ABI_WRAPPER << 1,
        }
    }

    /// Returns the bit of [`SymRecord::flag2`](vamos_objfile::goobj::SymRecord::flag2) for a
    /// standard linkname; 0 before there were any.
    pub fn standard_linkname_flag(self) -> u8 {
        match self {
            Self::Go125 | Self::Go126 => 0,
            Self::Go127 => flag2::ABI_WRAPPER,
        }
    }

    /// Returns true if pc tables have alignment 1, whatever their size.
    pub fn packs_pc_tables(self) -> bool {
        self >= Self::Go127
    }

    /// Returns a function's name without the hash of the calls that it is inlined in, which names
    /// of Go 1.27 may have between two `#`.
    pub fn debug_name(self, name: &str) -> Cow<'_, str> {
        let parts = name.split_once('#').filter(|_| self >= Self::Go127);
        let rest = parts.and_then(|(_, rest)| rest.get(INLINE_HASH..)?.strip_prefix('#'));
        match parts.zip(rest) {
            Some(((start, _), rest)) => Cow::Owned(format!("{start}{rest}")),
            None => Cow::Borrowed(name),
        }
    }

    /// Returns true if a listing has the alignment after the size, for data, too.
    pub fn lists_alignment_first(self) -> bool {
        self >= Self::Go127
    }

    /// Returns true if the assembly of a package may select ABIs
    /// (cmd/internal/objabi/pkgspecial.go).
    pub fn allows_abi(self, pkgpath: &str) -> bool {
        match pkgpath {
            "internal/runtime/maps" => self >= Self::Go127,
            "internal/runtime/syscall" => self == Self::Go125,
            "internal/runtime/syscall/linux" | "internal/runtime/syscall/windows" => {
                self >= Self::Go126
            }
            _ => ABI_PACKAGES.contains(&pkgpath),
        }
    }
}

/// Packages whose assembly may select ABIs in all releases.
const ABI_PACKAGES: [&str; 6] = [
    "runtime",
    "reflect",
    "syscall",
    "internal/bytealg",
    "internal/chacha8rand",
    "internal/runtime/startlinetest",
];

/// Target systems that differ here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are GOOS's")]
pub enum Goos {
    Aix,
    Android,
    Darwin,
    Freebsd,
    Ios,
    Linux,
    Plan9,
    Solaris,
    Windows,
    /// Any other.
    Other,
}

impl Goos {
    /// Returns the system of this name.
    pub fn parse(goos: &str) -> Self {
        match goos {
            "aix" => Self::Aix,
            "android" => Self::Android,
            "darwin" => Self::Darwin,
            "freebsd" => Self::Freebsd,
            "ios" => Self::Ios,
            "linux" => Self::Linux,
            "plan9" => Self::Plan9,
            "solaris" | "illumos" => Self::Solaris,
            "windows" => Self::Windows,
            _ => Self::Other,
        }
    }

    /// Returns true for Apple's systems.
    pub fn is_darwin(self) -> bool {
        matches!(self, Self::Darwin | Self::Ios)
    }
}

/// The target of an object, and options of its parts.
#[derive(Clone, Debug)]
pub struct Options {
    /// The release.
    pub release: Release,
    /// The target system.
    pub goos: Goos,
    /// The import path of the package.
    pub pkgpath: String,
    /// True if the source is assembly.
    pub is_asm: bool,
    /// True if the code may be linked into a shared library.
    pub is_shared: bool,
    /// True if symbols may be in other shared libraries.
    pub is_dynlink: bool,
    /// Options of encoders.
    pub code: CodeOptions,
    /// Options of debug information.
    pub debug: DebugOptions,
    /// Options of the writer.
    pub object: ObjectOptions,
    /// Options of listings.
    pub listing: ListingOptions,
}

/// Options of encoders.
#[derive(Clone, Debug)]
pub struct CodeOptions {
    /// True if jumps to jumps are shortened.
    pub optimizes: bool,
    /// True if indirect calls and jumps go through thunks (`-spectre=ret`).
    pub is_retpoline: bool,
    /// A function that is called before each check of the stack; empty for none.
    pub may_more_stack: String,
}

/// Options of debug information.
#[derive(Clone, Copy, Debug)]
pub struct DebugOptions {
    /// True if debug entries are DWARF 5 (GOEXPERIMENT).
    pub is_dwarf5: bool,
    /// The number of functions, for the size of references to text in debug entries.
    pub text_count: u32,
    /// True if locations of variables are written.
    pub has_location_lists: bool,
}

impl DebugOptions {
    /// Returns the kind and the size of references to the table of text addresses.
    pub fn text_index(self) -> (RelocType, u8) {
        // The number of functions is an estimate: wrappers come later.
        match self.text_count.saturating_mul(2) {
            0..=127 => (RelocType::DWTXTADDR_U1, 1),
            128..=16_383 => (RelocType::DWTXTADDR_U2, 2),
            16_384..=2_097_151 => (RelocType::DWTXTADDR_U3, 3),
            _ => (RelocType::DWTXTADDR_U4, 4),
        }
    }
}

/// Options of the writer of objects.
#[derive(Clone, Copy, Debug, Default)]
pub struct ObjectOptions {
    /// True if the object is linked against shared libraries of Go.
    pub is_linkshared: bool,
    /// True for a package of the standard library (`-std`).
    pub is_std: bool,
    /// True if names of symbols of other packages are left out.
    pub omits_ref_names: bool,
}

/// Options of listings.
#[derive(Clone, Debug, Default)]
pub struct ListingOptions {
    /// The detail of the listing of symbols: the number of `-S` flags.
    pub level: u32,
    /// The pc table that is listed (`-d=pctab`); empty for none.
    pub pctab: String,
}

impl Options {
    /// Returns the options of the assembler for a package.
    pub fn for_assembler(release: Release, goos: Goos, pkgpath: &str) -> Self {
        Self {
            release,
            goos,
            pkgpath: pkgpath.to_owned(),
            is_asm: true,
            is_shared: false,
            is_dynlink: false,
            code: CodeOptions {
                optimizes: true,
                is_retpoline: false,
                may_more_stack: String::new(),
            },
            debug: DebugOptions {
                is_dwarf5: true,
                text_count: ASSEMBLER_FUNCTIONS,
                has_location_lists: false,
            },
            object: ObjectOptions::default(),
            listing: ListingOptions::default(),
        }
    }

    /// Returns the options of the compiler for a package, before it has counted its functions.
    pub fn for_compiler(release: Release, goos: Goos, pkgpath: &str) -> Self {
        let assembler = Self::for_assembler(release, goos, pkgpath);
        Self {
            is_asm: false,
            debug: DebugOptions {
                text_count: 0,
                has_location_lists: true,
                ..assembler.debug
            },
            ..assembler
        }
    }
}

/// The number of functions that the assembler assumes before it has read them
/// (`objabi.DummyDwarfFunctionCountForAssembler`).
const ASSEMBLER_FUNCTIONS: u32 = 9_999_999;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_number_relocations() {
        let all = [Release::Go125, Release::Go126, Release::Go127];
        let numbers = |kind: RelocType| all.map(|release| release.reloc_number(kind));
        assert_eq!(numbers(RelocType::CALL), [7, 7, 7]);
        assert_eq!(numbers(RelocType::ADDRCUOFF), [91, 95, 98]);
        assert_eq!(numbers(RelocType::DWTXTADDR_U4), [99, 103, 106]);
        let weak = RelocType(RelocType::ADDROFF.0 | WEAK);
        assert_eq!(numbers(weak), [weak.0; 3]);
        let weak_moved = RelocType(RelocType::ADDRCUOFF.0 | WEAK);
        let last = RelocType::DWTXTADDR_U4;
        for kind in [
            RelocType(1),
            RelocType::CALL,
            RelocType::ADDRCUOFF,
            last,
            weak,
            weak_moved,
        ] {
            let back = all.map(|release| release.reloc_kind(release.reloc_number(kind)));
            assert_eq!(back, [kind; 3]);
        }
    }

    #[test]
    fn releases_number_wrappers() {
        let all = [Release::Go125, Release::Go126, Release::Go127];
        assert_eq!(all.map(Release::abi_wrapper_flag), [0x20, 0x20, 0x40]);
    }

    #[test]
    fn names_without_hashes() {
        let name = "p.f#AAAAAAAAAAA=#.func1";
        assert_eq!(Release::Go127.debug_name(name), "p.f.func1");
        assert_eq!(Release::Go126.debug_name(name), name);
        assert_eq!(Release::Go127.debug_name("p.f#1"), "p.f#1");
    }

    #[test]
    fn packages_select_abis() {
        assert!(Release::Go126.allows_abi("runtime"));
        assert!(!Release::Go126.allows_abi("internal/runtime/maps"));
        assert!(Release::Go127.allows_abi("internal/runtime/maps"));
        assert!(!Release::Go125.allows_abi("internal/runtime/syscall/linux"));
    }
}
