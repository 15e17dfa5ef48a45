//! Makes symbols of an ELF object's sections, symbols and relocations.
//!
//! Counterpart: cmd/link/internal/loadelf/ldelf.go (`Load`).

use std::borrow::Cow;

use hashbrown::HashSet;
use vamos_base::golang::os_str;
use vamos_base::golang::quote;

use super::object::Bad;
use super::object::Object;
use super::object::SHF_ALLOC;
use super::object::SHF_EXECINSTR;
use super::object::SHF_WRITE;
use super::object::SHN_COMMON;
use super::object::SHT_NOBITS;
use super::object::SHT_PROGBITS;
use super::object::STT_COMMON;
use super::object::STT_FUNC;
use super::object::STT_NOTYPE;
use super::object::STT_OBJECT;
use super::object::STT_SECTION;
use super::object::Section;
use super::object::Symbol;
use crate::arch::Family;
use crate::kind::SymKind;
use crate::loader::ABI0;
use crate::loader::Attr;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::loader::Version;

mod relocs;

const STB_LOCAL: u8 = 0;
const STB_GLOBAL: u8 = 1;
const STB_WEAK: u8 = 2;
const STV_HIDDEN: u8 = 2;

/// Loads an object of a package, which has a name for messages; returns its functions. `version` is
/// the version of its local names.
pub(super) fn load<'a, 'b>(
    ldr: &mut Loader<'a>,
    version: Version,
    (pkg, name): (&str, &str),
    bytes: &'b [u8],
    keep: fn(&'b [u8]) -> Cow<'a, [u8]>,
) -> Result<Vec<Sym>, Bad> {
    let arch = ldr.arch;
    let Some(object) = Object::open(bytes, arch)? else {
        return Ok(Vec::new());
    };
    let mut load = Load {
        ldr,
        sects: vec![Sym::NONE; object.sections.len()],
        symbols: vec![Sym::NONE; object.symbol_count()],
        object,
        family: arch.family,
        version,
        name,
        keep,
    };
    load.sections(pkg)?;
    for index in 1..load.symbols.len() {
        load.symbol(index)?;
    }
    let text = load.text()?;
    load.relocs()?;
    Ok(text)
}

struct Load<'l, 'a, 'b> {
    ldr: &'l mut Loader<'a>,
    object: Object<'b>,
    family: Family,
    /// The version of local names.
    version: Version,
    /// The object's name for messages.
    name: &'l str,
    /// The symbol of each section.
    sects: Vec<Sym>,
    /// The symbol of each ELF symbol.
    symbols: Vec<Sym>,
    keep: fn(&'b [u8]) -> Cow<'a, [u8]>,
}

impl Load<'_, '_, '_> {
    fn sections(&mut self, pkg: &str) -> Result<(), Bad> {
        let mut names = HashSet::new();
        let mut counter = 0;
        for index in 0..self.sects.len() {
            let section = self.object.sections[index].clone();
            let is_content = section.kind == SHT_PROGBITS;
            if !is_content && section.kind != SHT_NOBITS || section.flags & SHF_ALLOC == 0 {
                continue;
            }
            let mut content: &[u8] = &[];
            if is_content {
                content = self.object.content(&section).map_err(|text| {
                    Bad::Text(format!("{}: malformed elf file: {text}", self.name))
                })?;
            }
            let plain = [pkg.as_bytes(), b"(", section.name].concat();
            let mut name = [&plain, b")".as_slice()].concat();
            while names.contains(&name) {
                counter += 1;
                name = [&plain, format!("{counter})").as_bytes()].concat();
            }
            names.insert(name.clone());
            let sym = self.ldr.lookup_or_create(name, self.version);
            let kind = self.section_kind(&section)?;
            let Ok(align) = u32::try_from(section.align) else {
                return Err(Bad::Unsupported("an alignment"));
            };
            if !align.is_power_of_two() && align != 0 {
                return Err(Bad::Unsupported("an alignment"));
            }
            let mut builder = self.ldr.update(sym);
            builder.set_kind(kind);
            if is_content {
                builder.set_data((self.keep)(content));
                builder.set(Attr::External, true);
            }
            builder.set_size(section.size.cast_signed());
            builder.set_align(align);
            self.sects[index] = sym;
        }
        Ok(())
    }

    fn section_kind(&self, section: &Section<'_>) -> Result<SymKind, Bad> {
        let has = |flag| section.flags & flag != 0;
        let kind = match (has(SHF_WRITE), has(SHF_EXECINSTR)) {
            (false, false) => SymKind::RoData,
            (true, false) if section.kind == SHT_NOBITS => SymKind::NoPtrBss,
            (true, false) => SymKind::NoPtrData,
            (false, true) => SymKind::Text,
            (true, true) => {
                let (file, name) = (self.name, os_str::decode_cow(section.name));
                return Err(Bad::Text(format!(
                    "{file}: unexpected flags for ELF section {name}"
                )));
            }
        };
        Ok(match section.name {
            b".got" | b".toc" => SymKind::ElfGot,
            _ => kind,
        })
    }

    /// Makes a symbol of an ELF symbol.
    fn symbol(&mut self, index: usize) -> Result<(), Bad> {
        let within = |bad| match bad {
            Bad::Text(text) => Bad::Text(format!("{}: {text}", self.name)),
            other => other,
        };
        let mut elf = self.object.symbol(index).map_err(within)?;
        if elf.name == b"_GLOBAL_OFFSET_TABLE_" {
            elf.name = b".got";
        }
        let sym = self.create(&elf)?;
        self.symbols[index] = sym;
        let is_common = elf.section == SHN_COMMON || elf.kind == STT_COMMON;
        match elf.kind {
            STT_FUNC | STT_OBJECT | STT_NOTYPE | STT_COMMON => {}
            _ => return Ok(()),
        }
        if is_common {
            return self.common(sym, &elf);
        }
        let at = usize::from(elf.section);
        if at == 0 || at >= self.sects.len() || sym.is_none() {
            return Ok(());
        }
        let container = self.sects[at];
        if container.is_none() {
            return self.outside(index, sym, &elf);
        }
        self.place(sym, container, &elf)
    }

    /// Finds or creates the symbol.
    fn create(&mut self, elf: &Symbol<'_>) -> Result<Sym, Bad> {
        let sym = match elf.kind {
            STT_SECTION => {
                let sym = self.sects.get(usize::from(elf.section));
                return sym.copied().ok_or(Bad::Unsupported("a section symbol"));
            }
            STT_OBJECT | STT_FUNC | STT_NOTYPE | STT_COMMON => match elf.bind {
                STB_GLOBAL => self.global(elf),
                STB_LOCAL => {
                    let mapping: [&[u8]; 3] = [b"$a", b"$d", b"$x"];
                    let is_mapping = mapping.iter().any(|mark| elf.name.starts_with(mark));
                    if self.family == Family::Arm64 && is_mapping {
                        return Ok(Sym::NONE);
                    }
                    let sym = self.ldr.create_static(elf.name.to_vec());
                    self.ldr.set(Attr::Hidden, sym, true);
                    sym
                }
                STB_WEAK => self.weak(elf),
                bind => {
                    let (file, name) = (self.name, os_str::decode_cow(elf.name));
                    return Err(Bad::Text(format!(
                        "{file}: malformed elf file: {name}: invalid symbol binding {bind}"
                    )));
                }
            },
            _ => return Ok(Sym::NONE),
        };
        if self.ldr.kind(sym) == SymKind::Xxx {
            self.ldr.update(sym).set_kind(SymKind::Xref);
        }
        Ok(sym)
    }

    fn global(&mut self, elf: &Symbol<'_>) -> Sym {
        let name = elf.name.to_vec();
        let sym = self.ldr.lookup_or_create_cgo_export(name, ABI0);
        if elf.other == STV_HIDDEN {
            self.ldr.update(sym).set(Attr::DupOk, true);
            self.ldr.set(Attr::Hidden, sym, true);
        }
        sym
    }

    fn weak(&mut self, elf: &Symbol<'_>) -> Sym {
        let name = elf.name.to_vec();
        let sym = self.ldr.lookup_or_create_cgo_export(name, ABI0);
        if elf.other == STV_HIDDEN {
            self.ldr.set(Attr::Hidden, sym, true);
        }
        if self.ldr.outer(sym).is_some() {
            // It is defined already; this definition is not used.
            self.ldr.update(sym).set(Attr::DupOk, true);
        }
        sym
    }

    /// A variable without content that several objects may declare.
    fn common(&mut self, sym: Sym, elf: &Symbol<'_>) -> Result<(), Bad> {
        if sym.is_none() {
            return Err(Bad::Unsupported("a common symbol"));
        }
        let kind = self.ldr.kind(sym);
        let size = elf.size.cast_signed();
        let mut builder = self.ldr.update(sym);
        if builder.size() < size {
            builder.set_size(size);
        }
        if matches!(kind, SymKind::Xxx | SymKind::Xref) {
            builder.set_kind(SymKind::NoPtrBss);
        }
        Ok(())
    }

    /// A symbol in a section that is not loaded.
    fn outside(&self, index: usize, sym: Sym, elf: &Symbol<'_>) -> Result<(), Bad> {
        let section = &self.object.sections[usize::from(elf.section)];
        let has = |prefix: &[u8]| elf.name.starts_with(prefix);
        if elf.kind == STT_NOTYPE {
            let is_unnamed = section.name.starts_with(b".debug_") && elf.name.is_empty();
            let is_label = has(b".Ldebug_") || matches!(elf.name, b".L0 " | b".Lline_table_start0");
            let is_mark = has(b"$d") && section.name == b".debug_frame";
            let is_group = self.ldr.profile.knows_macro_groups && (has(b"wm4.") || has(b"wm8."));
            if is_unnamed || is_label || is_mark || is_group {
                return Ok(());
            }
        }
        // Compilers leave such labels of debug information.
        let labels: [&[u8]; 5] = [b".Linfo_string", b".LASF", b".LLRL", b".LLST", b".LVUS"];
        if labels.iter().any(|label| has(label)) {
            return Ok(());
        }
        Err(Bad::Text(format!(
            "{}: sym#{index} ({}): {} symbol in section {} ({}) (type {})",
            sym.0,
            quote::quote_bytes(elf.name),
            self.ldr.profile.stray_symbol,
            elf.section,
            quote::quote_bytes(section.name),
            elf.kind
        )))
    }

    /// Puts a symbol into the symbol of its section.
    fn place(&mut self, sym: Sym, container: Sym, elf: &Symbol<'_>) -> Result<(), Bad> {
        let ldr = &mut *self.ldr;
        let outer = ldr.outer(sym);
        if outer.is_some() {
            if ldr.is_dup_ok(sym) {
                return Ok(());
            }
            return Err(Bad::Text(format!(
                "duplicate symbol reference: {} in both {} and {}",
                ldr.name_text(sym),
                ldr.name_text(outer),
                ldr.name_text(container)
            )));
        }
        if !ldr.data(sym).is_empty() || ldr.sub(sym).is_some() {
            return Err(Bad::Unsupported("a symbol that Go defines too"));
        }
        let kind = ldr.kind(container);
        ldr.update(sym).set_kind(kind);
        ldr.add_interior(container, sym);
        if !ldr.has(Attr::CgoExportDynamic, sym) {
            ldr.extra.dynimplib.remove(&sym);
        }
        let mut builder = ldr.update(sym);
        builder.set_value(elf.value.cast_signed());
        builder.set_size(elf.size.cast_signed());
        if kind.is_text() {
            if ldr.has(Attr::External, sym) && !ldr.is_dup_ok(sym) {
                let name = ldr.name_text(sym);
                return Err(Bad::Text(format!("{name}: duplicate symbol definition")));
            }
            ldr.set(Attr::External, sym, true);
        }
        Ok(())
    }

    /// Sorts the symbols of each section by address and returns the symbols of code.
    fn text(&mut self) -> Result<Vec<Sym>, Bad> {
        let mut text = Vec::new();
        for &sect in &self.sects {
            if sect.is_none() {
                continue;
            }
            self.ldr.sort_sub(sect);
            if !self.ldr.kind(sect).is_text() {
                continue;
            }
            let mut next = sect;
            while next.is_some() {
                if self.ldr.has(Attr::OnList, next) {
                    let name = self.ldr.name_text(next);
                    return Err(Bad::Text(format!("symbol {name} listed multiple times")));
                }
                self.ldr.set(Attr::OnList, next, true);
                text.push(next);
                next = self.ldr.sub(next);
            }
        }
        Ok(text)
    }
}
