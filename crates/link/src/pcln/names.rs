//! The names of functions.
//!
//! Counterpart: cmd/link/internal/ld/pcln.go (`walkFuncs`, `generateFuncnametab`).

use super::chunk::Chunk;
use super::first_use::FirstUse;
use super::first_use::starts;
use super::parts::for_each;
use super::parts::map_ranges;
use super::parts::split;
use super::tables::Facts;
use super::tables::Names;
use crate::context::Link;
use crate::error::Stop;
use crate::loader::Sym;

/// How many names one task has.
const STEP: usize = 4096;

/// Numbers the names: each function, then those that are inlined into it.
///
/// # Errors
/// The names are too long.
pub(super) fn number(link: &Link<'_>, chunks: &mut [Chunk]) -> Result<Names, Stop> {
    let mut uses = FirstUse::new(link.ldr.len());
    for chunk in chunks {
        let mut calls = chunk.calls.iter_mut();
        for row in &mut chunk.rows {
            row.name = uses.number(row.sym.0);
            for call in calls.by_ref().take(row.ncalls as usize) {
                call.func = uses.number(call.func);
            }
        }
    }
    let syms = uses.into_list();
    let found = map_ranges(link.pool, syms.len(), STEP, |range| {
        let describe = |&sym: &u32| describe(link, Sym(sym));
        syms[range].iter().map(describe).collect::<Vec<_>>()
    });
    let mut facts = Vec::with_capacity(syms.len());
    let sizes = found.into_iter().flatten().map(|(size, fact)| {
        facts.push(fact);
        size
    });
    let starts = starts(0, sizes)?;
    Ok(Names {
        syms,
        starts,
        facts,
    })
}

/// Returns the size of a function's name and what inline trees contain of it.
fn describe(link: &Link<'_>, sym: Sym) -> (u32, Facts) {
    if sym.is_none() {
        return (0, Facts::default());
    }
    let info = link.ldr.func_info(sym);
    let facts = info.map_or_else(Facts::default, |info| Facts {
        line: info.start_line(),
        id: info.func_id(),
    });
    (link.ldr.name(sym).len() as u32 + 1, facts)
}

/// Writes `runtime.funcnametab`.
pub(super) fn write(link: &Link<'_>, out: &mut [u8]) {
    let names = &link.pcln.names;
    let cuts: Vec<usize> = (0..names.syms.len())
        .step_by(STEP)
        .map(|first| names.starts[first] as usize)
        .collect();
    for_each(link.pool, split(out, &cuts), |index, part| {
        let first = index * STEP;
        let base = names.starts[first] as usize;
        let entries = names.syms.iter().zip(&names.starts);
        for (&sym, &start) in entries.skip(first).take(STEP).filter(|(sym, _)| **sym != 0) {
            let name = link.ldr.name(Sym(sym));
            let at = start as usize - base;
            part[at..at + name.len()].copy_from_slice(name);
        }
    });
}
