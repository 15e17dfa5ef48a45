//! Visits live symbols: marks what they refer to, and collects what decides over methods.
//!
//! A type is visited again if it turns out that it is converted to an interface: its
//! methods matter then, and its parts can be reached by reflection. Marks are never taken
//! back, so the result does not depend on the order of visits. They are made by number, in
//! sweeps over all symbols: then the records of an object are read one after the other.
//! Counterpart: cmd/link/internal/ld/deadcode.go (`flood`, `mark`).

use std::ops::Range;

use hashbrown::HashSet;
use vamos_objfile::goobj::AuxKind;
use vamos_objfile::goobj::flag;
use vamos_objfile::goobj::flag2;

use super::bits::AtomicBits;
use super::methods::Method;
use super::methods::Signature;
use crate::loader::Bitmap;
use crate::loader::Loader;
use crate::loader::Relocs;
use crate::loader::Sym;
use crate::reloc::Reloc;
use crate::reloc::RelocType;
use crate::types::GoKind;

/// What all visits share.
#[derive(Debug)]
pub(super) struct Marks<'l, 'a> {
    loader: &'l Loader<'a>,
    /// True if there is no debug information in the output: that of functions refers to
    /// nothing else that is in it.
    skips_dwarf: bool,
    /// Live symbols.
    reachable: AtomicBits,
    /// Types that are converted to an interface.
    used_in_iface: AtomicBits,
    /// Types that were visited as members of `used_in_iface`.
    expanded: AtomicBits,
    /// Symbols to visit.
    pending: AtomicBits,
}

/// What the visits of a worker found.
#[derive(Debug, Default)]
pub(super) struct Worker<'l> {
    /// How many symbols were visited.
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
    /// True if package runtime lacks what the compiler expects there.
    pub(super) lacks_builtin: bool,
    /// A symbol with content that no compiler writes.
    pub(super) malformed: Option<Sym>,
    /// Methods of interfaces that are in `called` already: interface and offset.
    seen: HashSet<(Sym, i64)>,
    /// Relocations of methods of the type being visited.
    indices: Vec<usize>,
}

/// The symbol being visited.
struct Visit<'l, 'a> {
    sym: Sym,
    relocs: Relocs<'l, 'a>,
    /// True for a type that is converted to an interface.
    is_used_type: bool,
}

impl<'l, 'a> Marks<'l, 'a> {
    /// Returns marks that grow the given sets.
    pub(super) fn new(
        loader: &'l Loader<'a>,
        skips_dwarf: bool,
        reachable: Bitmap,
        used_in_iface: Bitmap,
    ) -> Self {
        let len = loader.len();
        Self {
            loader,
            skips_dwarf,
            reachable: AtomicBits::new(reachable, len),
            used_in_iface: AtomicBits::new(used_in_iface, len),
            expanded: AtomicBits::new(Bitmap::default(), len),
            pending: AtomicBits::new(Bitmap::default(), len),
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
    fn mark_visited(&self, sym: Sym) {
        if sym.is_some() {
            self.reachable.insert(sym);
        }
    }

    /// Records that a type is converted to an interface, without marking it live.
    fn use_in_iface(&self, typ: Sym) {
        if self.used_in_iface.insert(typ) && self.reachable.has(typ) {
            self.pending.insert(typ);
        }
    }

    /// Visits all symbols that are pending in a range of words, and those that become so
    /// in or behind it.
    pub(super) fn sweep(&self, words: Range<usize>) -> Worker<'l> {
        let mut worker = Worker::default();
        for word in words {
            loop {
                let mut bits = self.pending.take(word);
                if bits == 0 {
                    break;
                }
                worker.visited += bits.count_ones() as usize;
                while bits != 0 {
                    let sym = Sym(word as u32 * 64 + bits.trailing_zeros());
                    bits &= bits - 1;
                    self.visit(&mut worker, sym);
                }
            }
        }
        worker
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
        let record = obj.reader.sym(local);
        let flags = record.map_or(0, |record| record.flag());
        let flags2 = record.map_or(0, |record| record.flag2());
        worker.is_reflecting |= flags & flag::REFLECT_METHOD != 0;
        if flags & flag::TYPELINK != 0 || flags2 & flag2::ITAB != 0 {
            worker.listed.push(sym);
        }
        let is_used_type = flags & flag::GO_TYPE != 0 && self.used_in_iface.has(sym);
        if is_used_type && !self.expanded.insert(sym) {
            return;
        }
        let relocs = self.loader.object_relocs(obj, local);
        self.follow(
            worker,
            &Visit {
                sym,
                relocs,
                is_used_type,
            },
        );
        let auxs = obj.reader.auxs(local);
        if flags2 & flag2::PKG_INIT != 0 && auxs.len() != 0 {
            worker.pkg_inits.push(sym);
        }
        for aux in auxs {
            let target = || self.loader.resolve(obj, aux.sym());
            match aux.kind() {
                // A variable does not need its type.
                None | Some(AuxKind::GoType) => {}
                Some(kind) if has_no_relocs(kind) => self.mark_visited(target()),
                Some(kind) if self.skips_dwarf && is_dwarf(kind) => {}
                Some(_) => self.mark(target()),
            }
        }
    }

    /// Follows the relocations.
    fn follow(&self, worker: &mut Worker<'l>, visit: &Visit<'l, 'a>) {
        let relocs = visit.relocs;
        let mut index = 0;
        while index < relocs.len() {
            let (kind, is_weak) = relocs.kind_and_weak(index);
            if is_weak {
                index += 1;
                continue;
            }
            match kind {
                RelocType::METHODOFF => {
                    if visit.is_used_type {
                        worker.indices.push(index);
                        // The method's type can be reached by reflection on this type.
                        self.use_in_iface(relocs.target(index));
                    }
                    // Each method has three.
                    index += 2;
                }
                RelocType::USEIFACE => self.convert(worker, relocs.target(index)),
                RelocType::USEIFACEMETHOD => self.call(worker, relocs.at(index)),
                RelocType::USENAMEDMETHOD => {
                    worker
                        .called_names
                        .push(self.loader.data(relocs.target(index)));
                }
                // Types for debug information are loaded anyway; the order of initializers
                // was decided by an earlier pass.
                RelocType::USETYPE | RelocType::INITORDER => {}
                _ => {
                    let target = relocs.target(index);
                    if target.is_none() && relocs.is_of_builtin(index) {
                        worker.lacks_builtin = true;
                    }
                    if visit.is_used_type
                        && self.loader.is_go_type(target)
                        && self.used_in_iface.insert(target)
                    {
                        // It may have been visited as a type that is not converted.
                        self.reachable.insert(target);
                        self.pending.insert(target);
                    } else {
                        self.mark(target);
                    }
                }
            }
            index += 1;
        }
        if !worker.indices.is_empty() {
            self.collect_methods(worker, visit);
            worker.indices.clear();
        }
    }

    /// Records that a type, or that of an interface table, is converted to an interface.
    fn convert(&self, worker: &mut Worker<'l>, sym: Sym) {
        let typ = match self.loader.is_itab(sym) {
            true => self.loader.itab_type(sym),
            false => sym,
        };
        if !self.loader.is_go_type(typ) {
            worker.malformed.get_or_insert(sym);
        }
        self.use_in_iface(typ);
    }

    /// Records a call of an interface's method: the addend is where its description is.
    fn call(&self, worker: &mut Worker<'l>, reloc: Reloc) {
        if !worker.seen.insert((reloc.sym, reloc.add)) {
            return;
        }
        let desc = self.loader.type_desc(reloc.sym);
        let Ok(at) = usize::try_from(reloc.add) else {
            worker.malformed.get_or_insert(reloc.sym);
            return;
        };
        if desc.kind() != GoKind::Interface {
            worker.malformed.get_or_insert(reloc.sym);
        }
        worker.called.push(Signature {
            name: self.loader.encoded_name(desc.target(at)),
            typ: desc.target(at + 4),
        });
    }

    /// Collects the methods of a type from the relocations found.
    fn collect_methods(&self, worker: &mut Worker<'l>, visit: &Visit<'l, 'a>) {
        let Visit { sym, relocs, .. } = *visit;
        let methods = self.loader.type_desc(sym).methods();
        let last = worker
            .indices
            .last()
            .is_some_and(|at| at + 2 < relocs.len());
        let Some(methods) = methods.filter(|all| all.len() == worker.indices.len() && last) else {
            worker.malformed.get_or_insert(sym);
            return;
        };
        for (off, &index) in methods.zip(&worker.indices) {
            let [typ, ifn, tfn] = [index, index + 1, index + 2].map(|index| relocs.at(index));
            // The name is what the relocation before refers to; a search would be
            // quadratic.
            let name = match index.checked_sub(1).map(|before| relocs.at(before)) {
                Some(before) if before.off == off as i32 => before.sym,
                _ => relocs.target_at(off),
            };
            let signature_type = match typ.off == off as i32 + 4 {
                true => typ.sym,
                false => relocs.target_at(off + 4),
            };
            worker.methods.push(Method {
                signature: Signature {
                    name: self.loader.encoded_name(name),
                    typ: signature_type,
                },
                targets: [typ.sym, ifn.sym, tfn.sym],
            });
        }
    }
}

/// Returns true for debug information of a function.
fn is_dwarf(kind: AuxKind) -> bool {
    matches!(
        kind,
        AuxKind::DwarfInfo | AuxKind::DwarfLoc | AuxKind::DwarfRanges | AuxKind::DwarfLines
    )
}

/// Returns true for tables of a function that refer to nothing, so that there is no need to
/// visit them.
fn has_no_relocs(kind: AuxKind) -> bool {
    matches!(
        kind,
        AuxKind::FuncInfo
            | AuxKind::PcSp
            | AuxKind::PcFile
            | AuxKind::PcLine
            | AuxKind::PcInline
            | AuxKind::PcData
    )
}
