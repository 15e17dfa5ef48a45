//! The code of a function while it is assembled.
//!
//! Counterpart: cmd/internal/obj/link.go (`LSym`, the fields that an encoder writes).

use crate::attributes::Attributes;
use crate::symbol::Reloc;

/// Content, relocations and facts of a function's symbol; [`Link::merge`](crate::Link::merge)
/// moves them into the symbol.
#[derive(Clone, Debug, Default)]
pub struct Code {
    /// The machine code.
    pub data: Vec<u8>,
    /// The relocations in the order in which they were added.
    pub relocs: Vec<Reloc>,
    /// The size in bytes.
    pub size: i64,
    /// The facts of the symbol.
    pub attributes: Attributes,
}

impl Code {
    /// Returns true if the fact holds.
    #[inline]
    pub fn has(&self, fact: Attributes) -> bool {
        self.attributes.has(fact)
    }

    /// Makes a fact true.
    #[inline]
    pub fn set(&mut self, fact: Attributes) {
        self.attributes.set(fact, true);
    }
}
