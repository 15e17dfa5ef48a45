//! Effects of relocations on liveness, by type.
//!
//! Counterpart: cmd/link/internal/ld/deadcode.go (`flood`).

use crate::reloc::RelocType;

/// Effect of a relocation on its target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    Nothing,
    Reference,
    /// The target alone does not decide.
    Special,
}

/// Returns the effect of relocations of a kind.
pub(super) fn meaning(kind: RelocType) -> Meaning {
    match kind {
        RelocType::METHODOFF
        | RelocType::USEIFACE
        | RelocType::USEIFACEMETHOD
        | RelocType::USENAMEDMETHOD => Meaning::Special,
        // Types for debug information are loaded anyway; the order of initializers was
        // decided by an earlier pass.
        RelocType::USETYPE | RelocType::INITORDER => Meaning::Nothing,
        _ => Meaning::Reference,
    }
}
