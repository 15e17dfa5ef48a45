//! The table of sections, and names that do not fit into it.
//!
//! Counterpart: cmd/link/internal/ld/pe.go (`peSection`, `peFile`, `peStringTable`).

use crate::data::round_up;
use crate::system::PE_FILE_ROUND;
use crate::system::PE_HEADERS;
use crate::system::PE_ROUND;

/// Characteristics of sections.
pub(super) mod scn {
    pub(in super::super) const CODE: u32 = 0x20;
    pub(in super::super) const INITIALIZED: u32 = 0x40;
    pub(in super::super) const ALIGN_1: u32 = 0x10_0000;
    pub(in super::super) const DISCARDABLE: u32 = 0x200_0000;
    pub(in super::super) const EXECUTE: u32 = 0x2000_0000;
    pub(in super::super) const READ: u32 = 0x4000_0000;
    pub(in super::super) const WRITE: u32 = 0x8000_0000;
}

/// The size of an entry of the table.
const HEADER: usize = 40;

/// A section.
#[derive(Clone, Debug, Default)]
pub(super) struct Section {
    /// The name, of at most 8 bytes.
    name: Vec<u8>,
    /// The size in memory.
    pub(super) size: u32,
    /// The place in memory, from the start of the image.
    pub(super) address: u32,
    /// The size in the file.
    pub(super) file_size: u32,
    /// The place in the file.
    pub(super) file_start: u32,
    flags: u32,
}

/// The sections of a file.
#[derive(Debug)]
pub(super) struct Sections {
    /// In order.
    pub(super) list: Vec<Section>,
    /// Address of the next section, from the start of the image.
    pub(super) next_address: u32,
    /// File offset of the next section.
    pub(super) next_start: u32,
    /// Long names, each with a zero; offsets count the 4 bytes before them.
    pub(super) names: Vec<u8>,
}

/// The bytes before the first long name: their size.
pub(super) const NAMES_START: usize = 4;

fn rounded(size: u64, to: i64) -> u32 {
    round_up(size.cast_signed(), to) as u32
}

impl Sections {
    pub(super) fn new() -> Self {
        Self {
            list: Vec::new(),
            next_address: rounded(PE_HEADERS.unsigned_abs(), PE_ROUND),
            next_start: PE_HEADERS as u32,
            names: Vec::new(),
        }
    }

    /// Adds a section; returns its index. A section without bytes in the file has no size in
    /// memory, as upstream has it.
    pub(super) fn add(&mut self, name: &str, size: u64, file_size: u64, flags: u32) -> usize {
        let mut section = Section {
            name: name.as_bytes().to_vec(),
            address: self.next_address,
            file_start: self.next_start,
            file_size: size as u32,
            flags,
            ..Section::default()
        };
        self.next_address = rounded(u64::from(self.next_address) + size, PE_ROUND);
        if file_size > 0 {
            section.size = size as u32;
            section.file_size = rounded(file_size, PE_FILE_ROUND);
            self.next_start += section.file_size;
        }
        self.list.push(section);
        self.list.len() - 1
    }

    /// Adds a section of debug information, whose name is too long for the table.
    pub(super) fn add_debug(&mut self, name: &str, size: u64) -> usize {
        let name = format!("/{}", self.add_name(name.as_bytes()));
        let flags = scn::ALIGN_1 | scn::READ | scn::DISCARDABLE | scn::INITIALIZED;
        self.add(&name, size, size, flags)
    }

    /// Adds a long name; returns its offset.
    fn add_name(&mut self, name: &[u8]) -> usize {
        let offset = NAMES_START + self.names.len();
        self.names.extend(name);
        self.names.push(0);
        offset
    }

    /// Returns the bytes of the table.
    pub(super) fn table(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(HEADER * self.list.len());
        for section in &self.list {
            let mut name = section.name.clone();
            name.resize(8, 0);
            out.extend(name);
            let fields = [
                section.size,
                section.address,
                section.file_size,
                section.file_start,
                // No relocations, no line numbers.
                0,
                0,
                0,
                section.flags,
            ];
            out.extend(fields.iter().flat_map(|field| field.to_le_bytes()));
        }
        out
    }
}
