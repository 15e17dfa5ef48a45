//! Capabilities: parts of vamos that stand in for a part of the SDK, each of which is used only
//! with sources that it was compared with.
//!
//! Counterpart: none; upstream is one release.

use std::fmt;

/// A part of vamos that depends on sources of the SDK.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Capability {
    /// Keys and entries of the build cache for compiling, linking and installing.
    BuildRecipes,
    /// Keys and checks of packages with C sources.
    CgoRecipes,
    /// Keys of vet results.
    VetRecipes,
    /// Keys of test results, and the main package of tests.
    TestRecipes,
    /// Links for amd64.
    LinkAmd64,
    /// Links for arm64.
    LinkArm64,
    /// ELF executables.
    LinkElf,
    /// PE executables.
    LinkPe,
    /// Mach-O executables.
    LinkMachO,
    /// Links by the system's linker.
    LinkExternal,
    /// Assembling for amd64.
    AsmAmd64,
    /// Assembling for arm64.
    AsmArm64,
    /// Type errors.
    Check,
    /// Export data, as readers and writers have it.
    ExportData,
    /// The instrumented compiler, compiling for amd64.
    CompilerAmd64,
    /// The instrumented compiler, compiling for arm64.
    CompilerArm64,
    /// Early cutoff for linux/amd64.
    CutoffLinuxAmd64,
    /// Early cutoff for linux/arm64.
    CutoffLinuxArm64,
    /// Early cutoff for darwin/arm64.
    CutoffDarwinArm64,
    /// Early cutoff for windows/amd64.
    CutoffWindowsAmd64,
    /// Early cutoff by a compilation's reads of its imports, for linux/amd64.
    ReadsLinuxAmd64,
    /// Early cutoff by a compilation's reads of its imports, for linux/arm64.
    ReadsLinuxArm64,
}

use Capability as C;

impl Capability {
    /// All capabilities, in the order of their bits.
    pub const ALL: [Self; 22] = [
        C::BuildRecipes,
        C::CgoRecipes,
        C::VetRecipes,
        C::TestRecipes,
        C::LinkAmd64,
        C::LinkArm64,
        C::LinkElf,
        C::LinkPe,
        C::LinkMachO,
        C::LinkExternal,
        C::AsmAmd64,
        C::AsmArm64,
        C::Check,
        C::ExportData,
        C::CompilerAmd64,
        C::CompilerArm64,
        C::CutoffLinuxAmd64,
        C::CutoffLinuxArm64,
        C::CutoffDarwinArm64,
        C::CutoffWindowsAmd64,
        C::ReadsLinuxAmd64,
        C::ReadsLinuxArm64,
    ];

    /// Returns its name in tables and messages.
    pub const fn name(self) -> &'static str {
        match self {
            C::BuildRecipes => "build-recipes",
            C::CgoRecipes => "cgo-recipes",
            C::VetRecipes => "vet-recipes",
            C::TestRecipes => "test-recipes",
            C::LinkAmd64 => "link-amd64",
            C::LinkArm64 => "link-arm64",
            C::LinkElf => "link-elf",
            C::LinkPe => "link-pe",
            C::LinkMachO => "link-macho",
            C::LinkExternal => "link-external",
            C::AsmAmd64 => "asm-amd64",
            C::AsmArm64 => "asm-arm64",
            C::Check => "check",
            C::ExportData => "export-data",
            C::CompilerAmd64 => "compiler-amd64",
            C::CompilerArm64 => "compiler-arm64",
            C::CutoffLinuxAmd64 => "cutoff-linux-amd64",
            C::CutoffLinuxArm64 => "cutoff-linux-arm64",
            C::CutoffDarwinArm64 => "cutoff-darwin-arm64",
            C::CutoffWindowsAmd64 => "cutoff-windows-amd64",
            C::ReadsLinuxAmd64 => "reads-linux-amd64",
            C::ReadsLinuxArm64 => "reads-linux-arm64",
        }
    }

    /// Returns the capability of a name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }

    /// Returns the behaviour with an SDK that lacks the capability.
    pub const fn without(self) -> &'static str {
        match self {
            C::BuildRecipes => "uses a separate build cache",
            C::CgoRecipes => "uses a separate build cache if cgo is enabled",
            C::VetRecipes => "uses a separate build cache for go vet and go test",
            C::TestRecipes => "uses a separate build cache for go test",
            C::LinkAmd64 => "links for amd64 by the SDK's linker",
            C::LinkArm64 => "links for arm64 by the SDK's linker",
            C::LinkElf => "links ELF files by the SDK's linker",
            C::LinkPe => "links PE files by the SDK's linker",
            C::LinkMachO => "links Mach-O files by the SDK's linker",
            C::LinkExternal => "links with the system's linker by the SDK's linker",
            C::AsmAmd64 => "assembles for amd64 by the SDK's assembler",
            C::AsmArm64 => "assembles for arm64 by the SDK's assembler",
            C::Check => "has type errors found by the SDK's compiler",
            C::ExportData => "does not read export data",
            C::CompilerAmd64 | C::CompilerArm64 => "builds no instrumented compiler",
            C::CutoffLinuxAmd64 => "compiles all importers for linux/amd64",
            C::CutoffLinuxArm64 => "compiles all importers for linux/arm64",
            C::CutoffDarwinArm64 => "compiles all importers for darwin/arm64",
            C::CutoffWindowsAmd64 => "compiles all importers for windows/amd64",
            C::ReadsLinuxAmd64 | C::ReadsLinuxArm64 => {
                "compiles importers again whose imports' export data changed"
            }
        }
    }
}

/// A set of capabilities.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Capabilities(u32);

impl Capabilities {
    /// No capability.
    pub const NONE: Self = Self(0);

    /// Returns the set of these capabilities.
    pub const fn of(list: &[Capability]) -> Self {
        let mut set = Self::NONE;
        let mut index = 0;
        while index < list.len() {
            set.0 |= 1 << list[index] as u32;
            index += 1;
        }
        set
    }

    /// Returns the set with these bits.
    pub(crate) const fn from_bits(bits: u32) -> Self {
        Self(bits)
    }

    /// Returns the bits, by the order of [`Capability::ALL`].
    pub const fn bits(self) -> u32 {
        self.0
    }

    /// Reports whether the set has a capability.
    pub const fn has(self, one: Capability) -> bool {
        self.0 & 1 << one as u32 != 0
    }

    /// Reports whether the set has no capability.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Returns the capabilities of either set.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Returns the capabilities of both sets.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Returns the capabilities of this set that the other has not.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Returns the capabilities, in order.
    pub fn iter(self) -> impl Iterator<Item = Capability> {
        Capability::ALL
            .into_iter()
            .filter(move |one| self.has(*one))
    }
}

impl fmt::Debug for Capabilities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_bits_in_order() {
        for (bit, one) in C::ALL.into_iter().enumerate() {
            assert_eq!(one as usize, bit);
            assert_eq!(C::of_name(one.name()), Some(one));
        }
        assert_eq!(C::of_name("none"), None);
    }
}
