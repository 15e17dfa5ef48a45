//! Type parameters of an inference.
//!
//! Counterpart: cmd/compile/internal/types2/infer.go (`renameTParams`, `coreTerm`).

use crate::SubstMap;
use crate::Types;
use crate::data::Term;
use crate::data::Type;
use crate::id::TypeId;
use crate::object::Object;
use crate::object::ObjectKind;
use crate::pos::Pos;
use crate::predeclared::typ;

impl Types {
    /// Replaces type parameters in inferred types until none changes. There are no cycles.
    pub fn simplify(
        &mut self,
        tparams: &[TypeId],
        targs: &[Option<TypeId>],
        inferred: &mut [Option<TypeId>],
    ) {
        let mut dirty: Vec<usize> = (0..inferred.len())
            .filter(|index| inferred[*index].is_some() && targs[*index].is_none())
            .collect();
        while !dirty.is_empty() {
            let smap = SubstMap::partial(tparams, inferred);
            dirty.retain(|index| {
                let old = inferred[*index].unwrap_or(typ::INVALID);
                let new = self.subst(Pos::NONE, old, &smap);
                if new == old {
                    return false;
                }
                // A generic function without its type parameters is not generic any more.
                if matches!(self.get(new), Type::Signature(sig) if !sig.tparams.is_empty())
                    && !self.is_parameterized(tparams, new)
                {
                    self.signature_mut(new).tparams = Box::default();
                }
                inferred[*index] = Some(new);
                true
            });
        }
    }

    /// Returns new type parameters and the type with these (`renameTParams`): a function that
    /// calls itself has the same ones in its arguments.
    pub fn rename_tparams(
        &mut self,
        pos: Pos,
        tparams: &[TypeId],
        typ: TypeId,
    ) -> (Vec<TypeId>, TypeId) {
        if tparams.is_empty() {
            return (Vec::new(), typ);
        }
        let mut renamed = Vec::with_capacity(tparams.len());
        for tparam in tparams {
            let param = self.type_param(*tparam);
            let index = param.index;
            let object = self.object(param.obj);
            let object = Object::new(ObjectKind::TypeName, object.pos, object.pkg, object.name);
            let obj = self.add_object(object);
            let new = self.new_quiet_type_param(obj);
            self.type_param_mut(new).index = index;
            renamed.push(new);
        }
        let smap = SubstMap::new(tparams, &renamed);
        for (tparam, new) in tparams.iter().zip(&renamed) {
            let bound = self.tparam_bound(*tparam);
            let bound = self.subst(pos, bound, &smap);
            self.type_param_mut(*new).bound = Some(bound);
        }
        let typ = self.subst(pos, typ, &smap);
        (renamed, typ)
    }

    /// Returns the core type of a type parameter with true for a tilde, and then true if it is the
    /// only type of the constraint.
    pub fn core_term(&mut self, tparam: TypeId) -> (Option<(bool, TypeId)>, bool) {
        let terms = self.specific_terms(tparam);
        if let [
            Term {
                tilde,
                typ: Some(t),
            },
        ] = terms.as_slice()
        {
            return (Some((*tilde, *t)), true);
        }
        match self.common_under(tparam) {
            Ok(t) => (Some((terms.iter().any(|term| term.tilde), t)), false),
            Err(_) => (None, false),
        }
    }
}
