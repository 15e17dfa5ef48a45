//! What the ELF passes hand to each other.
//!
//! Counterpart: cmd/link/internal/ld/elf.go (package-level variables).

use hashbrown::HashSet;

use crate::loader::Sym;

/// What the ELF passes hand to each other.
#[derive(Debug, Default)]
pub struct Elf {
    /// The offset of the thread's pointer to its goroutine.
    pub(crate) tls_offset: i64,
    /// Functions that C or the dynamic linker call.
    pub(crate) exported: Vec<Sym>,
    /// The note of the build for other tools (`.note.gnu.build-id`); empty for none.
    pub build_id: Vec<u8>,
    /// How many symbols `.dynsym` has, without the first, empty one.
    pub(crate) dynsyms: i32,
    /// Libraries that `.dynamic` names.
    pub(crate) needed: HashSet<Vec<u8>>,
    /// How many libraries `.gnu.version_r` names.
    pub(crate) version_files: u32,
}
