//! Differences between operating systems.
//!
//! Counterpart: cmd/link/internal/amd64/obj.go (`archinit`), ld/elf.go (`HEADR`), ld/macho.go,
//! ld/pe.go (`Peinit`), ld/sym.go (`computeTLSOffset`).

use crate::arch::Arch;
use crate::arch::Family;
use crate::arch::PTR_SIZE;

/// The operating system that runs the output, which decides the format of the file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum System {
    /// ELF.
    #[default]
    Linux,
    /// PE.
    Windows,
    /// macOS: Mach-O.
    Darwin,
}

/// Positions of segments in memory and in the file, unless a flag sets them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Placing {
    /// The address of the file's first byte, before rounding.
    pub(crate) base: i64,
    /// The rounding of segment addresses.
    pub(crate) round: i64,
    /// Distance of the code from the first byte in memory.
    pub(crate) code: i64,
    /// Distance of the code from the first byte in the file: the room for headers.
    pub(crate) headers: i64,
}

/// The address of the first byte of a PE file, the same as of other linkers.
pub(crate) const PE_BASE: i64 = 0x1_4000_0000;
/// Sections of PE start at multiples of this in memory.
pub(crate) const PE_ROUND: i64 = 0x1000;
/// Sections of PE start at multiples of this in the file.
pub(crate) const PE_FILE_ROUND: i64 = 0x200;
/// The headers of PE for up to 16 sections, rounded up.
pub(crate) const PE_HEADERS: i64 = 0x600;
/// The bytes at the start of a Mach-O file that load commands have.
pub(crate) const MACH_O_HEADERS: i64 = 4096;
/// The bytes at the start of an ELF file that headers, notes and the interpreter share.
pub(crate) const ELF_HEADERS: i64 = 4096;

impl System {
    /// Returns `$GOOS`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Linux => "linux",
            Self::Windows => "windows",
            Self::Darwin => "darwin",
        }
    }

    /// Returns the system of `$GOOS`, if its format is supported.
    pub fn of_name(name: &str) -> Option<Self> {
        let all = [Self::Linux, Self::Windows, Self::Darwin];
        all.into_iter().find(|system| system.name() == name)
    }

    pub(crate) fn placing(self, arch: &Arch) -> Placing {
        match self {
            Self::Linux => Placing {
                base: arch.image_base,
                round: arch.round,
                code: ELF_HEADERS,
                headers: ELF_HEADERS,
            },
            Self::Windows => Placing {
                base: PE_BASE,
                round: PE_ROUND,
                code: PE_ROUND,
                headers: PE_HEADERS,
            },
            Self::Darwin => {
                let (base, round) = match arch.family {
                    Family::Amd64 => (1 << 24, 4096),
                    Family::Arm64 => (1 << 32, 16384),
                };
                Placing {
                    base,
                    round,
                    code: MACH_O_HEADERS,
                    headers: MACH_O_HEADERS,
                }
            }
        }
    }

    /// Returns the rounding of the places of debug sections.
    pub(crate) fn debug_round(self) -> u64 {
        match self {
            Self::Linux | Self::Darwin => 1,
            Self::Windows => PE_FILE_ROUND.cast_unsigned(),
        }
    }

    /// Returns the offset of the thread's pointer to its goroutine: on Linux right below the
    /// thread pointer.
    pub(crate) fn tls_offset(self) -> i64 {
        match self {
            Self::Linux => -PTR_SIZE,
            // It is found in a slot of the thread's block, whose number is a variable.
            Self::Windows => 0,
            // A slot that is reserved for Go, on x86-64.
            Self::Darwin => 0x30,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for name in ["linux", "windows", "darwin"] {
            assert_eq!(System::of_name(name).map(System::name), Some(name));
        }
        assert_eq!(System::of_name("plan9"), None);
    }
}
