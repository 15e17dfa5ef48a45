//! Replacing type parameters by types.
//!
//! Counterpart: cmd/compile/internal/types2/subst.go.

use crate::Interface;
use crate::ObjId;
use crate::ObjectKind;
use crate::Pos;
use crate::Signature;
use crate::Struct;
use crate::Term;
use crate::Type;
use crate::TypeId;
use crate::typ;

use crate::Types;
use crate::algebra::maker::Maker;

/// Replacements of type parameters (`substMap`).
#[derive(Clone, Debug, Default)]
pub struct SubstMap {
    pairs: Vec<(TypeId, TypeId)>,
    is_empty: bool,
}

impl SubstMap {
    /// Maps type parameters to types (`makeSubstMap`, `makeRenameMap`).
    pub fn new(tparams: &[TypeId], targs: &[TypeId]) -> Self {
        debug_assert_eq!(tparams.len(), targs.len());
        let pairs = tparams.iter().copied().zip(targs.iter().copied());
        Self {
            pairs: pairs.collect(),
            is_empty: tparams.is_empty(),
        }
    }

    /// Maps type parameters to types where there are some.
    pub fn partial(tparams: &[TypeId], targs: &[Option<TypeId>]) -> Self {
        debug_assert_eq!(tparams.len(), targs.len());
        let pairs = tparams.iter().zip(targs);
        Self {
            pairs: pairs
                .filter_map(|(from, to)| Some((*from, (*to)?)))
                .collect(),
            is_empty: tparams.is_empty(),
        }
    }

    /// Returns the same map with more type parameters.
    fn with(&self, tparams: &[TypeId], targs: &[TypeId]) -> Self {
        let mut map = self.clone();
        map.pairs
            .extend(tparams.iter().copied().zip(targs.iter().copied()));
        map.is_empty = false;
        map
    }

    /// Reports whether a type parameter is replaced.
    fn has(&self, tparam: TypeId) -> bool {
        self.pairs.iter().any(|(from, _)| *from == tparam)
    }

    /// Returns the replacement of a type parameter, or the parameter itself.
    fn lookup(&self, tparam: TypeId) -> TypeId {
        let pair = self.pairs.iter().find(|(from, _)| *from == tparam);
        pair.map_or(tparam, |(_, to)| *to)
    }
}

/// A substitution: the maker and the position of the instantiation, and the map.
#[derive(Clone, Copy, Debug)]
struct Subst<'m> {
    maker: Maker,
    pos: Pos,
    smap: &'m SubstMap,
}

impl Types {
    /// Returns a type with type parameters replaced; the same type if nothing changes.
    pub fn subst(&mut self, pos: Pos, typ: TypeId, smap: &SubstMap) -> TypeId {
        self.subst_for(Maker::CHECKER, pos, typ, smap)
    }

    /// Like [`Types::subst`], for a maker of instances.
    pub(crate) fn subst_for(
        &mut self,
        maker: Maker,
        pos: Pos,
        typ: TypeId,
        smap: &SubstMap,
    ) -> TypeId {
        if smap.is_empty {
            return typ;
        }
        self.subst_type(Subst { maker, pos, smap }, typ)
    }

    /// Like [`Types::subst`], for a tuple that may be missing.
    pub fn subst_tuple(
        &mut self,
        pos: Pos,
        tuple: Option<TypeId>,
        smap: &SubstMap,
    ) -> Option<TypeId> {
        tuple.map(|tuple| self.subst(pos, tuple, smap))
    }

    fn subst_type(&mut self, s: Subst<'_>, t: TypeId) -> TypeId {
        if !self.may_go_on() {
            return t;
        }
        let changed = match self.get(t) {
            Type::Basic(_) => None,
            Type::TypeParam(_) => return s.smap.lookup(t),
            Type::Alias(_) | Type::Named(_) => return self.subst_instance(s, t),
            &Type::Array { elem, len } => self
                .subst_changed(s, elem)
                .map(|elem| Type::Array { elem, len }),
            &Type::Slice { elem } => self.subst_changed(s, elem).map(|elem| Type::Slice { elem }),
            &Type::Pointer { elem } => self
                .subst_changed(s, elem)
                .map(|elem| Type::Pointer { elem }),
            &Type::Chan { dir, elem } => self
                .subst_changed(s, elem)
                .map(|elem| Type::Chan { dir, elem }),
            &Type::Map { key, elem } => {
                let (new_key, new_elem) = (self.subst_type(s, key), self.subst_type(s, elem));
                (new_key != key || new_elem != elem).then_some(Type::Map {
                    key: new_key,
                    elem: new_elem,
                })
            }
            Type::Struct(fields) => {
                let tags = fields.tags.clone();
                let fields = fields.fields.clone();
                let fields = self.subst_list(&fields, |check, var| check.subst_var(s, var));
                fields.map(|fields| {
                    Type::Struct(Struct {
                        fields: fields.into(),
                        tags,
                    })
                })
            }
            Type::Tuple { vars } => {
                let vars = vars.clone();
                let vars = self.subst_list(&vars, |check, var| check.subst_var(s, var));
                vars.map(|vars| Type::Tuple { vars: vars.into() })
            }
            Type::Union { terms } => {
                let terms = terms.clone();
                let terms = self.subst_list(&terms, |check, term| Term {
                    typ: term.typ.map(|t| check.subst_type(s, t)),
                    ..term
                });
                terms.map(|terms| Type::Union {
                    terms: terms.into(),
                })
            }
            Type::Signature(_) => self.subst_signature(s, t),
            Type::Interface(_) => return self.subst_interface(s, t),
        };
        changed.map_or(t, |changed| self.add(changed))
    }

    /// Returns the substituted type, if it changes.
    fn subst_changed(&mut self, s: Subst<'_>, t: TypeId) -> Option<TypeId> {
        Some(self.subst_type(s, t)).filter(|new| *new != t)
    }

    /// Returns a list with substituted elements, if one changes.
    fn subst_list<T: Copy + PartialEq>(
        &mut self,
        list: &[T],
        mut subst: impl FnMut(&mut Self, T) -> T,
    ) -> Option<Vec<T>> {
        let mut out: Option<Vec<T>> = None;
        for (index, item) in list.iter().enumerate() {
            let new = subst(self, *item);
            if new != *item {
                out.get_or_insert_with(|| list.to_vec())[index] = new;
            }
        }
        out
    }

    /// The receiver of a function stays: for an interface's method it is the interface, so that
    /// replacing it would not end.
    fn subst_signature(&mut self, s: Subst<'_>, t: TypeId) -> Option<Type> {
        let sig = self.signature(t);
        let (params, results) = (sig.params, sig.results);
        // A method with type parameters of its own gets new ones for each instance of the
        // receiver's type.
        let first = sig.tparams.first();
        if self.algebra.release.has_generic_methods()
            && first.is_some_and(|first| !s.smap.has(*first))
        {
            return Some(self.subst_generic(s, t));
        }
        let new_params = params.map(|tuple| self.subst_type(s, tuple));
        let new_results = results.map(|tuple| self.subst_type(s, tuple));
        if new_params == params && new_results == results {
            return None;
        }
        Some(Type::Signature(Box::new(Signature {
            params: new_params,
            results: new_results,
            scope: None,
            ..self.signature(t).clone()
        })))
    }

    /// Replaces type parameters in the type of a method that has other ones.
    fn subst_generic(&mut self, s: Subst<'_>, t: TypeId) -> Type {
        let sig = self.signature(t).clone();
        let tparams: Vec<TypeId> = sig.tparams.to_vec();
        let mut fresh = Vec::with_capacity(tparams.len());
        for tparam in &tparams {
            let own = self.type_param(*tparam);
            let (index, object) = (own.index, self.object(own.obj));
            let (pos, pkg, name) = (object.pos, object.pkg, object.name);
            let obj = self.new_type_name(pos, pkg, name, None);
            let new = self.new_type_param(obj, None);
            self.type_param_mut(new).index = index;
            self.algebra.canon.insert(new, *tparam);
            fresh.push(new);
        }
        let smap = s.smap.with(&tparams, &fresh);
        for (new, tparam) in fresh.iter().zip(&tparams) {
            let bound = self.type_param(*tparam).bound;
            let bound = bound.map(|bound| self.subst_for(s.maker, s.pos, bound, &smap));
            self.type_param_mut(*new).bound = bound;
        }
        let [params, results] = [sig.params, sig.results]
            .map(|tuple| tuple.map(|tuple| self.subst_for(s.maker, s.pos, tuple, &smap)));
        Type::Signature(Box::new(Signature {
            tparams: fresh.into(),
            params,
            results,
            scope: None,
            ..sig
        }))
    }

    fn subst_interface(&mut self, s: Subst<'_>, t: TypeId) -> TypeId {
        let own = self.interface(t);
        let (methods, embeddeds) = (own.methods.clone(), own.embeddeds.clone());
        let new_methods = self.subst_list(&methods, |check, func| {
            let typ = check.obj_type(func);
            match check.subst_type(s, typ) {
                same if same == typ => func,
                new => check.clone_func(func, new),
            }
        });
        let new_embeddeds = self.subst_list(&embeddeds, |check, t| check.subst_type(s, t));
        if new_methods.is_none() && new_embeddeds.is_none() {
            return t;
        }
        let new = self.new_interface();
        let old = self.interface(t);
        debug_assert!(old.is_complete, "incomplete data");
        let interface = Interface {
            methods: new_methods.unwrap_or(methods),
            embeddeds: new_embeddeds.unwrap_or(embeddeds),
            embed_pos: old.embed_pos.clone(),
            is_implicit: old.is_implicit,
            is_complete: old.is_complete,
            tset: None,
        };
        // Methods whose receiver is the old interface get the new one. Receivers that are defined
        // types are replaced when these are expanded.
        let methods = self.replace_recv_type(&interface.methods, t, new);
        *self.interface_mut(new) = interface;
        if let Some(methods) = methods {
            self.interface_mut(new).methods = methods;
        }
        new
    }

    /// Replaces type parameters in the type arguments of an instance.
    fn subst_instance(&mut self, s: Subst<'_>, t: TypeId) -> TypeId {
        // The instance itself must not be unpacked here: its expansion may be in progress.
        let orig = self.origin(t);
        let count = self.num_type_params(orig);
        if count == 0 {
            return t;
        }
        let targs = self.type_args(t);
        if targs.len() != count {
            // This is reported elsewhere.
            return typ::INVALID;
        }
        match self.subst_list(&targs, |check, t| check.subst_type(s, t)) {
            None => t,
            Some(targs) if matches!(self.get(t), Type::Alias(_)) => {
                self.new_alias_instance(s.maker, s.pos, orig, &targs)
            }
            Some(targs) => self.make_instance(s.maker, s.pos, orig, &targs),
        }
    }

    fn subst_var(&mut self, s: Subst<'_>, var: ObjId) -> ObjId {
        let typ = self.obj_type(var);
        match self.subst_type(s, typ) {
            same if same == typ => var,
            new => self.clone_var(var, new),
        }
    }

    /// Returns a copy of a variable with another type (`cloneVar`).
    pub(crate) fn clone_var(&mut self, var: ObjId, typ: TypeId) -> ObjId {
        self.clone_object(var, typ)
    }

    /// Returns a copy of a function with another type (`cloneFunc`).
    pub(crate) fn clone_func(&mut self, func: ObjId, typ: TypeId) -> ObjId {
        self.clone_object(func, typ)
    }

    fn clone_object(&mut self, obj: ObjId, typ: TypeId) -> ObjId {
        let first = self.object_origin(obj);
        let mut copy = self.object(obj).clone();
        copy.typ = Some(typ);
        if let ObjectKind::Var { origin, .. } | ObjectKind::Func { origin, .. } = &mut copy.kind {
            *origin = Some(first);
        }
        self.add_object(copy)
    }
}
