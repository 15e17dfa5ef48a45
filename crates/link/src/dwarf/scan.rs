//! Reads what the compiler wrote, in all units at the same time: which types and abstract
//! functions each unit refers to, and which global variables there are.
//!
//! Nothing is changed here. A unit's references are in their order, each once; those that
//! other units have too are dropped when entries are made.
//! Counterpart: cmd/link/internal/ld/dwarf.go (`dwarfVisitFunction`,
//! `dwarfGenerateDebugInfo`, `collectUnitLocs`).

use vamos_objfile::goobj::AuxKind;
use vamos_sched::Class;
use vamos_sched::Pool;

use super::names::PkgNames;
use super::unit::FuncSyms;
use crate::kind::SymKind;
use crate::library::Libraries;
use crate::library::Unit;
use crate::loader::Attr;
use crate::loader::Bitmap;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::loader::VERSION_STATIC;
use crate::reloc::RelocType;

/// What the entry of a function refers to.
#[derive(Clone, Copy, Debug)]
pub(super) enum Reference {
    /// A type descriptor.
    Type(Sym),
    /// The entry of a type.
    Info(Sym),
    /// The entry of a function that was inlined.
    Abstract(Sym),
}

/// What a unit has.
#[derive(Debug, Default)]
pub(super) struct UnitScan {
    /// Its functions.
    pub funcs: Vec<FuncSyms>,
    /// What they refer to.
    pub references: Vec<Reference>,
}

/// What the scan of all data finds.
#[derive(Clone, Copy, Debug)]
pub(super) enum Global {
    /// A variable.
    Variable {
        go_type: Sym,
        info: Sym,
        /// The unit of the link.
        unit: u32,
    },
    /// A type that the dictionary of a generic function refers to.
    Type(Sym),
}

/// What is found apart from units.
#[derive(Debug)]
pub(super) struct Data {
    /// Global variables and types in dictionaries.
    pub globals: Vec<Global>,
    /// Type descriptors by name.
    pub names: PkgNames,
}

fn scan_data(ldr: &Loader<'_>) -> Data {
    Data {
        globals: globals(ldr),
        names: PkgNames::new(ldr),
    }
}

/// Scans all units, and all data; the results of units are by number of the unit.
pub(super) fn scan(pool: &Pool, ldr: &Loader<'_>, libs: &Libraries<'_>) -> (Vec<UnitScan>, Data) {
    let groups = groups(&libs.units, 8 * pool.cpus());
    let mut found = None;
    let units = pool.both(
        || found = Some(scan_data(ldr)),
        || pool.map(Class::Cpu, &groups, |units| scan_units(ldr, units)),
    );
    let found = found.unwrap_or_else(|| scan_data(ldr));
    (units.into_iter().flatten().collect(), found)
}

/// Cuts the units into about `count` groups with as many functions each.
fn groups<'u, 'a>(units: &'u [Unit<'a>], count: usize) -> Vec<&'u [Unit<'a>]> {
    let functions: usize = units.iter().map(|unit| unit.textp.len()).sum();
    let most = functions / count + 1;
    let mut groups = Vec::new();
    let (mut start, mut size) = (0, 0);
    for (at, unit) in units.iter().enumerate() {
        size += unit.textp.len();
        if size >= most {
            groups.push(&units[start..=at]);
            (start, size) = (at + 1, 0);
        }
    }
    groups.push(&units[start..]);
    groups
}

/// Symbols that a unit has referred to; used for one unit after the other.
struct Seen {
    syms: Bitmap,
    list: Vec<Sym>,
}

impl Seen {
    fn insert(&mut self, sym: Sym) -> bool {
        let is_new = self.syms.insert(sym);
        if is_new {
            self.list.push(sym);
        }
        is_new
    }

    fn clear(&mut self) {
        for sym in self.list.drain(..) {
            self.syms.remove(sym);
        }
    }
}

fn scan_units(ldr: &Loader<'_>, units: &[Unit<'_>]) -> Vec<UnitScan> {
    let mut seen = Seen {
        syms: Bitmap::with_capacity(ldr.len()),
        list: Vec::new(),
    };
    let units = units.iter();
    units
        .map(|unit| {
            seen.clear();
            scan_unit(ldr, &unit.textp, &mut seen)
        })
        .collect()
}

fn scan_unit(ldr: &Loader<'_>, functions: &[Sym], seen: &mut Seen) -> UnitScan {
    let mut scan = UnitScan {
        funcs: Vec::with_capacity(functions.len()),
        references: Vec::new(),
    };
    for &function in functions {
        let mut syms = func_syms(ldr, function);
        if syms.info.is_some() {
            syms.listed_loc = scan_info(ldr, syms.info, seen, &mut scan.references);
        }
        scan.funcs.push(syms);
    }
    scan
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

/// Adds what the entry of a function refers to and was not seen before. Returns the first
/// list of locations that it refers to.
fn scan_info(ldr: &Loader<'_>, info: Sym, seen: &mut Seen, references: &mut Vec<Reference>) -> Sym {
    let relocs = ldr.relocs(info);
    let mut loc = Sym::NONE;
    for at in 0..relocs.len() {
        let kind = relocs.kind(at);
        if kind != RelocType::USETYPE && kind != RelocType::DWARFSECREF {
            continue;
        }
        let sym = relocs.target(at);
        if kind == RelocType::DWARFSECREF && sym == loc || !seen.insert(sym) {
            continue;
        }
        if kind == RelocType::USETYPE {
            references.push(Reference::Type(sym));
            continue;
        }
        match ldr.kind(sym) {
            SymKind::DwarfAbsFcn => references.push(Reference::Abstract(sym)),
            SymKind::DwarfType | SymKind::Xxx => references.push(Reference::Info(sym)),
            SymKind::DwarfLoc if loc.is_none() => loc = sym,
            _ => {}
        }
    }
    loc
}

/// Returns the global variables that debuggers may know, and the types in dictionaries, by
/// number.
fn globals(ldr: &Loader<'_>) -> Vec<Global> {
    let mut found = Vec::new();
    let reachable = ldr.with(Attr::Reachable).iter();
    for sym in reachable.take_while(|&sym| sym < ldr.ext_start) {
        if ldr.has(Attr::NotInSymTab, sym) || !is_variable(ldr.kind(sym)) {
            continue;
        }
        if ldr.version(sym) >= VERSION_STATIC {
            continue;
        }
        let go_type = ldr.go_type(sym);
        if go_type.is_some() {
            let info = ldr.aux(sym, AuxKind::DwarfInfo);
            if let (true, Some(unit)) = (info.is_some(), ldr.unit(sym)) {
                found.push(Global::Variable {
                    go_type,
                    info,
                    unit,
                });
            }
        } else if ldr.kind(sym) == SymKind::RoData && ldr.is_dict(sym) {
            let used = ldr.relocs(sym).iter();
            let used = used.filter(|reloc| reloc.kind == RelocType::USEIFACE);
            found.extend(used.map(|reloc| Global::Type(reloc.sym)));
        }
    }
    found
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
