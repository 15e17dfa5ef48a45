//! The names of functions.
//!
//! Counterpart: cmd/link/internal/ld/pcln.go (`walkFuncs`, `generateFuncnametab`).

use vamos_sched::Pool;

use super::chunk::Chunk;
use super::first_use::FirstUse;
use super::first_use::starts;
use super::parts::for_each;
use super::parts::map_ranges;
use super::parts::split;
use super::tables::Facts;
use super::tables::Names;
use super::tables::Source;
use crate::error::Stop;
use crate::loader::Loader;
use crate::loader::Sym;

/// Number of names of one task.
const STEP: usize = 4096;

/// Numbers the names: each function, then the functions inlined into it.
///
/// # Errors
/// The names are too long.
pub(super) fn number(ldr: &Loader<'_>, pool: &Pool, chunks: &mut [Chunk]) -> Result<Names, Stop> {
    let mut uses = FirstUse::new(ldr.len());
    for chunk in chunks.iter_mut() {
        let mut calls = chunk.calls.iter_mut();
        for row in &mut chunk.rows {
            row.name = uses.number(row.sym.0);
            for call in calls.by_ref().take(row.ncalls as usize) {
                call.func = uses.number(call.func);
            }
        }
    }
    let syms = uses.into_list();
    let mut facts: Vec<Option<Facts>> = vec![None; syms.len()];
    for row in chunks.iter().flat_map(|chunk| &chunk.rows) {
        facts[row.name as usize] = Some(Facts {
            line: row.line,
            id: row.id,
        });
    }
    let found = map_ranges(pool, syms.len(), STEP, |range| {
        let names = syms[range.clone()].iter().zip(&facts[range]);
        let describe = |(&sym, &facts): (&u32, &Option<Facts>)| {
            let sym = Sym(sym);
            (
                name_size(ldr, sym),
                facts.unwrap_or_else(|| facts_of(ldr, sym)),
            )
        };
        names.map(describe).collect::<Vec<_>>()
    });
    let (sizes, facts): (Vec<u32>, Vec<Facts>) = found.into_iter().flatten().unzip();
    let starts = starts(0, sizes.into_iter())?;
    Ok(Names {
        syms,
        starts,
        facts,
    })
}

/// Returns the size of a function's name in the table.
fn name_size(ldr: &Loader<'_>, sym: Sym) -> u32 {
    match sym {
        Sym::NONE => 0,
        _ => ldr.name(sym).len() as u32 + 1,
    }
}

/// Returns the inline tree's facts about a function that is only inlined.
fn facts_of(ldr: &Loader<'_>, sym: Sym) -> Facts {
    let info = ldr.func_info(sym);
    info.map_or_else(Facts::default, |info| Facts {
        line: info.start_line(),
        id: info.func_id(),
    })
}

/// Writes `runtime.funcnametab`.
pub(super) fn write(source: Source<'_, '_>, out: &mut [u8]) {
    let names = &source.pcln.names;
    let cuts: Vec<usize> = (0..names.syms.len())
        .step_by(STEP)
        .map(|first| names.starts[first] as usize)
        .collect();
    for_each(source.pool, split(out, &cuts), |index, part| {
        let first = index * STEP;
        let base = names.starts[first] as usize;
        let entries = names.syms.iter().zip(&names.starts);
        for (&sym, &start) in entries.skip(first).take(STEP).filter(|(sym, _)| **sym != 0) {
            let name = source.ldr.name(Sym(sym));
            let at = start as usize - base;
            part[at..at + name.len()].copy_from_slice(name);
        }
    });
}
