//! Tables by program counter.
//!
//! Counterpart: cmd/link/internal/ld/pcln.go (`generatePctab`).

use super::first_use::FirstUse;
use super::first_use::starts;
use super::parts::for_each;
use super::parts::map_ranges;
use super::parts::split;
use super::tables::PcTab;
use crate::context::Link;
use crate::error::Stop;
use crate::loader::Sym;

/// How many tables one task has.
const STEP: usize = 8192;

/// Numbers the tables of all functions: replaces symbols in the lists.
///
/// # Errors
/// The tables are too long.
pub(super) fn number(link: &Link<'_>, lists: &mut [Vec<u32>]) -> Result<PcTab, Stop> {
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
    let starts = starts(1, sizes.into_iter().flatten())?;
    Ok(PcTab { syms, starts })
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
        let places = starts.windows(2).skip(first);
        for (&sym, place) in syms[first..].iter().zip(places).take(STEP) {
            let out = &mut part[place[0] as usize - base..place[1] as usize - base];
            let data = link.ldr.data(Sym(sym));
            let len = data.len().min(out.len());
            out[..len].copy_from_slice(&data[..len]);
        }
    });
}
