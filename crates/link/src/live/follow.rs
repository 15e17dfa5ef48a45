//! Follows the references of a live symbol.
//!
//! Targets of neighbours are resolved before the first is marked, so that the waits for memory
//! overlap.
//! Counterpart: cmd/link/internal/ld/deadcode.go (`flood`, `decodeMethod`).

use vamos_objfile::goobj::AuxKind;
use vamos_objfile::goobj::AuxRecord;
use vamos_objfile::goobj::RelocRecord;

use super::flood::BATCH;
use super::flood::Marks;
use super::flood::Visit;
use super::flood::Worker;
use super::meaning::Meaning;
use super::meaning::meaning;
use super::methods::Method;
use super::methods::Signature;
use crate::loader::Object;
use crate::loader::Sym;
use crate::reloc::Reloc;
use crate::reloc::RelocType;
use crate::types::GoKind;

impl<'l, 'a> Marks<'l, 'a> {
    /// Marks auxiliary symbols.
    pub(super) fn mark_auxs(&self, obj: &Object<'a>, auxs: &[[u8; AuxRecord::SIZE]]) {
        let mut targets = [(Sym::NONE, false); BATCH];
        for (target, aux) in targets.iter_mut().zip(auxs) {
            let aux = AuxRecord::new(aux);
            let is_visited = match aux.kind() {
                // A variable does not need its type.
                None | Some(AuxKind::GoType) => continue,
                Some(kind) if has_no_relocs(kind) => true,
                Some(kind) if self.skips_dwarf && is_dwarf(kind) => continue,
                Some(_) => false,
            };
            *target = (self.loader.resolve(obj, aux.sym()), is_visited);
        }
        for &(target, is_visited) in &targets[..auxs.len().min(BATCH)] {
            if is_visited {
                self.mark_visited(target);
            } else {
                self.mark(target);
            }
        }
    }

    /// Follows the relocations of a definition of an object.
    pub(super) fn follow_object(
        &self,
        worker: &mut Worker<'l>,
        visit: &Visit<'l, 'a>,
        obj: &Object<'a>,
        records: &[[u8; RelocRecord::SIZE]],
    ) {
        let mut targets = [(Meaning::Nothing, Sym::NONE); BATCH];
        // End of the relocations of the methods that are done.
        let mut done = 0;
        for (start, batch) in (0..).step_by(BATCH).zip(records.chunks(BATCH)) {
            for (target, record) in targets.iter_mut().zip(batch) {
                let record = RelocRecord::new(record);
                let meaning = self.meanings.get(usize::from(record.kind())).copied();
                let meaning = meaning.unwrap_or(Meaning::Nothing);
                *target = match meaning {
                    Meaning::Reference => (meaning, self.loader.resolve(obj, record.sym())),
                    _ => (meaning, Sym::NONE),
                };
            }
            for (index, &(meaning, target)) in (start..).zip(&targets[..batch.len().min(BATCH)]) {
                if index < done || meaning == Meaning::Nothing {
                    continue;
                }
                match meaning {
                    Meaning::Reference if visit.is_used_type || target.is_none() => {
                        self.refer(worker, visit, index, target);
                    }
                    Meaning::Reference => self.mark(target),
                    _ => done = self.follow_special(worker, visit, index),
                }
            }
        }
        self.end(worker, visit);
    }

    /// Follows a relocation that does not only refer to its target; returns the index of
    /// the next one.
    fn follow_special(
        &self,
        worker: &mut Worker<'l>,
        visit: &Visit<'l, 'a>,
        index: usize,
    ) -> usize {
        let relocs = visit.relocs;
        match relocs.kind(index) {
            RelocType::METHODOFF => {
                if visit.is_used_type {
                    worker.indices.push(index);
                    // The method's type can be reached by reflection on this type.
                    self.use_in_iface(relocs.target(index));
                }
                // Each method has three.
                return index + 3;
            }
            RelocType::USEIFACE => self.convert(worker, relocs.target(index)),
            RelocType::USEIFACEMETHOD => self.call(worker, relocs.at(index)),
            RelocType::USENAMEDMETHOD => {
                let name = self.loader.data(relocs.target(index));
                worker.called_names.push(name);
            }
            _ => {}
        }
        index + 1
    }

    /// Follows a relocation that refers to its target.
    fn refer(&self, worker: &mut Worker<'l>, visit: &Visit<'l, 'a>, index: usize, target: Sym) {
        if target.is_none() && visit.relocs.is_of_builtin(index) {
            worker.lacks_builtin = true;
        }
        if visit.is_used_type && self.loader.is_go_type(target) && self.used_in_iface.insert(target)
        {
            // It may have been visited as a type that is not converted.
            self.reachable.insert(target);
            self.pending.insert(target);
        } else {
            self.mark(target);
        }
    }

    fn end(&self, worker: &mut Worker<'l>, visit: &Visit<'l, 'a>) {
        if !worker.indices.is_empty() {
            self.collect_methods(worker, visit);
            worker.indices.clear();
        }
    }

    /// Follows the relocations of a symbol of the linker.
    pub(super) fn follow(&self, worker: &mut Worker<'l>, visit: &Visit<'l, 'a>) {
        let relocs = visit.relocs;
        let mut index = 0;
        while index < relocs.len() {
            let (kind, is_weak) = relocs.kind_and_weak(index);
            index = match meaning(kind) {
                Meaning::Reference if !is_weak => {
                    self.refer(worker, visit, index, relocs.target(index));
                    index + 1
                }
                Meaning::Special if !is_weak => self.follow_special(worker, visit, index),
                _ => index + 1,
            };
        }
        self.end(worker, visit);
    }

    /// Records that a type, or the type of an interface table, is converted to an interface.
    fn convert(&self, worker: &mut Worker<'l>, sym: Sym) {
        let typ = if self.loader.is_itab(sym) {
            self.loader.itab_type(sym)
        } else {
            sym
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
            // The name is the target of the relocation before; a search would be quadratic.
            let name = match index.checked_sub(1).map(|before| relocs.at(before)) {
                Some(before) if before.off == off as i32 => before.sym,
                _ => relocs.target_at(off),
            };
            let signature_type = if typ.off == off as i32 + 4 {
                typ.sym
            } else {
                relocs.target_at(off + 4)
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
