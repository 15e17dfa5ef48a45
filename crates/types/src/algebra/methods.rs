//! The methods of defined types.
//!
//! Counterpart: cmd/compile/internal/types2/named.go (`AddMethod`, `methodIndex`).

use hashbrown::HashMap;
use vamos_base::golang::fold;

use crate::Types;
use crate::data::Type;
use crate::id::ObjId;
use crate::id::TypeId;
use crate::names::Name;

/// From this number of methods on, they are found in a map.
const MANY: usize = 64;

impl Types {
    /// Returns the number of methods declared for a defined type (`NumMethods`).
    pub fn num_named_methods(&mut self, t: TypeId) -> usize {
        let orig = self.origin(t);
        self.unpack(orig);
        self.named(orig).methods.len()
    }

    /// Adds a method unless the type has one of that name (`AddMethod`).
    pub fn add_method(&mut self, t: TypeId, method: ObjId) {
        self.unpack(t);
        debug_assert!(!self.is_instance(t), "an instance");
        let name = self.object(method).name;
        if self.named_method_index(t, name, false).is_none() {
            self.named_mut(t).methods.push(Some(method));
            self.index_method(t, name);
        }
    }

    /// Adds the last method of a type to the map of its methods if they are many.
    fn index_method(&mut self, t: TypeId, name: Name) {
        let methods = &self.named(t).methods;
        let last = methods.len() as u32 - 1;
        if methods.len() > MANY {
            let known = self.algebra.many_methods.entry(t).or_default();
            known.insert(name, last);
        } else if methods.len() == MANY {
            let names = methods.iter().flatten();
            let names = names.map(|method| self.object(*method).name);
            let known: HashMap<Name, u32> = names.zip(0..).collect();
            self.algebra.many_methods.insert(t, known);
        }
    }

    /// Returns the index of the method of a name (`named.methodIndex`); the type is no instance.
    pub fn named_method_index(&self, t: TypeId, name: Name, fold_case: bool) -> Option<usize> {
        if name == Name::BLANK {
            return None;
        }
        if !fold_case && let Some(known) = self.algebra.many_methods.get(&t) {
            return known.get(&name).map(|index| *index as usize);
        }
        let methods = &self.named(t).methods;
        let index = methods.iter().flatten().position(|method| {
            let own = self.object(*method).name;
            own == name || fold_case && fold::equal_fold(self.text(own), self.text(name))
        });
        self.spend(index.unwrap_or(methods.len()));
        index
    }

    /// Returns methods whose receiver has another type, if there are any that have the old one
    /// as receiver (`replaceRecvType`).
    pub(crate) fn replace_recv_type(
        &mut self,
        methods: &[ObjId],
        old: TypeId,
        new: TypeId,
    ) -> Option<Vec<ObjId>> {
        let mut replaced: Option<Vec<ObjId>> = None;
        for (index, method) in methods.iter().enumerate() {
            let sig = self.obj_type(*method);
            let Type::Signature(signature) = self.get(sig) else {
                continue;
            };
            let Some(recv) = signature.recv else {
                continue;
            };
            if self.object(recv).typ != Some(old) {
                continue;
            }
            let mut copy = signature.clone();
            copy.recv = Some(self.clone_var(recv, new));
            let sig = self.add(Type::Signature(copy));
            let func = self.clone_func(*method, sig);
            replaced.get_or_insert_with(|| methods.to_vec())[index] = func;
        }
        replaced
    }
}
