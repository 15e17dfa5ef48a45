//! Tables by program counter.
//!
//! Counterpart: cmd/link/internal/ld/pcln.go (`generatePctab`).

use super::first_use::FirstUse;
use super::first_use::starts;
use super::parts::for_each;
use super::parts::map_ranges;
use super::parts::split;
use crate::context::Link;
use crate::loader::Sym;

/// How many tables one task has.
const STEP: usize = 8192;

/// The distinct tables, by number.
#[derive(Debug, Default)]
pub(super) struct PcTab {
    /// Their symbols.
    syms: Vec<u32>,
    /// Where each starts, and where the last one ends.
    starts: Vec<u32>,
}

impl PcTab {
    /// Returns the size of `runtime.pctab`.
    pub(super) fn size(&self) -> i64 {
        self.starts.last().copied().unwrap_or_default().into()
    }

    /// Returns where a table starts; 0 for an empty one.
    pub(super) fn place(&self, number: u32) -> u32 {
        let number = number as usize;
        match self.starts.get(number..number + 2) {
            Some(&[start, end]) if start != end => start,
            _ => 0,
        }
    }
}

/// Numbers the tables of all functions: replaces symbols in the lists.
pub(super) fn number(link: &Link<'_>, lists: &mut [Vec<u32>]) -> PcTab {
    let mut uses = FirstUse::new(link.ldr.len());
    for entry in lists.iter_mut().flatten() {
        *entry = uses.number(*entry);
    }
    let syms = uses.into_list();
    let sizes = map_ranges(link.pool, syms.len(), STEP, |range| {
        let size = |&sym: &u32| link.ldr.size(Sym(sym)) as u32;
        syms[range].iter().map(size).collect::<Vec<_>>()
    });
    // A place of 0 is invalid to the runtime: the table starts with an unused byte.
    let starts = starts(1, sizes.into_iter().flatten());
    PcTab { syms, starts }
}

/// Writes `runtime.pctab`.
pub(super) fn write(link: &Link<'_>, out: &mut [u8]) {
    let PcTab { syms, starts } = &link.pcln.pctab;
    let cuts: Vec<usize> = (0..syms.len())
        .step_by(STEP)
        .map(|first| starts[first] as usize)
        .collect();
    for_each(link.pool, split(out, &cuts), |index, part| {
        let first = index * STEP;
        let base = starts[first] as usize;
        for (&sym, &start) in syms.iter().zip(starts).skip(first).take(STEP) {
            let data = link.ldr.data(Sym(sym));
            let at = start as usize - base;
            part[at..at + data.len()].copy_from_slice(data);
        }
    });
}
