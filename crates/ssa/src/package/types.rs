//! The types of a package by spelling, and pointers to them.
//!
//! Counterpart: cmd/compile/internal/types/type.go.

use super::Index;
use super::Package;
use super::Type;
use super::TypeId;
use super::kind;

impl Package {
    /// Adds a type.
    pub fn add_type(&mut self, ty: Type) -> TypeId {
        let id = TypeId(self.types.len() as u32 + 1);
        let mut first = id;
        if ty.kind == kind::RESULTS {
            self.index.results.entry(ty.text.clone()).or_insert(id);
        } else {
            first = self.find_type(&ty.text, &ty.link_text).unwrap_or(id);
            self.link_pointers(&ty, id);
            let same = self.index.types.entry(ty.text.clone());
            same.or_default().push(id);
        }
        self.facts.push(ty.kind, ty.size, ty.empty_type());
        self.types.push(ty);
        self.index.firsts.push(first);
        id
    }

    /// Returns the first type with the spelling of a type; the number itself if it is unknown.
    pub fn first_of_spelling(&self, id: TypeId) -> TypeId {
        let index = (id.0 as usize).checked_sub(1);
        let first = index.and_then(|index| self.index.firsts.get(index));
        first.copied().unwrap_or(id)
    }

    /// Records which pointer type belongs to a new type, and which type to a new pointer type.
    fn link_pointers(&mut self, ty: &Type, id: TypeId) {
        let pointer = self.find_type(&format!("*{}", ty.text), &format!("*{}", ty.link_text));
        let is_pointer = |id: &TypeId| self.ty(*id).is_some_and(|ty| ty.kind == kind::PTR);
        if let Some(pointer) = pointer.filter(is_pointer) {
            self.set_pointer(id, pointer);
        }
        let spellings = ty
            .text
            .strip_prefix('*')
            .zip(ty.link_text.strip_prefix('*'));
        let Some((text, link_text)) = spellings.filter(|_| ty.kind == kind::PTR) else {
            return;
        };
        let elems: Vec<TypeId> = self.types_of_spelling(text, link_text).collect();
        for elem in elems {
            self.set_pointer(elem, id);
        }
    }

    fn set_pointer(&mut self, elem: TypeId, pointer: TypeId) {
        let Index {
            pointers, elems, ..
        } = &mut self.index;
        for (list, at, to) in [(pointers, elem, pointer), (elems, pointer, elem)] {
            let at = at.0 as usize;
            if list.len() <= at {
                list.resize(at + 1, TypeId(0));
            }
            if list[at].0 == 0 {
                list[at] = to;
            }
        }
    }

    /// Returns the type that a pointer type points to, if the table has it.
    pub fn find_elem(&self, pointer: TypeId) -> Option<TypeId> {
        let elem = self.index.elems.get(pointer.0 as usize).copied();
        elem.filter(|elem| elem.0 != 0)
    }

    /// Returns the type of pointers to a type.
    pub fn find_pointer(&self, elem: TypeId) -> Option<TypeId> {
        let pointer = self.index.pointers.get(elem.0 as usize).copied();
        pointer.filter(|pointer| pointer.0 != 0)
    }

    /// Reports whether the compiler makes one type of pointers to a type, whatever the number of
    /// requests.
    pub fn has_cached_pointer(&self, elem: TypeId) -> bool {
        let pointer = self.find_pointer(elem).and_then(|pointer| self.ty(pointer));
        pointer.is_some_and(|pointer| !pointer.is_new_each_time())
    }

    /// Returns the type of the results of a call with a spelling.
    pub fn find_results(&self, text: &str) -> Option<TypeId> {
        self.index.results.get(text).copied()
    }

    /// Returns the first type with a spelling for messages and one in names of symbols.
    pub fn find_type(&self, text: &str, link_text: &str) -> Option<TypeId> {
        self.types_of_spelling(text, link_text).next()
    }

    /// Returns the types with these spellings. Arrays and structs without a name may be several: the
    /// compiler distinguishes them.
    pub(crate) fn types_of_spelling(
        &self,
        text: &str,
        link_text: &str,
    ) -> impl Iterator<Item = TypeId> {
        let same = self.index.types.get(text).map(Vec::as_slice);
        let same = same.unwrap_or_default().iter().copied();
        same.filter(move |id| self.ty(*id).is_some_and(|ty| ty.link_text == link_text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_spellings_share_a_pointer_type() {
        let ty = |text: &str, kind| Type {
            text: text.to_owned(),
            link_text: text.to_owned(),
            kind,
            ..Type::default()
        };
        let mut package = Package::default();
        let before = [(); 2].map(|()| package.add_type(ty("[4]int", kind::ARRAY)));
        let pointer = package.add_type(ty("*[4]int", kind::PTR));
        let after = package.add_type(ty("[4]int", kind::ARRAY));
        for id in before.into_iter().chain([after]) {
            assert_eq!(package.find_pointer(id), Some(pointer));
            assert_eq!(package.first_of_spelling(id), before[0]);
        }
        assert_eq!(package.find_elem(pointer), Some(before[0]));
        assert_eq!(package.first_of_spelling(pointer), pointer);
        assert_eq!(package.first_of_spelling(TypeId(9)), TypeId(9));
    }
}
