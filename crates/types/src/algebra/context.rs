//! Sharing of instances.
//!
//! Upstream has a table of instances by the text of the generic type and its type arguments.
//! Instances whose identical type arguments are written with different aliases are two, since
//! messages show them; so the hash has exactly the inputs of upstream's text. Computing it computes
//! type sets, which may report errors: the order of its steps is upstream's too.
//! Counterpart: cmd/compile/internal/types2/context.go, typestring.go (`newTypeHasher`).

use std::hash::BuildHasher;
use std::hash::Hash;
use std::hash::Hasher;

use crate::ChanDir;
use crate::Name;
use crate::ObjId;
use crate::Type;
use crate::TypeId;
use crate::TypeSet;
use hashbrown::DefaultHashBuilder;

use crate::Types;
use crate::algebra::InstanceKey;
use crate::algebra::termlist;

type StateHasher = <DefaultHashBuilder as BuildHasher>::Hasher;

/// The parts of types, as numbers for the hash.
#[derive(Clone, Copy, Debug, Hash)]
enum Part {
    Basic,
    Array,
    Slice,
    Struct,
    Pointer,
    Tuple,
    Func,
    Union,
    Interface,
    Map,
    Chan,
    Named,
    TypeParam,
    OwnTypeParam,
    Alias,
    Cycle,
    Dots,
    End,
}

/// The number of types whose search counts as a step.
const SEARCHED: usize = 16;

/// The additional steps that count for the comparison of two instances of one hash. Many instances
/// share a hash only if types grow without end.
const COMPARED: usize = 32;

/// The state of a hash.
struct TypeHasher {
    state: StateHasher,
    /// The types whose hash is in progress.
    seen: Vec<TypeId>,
    /// The type parameters of the function whose hash is in progress; their names do not matter.
    tparams: Vec<TypeId>,
}

impl Types {
    /// Returns the hash of an instance (`instanceHash`).
    pub(crate) fn instance_hash(&mut self, orig: TypeId, targs: &[TypeId]) -> u64 {
        let builder = self.algebra.instances.hasher().clone();
        let mut h = TypeHasher {
            state: builder.build_hasher(),
            seen: Vec::new(),
            tparams: Vec::new(),
        };
        orig.hash(&mut h.state);
        self.hash_type(&mut h, orig);
        self.hash_list(&mut h, targs);
        h.state.finish()
    }

    /// Returns the instance that exists (`lookup`).
    pub(crate) fn find_instance(
        &mut self,
        key: InstanceKey,
        orig: TypeId,
        targs: &[TypeId],
    ) -> Option<TypeId> {
        let count = self.algebra.instances.get(&key).map_or(0, Vec::len);
        (0..count).find_map(|index| {
            if !self.may_compare() {
                return None;
            }
            let (own, own_targs, instance) = self.algebra.instances.get(&key)?.get(index)?.clone();
            let is_same = own == orig && own_targs == targs
                || self.identical_instance((orig, targs), (own, &own_targs));
            is_same.then_some(instance)
        })
    }

    /// Counts a comparison of instances; reports whether there may be another one.
    fn may_compare(&self) -> bool {
        self.spend(COMPARED);
        self.may_go_on()
    }

    /// Stores an instance, or returns the identical one that exists (`update`).
    pub(crate) fn share_instance(
        &mut self,
        key: InstanceKey,
        orig: TypeId,
        targs: &[TypeId],
        instance: TypeId,
    ) -> TypeId {
        let count = self.algebra.instances.get(&key).map_or(0, Vec::len);
        for index in 0..count {
            if !self.may_compare() {
                return instance;
            }
            let found = self.algebra.instances.get(&key);
            let Some((_, _, other)) = found.and_then(|found| found.get(index)) else {
                break;
            };
            let other = *other;
            if self.identical(instance, other) {
                return other;
            }
        }
        let found = self.algebra.instances.entry(key).or_default();
        found.push((orig, targs.to_vec(), instance));
        instance
    }
}

impl Types {
    fn hash_type(&mut self, h: &mut TypeHasher, t: TypeId) {
        if !self.may_go_on() {
            return;
        }
        // The search takes longer in deep types, and must count in the limit of steps.
        self.spend(h.seen.len() / SEARCHED);
        if h.seen.contains(&t) {
            Part::Cycle.hash(&mut h.state);
            return;
        }
        h.seen.push(t);
        self.hash_parts(h, t);
        h.seen.pop();
    }

    fn hash_parts(&mut self, h: &mut TypeHasher, t: TypeId) {
        match self.get(t) {
            // `byte` and `uint8` have different names.
            Type::Basic(_) => (Part::Basic, self.basic_name(t)).hash(&mut h.state),
            &Type::Array { elem, len } => {
                (Part::Array, len).hash(&mut h.state);
                self.hash_type(h, elem);
            }
            &Type::Slice { elem } => {
                Part::Slice.hash(&mut h.state);
                self.hash_type(h, elem);
            }
            &Type::Pointer { elem } => {
                Part::Pointer.hash(&mut h.state);
                self.hash_type(h, elem);
            }
            Type::Struct(_) => self.hash_struct(h, t),
            Type::Tuple { .. } => self.hash_tuple(h, Some(t), false),
            Type::Signature(_) => {
                Part::Func.hash(&mut h.state);
                self.hash_signature(h, t);
            }
            Type::Union { terms } => {
                let terms = terms.clone();
                Part::Union.hash(&mut h.state);
                for term in terms {
                    term.tilde.hash(&mut h.state);
                    if let Some(t) = term.typ {
                        self.hash_type(h, t);
                    }
                }
                Part::End.hash(&mut h.state);
            }
            Type::Interface(interface) => {
                if interface.is_implicit
                    && interface.methods.is_empty()
                    && interface.embeddeds.len() == 1
                {
                    let only = interface.embeddeds[0];
                    return self.hash_type(h, only);
                }
                Part::Interface.hash(&mut h.state);
                let set = self.type_set(t);
                self.hash_type_set(h, &set);
                Part::End.hash(&mut h.state);
            }
            &Type::Map { key, elem } => {
                Part::Map.hash(&mut h.state);
                self.hash_type(h, key);
                self.hash_type(h, elem);
            }
            &Type::Chan { dir, elem } => {
                let dir = match dir {
                    ChanDir::SendRecv => 0_u8,
                    ChanDir::SendOnly => 1,
                    ChanDir::RecvOnly => 2,
                };
                (Part::Chan, dir).hash(&mut h.state);
                self.hash_type(h, elem);
            }
            Type::Named(_) => {
                // An instance is hashed by its origin and type arguments. (Upstream uses the
                // identity of the instance itself, since it is shared.)
                (Part::Named, self.origin(t)).hash(&mut h.state);
                let targs = self.type_args(t);
                self.hash_list(h, &targs);
            }
            Type::TypeParam(_) => match h.tparams.iter().position(|own| *own == t) {
                Some(index) => (Part::OwnTypeParam, index).hash(&mut h.state),
                None => (Part::TypeParam, t).hash(&mut h.state),
            },
            Type::Alias(alias) => {
                let (obj, targs) = (alias.obj, alias.targs.clone());
                let (name, path) = self.name_and_path(obj);
                (Part::Alias, name, path).hash(&mut h.state);
                self.hash_list(h, &targs);
                let actual = self.unalias(self.obj_type(obj));
                self.hash_type(h, actual);
            }
        }
    }

    fn hash_list(&mut self, h: &mut TypeHasher, list: &[TypeId]) {
        for t in list {
            self.hash_type(h, *t);
        }
        Part::End.hash(&mut h.state);
    }

    /// Returns the name and package path of an object.
    fn name_and_path(&self, obj: ObjId) -> (Name, Option<Name>) {
        let object = self.object(obj);
        let path = object.pkg.map(|pkg| self.package(pkg).path);
        (object.name, path)
    }

    fn hash_struct(&mut self, h: &mut TypeHasher, t: TypeId) {
        Part::Struct.hash(&mut h.state);
        for index in 0..self.struct_type(t).fields.len() {
            let fields = self.struct_type(t);
            fields.tag(index).hash(&mut h.state);
            let field = fields.fields[index];
            let object = self.object(field);
            if !object.is_embedded() {
                object.name.hash(&mut h.state);
            }
            let t = self.obj_type(field);
            self.hash_type(h, t);
        }
        Part::End.hash(&mut h.state);
    }

    fn hash_tuple(&mut self, h: &mut TypeHasher, tuple: Option<TypeId>, is_variadic: bool) {
        Part::Tuple.hash(&mut h.state);
        let count = self.vars(tuple).len();
        for index in 0..count {
            let t = self.obj_type(self.vars(tuple)[index]);
            if is_variadic && index + 1 == count {
                Part::Dots.hash(&mut h.state);
            }
            self.hash_type(h, t);
        }
        Part::End.hash(&mut h.state);
    }

    fn hash_signature(&mut self, h: &mut TypeHasher, t: TypeId) {
        let sig = self.signature(t);
        let (tparams, is_variadic) = (sig.tparams.clone(), sig.is_variadic);
        let (params, results) = (sig.params, sig.results);
        let outer = if tparams.is_empty() {
            None
        } else {
            Some(std::mem::replace(&mut h.tparams, tparams.to_vec()))
        };
        for tparam in tparams {
            let bound = self.tparam_bound(tparam);
            self.hash_type(h, tparam);
            self.hash_type(h, bound);
        }
        self.hash_tuple(h, params, is_variadic);
        self.hash_tuple(h, results, false);
        if let Some(outer) = outer {
            h.tparams = outer;
        }
    }

    /// Hashes a type set: methods are sorted; terms are not, so that their order must not matter.
    fn hash_type_set(&mut self, h: &mut TypeHasher, set: &TypeSet) {
        for method in &set.methods {
            self.object(*method).name.hash(&mut h.state);
            let sig = self.obj_type(*method);
            if matches!(self.get(sig), Type::Signature(_)) {
                self.hash_signature(h, sig);
            }
        }
        if termlist::is_all(&set.terms) {
            return;
        }
        let mut sum = 0_u64;
        for term in &set.terms {
            let builder = self.algebra.instances.hasher().clone();
            let mut own = TypeHasher {
                state: builder.build_hasher(),
                seen: Vec::new(),
                tparams: Vec::new(),
            };
            term.tilde.hash(&mut own.state);
            if let Some(t) = term.typ {
                self.hash_type(&mut own, t);
            }
            sum = sum.wrapping_add(own.state.finish());
        }
        (Part::Union, sum).hash(&mut h.state);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PkgId;
    use crate::limits::Limits;
    use crate::typ;

    /// A hash of a type with 2,048 parts has as many steps, and 130,000 for its searches.
    #[test]
    fn searches_count_as_steps() {
        let mut types = Types::new();
        let (own, release) = (PkgId::at(0), types.release());
        types.set_conditions(own, release, Limits::new(usize::MAX, 0));
        let mut deep = typ::INT;
        for _ in 0..2048 {
            deep = types.new_pointer(deep);
        }
        types.limits().spend(299_000_000);
        let mut hashes = 0;
        while !types.limits().are_reached() {
            types.instance_hash(typ::INT, &[deep]);
            hashes += 1;
        }
        assert_eq!(hashes, 8);
    }
}
