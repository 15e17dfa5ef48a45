//! Sorts read-only data into groups by kind of content.
//!
//! Members of a group are contiguous, ordered by size; the group's carrier represents them in the
//! symbol table. Only symbols that are written are classified: no later pass reads upstream's
//! records of others.
//! Counterpart: cmd/link/internal/ld/symtab.go (`symtab`, the loop over all symbols).

use std::ops::Range;
use std::sync::Mutex;
use std::sync::PoisonError;

use vamos_sched::Class;
use vamos_sched::Pool;

use super::Groups;
use super::has_type_section;
use crate::kind::SymKind;
use crate::library::Libraries;
use crate::loader::Attr;
use crate::loader::Bitmap;
use crate::loader::Loader;
use crate::loader::Sym;

/// Number of symbols of one task: whole words of bitmaps.
const STEP: usize = 64 * 1024;

/// Suffixes of the names of funcdata.
const FUNCDATA_SUFFIXES: [&[u8]; 7] = [
    b".opendefer",
    b".arginfo0",
    b".arginfo1",
    b".argliveinfo",
    b".wrapinfo",
    b".args_stackmap",
    b".stkobj",
];

/// A symbol's group.
#[derive(Clone, Copy)]
struct Group {
    kind: SymKind,
    carrier: Sym,
}

/// Output of a task: the entries of its symbols.
struct Part<'p> {
    start: usize,
    kinds: &'p mut [SymKind],
    outer: &'p mut [Sym],
    hidden: &'p mut [u64],
}

/// Returns the groups of read-only data as kinds by number of the symbol, and sets their
/// carriers, and which symbols are not in the symbol table. With `is_object`, the output is an
/// object.
pub(super) fn classify(
    ldr: &mut Loader<'_>,
    libs: &Libraries<'_>,
    pool: &Pool,
    groups: &Groups,
    is_object: bool,
) -> Vec<SymKind> {
    let len = ldr.len();
    let mut kinds = vec![SymKind::Xxx; len];
    let mut outer = std::mem::take(&mut ldr.layout.outer);
    let mut hidden = std::mem::take(ldr.with_mut(Attr::NotInSymTab)).into_words();
    hidden.resize(len.div_ceil(64), 0);
    let parts = (kinds.chunks_mut(STEP))
        .zip(outer.chunks_mut(STEP))
        .zip(hidden.chunks_mut(STEP / 64));
    let parts: Vec<Mutex<Part<'_>>> = parts
        .enumerate()
        .map(|(index, ((kinds, outer), hidden))| Part {
            start: index * STEP,
            kinds,
            outer,
            hidden,
        })
        .map(Mutex::new)
        .collect();
    let classifier = Classifier {
        ldr,
        libs,
        groups,
        shows_all: is_object,
    };
    pool.map(Class::Cpu, &parts, |part| {
        let mut part = part.lock().unwrap_or_else(PoisonError::into_inner);
        classifier.part(&mut part);
    });
    drop(parts);
    ldr.layout.outer = outer;
    *ldr.with_mut(Attr::NotInSymTab) = Bitmap::from_words(hidden);
    kinds
}

struct Classifier<'l, 'a> {
    ldr: &'l Loader<'a>,
    libs: &'l Libraries<'a>,
    groups: &'l Groups,
    /// True to show private symbols, too: relocations of an object refer to them.
    shows_all: bool,
}

impl Classifier<'_, '_> {
    fn part(&self, part: &mut Part<'_>) {
        let range: Range<usize> = part.start..part.start + part.kinds.len();
        for sym in self.ldr.with(Attr::Reachable).iter_range(range) {
            let at = sym.index() - part.start;
            let (kind, is_private) = self.facts(sym);
            let mut is_hidden = !self.shows_all && (kind == SymKind::CoverageCounter || is_private);
            if let Some(group) = self.group(sym, kind) {
                part.kinds[at] = group.kind;
                part.outer[at] = group.carrier;
                is_hidden = true;
            }
            if is_hidden {
                part.hidden[at / 64] |= 1 << (at % 64);
            }
        }
    }

    /// Returns the kind, and true if the symbol is local to one object of a package. Symbols of
    /// assembly are shown nevertheless.
    fn facts(&self, sym: Sym) -> (SymKind, bool) {
        let ldr = self.ldr;
        let is_private = ldr.is_file_local(sym)
            && !ldr.is_from_assembly(sym)
            && ldr.sym_lib(sym).is_some_and(|lib| self.has_pkg(lib));
        (ldr.kind(sym), is_private)
    }

    fn has_pkg(&self, lib: u32) -> bool {
        let lib = self.libs.libs.get(lib as usize);
        lib.is_some_and(|lib| !lib.pkg.is_empty())
    }

    fn group(&self, sym: Sym, kind: SymKind) -> Option<Group> {
        let (ldr, groups) = (self.ldr, self.groups);
        let has_type_section = has_type_section(ldr);
        let is_mask = kind == SymKind::NoPtrBss && has_type_section;
        let is_candidate = is_mask || matches!(kind, SymKind::RoData | SymKind::GoFunc);
        if !is_candidate || ldr.has(Attr::Special, sym) {
            return None;
        }
        let name = ldr.name(sym);
        let group = |kind, carrier| Some(Group { kind, carrier });
        if is_mask {
            if !name.starts_with(b"type:.gcmask.") {
                return None;
            }
            return group(SymKind::GcMask, groups.gc_masks);
        }
        if name.starts_with(b"go:string.") {
            return group(SymKind::GoString, groups.strings);
        }
        if name.starts_with(b"runtime.gcbits.")
            || (!has_type_section && name.starts_with(b"type:.gcprog."))
        {
            return group(SymKind::GcBits, groups.gc_bits);
        }
        if name.ends_with("·f".as_bytes()) {
            return if groups.splits {
                group(SymKind::GoFuncRelRo, groups.funcs_relro)
            } else {
                group(SymKind::GoFunc, groups.funcs)
            };
        }
        if !ldr.profile.funcdata_in_pclntab && is_funcdata(name, kind) && sym != groups.funcs {
            return group(SymKind::GoFunc, groups.funcs);
        }
        if name.starts_with(b"type:") || (has_type_section && ldr.is_itab(sym)) {
            return if groups.splits {
                group(SymKind::TypeRelRo, groups.types_relro)
            } else {
                group(SymKind::Type, groups.types)
            };
        }
        None
    }
}

/// Returns true for a table of a function; inline trees have their kind from pass
/// `pclntab`.
fn is_funcdata(name: &[u8], kind: SymKind) -> bool {
    let has_prefix =
        || name.starts_with(b"gcargs.") || name.starts_with(b"gclocals.") || is_gclocals(name);
    let has_suffix = || {
        FUNCDATA_SUFFIXES
            .iter()
            .any(|suffix| name.ends_with(suffix))
    };
    kind == SymKind::GoFunc || has_prefix() || has_suffix()
}

fn is_gclocals(name: &[u8]) -> bool {
    name.starts_with("gclocals·".as_bytes())
}
