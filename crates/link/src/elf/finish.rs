//! The last pass: headers, notes, and the tables at the end of the file.
//!
//! Counterpart: cmd/link/internal/ld/elf.go (`Asmbelfsetup`, `asmbElf`, `elfshbits`), lib.go
//! (`Entryvalue`, `datoff`).

use std::borrow::Cow;

use super::header::EHDR_SIZE;
use super::header::Headers;
use super::header::Info;
use super::header::Phdr;
use super::header::Shdr;
use super::header::pf;
use super::header::pt;
use super::header::shf;
use super::header::sht;
use super::names;
use super::notes;
use super::output::Finish;
use super::state::Dynamic;
use super::symtab;
use super::symtab::Symtab;
use super::tables;
use crate::arch::PTR_SIZE;
use crate::error::Diagnostics;
use crate::error::Stop;
use crate::finish::Input;
use crate::image::OutputFile;
use crate::section::Layout;
use crate::section::SectionId;
use crate::section::SegmentId;
use crate::system::ELF_HEADERS;

/// Segments in the order in which their sections get headers.
const SEGMENTS: [SegmentId; 5] = [
    SegmentId::Text,
    SegmentId::RoData,
    SegmentId::RelRoData,
    SegmentId::Data,
    SegmentId::Dwarf,
];

/// Writes the headers and the tables at the end into `out`, which has the content of all
/// segments.
///
/// # Errors
/// The entry symbol is missing, or the headers need too much space.
pub(crate) fn finish(
    input: Input<'_, '_>,
    dynamic: Option<&Dynamic>,
    layout: &mut Layout,
    out: &dyn OutputFile,
    diag: &mut Diagnostics,
) -> Result<(), Stop> {
    let mut finish = Finish::new(input, dynamic, layout, diag);
    finish.name_sections();
    finish.programs()?;
    finish.sections()?;
    finish
        .headers
        .number(input.options.profile.sorted_section_headers);
    finish.write(out)
}

impl<'w, 'a> Finish<'w, 'a> {
    /// Returns the state before the first header.
    pub(super) fn new(
        input: Input<'w, 'a>,
        dynamic: Option<&'w Dynamic>,
        layout: &'w mut Layout,
        diag: &'w mut Diagnostics,
    ) -> Self {
        Self {
            input,
            dynamic,
            layout,
            diag,
            headers: Headers::default(),
            image: input.options.text_addr().wrapping_sub(ELF_HEADERS) as u64,
            free_end: ELF_HEADERS as u64,
            note: None,
            pieces: Vec::new(),
        }
    }
}

impl Finish<'_, '_> {
    /// Creates the headers of sections that have a place in the layout.
    pub(super) fn name_sections(&mut self) {
        self.headers.named("");
        for id in self.all_sections() {
            let name = self.layout.section(id).name.clone();
            let index = if name == ".text" {
                self.headers.duplicate(name)
            } else {
                self.headers.named(name)
            };
            self.layout.section_mut(id).elf = Some(index);
        }
    }

    pub(super) fn all_sections(&self) -> Vec<SectionId> {
        let layout = &self.layout;
        let lists = SEGMENTS.iter().map(|&id| &layout.segment(id).sections);
        lists.flatten().copied().collect()
    }

    pub(super) fn add_program(&mut self, kind: u32, flags: u32) -> &mut Phdr {
        self.headers.phdrs.push(Phdr {
            kind,
            flags,
            ..Phdr::default()
        });
        let last = self.headers.phdrs.len() - 1;
        &mut self.headers.phdrs[last]
    }

    pub(super) fn section(&mut self, name: &'static str) -> (usize, &mut Shdr) {
        let index = self.headers.named(Cow::Borrowed(name));
        (index, &mut self.headers.shdrs[index])
    }

    fn programs(&mut self) -> Result<(), Stop> {
        let (image, round) = (self.image, self.input.options.round() as u64);
        let ph = self.add_program(pt::PHDR, pf::R);
        (ph.off, ph.vaddr, ph.align) = (EHDR_SIZE, image + EHDR_SIZE, round);
        // The program headers must be in memory: the text segment begins with them.
        let text = self.layout.segment_mut(SegmentId::Text);
        let grow = text.vaddr.wrapping_sub(image + EHDR_SIZE);
        text.vaddr = text.vaddr.wrapping_sub(grow);
        text.length = text.length.wrapping_add(grow);
        let grow = text.file_off.wrapping_sub(EHDR_SIZE);
        text.file_off = text.file_off.wrapping_sub(grow);
        text.file_len = text.file_len.wrapping_add(grow);
        if self.dynamic.is_some() {
            self.interpreter();
        }
        self.notes();
        self.loads();
        if self.dynamic.is_some() {
            tables::add(self)?;
        }
        let stack = self.add_program(pt::GNU_STACK, pf::R | pf::W);
        stack.align = PTR_SIZE as u64;
        Ok(())
    }

    fn interpreter(&mut self) {
        let Input {
            interpreter: chosen,
            options,
            host,
            ..
        } = self.input;
        let mut bytes = super::interpreter(chosen, options.arch, host).into_bytes();
        bytes.push(0);
        let size = bytes.len() as u64;
        let (image, off) = (self.image, self.free_end - size);
        let (_, sh) = self.section(".interp");
        (sh.kind, sh.flags, sh.align) = (sht::PROGBITS, shf::ALLOC, 1);
        (sh.addr, sh.off, sh.size) = (image + off, off, size);
        let section = sh.clone();
        self.add_program(pt::INTERP, pf::R).cover(&section);
        self.pieces.push((off, bytes));
        self.free_end = off;
    }

    fn notes(&mut self) {
        if !self.input.build_id.is_empty() {
            let bytes = notes::gnu_build_id(self.input.build_id);
            self.add_note(".note.gnu.build-id", bytes);
        }
        let id = &self.input.options.content.build_id;
        if !id.is_empty() {
            self.add_note(".note.go.buildid", notes::go_build_id(id));
        }
    }

    /// Adds a note. All share one program header, which describes the last one.
    fn add_note(&mut self, name: &'static str, bytes: Vec<u8>) {
        let (image, end) = (self.image, self.free_end);
        let (_, sh) = self.section(name);
        let start = notes::place(sh, image, end, bytes.len() as u64);
        let section = sh.clone();
        let index = *self.note.get_or_insert(self.headers.phdrs.len());
        if index == self.headers.phdrs.len() {
            self.add_program(pt::NOTE, pf::R);
        }
        self.headers.phdrs[index].cover(&section);
        self.pieces.push((start, bytes));
        self.free_end = start;
    }

    fn loads(&mut self) {
        for id in [
            SegmentId::Text,
            SegmentId::RoData,
            SegmentId::RelRoData,
            SegmentId::Data,
        ] {
            let segment = self.layout.segment(id);
            let is_optional = matches!(id, SegmentId::RoData | SegmentId::RelRoData);
            if is_optional && segment.sections.is_empty() {
                continue;
            }
            let mut ph = Phdr {
                kind: pt::LOAD,
                flags: permissions(segment.rwx),
                off: segment.file_off,
                vaddr: segment.vaddr,
                filesz: segment.file_len,
                memsz: segment.length,
                align: self.input.options.round() as u64,
            };
            self.headers.phdrs.push(ph);
            if id == SegmentId::RelRoData {
                (ph.kind, ph.flags) = (pt::GNU_RELRO, pf::R);
                self.headers.phdrs.push(ph);
            }
        }
    }

    /// Fills the headers of sections that have a place in the layout.
    pub(super) fn sections(&mut self) -> Result<(), Stop> {
        if !self.input.options.profile.sorted_section_headers {
            self.section(".shstrtab");
        }
        if !self.input.options.content.strip {
            self.section(".symtab");
            self.section(".strtab");
        }
        self.section(".shstrtab");
        for id in self.all_sections() {
            self.describe(id)?;
        }
        Ok(())
    }

    fn describe(&mut self, id: SectionId) -> Result<(), Stop> {
        let layout = &self.layout;
        let section = layout.section(id);
        let (Some(index), Some(segment)) = (section.elf, section.seg) else {
            return Ok(());
        };
        let segment = layout.segment(segment);
        let sh = &mut self.headers.shdrs[index];
        let off = segment.file_off.wrapping_add(section.vaddr);
        let off = off.wrapping_sub(segment.vaddr);
        if sh.kind == sht::NOTE {
            (sh.align, sh.size, sh.off) = (section.align as u64, section.length, off);
            if self.input.options.is_object() {
                return Ok(());
            }
            let text = "sh.Type == SHT_NOTE in elfshbits when linking internally";
            return self.diag.error(text);
        }
        if sh.kind != sht::NULL {
            return Ok(());
        }
        sh.kind = if section.vaddr >= segment.vaddr.wrapping_add(segment.file_len) {
            sht::NOBITS
        } else if section.name == ".init_array" {
            sht::INIT_ARRAY
        } else {
            sht::PROGBITS
        };
        sh.flags = shf::ALLOC;
        if section.rwx & 1 != 0 {
            sh.flags |= shf::EXEC;
        }
        if section.rwx & 2 != 0 {
            sh.flags |= shf::WRITE;
        }
        if !self.input.options.is_object() {
            sh.addr = section.vaddr;
        }
        if section.name == ".tbss" {
            sh.flags |= shf::TLS;
            sh.kind = sht::NOBITS;
        } else {
            sh.off = off;
        }
        if section.name.starts_with(".debug") || section.name.starts_with(".zdebug") {
            sh.flags = if section.compressed {
                shf::COMPRESSED
            } else {
                0
            };
            sh.addr = 0;
        }
        (sh.align, sh.size) = (section.align as u64, section.length);
        Ok(())
    }

    /// Returns the file offset of the tables.
    pub(super) fn tables_start(&self) -> u64 {
        let dwarf = self.layout.segment(SegmentId::Dwarf);
        (dwarf.file_off + dwarf.file_len).next_multiple_of(PTR_SIZE as u64)
    }

    fn write(mut self, out: &dyn OutputFile) -> Result<(), Stop> {
        let tables = self.tables_start();
        let names = if self.input.options.profile.sorted_section_headers {
            names::from_headers(&self.headers)
        } else {
            names::from_list(self.input, self.dynamic.is_some(), &self.headers)
        };
        let mut symbols = None;
        if !self.input.options.content.strip {
            symbols = Some(symtab::build(
                self.input,
                self.layout,
                &self.headers,
                self.diag,
            )?);
        }
        self.place_tables(tables, symbols.as_ref(), names.table.len());
        let mut end = tables;
        if let Some(symbols) = symbols {
            end = symbols.write(out, tables);
        }
        out.write_at(end, &names.table);
        self.write_start(&names.offsets, out)
    }

    pub(super) fn place_tables(&mut self, start: u64, symbols: Option<&Symtab>, names: usize) {
        let mut end = start;
        if let Some(symbols) = symbols {
            let (strtab, _) = self.section(".strtab");
            let (_, sh) = self.section(".symtab");
            (sh.kind, sh.align, sh.entsize) = (sht::SYMTAB, 8, 24);
            (sh.off, sh.size) = (end, symbols.syms_len() as u64);
            (sh.link, sh.info) = (Some(strtab), Info::Value(symbols.locals));
            end += sh.size;
            let (_, sh) = self.section(".strtab");
            (sh.kind, sh.align) = (sht::STRTAB, 1);
            (sh.off, sh.size) = (end, symbols.names_len() as u64);
            end += sh.size;
        }
        let (_, sh) = self.section(".shstrtab");
        (sh.kind, sh.align) = (sht::STRTAB, 1);
        (sh.off, sh.size) = (end, names as u64);
    }
}

fn permissions(rwx: u8) -> u32 {
    let mut flags = 0;
    for (bit, flag) in [(4, pf::R), (2, pf::W), (1, pf::X)] {
        if rwx & bit != 0 {
            flags |= flag;
        }
    }
    flags
}
