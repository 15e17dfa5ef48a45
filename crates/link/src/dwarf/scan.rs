//! Reads the compiler's debug information, in all units at the same time: the types and abstract
//! functions that each unit refers to, and the global variables.
//!
//! Nothing is changed here. A unit's references are in their order, each once; duplicates in other
//! units are dropped when entries are made.
//! Counterpart: cmd/link/internal/ld/dwarf.go (`dwarfVisitFunction`,
//! `dwarfGenerateDebugInfo`, `collectUnitLocs`).

use std::ops::Range;

use vamos_objfile::goobj::AuxKind;
use vamos_objfile::goobj::RelocRecord;
use vamos_sched::Class;
use vamos_sched::Pool;

use super::bytes::touch;
use super::names::PkgNames;
use super::patches::KnownTargets;
use super::patches::Patches;
use super::ranges::text_addr_len;
use super::records::Claims;
use super::records::Records;
use super::unit::FuncSyms;
use crate::kind::SymKind;
use crate::loader::Attr;
use crate::loader::Bitmap;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::reloc::RelocType;

/// A reference of a function's entry.
#[derive(Clone, Copy, Debug)]
pub(super) enum Reference {
    /// A type descriptor.
    Type(Sym),
    /// The entry of a type.
    Info(Sym),
    /// The entry of a function that was inlined.
    Abstract(Sym),
}

/// Scan of a unit.
#[derive(Debug, Default)]
pub(super) struct UnitScan {
    /// Its functions.
    pub funcs: Vec<FuncSyms>,
    /// Their references.
    pub references: Vec<Reference>,
    /// Values to write into their entries.
    pub patches: Patches,
}

/// Result of the scan of all data.
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

/// Results of the scan of all objects; results of units are by number of the unit.
pub(super) struct ScanResults {
    pub units: Vec<UnitScan>,
    /// Global variables and types in dictionaries, by number.
    pub globals: Vec<Global>,
    /// Records of types.
    pub records: Vec<Records>,
}

/// Scans all units, of which `units` has the functions, and all data.
pub(super) fn scan(
    pool: &Pool,
    ldr: &Loader<'_>,
    units: &[Vec<Sym>],
    names: &PkgNames,
) -> ScanResults {
    let claims = &Claims::new(ldr.len());
    let mut jobs: Vec<_> = groups(units, 8 * pool.cpus())
        .into_iter()
        .map(Job::Units)
        .collect();
    let len = ldr.ext_start.index();
    let starts = (0..len).step_by(GLOBALS);
    jobs.extend(starts.map(|start| Job::Globals(start..(start + GLOBALS).min(len))));
    let results = pool.map(Class::Cpu, &jobs, |job| {
        let mut records = Records::default();
        let (mut units, mut found) = (Vec::new(), Vec::new());
        match job {
            Job::Units(group) => {
                let mut scanner = Scanner {
                    ldr,
                    names,
                    claims,
                    records: &mut records,
                };
                units = scanner.units(group);
            }
            Job::Globals(range) => {
                found = globals(ldr, range.clone());
                for global in &found {
                    let (Global::Type(go_type) | Global::Variable { go_type, .. }) = *global;
                    records.read_type(ldr, claims, go_type);
                }
            }
        }
        (units, found, records)
    });
    let mut all = ScanResults {
        units: Vec::with_capacity(units.len()),
        globals: Vec::new(),
        records: Vec::with_capacity(results.len()),
    };
    for (units, globals, records) in results {
        all.units.extend(units);
        all.globals.extend(globals);
        all.records.push(records);
    }
    all
}

/// A piece of the scan.
enum Job<'u> {
    /// The functions of units.
    Units(&'u [Vec<Sym>]),
    /// Numbers of symbols.
    Globals(Range<usize>),
}

/// Symbols that are one piece of work; a multiple of 64.
const GLOBALS: usize = 1 << 16;

/// Cuts the units into about `count` groups with as many functions each.
fn groups(units: &[Vec<Sym>], count: usize) -> Vec<&[Vec<Sym>]> {
    let functions: usize = units.iter().map(Vec::len).sum();
    let most = functions / count + 1;
    let mut groups = Vec::new();
    let (mut start, mut size) = (0, 0);
    for (at, unit) in units.iter().enumerate() {
        size += unit.len();
        if size >= most {
            groups.push(&units[start..=at]);
            (start, size) = (at + 1, 0);
        }
    }
    groups.push(&units[start..]);
    groups
}

/// The references of a unit so far; reused for each unit.
struct UnitReferences {
    syms: Bitmap,
    list: Vec<Sym>,
    known: KnownTargets,
}

impl UnitReferences {
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
        self.known.clear();
    }
}

/// Scans units, and reads the types that they refer to.
struct Scanner<'s, 'a> {
    ldr: &'s Loader<'a>,
    names: &'s PkgNames,
    claims: &'s Claims,
    records: &'s mut Records,
}

impl Scanner<'_, '_> {
    fn units(&mut self, units: &[Vec<Sym>]) -> Vec<UnitScan> {
        let mut seen = UnitReferences {
            syms: Bitmap::with_capacity(self.ldr.len()),
            list: Vec::new(),
            known: KnownTargets::new(),
        };
        let units = units.iter();
        units
            .map(|unit| {
                seen.clear();
                let scan = scan_unit(self.ldr, unit, &mut seen);
                self.read(&scan.references);
                scan
            })
            .collect()
    }

    /// Reads the targets of a unit's references.
    fn read(&mut self, references: &[Reference]) {
        let (ldr, names, claims) = (self.ldr, self.names, self.claims);
        for reference in references {
            match *reference {
                Reference::Type(go_type) => self.records.read_type(ldr, claims, go_type),
                Reference::Info(info) => self.records.read_info(ldr, names, claims, info),
                Reference::Abstract(sym) => self.records.read_abstract(ldr, names, claims, sym),
            }
        }
    }
}

/// Functions whose relocations are fetched together. They are far from each other.
const BATCH: usize = 32;

fn scan_unit(ldr: &Loader<'_>, functions: &[Sym], seen: &mut UnitReferences) -> UnitScan {
    let mut scan = UnitScan {
        funcs: Vec::with_capacity(functions.len()),
        ..UnitScan::default()
    };
    for batch in functions.chunks(BATCH) {
        let start = scan.funcs.len();
        let syms = batch.iter().map(|&function| func_syms(ldr, function));
        scan.funcs.extend(syms);
        for syms in &scan.funcs[start..] {
            if let Some((_, records)) = ldr.relocs(syms.info).records() {
                touch(records.as_flattened());
            }
        }
        for syms in &mut scan.funcs[start..] {
            if syms.info.is_some() {
                let mut info = Info {
                    ldr,
                    function: syms.function,
                    loc: Sym::NONE,
                    references: &mut scan.references,
                };
                info.scan(syms.info, seen, &mut scan.patches);
                syms.listed_loc = info.loc;
            }
        }
    }
    scan
}

/// Returns the compiler's debug symbols of a function.
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

/// The number of symbols that are no target of patches: type descriptors.
const UNNUMBERED: u32 = u32::MAX;

/// The entry of a function that is scanned.
struct Info<'s, 'a> {
    ldr: &'s Loader<'a>,
    function: Sym,
    /// The first list of locations that the entry refers to.
    loc: Sym,
    references: &'s mut Vec<Reference>,
}

impl Info<'_, '_> {
    /// Adds the new references of the entry, and records the values to write.
    fn scan(&mut self, sym: Sym, seen: &mut UnitReferences, patches: &mut Patches) {
        let relocs = self.ldr.relocs(sym);
        let records = relocs.records();
        patches.reserve(relocs.len());
        for at in 0..relocs.len() {
            let kind = relocs.kind(at);
            let is_place = kind == RelocType::DWARFSECREF;
            let mut number = UNNUMBERED;
            if is_place || kind == RelocType::USETYPE {
                let target = records.map(|(obj, records)| {
                    let record = RelocRecord::new(&records[at]);
                    (obj, record.sym())
                });
                let known = target.and_then(|(obj, target)| seen.known.find(obj, target));
                number = known.unwrap_or_else(|| {
                    let sym = relocs.target(at);
                    self.refer(kind, sym, seen);
                    let number = if is_place {
                        patches.add_target(sym)
                    } else {
                        UNNUMBERED
                    };
                    if let Some((obj, target)) = target {
                        seen.known.insert(obj, target, number);
                    }
                    number
                });
                if !is_place {
                    continue;
                }
            }
            let (off, size, add) = relocs.field(at);
            let is_noted = match size {
                0 => true,
                4 if number != UNNUMBERED => patches.place(off, number, add),
                _ if text_addr_len(kind) == Some(usize::from(size)) => {
                    relocs.target(at) == self.function && patches.func(off, size)
                }
                _ => false,
            };
            if !is_noted {
                patches.other(at);
            }
        }
        patches.end();
    }

    /// Adds a reference if it was not seen before.
    fn refer(&mut self, kind: RelocType, sym: Sym, seen: &mut UnitReferences) {
        if !seen.insert(sym) {
            return;
        }
        if kind == RelocType::USETYPE {
            self.references.push(Reference::Type(sym));
            return;
        }
        match self.ldr.kind(sym) {
            SymKind::DwarfAbsFcn => self.references.push(Reference::Abstract(sym)),
            SymKind::DwarfType | SymKind::Xxx => self.references.push(Reference::Info(sym)),
            SymKind::DwarfLoc if self.loc.is_none() => self.loc = sym,
            _ => {}
        }
    }
}

/// Returns the global variables that debuggers may know, and the types in dictionaries, by
/// number.
fn globals(ldr: &Loader<'_>, range: Range<usize>) -> Vec<Global> {
    let mut found = Vec::new();
    for sym in ldr.with(Attr::Reachable).iter_range(range) {
        if ldr.has(Attr::NotInSymTab, sym) || !is_variable(ldr.kind(sym)) {
            continue;
        }
        if ldr.is_file_local(sym) {
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
