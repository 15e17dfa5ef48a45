//! Relocations: fields in a symbol's data that depend on another symbol's address.
//!
//! Type numbers of a release that differ from Go 1.26 are translated when a relocation is read
//! ([`crate::profile::Profile::relocs`]).
//! Counterpart: cmd/link/internal/sym/reloc.go.

pub(crate) use vamos_objfile::goobj::RelocType;
pub(crate) use vamos_objfile::goobj::WEAK;

use crate::sym::Sym;

/// A relocation, with its target resolved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reloc {
    /// The offset in the symbol's data, in bytes.
    pub off: i32,
    /// Number of bytes that change; 0 for a marker, which only records a dependency.
    pub size: u8,
    /// The type, without the weak bit.
    pub kind: RelocType,
    /// True if the relocation does not keep its target alive.
    pub weak: bool,
    /// Addend to the target's address.
    pub add: i64,
    /// The target; [`Sym::NONE`] without one.
    pub sym: Sym,
}

impl Reloc {
    /// Returns true if no byte changes.
    #[inline]
    pub fn is_marker(&self) -> bool {
        self.size == 0
    }
}
