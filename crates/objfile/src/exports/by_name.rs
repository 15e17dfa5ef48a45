//! Conversion of the indexes of elements that were read into names.
//!
//! Counterpart: none; docs/cutoff.md states the assumptions.

use hashbrown::HashMap;

use super::data::ExportData;
use super::data::Section;
use super::names::Names;
use super::read_set::Item;
use super::read_set::ReadSet;
use super::read_set::Reads;

impl ReadSet {
    /// Returns the elements that were read, by name; `None` if an object was read that has no name
    /// of its own. [`super::content_read`] checks that the set is complete.
    pub fn of(exports: &ExportData<'_>, names: &Names, reads: &Reads<'_>) -> Option<Self> {
        let mut items = Vec::new();
        let has = |section, index| {
            let place = exports.place((section, index));
            place.is_some_and(|place| reads.has(place))
        };
        let mut parts_of = HashMap::new();
        for index in 0..exports.len(Section::Obj) {
            let mut parts = 0;
            for (section, part) in [
                (Section::Obj, Item::OBJ),
                (Section::ObjExt, Item::EXT),
                (Section::ObjDict, Item::DICT),
            ] {
                if has(section, index) {
                    parts |= part;
                }
            }
            // The way to such a body leads through the extension.
            if parts & Item::EXT != 0 {
                let extension = exports.element((Section::ObjExt, index))?;
                let mut bodies = extension.references.iter();
                if bodies.any(|&(section, body)| section == Section::Body && has(section, body)) {
                    parts |= Item::BODY;
                }
            }
            if parts != 0 {
                let name = names.hash(index)?;
                // Local types have no names of their own.
                if parts_of.insert(name, index).is_some() {
                    return None;
                }
                items.push(Item { name, parts });
            }
        }
        for (name, body) in names.bodies() {
            if has(Section::Body, body) {
                items.push(Item { name, parts: 0 });
            }
        }
        items.sort_unstable();
        Some(Self {
            items,
            has_all_names: false,
        })
    }
}
