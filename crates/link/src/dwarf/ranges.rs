//! The address ranges of a unit's code, and the functions that it refers to by number.
//!
//! Counterpart: cmd/link/internal/ld/dwarf.go (`calcCompUnitRanges`, `writedebugaddr`,
//! `writepcranges`), cmd/internal/dwarf/dwarf.go (`PutRngListRanges`, `PutBasedRanges`).

use vamos_sched::Class;
use vamos_sched::Pool;

use super::bytes::put_fixed_uleb;
use super::unit::UnitDebug;
use super::version::Version;
use crate::error::Stop;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::reloc::RelocType;
use vamos_base::golang::dwarf::put_uleb128;

const BASE_ADDRESSX: u8 = 1;
const OFFSET_PAIR: u8 = 4;
const END_OF_LIST: u8 = 0;
/// The list starts with the number of the unit's first function, in this many bytes.
const BASE_LEN: usize = 4;

/// Sets the address ranges of each unit's code. A new range starts after functions of another unit.
pub(super) fn set_spans(
    (pool, ldr): (&Pool, &Loader<'_>),
    textp: &[Sym],
    units: &mut [UnitDebug],
    unit_of: &[u32],
) {
    let pieces: Vec<_> = textp.chunks(PIECE).collect();
    let found = pool.map(Class::Cpu, &pieces, |piece| codes(ldr, piece));
    let mut previous = u32::MAX;
    for Code {
        function,
        unit,
        len,
    } in found.into_iter().flatten()
    {
        let Some(debug) = unit_of
            .get(unit as usize)
            .and_then(|&index| units.get_mut(index as usize))
        else {
            continue;
        };
        let start = ldr.value(function) - ldr.value(debug.first());
        let end = start + len;
        match debug.pcs.last_mut() {
            Some(last) if previous == unit => last.1 = end,
            _ => debug.pcs.push((start, end)),
        }
        previous = unit;
    }
}

/// A function that has facts, its unit and the length of its code.
struct Code {
    function: Sym,
    unit: u32,
    len: i64,
}

/// Functions that are one piece of work.
const PIECE: usize = 2048;

fn codes(ldr: &Loader<'_>, functions: &[Sym]) -> Vec<Code> {
    let functions = functions.iter();
    let codes = functions.filter_map(|&function| {
        let unit = ldr.unit(function)?;
        ldr.func_info(function)?;
        let len = ldr.data(function).len() as i64;
        Some(Code {
            function,
            unit,
            len,
        })
    });
    codes.collect()
}

/// Returns the size in bytes of a function's number, for relocations to such numbers.
pub(super) fn text_addr_len(kind: RelocType) -> Option<usize> {
    match kind {
        RelocType::DWTXTADDR_U1 => Some(1),
        RelocType::DWTXTADDR_U2 => Some(2),
        RelocType::DWTXTADDR_U3 => Some(3),
        RelocType::DWTXTADDR_U4 => Some(4),
        _ => None,
    }
}

/// Returns the functions that a unit refers to by number, in the order of first use, and
/// gives each its place. A function is referred to by its own debug information and by no
/// other, and from its entry first; relocations are checked against that when they are
/// applied.
pub(super) fn number_functions(unit: &UnitDebug, places: &mut [u32]) -> Result<Vec<Sym>, Stop> {
    let described = unit.funcs.iter().filter(|func| func.info.is_some());
    let mut addrs: Vec<Sym> = described.map(|func| func.function).collect();
    let first = unit.funcs.first();
    // The ranges of the unit itself start from its first function.
    if let Some(first) = first.filter(|first| first.info.is_none()) {
        addrs.push(first.function);
    }
    if addrs.len() > 1 << (7 * BASE_LEN) {
        let reason = "too many functions in a unit";
        return Err(Stop::Unsupported(reason.to_owned()));
    }
    for (slot, function) in addrs.iter().enumerate() {
        places[function.index()] = slot as u32;
    }
    Ok(addrs)
}

/// Returns the list of the ranges of a unit's code; `base` is the number of the unit's first
/// function, to which ranges are relative.
pub(super) fn span_list(version: Version, unit: &UnitDebug, base: u32) -> Vec<u8> {
    if version == Version::V4 {
        let pairs = unit.pcs.iter().chain([&(0, 0)]);
        return pairs
            .flat_map(|&(start, end)| [start, end].map(i64::to_le_bytes).concat())
            .collect();
    }
    let mut out = vec![BASE_ADDRESSX];
    out.resize(1 + BASE_LEN, 0);
    put_fixed_uleb(&mut out[1..], u64::from(base));
    for &(start, end) in &unit.pcs {
        out.push(OFFSET_PAIR);
        put_uleb128(&mut out, start.cast_unsigned());
        put_uleb128(&mut out, end.cast_unsigned());
    }
    out.push(END_OF_LIST);
    out
}

/// Returns the length of [`span_list`] in bytes.
pub(super) fn span_list_len(version: Version, unit: &UnitDebug) -> usize {
    if version == Version::V4 {
        return 16 * (unit.pcs.len() + 1);
    }
    let number = |value: i64| super::bytes::uleb_len(value.cast_unsigned());
    let pairs = unit.pcs.iter();
    let pairs = pairs.map(|&(start, end)| 1 + number(start) + number(end));
    1 + BASE_LEN + pairs.sum::<usize>() + 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dwarf::state::NO_PLACE;
    use crate::dwarf::unit::FuncSyms;

    #[test]
    fn spans_are_relative_to_the_first_function() {
        let unit = UnitDebug {
            pcs: vec![(0, 0x106), (-0x20, 0)],
            ..UnitDebug::default()
        };
        let list = span_list(Version::V5, &unit, 1);
        assert_eq!(list[..9], [1, 0x81, 0x80, 0x80, 0, 4, 0, 0x86, 2]);
        assert_eq!(list.last(), Some(&END_OF_LIST));
        assert_eq!(list.len(), span_list_len(Version::V5, &unit));
        let list = span_list(Version::V4, &unit, 1);
        assert_eq!(list[8..18], [6, 1, 0, 0, 0, 0, 0, 0, 0xe0, 0xff]);
        assert_eq!(list.len(), span_list_len(Version::V4, &unit));
    }

    #[test]
    fn functions_with_entries_have_numbers() {
        let func = |function, info| FuncSyms {
            function: Sym(function),
            info: Sym(info),
            ..FuncSyms::default()
        };
        let unit = UnitDebug {
            funcs: vec![func(3, 0), func(2, 7), func(1, 8)],
            ..UnitDebug::default()
        };
        let mut places = [NO_PLACE; 9];
        let addrs = number_functions(&unit, &mut places).expect("there are few");
        // The first function is the base of the unit's ranges.
        assert_eq!(addrs, [Sym(2), Sym(1), Sym(3)]);
        assert_eq!(places[1..5], [1, 0, 2, NO_PLACE]);
    }
}
