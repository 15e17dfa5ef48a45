//! Visits live symbols: marks their targets, and collects the facts that decide over methods.
//!
//! A type is visited again if it turns out that it is converted to an interface: its methods matter
//! then, and its parts can be reached by reflection. Marks are never removed, so the result does
//! not depend on the order of visits. Visits are made by number, in sweeps over all symbols: then
//! the records of an object are read one after the other.
//! Counterpart: cmd/link/internal/ld/deadcode.go (`flood`, `mark`).

use std::hint::black_box;
use std::ops::Range;

use hashbrown::HashSet;
use vamos_objfile::goobj::flag;
use vamos_objfile::goobj::flag2;

use super::bits::AtomicBits;
use super::meaning::Meaning;
use super::meaning::meaning;
use super::methods::Method;
use super::methods::Signature;
use crate::loader::Attr;
use crate::loader::Bitmap;
use crate::loader::Loader;
use crate::loader::Relocs;
use crate::loader::Sym;

/// Number of words of pending symbols that are taken at a time.
const GROUP: usize = 16;
/// Number of symbols, or records of one, in a batch. The data of a batch is prefetched before the
/// first item is needed, so that the waits for memory overlap.
pub(super) const BATCH: usize = 32;

/// State shared by all visits.
#[derive(Debug)]
pub(super) struct Marks<'l, 'a> {
    pub(super) loader: &'l Loader<'a>,
    /// True if there is no debug information in the output: debug information of functions refers
    /// to nothing else that is in it.
    pub(super) skips_dwarf: bool,
    /// Live symbols.
    pub(super) reachable: AtomicBits,
    /// Types that are converted to an interface.
    pub(super) used_in_iface: AtomicBits,
    /// Types that were visited as members of `used_in_iface`.
    expanded: AtomicBits,
    /// Symbols to visit.
    pub(super) pending: AtomicBits,
    /// Effects of relocations by the object's number of the kind; weak ones have larger numbers.
    pub(super) meanings: Vec<Meaning>,
}

/// Results of the visits of a worker.
#[derive(Debug, Default)]
pub(super) struct Worker<'l> {
    /// Number of visited symbols.
    pub(super) visited: usize,
    /// Methods of types that are converted to an interface.
    pub(super) methods: Vec<Method<'l>>,
    /// Methods that are called through interfaces.
    pub(super) called: Vec<Signature<'l>>,
    /// Names of methods that are called.
    pub(super) called_names: Vec<&'l [u8]>,
    /// True if reflection may call any exported method.
    pub(super) is_reflecting: bool,
    /// Types and interface tables that the runtime finds by tables; some twice.
    pub(super) listed: Vec<Sym>,
    /// Initializers of packages.
    pub(super) pkg_inits: Vec<Sym>,
    /// True if package runtime lacks a symbol that the compiler expects there.
    pub(super) lacks_builtin: bool,
    /// A symbol with content that no compiler writes.
    pub(super) malformed: Option<Sym>,
    /// Methods of interfaces that are in `called` already: interface and offset.
    pub(super) seen: HashSet<(Sym, i64)>,
    /// Relocations of methods of the type being visited.
    pub(super) indices: Vec<usize>,
}

/// The symbol being visited.
pub(super) struct Visit<'l, 'a> {
    pub(super) sym: Sym,
    pub(super) relocs: Relocs<'l, 'a>,
    /// True for a type that is converted to an interface.
    pub(super) is_used_type: bool,
}

impl<'l, 'a> Marks<'l, 'a> {
    /// Returns marks that grow the sets that the loader has.
    pub(super) fn new(loader: &'l Loader<'a>, skips_dwarf: bool) -> Self {
        let len = loader.len();
        let grown = |attr| AtomicBits::new(loader.with(attr).clone(), len);
        Self {
            loader,
            skips_dwarf,
            reachable: grown(Attr::Reachable),
            used_in_iface: grown(Attr::UsedInIface),
            expanded: AtomicBits::new(Bitmap::default(), len),
            pending: AtomicBits::new(Bitmap::default(), len),
            meanings: (0..256)
                .map(|kind| meaning(loader.profile.reloc_type(kind)))
                .collect(),
        }
    }

    /// Returns the live symbols, and the types that are converted to an interface.
    pub(super) fn into_sets(self) -> (Bitmap, Bitmap) {
        let Self {
            reachable,
            used_in_iface,
            ..
        } = self;
        (reachable.into_bitmap(), used_in_iface.into_bitmap())
    }

    /// Marks a symbol; it is visited if it was not marked before.
    pub(super) fn mark(&self, sym: Sym) {
        if sym.is_some() && self.reachable.insert(sym) {
            self.pending.insert(sym);
        }
    }

    /// Marks a symbol that refers to nothing.
    pub(super) fn mark_visited(&self, sym: Sym) {
        if sym.is_some() {
            self.reachable.insert(sym);
        }
    }

    /// Records that a type is converted to an interface, without marking it live.
    pub(super) fn use_in_iface(&self, typ: Sym) {
        if self.used_in_iface.insert(typ) && self.reachable.has(typ) {
            self.pending.insert(typ);
        }
    }

    /// Visits all symbols that are pending in a range of words, and symbols that become pending in
    /// or after it.
    pub(super) fn sweep(&self, words: Range<usize>) -> Worker<'l> {
        let mut worker = Worker::default();
        let mut syms = Vec::with_capacity(GROUP * 64);
        for start in words.clone().step_by(GROUP) {
            loop {
                for word in start..words.end.min(start + GROUP) {
                    let mut bits = self.pending.take(word);
                    while bits != 0 {
                        syms.push(Sym(word as u32 * 64 + bits.trailing_zeros()));
                        bits &= bits - 1;
                    }
                }
                if syms.is_empty() {
                    break;
                }
                worker.visited += syms.len();
                for batch in syms.chunks(BATCH) {
                    self.fetch(batch);
                    batch.iter().for_each(|&sym| self.visit(&mut worker, sym));
                }
                syms.clear();
            }
        }
        worker
    }

    /// Prefetches the first inputs of the visits of these symbols: each would wait for memory.
    fn fetch(&self, batch: &[Sym]) {
        let mut records: [(&[_], &[_]); BATCH] = [(&[], &[]); BATCH];
        let mut sum = 0;
        for (records, &sym) in records.iter_mut().zip(batch) {
            if let Some((obj, local)) = self.loader.local(sym) {
                sum ^= self.loader.facts(sym).unwrap_or_default().flag();
                *records = (obj.reader.relocs(local), obj.reader.aux_records(local));
            }
        }
        for (relocs, auxs) in &records[..batch.len().min(BATCH)] {
            sum ^= relocs.first().map_or(0, |record| record[4]);
            sum ^= auxs.first().map_or(0, |record| record[0]);
        }
        black_box(sum);
    }

    /// Returns all words of the set of pending symbols.
    pub(super) fn words(&self) -> Range<usize> {
        0..self.pending.words()
    }

    fn visit(&self, worker: &mut Worker<'l>, sym: Sym) {
        let Some((obj, local)) = self.loader.local(sym) else {
            // Symbols of the linker have no flags, and no other symbols belong to them, but
            // they can be sections of host objects or inside of those.
            let relocs = self.loader.relocs(sym);
            let is_used_type = false;
            self.follow(
                worker,
                &Visit {
                    sym,
                    relocs,
                    is_used_type,
                },
            );
            self.mark(self.loader.outer(sym));
            self.mark(self.loader.sub(sym));
            return;
        };
        let facts = self.loader.facts(sym).unwrap_or_default();
        let (flags, flags2) = (facts.flag(), facts.flag2());
        worker.is_reflecting |= flags & flag::REFLECT_METHOD != 0;
        if flags & flag::TYPELINK != 0 || flags2 & flag2::ITAB != 0 {
            worker.listed.push(sym);
        }
        let is_used_type = flags & flag::GO_TYPE != 0 && self.used_in_iface.has(sym);
        if is_used_type && !self.expanded.insert(sym) {
            return;
        }
        let visit = Visit {
            sym,
            relocs: self.loader.object_relocs(obj, local),
            is_used_type,
        };
        self.follow_object(worker, &visit, obj, obj.reader.relocs(local));
        let auxs = obj.reader.aux_records(local);
        if flags2 & flag2::PKG_INIT != 0 && !auxs.is_empty() {
            worker.pkg_inits.push(sym);
        }
        for auxs in auxs.chunks(BATCH) {
            self.mark_auxs(obj, auxs);
        }
    }
}
