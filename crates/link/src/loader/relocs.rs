//! Reads the relocations of symbols.
//!
//! Relocations of an object are decoded in place, one at a time.
//! Counterpart: cmd/link/internal/loader/loader.go (`Relocs`, `Reloc`).

use vamos_objfile::goobj::RelocRecord;
use vamos_objfile::goobj::pkg_idx;

use super::Loader;
use super::Object;
use super::Sym;
use crate::reloc::Reloc;
use crate::reloc::RelocType;
use crate::reloc::WEAK;

/// The relocations of a symbol.
#[derive(Clone, Copy)]
pub struct Relocs<'l, 'a>(Source<'l, 'a>);

#[derive(Clone, Copy)]
enum Source<'l, 'a> {
    Object {
        loader: &'l Loader<'a>,
        obj: &'l Object<'a>,
        records: &'a [[u8; RelocRecord::SIZE]],
    },
    Linker(&'l [Reloc]),
}

impl<'l, 'a> Relocs<'l, 'a> {
    /// Returns the number of relocations.
    #[inline]
    pub fn len(&self) -> usize {
        match self.0 {
            Source::Object { records, .. } => records.len(),
            Source::Linker(relocs) => relocs.len(),
        }
    }

    /// Returns true if there are no relocations.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the relocation with this index.
    ///
    /// # Panics
    /// If the index is too large.
    #[inline]
    pub fn at(&self, index: usize) -> Reloc {
        match self.0 {
            Source::Object {
                loader,
                obj,
                records,
            } => decode(loader, obj, &records[index]),
            Source::Linker(relocs) => relocs[index],
        }
    }

    /// Returns true if the relocation with this index refers to a function or variable of package
    /// runtime that the compiler refers to by number.
    pub(crate) fn is_of_builtin(&self, index: usize) -> bool {
        match self.0 {
            Source::Object { records, .. } => records
                .get(index)
                .is_some_and(|record| RelocRecord::new(record).sym().pkg == pkg_idx::BUILTIN),
            Source::Linker(_) => false,
        }
    }

    /// Returns the bytes of the relocations and the number of their object; `None` for symbols that
    /// the linker created or changed.
    #[inline]
    pub(crate) fn records(&self) -> Option<(u32, &'a [[u8; RelocRecord::SIZE]])> {
        match self.0 {
            Source::Object { obj, records, .. } => Some((obj.version.cast_unsigned(), records)),
            Source::Linker(_) => None,
        }
    }

    /// Returns the type of the relocation with this index, without resolving its target.
    ///
    /// # Panics
    /// If the index is too large.
    #[inline]
    pub fn kind(&self, index: usize) -> RelocType {
        match self.0 {
            Source::Object {
                loader, records, ..
            } => {
                let kind = RelocRecord::new(&records[index]).kind() & !WEAK;
                loader.profile.reloc_type(kind)
            }
            Source::Linker(relocs) => relocs[index].kind,
        }
    }

    /// Returns the type of the relocation with this index, and true if it is weak.
    ///
    /// # Panics
    /// If the index is too large.
    #[inline]
    pub fn kind_and_weak(&self, index: usize) -> (RelocType, bool) {
        match self.0 {
            Source::Object {
                loader, records, ..
            } => {
                let kind = RelocRecord::new(&records[index]).kind();
                (loader.profile.reloc_type(kind & !WEAK), kind & WEAK != 0)
            }
            Source::Linker(relocs) => (relocs[index].kind, relocs[index].weak),
        }
    }

    /// Returns the target of the relocation with this index.
    ///
    /// # Panics
    /// If the index is too large.
    #[inline]
    pub fn target(&self, index: usize) -> Sym {
        match self.0 {
            Source::Object {
                loader,
                obj,
                records,
            } => loader.resolve(obj, RelocRecord::new(&records[index]).sym()),
            Source::Linker(relocs) => relocs[index].sym,
        }
    }

    /// Returns the offset of the relocation with this index, without resolving its target.
    ///
    /// # Panics
    /// If the index is too large.
    #[inline]
    pub fn offset(&self, index: usize) -> i32 {
        match self.0 {
            Source::Object { records, .. } => RelocRecord::new(&records[index]).offset(),
            Source::Linker(relocs) => relocs[index].off,
        }
    }

    /// Returns the offset, the size and the addend of the relocation with this index, without
    /// resolving its target.
    ///
    /// # Panics
    /// If the index is too large.
    #[inline]
    pub(crate) fn field(&self, index: usize) -> (i32, u8, i64) {
        match self.0 {
            Source::Object { records, .. } => {
                let record = RelocRecord::new(&records[index]);
                (record.offset(), record.size(), record.addend())
            }
            Source::Linker(relocs) => {
                let reloc = &relocs[index];
                (reloc.off, reloc.size, reloc.add)
            }
        }
    }

    /// Returns the target of the first relocation at an offset; [`Sym::NONE`] without one.
    #[inline]
    pub fn target_at(&self, off: usize) -> Sym {
        let is_there = |&index: &usize| usize::try_from(self.offset(index)) == Ok(off);
        let found = (0..self.len()).find(is_there);
        found.map_or(Sym::NONE, |index| self.at(index).sym)
    }

    /// Calls `f` for each relocation that changes bytes, in order; faster than iterating,
    /// because targets of markers are not resolved.
    #[inline]
    pub fn for_each_field(self, mut f: impl FnMut(&Reloc)) {
        match self.0 {
            Source::Object {
                loader,
                obj,
                records,
            } => {
                for record in records {
                    if RelocRecord::new(record).size() != 0 {
                        f(&decode(loader, obj, record));
                    }
                }
            }
            Source::Linker(relocs) => {
                relocs.iter().filter(|reloc| !reloc.is_marker()).for_each(f);
            }
        }
    }

    /// Returns the index of the first relocation at an offset, looking from `start` on and
    /// then before.
    pub fn index_of(&self, start: usize, off: usize) -> Option<usize> {
        let is_there = |&index: &usize| usize::try_from(self.offset(index)) == Ok(off);
        let start = start.min(self.len());
        (start..self.len()).chain(0..start).find(is_there)
    }

    /// Iterates over the relocations.
    #[inline]
    pub fn iter(self) -> impl ExactSizeIterator<Item = Reloc> + use<'l, 'a> {
        (0..self.len()).map(move |index| self.at(index))
    }
}

#[inline]
fn decode<'a>(loader: &Loader<'a>, obj: &Object<'a>, record: &'a [u8; RelocRecord::SIZE]) -> Reloc {
    let record = RelocRecord::new(record);
    let kind = record.kind();
    Reloc {
        off: record.offset(),
        size: record.size(),
        kind: loader.profile.reloc_type(kind & !WEAK),
        weak: kind & WEAK != 0,
        add: record.addend(),
        sym: loader.resolve(obj, record.sym()),
    }
}

impl<'a> Loader<'a> {
    /// Returns the relocations.
    #[inline]
    pub fn relocs(&self, sym: Sym) -> Relocs<'_, 'a> {
        if let Some(payload) = self.payload(sym) {
            return Relocs(Source::Linker(&payload.relocs));
        }
        match self.local(sym) {
            Some((obj, local)) => self.object_relocs(obj, local),
            None => Relocs(Source::Linker(&[])),
        }
    }

    /// Returns the relocations of a definition of an object.
    #[inline]
    pub(crate) fn object_relocs<'l>(&'l self, obj: &'l Object<'a>, local: u32) -> Relocs<'l, 'a> {
        Relocs(Source::Object {
            loader: self,
            obj,
            records: obj.reader.relocs(local),
        })
    }
}
