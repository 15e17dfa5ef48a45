//! The order of symbols in a section: by size, then by number.
//!
//! Counterpart: cmd/link/internal/ld/data.go (`dodataSect`).

use std::cmp::Reverse;

use vamos_sched::Class;

use super::CUTOFF;
use super::State;
use super::sym_align;
use crate::arch::PTR_SIZE;
use crate::error::Stop;
use crate::kind::SymKind;
use crate::loader::ABI0;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::profile::TableSections;

/// Sorts the symbols of each kind, and finds the alignment of each symbol and kind.
pub(super) fn sort(state: &mut State<'_, '_>) -> Result<(), Stop> {
    let ldr = &*state.ldr;
    let zerobase = ldr.lookup(b"runtime.zerobase", ABI0);
    let mut kinds: Vec<usize> = (0..state.data.len()).collect();
    kinds.retain(|&kind| !state.data[kind].is_empty());
    // The longest pieces of work start first.
    kinds.sort_by_key(|&kind| Reverse(state.data[kind].len()));
    let sorted = state.pool.map(Class::Cpu, &kinds, |&kind| {
        sort_kind(ldr, kind, &state.data[kind], zerobase)
    });
    for (kind, sorted) in kinds.into_iter().zip(sorted) {
        for (sym, text) in sorted.errors {
            state.error(sym, text)?;
        }
        // Alignments are settled now: programs for the garbage collector grow later.
        for &sym in &sorted.syms {
            let align = sym_align(state.ldr, sym);
            state.max_align[kind] = state.max_align[kind].max(align);
        }
        state.data[kind] = sorted.syms;
    }
    Ok(())
}

/// The symbols of a kind in order.
struct Sorted {
    syms: Vec<Sym>,
    errors: Vec<(Sym, String)>,
}

fn sort_kind(ldr: &Loader<'_>, kind: usize, syms: &[Sym], zerobase: Sym) -> Sorted {
    let mut errors = Vec::new();
    let mut keys = Vec::with_capacity(syms.len());
    for &sym in syms {
        let size = ldr.size(sym);
        let len = ldr.data(sym).len() as i64;
        if size < len {
            errors.push((sym, format!("initialize bounds ({size} < {len})")));
        } else if size < 0 {
            errors.push((sym, format!("negative size ({size} bytes)")));
        } else if size > CUTOFF {
            errors.push((sym, format!("symbol too large ({size} bytes)")));
        }
        keys.push(if sym == zerobase {
            key(sym, 0) | AFTER
        } else {
            key(sym, size)
        });
    }
    let mut syms = syms.to_vec();
    let keeps_order = match ldr.profile.tables {
        // Types are sorted by text, from the order of their numbers.
        TableSections::SortedTypes => kind == SymKind::Type as usize,
        TableSections::Last | TableSections::AfterRoData => false,
    };
    if kind == SymKind::ElfGot as usize {
        syms.sort_by(|&a, &b| ldr.name(a).cmp(ldr.name(b)));
    } else if kind != SymKind::PclnTab as usize && !keeps_order {
        // The tables of functions were made in their order.
        syms = in_order(keys);
    }
    Sorted { syms, errors }
}

/// A symbol with its sort key: the size, then the number. The bit before the number puts
/// `runtime.zerobase` after the symbols without size, which share its address.
type Key = u64;
const AFTER: u64 = 1 << 32;
const SIZE_AT: u32 = 33;

fn key(sym: Sym, size: i64) -> Key {
    // Sizes that do not fit are errors.
    u64::from(sym.0) | u64::from(size as u32 & (u32::MAX >> 1)) << SIZE_AT
}

fn in_order(mut keys: Vec<Key>) -> Vec<Sym> {
    keys.sort_unstable();
    keys.iter().map(|&key| Sym(key as u32)).collect()
}

/// Places `.rela` and `.rela.plt` next to each other, without a gap.
pub(super) fn join_relocations(state: &mut State<'_, '_>) {
    let ldr = &mut *state.ldr;
    let syms = &mut state.data[SymKind::ElfRoSect as usize];
    let find = |name: &[u8]| syms.iter().position(|&sym| ldr.name(sym) == name);
    let (Some(rel), Some(plt)) = (find(b".rela"), find(b".rela.plt")) else {
        return;
    };
    if plt == rel + 1 {
        return;
    }
    let (first, second) = (rel.min(plt), rel.max(plt));
    let (rel, plt) = (syms[rel], syms[plt]);
    syms.copy_within(first + 1..second, first + 2);
    syms[first] = rel;
    syms[first + 1] = plt;
    for sym in [rel, plt] {
        ldr.set_align(sym, PTR_SIZE as u32);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zerobase_follows_symbols_without_size() {
        let sizes = [(3, 8), (9, 0), (7, 0), (2, 8)];
        let mut keys: Vec<Key> = sizes.map(|(sym, size)| key(Sym(sym), size)).to_vec();
        keys.push(key(Sym(5), 0) | AFTER);
        let syms: Vec<u32> = in_order(keys).iter().map(|sym| sym.0).collect();
        assert_eq!(syms, [7, 9, 5, 2, 3]);
    }
}
