//! The layout of data: the section and the offset of each symbol.
//!
//! Pass `dodata` is [`collect`], which lists symbols by kind, and [`place`], which sorts them
//! by size and gives them to sections; between the two, the dynamic linker's relocations are
//! counted. [`address()`] then gives sections and symbols their addresses.
//! Counterpart: cmd/link/internal/ld/data.go (`dodata`).

use vamos_sched::Class;
use vamos_sched::Pool;

use crate::error::Diagnostics;
use crate::error::Stop;
use crate::kind::SymKind;
use crate::loader::Attr;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::options::Options;
use crate::pe::Frames;
use crate::profile::Profile;
use crate::profile::TableSections;
use crate::section::Layout;
use crate::section::SegmentId;
use crate::symtab::Symtab;
use crate::system::System;

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

/// The data symbols of a link, before they have places.
#[derive(Debug)]
pub(crate) struct Collected {
    /// By kind, in the order of their numbers.
    by_kind: Vec<Vec<Sym>>,
}

impl Collected {
    /// Returns the lists of symbols in the order of the release's layout.
    pub(crate) fn lists(&self, profile: &Profile) -> Vec<&[Sym]> {
        let kinds = kinds_in_order(profile).into_iter();
        kinds.map(|kind| self.by_kind[kind].as_slice()).collect()
    }
}

/// The data and its layout. Pass `dodata` makes it.
#[derive(Debug)]
pub(crate) struct Data {
    /// All data symbols in the order of the output; tables of frames are the last.
    pub(crate) order: Vec<Sym>,
    /// Position of the coverage counters in `.noptrbss`: start and end.
    coverage_counters: (u64, u64),
    /// The offset after all of them.
    pub(crate) end: i64,
}

/// Input of the layout of data other than symbols.
pub(crate) struct Input<'l> {
    /// The options: they decide if data that the dynamic linker relocates is apart.
    pub(crate) options: &'l Options,
    /// The threads.
    pub(crate) pool: &'l Pool,
    /// True if variables of each thread have a section.
    pub(crate) has_tls_section: bool,
    /// The symbols.
    pub(crate) collected: Collected,
    /// Their groups, and the missing parts of the module's description.
    pub(crate) symtab: Symtab,
    /// The symbol that describes the module.
    pub(crate) moduledata: Sym,
    /// The tables of frames, if there are any.
    pub(crate) frames: Option<Frames>,
}

/// The layout of data under way.
struct State<'l, 'a> {
    ldr: &'l mut Loader<'a>,
    layout: &'l mut Layout,
    diag: &'l mut Diagnostics,
    pool: &'l Pool,
    is_library: bool,
    use_relro: bool,
    /// The segment of read-only data.
    read_only: SegmentId,
    /// The segment of data that the dynamic linker relocates.
    relro: SegmentId,
    /// Prefix of the names of sections that the dynamic linker relocates.
    relro_prefix: &'static str,
    has_tls_section: bool,
    /// Kinds by which symbols are laid out; see [`Symtab::kinds`].
    kinds: Vec<SymKind>,
    /// Symbols by kind.
    data: Vec<Vec<Sym>>,
    /// The largest alignment of each kind.
    max_align: [i64; SymKind::COUNT],
    /// End of the placed content of the current segment.
    size: i64,
    /// See [`Data::coverage_counters`].
    coverage_counters: (u64, u64),
}

impl State<'_, '_> {
    fn of(&self, kind: SymKind) -> &[Sym] {
        &self.data[kind as usize]
    }

    /// Moves the end to where `sym` may start.
    fn align_to(&mut self, sym: Sym) {
        self.size = round_up(self.size, sym_align(self.ldr, sym));
    }

    fn tables(&self) -> TableSections {
        self.ldr.profile.tables
    }

    /// Reports an error of a symbol.
    fn error(&mut self, sym: Sym, text: String) -> Result<(), Stop> {
        self.ldr.report(self.diag, sym, text)
    }

    /// Returns the kind by which a symbol is laid out.
    fn group_kind(&self, sym: Sym) -> SymKind {
        group_kind(self.ldr, &self.kinds, sym)
    }

    /// Changes the kind by which a symbol is laid out. Symbols that are newer than pass
    /// `symtab` change their kind.
    fn set_group_kind(&mut self, sym: Sym, kind: SymKind) {
        match self.kinds.get_mut(sym.index()) {
            Some(group) => *group = kind,
            None => {
                self.ldr.update(sym).set_kind(kind);
            }
        }
    }

    /// Reports a segment that has become too large.
    fn check_size(&mut self, kind: SymKind) -> Result<(), Stop> {
        let size = self.size;
        if size <= CUTOFF {
            return Ok(());
        }
        let kind = kind.name();
        // The limit prints as Go prints the constant 2e9.
        self.diag.error(format!(
            "too much data, last section {kind} ({size}, over 2e+09 bytes)"
        ))
    }
}

/// Returns the kind by which a symbol is laid out; `kinds` is the result of pass `symtab`.
fn group_kind(ldr: &Loader<'_>, kinds: &[SymKind], sym: Sym) -> SymKind {
    match kinds.get(sym.index()) {
        None | Some(SymKind::Xxx) => ldr.kind(sym),
        Some(kind) => *kind,
    }
}

/// Places all data in sections.
///
/// # Errors
/// There are too many errors.
pub(crate) fn place(
    ldr: &mut Loader<'_>,
    layout: &mut Layout,
    input: Input<'_>,
    diag: &mut Diagnostics,
) -> Result<Data, Stop> {
    let profile = ldr.profile;
    let mut state = State {
        ldr,
        layout,
        diag,
        pool: input.pool,
        is_library: input.options.is_library(),
        use_relro: input.options.use_relro(),
        read_only: match input.options.system() {
            // The system's linker makes segments.
            _ if input.options.is_object() => SegmentId::Text,
            System::Linux | System::Windows => SegmentId::RoData,
            System::Darwin => SegmentId::Text,
        },
        relro: if input.options.is_object() {
            SegmentId::Text
        } else {
            SegmentId::RelRoData
        },
        relro_prefix: match input.options.system() {
            System::Linux | System::Windows => ".data.rel.ro",
            System::Darwin => "",
        },
        has_tls_section: input.has_tls_section,
        kinds: input.symtab.kinds,
        data: input.collected.by_kind,
        max_align: [0; SymKind::COUNT],
        size: 0,
        coverage_counters: (0, 0),
    };
    relro::split(&mut state)?;
    sort::sort(&mut state)?;
    if state.tables() == TableSections::SortedTypes {
        let mut syms = std::mem::take(&mut state.data[SymKind::Type as usize]);
        let groups = types::sort(state.ldr, &mut syms);
        state.data[SymKind::Type as usize] = syms;
        let patches = input.symtab.patches;
        types::write_extents(state.ldr, &groups, input.moduledata, patches, state.diag)?;
    }
    sort::join_relocations(&mut state);
    sections::allocate(&mut state)?;
    rodata::allocate(&mut state)?;
    let kinds = kinds_in_order(profile).into_iter();
    let mut order: Vec<Sym> = kinds.flat_map(|kind| &state.data[kind]).copied().collect();
    for (sym, segment, name) in input.frames.iter().flat_map(|frames| frames.sections()) {
        sections::frames(&mut state, sym, segment, name)?;
        order.push(sym);
    }
    Ok(Data {
        order,
        coverage_counters: state.coverage_counters,
        end: state.size,
    })
}

/// Returns the numbers of the kinds of data in the order of the release's layout.
fn kinds_in_order(profile: &Profile) -> Vec<usize> {
    let after = |kind: SymKind, rank: usize| (kind as usize, rank);
    let mut kinds: Vec<usize> =
        (SymKind::ElfRxSect as usize..SymKind::FirstUnallocated as usize).collect();
    let tables = profile.tables;
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

/// Number of symbols of one task, a multiple of 64.
const RANGE: usize = 1 << 15;

/// Collects the data symbols; `kinds` are the groups that pass `symtab` found.
///
/// # Errors
/// A symbol is on another list.
pub(crate) fn collect(
    ldr: &mut Loader<'_>,
    pool: &Pool,
    kinds: &[SymKind],
) -> Result<Collected, Stop> {
    let len = ldr.len();
    let starts: Vec<usize> = (0..len).step_by(RANGE).collect();
    let found = pool.map(Class::Cpu, &starts, |&start| {
        let reachable = ldr.with(Attr::Reachable);
        let syms = reachable.iter_range(start..len.min(start + RANGE));
        let found = syms.filter_map(|sym| Some((data_kind(ldr, kinds, sym)?, sym)));
        found.collect::<Vec<(SymKind, Sym)>>()
    });
    let mut by_kind = vec![Vec::new(); SymKind::FirstUnallocated as usize];
    for (kind, sym) in found.into_iter().flatten() {
        if ldr.has(Attr::OnList, sym) {
            let name = ldr.name_text(sym);
            return Err(Stop::Fatal(format!("symbol {name} listed multiple times")));
        }
        ldr.set(Attr::OnList, sym, true);
        by_kind[kind as usize].push(sym);
    }
    Ok(Collected { by_kind })
}

/// Returns the kind by which a symbol is laid out; `None` if it is not.
fn data_kind(ldr: &Loader<'_>, kinds: &[SymKind], sym: Sym) -> Option<SymKind> {
    let kind = group_kind(ldr, kinds, sym);
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
