//! Makes the entries of types that units refer to, and lists units with their functions
//! and variables.
//!
//! The order of the visit decides the order of entries and the numbers of their symbols.
//! Counterpart: cmd/link/internal/ld/dwarf.go (`dwarfGenerateDebugInfo`,
//! `dwarfVisitFunction`, `importInfoSymbol`).

use super::scan::Global;
use super::scan::Reference;
use super::scan::UnitScan;
use super::scan::scan;
use super::state::Dwarf;
use super::synthesize::synthesize;
use super::types::INFO;
use super::types::TYPE;
use super::types::Types;
use super::types::mark;
use super::unit::UnitDebug;
use crate::context::Link;
use crate::error::Stop;
use crate::kind::SymKind;
use crate::library::Libraries;
use crate::loader::ABI0;
use crate::loader::Attr;
use crate::loader::Sym;
use crate::reloc::RelocType;

/// Makes the entries of types, and lists units with their functions and variables.
///
/// # Errors
/// A type that every program has is missing, or a descriptor is malformed.
pub fn generate_debug_info(link: &mut Link<'_>) -> Result<(), Stop> {
    if !link.has_dwarf() {
        return Ok(());
    }
    let (mut scans, data) = scan(link.pool, &link.ldr, &link.libs);
    let mut types = Types::new(&mut link.ldr, &mut link.diag, data.names)?;
    // Debuggers look at interfaces by these.
    for name in link.options.profile.debug_types {
        let go_type = types.must_lookup(name.as_bytes())?;
        types.define(go_type)?;
    }
    let mut visit = Visit {
        types,
        libs: &link.libs,
        units: Vec::with_capacity(scans.len()),
        unit_of: vec![u32::MAX; link.libs.units.len()],
        runtime: None,
    };
    for &lib in &link.libs.postorder {
        visit.library(lib as usize, &mut scans)?;
    }
    visit.globals(&data.globals)?;
    synthesize(&mut visit.types)?;
    link.dwarf = Dwarf {
        dies: visit.types.dies,
        units: visit.units,
        runtime: visit.runtime,
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
    /// The last unit of package runtime.
    runtime: Option<usize>,
}

impl Visit<'_, '_> {
    fn library(&mut self, lib: usize, scans: &mut [UnitScan]) -> Result<(), Stop> {
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
                self.runtime = Some(number - 1);
            }
            let name = [INFO, b".pkg.", pkg, format!(".{number}").as_bytes()].concat();
            debug.sym = self.types.ldr.lookup_or_create(name, ABI0);
            mark(self.types.ldr, debug.sym, SymKind::DwarfCuInfo);
            let scan = std::mem::take(&mut scans[unit as usize]);
            self.functions(&mut debug, scan)?;
            self.unit_of[unit as usize] = self.units.len() as u32;
            self.units.push(debug);
        }
        Ok(())
    }

    fn functions(&mut self, unit: &mut UnitDebug, scan: UnitScan) -> Result<(), Stop> {
        for func in &scan.funcs {
            for sym in [func.info, func.listed_ranges()] {
                if sym.is_some() {
                    self.types.ldr.set(Attr::NotInSymTab, sym, true);
                    self.types.ldr.set(Attr::Reachable, sym, true);
                }
            }
        }
        unit.funcs = scan.funcs;
        unit.patches = scan.patches;
        for reference in scan.references {
            match reference {
                Reference::Type(go_type) => {
                    self.types.define(go_type)?;
                }
                Reference::Info(sym) => self.define_by_info(sym)?,
                Reference::Abstract(sym) => {
                    if !self.types.ldr.has(Attr::OnList, sym) {
                        self.types.ldr.set(Attr::OnList, sym, true);
                        unit.abstracts.push(sym);
                        self.import_info(sym)?;
                    }
                }
            }
        }
        Ok(())
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

    /// Lists the entries of global variables, and defines their types.
    fn globals(&mut self, globals: &[Global]) -> Result<(), Stop> {
        for &global in globals {
            match global {
                Global::Type(go_type) => {
                    self.types.define(go_type)?;
                }
                Global::Variable {
                    go_type,
                    info,
                    unit,
                } => {
                    let index = self.unit_of.get(unit as usize);
                    let unit = index.and_then(|&index| self.units.get_mut(index as usize));
                    if let Some(unit) = unit {
                        unit.vars.push(info);
                        self.types.define(go_type)?;
                    }
                }
            }
        }
        Ok(())
    }
}
