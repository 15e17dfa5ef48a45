//! What differs between releases of Go.
//!
//! Every difference is a named field here; passes ask for the field and never for a
//! version.
//! Counterpart: the same files of cmd/link in each release.

use crate::reloc::RelocType;

/// A release of Go that the linker knows.
#[derive(Debug)]
pub struct Profile {
    /// The minor version: 26 for Go 1.26.
    pub minor: u32,
    /// Functions and variables of package runtime that the compiler knows by number, with
    /// their ABI (cmd/internal/goobj/builtinlist.go).
    pub builtins: &'static [(&'static str, u16)],
    /// Names that only the listed packages may refer to by `//go:linkname`.
    pub blocked_linknames: &'static [(&'static str, &'static [&'static str])],
    /// The types of relocations by the release's number; empty if they are those of
    /// [`RelocType`].
    pub relocs: &'static [RelocType],
}

impl Profile {
    /// Returns the type of a relocation by the release's number.
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
    builtins: &[],
    blocked_linknames: &[],
    relocs: &[],
};

/// Returns the profile of a release by its minor version, if the linker knows it.
pub fn of_minor(minor: u32) -> Option<&'static Profile> {
    (minor == GO1_26.minor).then_some(&GO1_26)
}
