//! The state of the pass that writes headers and tables.
//!
//! Counterpart: cmd/link/internal/ld/elf.go (`asmbElf`).

use vamos_sched::Pool;

use super::header::Headers;
use super::state::Dynamic;
use crate::error::Diagnostics;
use crate::error::Stop;
use crate::inputs::Host;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::options::Options;
use crate::section::Layout;
use crate::section::SegmentId;

/// What the headers and the tables are made from.
#[derive(Clone, Copy)]
pub(crate) struct Input<'l, 'a> {
    /// All symbols.
    pub(crate) ldr: &'l Loader<'a>,
    /// The flags.
    pub(crate) options: &'l Options,
    /// Asked for the dynamic linker.
    pub(crate) host: &'l dyn Host,
    /// The threads.
    pub(crate) pool: &'l Pool,
    /// All functions by address.
    pub(crate) funcs: &'l [Sym],
    /// The tables of dynamic linking, if there are any.
    pub(crate) dynamic: Option<&'l Dynamic>,
    /// The dynamic linker that a flag or a directive chose, or an empty string.
    pub(crate) interpreter: &'l str,
    /// The content of `.note.gnu.build-id`; empty for no such note.
    pub(crate) build_id: &'l [u8],
}

/// The state of the pass.
pub(super) struct Finish<'w, 'a> {
    pub(super) input: Input<'w, 'a>,
    pub(super) layout: &'w mut Layout,
    pub(super) diag: &'w mut Diagnostics,
    pub(super) headers: Headers,
    /// The address of the file's first byte.
    pub(super) image: u64,
    /// The end of the free part of the file's first bytes: notes are placed downwards.
    pub(super) free_end: u64,
    /// The program header of the notes.
    pub(super) note: Option<usize>,
    /// The bytes of notes and the interpreter, with their places.
    pub(super) pieces: Vec<(u64, Vec<u8>)>,
}

/// Returns the place in the file of a symbol with a section of its own.
pub(super) fn file_offset(
    ldr: &Loader<'_>,
    layout: &Layout,
    sym: Sym,
    diag: &mut Diagnostics,
) -> Result<u64, Stop> {
    let addr = ldr.value(sym) as u64;
    for id in [SegmentId::Data, SegmentId::Text] {
        let segment = layout.segment(id);
        if addr >= segment.vaddr {
            return Ok((addr - segment.vaddr).wrapping_add(segment.file_off));
        }
    }
    let name = ldr.name_text(sym);
    diag.error(format!("{name}: invalid datoff {addr:#x}"))?;
    Ok(0)
}
