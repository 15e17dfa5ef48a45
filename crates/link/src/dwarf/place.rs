//! Lists the sections of debug information, and finds the place of everything in them.
//!
//! Counterpart: cmd/link/internal/ld/dwarf.go (`dwarfGenerateDebugSyms`, `dwUnitPortion`,
//! `writegdbscript`).

use std::cmp::Ordering;

use vamos_base::golang::pdqsort::sort_func;
use vamos_sched::Class;

use super::abbrev;
use super::frames;
use super::info::Measure;
use super::info::put_die;
use super::info::unit_head;
use super::lines::LineHead;
use super::lines::line_head;
use super::lines::set_length;
use super::ranges::number_functions;
use super::ranges::set_spans;
use super::ranges::span_list_len;
use super::state::Content;
use super::state::DebugSection;
use super::state::NO_PLACE;
use super::unit::Part;
use super::unit::UnitDebug;
use crate::context::Link;
use crate::error::Stop;
use crate::kind::SymKind;
use crate::library::Libraries;
use crate::loader::ABI0;
use crate::loader::Attr;
use crate::loader::Loader;
use crate::loader::Sym;

/// The kind of an entry of `.debug_gdb_scripts`: a file of Python.
const PYTHON_FILE: u8 = 1;

/// Sorts the units and finds the place of each part. Addresses of functions are known.
///
/// # Errors
/// The debug information is too large, or is not what the compiler writes.
pub fn generate_debug_syms(link: &mut Link<'_>) -> Result<(), Stop> {
    if !link.has_dwarf() {
        return Ok(());
    }
    let abbrevs = section_sym(&mut link.ldr, b".debug_abbrev");
    let mut units = std::mem::take(&mut link.dwarf.units);
    let unit_of = unit_indices(&link.libs, &units);
    let shared = (link.pool, &link.ldr);
    set_spans(shared, &link.textp, &mut units, &unit_of);
    let runtime = link.dwarf.runtime.map(|index| units[index].unit);
    sort_units(&mut units, &link.libs);
    link.dwarf.runtime = units.iter().position(|unit| Some(unit.unit) == runtime);

    let syms = create_syms(&mut link.ldr, units.len());
    let mut places = vec![NO_PLACE; link.ldr.len()];
    let own = &*link;
    let head = |unit: &UnitDebug| unit_line_head(own, unit);
    let heads = own.pool.map(Class::Cpu, &units, head);
    let frames = frames::section(own.pool, &own.ldr, &own.textp);
    let mut script = None;
    for (unit, head) in units.iter_mut().zip(heads) {
        let head = head?;
        unit.line_head = head.bytes;
        script = script.or(head.script);
        unit.addrs = number_functions(unit, &mut places)?;
    }
    let mut sizes = place_units(link, &mut units, &mut places)?;
    let info_size = place_info(link, &mut units, &mut places)?;
    sizes[Part::Info as usize] = info_size;

    let mut sections = vec![DebugSection::fixed(
        ".debug_abbrev",
        abbrevs,
        abbrev::section(),
    )];
    sections.push(DebugSection::of_units(
        ".debug_line",
        syms.line,
        Part::Line,
        &sizes,
    ));
    sections.push(DebugSection::fixed(".debug_frame", syms.frame, frames));
    if let Some(script) = script {
        let sym = section_sym(&mut link.ldr, b".debug_gdb_scripts");
        let bytes = [&[PYTHON_FILE], script.as_bytes(), &[0]].concat();
        sections.push(DebugSection::fixed(".debug_gdb_scripts", sym, bytes));
    }
    sections.push(DebugSection::of_units(
        ".debug_info",
        syms.info,
        Part::Info,
        &sizes,
    ));
    sections.push(DebugSection::of_units(
        ".debug_loclists",
        syms.loc,
        Part::Loc,
        &sizes,
    ));
    sections.push(DebugSection::of_units(
        ".debug_rnglists",
        syms.ranges,
        Part::Ranges,
        &sizes,
    ));
    sections.push(DebugSection::of_units(
        ".debug_addr",
        syms.addr,
        Part::Addr,
        &sizes,
    ));
    link.dwarf.units = units;
    link.dwarf.places = places;
    link.dwarf.sections = sections;
    Ok(())
}

fn unit_line_head(link: &Link<'_>, unit: &UnitDebug) -> Result<LineHead, Stop> {
    if unit.is_textless() {
        return Ok(LineHead::default());
    }
    let files = &link.libs.units[unit.unit as usize].files;
    let is_runtime = link.libs.libs[unit.lib as usize].pkg == "runtime";
    line_head(files, &link.options.sdk.goroot, is_runtime)
}

impl DebugSection {
    fn fixed(name: &'static str, sym: Sym, bytes: Vec<u8>) -> Self {
        Self {
            name,
            sym,
            size: bytes.len() as u64,
            content: Content::Bytes(bytes),
            ..Self::default()
        }
    }

    fn of_units(name: &'static str, sym: Sym, part: Part, sizes: &[usize]) -> Self {
        Self {
            name,
            sym,
            size: sizes[part as usize] as u64,
            content: Content::Units(part),
            ..Self::default()
        }
    }
}

/// Returns the indices of units by number of the link's unit.
fn unit_indices(libs: &Libraries<'_>, units: &[UnitDebug]) -> Vec<u32> {
    let mut indices = vec![u32::MAX; libs.units.len()];
    for (at, unit) in units.iter().enumerate() {
        indices[unit.unit as usize] = at as u32;
    }
    indices
}

/// Sorts units by the start of their code, which is relative to themselves: where the
/// first function of a unit lies first, it is 0, so the order is that of Go's sort.
fn sort_units(units: &mut [UnitDebug], libs: &Libraries<'_>) {
    let pkg = |unit: &UnitDebug| libs.libs[unit.lib as usize].pkg.as_bytes();
    let start = |unit: &UnitDebug| unit.pcs.first().map_or(0, |pc| pc.0);
    let compare = |a: &UnitDebug, b: &UnitDebug| match (a.is_textless(), b.is_textless()) {
        (true, true) => pkg(a).cmp(pkg(b)),
        (false, true) => Ordering::Less,
        (true, false) => Ordering::Greater,
        (false, false) => start(a).cmp(&start(b)),
    };
    sort_func(units, compare);
}

/// The symbols of sections.
struct SectionSyms {
    frame: Sym,
    line: Sym,
    ranges: Sym,
    loc: Sym,
    info: Sym,
    addr: Sym,
}

/// Creates symbols in upstream's order. Parts have no use for theirs here, but they count.
fn create_syms(ldr: &mut Loader<'_>, units: usize) -> SectionSyms {
    let syms = SectionSyms {
        frame: section_sym(ldr, b".debug_frame"),
        line: section_sym(ldr, b".debug_line"),
        ranges: section_sym(ldr, b".debug_rnglists"),
        loc: section_sym(ldr, b".debug_loclists"),
        info: section_sym(ldr, b".debug_info"),
        addr: section_sym(ldr, b".debug_addr"),
    };
    // The heads of three sections; then of each unit the line table, the ranges, the end
    // of the entries and the functions.
    for _ in 0..3 + 4 * units {
        let sym = ldr.create(&b""[..], ABI0);
        ldr.set(Attr::NotInSymTab, sym, true);
    }
    syms
}

fn section_sym(ldr: &mut Loader<'_>, name: &'static [u8]) -> Sym {
    let mut builder = ldr.update_named(name, ABI0);
    builder.set_kind(SymKind::DwarfSect).set_reachable();
    builder.sym()
}

/// The size of the head of a section with parts of units.
pub(super) fn head_len(part: Part) -> usize {
    match part {
        Part::Line | Part::Info => 0,
        Part::Loc | Part::Ranges => 12,
        Part::Addr => 8,
    }
}

/// Finds the places of all parts but those of `.debug_info`; returns the sizes of the
/// sections.
fn place_units(
    link: &Link<'_>,
    units: &mut [UnitDebug],
    places: &mut [u32],
) -> Result<[usize; Part::ALL.len()], Stop> {
    let mut sizes = Part::ALL.map(head_len);
    for unit in units.iter_mut() {
        for part in [Part::Line, Part::Loc, Part::Ranges, Part::Addr] {
            let start = sizes[part as usize];
            let mut at = start;
            if !unit.is_textless() {
                at += match part {
                    Part::Line => unit.line_head.len(),
                    Part::Ranges => span_list_len(unit),
                    Part::Addr => 8 * unit.addrs.len(),
                    _ => 0,
                };
                let behind_head = at;
                for (sym, _) in unit.symbols(part) {
                    places[sym.index()] = at as u32;
                    at += link.ldr.size(sym) as usize;
                }
                if part == Part::Line {
                    set_length(&mut unit.line_head, at - behind_head);
                }
            }
            unit.places[part as usize] = start..at;
            sizes[part as usize] = at;
        }
    }
    check_sizes(&sizes)?;
    Ok(sizes)
}

/// Finds the places of entries; returns the size of `.debug_info`.
fn place_info(link: &Link<'_>, units: &mut [UnitDebug], places: &mut [u32]) -> Result<usize, Stop> {
    let mut at = 0;
    for (index, unit) in units.iter_mut().enumerate() {
        let start = at;
        let has_types = link.dwarf.runtime == Some(index) && !link.dwarf.dies.tops.is_empty();
        let is_empty = unit.is_textless() && !has_types && unit.vars.is_empty();
        if !is_empty {
            places[unit.sym.index()] = at as u32;
            unit.head_len = unit_head(link, unit).len();
            at += unit.head_len;
            for (sym, _) in unit.symbols(Part::Info) {
                let place = &mut places[sym.index()];
                if *place != NO_PLACE {
                    let name = link.ldr.name_text(sym);
                    let text = format!("dwarf symbol {name} listed multiple times");
                    return Err(Stop::Fatal(text));
                }
                *place = at as u32;
                at += link.ldr.size(sym) as usize;
            }
            if has_types {
                let mut measure = Measure { at, places };
                for &die in &link.dwarf.dies.tops {
                    put_die(&link.dwarf.dies, die, &mut measure);
                }
                at = measure.at;
            }
            // The end of the unit's entries.
            at += 1;
        }
        unit.places[Part::Info as usize] = start..at;
        check_sizes(&[at])?;
    }
    Ok(at)
}

/// Offsets have 32 bits.
fn check_sizes(sizes: &[usize]) -> Result<(), Stop> {
    if sizes.iter().any(|&size| size >= NO_PLACE as usize) {
        let reason = "debug information of 4 GB";
        return Err(Stop::Unsupported(reason.to_owned()));
    }
    Ok(())
}
