//! The order of symbols in a section: by size, then by number.
//!
//! Counterpart: cmd/link/internal/ld/data.go (`dodataSect`).

use super::CUTOFF;
use super::State;
use super::sym_align;
use super::types;
use crate::arch::PTR_SIZE;
use crate::context::Link;
use crate::error::Stop;
use crate::kind::SymKind;
use crate::loader::ABI0;
use crate::loader::Sym;
use crate::profile::TableSections;

/// Sorts the symbols of each kind, and finds the largest alignment of each kind.
pub(super) fn sort(link: &mut Link<'_>, state: &mut State) -> Result<(), Stop> {
    let zerobase = link.ldr.lookup(b"runtime.zerobase", ABI0);
    for kind in 0..state.data.len() {
        let syms = &mut state.data[kind];
        let keys = sizes(link, syms, zerobase)?;
        let by_text = link.profile().tables == TableSections::SortedTypes;
        if by_text && kind == SymKind::Type as usize {
            types::sort(link, syms)?;
        } else if kind == SymKind::ElfGot as usize {
            syms.sort_by(|&a, &b| link.ldr.name(a).cmp(link.ldr.name(b)));
        } else if kind != SymKind::PclnTab as usize {
            // The tables of functions were made in their order.
            *syms = in_order(keys);
        }
        let aligns = syms.iter().map(|&sym| sym_align(&mut link.ldr, sym));
        state.max_align[kind] = aligns.max().unwrap_or_default();
    }
    join_relocations(link, &mut state.data[SymKind::ElfRoSect as usize]);
    Ok(())
}

/// A symbol with what decides its place: the size, then the number. The bit in front of
/// the number puts `runtime.zerobase` after the symbols without size, which share its
/// address.
type Key = (i64, u32);
const AFTER: u32 = 1 << 31;

fn sizes(link: &mut Link<'_>, syms: &[Sym], zerobase: Sym) -> Result<Vec<Key>, Stop> {
    let mut keys = Vec::with_capacity(syms.len());
    for &sym in syms {
        let size = link.ldr.size(sym);
        let len = link.ldr.data(sym).len() as i64;
        if size < len {
            link.error(sym, format!("initialize bounds ({size} < {len})"))?;
        } else if size < 0 {
            link.error(sym, format!("negative size ({size} bytes)"))?;
        } else if size > CUTOFF {
            link.error(sym, format!("symbol too large ({size} bytes)"))?;
        }
        keys.push(match sym == zerobase {
            true => (0, sym.0 | AFTER),
            false => (size, sym.0),
        });
    }
    Ok(keys)
}

fn in_order(mut keys: Vec<Key>) -> Vec<Sym> {
    keys.sort_unstable();
    keys.iter().map(|&(_, sym)| Sym(sym & !AFTER)).collect()
}

/// Puts `.rela` and `.rela.plt` next to each other, without a gap.
fn join_relocations(link: &mut Link<'_>, syms: &mut [Sym]) {
    let find = |name: &[u8]| syms.iter().position(|&sym| link.ldr.name(sym) == name);
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
        link.ldr.set_align(sym, PTR_SIZE as u32);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zerobase_follows_symbols_without_size() {
        let keys = vec![(8, 3), (0, 9), (0, 5 | AFTER), (0, 7), (8, 2)];
        let syms: Vec<u32> = in_order(keys).iter().map(|sym| sym.0).collect();
        assert_eq!(syms, [7, 9, 5, 2, 3]);
    }
}
