//! The headers of the file.
//!
//! Counterpart: cmd/link/internal/ld/pe.go (`dosstub`, `writeFileHeader`,
//! `writeOptionalHeader`).

use super::sections::Section;
use crate::arch::Family;
use crate::options::Options;
use crate::system::PE_BASE;
use crate::system::PE_FILE_ROUND;
use crate::system::PE_HEADERS;
use crate::system::PE_ROUND;

/// A program for DOS that prints why it cannot run there, with its header.
const DOS: [u8; 128] = *b"\
    MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0\
    \x8b\0\0\0\0\0\0\0\x40\0\0\0\0\0\0\0\
    \0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\
    \0\0\0\0\0\0\0\0\0\0\0\0\x80\0\0\0\
    \x0e\x1f\xba\x0e\0\xb4\x09\xcd\x21\xb8\x01\x4c\xcd\x21\
    This program cannot be run in DOS mode.\r\r\n$\0\0\0\0\0\0\0";

/// The size of the header that executables have in addition to the object header.
const OPTIONAL: u16 = 240;
/// Number of directories.
const DIRECTORIES: usize = 16;

/// Numbers of directories.
pub(super) mod directory {
    pub(in super::super) const IMPORT: usize = 1;
    pub(in super::super) const EXCEPTION: usize = 3;
    pub(in super::super) const BASE_RELOCS: usize = 5;
    pub(in super::super) const LOAD_CONFIG: usize = 10;
    pub(in super::super) const IMPORT_POINTERS: usize = 12;
}

/// Directory of the system's tables: address, from the start of the image, and size.
pub(super) type Directories = [(u32, u32); DIRECTORIES];

mod file {
    pub(super) const RELOCS_STRIPPED: u16 = 1;
    pub(super) const EXECUTABLE: u16 = 2;
    pub(super) const LARGE_ADDRESSES: u16 = 0x20;
}

mod dll {
    pub(super) const HIGH_ENTROPY: u16 = 0x20;
    pub(super) const DYNAMIC_BASE: u16 = 0x40;
    pub(super) const NO_EXECUTE: u16 = 0x100;
    pub(super) const TERMINAL_SERVER: u16 = 0x8000;
}

/// Contents of the headers.
pub(super) struct Header<'h> {
    pub(super) options: &'h Options,
    /// Number of sections.
    pub(super) sections: usize,
    /// Offset of the symbol table in the file, and its number of symbols.
    pub(super) symtab: (u32, u32),
    pub(super) text: &'h Section,
    pub(super) data: &'h Section,
    /// The address of the entry, from the start of the image.
    pub(super) entry: u32,
    /// The end of the image in memory.
    pub(super) end: u32,
    pub(super) directories: &'h Directories,
}

/// Returns true if the program has a table of the fields that change with its address: all but the
/// ones with a fixed address.
pub(super) fn has_base_relocs(options: &Options) -> bool {
    options.arch.family != Family::Amd64 || options.is_pie()
}

/// Fields, in their order.
#[derive(Default)]
struct Fields(Vec<u8>);

impl Fields {
    fn u16(&mut self, values: &[u16]) {
        self.0.extend(values.iter().flat_map(|it| it.to_le_bytes()));
    }

    fn u32(&mut self, values: &[u32]) {
        self.0.extend(values.iter().flat_map(|it| it.to_le_bytes()));
    }

    fn u64(&mut self, values: &[u64]) {
        self.0.extend(values.iter().flat_map(|it| it.to_le_bytes()));
    }
}

impl Header<'_> {
    /// Returns the bytes before the table of sections.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut out = Fields([DOS.as_slice(), b"PE\0\0"].concat());
        self.file(&mut out);
        self.optional(&mut out);
        out.0
    }

    fn file(&self, out: &mut Fields) {
        let machine = match self.options.arch.family {
            Family::Amd64 => 0x8664,
            Family::Arm64 => 0xaa64,
        };
        let mut flags = file::EXECUTABLE | file::LARGE_ADDRESSES;
        if !has_base_relocs(self.options) {
            flags |= file::RELOCS_STRIPPED;
        }
        out.u16(&[machine, self.sections as u16]);
        // No time: the same input gives the same output.
        out.u32(&[0, self.symtab.0, self.symtab.1]);
        out.u16(&[OPTIONAL, flags]);
    }

    fn optional(&self, out: &mut Fields) {
        let options = self.options;
        let windows = &options.profile.pe.oldest;
        let mut flags = dll::TERMINAL_SERVER | dll::NO_EXECUTE;
        if has_base_relocs(options) {
            flags |= dll::DYNAMIC_BASE;
        }
        if options.is_pie() {
            flags |= dll::HIGH_ENTROPY;
        }
        // The format for 64 bits.
        out.u16(&[0x20b]);
        // The linker's version.
        out.0.extend([3, 0]);
        let (text, data) = (self.text, self.data);
        out.u32(&[text.file_size, data.file_size, 0]);
        out.u32(&[self.entry, text.address]);
        out.u64(&[PE_BASE.cast_unsigned()]);
        out.u32(&[PE_ROUND as u32, PE_FILE_ROUND as u32]);
        out.u16(windows);
        // The program's version.
        out.u16(&[1, 0]);
        out.u16(windows);
        out.u32(&[0, self.end, PE_HEADERS as u32, 0]);
        let subsystem = if options.content.is_gui { 2 } else { 3 };
        out.u16(&[subsystem, flags]);
        // Stack and heap: reserved size, and initial size.
        out.u64(&[0x20_0000, 0x1000, 0x10_0000, 0x1000]);
        out.u32(&[0, DIRECTORIES as u32]);
        for &(address, size) in self.directories {
            out.u32(&[address, size]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Fixture;

    #[test]
    fn sizes() {
        let options = Fixture::new().options;
        let section = Section::default();
        let header = Header {
            options: &options,
            sections: 3,
            symtab: (0x800, 7),
            text: &section,
            data: &section,
            entry: 0x1234,
            end: 0x9000,
            directories: &Directories::default(),
        };
        let bytes = header.bytes();
        assert_eq!(bytes.len(), DOS.len() + 4 + 20 + usize::from(OPTIONAL));
        assert!(bytes.starts_with(b"MZ") && bytes[128..].starts_with(b"PE\0\0\x64\x86\x03\0"));
        // A program for x86-64 with a fixed address has no base relocations.
        assert_eq!(bytes[150..152], [0x23, 0]);
    }
}
