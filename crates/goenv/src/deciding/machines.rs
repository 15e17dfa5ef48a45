//! Sources of one machine or system.
//!
//! Counterpart: none.

use super::stem;
use crate::capability::Capabilities;
use crate::capability::Capability as C;

/// Capabilities for amd64, and of no machine.
const AMD64: Capabilities = Capabilities::of(&[
    C::LinkAmd64,
    C::LinkExternal,
    C::AsmAmd64,
    C::Check,
    C::ExportData,
    C::CompilerAmd64,
    C::CutoffLinuxAmd64,
    C::CutoffWindowsAmd64,
    C::ReadsLinuxAmd64,
]);

/// Capabilities for arm64, and of no machine.
const ARM64: Capabilities = Capabilities::of(&[
    C::LinkArm64,
    C::LinkExternal,
    C::AsmArm64,
    C::Check,
    C::ExportData,
    C::CompilerArm64,
    C::CutoffLinuxArm64,
    C::CutoffDarwinArm64,
    C::ReadsLinuxArm64,
]);

/// Machines for which vamos has no tools, as files and directories are named after them.
const OTHERS: [&str; 13] = [
    "386", "arm", "loong64", "mips", "mips64", "mips64x", "mipsx", "ppc64", "ppc64x", "riscv",
    "riscv64", "s390x", "wasm",
];

/// Files of other systems, and of hosts on which a tool runs.
const SYSTEMS: [&str; 14] = [
    "aix",
    "android",
    "bsd",
    "dragonfly",
    "freebsd",
    "illumos",
    "ios",
    "js",
    "netbsd",
    "noexec",
    "nommap",
    "openbsd",
    "plan9",
    "solaris",
];

/// Rules of the compiler's back end, which are named after the machine.
const OTHER_RULES: [&str; 9] = [
    "386", "ARM", "LOONG64", "MIPS", "PPC64", "RISCV64", "S390X", "Wasm", "dec64",
];

/// The machines of a file.
pub(super) struct Machines {
    /// True for a file of machines or systems without tools of vamos's.
    pub(super) is_none: bool,
    /// The capabilities of the only machine that has the file, if there is one.
    pub(super) only: Option<Capabilities>,
}

/// Returns the machines of a file below GOROOT/src.
pub(super) fn of_file(file: &str) -> Machines {
    let no_machine = Machines {
        is_none: true,
        only: None,
    };
    let stem = stem(file);
    let parts = file.rsplit_once('/').map_or("", |(dir, _)| dir).split('/');
    let suffixes = stem.split('_').skip(1);
    let mut only = None;
    for word in parts.chain(suffixes) {
        match word {
            "amd64" => only = Some(AMD64),
            "arm64" => only = Some(ARM64),
            // In the other directories x86 means 386.
            "x86" if file.starts_with("cmd/internal/obj/") => only = Some(AMD64),
            "x86" => return no_machine,
            _ if OTHERS.contains(&word) || SYSTEMS.contains(&word) => return no_machine,
            _ => {}
        }
    }
    if let Some(rules) = stem.strip_prefix("rewrite")
        && file.contains("/ssa/")
    {
        match rules {
            _ if rules.starts_with("AMD64") => only = Some(AMD64),
            _ if rules.starts_with("ARM64") => only = Some(ARM64),
            _ if OTHER_RULES.iter().any(|other| rules.starts_with(other)) => return no_machine,
            _ => {}
        }
    }
    if file.starts_with("cmd/asm/internal/arch/") {
        match stem {
            "arm64" => only = Some(ARM64),
            _ if OTHERS.contains(&stem) => return no_machine,
            _ => {}
        }
    }
    Machines {
        is_none: false,
        only,
    }
}
