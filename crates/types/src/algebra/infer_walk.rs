//! Type parameters within types.
//!
//! Counterpart: cmd/compile/internal/types2/infer.go (`tpWalker`, `cycleFinder`).

use crate::ObjId;
use crate::Type;
use crate::TypeId;
use hashbrown::HashMap;

use crate::Types;

/// A search for type parameters.
#[derive(Debug)]
struct Walker<'w> {
    tparams: &'w [TypeId],
    /// The visited types with their result; false while that is unknown.
    seen: HashMap<TypeId, bool>,
}

/// A search for type parameters whose types contain themselves.
#[derive(Debug)]
struct CycleFinder<'w> {
    tparams: &'w [TypeId],
    inferred: &'w mut [Option<TypeId>],
    /// The types on the current path.
    seen: Vec<TypeId>,
}

impl Types {
    /// Reports whether a type contains one of the type parameters; only parameters and results of
    /// functions count.
    pub fn is_parameterized(&mut self, tparams: &[TypeId], typ: TypeId) -> bool {
        let mut walker = Walker {
            tparams,
            seen: HashMap::new(),
        };
        self.type_has_params(&mut walker, typ)
    }

    fn type_has_params(&mut self, w: &mut Walker<'_>, t: TypeId) -> bool {
        match self.get(t) {
            Type::Basic(_) => return false,
            Type::TypeParam(_) => return w.tparams.contains(&t),
            _ => {}
        }
        if let Some(known) = w.seen.get(&t) {
            return *known;
        }
        if !self.may_go_on() {
            return false;
        }
        w.seen.insert(t, false);
        let result = self.parts_have_params(w, t);
        w.seen.insert(t, result);
        result
    }

    fn parts_have_params(&mut self, w: &mut Walker<'_>, t: TypeId) -> bool {
        match self.get(t) {
            Type::Alias(_) => match self.unalias(t) {
                same if same == t => false,
                actual => self.type_has_params(w, actual),
            },
            &Type::Array { elem, .. }
            | &Type::Slice { elem }
            | &Type::Pointer { elem }
            | &Type::Chan { elem, .. } => self.type_has_params(w, elem),
            &Type::Map { key, elem } => {
                self.type_has_params(w, key) || self.type_has_params(w, elem)
            }
            Type::Struct(fields) => {
                let fields = fields.fields.clone();
                self.vars_have_params(w, &fields)
            }
            Type::Tuple { vars } => {
                let vars = vars.clone();
                self.vars_have_params(w, &vars)
            }
            Type::Signature(sig) => {
                let (params, results) = (sig.params, sig.results);
                let params = self.vars(params).to_vec();
                if self.vars_have_params(w, &params) {
                    return true;
                }
                let results = self.vars(results).to_vec();
                self.vars_have_params(w, &results)
            }
            Type::Interface(_) => {
                let set = self.type_set(t);
                if self.vars_have_params(w, &set.methods) {
                    return true;
                }
                let mut types = set.terms.iter().filter_map(|term| term.typ);
                set.has_terms() && types.all(|t| self.type_has_params(w, t))
            }
            Type::Named(_) => {
                let targs = self.type_args(t);
                targs.into_iter().any(|t| self.type_has_params(w, t))
            }
            Type::Basic(_) | Type::TypeParam(_) | Type::Union { .. } => false,
        }
    }

    fn vars_have_params(&mut self, w: &mut Walker<'_>, vars: &[ObjId]) -> bool {
        vars.iter().any(|var| {
            let t = self.obj_type(*var);
            self.type_has_params(w, t)
        })
    }

    /// Removes the types of type parameters that contain themselves: replacing them would not
    /// end.
    pub fn kill_cycles(&mut self, tparams: &[TypeId], inferred: &mut [Option<TypeId>]) {
        let mut finder = CycleFinder {
            tparams,
            inferred,
            seen: Vec::new(),
        };
        for tparam in tparams {
            self.find_cycles(&mut finder, *tparam);
        }
    }

    fn find_cycles(&mut self, w: &mut CycleFinder<'_>, t: TypeId) {
        if !self.may_go_on() {
            return;
        }
        let t = self.unalias(t);
        if w.seen.contains(&t) {
            if let Some(index) = w.tparams.iter().position(|own| *own == t) {
                w.inferred[index] = None;
            }
            return;
        }
        w.seen.push(t);
        for part in self.parts(w, t) {
            self.find_cycles(w, part);
        }
        w.seen.pop();
    }

    /// Returns the parts of a type; for type parameters the inferred types.
    fn parts(&self, w: &CycleFinder<'_>, t: TypeId) -> Vec<TypeId> {
        let types = |vars: &[ObjId]| -> Vec<TypeId> {
            vars.iter().map(|var| self.obj_type(*var)).collect()
        };
        match self.get(t) {
            Type::Basic(_) | Type::Alias(_) => Vec::new(),
            Type::Array { elem, .. }
            | Type::Slice { elem }
            | Type::Pointer { elem }
            | Type::Chan { elem, .. } => vec![*elem],
            Type::Map { key, elem } => vec![*key, *elem],
            Type::Struct(fields) => types(&fields.fields),
            Type::Tuple { vars } => types(vars),
            Type::Signature(sig) => {
                let (params, results) = (self.vars(sig.params), self.vars(sig.results));
                [types(params), types(results)].concat()
            }
            Type::Union { terms } => terms.iter().filter_map(|term| term.typ).collect(),
            Type::Interface(interface) => {
                let mut parts = types(&interface.methods);
                parts.extend(&interface.embeddeds);
                parts
            }
            Type::Named(_) => self.type_args(t),
            Type::TypeParam(_) => {
                let index = w.tparams.iter().position(|own| *own == t);
                index
                    .and_then(|index| w.inferred[index])
                    .into_iter()
                    .collect()
            }
        }
    }
}
