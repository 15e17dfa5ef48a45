//! What a unit's code spans, and the functions that it refers to by number.
//!
//! Counterpart: cmd/link/internal/ld/dwarf.go (`calcCompUnitRanges`, `writedebugaddr`,
//! `writepcranges`), cmd/internal/dwarf/dwarf.go (`PutRngListRanges`).

use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering;

use super::bytes::push_uleb;
use super::bytes::put_fixed_uleb;
use super::place::NO_PLACE;
use super::unit::UnitDebug;
use crate::error::Stop;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::reloc::RelocType;

const BASE_ADDRESSX: u8 = 1;
const OFFSET_PAIR: u8 = 4;
const END_OF_LIST: u8 = 0;
/// The list starts with the number of the unit's first function, in this many bytes.
const BASE_LEN: usize = 4;

/// Sets what each unit's code spans. A new span starts where functions of another unit lie
/// between.
pub(super) fn set_spans(ldr: &Loader<'_>, textp: &[Sym], units: &mut [UnitDebug], unit_of: &[u32]) {
    let mut previous = u32::MAX;
    for &function in textp {
        let Some(unit) = ldr.unit(function) else {
            continue;
        };
        if ldr.func_info(function).is_none() {
            continue;
        }
        let Some(debug) = unit_of
            .get(unit as usize)
            .and_then(|&index| units.get_mut(index as usize))
        else {
            continue;
        };
        let start = ldr.value(function) - ldr.value(debug.first());
        let end = start + ldr.data(function).len() as i64;
        match debug.pcs.last_mut() {
            Some(last) if previous == unit => last.1 = end,
            _ => debug.pcs.push((start, end)),
        }
        previous = unit;
    }
}

/// Returns how many bytes the number of a function takes, for relocations to such numbers.
pub(super) fn text_addr_len(kind: RelocType) -> Option<usize> {
    match kind {
        RelocType::DWTXTADDR_U1 => Some(1),
        RelocType::DWTXTADDR_U2 => Some(2),
        RelocType::DWTXTADDR_U3 => Some(3),
        RelocType::DWTXTADDR_U4 => Some(4),
        _ => None,
    }
}

/// Returns the functions that a unit refers to by number, in the order of first use.
/// `places` gets the number of each. Units refer to their own functions only.
pub(super) fn number_functions(
    ldr: &Loader<'_>,
    unit: &UnitDebug,
    places: &[AtomicU32],
) -> Result<Vec<Sym>, Stop> {
    let mut addrs = Vec::with_capacity(unit.funcs.len());
    let mut add = |sym: Sym, kind, user: Sym| {
        let place = &places[sym.index()];
        if place.load(Ordering::Relaxed) != NO_PLACE {
            return Ok(());
        }
        let slot = addrs.len() as u32;
        let len = text_addr_len(kind).unwrap_or(BASE_LEN);
        if u64::from(slot) >= 1 << (7 * len) {
            let name = ldr.name_text(user);
            return Err(Stop::Fatal(format!(
                "internal error: R_DWTXTADDR_U{len} relocation overflow on infosym for {name}"
            )));
        }
        place.store(slot, Ordering::Relaxed);
        addrs.push(sym);
        Ok(())
    };
    for func in &unit.funcs {
        for sym in [func.info, func.ranges, func.loc] {
            if sym.is_none() {
                continue;
            }
            let relocs = ldr.relocs(sym);
            for at in 0..relocs.len() {
                let kind = relocs.kind(at);
                if text_addr_len(kind).is_some() {
                    let target = relocs.at(at).sym;
                    if target != func.function && ldr.unit(target) != Some(unit.unit) {
                        return Err(foreign(ldr, target));
                    }
                    add(target, kind, func.function)?;
                }
            }
        }
    }
    if let Some(first) = unit.funcs.first() {
        add(first.function, RelocType::DWTXTADDR_U4, first.function)?;
    }
    Ok(addrs)
}

fn foreign(ldr: &Loader<'_>, target: Sym) -> Stop {
    let name = ldr.name_text(target);
    Stop::Unsupported(format!(
        "debug information of one unit refers to {name} of another"
    ))
}

/// Returns the list of what a unit's code spans; `base` is the number of the unit's first
/// function.
pub(super) fn span_list(unit: &UnitDebug, base: u32) -> Vec<u8> {
    let mut out = vec![BASE_ADDRESSX];
    out.resize(1 + BASE_LEN, 0);
    put_fixed_uleb(&mut out[1..], u64::from(base));
    for &(start, end) in &unit.pcs {
        out.push(OFFSET_PAIR);
        push_uleb(&mut out, start.cast_unsigned());
        push_uleb(&mut out, end.cast_unsigned());
    }
    out.push(END_OF_LIST);
    out
}

/// Returns how many bytes [`span_list`] has.
pub(super) fn span_list_len(unit: &UnitDebug) -> usize {
    let number = |value: i64| super::bytes::uleb_len(value.cast_unsigned());
    let pairs = unit.pcs.iter();
    let pairs = pairs.map(|&(start, end)| 1 + number(start) + number(end));
    1 + BASE_LEN + pairs.sum::<usize>() + 1
}
