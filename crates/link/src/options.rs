//! Options of a link: the command line and the settings of its environment.
//!
//! Counterpart: cmd/link/internal/ld/main.go (flags), config.go.

use hashbrown::HashMap;

use crate::arch::Arch;
use crate::profile::Profile;
use crate::system::System;

/// The form of the output (`-buildmode`). Others are linked by the SDK's linker.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BuildMode {
    /// An executable with a fixed address.
    #[default]
    Exe,
    /// An executable that the system loads at any address.
    Pie,
    /// A shared library for C.
    CShared,
    /// An archive for C linkers, with the object of this linker and the objects of C compilers.
    CArchive,
}

/// The linker that makes the executable (`-linkmode`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LinkMode {
    /// The needs of packages decide.
    #[default]
    Auto,
    /// This linker.
    Internal,
    /// The system's linker, from an object that this linker makes.
    External,
}

/// Options of a link.
#[derive(Clone, Debug)]
pub struct Options {
    /// The name that errors start with (`os.Args[0]`).
    pub program: String,
    /// The processor.
    pub arch: &'static Arch,
    /// Differences between releases.
    pub profile: &'static Profile,
    /// Settings of the SDK and the environment.
    pub sdk: Sdk,
    /// The archive of package main.
    pub main: String,
    /// `-o`.
    pub output: String,
    /// `-importcfg`: the file's name.
    pub importcfg: String,
    /// Archives by import path, from the import configuration.
    pub packages: HashMap<String, String>,
    /// `-buildmode`.
    pub build_mode: BuildMode,
    /// `-linkmode`.
    pub link_mode: LinkMode,
    /// Flags of the output's content.
    pub content: Content,
    /// Flags of the layout.
    pub place: LayoutFlags,
    /// `-X` and `modinfo` of the import configuration, in order: `importpath.name=value`.
    pub values: Vec<String>,
    /// `-fipso`: where to write the FIPS module.
    pub fips_object: Option<String>,
    /// `-L`, in order.
    pub lib_dirs: Vec<String>,
    /// Flags of the C toolchain.
    pub c: CFlags,
    /// True if the system's linker gets the dynamic linker as `--dynamic-linker=PATH`, else as
    /// two words. This differs between patch releases.
    pub assigns_dynamic_linker: bool,
    /// `-race`.
    pub race: bool,
    /// `-e`: report all errors.
    pub all_errors: bool,
    /// `-f`: ignore mismatched versions.
    pub ignore_versions: bool,
    /// `-checklinkname`.
    pub check_linkname: bool,
    /// `-strictdups`.
    pub strict_dups: i64,
    /// `-pruneweakmap`.
    pub prune_weak_map: bool,
}

/// Settings of the SDK that a link depends on (internal/buildcfg).
#[derive(Clone, Debug, Default)]
pub struct Sdk {
    /// `GOOS`.
    pub system: System,
    /// `GOROOT`; empty with `-trimpath`.
    pub goroot: String,
    /// The toolchain's version, as `go1.26.8`.
    pub version: String,
    /// The experiments that differ from the defaults, as in `GOEXPERIMENT`.
    pub experiments: String,
    /// `GOAMD64` or `GOARM64`.
    pub goarch_level: String,
    /// The line that objects of this SDK start with, without its line break.
    pub header: String,
    /// `GO_EXTLINK_ENABLED`.
    pub external_enabled: String,
}

/// Flags that affect the content of the output.
#[derive(Clone, Debug, Default)]
pub struct Content {
    /// `-s`: no symbol table.
    pub strip: bool,
    /// `-w`: no debug information. Set by `-s` unless `-w=0`.
    pub no_dwarf: bool,
    /// `-compressdwarf`.
    pub compress_dwarf: bool,
    /// `-buildid`.
    pub build_id: String,
    /// `-B`; `gobuildid` if it is not set and `-buildid` is.
    pub host_build_id: String,
    /// `-d`: no dynamic executable.
    pub no_dynamic: bool,
    /// `-I`: the dynamic linker; empty for the default.
    pub interpreter: String,
    /// `-E`: the entry symbol; empty for the default.
    pub entry: String,
    /// `-H=windowsgui`: a program without a console.
    pub is_gui: bool,
    /// `-bindnow`.
    pub bind_now: bool,
}

/// Flags of the C toolchain; each is empty if it is not set.
#[derive(Clone, Debug, Default)]
pub struct CFlags {
    /// `-extld` and its arguments.
    pub linker: Vec<String>,
    /// `-extldflags`.
    pub linker_flags: Vec<String>,
    /// `-extar`: the program that makes archives.
    pub archiver: String,
    /// `-tmpdir`: where the object for the system's linker stays.
    pub tmp_dir: String,
    /// `-libgcc`.
    pub libgcc: String,
}

/// Flags of the layout; `None` for the processor's default.
#[derive(Clone, Debug, Default)]
pub struct LayoutFlags {
    /// `-R`.
    pub round: Option<i64>,
    /// `-T`.
    pub text_addr: Option<i64>,
    /// `-D`.
    pub data_addr: Option<i64>,
    /// `-funcalign`.
    pub func_align: Option<i64>,
    /// `-debugtextsize`: how far apart functions may be without trampolines, for tests.
    pub debug_text_size: Option<u64>,
    /// `-debugtramp`: from 2 on, calls between packages have trampolines.
    pub debug_tramp: i64,
}

impl Options {
    /// Returns these options as passes see them if the output is an object for the system's linker:
    /// it starts at address 0 with the C library's entry, and has all symbols (`hostlinksetup`,
    /// `linksetup`, `doelf`).
    pub(crate) fn of_object(&self) -> Self {
        let mut options = self.clone();
        options.link_mode = LinkMode::External;
        options.place.text_addr = Some(0);
        let content = &mut options.content;
        if !self.is_library() {
            "main".clone_into(&mut content.entry);
        }
        content.no_dynamic = true;
        content.strip = false;
        content.compress_dwarf = false;
        options
    }

    /// Returns true if the output is an object for the system's linker. Known after loading.
    pub(crate) fn is_object(&self) -> bool {
        self.link_mode == LinkMode::External
    }

    /// Returns true for a position-independent executable.
    pub fn is_pie(&self) -> bool {
        self.build_mode == BuildMode::Pie
    }

    /// Returns true for a library for C.
    pub fn is_library(&self) -> bool {
        matches!(self.build_mode, BuildMode::CShared | BuildMode::CArchive)
    }

    /// Returns true if data that the dynamic linker relocates is apart from variables.
    pub fn use_relro(&self) -> bool {
        (self.is_pie() || self.is_library()) && self.system() != System::Windows
    }

    /// Returns the system that runs the output.
    pub fn system(&self) -> System {
        self.sdk.system
    }

    /// Returns true if debug information is written.
    pub fn has_dwarf(&self) -> bool {
        !self.content.no_dwarf
    }

    /// Returns the rounding of segment addresses.
    pub fn round(&self) -> i64 {
        let placing = self.system().placing(self.arch);
        self.place.round.unwrap_or(placing.round)
    }

    /// Returns the address of the first function; the headers are before it.
    pub fn text_addr(&self) -> i64 {
        let given = self.place.text_addr;
        given.unwrap_or_else(|| self.default_text_addr())
    }

    /// Returns the address of the first function that no flag gives.
    pub(crate) fn default_text_addr(&self) -> i64 {
        let round = self.round();
        let placing = self.system().placing(self.arch);
        (placing.base + round - 1) / round * round + placing.code
    }

    /// Returns the alignment of functions.
    pub fn func_align(&self) -> i64 {
        self.place.func_align.unwrap_or(self.arch.func_align)
    }

    /// Returns the maximal distance of functions without trampolines, if the processor has such a
    /// limit.
    pub fn tramp_limit(&self) -> Option<u64> {
        let limit = self.arch.tramp_limit?;
        if self.place.debug_tramp > 1 {
            return Some(1);
        }
        Some(self.place.debug_text_size.unwrap_or(limit))
    }

    /// Returns the name of the entry symbol.
    pub fn entry(&self) -> String {
        if self.content.entry.is_empty() {
            let suffix = if self.is_library() { "_lib" } else { "" };
            return format!("_rt0_{}_{}{suffix}", self.arch.name, self.system().name());
        }
        self.content.entry.clone()
    }
}
