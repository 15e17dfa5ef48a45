//! Unification of types.
//!
//! Two types are made equal by finding types for type parameters in them. A defined type and its
//! underlying type count as equal where one of the two is not defined, and a type parameter that is
//! not sought counts as its core type. Uses of the inferred types check that they really fit.
//! Counterpart: cmd/compile/internal/types2/unify.go.

use crate::ChanDir;
use crate::ObjId;
use crate::Type;
use crate::TypeId;
use hashbrown::HashMap;

use crate::Facts;
use crate::Pairs;
use crate::Queries;
use crate::has_pair;

/// Recursion limit, beyond which types do not unify. (Upstream panics.)
const DEPTH_LIMIT: usize = 50;

/// Options of unification, as bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnifyMode(u8);

impl UnifyMode {
    /// Defined types match type literals, directions of channels do not matter, and interfaces
    /// match types that implement them.
    pub const INEXACT: Self = Self(0);
    /// The same at the top, but elements must match exactly.
    pub const ASSIGN: Self = Self(1);
    /// Types must be identical.
    pub const EXACT: Self = Self(2);

    fn is_exact(self) -> bool {
        self.0 & Self::EXACT.0 != 0
    }

    /// Returns the mode for elements.
    fn of_elements(self) -> Self {
        if self.0 & Self::ASSIGN.0 != 0 {
            Self(self.0 | Self::EXACT.0)
        } else {
            self
        }
    }
}

/// Type parameters and their inferred types.
#[derive(Debug, Default)]
pub struct Unifier {
    /// For each type parameter the index of its value; joined ones share it.
    handles: Vec<(TypeId, usize)>,
    values: Vec<Option<TypeId>>,
    depth: usize,
    /// True if methods of interfaces are used.
    uses_interfaces: bool,
}

impl Unifier {
    /// Returns a unifier for type parameters, some of which may have types already.
    pub fn new(tparams: &[TypeId], targs: &[Option<TypeId>], uses_interfaces: bool) -> Self {
        let count = tparams.len();
        let values = (0..count).map(|index| targs.get(index).copied().flatten());
        Self {
            handles: tparams.iter().copied().zip(0..).collect(),
            values: values.collect(),
            depth: 0,
            uses_interfaces,
        }
    }

    fn handle(&self, tparam: TypeId) -> Option<usize> {
        let handle = self.handles.iter().find(|(own, _)| *own == tparam);
        handle.map(|(_, handle)| *handle)
    }

    /// Makes two type parameters one; false if both have types.
    fn join(&mut self, x: TypeId, y: TypeId) -> bool {
        let (Some(hx), Some(hy)) = (self.handle(x), self.handle(y)) else {
            return false;
        };
        if hx == hy {
            return true;
        }
        let (from, to) = match (self.values[hx], self.values[hy]) {
            (Some(_), Some(_)) => return false,
            (Some(_), None) => (hy, hx),
            (None, _) => (hx, hy),
        };
        for (_, handle) in &mut self.handles {
            if *handle == from {
                *handle = to;
            }
        }
        true
    }

    /// Returns the inferred type of a type parameter.
    pub fn at(&self, tparam: TypeId) -> Option<TypeId> {
        self.values[self.handle(tparam)?]
    }

    /// Sets the type of a type parameter.
    pub fn set(&mut self, tparam: TypeId, t: TypeId) {
        if let Some(handle) = self.handle(tparam) {
            self.values[handle] = Some(t);
        }
    }

    /// Returns the number of type parameters without a type.
    pub fn unknowns(&self) -> usize {
        let handles = self.handles.iter();
        handles
            .filter(|(_, handle)| self.values[*handle].is_none())
            .count()
    }

    /// Returns the inferred types of all type parameters.
    pub fn inferred(&self, tparams: &[TypeId]) -> Vec<Option<TypeId>> {
        tparams.iter().map(|tparam| self.at(*tparam)).collect()
    }
}

/// The start of a unification.
impl<F: Facts> Queries<'_, F> {
    /// Unifies two types, and reports whether that is possible.
    pub fn unify(&mut self, u: &mut Unifier, x: TypeId, y: TypeId, mode: UnifyMode) -> bool {
        self.nify(u, x, y, mode, &mut Vec::new())
    }

    /// Unifies two types that must be identical.
    pub(crate) fn unify_exact(&mut self, u: &mut Unifier, x: TypeId, y: TypeId) -> bool {
        self.unify(u, x, y, UnifyMode::EXACT)
    }

    /// Returns the type as one of the type parameters of the unifier.
    fn bound_param(&self, u: &Unifier, t: TypeId) -> Option<TypeId> {
        let t = self.types().unalias(t);
        u.handle(t).map(|_| t)
    }

    /// Returns the interface that a type is, but for type parameters.
    fn as_interface(&mut self, t: TypeId) -> Option<TypeId> {
        if self.types().is_type_param(t) {
            return None;
        }
        let u = self.types_mut().under(t);
        matches!(self.types().get(u), Type::Interface(_)).then_some(u)
    }

    fn nify(
        &mut self,
        u: &mut Unifier,
        x: TypeId,
        y: TypeId,
        mode: UnifyMode,
        pairs: &mut Pairs,
    ) -> bool {
        u.depth += 1;
        let is_unified = self.nify_names(u, x, y, mode, pairs);
        u.depth -= 1;
        is_unified
    }

    /// Unifies types as far as names and type parameters go. Swaps the types so that a defined type
    /// is in `y`, and one of the type parameters in `x`.
    fn nify_names(
        &mut self,
        u: &mut Unifier,
        mut x: TypeId,
        mut y: TypeId,
        mode: UnifyMode,
        pairs: &mut Pairs,
    ) -> bool {
        if self.types().unalias(x) == self.types().unalias(y) {
            return true;
        }
        if u.depth > DEPTH_LIMIT || !self.types().may_go_on() {
            return false;
        }
        if self.types().as_named(x).is_some() || self.bound_param(u, y).is_some() {
            (x, y) = (y, x);
        }
        // A defined type matches a type literal, also a basic one, by its underlying type.
        if let (false, Some(named)) = (mode.is_exact(), self.types().as_named(y))
            && self.types().is_type_lit(x)
            && !(u.uses_interfaces && self.types_mut().is_interface(x))
        {
            y = self.types_mut().named_under(named);
            if self.types().unalias(x) == self.types().unalias(y) {
                return true;
            }
        }
        match (self.bound_param(u, x), self.bound_param(u, y)) {
            (Some(px), Some(py)) => {
                if u.join(px, py) {
                    return true;
                }
                // Both have types.
                match (u.at(px), u.at(py)) {
                    (Some(x), Some(y)) => self.nify(u, x, y, mode, pairs),
                    _ => false,
                }
            }
            (Some(px), None) => match u.at(px) {
                Some(known) => self.nify_known(u, px, known, y, mode, pairs),
                None => {
                    u.set(px, y);
                    true
                }
            },
            _ => self.nify_unbound(u, x, y, mode, pairs),
        }
    }

    /// Unifies the type of a type parameter with another, which may become its type.
    fn nify_known(
        &mut self,
        u: &mut Unifier,
        px: TypeId,
        x: TypeId,
        y: TypeId,
        mode: UnifyMode,
        pairs: &mut Pairs,
    ) -> bool {
        if !self.nify(u, x, y, mode, pairs) {
            return false;
        }
        let (is_x_named, is_y_named) = (
            self.types().as_named(x).is_some(),
            self.types().as_named(y).is_some(),
        );
        match (self.as_interface(x), self.as_interface(y)) {
            (Some(xi), Some(yi)) => {
                if is_x_named && is_y_named {
                    return self.types_mut().identical(x, y);
                }
                // The methods match, so it is enough to count them.
                if self.types_mut().type_set(xi).methods.len()
                    != self.types_mut().type_set(yi).methods.len()
                {
                    return false;
                }
            }
            (None, None) => {}
            // Either could be meant, and the order must not decide.
            _ => return false,
        }
        // A defined type is preferred, then a channel with a direction, in either order.
        if !mode.is_exact() && !is_x_named {
            let yu = self.types_mut().under(y);
            let is_directed = matches!(
                self.types().get(yu),
                Type::Chan { dir, .. } if *dir != ChanDir::SendRecv
            );
            if is_y_named || is_directed {
                u.set(px, y);
            }
        }
        true
    }

    /// Unifies types of which neither is one of the type parameters.
    fn nify_unbound(
        &mut self,
        u: &mut Unifier,
        mut x: TypeId,
        mut y: TypeId,
        mode: UnifyMode,
        pairs: &mut Pairs,
    ) -> bool {
        if u.uses_interfaces && !mode.is_exact() {
            match (self.as_interface(x), self.as_interface(y)) {
                (Some(xi), Some(yi)) => return self.nify_interfaces(u, xi, yi, pairs),
                (Some(xi), None) => return self.nify_methods(u, xi, y, pairs),
                (None, Some(yi)) => return self.nify_methods(u, yi, x, pairs),
                (None, None) => {}
            }
        }
        // The remaining case is other type parameters, which go into `x`.
        if self.types().is_type_param(y) {
            (x, y) = (y, x);
        }
        if self.types().is_type_param(x) {
            let x = self.types().unalias(x);
            return match self.types_mut().common_under(x) {
                Ok(core) => self.nify(u, core, y, UnifyMode::ASSIGN, pairs),
                Err(_) => false,
            };
        }
        let (x, y) = (self.types().unalias(x), self.types().unalias(y));
        self.nify_parts(u, x, y, mode, pairs)
    }

    /// Unifies two interfaces: one must have all methods of the other.
    fn nify_interfaces(&mut self, u: &mut Unifier, x: TypeId, y: TypeId, pairs: &Pairs) -> bool {
        let (xset, yset) = (self.types_mut().type_set(x), self.types_mut().type_set(y));
        if xset.is_comparable != yset.is_comparable
            || !self.types_mut().terms_equal(&xset.terms, &yset.terms)
        {
            return false;
        }
        if has_pair(pairs, x, y) {
            return true;
        }
        let (mut few, mut many) = (&xset.methods, &yset.methods);
        if few.len() > many.len() {
            (few, many) = (many, few);
        }
        let by_name: HashMap<_, ObjId> = many
            .iter()
            .map(|method| (self.types().unique_name(*method), *method))
            .collect();
        few.iter().all(|method| {
            let name = self.types().unique_name(*method);
            by_name.get(&name).is_some_and(|other| {
                let (f, g) = (
                    self.types().obj_type(*method),
                    self.types().obj_type(*other),
                );
                // As upstream: pairs are forgotten here.
                self.nify(u, f, g, UnifyMode::EXACT, &mut Vec::new())
            })
        })
    }

    /// Unifies the methods of an interface with the methods of a type.
    fn nify_methods(
        &mut self,
        u: &mut Unifier,
        interface: TypeId,
        t: TypeId,
        pairs: &mut Pairs,
    ) -> bool {
        let set = self.types_mut().type_set(interface);
        set.methods.iter().all(|method| {
            let object = self.types().object(*method);
            let (pkg, name) = (object.pkg, object.name);
            let (found, _, _) = self.lookup_field_or_method(t, false, pkg, name, false);
            let Some(found) = found.filter(|found| self.types().object(*found).is_func()) else {
                return false;
            };
            if self.types().release().declares_methods_to_unify() {
                self.declare(found);
                let typ = self.types().obj_type(found);
                if !self.types_mut().type_params(typ).is_empty() {
                    return false;
                }
            }
            let (f, g) = (self.types().obj_type(*method), self.types().obj_type(found));
            self.nify(u, f, g, UnifyMode::EXACT, pairs)
        })
    }
}

/// The parts of types.
impl<F: Facts> Queries<'_, F> {
    /// Unifies types by their parts. Keep [`Queries::identical`] in step.
    fn nify_parts(
        &mut self,
        u: &mut Unifier,
        x: TypeId,
        y: TypeId,
        mode: UnifyMode,
        pairs: &mut Pairs,
    ) -> bool {
        let emode = mode.of_elements();
        match (self.types().get(x), self.types().get(y)) {
            (Type::Basic(a), Type::Basic(b)) => a == b,
            (&Type::Array { elem: a, len: n }, &Type::Array { elem: b, len: m }) => {
                (n < 0 || m < 0 || n == m) && self.nify(u, a, b, emode, pairs)
            }
            (&Type::Slice { elem: a }, &Type::Slice { elem: b })
            | (&Type::Pointer { elem: a }, &Type::Pointer { elem: b }) => {
                self.nify(u, a, b, emode, pairs)
            }
            (Type::Struct(a), Type::Struct(b)) => {
                let (a, b) = (a.clone(), b.clone());
                a.fields.len() == b.fields.len()
                    && (0..a.fields.len()).all(|index| {
                        let (f, g) = (a.fields[index], b.fields[index]);
                        let (ft, gt) = (self.types().obj_type(f), self.types().obj_type(g));
                        a.tag(index) == b.tag(index)
                            && self.types().is_same_field(f, g)
                            && self.nify(u, ft, gt, emode, pairs)
                    })
            }
            (Type::Tuple { .. }, Type::Tuple { .. }) => {
                self.nify_vars(u, Some(x), Some(y), mode, pairs)
            }
            (Type::Signature(a), Type::Signature(b)) => {
                let (xparams, xresults) = (a.params, a.results);
                let (yparams, yresults) = (b.params, b.results);
                a.is_variadic == b.is_variadic
                    && self.nify_tuples(u, xparams, yparams, emode, pairs)
                    && self.nify_tuples(u, xresults, yresults, emode, pairs)
            }
            (Type::Interface(_), Type::Interface(_)) => self.nify_same_interfaces(u, x, y, pairs),
            (&Type::Map { key: k, elem: a }, &Type::Map { key: l, elem: b }) => {
                self.nify(u, k, l, emode, pairs) && self.nify(u, a, b, emode, pairs)
            }
            (&Type::Chan { dir: d, elem: a }, &Type::Chan { dir: e, elem: b }) => {
                (!mode.is_exact() || d == e) && self.nify(u, a, b, emode, pairs)
            }
            (Type::Named(_), Type::Named(_)) => {
                // Type arguments come first for better messages.
                let (xargs, yargs) = (self.types().type_args(x), self.types().type_args(y));
                let mut args = xargs.iter().zip(&yargs);
                xargs.len() == yargs.len()
                    && args.all(|(a, b)| self.nify(u, *a, *b, mode, pairs))
                    && self.types().identical_origin(x, y)
            }
            _ => false,
        }
    }

    /// Unifies parameters or results, which count as one level.
    fn nify_tuples(
        &mut self,
        u: &mut Unifier,
        x: Option<TypeId>,
        y: Option<TypeId>,
        mode: UnifyMode,
        pairs: &mut Pairs,
    ) -> bool {
        if x == y {
            return true;
        }
        u.depth += 1;
        let is_unified = u.depth <= DEPTH_LIMIT && self.nify_vars(u, x, y, mode, pairs);
        u.depth -= 1;
        is_unified
    }

    fn nify_vars(
        &mut self,
        u: &mut Unifier,
        x: Option<TypeId>,
        y: Option<TypeId>,
        mode: UnifyMode,
        pairs: &mut Pairs,
    ) -> bool {
        let (xs, ys) = (self.types().vars(x).to_vec(), self.types().vars(y).to_vec());
        let mut vars = xs.iter().zip(&ys);
        xs.len() == ys.len()
            && vars.all(|(v, w)| {
                let (v, w) = (self.types().obj_type(*v), self.types().obj_type(*w));
                self.nify(u, v, w, mode, pairs)
            })
    }

    /// Unifies interfaces that must have the same methods.
    fn nify_same_interfaces(
        &mut self,
        u: &mut Unifier,
        x: TypeId,
        y: TypeId,
        pairs: &mut Pairs,
    ) -> bool {
        let (xset, yset) = (self.types_mut().type_set(x), self.types_mut().type_set(y));
        if xset.is_comparable != yset.is_comparable
            || !self.types_mut().terms_equal(&xset.terms, &yset.terms)
            || xset.methods.len() != yset.methods.len()
        {
            return false;
        }
        if has_pair(pairs, x, y) {
            return true;
        }
        pairs.push((x, y));
        let mut methods = xset.methods.iter().zip(&yset.methods);
        let is_unified = methods.all(|(f, g)| {
            if self.types().unique_name(*f) != self.types().unique_name(*g) {
                return false;
            }
            let (f, g) = (self.types().obj_type(*f), self.types().obj_type(*g));
            self.nify(u, f, g, UnifyMode::EXACT, pairs)
        });
        pairs.pop();
        is_unified
    }
}
