//! The symbol table.
//!
//! Local symbols come first, then global ones; in each part the functions in the order of
//! the code, then all other symbols by number. Both parts are made in one walk, by several
//! threads: the offsets of names become final when the pieces are joined.
//! Counterpart: cmd/link/internal/ld/symtab.go (`putelfsym`, `genelfsym`, `asmElfSym`).

use std::borrow::Cow;

use vamos_sched::Class;

use super::header::Headers;
use super::header::SYM_SIZE;
use crate::error::Diagnostics;
use crate::error::Stop;
use crate::finish::Input;
use crate::image::OutputFile;
use crate::loader::Attr;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::section::Layout;
use crate::section::SegmentId;
use crate::symtab::abi_name;
use crate::symtab::contains;
use crate::symtab::external_name;
use crate::symtab::is_named_data;
use crate::symtab::is_named_tls;
use crate::symtab::is_undefined;
use crate::symtab::text_bounds;
use crate::symtab::with_dots;

const STT_OBJECT: u8 = 1;
const STT_FUNC: u8 = 2;
const STT_SECTION: u8 = 3;
const STT_FILE: u8 = 4;
const STT_TLS: u8 = 6;
const STB_GLOBAL: u8 = 1;
const STV_HIDDEN: u8 = 2;
const SHN_ABS: u16 = 0xfff1;
/// The name of the symbol for a source file, so that other tools add none.
const FILE: &[u8] = b"go.go";

/// The symbol table and its names.
#[derive(Debug)]
pub(super) struct Symtab {
    /// The parts in order. They are as large as the tables.
    parts: Vec<Part>,
    /// Number of local symbols, with the empty first one.
    pub(super) locals: u32,
}

/// The numbers of symbols in the table, by [`Sym`]; 0 for symbols that are not there
/// (`ElfSymForReloc`).
#[derive(Debug, Default)]
pub(crate) struct Numbers(Vec<u32>);

impl Numbers {
    /// Returns numbers that equal the numbers of the link.
    #[cfg(test)]
    pub(crate) fn of_link(len: usize) -> Self {
        Self((0..len as u32).collect())
    }

    /// Returns the number of a symbol; 0 if it is not in the table.
    pub(crate) fn of(&self, sym: Sym) -> u32 {
        self.0.get(sym.index()).copied().unwrap_or_default()
    }
}

impl Symtab {
    /// Returns the numbers of symbols, of which there are `len` in the link. Only objects have
    /// them.
    pub(super) fn numbers(&self, len: usize) -> Numbers {
        let mut numbers = vec![0; len];
        let listed = self.parts.iter().flat_map(|part| &part.listed);
        for (at, sym) in listed.enumerate() {
            if sym.is_some() {
                numbers[sym.index()] = at as u32;
            }
        }
        Numbers(numbers)
    }

    /// Returns the size of `.symtab`.
    pub(super) fn syms_len(&self) -> usize {
        self.parts.iter().map(|part| part.syms.len()).sum()
    }

    /// Returns the size of `.strtab`.
    pub(super) fn names_len(&self) -> usize {
        self.parts.iter().map(|part| part.names.len()).sum()
    }

    /// Writes `.symtab` at an offset, and then `.strtab`; returns the end.
    pub(super) fn write(self, out: &dyn OutputFile, mut at: u64) -> u64 {
        let start_of_names = at + self.syms_len() as u64;
        let mut names = start_of_names;
        for mut part in self.parts {
            move_names(&mut part.syms, (names - start_of_names) as u32);
            out.write_at(at, &part.syms);
            at += part.syms.len() as u64;
            out.write_at(names, &part.names);
            names += part.names.len() as u64;
        }
        names
    }
}

/// Symbols of one binding.
#[derive(Debug, Default)]
struct Part {
    syms: Vec<u8>,
    names: Vec<u8>,
    /// In an object, the symbols; [`Sym::NONE`] for symbols of the file alone.
    listed: Vec<Sym>,
}

/// The fields of a symbol besides its name.
struct Entry {
    info: u8,
    other: u8,
    section: u16,
    value: i64,
    size: i64,
}

impl Part {
    fn add_name(&mut self, name: &[u8]) -> u32 {
        let off = self.names.len() as u32;
        self.names.extend_from_slice(name);
        self.names.push(0);
        off
    }

    fn add(&mut self, name: u32, entry: &Entry) {
        let mut bytes = [0; SYM_SIZE as usize];
        bytes[..4].copy_from_slice(&name.to_le_bytes());
        bytes[4] = entry.info;
        bytes[5] = entry.other;
        bytes[6..8].copy_from_slice(&entry.section.to_le_bytes());
        bytes[8..16].copy_from_slice(&entry.value.to_le_bytes());
        bytes[16..].copy_from_slice(&entry.size.to_le_bytes());
        self.syms.extend_from_slice(&bytes);
    }
}

/// Number of symbols of one task.
const CHUNK: usize = 1 << 13;

/// The symbols of one task, and its output.
struct Writer<'w, 'a> {
    ldr: &'w Loader<'a>,
    layout: &'w Layout,
    headers: &'w Headers,
    /// True if the output is an object.
    is_object: bool,
    local: Part,
    global: Part,
    errors: Vec<String>,
}

/// Returns the symbol table.
///
/// # Errors
/// A symbol has no section.
pub(super) fn build(
    input: Input<'_, '_>,
    layout: &Layout,
    headers: &Headers,
    diag: &mut Diagnostics,
) -> Result<Symtab, Stop> {
    let ldr = input.ldr;
    let [first, last] = text_bounds(ldr);
    let functions: Vec<Sym> = first
        .into_iter()
        .chain(input.funcs.iter().copied())
        .chain(last)
        .collect();
    let all: Vec<Sym> = ldr.with(Attr::Reachable).iter().collect();
    let functions = functions.chunks(CHUNK).map(|chunk| (true, chunk));
    let chunks: Vec<_> = functions
        .chain(all.chunks(CHUNK).map(|chunk| (false, chunk)))
        .collect();
    let parts = input.pool.map(Class::Cpu, &chunks, |&(is_code, syms)| {
        let mut writer = Writer {
            ldr,
            layout,
            headers,
            is_object: input.options.is_object(),
            local: Part::default(),
            global: Part::default(),
            errors: Vec::new(),
        };
        for &sym in syms {
            if is_code {
                writer.add(sym, STT_FUNC);
            } else {
                writer.add_data(sym);
            }
        }
        (writer.local, writer.global, writer.errors)
    });
    for error in parts.iter().flat_map(|(_, _, errors)| errors) {
        diag.error(error.as_str())?;
    }
    let mut sections = Vec::new();
    if input.options.is_object() {
        sections = debug_sections(layout, headers);
    }
    let (mut ordered, mut globals) = (vec![start(&sections)], Vec::with_capacity(parts.len()));
    for (local, global, _) in parts {
        ordered.push(local);
        globals.push(global);
    }
    let locals: usize = ordered.iter().map(|part| part.syms.len()).sum();
    ordered.extend(globals);
    Ok(Symtab {
        parts: ordered,
        locals: (locals / SYM_SIZE as usize) as u32,
    })
}

/// Returns the symbols of sections of debug information, and the numbers of the sections, to which
/// relocations of an object refer (`dwarfaddelfsectionsyms`).
fn debug_sections(layout: &Layout, headers: &Headers) -> Vec<(Sym, u16)> {
    let sections = layout.segment(SegmentId::Dwarf).sections.iter();
    let sections = sections.map(|&id| layout.section(id));
    let number = |index| headers.number_of(index);
    (sections.map(|section| (section.sym, section.elf.map_or(0, number)))).collect()
}

/// Returns a table with the empty symbol, the symbols of `sections`, and the file.
fn start(sections: &[(Sym, u16)]) -> Part {
    let mut table = Part::default();
    let mut entry = Entry {
        info: 0,
        other: 0,
        section: 0,
        value: 0,
        size: 0,
    };
    table.add(0, &entry);
    table.listed.push(Sym::NONE);
    for &(sym, section) in sections {
        (entry.info, entry.section) = (STT_SECTION, section);
        table.add(0, &entry);
        table.listed.push(sym);
    }
    (entry.info, entry.section) = (STT_FILE, SHN_ABS);
    table.add_name(b"");
    let name = table.add_name(FILE);
    table.add(name, &entry);
    table.listed.push(Sym::NONE);
    table
}

/// Completes symbols whose names are `moved` bytes further in `.strtab` than in their part.
fn move_names(syms: &mut [u8], moved: u32) {
    for entry in syms.chunks_exact_mut(SYM_SIZE as usize) {
        if let Some(name) = entry.first_chunk_mut::<4>() {
            *name = (u32::from_le_bytes(*name) + moved).to_le_bytes();
        }
    }
}

impl Writer<'_, '_> {
    /// Adds a symbol unless it is code, or not for the table.
    fn add_data(&mut self, sym: Sym) {
        let ldr = self.ldr;
        if is_undefined(ldr, sym) {
            let elf_type = ldr.extra.elf_type.get(&sym);
            self.add(sym, elf_type.copied().unwrap_or_default());
        } else if is_named_data(ldr, sym) {
            self.add(sym, STT_OBJECT);
        } else if self.is_object && is_named_tls(ldr, sym) {
            self.add(sym, STT_TLS);
        }
    }

    /// Adds a symbol to the part of its binding.
    fn add(&mut self, sym: Sym, elf_type: u8) {
        let ldr = self.ldr;
        let outer = match ldr.outer(sym) {
            Sym::NONE => sym,
            outer => outer,
        };
        let (mut value, mut size) = (ldr.value(sym), ldr.size(sym));
        let is_defined = !is_undefined(ldr, outer);
        let mut section = 0;
        if is_defined {
            match self.section(sym, outer) {
                Some(found) => section = found,
                None => return,
            }
        } else {
            size = 0;
        }
        let name = table_name(ldr, sym);
        let is_hidden = ldr.has(Attr::Hidden, sym);
        let mut is_local = is_hidden
            || ldr.has(Attr::Local, sym)
            || ldr.is_file_local(sym) && !contains(&name, b".stmp_")
            || ldr.profile.hashed_text_is_local
                && ldr.is_content_hashed(sym)
                && ldr.kind(sym).is_text();
        if self.is_object && is_defined {
            // Go symbols that C needs are global; all others would fill the dynamic linker's table.
            is_local |= !ldr.has(Attr::CgoExportStatic, sym);
            let start = self.layout.section(ldr.sect(outer)).vaddr;
            value = value.wrapping_sub(start.cast_signed());
        }
        let (part, binding) = if is_local {
            (&mut self.local, 0)
        } else {
            (&mut self.global, STB_GLOBAL)
        };
        let entry = Entry {
            info: binding << 4 | elf_type & 15,
            other: if is_hidden { STV_HIDDEN } else { 0 },
            section,
            value,
            size,
        };
        let name = part.add_name(&name);
        part.add(name, &entry);
        if self.is_object {
            part.listed.push(sym);
        }
    }

    /// Returns the number of the section that a symbol is in.
    fn section(&mut self, sym: Sym, outer: Sym) -> Option<u16> {
        let ldr = self.ldr;
        let sect = ldr.sect(outer);
        let problem = if sect == 0 {
            "missing section in putelfsym"
        } else {
            match self.layout.section(sect).elf {
                Some(index) => return Some(self.headers.number_of(index)),
                None => "missing ELF section in putelfsym",
            }
        };
        self.errors
            .push(format!("{}: {problem}", ldr.name_text(sym)));
        None
    }
}

/// Returns the name that the table has for a symbol: ASCII dots, and functions of the
/// assembler's convention marked where the compiler's has the same name.
fn table_name<'n>(ldr: &'n Loader<'_>, sym: Sym) -> Cow<'n, [u8]> {
    let name = abi_name(ldr, sym, external_name(ldr, sym));
    match name {
        Cow::Borrowed(name) => with_dots(name),
        Cow::Owned(name) => Cow::Owned(with_dots(&name).into_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::MemoryFile;
    use crate::kind::SymKind;
    use crate::loader::ABI0;
    use crate::section::SectionId;
    use crate::testing::Fixture;
    use crate::testing::define;

    /// Places a symbol at an address in a section.
    fn place(ldr: &mut Loader<'_>, sym: Sym, section: SectionId, value: i64) {
        ldr.set_sect(sym, section);
        ldr.set_value(sym, value);
    }

    #[test]
    fn symbols_of_objects_are_local_unless_c_needs_them() {
        let fixture = Fixture::new();
        let options = fixture.options.of_object();
        let mut ldr = fixture.loader();
        let mut layout = Layout::default();
        let mut headers = Headers::default();
        headers.named("");
        let debug = layout.add(SegmentId::Dwarf, ".debug_info", 4);
        let data = layout.add(SegmentId::Data, ".data", 6);
        for id in [debug, data] {
            let name = layout.section(id).name.clone();
            layout.section_mut(id).elf = Some(headers.named(name));
        }
        headers.number(false);
        layout.section_mut(data).vaddr = 0x100;
        let section = define(&mut ldr, ".debug_info", SymKind::DwarfSect, b"");
        layout.section_mut(debug).sym = section;
        let names = ["exported", "private", "tls", "host"];
        let kinds = [
            SymKind::Data,
            SymKind::Data,
            SymKind::TlsBss,
            SymKind::HostObj,
        ];
        let mut made = Vec::new();
        for (name, kind) in names.into_iter().zip(kinds) {
            made.push(define(&mut ldr, name, kind, &[0; 8]));
        }
        let [exported, private, tls, host] = made[..] else {
            panic!("four symbols");
        };
        ldr.set(Attr::CgoExportStatic, exported, true);
        for (sym, value) in [(exported, 0x110), (private, 0x120), (tls, 0x100)] {
            place(&mut ldr, sym, data, value);
        }
        let none = ldr.lookup(b"none", ABI0);
        let input = Input {
            ldr: &ldr,
            options: &options,
            host: &crate::testing::Nothing,
            pool: &fixture.pool,
            funcs: &[],
            data: &[],
            interpreter: "",
            build_id: &[],
        };
        let mut diag = Diagnostics::default();
        let table = build(input, &layout, &headers, &mut diag).unwrap();
        let numbers = table.numbers(ldr.len());
        let all = [section, private, tls, exported, host, none];
        // The empty symbol is 0, the file 2.
        assert_eq!(all.map(|sym| numbers.of(sym)), [1, 3, 4, 5, 6, 0]);
        assert_eq!(table.locals, 5);
        let syms: Vec<u8> = table
            .parts
            .iter()
            .flat_map(|part| &part.syms)
            .copied()
            .collect();
        let info: Vec<u8> = syms
            .chunks(SYM_SIZE as usize)
            .map(|entry| entry[4])
            .collect();
        assert_eq!(info, [0, 3, 4, 1, 6, 0x11, 0x10]);
        let value = |at: usize| syms[at * SYM_SIZE as usize + 8];
        assert_eq!([value(3), value(5), value(6)], [0x20, 0x10, 0]);
    }

    #[test]
    fn names_move() {
        let entry = Entry {
            info: 0,
            other: 0,
            section: 1,
            value: 2,
            size: 3,
        };
        let mut part = Part::default();
        let name = part.add_name(b"x");
        part.add(name, &entry);
        let table = Symtab {
            parts: vec![start(&[]), part],
            locals: 2,
        };
        assert_eq!((table.syms_len(), table.names_len()), (72, 9));
        let file = MemoryFile::default();
        assert_eq!(table.write(&file, 1), 82);
        let out = file.into_bytes();
        assert_eq!(out[49..53], [7, 0, 0, 0]);
        assert_eq!(&out[73..], b"\0go.go\0x\0");
    }
}
