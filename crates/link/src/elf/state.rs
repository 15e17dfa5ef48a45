//! What the ELF passes hand to each other.
//!
//! Counterpart: cmd/link/internal/ld/elf.go (package-level variables), link.go (`ArchSyms`).

use hashbrown::HashSet;

use crate::loader::Loader;
use crate::loader::Sym;

/// Symbols that relocations and the tables of dynamic linking refer to. Pass `setArchSyms`
/// makes them.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct ArchSyms {
    /// `.rela`.
    pub(super) rela: Sym,
    /// `.rela.plt`.
    pub(super) rela_plt: Sym,
    /// `.got`.
    pub(crate) got: Sym,
    /// `.plt`.
    pub(crate) plt: Sym,
    /// `.got.plt`.
    pub(super) got_plt: Sym,
    /// `.dynamic`.
    pub(super) dynamic: Sym,
    /// `.dynsym`.
    pub(super) dynsym: Sym,
    /// `.dynstr`.
    pub(super) dynstr: Sym,
    /// `runtime.unreachableMethod`.
    pub(crate) unreachable_method: Sym,
}

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
