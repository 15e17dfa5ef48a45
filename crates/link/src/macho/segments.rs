//! Segments and sections, as load commands describe them.
//!
//! Counterpart: cmd/link/internal/ld/macho.go (`machoshbits`, `MachoSeg`, `MachoSect`).

use crate::error::Stop;
use crate::section::Layout;
use crate::section::Section;
use crate::section::SegmentId;

/// The command that describes a segment.
const SEGMENT_64: u32 = 0x19;
/// The most sections of a segment.
const MOST: usize = 20;

/// Kinds and attributes of sections.
mod flag {
    pub(super) const ZERO_FILL: u32 = 1;
    pub(super) const POINTERS: u32 = 6;
    pub(super) const STUBS: u32 = 8;
    pub(super) const SOME_INSTRUCTIONS: u32 = 0x400;
    pub(super) const DEBUG: u32 = 0x200_0000;
    pub(super) const PURE_INSTRUCTIONS: u32 = 0x8000_0000;
}

/// The size of a stub of x86-64, used for all processors.
const STUB_SIZE: u32 = 6;

/// A segment.
#[derive(Debug, Default)]
pub(super) struct Segment {
    pub(super) name: &'static str,
    pub(super) address: u64,
    pub(super) size: u64,
    pub(super) file_start: u64,
    pub(super) file_size: u64,
    /// The maximal protection, and the initial one: read 1, write 2, execute 4.
    pub(super) protection: [u32; 2],
    /// The sections, encoded.
    pub(super) sections: Vec<u8>,
    pub(super) count: usize,
    pub(super) flags: u32,
}

/// Appends a name with zeros up to 16 bytes.
fn put_name(out: &mut Vec<u8>, name: &str) {
    let mut field = [0; 16];
    for (slot, byte) in field.iter_mut().zip(name.bytes()) {
        *slot = byte;
    }
    out.extend(field);
}

fn put_u32(out: &mut Vec<u8>, values: &[u32]) {
    out.extend(values.iter().flat_map(|value| value.to_le_bytes()));
}

fn put_u64(out: &mut Vec<u8>, values: &[u64]) {
    out.extend(values.iter().flat_map(|value| value.to_le_bytes()));
}

impl Segment {
    /// Adds the sections of a segment; `stubs` is the number of stubs.
    ///
    /// # Errors
    /// There are too many, or one is not representable.
    pub(super) fn add(&mut self, layout: &Layout, id: SegmentId, stubs: u32) -> Result<(), Stop> {
        for &section in &layout.segment(id).sections {
            if self.count == MOST {
                let reason = format!("more than {MOST} sections in {}", self.name);
                return Err(Stop::Unsupported(reason));
            }
            self.add_section(layout, id, layout.section(section), stubs)?;
        }
        Ok(())
    }

    fn add_section(
        &mut self,
        layout: &Layout,
        id: SegmentId,
        section: &Section,
        stubs: u32,
    ) -> Result<(), Stop> {
        let segment = layout.segment(id);
        let end = segment.vaddr.wrapping_add(segment.file_len);
        let mut name = format!(
            "__{}",
            section.name.get(1..).unwrap_or_default().replace('.', "_")
        );
        let (mut flags, mut reserved) = (0, [0, 0]);
        let mut start = 0;
        if section.vaddr < end {
            if section.length > end - section.vaddr {
                let reason = format!("the section {} with and without bytes", section.name);
                return Err(Stop::Unsupported(reason));
            }
            start = (segment.file_off + section.vaddr).wrapping_sub(segment.vaddr) as u32;
        } else {
            flags |= flag::ZERO_FILL;
        }
        if section.rwx & 1 != 0 {
            flags |= flag::SOME_INSTRUCTIONS;
        }
        match section.name.as_str() {
            ".text" => flags |= flag::PURE_INSTRUCTIONS,
            ".plt" => {
                "__symbol_stub1".clone_into(&mut name);
                flags = flag::PURE_INSTRUCTIONS | flag::SOME_INSTRUCTIONS | flag::STUBS;
                reserved = [0, STUB_SIZE];
            }
            ".got" => {
                flags = flag::POINTERS;
                reserved = [stubs, 0];
            }
            _ => {}
        }
        if id == SegmentId::Dwarf {
            flags |= flag::DEBUG;
        }
        let align = section.align.max(1).cast_unsigned().next_power_of_two();
        let out = &mut self.sections;
        put_name(out, &name);
        put_name(out, self.name);
        put_u64(out, &[section.vaddr, section.length]);
        put_u32(out, &[start, align.trailing_zeros()]);
        // No relocations.
        put_u32(out, &[0, 0, flags, reserved[0], reserved[1], 0]);
        self.count += 1;
        Ok(())
    }

    /// Returns the load command.
    pub(super) fn command(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(72 + self.sections.len());
        put_u32(&mut out, &[SEGMENT_64, 72 + self.sections.len() as u32]);
        put_name(&mut out, self.name);
        put_u64(
            &mut out,
            &[self.address, self.size, self.file_start, self.file_size],
        );
        put_u32(&mut out, &self.protection);
        put_u32(&mut out, &[self.count as u32, self.flags]);
        out.extend(&self.sections);
        out
    }
}
