//! The differences between releases in debug information of functions.
//!
//! Counterpart: cmd/compile/internal/dwarfgen/dwarf.go of each release.

/// The differences between releases in debug information of functions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DebugProfile {
    /// Variables are in the order of their declarations. Else variables with a list of places come
    /// first.
    pub follows_declarations: bool,
    /// Temporary, blank and untyped variables are left out from the beginning, with their types.
    pub omits_temporary: bool,
}

impl DebugProfile {
    /// Returns the profile of Go 1.`minor`.
    pub fn of(minor: u32) -> Self {
        Self {
            follows_declarations: minor >= 27,
            omits_temporary: minor >= 27,
        }
    }
}
