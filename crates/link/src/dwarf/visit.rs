//! Makes the entries of types that units refer to, and lists units with their functions
//! and variables.
//!
//! The order of the visit decides the order of entries and the numbers of their symbols.
//! Counterpart: cmd/link/internal/ld/dwarf.go (`dwarfGenerateDebugInfo`,
//! `dwarfVisitFunction`, `importInfoSymbol`).

use hashbrown::HashMap;
use vamos_sched::Pool;

use super::created::Created;
use super::names::INFO;
use super::names::PkgNames;
use super::records::Records;
use super::scan::Global;
use super::scan::Reference;
use super::scan::ScanResults;
use super::scan::UnitScan;
use super::scan::scan;
use super::state::DebugInfo;
use super::synthesize::synthesize;
use super::types::Types;
use super::unit::UnitDebug;
use crate::error::Diagnostics;
use crate::error::Stop;
use crate::kind::SymKind;
use crate::library::Libraries;
use crate::loader::Attr;
use crate::loader::Bitmap;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::reloc::RelocType;
use crate::text::TextOrder;

/// Input of the visit other than symbols.
#[derive(Clone, Copy)]
pub(crate) struct Input<'i, 'a> {
    /// All packages.
    pub(crate) libs: &'i Libraries<'a>,
    /// The functions of each unit, and the order of packages.
    pub(crate) order: &'i TextOrder,
    /// The threads.
    pub(crate) pool: &'i Pool,
}

/// Makes the entries of types, and lists units with their functions and variables. The visit is
/// one thread's work; meanwhile another one does `other`, if a processor is free.
///
/// # Errors
/// A type that every program has is missing, or a descriptor is malformed.
pub(crate) fn generate_debug_info(
    ldr: &mut Loader<'_>,
    input: Input<'_, '_>,
    other: impl FnOnce(&Loader<'_>) + Send,
    diag: &mut Diagnostics,
) -> Result<DebugInfo, Stop> {
    let Input { order, pool, .. } = input;
    let names = PkgNames::new(pool, ldr);
    let found = scan(pool, ldr, &order.by_unit, &names);
    let seen = &*ldr;
    let visited = pool.join(|| other(seen), || visit(seen, input, &names, found, diag));
    let (info, created, listed) = visited?;
    created.create(ldr);
    mark_units(ldr, &info.units, &listed);
    Ok(info)
}

/// Visits types and units. Returns the entries, the symbols to be created, and the listed abstract
/// functions.
fn visit(
    ldr: &Loader<'_>,
    input: Input<'_, '_>,
    names: &PkgNames,
    mut found: ScanResults,
    diag: &mut Diagnostics,
) -> Result<(DebugInfo, Created, Bitmap), Stop> {
    let Input { libs, order, .. } = input;
    let records = std::mem::take(&mut found.records);
    let abstracts = Abstracts::new(&records);
    let mut types = Types::new(ldr, diag, names, records)?;
    // Debuggers look at interfaces by these.
    for name in ldr.profile.debug_types {
        let go_type = types.must_lookup(name.as_bytes())?;
        types.define(go_type)?;
    }
    let mut visit = Visit {
        types,
        libs,
        units: Vec::with_capacity(found.units.len()),
        unit_of: vec![u32::MAX; libs.units.len()],
        runtime: None,
        abstracts,
        listed: Bitmap::with_capacity(ldr.len()),
    };
    for &lib in &order.postorder {
        visit.library(lib as usize, &mut found.units)?;
    }
    visit.globals(&found.globals)?;
    synthesize(&mut visit.types)?;
    let Visit {
        types,
        units,
        runtime,
        listed,
        ..
    } = visit;
    let info = DebugInfo {
        dies: types.dies,
        units,
        runtime,
    };
    Ok((info, types.created, listed))
}

/// Marks the symbols of units as written, but not in the symbol table.
fn mark_units(ldr: &mut Loader<'_>, units: &[UnitDebug], listed: &Bitmap) {
    for unit in units {
        let funcs = unit.funcs.iter();
        let of_funcs = funcs.flat_map(|func| [func.info, func.listed_ranges()]);
        let others = [unit.consts, unit.sym].into_iter();
        let others = others.chain(unit.abstracts.iter().copied());
        for sym in of_funcs.chain(others).filter(|sym| sym.is_some()) {
            ldr.set(Attr::NotInSymTab, sym, true);
            ldr.set(Attr::Reachable, sym, true);
        }
    }
    for sym in listed.iter() {
        ldr.set(Attr::OnList, sym, true);
    }
}

/// References of abstract functions, read ahead.
struct Abstracts {
    /// By symbol: list, start and length.
    places: HashMap<Sym, (u32, u32, u32)>,
    lists: Vec<Vec<Sym>>,
}

impl Abstracts {
    fn new(records: &[Records]) -> Self {
        let mut all = Self {
            places: HashMap::new(),
            lists: Vec::with_capacity(records.len()),
        };
        for (list, records) in (0..).zip(records) {
            for &(sym, start, len) in &records.abstracts {
                all.places.insert(sym, (list, start, len));
            }
            all.lists.push(records.used.clone());
        }
        all
    }

    fn get(&self, sym: Sym) -> &[Sym] {
        let place = self.places.get(&sym);
        let used = place.and_then(|&(list, start, len)| {
            let list = self.lists.get(list as usize)?;
            list.get(start as usize..)?.get(..len as usize)
        });
        used.unwrap_or_default()
    }
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
    abstracts: Abstracts,
    /// Abstract functions that a unit has.
    listed: Bitmap,
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
                self.import_consts(debug.consts)?;
            }
            let number = self.units.len() + 1;
            if pkg == b"runtime" {
                self.runtime = Some(number - 1);
            }
            let name = [INFO, b".pkg.", pkg, format!(".{number}").as_bytes()].concat();
            debug.sym = self.types.created.unit(name);
            let scan = std::mem::take(&mut scans[unit as usize]);
            self.functions(&mut debug, scan)?;
            self.unit_of[unit as usize] = self.units.len() as u32;
            self.units.push(debug);
        }
        Ok(())
    }

    fn functions(&mut self, unit: &mut UnitDebug, scan: UnitScan) -> Result<(), Stop> {
        unit.funcs = scan.funcs;
        unit.patches = scan.patches;
        for reference in scan.references {
            match reference {
                Reference::Type(go_type) => {
                    self.types.define(go_type)?;
                }
                Reference::Info(sym) => self.types.define_by_info(sym)?,
                Reference::Abstract(sym) => {
                    if self.listed.insert(sym) {
                        unit.abstracts.push(sym);
                        for &info in self.abstracts.get(sym) {
                            self.types.define_by_info(info)?;
                        }
                    }
                }
            }
        }
        Ok(())
    }

    /// Makes the entries of the types of a package's constants.
    fn import_consts(&mut self, consts: Sym) -> Result<(), Stop> {
        let ldr = self.types.ldr;
        let kind = ldr.kind(consts);
        if kind != SymKind::DwarfConst {
            let name = ldr.name_text(consts);
            return Err(Stop::Fatal(format!(
                "error: DWARF info sym {}/{name} with incorrect type {kind:?}",
                consts.0
            )));
        }
        let relocs = ldr.relocs(consts).iter();
        for reloc in relocs.filter(|reloc| reloc.kind == RelocType::DWARFSECREF) {
            self.types.define_by_info(reloc.sym)?;
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
