//! The layout of data: which symbol goes to which section, and where.
//!
//! Symbols are collected by kind, sorted by size, and given to sections; [`address`] then
//! gives sections and symbols their addresses.
//! Counterpart: cmd/link/internal/ld/data.go (`dodata`).

use vamos_sched::Class;

use crate::context::Link;
use crate::elf;
use crate::error::Stop;
use crate::kind::SymKind;
use crate::loader::Attr;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::profile::TableSections;

mod address;
mod gcprog;
mod pointers;
mod relro;
mod rodata;
mod sections;
mod sort;
#[cfg(test)]
mod tests;
mod types;

pub(crate) use address::address;
pub(crate) use address::file_layout;

/// The largest size of a section and of a symbol, in bytes.
const CUTOFF: i64 = 2_000_000_000;

/// Rounds up to a multiple of `to`; without effect if `to` is not positive.
pub(crate) fn round_up(value: i64, to: i64) -> i64 {
    if to <= 0 {
        return value;
    }
    (value + to - 1).div_euclid(to) * to
}

/// Returns the alignment of a data symbol and remembers it where it follows from the size,
/// which may change later.
pub(crate) fn sym_align(ldr: &mut Loader<'_>, sym: Sym) -> i64 {
    let (min, max) = (ldr.arch.min_align, ldr.arch.max_align);
    let align = ldr.align(sym);
    if align >= min {
        return align;
    }
    if align != 0 {
        return min;
    }
    let size = ldr.size(sym);
    let mut align = max;
    while align > size && align > min {
        align >>= 1;
    }
    ldr.set_align(sym, align as u32);
    align
}

/// The layout of data under way.
struct State {
    /// Symbols by kind.
    data: Vec<Vec<Sym>>,
    /// The largest alignment of each kind.
    max_align: [i64; SymKind::COUNT],
    /// The end of what has a place in the current segment.
    size: i64,
}

impl State {
    fn of(&self, kind: SymKind) -> &[Sym] {
        &self.data[kind as usize]
    }

    /// Moves the end to where `sym` may start.
    fn align_to(&mut self, ldr: &mut Loader<'_>, sym: Sym) {
        self.size = round_up(self.size, sym_align(ldr, sym));
    }
}

/// Returns the kind by which a symbol is laid out.
fn group_kind(link: &Link<'_>, sym: Sym) -> SymKind {
    match link.groups.kinds.get(sym.index()) {
        None | Some(SymKind::Xxx) => link.ldr.kind(sym),
        Some(kind) => *kind,
    }
}

/// Changes the kind by which a symbol is laid out. Symbols that are newer than pass
/// `symtab` change their kind.
fn set_group_kind(link: &mut Link<'_>, sym: Sym, kind: SymKind) {
    match link.groups.kinds.get_mut(sym.index()) {
        Some(group) => *group = kind,
        None => {
            link.ldr.update(sym).set_kind(kind);
        }
    }
}

/// Places all data in sections; returns the offset behind them.
pub(crate) fn dodata(link: &mut Link<'_>) -> Result<i64, Stop> {
    let data = collect(link)?;
    dynamic_relocs(link, &data)?;
    let mut state = State {
        data,
        max_align: [0; SymKind::COUNT],
        size: 0,
    };
    relro::split(link, &mut state)?;
    sort::sort(link, &mut state)?;
    sections::allocate(link, &mut state)?;
    rodata::allocate(link, &mut state)?;
    let kinds = kinds_in_order(link);
    link.data.order = kinds
        .iter()
        .flat_map(|&kind| &state.data[kind])
        .copied()
        .collect();
    Ok(state.size)
}

/// Returns the numbers of the kinds of data in the order of the release's layout.
fn kinds_in_order(link: &Link<'_>) -> Vec<usize> {
    let after = |kind: SymKind, rank: usize| (kind as usize, rank);
    let mut kinds: Vec<usize> =
        (SymKind::ElfRxSect as usize..SymKind::FirstUnallocated as usize).collect();
    let tables = link.profile().tables;
    kinds.sort_by_key(|&kind| match tables {
        TableSections::Last if kind == SymKind::PclnTab as usize => after(SymKind::ItabLink, 1),
        TableSections::SortedTypes if kind == SymKind::Type as usize => {
            after(SymKind::RoDataRelRo, 1)
        }
        TableSections::SortedTypes if kind == SymKind::GoFunc as usize => {
            after(SymKind::RoDataRelRo, 2)
        }
        _ => (kind, 0),
    });
    kinds
}

/// Pieces of work have so many numbers of symbols, a multiple of 64.
const RANGE: usize = 1 << 15;

/// Returns the data symbols by kind, in the order of their numbers.
fn collect(link: &mut Link<'_>) -> Result<Vec<Vec<Sym>>, Stop> {
    let len = link.ldr.len();
    let starts: Vec<usize> = (0..len).step_by(RANGE).collect();
    let found = link.pool.map(Class::Cpu, &starts, |&start| {
        let reachable = link.ldr.with(Attr::Reachable);
        let syms = reachable.iter_range(start..len.min(start + RANGE));
        let found = syms.filter_map(|sym| Some((data_kind(link, sym)?, sym)));
        found.collect::<Vec<(SymKind, Sym)>>()
    });
    let mut data = vec![Vec::new(); SymKind::FirstUnallocated as usize];
    for (kind, sym) in found.into_iter().flatten() {
        if link.ldr.has(Attr::OnList, sym) {
            let name = link.ldr.name_text(sym);
            return Err(Stop::Fatal(format!("symbol {name} listed multiple times")));
        }
        link.ldr.set(Attr::OnList, sym, true);
        data[kind as usize].push(sym);
    }
    Ok(data)
}

/// Returns the kind by which a symbol is laid out; `None` if it is not.
fn data_kind(link: &Link<'_>, sym: Sym) -> Option<SymKind> {
    let ldr = &link.ldr;
    let kind = group_kind(link, sym);
    let is_data = SymKind::TextEnd < kind && kind < SymKind::FirstUnallocated;
    let is_placed = is_data
        && !ldr.has(Attr::Special, sym)
        && !ldr.is_sub_symbol(sym)
        && is_top_level(ldr, sym);
    is_placed.then_some(kind)
}

/// Returns true for a symbol with bytes of its own, false for one that only describes
/// another.
fn is_top_level(ldr: &Loader<'_>, sym: Sym) -> bool {
    // Unnamed debug information is never among allocated data.
    ldr.has_name(sym) || ldr.kind(sym) == SymKind::GoFunc
}

/// Records what the dynamic linker has to relocate.
fn dynamic_relocs(link: &mut Link<'_>, data: &[Vec<Sym>]) -> Result<(), Stop> {
    if !link.is_dynamic {
        return Ok(());
    }
    let text = link.textp.clone();
    let mut lists: Vec<&[Sym]> = vec![&text];
    lists.extend(
        kinds_in_order(link)
            .iter()
            .map(|&kind| data[kind].as_slice()),
    );
    elf::scan_relocs(link, &lists)
}

/// Reports a segment that has become too large.
fn check_size(link: &mut Link<'_>, size: i64, kind: SymKind) -> Result<(), Stop> {
    if size <= CUTOFF {
        return Ok(());
    }
    let kind = kind.name();
    // The limit prints as Go prints the constant 2e9.
    link.diag.error(format!(
        "too much data, last section {kind} ({size}, over 2e+09 bytes)"
    ))
}
