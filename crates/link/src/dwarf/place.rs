//! Lists the sections of debug information, and finds the place of everything in them.
//!
//! Counterpart: cmd/link/internal/ld/dwarf.go (`dwarfGenerateDebugSyms`, `dwUnitPortion`,
//! `writegdbscript`).

use std::cmp::Ordering;

use vamos_base::golang::pdqsort::sort_func;
use vamos_sched::Class;
use vamos_sched::Pool;

use super::abbrev;
use super::frames;
use super::info::Measure;
use super::info::put_die;
use super::info::unit_head;
use super::lines::LineHead;
use super::lines::line_head;
use super::lines::set_length;
use super::object::Fields;
use super::ranges::number_functions;
use super::ranges::set_spans;
use super::ranges::span_list_len;
use super::state::Content;
use super::state::DebugInfo;
use super::state::DebugSection;
use super::state::Dwarf;
use super::state::NO_PLACE;
use super::unit::Part;
use super::unit::UnitDebug;
use super::version::Version;
use crate::error::Stop;
use crate::kind::SymKind;
use crate::library::Libraries;
use crate::loader::ABI0;
use crate::loader::Attr;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::options::Options;

/// The kind of an entry of `.debug_gdb_scripts`: a file of Python.
const PYTHON_FILE: u8 = 1;

/// Sorts the units and finds the offset of each part. Addresses of functions are known; `funcs` are
/// all of them, in their order.
///
/// # Errors
/// The debug information is too large, or does not have the compiler's form.
pub(crate) fn generate_debug_syms(
    ldr: &mut Loader<'_>,
    libs: &Libraries<'_>,
    options: &Options,
    pool: &Pool,
    funcs: &[Sym],
    mut info: DebugInfo,
) -> Result<Dwarf, Stop> {
    let abbrevs = section_sym(ldr, b".debug_abbrev");
    let unit_of = unit_indices(libs, &info.units);
    set_spans((pool, ldr), funcs, &mut info.units, &unit_of);
    let runtime = info.runtime.map(|index| info.units[index].unit);
    sort_units(&mut info.units, libs);
    info.runtime = (info.units.iter()).position(|unit| Some(unit.unit) == runtime);

    let version = Version::of(options);
    let syms = create_syms(ldr, version, info.units.len());
    let mut places = vec![NO_PLACE; ldr.len()];
    let goroot = &options.sdk.goroot;
    let head = |unit: &UnitDebug| unit_line_head(version, libs, goroot, unit);
    let heads = pool.map(Class::Cpu, &info.units, head);
    let frames = frames::section(pool, ldr, funcs);
    let mut script = None;
    for (unit, head) in info.units.iter_mut().zip(heads) {
        let head = head?;
        unit.line_head = head.bytes;
        script = script.or(head.script);
        if version == Version::V5 {
            unit.addrs = number_functions(unit, &mut places)?;
        }
    }
    let mut sizes = place_units(ldr, version, &mut info.units, &mut places)?;
    let no_fields = || Fields::new(false);
    let make_head = |unit: &UnitDebug| unit_head(ldr, libs, options, unit, &mut no_fields());
    sizes[Part::Info as usize] = place_info(ldr, &mut info, &make_head, &mut places)?;

    let fixed = DebugSection::fixed;
    let of_units =
        |sym, part| DebugSection::of_units(version.section_name(part), sym, part, &sizes);
    let mut sections = vec![
        fixed(
            ".debug_abbrev",
            abbrevs,
            abbrev::section(version, options.system()),
        ),
        of_units(syms.line, Part::Line),
        fixed(".debug_frame", syms.frame, frames),
    ];
    if let Some(script) = script {
        let sym = section_sym(ldr, b".debug_gdb_scripts");
        let bytes = [&[PYTHON_FILE], script.as_bytes(), &[0]].concat();
        sections.push(fixed(".debug_gdb_scripts", sym, bytes));
    }
    sections.push(of_units(syms.info, Part::Info));
    if version == Version::V5 || sizes[Part::Loc as usize] > 0 {
        sections.push(of_units(syms.loc, Part::Loc));
    }
    sections.push(of_units(syms.ranges, Part::Ranges));
    if version == Version::V5 {
        sections.push(of_units(syms.addr, Part::Addr));
    }
    Ok(Dwarf {
        sections,
        info,
        places,
    })
}

fn unit_line_head(
    version: Version,
    libs: &Libraries<'_>,
    goroot: &str,
    unit: &UnitDebug,
) -> Result<LineHead, Stop> {
    if unit.is_textless() {
        return Ok(LineHead::default());
    }
    let files = &libs.units[unit.unit as usize].files;
    let is_runtime = libs.libs[unit.lib as usize].pkg == "runtime";
    line_head(version, files, goroot, is_runtime)
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

/// Sorts units by the start of their code, which is relative to themselves: where the first
/// function of a unit lies first, it is 0, so Go's sort decides the order.
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
fn create_syms(ldr: &mut Loader<'_>, version: Version, units: usize) -> SectionSyms {
    let frame = section_sym(ldr, b".debug_frame");
    let mut of = |part| section_sym(ldr, version.section_name(part).as_bytes());
    let syms = SectionSyms {
        frame,
        line: of(Part::Line),
        ranges: of(Part::Ranges),
        loc: of(Part::Loc),
        info: of(Part::Info),
        addr: match version {
            Version::V4 => Sym::NONE,
            Version::V5 => of(Part::Addr),
        },
    };
    // The heads of three sections; then of each unit the line table, the ranges, the end
    // of the entries and the functions.
    let heads = match version {
        Version::V4 => 0,
        Version::V5 => 3,
    };
    for _ in 0..heads + 4 * units {
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

/// Finds the offsets of all parts except in `.debug_info`; returns the sizes of the sections.
fn place_units(
    ldr: &Loader<'_>,
    version: Version,
    units: &mut [UnitDebug],
    places: &mut [u32],
) -> Result<[usize; Part::ALL.len()], Stop> {
    let mut sizes = Part::ALL.map(|part| version.head_len(part));
    for unit in units.iter_mut() {
        for part in [Part::Line, Part::Loc, Part::Ranges, Part::Addr] {
            let start = sizes[part as usize];
            let mut at = start;
            if !unit.is_textless() {
                at += match part {
                    Part::Line => unit.line_head.len(),
                    Part::Ranges => span_list_len(version, unit),
                    Part::Addr => 8 * unit.addrs.len(),
                    _ => 0,
                };
                let behind_head = at;
                for (sym, _) in unit.symbols(part) {
                    places[sym.index()] = at as u32;
                    at += ldr.size(sym) as usize;
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

/// Finds the places of entries; returns the size of `.debug_info`. `make_head` makes the
/// header of a unit.
fn place_info(
    ldr: &Loader<'_>,
    info: &mut DebugInfo,
    make_head: &dyn Fn(&UnitDebug) -> Vec<u8>,
    places: &mut [u32],
) -> Result<usize, Stop> {
    let DebugInfo {
        dies,
        units,
        runtime,
    } = info;
    let mut at = 0;
    for (index, unit) in units.iter_mut().enumerate() {
        let start = at;
        let has_types = *runtime == Some(index) && !dies.tops.is_empty();
        let is_empty = unit.is_textless() && !has_types && unit.vars.is_empty();
        if !is_empty {
            places[unit.sym.index()] = at as u32;
            unit.head_len = make_head(unit).len();
            at += unit.head_len;
            for (sym, _) in unit.symbols(Part::Info) {
                let place = &mut places[sym.index()];
                if *place != NO_PLACE {
                    let name = ldr.name_text(sym);
                    let text = format!("dwarf symbol {name} listed multiple times");
                    return Err(Stop::Fatal(text));
                }
                *place = at as u32;
                at += ldr.size(sym) as usize;
            }
            if has_types {
                let mut measure = Measure { at, places };
                for &die in &dies.tops {
                    put_die(dies, die, &mut measure);
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
