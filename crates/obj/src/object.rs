//! The finished object: numbers and records.
//!
//! Counterpart: cmd/internal/obj/objfile.go (`WriteObjFile`).

use hashbrown::HashMap;
use vamos_base::golang::pdqsort;
use vamos_objfile::goobj;
use vamos_objfile::goobj::Imported;
use vamos_objfile::goobj::Object;
use vamos_objfile::goobj::ObjectDef;
use vamos_objfile::goobj::ObjectReloc;
use vamos_objfile::goobj::ObjectSym;
use vamos_objfile::goobj::SymRecord;
use vamos_objfile::goobj::SymRef;
use vamos_objfile::goobj::flag;
use vamos_objfile::goobj::flag2;
use vamos_objfile::goobj::object_flag;
use vamos_objfile::goobj::pkg_idx;

use crate::attributes::Attributes;
use crate::content_hash::Hashes;
use crate::diagnostics::Fatal;
use crate::link::Link;
use crate::number::Numbering;
use crate::number::Visits;
use crate::symbol::Reloc;
use crate::symbol::SymId;
use crate::symbol::SymKind;
use crate::symbol::Symbol;

/// The path of a package that was compiled without one: its object cannot be linked.
pub const UNLINKABLE: &str = "<unlinkable>";
/// The linker's limit for the size of a symbol.
const LARGEST: i64 = 2_000_000_000;

/// Numbers of [`goobj::AuxKind`].
mod aux {
    pub(super) const GO_TYPE: u8 = 0;
    pub(super) const FUNC_INFO: u8 = 1;
    pub(super) const FUNC_DATA: u8 = 2;
    pub(super) const DWARF_INFO: u8 = 3;
    pub(super) const DWARF_LOC: u8 = 4;
    pub(super) const DWARF_RANGES: u8 = 5;
    pub(super) const DWARF_LINES: u8 = 6;
    pub(super) const PC_SP: u8 = 7;
    pub(super) const PC_FILE: u8 = 8;
    pub(super) const PC_LINE: u8 = 9;
    pub(super) const PC_INLINE: u8 = 10;
    pub(super) const PC_DATA: u8 = 11;
    pub(super) const SEH_UNWIND_INFO: u8 = 14;
}

impl Link {
    /// Returns the object, without any header of a file.
    ///
    /// # Errors
    /// The object does not fit its format.
    pub fn write_object(&mut self) -> Result<Vec<u8>, Fatal> {
        self.add_file_syms();
        let mut numbering = self.number();
        self.list_symbols();
        self.add_func_info(&mut numbering);
        let prefix = goobj::escape_path(&self.options.pkgpath).into_owned();
        if prefix.is_empty() {
            return Err(Fatal::exit("empty package path"));
        }
        self.report_large(&numbering);
        let hashes = self.hashes(&numbering, &prefix);
        self.trim_names();
        let link = &*self;
        let writer = Records {
            link,
            prefix: &prefix,
            sorted: link.sorted_relocs(),
        };
        let object = writer.object(&numbering, hashes);
        goobj::write(&object).map_err(|error| Fatal::exit(&error.to_string()))
    }

    /// Returns the relocations of symbols in the order of their places, unless they are in that order.
    fn sorted_relocs(&self) -> HashMap<SymId, Vec<Reloc>> {
        let mut all = HashMap::new();
        for sym in (0..self.symbols.len()).map(SymId::new) {
            let relocs = &self.symbols[sym].relocs;
            if !relocs.is_sorted_by_key(|reloc| reloc.off) {
                let mut relocs = relocs.clone();
                pdqsort::sort_func(&mut relocs, |a, b| a.off.cmp(&b.off));
                all.insert(sym, relocs);
            }
        }
        all
    }

    fn report_large(&mut self, numbering: &Numbering) {
        let lists = [
            &numbering.defs,
            &numbering.hashed64_defs,
            &numbering.hashed_defs,
            &numbering.non_pkg_defs,
        ];
        for sym in lists.into_iter().flatten() {
            let symbol = &self.symbols[*sym];
            if symbol.size > LARGEST {
                let (name, size) = (&symbol.name, symbol.size);
                let text = format!("{name}: symbol too large ({size} bytes > {LARGEST} bytes)");
                self.diagnostics.report(text);
            }
        }
    }
}

/// Returns the number of a symbol that others refer to.
pub(crate) fn sym_ref(symbol: &Symbol) -> SymRef {
    debug_assert!(symbol.has(Attributes::INDEXED), "a reference has a number");
    SymRef {
        pkg: symbol.pkg_idx,
        sym: symbol.sym_idx,
    }
}

/// Makes the records of an object.
struct Records<'a> {
    link: &'a Link,
    /// The package's path as it is in names.
    prefix: &'a str,
    /// Relocations that are written in another order. Hashes and texts of an object follow the order in
    /// which they were added.
    sorted: HashMap<SymId, Vec<Reloc>>,
}

impl<'a> Records<'a> {
    fn object(&self, numbering: &'a Numbering, hashes: Hashes) -> Object<'a> {
        let link = self.link;
        let defs = |list: &'a [SymId]| list.iter().map(|sym| self.def(*sym)).collect();
        let imports = link.imports.iter();
        let imports = imports.map(|(pkg, fingerprint)| Imported {
            pkg: pkg.as_bytes(),
            fingerprint: *fingerprint,
        });
        let packages = numbering.packages.iter().map(|pkg| pkg.as_bytes());
        let files = link.positions.files().iter();
        Object {
            fingerprint: link.fingerprint,
            flags: self.flags(),
            strings: self.strings(numbering),
            autolib: imports.collect(),
            packages: std::iter::once(&b""[..]).chain(packages).collect(),
            files: files.map(|file| file.as_bytes()).collect(),
            pkg_defs: defs(&numbering.defs),
            hashed64_defs: defs(&numbering.hashed64_defs),
            hashed_defs: defs(&numbering.hashed_defs),
            non_pkg_defs: defs(&numbering.non_pkg_defs),
            refs: numbering
                .non_pkg_refs
                .iter()
                .map(|sym| self.sym(*sym))
                .collect(),
            ref_flags: self.ref_flags(),
            hashes64: hashes.short,
            hashes: hashes.long,
            ref_names: self.ref_names(),
        }
    }

    fn flags(&self) -> u32 {
        let options = &self.link.options;
        [
            (options.is_shared, object_flag::SHARED),
            (self.prefix == UNLINKABLE, object_flag::UNLINKABLE),
            (options.is_asm, object_flag::FROM_ASSEMBLY),
            (options.object.is_std, object_flag::STD),
        ]
        .into_iter()
        .filter(|(is_set, _)| *is_set)
        .fold(0, |flags, (_, bit)| flags | bit)
    }

    /// Returns all texts in the order of the table.
    fn strings(&self, numbering: &'a Numbering) -> Vec<&'a [u8]> {
        let link = self.link;
        let mut out: Vec<&[u8]> = vec![b""];
        out.extend(link.imports.iter().map(|(pkg, _)| pkg.as_bytes()));
        out.extend(numbering.packages.iter().map(|pkg| pkg.as_bytes()));
        let visits = Visits {
            defs: true,
            refs: true,
            auxs: true,
            pcdata: true,
        };
        for sym in link.visit(visits) {
            let symbol = &link.symbols[sym];
            let is_foreign = symbol.pkg_idx < pkg_idx::SELF;
            let is_omitted = link.options.object.omits_ref_names && is_foreign;
            if symbol.pkg_idx != pkg_idx::BUILTIN && !is_omitted {
                out.push(symbol.name.as_bytes());
            }
        }
        out.extend(link.positions.files().iter().map(|file| file.as_bytes()));
        out
    }

    fn def(&self, sym: SymId) -> ObjectDef<'a> {
        let symbol = &self.link.symbols[sym];
        let relocs = self.relocs(sym).iter().map(|reloc| ObjectReloc {
            offset: reloc.off,
            size: reloc.siz,
            kind: self.link.options.release.reloc_number(reloc.kind),
            addend: reloc.add,
            sym: self.target(reloc.sym),
        });
        ObjectDef {
            sym: self.sym(sym),
            relocs: relocs.collect(),
            auxs: self.auxs(sym),
            data: &symbol.data,
        }
    }

    /// Returns relocations in the order of their places.
    fn relocs(&self, sym: SymId) -> &[Reloc] {
        let relocs = &self.link.symbols[sym].relocs;
        self.sorted.get(&sym).unwrap_or(relocs)
    }

    fn target(&self, sym: Option<SymId>) -> SymRef {
        sym.map_or_else(SymRef::default, |sym| sym_ref(&self.link.symbols[sym]))
    }

    fn sym(&self, sym: SymId) -> ObjectSym<'a> {
        let symbol = &self.link.symbols[sym];
        let abi = match symbol.has(Attributes::STATIC) {
            true => SymRecord::ABI_STATIC,
            false => symbol.abi as u16,
        };
        ObjectSym {
            name: symbol.name.as_bytes(),
            abi,
            kind: symbol.kind as u8,
            flag: flags(symbol),
            flag2: self.flags2(symbol),
            size: symbol.size as u32,
            align: self.link.alignment(sym),
        }
    }

    fn flags2(&self, symbol: &Symbol) -> u8 {
        let name = &*symbol.name;
        let is_constant = symbol.kind == SymKind::RoData;
        let rest = name.strip_prefix(&*self.link.options.pkgpath);
        let is_dict = rest.is_some_and(|rest| rest.starts_with("..dict"));
        let options = &self.link.options;
        let is_marked = options.is_asm && options.release.marks_assembly();
        // The runtime uses main.main as if it were a linkname.
        let is_linkname = symbol.has(Attributes::LINKNAME)
            || (is_marked && !name.is_empty())
            || name == "main.main";
        let facts = [
            (symbol.has(Attributes::USED_IN_IFACE), flag2::USED_IN_IFACE),
            (name.starts_with("go:itab.") && is_constant, flag2::ITAB),
            (is_dict, flag2::DICT),
            (symbol.has(Attributes::PKG_INIT), flag2::PKG_INIT),
            (is_linkname, flag2::LINKNAME),
            (
                symbol.has(Attributes::LINKNAME_STD),
                options.release.standard_linkname_flag(),
            ),
            (
                symbol.has(Attributes::ABI_WRAPPER),
                options.release.abi_wrapper_flag(),
            ),
        ];
        set_bits(&facts)
    }

    fn auxs(&self, sym: SymId) -> Vec<(u8, SymRef)> {
        let link = self.link;
        let symbol = &link.symbols[sym];
        let mut out = Vec::new();
        let mut add = |kind: u8, sym: Option<SymId>| {
            // Empty symbols are left out.
            if let Some(sym) = sym.filter(|sym| link.symbols[*sym].size != 0) {
                out.push((kind, sym_ref(&link.symbols[sym])));
            }
        };
        let Some(func) = link.func(sym) else {
            add(aux::DWARF_INFO, symbol.var_info);
            let gotype = symbol.gotype.map(|sym| sym_ref(&link.symbols[sym]));
            out.splice(..0, gotype.map(|target| (aux::GO_TYPE, target)));
            return out;
        };
        add(aux::DWARF_INFO, func.dwarf_info);
        add(aux::DWARF_LOC, func.dwarf_loc);
        add(aux::DWARF_RANGES, func.dwarf_ranges);
        add(aux::DWARF_LINES, func.dwarf_lines);
        add(aux::PC_SP, func.pcln.pcsp);
        add(aux::PC_FILE, func.pcln.pcfile);
        add(aux::PC_LINE, func.pcln.pcline);
        add(aux::PC_INLINE, func.pcln.pcinline);
        add(aux::SEH_UNWIND_INFO, func.unwind_info);
        let tables = func.pcln.pcdata.iter();
        out.extend(tables.map(|sym| (aux::PC_DATA, sym_ref(&link.symbols[*sym]))));
        let gotype = symbol.gotype.map(|sym| (aux::GO_TYPE, Some(sym)));
        let info = func.func_info_sym.map(|sym| (aux::FUNC_INFO, Some(sym)));
        let funcdata = func.pcln.funcdata.iter();
        let funcdata = funcdata.map(|sym| (aux::FUNC_DATA, *sym));
        let first = gotype.into_iter().chain(info).chain(funcdata);
        let first = first.map(|(kind, sym)| (kind, self.target(sym)));
        out.splice(..0, first);
        out
    }

    /// Returns the symbols of other packages among the targets of relocations, once each.
    fn foreign(&self, targets: impl Iterator<Item = SymId>) -> Vec<&'a Symbol> {
        let mut seen = vec![false; self.link.symbols.len()];
        let new = targets.filter(|sym| !std::mem::replace(&mut seen[sym.index()], true));
        let symbols = new.map(|sym| &self.link.symbols[sym]);
        symbols
            .filter(|symbol| symbol.pkg_idx < pkg_idx::SELF)
            .collect()
    }

    fn ref_flags(&self) -> Vec<(SymRef, u8, u8)> {
        let visits = Visits {
            refs: true,
            ..Visits::default()
        };
        let foreign = self
            .foreign(self.link.visit(visits).into_iter())
            .into_iter();
        let used = foreign.filter(|symbol| symbol.has(Attributes::USED_IN_IFACE));
        used.map(|symbol| (sym_ref(symbol), 0, flag2::USED_IN_IFACE))
            .collect()
    }

    fn ref_names(&self) -> Vec<(SymRef, &'a [u8])> {
        if self.link.options.object.omits_ref_names {
            return Vec::new();
        }
        let link = self.link;
        let defs = link.text.iter().chain(&link.data);
        let relocs = defs.flat_map(|sym| self.relocs(*sym));
        let foreign = self.foreign(relocs.filter_map(|reloc| reloc.sym));
        let names = foreign.into_iter();
        names
            .map(|symbol| (sym_ref(symbol), symbol.name.as_bytes()))
            .collect()
    }
}

fn set_bits(facts: &[(bool, u8)]) -> u8 {
    let bits = facts.iter().filter(|(is_set, _)| *is_set);
    bits.fold(0, |all, (_, bit)| all | bit)
}

fn flags(symbol: &Symbol) -> u8 {
    let after_type = symbol.name.strip_prefix("type:");
    let is_type = after_type.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('.'));
    set_bits(&[
        (symbol.has(Attributes::DUPLICATE_OK), flag::DUPOK),
        (symbol.has(Attributes::LOCAL), flag::LOCAL),
        (symbol.has(Attributes::MAKE_TYPELINK), flag::TYPELINK),
        (symbol.has(Attributes::LEAF), flag::LEAF),
        (symbol.has(Attributes::NO_SPLIT), flag::NO_SPLIT),
        (symbol.has(Attributes::REFLECT_METHOD), flag::REFLECT_METHOD),
        (is_type && symbol.kind == SymKind::RoData, flag::GO_TYPE),
    ])
}
