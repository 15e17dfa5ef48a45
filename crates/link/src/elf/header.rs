//! Program headers and section headers.
//!
//! Counterpart: cmd/link/internal/ld/elf.go (`ElfPhdr`, `ElfShdr`, `elfSortShdrs`).

use std::borrow::Cow;

/// Kinds of program headers.
pub(super) mod pt {
    pub(crate) const LOAD: u32 = 1;
    pub(crate) const DYNAMIC: u32 = 2;
    pub(crate) const INTERP: u32 = 3;
    pub(crate) const NOTE: u32 = 4;
    pub(crate) const PHDR: u32 = 6;
    pub(crate) const TLS: u32 = 7;
    pub(crate) const GNU_STACK: u32 = 0x6474_e551;
    pub(crate) const GNU_RELRO: u32 = 0x6474_e552;
}

/// Permissions of program headers.
pub(super) mod pf {
    pub(crate) const X: u32 = 1;
    pub(crate) const W: u32 = 2;
    pub(crate) const R: u32 = 4;
}

/// Kinds of sections.
pub(super) mod sht {
    pub(crate) const NULL: u32 = 0;
    pub(crate) const PROGBITS: u32 = 1;
    pub(crate) const SYMTAB: u32 = 2;
    pub(crate) const STRTAB: u32 = 3;
    pub(crate) const RELA: u32 = 4;
    pub(crate) const HASH: u32 = 5;
    pub(crate) const DYNAMIC: u32 = 6;
    pub(crate) const NOTE: u32 = 7;
    pub(crate) const NOBITS: u32 = 8;
    pub(crate) const DYNSYM: u32 = 11;
    pub(crate) const INIT_ARRAY: u32 = 14;
    pub(crate) const GNU_VERNEED: u32 = 0x6fff_fffe;
    pub(crate) const GNU_VERSYM: u32 = 0x6fff_ffff;
}

/// Flags of sections.
pub(super) mod shf {
    pub(crate) const WRITE: u64 = 1;
    pub(crate) const ALLOC: u64 = 2;
    pub(crate) const EXEC: u64 = 4;
    pub(crate) const TLS: u64 = 0x400;
    pub(crate) const COMPRESSED: u64 = 0x800;
}

/// The size of the ELF header.
pub(super) const EHDR_SIZE: u64 = 64;
/// The size of a program header.
pub(super) const PHDR_SIZE: u64 = 56;
/// The size of a section header.
pub(super) const SHDR_SIZE: u64 = 64;
/// The size of a symbol.
pub(super) const SYM_SIZE: u64 = 24;
/// The size of a relocation.
pub(super) const RELA_SIZE: u64 = 24;

/// A program header. Physical and virtual address are the same.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Phdr {
    pub(super) kind: u32,
    pub(super) flags: u32,
    pub(super) off: u64,
    pub(super) vaddr: u64,
    pub(super) filesz: u64,
    pub(super) memsz: u64,
    pub(super) align: u64,
}

impl Phdr {
    /// Makes the header describe a section.
    pub(super) fn cover(&mut self, section: &Shdr) {
        self.vaddr = section.addr;
        self.off = section.off;
        self.filesz = section.size;
        self.memsz = section.size;
        self.align = section.align;
    }

    /// Appends the header's bytes.
    pub(super) fn write(&self, out: &mut Vec<u8>) {
        let mut ph = *self;
        if ph.kind == pt::LOAD {
            // Some loaders demand that a loaded piece begins at its alignment.
            let frag = ph.vaddr & ph.align.wrapping_sub(1);
            ph.off = ph.off.wrapping_sub(frag);
            ph.vaddr -= frag;
            ph.filesz += frag;
            ph.memsz += frag;
        }
        out.extend(ph.kind.to_le_bytes());
        out.extend(ph.flags.to_le_bytes());
        let words = [ph.off, ph.vaddr, ph.vaddr, ph.filesz, ph.memsz, ph.align];
        for word in words {
            out.extend(word.to_le_bytes());
        }
    }
}

/// A number that is known at once, or the number of a section, known after sorting.
#[derive(Clone, Copy, Debug)]
pub(super) enum Info {
    /// A number.
    Value(u32),
    /// The section with this index of creation.
    Section(usize),
}

/// A section header.
#[derive(Clone, Debug)]
pub(super) struct Shdr {
    pub(super) name: Cow<'static, str>,
    pub(super) kind: u32,
    pub(super) flags: u64,
    pub(super) addr: u64,
    pub(super) off: u64,
    pub(super) size: u64,
    /// The section that this one refers to, by index of creation.
    pub(super) link: Option<usize>,
    pub(super) info: Info,
    pub(super) align: u64,
    pub(super) entsize: u64,
}

impl Shdr {
    fn new(name: Cow<'static, str>) -> Self {
        Self {
            name,
            kind: sht::NULL,
            flags: 0,
            addr: 0,
            off: 0,
            size: 0,
            link: None,
            info: Info::Value(0),
            align: 0,
            entsize: 0,
        }
    }
}

/// The headers of the file. Sections are known by the order in which they were created;
/// their numbers in the file follow from sorting.
#[derive(Debug, Default)]
pub(super) struct Headers {
    pub(super) phdrs: Vec<Phdr>,
    pub(super) shdrs: Vec<Shdr>,
    /// Sections in the order of the file.
    order: Vec<usize>,
    /// The number in the file, by index of creation.
    numbers: Vec<u16>,
}

impl Headers {
    /// Returns the section with this name, creating it if needed.
    pub(super) fn named(&mut self, name: impl Into<Cow<'static, str>>) -> usize {
        let name = name.into();
        match self.shdrs.iter().position(|sh| sh.name == name) {
            Some(index) => index,
            None => self.duplicate(name),
        }
    }

    /// Creates a section, even if there is one with this name.
    pub(super) fn duplicate(&mut self, name: impl Into<Cow<'static, str>>) -> usize {
        self.shdrs.push(Shdr::new(name.into()));
        self.shdrs.len() - 1
    }

    /// Gives sections their numbers. With `sorted`, those that are loaded come first, by
    /// address and size.
    pub(super) fn number(&mut self, sorted: bool) {
        self.order = (0..self.shdrs.len()).collect();
        if sorted && self.shdrs.len() > 1 {
            let shdrs = &self.shdrs;
            self.order[1..].sort_by_key(|&index| {
                let sh = &shdrs[index];
                let is_loaded = sh.flags & shf::ALLOC != 0;
                if is_loaded {
                    (false, sh.addr, sh.size)
                } else {
                    (true, 0, 0)
                }
            });
        }
        self.numbers = vec![0; self.shdrs.len()];
        for (number, &index) in self.order.iter().enumerate() {
            self.numbers[index] = number as u16;
        }
    }

    /// Returns the number of a section in the file.
    pub(super) fn number_of(&self, index: usize) -> u16 {
        self.numbers.get(index).copied().unwrap_or_default()
    }

    /// Iterates over the sections in the order of the file.
    pub(super) fn in_order(&self) -> impl Iterator<Item = &Shdr> {
        self.order.iter().map(|&index| &self.shdrs[index])
    }

    /// Appends the bytes of all section headers; `names` are the offsets of their names, in
    /// the order of the file.
    pub(super) fn write_sections(&self, names: &[u32], out: &mut Vec<u8>) {
        for (sh, &name) in self.in_order().zip(names) {
            let link = sh.link.map_or(0, |index| self.number_of(index));
            let info = match sh.info {
                Info::Value(value) => value,
                Info::Section(index) => u32::from(self.number_of(index)),
            };
            out.extend(name.to_le_bytes());
            out.extend(sh.kind.to_le_bytes());
            for word in [sh.flags, sh.addr, sh.off, sh.size] {
                out.extend(word.to_le_bytes());
            }
            out.extend(u32::from(link).to_le_bytes());
            out.extend(info.to_le_bytes());
            out.extend(sh.align.to_le_bytes());
            out.extend(sh.entsize.to_le_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loaded_sections_come_first_by_address() {
        let mut headers = Headers::default();
        headers.named("");
        let places = [(".shstrtab", 0, 0, 9), (".data", shf::ALLOC, 32, 8)];
        let more = [(".bss", shf::ALLOC, 48, 8), (".got", shf::ALLOC, 48, 0)];
        for (name, flags, addr, size) in places.into_iter().chain(more) {
            let index = headers.named(name);
            let sh = &mut headers.shdrs[index];
            (sh.flags, sh.addr, sh.size) = (flags, addr, size);
        }
        assert_eq!(headers.named(".got"), 4);
        headers.number(true);
        let names: Vec<&str> = headers.in_order().map(|sh| &*sh.name).collect();
        assert_eq!(names, ["", ".data", ".got", ".bss", ".shstrtab"]);
        assert_eq!(headers.number_of(1), 4);
        headers.number(false);
        assert_eq!(headers.number_of(1), 1);
    }

    #[test]
    fn loaded_pieces_begin_at_their_alignment() {
        let ph = Phdr {
            kind: pt::LOAD,
            off: 0x1010,
            vaddr: 0x40_1010,
            filesz: 0x20,
            memsz: 0x30,
            align: 0x1000,
            ..Phdr::default()
        };
        let mut out = Vec::new();
        ph.write(&mut out);
        let words: Vec<u64> = out[8..]
            .chunks_exact(8)
            .map(|word| word.iter().rev().fold(0, |n, &b| n << 8 | u64::from(b)))
            .collect();
        assert_eq!(words, [0x1000, 0x40_1000, 0x40_1000, 0x30, 0x40, 0x1000]);
    }
}
