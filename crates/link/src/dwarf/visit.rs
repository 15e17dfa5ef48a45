//! Finds what debug information consists of: units, their functions and variables, and
//! the types that these refer to.
//!
//! The order of the visit decides the order of entries and the numbers of their symbols.
//! Counterpart: cmd/link/internal/ld/dwarf.go (`dwarfGenerateDebugInfo`,
//! `dwarfVisitFunction`, `importInfoSymbol`).

use vamos_objfile::goobj::AuxKind;

use super::Dwarf;
use super::synthesize::synthesize;
use super::types::INFO;
use super::types::TYPE;
use super::types::Types;
use super::types::mark;
use super::unit::FuncSyms;
use super::unit::UnitDebug;
use crate::context::Link;
use crate::error::Stop;
use crate::kind::SymKind;
use crate::library::Libraries;
use crate::loader::ABI0;
use crate::loader::Attr;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::loader::VERSION_STATIC;
use crate::reloc::RelocType;

/// Makes the entries of types, and lists units with their functions and variables.
///
/// # Errors
/// A type that every program has is missing, or a descriptor is malformed.
pub fn generate_debug_info(link: &mut Link<'_>) -> Result<(), Stop> {
    if !link.has_dwarf() {
        return Ok(());
    }
    let mut types = Types::new(&mut link.ldr, &mut link.diag)?;
    // Debuggers look at interfaces by these.
    for name in link.options.profile.debug_types {
        let go_type = types.must_lookup(name.as_bytes())?;
        types.define(go_type)?;
    }
    let mut visit = Visit {
        types,
        libs: &link.libs,
        units: Vec::new(),
        unit_of: vec![u32::MAX; link.libs.units.len()],
        found: Vec::new(),
    };
    let mut runtime = None;
    for &lib in &link.libs.postorder {
        visit.library(lib as usize, &mut runtime)?;
    }
    visit.globals()?;
    synthesize(&mut visit.types)?;
    link.dwarf = Dwarf {
        dies: visit.types.dies,
        units: visit.units,
        runtime,
        ..Dwarf::default()
    };
    Ok(())
}

/// A visit under way.
struct Visit<'l, 'a> {
    types: Types<'l, 'a>,
    libs: &'l Libraries<'a>,
    units: Vec<UnitDebug>,
    /// Indices of `units` by unit of the link.
    unit_of: Vec<u32>,
    /// References to types and abstract functions that were not seen before.
    found: Vec<(RelocType, Sym)>,
}

impl Visit<'_, '_> {
    fn library(&mut self, lib: usize, runtime: &mut Option<usize>) -> Result<(), Stop> {
        let libs = self.libs;
        let library = &libs.libs[lib];
        let pkg = library.pkg.as_bytes();
        let named = |prefix: &[u8]| self.types.lookup(&[prefix, pkg].concat());
        let mut consts = named(b"go:constinfo.");
        let producer = named(b"go:cuinfo.producer.");
        let package_name = named(b"go:cuinfo.packagename.");
        for &unit in &library.units {
            let mut debug = UnitDebug {
                unit,
                lib: lib as u32,
                producer,
                package_name,
                ..UnitDebug::default()
            };
            // The constants of a package are in its first unit.
            if consts.is_some() {
                debug.consts = std::mem::take(&mut consts);
                self.import_info(debug.consts)?;
            }
            let number = self.units.len() + 1;
            if pkg == b"runtime" {
                *runtime = Some(number - 1);
            }
            let name = [INFO, b".pkg.", pkg, format!(".{number}").as_bytes()].concat();
            debug.sym = self.types.ldr.lookup_or_create(name, ABI0);
            mark(self.types.ldr, debug.sym, SymKind::DwarfCuInfo);
            let functions = &libs.units[unit as usize].textp;
            debug.funcs.reserve_exact(functions.len());
            for &function in functions {
                self.function(function, &mut debug)?;
            }
            self.unit_of[unit as usize] = self.units.len() as u32;
            self.units.push(debug);
        }
        Ok(())
    }

    fn function(&mut self, function: Sym, unit: &mut UnitDebug) -> Result<(), Stop> {
        let mut syms = func_syms(self.types.ldr, function);
        if syms.info.is_none() {
            syms.listed_loc = Sym::NONE;
            unit.funcs.push(syms);
            return Ok(());
        }
        let ldr = &mut *self.types.ldr;
        for sym in [syms.info, syms.ranges] {
            if sym.is_some() {
                ldr.set(Attr::NotInSymTab, sym, true);
                ldr.set(Attr::Reachable, sym, true);
            }
        }
        syms.listed_loc = self.find_references(syms.info);
        unit.funcs.push(syms);
        let mut found = std::mem::take(&mut self.found);
        for &(kind, sym) in &found {
            if kind == RelocType::USETYPE {
                self.types.define(sym)?;
            } else if self.types.ldr.kind(sym) == SymKind::DwarfAbsFcn {
                if !self.types.ldr.has(Attr::OnList, sym) {
                    self.types.ldr.set(Attr::OnList, sym, true);
                    unit.abstracts.push(sym);
                    self.import_info(sym)?;
                }
            } else {
                self.define_by_info(sym)?;
            }
        }
        found.clear();
        self.found = found;
        Ok(())
    }

    /// Fills `found` with what the entry of a function refers to and was not seen before.
    /// Returns the first list of locations that it refers to.
    fn find_references(&mut self, info: Sym) -> Sym {
        let ldr = &*self.types.ldr;
        let relocs = ldr.relocs(info);
        let mut loc = Sym::NONE;
        for at in 0..relocs.len() {
            let kind = relocs.kind(at);
            if kind == RelocType::USETYPE {
                self.found.push((kind, relocs.at(at).sym));
                continue;
            }
            if kind != RelocType::DWARFSECREF {
                continue;
            }
            let sym = relocs.at(at).sym;
            if self.types.described.has(sym) || ldr.has(Attr::OnList, sym) {
                continue;
            }
            match ldr.kind(sym) {
                SymKind::DwarfAbsFcn | SymKind::DwarfType | SymKind::Xxx => {
                    self.found.push((kind, sym));
                }
                SymKind::DwarfLoc if loc.is_none() => loc = sym,
                _ => {}
            }
        }
        loc
    }

    /// Makes the entry of the type that a reference to an entry names.
    fn define_by_info(&mut self, sym: Sym) -> Result<(), Stop> {
        if self.types.described.has(sym) {
            return Ok(());
        }
        let ldr = &*self.types.ldr;
        let name = ldr.name(sym).get(INFO.len()..).unwrap_or_default();
        let go_type = self.types.lookup(&[TYPE, name].concat());
        self.types.define(go_type).map(drop)
    }

    /// Adds what the compiler wrote apart from functions: an abstract function, or a
    /// package's constants.
    fn import_info(&mut self, info: Sym) -> Result<(), Stop> {
        let ldr = &mut *self.types.ldr;
        ldr.set(Attr::Reachable, info, true);
        ldr.set(Attr::NotInSymTab, info, true);
        let kind = ldr.kind(info);
        if kind != SymKind::DwarfConst && kind != SymKind::DwarfAbsFcn {
            let name = ldr.name_text(info);
            return Err(Stop::Fatal(format!(
                "error: DWARF info sym {}/{name} with incorrect type {kind:?}",
                info.0
            )));
        }
        let relocs = ldr.relocs(info);
        let references: Vec<Sym> = relocs
            .iter()
            .filter(|reloc| reloc.kind == RelocType::DWARFSECREF)
            .map(|reloc| reloc.sym)
            .filter(|&sym| !self.types.described.has(sym))
            .collect();
        for sym in references {
            self.define_by_info(sym)?;
        }
        Ok(())
    }

    /// Lists the entries of global variables, and defines their types and those that
    /// dictionaries refer to.
    fn globals(&mut self) -> Result<(), Stop> {
        let ldr = &*self.types.ldr;
        let reachable = ldr.with(Attr::Reachable).iter();
        let globals: Vec<Sym> = reachable
            .take_while(|&sym| sym < ldr.ext_start)
            .filter(|&sym| {
                !ldr.has(Attr::NotInSymTab, sym)
                    && ldr.version(sym) < VERSION_STATIC
                    && is_variable(ldr.kind(sym))
            })
            .collect();
        for sym in globals {
            let ldr = &*self.types.ldr;
            let go_type = ldr.go_type(sym);
            if go_type.is_none() {
                if ldr.kind(sym) == SymKind::RoData && ldr.is_dict(sym) {
                    self.dictionary(sym)?;
                }
                continue;
            }
            let info = ldr.aux(sym, AuxKind::DwarfInfo);
            let unit = ldr.unit(sym).and_then(|unit| {
                let index = *self.unit_of.get(unit as usize)?;
                self.units.get_mut(index as usize)
            });
            let (true, Some(unit)) = (info.is_some(), unit) else {
                continue;
            };
            unit.vars.push(info);
            self.types.define(go_type)?;
        }
        Ok(())
    }

    fn dictionary(&mut self, sym: Sym) -> Result<(), Stop> {
        let relocs = self.types.ldr.relocs(sym);
        let used: Vec<Sym> = relocs
            .iter()
            .filter(|reloc| reloc.kind == RelocType::USEIFACE)
            .map(|reloc| reloc.sym)
            .collect();
        for go_type in used {
            self.types.define(go_type)?;
        }
        Ok(())
    }
}

/// Returns true for kinds of symbols that debuggers may know as variables.
fn is_variable(kind: SymKind) -> bool {
    kind.is_ro_data()
        || kind.is_pointer_data()
        || kind.is_no_ptr_data()
        || matches!(
            kind,
            SymKind::Type
                | SymKind::Bss
                | SymKind::NoPtrBss
                | SymKind::TlsBss
                | SymKind::ModuleData
        )
}

/// Returns what the compiler wrote to debug a function.
fn func_syms(ldr: &Loader<'_>, function: Sym) -> FuncSyms {
    let mut syms = FuncSyms {
        function,
        ..FuncSyms::default()
    };
    for aux in ldr.auxs(function) {
        match aux.kind {
            AuxKind::DwarfInfo => syms.info = aux.sym,
            AuxKind::DwarfLoc => syms.loc = aux.sym,
            AuxKind::DwarfRanges => syms.ranges = aux.sym,
            AuxKind::DwarfLines => syms.lines = aux.sym,
            _ => {}
        }
    }
    syms
}
