//! Entries of types, in one table.
//!
//! Upstream links entries and attributes in lists, builds them backwards and reverses them before
//! they are written; here they are stored in their final order, and an entry has a field for each
//! attribute that any kind writes.
//! Counterpart: cmd/internal/dwarf/dwarf.go (`DWDie`), cmd/link/internal/ld/dwarf.go
//! (`newattr`, `copychildren`).

use super::abbrev::DieKind;
use crate::loader::Sym;

/// The number of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct DieId(u32);

/// A part of [`Dies::names`], or of a list of names that is added to it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Name {
    start: u32,
    len: u32,
}

impl Name {
    /// Adds a name and a zero to a list.
    pub(super) fn push(list: &mut Vec<u8>, name: &[u8]) -> Self {
        let start = list.len() as u32;
        list.extend_from_slice(name);
        list.push(0);
        Self {
            start,
            len: name.len() as u32,
        }
    }

    /// Returns the same name in a list that has `base` bytes before.
    pub(super) fn behind(self, base: u32) -> Self {
        Self {
            start: self.start + base,
            ..self
        }
    }
}

/// An entry. Attributes that are not set are zero.
#[derive(Clone, Copy, Debug)]
pub(super) struct Die {
    pub kind: DieKind,
    /// `DW_AT_go_kind`.
    pub go_kind: u8,
    /// `DW_AT_encoding`.
    pub encoding: u8,
    /// `DW_AT_go_embedded_field`.
    pub is_embedded: bool,
    /// The symbol by which others refer to the entry, if it has one.
    pub sym: Sym,
    name: Name,
    /// `DW_AT_type`. Until their fields are made, maps have their Go type here, and
    /// channels the Go type of their elements.
    pub target: Sym,
    /// `DW_AT_go_elem`.
    pub elem: Sym,
    /// `DW_AT_go_key`.
    pub key: Sym,
    /// `DW_AT_go_runtime_type`.
    pub runtime_type: Sym,
    /// `DW_AT_byte_size`, `DW_AT_count` or `DW_AT_data_member_location`.
    pub value: i64,
    first: Option<DieId>,
    last: Option<DieId>,
    next: Option<DieId>,
}

/// All entries of types.
#[derive(Debug, Default)]
pub(super) struct Dies {
    all: Vec<Die>,
    /// The names of all entries, each with a zero after it.
    names: Vec<u8>,
    /// The entries that are not inside another one, in order.
    pub tops: Vec<DieId>,
}

impl Dies {
    /// Returns an empty table with room for the entries of about `types` types.
    pub(super) fn for_types(types: usize) -> Self {
        Self {
            all: Vec::with_capacity(8 * types),
            names: Vec::with_capacity(128 * types),
            tops: Vec::with_capacity(2 * types),
        }
    }

    /// Adds an entry at the end of its parent's; of the unit's without a parent.
    pub(super) fn add(&mut self, parent: Option<DieId>, kind: DieKind, name: &[u8]) -> DieId {
        let name = Name::push(&mut self.names, name);
        self.add_named(parent, kind, name)
    }

    /// Returns the entry that was added `count` entries after another one.
    pub(super) fn after(id: DieId, count: usize) -> DieId {
        DieId(id.0 + count as u32)
    }

    /// Adds a list of names; returns the number of bytes before it.
    pub(super) fn add_names(&mut self, list: &[u8]) -> u32 {
        let base = self.names.len() as u32;
        self.names.extend_from_slice(list);
        base
    }

    /// Returns a name.
    pub(super) fn text(&self, name: Name) -> &[u8] {
        let start = name.start as usize;
        &self.names[start..start + name.len as usize]
    }

    /// Adds an entry whose name is in the list.
    pub(super) fn add_named(&mut self, parent: Option<DieId>, kind: DieKind, name: Name) -> DieId {
        let id = DieId(self.all.len() as u32);
        self.all.push(Die {
            kind,
            go_kind: 0,
            encoding: 0,
            is_embedded: false,
            sym: Sym::NONE,
            name,
            target: Sym::NONE,
            elem: Sym::NONE,
            key: Sym::NONE,
            runtime_type: Sym::NONE,
            value: 0,
            first: None,
            last: None,
            next: None,
        });
        match parent {
            Some(parent) => self.append(parent, id),
            None => self.tops.push(id),
        }
        id
    }

    fn append(&mut self, parent: DieId, child: DieId) {
        match self[parent].last {
            Some(last) => self[last].next = Some(child),
            None => self[parent].first = Some(child),
        }
        self[parent].last = Some(child);
    }

    /// Returns the name of an entry.
    pub(super) fn name(&self, die: &Die) -> &[u8] {
        self.text(die.name)
    }

    /// Returns the name of an entry and the zero after it.
    pub(super) fn c_name(&self, die: &Die) -> &[u8] {
        let start = die.name.start as usize;
        &self.names[start..=start + die.name.len as usize]
    }

    /// Iterates over the entries inside another one.
    pub(super) fn children(&self, parent: DieId) -> impl Iterator<Item = DieId> {
        std::iter::successors(self[parent].first, |&die| self[die].next)
    }

    /// Returns the entry with this name inside another one.
    pub(super) fn child(&self, parent: DieId, name: &[u8]) -> Option<DieId> {
        self.children(parent)
            .find(|&child| self.name(&self[child]) == name)
    }

    /// Copies the entries inside `from` to the end of `to`. They have no symbols and
    /// nothing inside.
    pub(super) fn copy_children(&mut self, to: DieId, from: DieId) {
        let mut next = self[from].first;
        while let Some(child) = next {
            let source = self[child];
            let copy = self.add_named(Some(to), source.kind, source.name);
            self[copy] = Die {
                next: None,
                first: None,
                last: None,
                ..source
            };
            next = source.next;
        }
    }
}

impl std::ops::Index<DieId> for Dies {
    type Output = Die;

    fn index(&self, id: DieId) -> &Die {
        &self.all[id.0 as usize]
    }
}

impl std::ops::IndexMut<DieId> for Dies {
    fn index_mut(&mut self, id: DieId) -> &mut Die {
        &mut self.all[id.0 as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn children_keep_their_order() {
        let mut dies = Dies::default();
        let a = dies.add(None, DieKind::Struct, b"a");
        let b = dies.add(None, DieKind::Slice, b"b");
        for name in [b"x", b"y"] {
            dies.add(Some(a), DieKind::StructField, name);
        }
        dies.copy_children(b, a);
        let names: Vec<_> = dies.children(b).map(|id| dies.c_name(&dies[id])).collect();
        assert_eq!(names, [b"x\0", b"y\0"]);
        assert_eq!(dies.child(b, b"y"), dies.children(b).nth(1));
        assert_eq!(dies.tops, [a, b]);
    }
}
