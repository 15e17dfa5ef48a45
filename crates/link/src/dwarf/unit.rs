//! A compilation unit: its debug information, and the offsets in each section.
//!
//! Counterpart: cmd/link/internal/sym/compilation_unit.go, cmd/link/internal/ld/dwarf.go
//! (`dwUnitSyms`).

use std::ops::Range;

use super::patches::Patches;
use crate::loader::Sym;

/// The compiler's debug symbols of a function.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct FuncSyms {
    /// The function.
    pub function: Sym,
    /// Its entry.
    pub info: Sym,
    /// The places of its variables.
    pub loc: Sym,
    /// As `loc`, if the entry refers to it.
    pub listed_loc: Sym,
    /// The ranges of its scopes.
    pub ranges: Sym,
    /// Its line program.
    pub lines: Sym,
}

impl FuncSyms {
    /// Returns the ranges of scopes, if an entry refers to them.
    pub(super) fn listed_ranges(&self) -> Sym {
        if self.info.is_none() {
            return Sym::NONE;
        }
        self.ranges
    }
}

/// The sections that each unit has a part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Part {
    Line,
    Info,
    Loc,
    Ranges,
    Addr,
}

impl Part {
    /// All of them.
    pub(super) const ALL: [Self; 5] = [Self::Line, Self::Info, Self::Loc, Self::Ranges, Self::Addr];
}

/// A compilation unit.
#[derive(Debug, Default)]
pub(super) struct UnitDebug {
    /// The unit of the link.
    pub unit: u32,
    /// Its library.
    pub lib: u32,
    /// The symbol of the unit's entry.
    pub sym: Sym,
    /// The package's constants, in its first unit.
    pub consts: Sym,
    /// Its data are the compiler's flags.
    pub producer: Sym,
    /// Its data are the package's name.
    pub package_name: Sym,
    /// Functions that were inlined, where they were seen first.
    pub abstracts: Vec<Sym>,
    /// The unit's functions.
    pub funcs: Vec<FuncSyms>,
    /// Values to write into the entries of functions.
    pub patches: Patches,
    /// Entries of global variables.
    pub vars: Vec<Sym>,
    /// The ranges of the unit's code: starts and ends, relative to its first function.
    pub pcs: Vec<(i64, i64)>,
    /// The functions in the unit's part of `.debug_addr`.
    pub addrs: Vec<Sym>,
    /// The start of the unit's part of `.debug_line`.
    pub line_head: Vec<u8>,
    /// The size of the entry, with the unit's header.
    pub head_len: usize,
    /// The ranges of the unit's parts in their sections, by [`Part`].
    pub places: [Range<usize>; Part::ALL.len()],
}

impl UnitDebug {
    /// Returns true if the unit has no code.
    pub(super) fn is_textless(&self) -> bool {
        self.funcs.is_empty()
    }

    /// Returns the unit's first function.
    pub(super) fn first(&self) -> Sym {
        self.funcs.first().map_or(Sym::NONE, |func| func.function)
    }

    /// Returns the range of the unit's part in a section.
    pub(super) fn place(&self, part: Part) -> Range<usize> {
        self.places[part as usize].clone()
    }

    /// Iterates over the symbols of a part that have their own bytes, in order, each with
    /// the function that it belongs to.
    pub(super) fn symbols(&self, part: Part) -> impl Iterator<Item = (Sym, Sym)> {
        let of_func = move |func: &FuncSyms| {
            let sym = match part {
                Part::Line => func.lines,
                Part::Info => func.info,
                Part::Loc => func.listed_loc,
                Part::Ranges => func.listed_ranges(),
                Part::Addr => Sym::NONE,
            };
            (sym, func.function)
        };
        let is_info = part == Part::Info;
        let (abstracts, vars) = if is_info {
            (&self.abstracts[..], &self.vars[..])
        } else {
            (&[][..], &[][..])
        };
        let consts = Some(self.consts).filter(|_| is_info);
        let of_none = |sym| (sym, Sym::NONE);
        abstracts
            .iter()
            .copied()
            .map(of_none)
            .chain(self.funcs.iter().map(of_func))
            .chain(consts.map(of_none))
            .chain(vars.iter().copied().map(of_none))
            .filter(|(sym, _)| sym.is_some())
    }
}
