//! The state of the pass that writes headers and tables.
//!
//! Counterpart: cmd/link/internal/ld/elf.go (`asmbElf`).

use super::header::Headers;
use super::state::Dynamic;
use crate::error::Diagnostics;
use crate::error::Stop;
use crate::finish::Input;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::section::Layout;
use crate::section::SegmentId;

/// The state of the pass.
pub(super) struct Finish<'w, 'a> {
    pub(super) input: Input<'w, 'a>,
    /// The tables of dynamic linking, if there are any.
    pub(super) dynamic: Option<&'w Dynamic>,
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
