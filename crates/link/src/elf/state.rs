//! What the ELF passes hand to each other.
//!
//! Counterpart: cmd/link/internal/ld/elf.go (package-level variables).

use hashbrown::HashSet;

use crate::arch_syms::ArchSyms;
use crate::loader::Loader;

/// What the tables of dynamic linking contain, besides the bytes of their symbols.
#[derive(Debug, Default)]
pub(crate) struct Dynamic {
    /// How many symbols `.dynsym` has, without the first, empty one.
    pub(super) dynsyms: i32,
    /// Libraries that `.dynamic` names.
    pub(super) needed: HashSet<Vec<u8>>,
    /// How many libraries `.gnu.version_r` names.
    pub(super) version_files: u32,
}

/// The tables of dynamic linking, to add to.
pub(super) struct Tables<'w, 'a> {
    pub(super) ldr: &'w mut Loader<'a>,
    pub(super) syms: &'w ArchSyms,
    pub(super) dynamic: &'w mut Dynamic,
}
