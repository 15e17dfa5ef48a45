//! Differences between releases in files for Windows and macOS, in the rules of linknames, and in
//! the flags for the system's linker.
//!
//! Counterpart: cmd/link/internal/ld/pe.go, seh.go, macho.go, macho_update_uuid.go, lib.go,
//! cmd/link/internal/loader/loader.go in each release.

/// Files for Windows.
#[derive(Clone, Copy, Debug)]
pub struct PeProfile {
    /// The oldest Windows that programs run on: the numbers of its version.
    pub oldest: [u16; 2],
    /// True if a file has a configuration for the system's loader.
    pub has_load_config: bool,
    /// True if tables of frames are made when addresses are known, and sorted by them.
    pub sorts_frames: bool,
    /// True if a file without a symbol table may have debug information.
    pub stripped_has_debug: bool,
}

/// Files for macOS.
#[derive(Clone, Copy, Debug)]
pub struct MachOProfile {
    /// The oldest macOS that programs run on, and the version of its development kit that they are
    /// made for: a byte for each of three numbers.
    pub versions: [u32; 2],
    /// The bits of a UUID that tell how it was made.
    pub uuid_variant: u8,
    /// True if a file has a UUID even if no flag gives one.
    pub has_uuid_of_content: bool,
    /// True if the dynamic linker sets addresses of imports in data.
    pub binds_data: bool,
}

/// The symbols to which `//go:linkname` may refer.
#[derive(Clone, Copy, Debug)]
pub struct LinknameProfile {
    /// Names that only the listed packages may refer to, sorted.
    pub blocked: &'static [(&'static str, &'static [&'static str])],
    /// The bit of symbols that only the standard library may refer to by
    /// `//go:linknamestd`; 0 if the release has no such bit.
    pub std_only: u8,
    /// The bit of wrappers between ABIs, to which it may refer; 0 if it may not.
    pub abi_wrapper: u8,
    /// The bit of functions that WebAssembly exports.
    pub wasm_export: u8,
    /// True if references to functions of the assembler, and references from it, are
    /// checked too.
    pub checks_assembly: bool,
}

/// The flags for the system's linker.
#[derive(Clone, Copy, Debug)]
pub struct ExternalProfile {
    /// True if it also leaves out debug information that is not wanted (`-Wl,-S`).
    pub drops_debug: bool,
    /// The user's flags that are passed to the linker in the test for a supported flag.
    pub probe: ProbeFlags,
}

/// The flags that are passed to the system's linker in the test for a supported flag
/// (`trimLinkerArgv`). All others are removed.
#[derive(Clone, Copy, Debug)]
pub struct ProbeFlags {
    /// Flags that do not matter and that have an argument of their own.
    pub skipped: &'static [&'static str],
    /// Flags that matter and that have an argument of their own, or one as a part of the same
    /// word.
    pub kept: &'static [&'static str],
    /// Prefixes of further such flags.
    pub prefixes: &'static [&'static str],
}

pub(super) const PE_26: PeProfile = PeProfile {
    oldest: [6, 1],
    has_load_config: false,
    sorts_frames: false,
    stripped_has_debug: true,
};

pub(super) const PE_25: PeProfile = PeProfile {
    stripped_has_debug: false,
    ..PE_26
};

pub(super) const PE_27: PeProfile = PeProfile {
    oldest: [10, 0],
    has_load_config: true,
    sorts_frames: true,
    ..PE_26
};

pub(super) const MACH_O_26: MachOProfile = MachOProfile {
    versions: [12 << 16; 2],
    uuid_variant: 0xc0,
    has_uuid_of_content: false,
    binds_data: false,
};

pub(super) const MACH_O_27: MachOProfile = MachOProfile {
    versions: [13 << 16, 26 << 16 | 2 << 8],
    uuid_variant: 0x80,
    has_uuid_of_content: true,
    binds_data: true,
};

pub(super) const EXTERNAL_26: ExternalProfile = ExternalProfile {
    drops_debug: true,
    probe: ProbeFlags {
        skipped: &[
            "-F",
            "-l",
            "-L",
            "-framework",
            "-Wl,-framework",
            "-Wl,-rpath",
            "-Wl,-undefined",
        ],
        kept: &["-arch", "-isysroot", "--sysroot", "-target", "--target"],
        prefixes: &["-f", "-m", "-p", "-Wl,"],
    },
};

pub(super) const EXTERNAL_25: ExternalProfile = ExternalProfile {
    drops_debug: false,
    probe: ProbeFlags {
        kept: &["-arch", "-isysroot", "--sysroot", "-target"],
        ..EXTERNAL_26.probe
    },
};

pub(super) const EXTERNAL_27: ExternalProfile = ExternalProfile {
    probe: ProbeFlags {
        skipped: &[
            "-F",
            "-l",
            "-framework",
            "-Wl,-framework",
            "-Wl,-rpath",
            "-Wl,-undefined",
        ],
        kept: &[
            "-B",
            "-L",
            "-arch",
            "-isysroot",
            "--sysroot",
            "-target",
            "--target",
            "-resource-dir",
            "-rtlib",
            "--rtlib",
            "-stdlib",
            "--stdlib",
            "-unwindlib",
            "--unwindlib",
        ],
        prefixes: &[
            "-f",
            "-m",
            "-p",
            "-Wl,",
            "-nostdlib++",
            "-nostdlib",
            "-nodefaultlibs",
            "-nostartfiles",
            "-nostdinc++",
            "-nostdinc",
            "-nobuiltininc",
        ],
    },
    ..EXTERNAL_26
};
