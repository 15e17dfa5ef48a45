//! Segments and sections of the output.
//!
//! Counterpart: cmd/link/internal/sym/segment.go.

use crate::loader::Sym;

/// The number of a section; 0 is no section.
pub(crate) type SectionId = u16;

/// The segments, in upstream's order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum SegmentId {
    /// Executable code.
    Text,
    /// Read-only data.
    RoData,
    /// Data that is read-only after the dynamic linker has relocated it.
    RelRoData,
    /// Variables.
    Data,
    /// The frames of functions, for exceptions of Windows (`.pdata`).
    Frames,
    /// Data for unwinding these frames (`.xdata`).
    Unwind,
    /// Debug information, which is not loaded.
    Dwarf,
}

/// A segment, which is mapped into memory as one piece.
#[derive(Clone, Debug, Default)]
pub(crate) struct Segment {
    /// Permissions: read 4, write 2, execute 1.
    pub rwx: u8,
    /// The address.
    pub vaddr: u64,
    /// The length in memory.
    pub length: u64,
    /// The place in the file.
    pub file_off: u64,
    /// The length in the file.
    pub file_len: u64,
    /// The sections, in order.
    pub sections: Vec<SectionId>,
}

/// A part of a segment with a name.
#[derive(Clone, Debug, Default)]
pub(crate) struct Section {
    /// Permissions, as of segments.
    pub rwx: u8,
    /// The alignment in bytes.
    pub align: i32,
    /// The name.
    pub name: String,
    /// The address.
    pub vaddr: u64,
    /// The length.
    pub length: u64,
    /// The segment.
    pub seg: Option<SegmentId>,
    /// The index of the ELF section header.
    pub elf: Option<usize>,
    /// The symbol of the section.
    pub sym: Sym,
    /// True for debug information that was compressed.
    pub compressed: bool,
}

/// The segments and sections of the output.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    /// By [`SegmentId`].
    pub segments: [Segment; 7],
    /// By [`SectionId`]; the first is unused.
    pub sections: Vec<Section>,
    /// The end of the segments in the file, which pass `layout` finds.
    pub file_end: u64,
}

impl Default for Layout {
    fn default() -> Self {
        Self {
            segments: Default::default(),
            sections: vec![Section::default()],
            file_end: 0,
        }
    }
}

impl Layout {
    /// Returns a segment.
    pub(crate) fn segment(&self, id: SegmentId) -> &Segment {
        &self.segments[id as usize]
    }

    /// Returns a segment to change.
    pub(crate) fn segment_mut(&mut self, id: SegmentId) -> &mut Segment {
        &mut self.segments[id as usize]
    }

    /// Returns a section.
    ///
    /// # Panics
    /// If the number was not given by [`Self::add`].
    pub(crate) fn section(&self, id: SectionId) -> &Section {
        &self.sections[usize::from(id)]
    }

    /// Returns a section to change.
    ///
    /// # Panics
    /// As [`Self::section`].
    pub(crate) fn section_mut(&mut self, id: SectionId) -> &mut Section {
        &mut self.sections[usize::from(id)]
    }

    /// Adds a section at the end of a segment (`addsection`).
    pub(crate) fn add(&mut self, segment: SegmentId, name: &str, rwx: u8) -> SectionId {
        let id = self.sections.len() as SectionId;
        self.sections.push(Section {
            rwx,
            name: name.to_owned(),
            // The default alignment is the alignment of a pointer.
            align: 8,
            seg: Some(segment),
            ..Section::default()
        });
        self.segment_mut(segment).sections.push(id);
        id
    }
}
