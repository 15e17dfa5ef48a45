//! The numbers of symbols.
//!
//! Counterpart: cmd/link/internal/loader/loader.go (`Sym`).

/// The number of a symbol.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Sym(pub u32);

impl Sym {
    /// No symbol.
    pub const NONE: Self = Self(0);

    /// Returns the number as an index of tables.
    #[inline]
    pub fn index(self) -> usize {
        self.0 as usize
    }

    /// Returns true for no symbol.
    #[inline]
    pub fn is_none(self) -> bool {
        self.0 == 0
    }

    /// Returns true for a symbol.
    #[inline]
    pub fn is_some(self) -> bool {
        self.0 != 0
    }
}
