//! Identity of types.
//!
//! Counterpart: cmd/compile/internal/types2/predicates.go (`comparer`).

use crate::Pos;
use crate::Type;
use crate::TypeId;

use crate::Types;
use crate::algebra::subst::SubstMap;

/// Options of the comparison of types.
#[derive(Clone, Copy, Debug, Default)]
struct Comparer {
    ignores_tags: bool,
}

/// Pairs of interfaces that are being compared.
pub type Pairs = Vec<(TypeId, TypeId)>;

/// Reports whether a pair is among others.
pub fn has_pair(pairs: &Pairs, x: TypeId, y: TypeId) -> bool {
    pairs.contains(&(x, y)) || pairs.contains(&(y, x))
}

impl Types {
    /// Reports whether two types are identical (`Identical`).
    pub fn identical(&mut self, x: TypeId, y: TypeId) -> bool {
        self.compare(Comparer::default(), x, y, &mut Vec::new())
    }

    /// Reports whether two types are identical but for tags (`IdenticalIgnoreTags`).
    pub fn identical_ignore_tags(&mut self, x: TypeId, y: TypeId) -> bool {
        let comparer = Comparer { ignores_tags: true };
        self.compare(comparer, x, y, &mut Vec::new())
    }

    /// Reports whether two defined types have the same declaration.
    pub fn identical_origin(&self, x: TypeId, y: TypeId) -> bool {
        self.named_obj(x) == self.named_obj(y)
    }

    /// Reports whether two instances have identical origins and type arguments.
    pub(crate) fn identical_instance(
        &mut self,
        (x, xargs): (TypeId, &[TypeId]),
        (y, yargs): (TypeId, &[TypeId]),
    ) -> bool {
        let mut args = xargs.iter().zip(yargs);
        xargs.len() == yargs.len()
            && args.all(|(x, y)| self.identical(*x, *y))
            && self.identical(x, y)
    }

    /// Compares types. Keep [`crate::unify::Unifier::nify`] in step.
    fn compare(&mut self, c: Comparer, x: TypeId, y: TypeId, pairs: &mut Pairs) -> bool {
        let (x, y) = (self.unalias(x), self.unalias(y));
        if x == y {
            return true;
        }
        if !self.may_go_on() {
            return false;
        }
        match (self.get(x), self.get(y)) {
            // `byte` and `rune` are types of their own.
            (Type::Basic(a), Type::Basic(b)) => a == b,
            (&Type::Array { elem: a, len: n }, &Type::Array { elem: b, len: m }) => {
                // After errors lengths may be unknown.
                (n < 0 || m < 0 || n == m) && self.compare(c, a, b, pairs)
            }
            (&Type::Slice { elem: a }, &Type::Slice { elem: b })
            | (&Type::Pointer { elem: a }, &Type::Pointer { elem: b }) => {
                self.compare(c, a, b, pairs)
            }
            (Type::Struct(a), Type::Struct(b)) => {
                a.fields.len() == b.fields.len() && self.compare_structs(c, x, y, pairs)
            }
            (Type::Tuple { .. }, Type::Tuple { .. }) => {
                self.compare_tuples(c, Some(x), Some(y), pairs)
            }
            (Type::Signature(a), Type::Signature(b)) => {
                a.tparams.len() == b.tparams.len() && self.compare_signatures(c, x, y, pairs)
            }
            (Type::Union { .. }, Type::Union { .. }) => {
                let (a, b) = (self.quiet_union_set(x), self.quiet_union_set(y));
                self.terms_equal(&a.terms, &b.terms)
            }
            (Type::Interface(_), Type::Interface(_)) => self.compare_interfaces(c, x, y, pairs),
            (&Type::Map { key: k, elem: a }, &Type::Map { key: l, elem: b }) => {
                self.compare(c, k, l, pairs) && self.compare(c, a, b, pairs)
            }
            (&Type::Chan { dir: d, elem: a }, &Type::Chan { dir: e, elem: b }) => {
                d == e && self.compare(c, a, b, pairs)
            }
            (Type::Named(a), Type::Named(b)) => {
                let targs = |inst: &Option<Box<crate::Instance>>| {
                    inst.as_ref()
                        .map_or_else(Vec::new, |inst| inst.targs.to_vec())
                };
                if a.inst.is_none() && b.inst.is_none() {
                    return a.obj == b.obj;
                }
                let (xargs, yargs) = (targs(&a.inst), targs(&b.inst));
                let mut args = xargs.iter().zip(&yargs);
                xargs.len() == yargs.len()
                    && args.all(|(a, b)| self.identical(*a, *b))
                    && self.identical_origin(x, y)
            }
            // Type parameters are only identical to themselves.
            _ => false,
        }
    }

    fn compare_structs(&mut self, c: Comparer, x: TypeId, y: TypeId, pairs: &mut Pairs) -> bool {
        for index in 0..self.struct_type(x).fields.len() {
            let (a, b) = (self.struct_type(x), self.struct_type(y));
            let (f, g) = (a.fields[index], b.fields[index]);
            if !c.ignores_tags && a.tag(index) != b.tag(index) || !self.is_same_field(f, g) {
                return false;
            }
            let (f, g) = (self.obj_type(f), self.obj_type(g));
            if !self.compare(c, f, g, pairs) {
                return false;
            }
        }
        true
    }

    /// Reports whether two fields have the same name and are both embedded or both not.
    pub fn is_same_field(&self, f: crate::ObjId, g: crate::ObjId) -> bool {
        let (a, b) = (self.object(f), self.object(g));
        a.is_embedded() == b.is_embedded() && self.same_id(f, b.pkg, b.name, false)
    }

    fn compare_tuples(
        &mut self,
        c: Comparer,
        x: Option<TypeId>,
        y: Option<TypeId>,
        pairs: &mut Pairs,
    ) -> bool {
        let len = self.vars(x).len();
        if len != self.vars(y).len() {
            return false;
        }
        (0..len).all(|index| {
            let v = self.obj_type(self.vars(x)[index]);
            let w = self.obj_type(self.vars(y)[index]);
            self.compare(c, v, w, pairs)
        })
    }

    /// Compares functions with equally many type parameters, whose names do not matter.
    fn compare_signatures(&mut self, c: Comparer, x: TypeId, y: TypeId, pairs: &mut Pairs) -> bool {
        let (a, b) = (self.signature(x), self.signature(y));
        let (xparams, xresults, is_variadic) = (a.params, a.results, a.is_variadic);
        let (mut yparams, mut yresults) = (b.params, b.results);
        let same_variadic = is_variadic == b.is_variadic;
        if !a.tparams.is_empty() {
            let (xtparams, ytparams) = (a.tparams.clone(), b.tparams.clone());
            let smap = SubstMap::new(&ytparams, &xtparams);
            for (xtparam, ytparam) in xtparams.iter().zip(&ytparams) {
                let xbound = self.tparam_bound(*xtparam);
                let ybound = self.tparam_bound(*ytparam);
                let ybound = self.subst(Pos::NONE, ybound, &smap);
                if !self.compare(c, xbound, ybound, pairs) {
                    return false;
                }
            }
            yparams = self.subst_tuple(Pos::NONE, yparams, &smap);
            yresults = self.subst_tuple(Pos::NONE, yresults, &smap);
        }
        same_variadic
            && self.compare_tuples(c, xparams, yparams, pairs)
            && self.compare_tuples(c, xresults, yresults, pairs)
    }

    fn compare_interfaces(&mut self, c: Comparer, x: TypeId, y: TypeId, pairs: &mut Pairs) -> bool {
        let (xset, yset) = (self.type_set(x), self.type_set(y));
        if xset.is_comparable != yset.is_comparable || !self.terms_equal(&xset.terms, &yset.terms) {
            return false;
        }
        if xset.methods.len() != yset.methods.len() {
            return false;
        }
        // Only here cycles can occur that no name ends: a method's type may have the interface
        // in it. A pair that is being compared is taken to be identical.
        if has_pair(pairs, x, y) {
            return true;
        }
        pairs.push((x, y));
        let mut methods = xset.methods.iter().zip(&yset.methods);
        let is_same = methods.all(|(f, g)| {
            if self.unique_name(*f) != self.unique_name(*g) {
                return false;
            }
            let (f, g) = (self.obj_type(*f), self.obj_type(*g));
            self.compare(c, f, g, pairs)
        });
        pairs.pop();
        is_same
    }
}
