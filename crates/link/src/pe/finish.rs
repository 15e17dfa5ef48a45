//! The last pass: headers, and the sections at the end of the file.
//!
//! Counterpart: cmd/link/internal/ld/pe.go (`asmbPe`, `addDWARF`, `addSEH`, `addimports`,
//! `writeSymbolTableAndStringTable`, `pewrite`), lib.go (`Entryvalue`).

use super::LOAD_CONFIG_NAME;
use super::Prepared;
use super::base_relocs;
use super::header::Directories;
use super::header::Header;
use super::header::directory;
use super::header::has_base_relocs;
use super::sections::NAMES_START;
use super::sections::Section;
use super::sections::Sections;
use super::sections::scn;
use super::symtab;
use super::symtab::SYMBOL;
use super::symtab::Symtab;
use crate::error::Diagnostics;
use crate::error::Stop;
use crate::finish::Input;
use crate::image::OutputFile;
use crate::loader::ABI0;
use crate::section::Layout;
use crate::section::SegmentId;
use crate::system::PE_BASE;
use crate::text::entry_address;

/// The state of the pass.
struct Finish<'w, 'a> {
    input: Input<'w, 'a>,
    prepared: &'w Prepared,
    layout: &'w Layout,
    out: &'w dyn OutputFile,
    sections: Sections,
    directories: Directories,
}

/// Writes the headers and the sections at the end into `out`, which has the content of all
/// segments.
///
/// # Errors
/// PE cannot represent the layout, because of flags, or there are too many errors.
pub(crate) fn finish(
    input: Input<'_, '_>,
    prepared: &Prepared,
    layout: &Layout,
    out: &dyn OutputFile,
    diag: &mut Diagnostics,
) -> Result<(), Stop> {
    let mut finish = Finish {
        input,
        prepared,
        layout,
        out,
        sections: Sections::new(),
        directories: Directories::default(),
    };
    let (text, data) = finish.segments()?;
    finish.debug_info()?;
    finish.imports(data);
    finish.base_relocs()?;
    finish.load_config();
    let symtab = finish.symbols()?;
    // Upstream computes the entry for 32-bit and for 64-bit headers, so an error appears twice.
    entry_address(input.ldr, input.options, diag)?;
    let entry = entry_address(input.ldr, input.options, diag)?;
    let sections = &finish.sections;
    let header = Header {
        options: input.options,
        sections: sections.list.len(),
        symtab,
        text: &sections.list[text],
        data: &sections.list[data],
        entry: entry.wrapping_sub(PE_BASE) as u32,
        end: sections.next_address,
        directories: &finish.directories,
    };
    let bytes = [header.bytes(), sections.table()].concat();
    out.write_at(0, &bytes);
    Ok(())
}

impl Finish<'_, '_> {
    /// Adds the sections of code, data and frames; returns the numbers of code and of variables.
    fn segments(&mut self) -> Result<(usize, usize), Stop> {
        let read = scn::INITIALIZED | scn::READ;
        let code = scn::CODE | scn::EXECUTE | scn::READ;
        let text = self.segment(SegmentId::Text, ".text", code)?;
        self.segment(SegmentId::RoData, ".rdata", read)?;
        let data = self.segment(SegmentId::Data, ".data", read | scn::WRITE)?;
        if self.layout.segment(SegmentId::Frames).length == 0 {
            return Ok((text, data));
        }
        let frames = self.segment(SegmentId::Frames, ".pdata", read)?;
        self.note(directory::EXCEPTION, frames);
        if self.layout.segment(SegmentId::Unwind).length > 0 {
            self.segment(SegmentId::Unwind, ".xdata", read)?;
        }
        Ok((text, data))
    }

    /// Adds the section of a segment, which has its place already.
    fn segment(&mut self, id: SegmentId, name: &str, flags: u32) -> Result<usize, Stop> {
        let segment = self.layout.segment(id);
        let index = self
            .sections
            .add(name, segment.length, segment.file_len, flags);
        let section = &self.sections.list[index];
        let address = segment.vaddr.wrapping_sub(PE_BASE.cast_unsigned());
        let is_there = u64::from(section.address) == address
            && u64::from(section.file_start) == segment.file_off;
        if !is_there {
            return Err(Stop::Unsupported(format!("the place of {name}")));
        }
        Ok(index)
    }

    /// Enters a section in a directory.
    fn note(&mut self, directory: usize, section: usize) {
        let Section { address, size, .. } = self.sections.list[section];
        self.directories[directory] = (address, size);
    }

    fn debug_info(&mut self) -> Result<(), Stop> {
        let segment = self.layout.segment(SegmentId::Dwarf);
        for &id in &segment.sections {
            let section = self.layout.section(id);
            let index = self.sections.add_debug(&section.name, section.length);
            let start = section.vaddr.wrapping_sub(segment.vaddr) + segment.file_off;
            let found = self.sections.list[index].file_start;
            if section.length == 0 || u64::from(found) != start {
                return Err(Stop::Unsupported(format!("the place of {}", section.name)));
            }
        }
        Ok(())
    }

    /// Writes the tables for the lookup of library functions, and the pointers to them that are in
    /// the section of variables, `data`.
    fn imports(&mut self, data: usize) {
        let (ldr, imports) = (self.input.ldr, &self.prepared.imports);
        let pointers = ldr.value(imports.pointers).wrapping_sub(PE_BASE) as u32;
        let written = imports.write(self.sections.next_address, pointers);
        let section = self.append(
            ".idata",
            &written.section,
            scn::INITIALIZED | scn::READ | scn::WRITE,
        );
        let data = &self.sections.list[data];
        let at = data
            .file_start
            .wrapping_add(pointers.wrapping_sub(data.address));
        self.out.write_at(u64::from(at), &written.pointers);
        self.note(directory::IMPORT, section);
        let size = ldr.size(imports.pointers) as u32;
        self.directories[directory::IMPORT_POINTERS] = (pointers, size);
    }

    fn base_relocs(&mut self) -> Result<(), Stop> {
        let Input {
            ldr,
            options,
            pool,
            funcs,
            data,
            ..
        } = self.input;
        if !has_base_relocs(options) {
            return Ok(());
        }
        let table = base_relocs::table(ldr, pool, &[funcs, data])?;
        let flags = scn::INITIALIZED | scn::READ | scn::DISCARDABLE;
        let section = self.append(".reloc", &table, flags);
        self.note(directory::BASE_RELOCS, section);
        Ok(())
    }

    fn load_config(&mut self) {
        let ldr = self.input.ldr;
        let config = ldr.lookup(LOAD_CONFIG_NAME, ABI0);
        if config.is_some() {
            let address = ldr.value(config).wrapping_sub(PE_BASE) as u32;
            self.directories[directory::LOAD_CONFIG] = (address, ldr.size(config) as u32);
        }
    }

    /// Writes the symbol table; returns its offset and its number of symbols.
    fn symbols(&mut self) -> Result<(u32, u32), Stop> {
        let Input {
            ldr, options, pool, ..
        } = self.input;
        let names = std::mem::take(&mut self.sections.names);
        let table = if options.content.strip {
            Symtab {
                syms: Vec::new(),
                names,
            }
        } else {
            symtab::build(ldr, self.layout, pool, self.input.funcs, names)?
        };
        let size = ((NAMES_START + table.names.len()) as u32).to_le_bytes();
        let (start, count) = (self.sections.next_start, table.syms.len() / SYMBOL);
        let bytes = [table.syms.as_slice(), &size, &table.names].concat();
        self.append(".symtab", &bytes, scn::READ | scn::DISCARDABLE);
        Ok((start, count as u32))
    }

    /// Adds a section with these bytes, filled up with zeros in the file; returns its number.
    fn append(&mut self, name: &str, bytes: &[u8], flags: u32) -> usize {
        let size = bytes.len() as u64;
        let index = self.sections.add(name, size, size, flags);
        let section = &self.sections.list[index];
        let start = u64::from(section.file_start);
        self.out.write_at(start, bytes);
        let pad = vec![0; section.file_size as usize - bytes.len()];
        self.out.write_at(start + size, &pad);
        index
    }
}
