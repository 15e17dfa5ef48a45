//! State passed between the ELF passes.
//!
//! Counterpart: cmd/link/internal/ld/elf.go (package-level variables).

use hashbrown::HashSet;

use crate::arch_syms::ArchSyms;
use crate::loader::Loader;

/// Contents of the tables of dynamic linking other than the bytes of their symbols.
#[derive(Debug, Default)]
pub(crate) struct Dynamic {
    /// Number of symbols in `.dynsym`, without the first, empty one.
    pub(super) dynsyms: i32,
    /// Libraries that `.dynamic` names.
    pub(super) needed: HashSet<Vec<u8>>,
    /// Number of libraries in `.gnu.version_r`.
    pub(super) version_files: u32,
}

/// The tables of dynamic linking, to add to.
pub(super) struct Tables<'w, 'a> {
    pub(super) ldr: &'w mut Loader<'a>,
    pub(super) syms: &'w ArchSyms,
    pub(super) dynamic: &'w mut Dynamic,
}
