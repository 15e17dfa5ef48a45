//! Alias types.
//!
//! Counterpart: cmd/compile/internal/types2/alias.go.

use vamos_types::Alias;
use vamos_types::ObjId;
use vamos_types::Object;
use vamos_types::ObjectKind;
use vamos_types::Pos;
use vamos_types::Type;
use vamos_types::TypeId;
use vamos_types::typ;

use crate::checker::Checker;
use crate::subst::SubstMap;

impl Checker<'_> {
    /// Returns the type that an alias denotes, or the type itself if it is no alias (`Unalias`); an
    /// alias that is not set up yet stays as it is.
    pub(crate) fn unalias(&self, t: TypeId) -> TypeId {
        let mut current = t;
        while let Type::Alias(alias) = self.types.get(current) {
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
    pub(crate) fn as_named(&self, t: TypeId) -> Option<TypeId> {
        let t = self.unalias(t);
        matches!(self.types.get(t), Type::Named(_)).then_some(t)
    }

    /// Adds an alias; it becomes the type of its name if that has none.
    pub(crate) fn new_alias(&mut self, obj: ObjId, rhs: Option<TypeId>) -> TypeId {
        let alias = self.types.add(Type::Alias(Box::new(Alias {
            obj,
            orig: typ::INVALID,
            tparams: Box::default(),
            targs: Box::default(),
            from_rhs: rhs,
            actual: None,
        })));
        self.types.alias_mut(alias).orig = alias;
        let object = self.types.object_mut(obj);
        object.typ = object.typ.or(Some(alias));
        self.work.cleaners.push(alias);
        alias
    }

    /// Adds an instance of a generic alias.
    pub(crate) fn new_alias_instance(
        &mut self,
        pos: Pos,
        orig: TypeId,
        targs: &[TypeId],
    ) -> TypeId {
        debug_assert!(!targs.is_empty());
        let generic = self.types.alias(orig);
        let (orig_obj, tparams, rhs) = (generic.obj, generic.tparams.clone(), generic.from_rhs);
        let object = self.types.object(orig_obj);
        let object = Object::new(ObjectKind::TypeName, pos, object.pkg, object.name);
        let obj = self.types.add_object(object);
        let smap = SubstMap::new(&tparams, targs);
        let rhs = rhs.map(|rhs| self.subst(pos, rhs, &smap));
        let instance = self.new_alias(obj, rhs);
        let alias = self.types.alias_mut(instance);
        alias.orig = orig;
        alias.tparams = tparams;
        alias.targs = targs.into();
        instance
    }
}
