//! Contents of the tables of functions.
//!
//! Passes fill it, writers of the output read it.
//! Counterpart: cmd/link/internal/ld/pcln.go (`pclntab`).

use vamos_sched::Pool;

use super::chunk::Chunk;
use super::files::Files;
use crate::loader::Bitmap;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::section::Layout;

/// The place of funcdata that a function does not have.
const MISSING: u32 = u32::MAX;

/// The symbols of the tables.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct PclnSyms {
    /// `runtime.pclntab`, which represents all of them.
    pub(crate) carrier: Sym,
    /// `runtime.pcheader`.
    pub(crate) header: Sym,
    /// `runtime.funcnametab`.
    pub(crate) names: Sym,
    /// `runtime.cutab`.
    pub(crate) cutab: Sym,
    /// `runtime.filetab`.
    pub(crate) filetab: Sym,
    /// `runtime.pctab`.
    pub(crate) pctab: Sym,
    /// `runtime.functab`.
    pub(crate) functab: Sym,
    /// `go:func.*` in releases where funcdata are a part of the table.
    pub(crate) funcdata: Sym,
    /// The first function of the table.
    pub(crate) first: Sym,
    /// The last function of the table.
    pub(crate) last: Sym,
}

/// Contents of the tables. Pass `pclntab` makes it.
#[derive(Debug, Default)]
pub(crate) struct Pcln<'a> {
    /// The symbols of the tables.
    pub(crate) syms: PclnSyms,
    /// Number of functions.
    pub(crate) nfunc: usize,
    /// Functions that contain others: not in the tables.
    pub(super) containers: Bitmap,
    /// The functions.
    pub(super) chunks: Vec<Chunk>,
    pub(super) names: Names,
    pub(super) files: Files<'a>,
    pub(super) pctab: PcTab,
    pub(super) funcdata: FuncData,
}

/// `runtime.findfunctab`. Pass `findfunctab` makes it.
#[derive(Debug, Default)]
pub(crate) struct FindTab {
    /// The symbol; [`Sym::NONE`] in a program without functions.
    pub(crate) sym: Sym,
    /// The content.
    pub(super) bytes: Vec<u8>,
}

/// Input for the bytes of the tables, when all addresses are known.
#[derive(Clone, Copy)]
pub(crate) struct Source<'l, 'a> {
    /// All symbols.
    pub(crate) ldr: &'l Loader<'a>,
    /// The sections that offsets are counted from.
    pub(crate) layout: &'l Layout,
    /// The threads.
    pub(crate) pool: &'l Pool,
    /// The tables.
    pub(crate) pcln: &'l Pcln<'a>,
    /// See [`FindTab`].
    pub(crate) find: &'l FindTab,
}

/// The names of functions and of inlined functions, by number.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// The functions.
    pub(super) syms: Vec<u32>,
    /// The start of each name, and the end of the last one.
    pub(super) starts: Vec<u32>,
    /// The inline trees' facts about functions.
    pub(super) facts: Vec<Facts>,
}

/// The inline tree's facts about a function.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Facts {
    /// The line of the declaration.
    pub(super) line: i32,
    /// The number of a function that the runtime treats specially.
    pub(super) id: u8,
}

impl Names {
    /// Returns the size of the table.
    pub(super) fn size(&self) -> i64 {
        self.starts.last().copied().unwrap_or_default().into()
    }

    /// Returns the start of a name.
    pub(super) fn start(&self, number: u32) -> u32 {
        self.starts
            .get(number as usize)
            .copied()
            .unwrap_or_default()
    }

    /// Returns the inline trees' facts about a function.
    pub(super) fn facts(&self, number: u32) -> Facts {
        self.facts.get(number as usize).copied().unwrap_or_default()
    }
}

/// The distinct tables, by number.
#[derive(Debug, Default)]
pub(super) struct PcTab {
    /// Their symbols.
    pub(super) syms: Vec<u32>,
    /// The start of each, and the end of the last one.
    pub(super) starts: Vec<u32>,
}

impl PcTab {
    /// Returns the size of `runtime.pctab`.
    pub(super) fn size(&self) -> i64 {
        self.starts.last().copied().unwrap_or_default().into()
    }

    /// Returns the start of a table; 0 for an empty one.
    pub(super) fn place(&self, number: u32) -> u32 {
        let number = number as usize;
        match self.starts.get(number..number + 2) {
            Some(&[start, end]) if start != end => start,
            _ => 0,
        }
    }
}

/// The distinct funcdata, by number.
#[derive(Debug, Default)]
pub(super) struct FuncData {
    /// Symbols, or inline trees.
    pub(super) entries: Vec<u32>,
    /// The place of each entry from the start of all.
    pub(super) places: Vec<u32>,
    /// The entries in the order of places.
    pub(super) order: Vec<u32>,
    /// The size of all.
    pub(super) size: i64,
    /// The largest alignment.
    pub(super) align: i64,
}

impl FuncData {
    /// Returns the size and the alignment of `go:func.*`.
    pub(super) fn extent(&self) -> (i64, i64) {
        (self.size, self.align)
    }

    /// Returns the place of an entry from the start of all; `base` is the address of
    /// `go:func.*` where the entries are symbols with addresses.
    pub(super) fn place(&self, ldr: &Loader<'_>, number: u32, base: i64) -> u32 {
        if number == 0 {
            return MISSING;
        }
        if let Some(&place) = self.places.get(number as usize) {
            return place;
        }
        let sym = self.entries.get(number as usize).copied();
        (ldr.value(Sym(sym.unwrap_or_default())) - base) as u32
    }
}
