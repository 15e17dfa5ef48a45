//! An ELF object, of which the system's linker makes the executable.
//!
//! Its relocations refer to symbols by their numbers in the symbol table, so headers and the table
//! are made before anything is written ([`Object::start`]); they are written when all relocations
//! are known ([`Object::finish`]).
//! Counterpart: cmd/link/internal/ld/elf.go (`asmbElf`, `elfshreloc`, `elfEmitReloc`).

use vamos_sched::Class;
use vamos_sched::Pool;

use super::header::Headers;
use super::header::Info;
use super::header::RELA_SIZE;
use super::header::shf;
use super::header::sht;
use super::names;
use super::notes;
use super::output::Finish;
use super::rela::BySection;
use super::symtab;
use super::symtab::Numbers;
use super::symtab::Symtab;
use crate::arch::PTR_SIZE;
use crate::error::Diagnostics;
use crate::error::Stop;
use crate::finish::Input;
use crate::image::OutputFile;
use crate::kind::SymKind;
use crate::loader::ABI0;
use crate::loader::Attr;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::options::Options;
use crate::profile::TableSections;
use crate::section::Layout;
use crate::section::SectionId;

/// Number of functions of one task.
const CHUNK: usize = 1 << 12;

/// The section with Go's build ID.
const NOTE: &str = ".note.go.buildid";

/// The section that marks stacks as not executable for the system's linker.
const STACK: &str = ".note.GNU-stack";

/// Creates the note with Go's build ID, which is a section of an object (`doelf`).
pub(crate) fn prepare_object(ldr: &mut Loader<'_>, options: &Options) {
    let id = &options.content.build_id;
    if !id.is_empty() {
        let note = notes::go_build_id(id);
        let mut sym = ldr.update_named(NOTE.as_bytes(), ABI0);
        sym.set_kind(SymKind::ElfRoSect).set_size(note.len() as i64);
        sym.set_data(note);
        let sym = sym.sym();
        ldr.set_align(sym, 4);
    }
}

/// Leaves undefined targets of functions to the system's linker (`addexport`).
pub(crate) fn leave_undefined(ldr: &mut Loader<'_>, pool: &Pool, funcs: &[Sym]) {
    let is_unknown =
        |ldr: &Loader<'_>, sym: Sym| ldr.kind(sym) == SymKind::Xxx && !ldr.has(Attr::Local, sym);
    let has_unknown = ldr
        .with(Attr::Reachable)
        .iter()
        .any(|sym| is_unknown(ldr, sym));
    if !has_unknown {
        return;
    }
    let chunks: Vec<&[Sym]> = funcs.chunks(CHUNK).collect();
    let reader = &*ldr;
    let found = pool.map(Class::Cpu, &chunks, |funcs| {
        let mut found = Vec::new();
        for &func in *funcs {
            if reader.has(Attr::Special, func) || reader.is_sub_symbol(func) {
                continue;
            }
            let targets = reader.relocs(func).iter().map(|reloc| reloc.sym);
            found.extend(targets.filter(|&sym| sym.is_some() && is_unknown(reader, sym)));
        }
        found
    });
    for sym in found.into_iter().flatten() {
        ldr.update(sym).set_kind(SymKind::UndefExt);
    }
}

/// An object whose content is not yet written.
#[derive(Debug)]
pub(crate) struct Object {
    headers: Headers,
    symbols: Symtab,
    /// The numbers of symbols in the table.
    pub(crate) numbers: Numbers,
}

impl Object {
    /// Makes the headers and the symbol table of an object whose symbols have their addresses.
    ///
    /// # Errors
    /// There are too many errors.
    pub(crate) fn start(
        input: Input<'_, '_>,
        layout: &mut Layout,
        diag: &mut Diagnostics,
    ) -> Result<Self, Stop> {
        let mut finish = Finish::new(input, None, layout, diag);
        finish.name_sections();
        if !input.options.content.build_id.is_empty() {
            let (_, sh) = finish.section(NOTE);
            (sh.kind, sh.flags) = (sht::NOTE, shf::ALLOC);
        }
        finish.sections()?;
        for id in finish.all_sections() {
            finish.relocated(id);
        }
        let (_, sh) = finish.section(STACK);
        (sh.kind, sh.align) = (sht::PROGBITS, 1);
        finish.headers.number(false);
        let symbols = symtab::build(input, finish.layout, &finish.headers, finish.diag)?;
        Ok(Self {
            headers: finish.headers,
            numbers: symbols.numbers(input.ldr.len()),
            symbols,
        })
    }

    /// Writes headers, symbols and relocations into `out`, which has the content of all segments.
    ///
    /// # Errors
    /// There are too many errors.
    pub(crate) fn finish(
        self,
        input: Input<'_, '_>,
        layout: &mut Layout,
        relas: &BySection,
        out: &dyn OutputFile,
        diag: &mut Diagnostics,
    ) -> Result<(), Stop> {
        let mut finish = Finish::new(input, None, layout, diag);
        finish.headers = self.headers;
        let names = if input.options.profile.sorted_section_headers {
            names::from_headers(&finish.headers)
        } else {
            names::from_list(input, false, &finish.headers)
        };
        let start = finish.tables_start();
        finish.place_tables(start, Some(&self.symbols), names.table.len());
        let end = self.symbols.write(out, start);
        out.write_at(end, &names.table);
        let end = end + names.table.len() as u64;
        finish.write_relocations(end, relas, out);
        finish.write_start(&names.offsets, out)
    }
}

impl Finish<'_, '_> {
    /// Creates the header of a section's relocations, if it can have any.
    fn relocated(&mut self, id: SectionId) {
        let section = self.layout.section(id);
        let (Some(index), Some(segment)) = (section.elf, section.seg) else {
            return;
        };
        let segment = self.layout.segment(segment);
        let is_empty = section.vaddr >= segment.vaddr.wrapping_add(segment.file_len);
        let is_plain = match section.name.as_str() {
            ".shstrtab" | ".tbss" => true,
            ".gopclntab" => self.input.options.profile.tables != TableSections::Last,
            _ => self.headers.shdrs[index].kind == sht::NOTE,
        };
        if is_empty || is_plain {
            return;
        }
        let name = format!(".rela{}", section.name);
        let at = self.headers.named(name);
        let (symbols, _) = self.section(".symtab");
        let sh = &mut self.headers.shdrs[at];
        (sh.kind, sh.entsize, sh.align) = (sht::RELA, RELA_SIZE, PTR_SIZE as u64);
        (sh.link, sh.info) = (Some(symbols), Info::Section(index));
    }

    /// Writes the relocations of all sections after `end`.
    fn write_relocations(&mut self, end: u64, relas: &BySection, out: &dyn OutputFile) {
        let mut at = end.next_multiple_of(PTR_SIZE as u64);
        // The file may end here.
        let pad = vec![0; (at - end) as usize];
        out.write_at(end, &pad);
        for id in self.all_sections() {
            let start = at;
            for piece in relas.of(id) {
                out.write_at(at, piece.bytes());
                at += piece.bytes().len() as u64;
            }
            let name = format!(".rela{}", self.layout.section(id).name);
            let found = self.headers.shdrs.iter_mut().find(|sh| sh.name == name);
            if let Some(sh) = found {
                (sh.off, sh.size) = (start, at - start);
            }
        }
    }
}
