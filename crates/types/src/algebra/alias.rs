//! Alias types.
//!
//! Counterpart: cmd/compile/internal/types2/alias.go.

use crate::Alias;
use crate::ObjId;
use crate::Object;
use crate::ObjectKind;
use crate::Pos;
use crate::Type;
use crate::TypeId;
use crate::typ;

use crate::Types;
use crate::algebra::maker::Maker;
use crate::algebra::subst::SubstMap;

impl Types {
    /// Returns the type that an alias denotes, or the type itself if it is no alias (`Unalias`); an
    /// alias that is not set up yet stays as it is.
    pub fn unalias(&self, t: TypeId) -> TypeId {
        let mut current = t;
        while let Type::Alias(alias) = self.get(current) {
            match alias.actual.or(alias.from_rhs) {
                Some(next) => {
                    self.spend(1);
                    current = next;
                }
                None => return t,
            }
        }
        current
    }

    /// Returns the type as a defined type, after removing aliases (`asNamed`).
    pub fn as_named(&self, t: TypeId) -> Option<TypeId> {
        let t = self.unalias(t);
        matches!(self.get(t), Type::Named(_)).then_some(t)
    }

    /// Adds an alias; it becomes the type of its name if that has none.
    pub fn new_alias(&mut self, obj: ObjId, rhs: Option<TypeId>) -> TypeId {
        let alias = self.add(Type::Alias(Box::new(Alias {
            obj,
            orig: typ::INVALID,
            tparams: Box::default(),
            targs: Box::default(),
            from_rhs: rhs,
            actual: None,
        })));
        self.alias_mut(alias).orig = alias;
        let object = self.object_mut(obj);
        object.typ = object.typ.or(Some(alias));
        self.algebra.unfinished.push(alias);
        alias
    }

    /// Adds an instance of a generic alias.
    pub(crate) fn new_alias_instance(
        &mut self,
        maker: Maker,
        pos: Pos,
        orig: TypeId,
        targs: &[TypeId],
    ) -> TypeId {
        debug_assert!(!targs.is_empty());
        let generic = self.alias(orig);
        let (orig_obj, tparams, rhs) = (generic.obj, generic.tparams.clone(), generic.from_rhs);
        let object = self.object(orig_obj);
        let object = Object::new(ObjectKind::TypeName, pos, object.pkg, object.name);
        let obj = self.add_object(object);
        let smap = SubstMap::new(&tparams, targs);
        let rhs = rhs.map(|rhs| self.subst_for(maker, pos, rhs, &smap));
        let instance = self.new_alias(obj, rhs);
        let alias = self.alias_mut(instance);
        alias.orig = orig;
        alias.tparams = tparams;
        alias.targs = targs.into();
        instance
    }
}
