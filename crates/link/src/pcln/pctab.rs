//! Tables by program counter.
//!
//! Counterpart: cmd/link/internal/ld/pcln.go (`generatePctab`).

use vamos_sched::Pool;

use super::first_use::FirstUse;
use super::first_use::starts;
use super::parts::for_each;
use super::parts::map_ranges;
use super::parts::split;
use super::tables::PcTab;
use super::tables::Source;
use crate::error::Stop;
use crate::loader::Loader;
use crate::loader::Sym;

/// Number of tables of one task.
const STEP: usize = 8192;

/// Numbers the tables of all functions: replaces symbols in the lists.
///
/// # Errors
/// The tables are too long.
pub(super) fn number(ldr: &Loader<'_>, pool: &Pool, lists: &mut [Vec<u32>]) -> Result<PcTab, Stop> {
    let mut uses = FirstUse::new(ldr.len());
    for entry in lists.iter_mut().flatten() {
        *entry = uses.number(*entry);
    }
    let syms = uses.into_list();
    let sizes = map_ranges(pool, syms.len(), STEP, |range| {
        let size = |&sym: &u32| ldr.size(Sym(sym)) as u32;
        syms[range].iter().map(size).collect::<Vec<_>>()
    });
    // A place of 0 is invalid to the runtime: the table starts with an unused byte.
    let starts = starts(1, sizes.into_iter().flatten())?;
    Ok(PcTab { syms, starts })
}

/// Writes `runtime.pctab`.
pub(super) fn write(source: Source<'_, '_>, out: &mut [u8]) {
    let PcTab { syms, starts } = &source.pcln.pctab;
    let cuts: Vec<usize> = (0..syms.len())
        .step_by(STEP)
        .map(|first| starts[first] as usize)
        .collect();
    for_each(source.pool, split(out, &cuts), |index, part| {
        let first = index * STEP;
        let base = starts[first] as usize;
        let places = starts.windows(2).skip(first);
        for (&sym, place) in syms[first..].iter().zip(places).take(STEP) {
            let out = &mut part[place[0] as usize - base..place[1] as usize - base];
            let data = source.ldr.data(Sym(sym));
            let len = data.len().min(out.len());
            out[..len].copy_from_slice(&data[..len]);
        }
    });
}
