//! Offsets of an object's references to symbols.
//!
//! Counterpart: cmd/internal/obj/objfile.go (`Reloc`, `Aux`, `refFlags`, `refNames`,
//! `genFuncInfoSyms`).

use super::func_info::FuncInfo;
use super::reader::Block;
use super::reader::Reader;
use super::records::AuxKind;
use super::records::AuxRecord;
use super::records::RelocRecord;
use super::records::SymRef;
use super::records::pkg_idx;

impl SymRef {
    /// Reports whether another object defines the symbol, which has a number there.
    #[inline]
    pub fn is_elsewhere(self) -> bool {
        self.pkg != pkg_idx::INVALID && self.pkg < pkg_idx::SELF
    }
}

impl Reader<'_> {
    /// Iterates over the offsets in the object of all references to symbols by package and index,
    /// each with the reference: the index is 4 bytes after the offset.
    pub fn reference_places(&self) -> impl Iterator<Item = (usize, SymRef)> {
        let records = [
            (Block::Reloc, RelocRecord::SIZE, RelocRecord::SYM),
            (Block::Aux, AuxRecord::SIZE, AuxRecord::SYM),
            (Block::RefFlags, 10, 0),
            (Block::RefName, 16, 0),
        ];
        let in_records = records.into_iter().flat_map(|(block, size, at)| {
            let (start, end) = self.range(block);
            let count = (end - start) / size;
            (0..count).map(move |record| start + record * size + at)
        });
        in_records
            .chain(self.inlined_places())
            .map(|place| (place, self.reference(place)))
    }

    /// Iterates over the places of the functions whose calls were inlined.
    fn inlined_places(&self) -> impl Iterator<Item = usize> {
        let infos = (0..self.counts().defs()).filter_map(|definition| {
            let mut auxs = self.auxs(definition);
            let info = auxs.find(|aux| aux.kind() == Some(AuxKind::FuncInfo))?;
            let info = self.local(info.sym())?;
            Some((self.data_offset(info)? as usize, self.data(info)))
        });
        infos.flat_map(|(start, data)| {
            let places = FuncInfo::new(data).inlined_places();
            places.map(move |place| start + place)
        })
    }
}
