//! Gives symbols the numbers by which an object refers to them.
//!
//! Counterpart: cmd/internal/obj/sym.go (`NumberSyms`, `traverseSyms`).

use hashbrown::HashMap;
use vamos_objfile::goobj;
use vamos_objfile::goobj::pkg_idx;

use crate::attributes::Attributes;
use crate::link::Link;
use crate::options::Release;
use crate::symbol::Abi;
use crate::symbol::SymId;
use crate::symbol::SymKind;
use crate::symbol::Symbol;

/// The symbols of an object by the list that they are in.
#[derive(Debug, Default)]
pub(crate) struct Numbering {
    /// Definitions that other objects refer to by package and number.
    pub(crate) defs: Vec<SymId>,
    /// Definitions of at most 8 bytes, found by their content.
    pub(crate) hashed64_defs: Vec<SymId>,
    /// Definitions found by the hash of their content.
    pub(crate) hashed_defs: Vec<SymId>,
    /// Definitions found by name.
    pub(crate) non_pkg_defs: Vec<SymId>,
    /// References by name.
    pub(crate) non_pkg_refs: Vec<SymId>,
    /// The packages that references name by number, from 1 on.
    pub(crate) packages: Vec<Box<str>>,
}

/// Which symbols are visited.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Visits {
    pub(crate) defs: bool,
    pub(crate) refs: bool,
    pub(crate) auxs: bool,
    pub(crate) pcdata: bool,
}

impl Link {
    /// Numbers all symbols.
    pub(crate) fn number(&mut self) -> Numbering {
        let mut constants = std::mem::take(&mut self.symbols.constants);
        constants.sort_by(|a, b| self.symbols[*a].name.cmp(&self.symbols[*b].name));
        self.data.append(&mut constants);
        let mut out = Numbering::default();
        let visits = Visits {
            defs: true,
            pcdata: true,
            ..Visits::default()
        };
        for sym in self.visit(visits) {
            self.number_def(sym, &mut out);
        }
        let visits = Visits {
            refs: true,
            auxs: true,
            ..Visits::default()
        };
        let builtins = self.builtins();
        let mut packages = HashMap::new();
        for sym in self.visit(visits) {
            let symbol = &mut self.symbols[sym];
            if !symbol.is_unnumbered() {
                continue;
            }
            let key = (&*symbol.name, symbol.abi as u16);
            let builtin = builtins.get(&key).copied();
            match builtin.filter(|_| !symbol.has(Attributes::LINKNAME)) {
                Some(number) => {
                    symbol.pkg_idx = pkg_idx::BUILTIN;
                    symbol.sym_idx = number;
                    symbol.set(Attributes::INDEXED);
                }
                None => number_ref(symbol, sym, &mut out, &mut packages),
            }
        }
        out
    }

    fn number_def(&mut self, sym: SymId, out: &mut Numbering) {
        let is_non_pkg = self.is_non_pkg(sym);
        let symbol = &mut self.symbols[sym];
        let (idx, list) = if symbol.has(Attributes::CONTENT_ADDRESSABLE) {
            // Content for a section of its own is found by a hash, which has the section.
            let is_short = symbol.size <= 8 && symbol.relocs.is_empty();
            match is_short && content_section(symbol) == 0 {
                true => (pkg_idx::HASHED64, &mut out.hashed64_defs),
                false => (pkg_idx::HASHED, &mut out.hashed_defs),
            }
        } else if is_non_pkg {
            (pkg_idx::NONE, &mut out.non_pkg_defs)
        } else {
            (pkg_idx::SELF, &mut out.defs)
        };
        symbol.pkg_idx = idx;
        symbol.sym_idx = list.len() as u32;
        symbol.set(Attributes::INDEXED);
        list.push(sym);
    }

    /// Returns true for a symbol that is referred to by name.
    fn is_non_pkg(&self, sym: SymId) -> bool {
        let symbol = &self.symbols[sym];
        // Symbols of assembly may be in another object of the package.
        (self.options.is_asm && !symbol.has(Attributes::STATIC))
            || self.options.object.is_linkshared
            || &*symbol.pkg == "_"
            || symbol.has(Attributes::DUPLICATE_OK)
    }

    /// Returns the numbers of symbols that the compiler knows by number, by name and ABI. With shared
    /// libraries the runtime may be in another one.
    fn builtins(&self) -> HashMap<(&'static str, u16), u32> {
        if self.options.object.is_linkshared {
            return HashMap::new();
        }
        let builtins = match self.options.release {
            Release::Go125 => goobj::BUILTINS_25,
            Release::Go126 => goobj::BUILTINS_26,
            Release::Go127 => goobj::BUILTINS_27,
        };
        builtins.iter().copied().zip(0..).collect()
    }

    /// Returns symbols in the order in which an object numbers them, with repetitions.
    pub(crate) fn visit(&self, visits: Visits) -> Vec<SymId> {
        let mut out = Vec::new();
        for sym in self.text.iter().chain(&self.data) {
            let symbol = &self.symbols[*sym];
            if visits.defs {
                out.push(*sym);
            }
            if visits.refs {
                out.extend(symbol.relocs.iter().filter_map(|reloc| reloc.sym));
            }
            if visits.auxs {
                out.extend(symbol.gotype);
                match symbol.kind.is_text() {
                    true => self.visit_auxs(*sym, visits, &mut out),
                    false => out.extend(symbol.var_info),
                }
            }
            if let Some(func) = self.func(*sym).filter(|_| visits.pcdata) {
                let pcln = &func.pcln;
                let tables = [pcln.pcsp, pcln.pcfile, pcln.pcline, pcln.pcinline];
                out.extend(tables.into_iter().flatten());
                out.extend(&pcln.pcdata);
            }
        }
        out
    }

    fn visit_auxs(&self, sym: SymId, visits: Visits, out: &mut Vec<SymId>) {
        let Some(func) = self.func(sym) else {
            return;
        };
        out.extend(func.pcln.funcdata.iter().flatten());
        let files = self.positions.files();
        for file in &func.pcln.used_files {
            // Made by `add_file_syms`.
            let name = &files[*file as usize];
            out.extend(self.symbols.find(name));
        }
        out.extend(func.pcln.inl_tree.iter().map(|call| call.func));
        let auxs = [
            func.dwarf_ranges,
            func.dwarf_loc,
            func.dwarf_lines,
            func.dwarf_info,
            func.unwind_info,
        ];
        for aux in auxs.into_iter().flatten() {
            let symbol = &self.symbols[aux];
            if symbol.size == 0 {
                continue;
            }
            out.push(aux);
            if visits.refs {
                out.extend(symbol.relocs.iter().filter_map(|reloc| reloc.sym));
            }
        }
    }

    /// Makes the symbols of files, by which objects list them among references.
    pub(crate) fn add_file_syms(&mut self) {
        let Self {
            positions, symbols, ..
        } = self;
        for func in &self.functions {
            for file in &func.pcln.used_files {
                symbols.lookup_abi(&positions.files()[*file as usize], Abi::Abi0);
            }
        }
    }
}

/// Numbers a reference to a symbol of another object.
fn number_ref(
    symbol: &mut Symbol,
    sym: SymId,
    out: &mut Numbering,
    packages: &mut HashMap<Box<str>, u32>,
) {
    let is_named = matches!(&*symbol.pkg, "" | "\"\"" | "_");
    if is_named || !symbol.has(Attributes::INDEXED) {
        symbol.pkg_idx = pkg_idx::NONE;
        symbol.sym_idx = (out.non_pkg_defs.len() + out.non_pkg_refs.len()) as u32;
        symbol.set(Attributes::INDEXED);
        out.non_pkg_refs.push(sym);
        return;
    }
    let next = packages.len() as u32 + 1;
    symbol.pkg_idx = match packages.get(&symbol.pkg) {
        Some(number) => *number,
        None => {
            packages.insert(symbol.pkg.clone(), next);
            out.packages.push(symbol.pkg.clone());
            next
        }
    };
}

/// Returns a letter for the section that symbols of equal content must share; 0 for any.
pub(crate) fn content_section(symbol: &Symbol) -> u8 {
    const STARTS: [&str; 3] = ["gcargs.", "gclocals.", "gclocals·"];
    const ENDS: [&str; 7] = [
        ".opendefer",
        ".arginfo0",
        ".arginfo1",
        ".argliveinfo",
        ".wrapinfo",
        ".args_stackmap",
        ".stkobj",
    ];
    let name = &*symbol.name;
    if symbol.has(Attributes::PCDATA) {
        return b'P';
    }
    let is_table = STARTS.iter().any(|start| name.starts_with(start))
        || ENDS.iter().any(|end| name.ends_with(end));
    match name {
        _ if symbol.kind == SymKind::Text => b't',
        _ if symbol.kind == SymKind::TextFips => b'f',
        _ if is_table => b'F',
        name if name.starts_with("type:") => b'T',
        _ => 0,
    }
}
