//! Terms of types, and lists of terms, which stand for the union of their terms.
//!
//! Terms without a type ([`Term::typ`]) stand for all types. Upstream's empty term does not
//! exist here: it is left out of lists.
//! Counterpart: cmd/compile/internal/types2/termlist.go, typeterm.go.

use crate::Term;
use crate::TypeId;

use crate::Types;

/// The term of all types.
pub(crate) const ALL: Term = Term {
    tilde: false,
    typ: None,
};

/// Reports whether a list includes all types.
pub fn is_all(list: &[Term]) -> bool {
    list.iter().any(|term| term.typ.is_none())
}

/// Single terms.
impl Types {
    /// Returns the union of two terms: one or two terms.
    fn term_union(&mut self, x: Term, y: Term) -> (Term, Option<Term>) {
        let (Some(xt), Some(yt)) = (x.typ, y.typ) else {
            return (ALL, None);
        };
        if self.are_disjoint((x.tilde, xt), (y.tilde, yt)) {
            return (x, Some(y));
        }
        if x.tilde || !y.tilde {
            (x, None)
        } else {
            (y, None)
        }
    }

    /// Returns the intersection of two terms; `None` if it is empty.
    fn term_intersection(&mut self, x: Term, y: Term) -> Option<Term> {
        let (xt, yt) = match (x.typ, y.typ) {
            (None, _) => return Some(y),
            (_, None) => return Some(x),
            (Some(xt), Some(yt)) => (xt, yt),
        };
        if self.are_disjoint((x.tilde, xt), (y.tilde, yt)) {
            return None;
        }
        if !x.tilde || y.tilde {
            Some(x)
        } else {
            Some(y)
        }
    }

    /// Reports whether a type belongs to a term.
    pub fn term_includes(&mut self, x: Term, t: TypeId) -> bool {
        let Some(own) = x.typ else {
            return true;
        };
        let u = if x.tilde { self.under(t) } else { t };
        self.identical(own, u)
    }

    /// Reports whether all types of `x` belong to `y`.
    fn is_term_subset(&mut self, x: Term, y: Term) -> bool {
        let (Some(xt), Some(yt)) = (x.typ, y.typ) else {
            return y.typ.is_none();
        };
        !self.are_disjoint((x.tilde, xt), (y.tilde, yt)) && (!x.tilde || y.tilde)
    }

    /// Reports whether two terms with types have no type in common.
    fn are_disjoint(&mut self, x: (bool, TypeId), y: (bool, TypeId)) -> bool {
        let ux = if y.0 { self.under(x.1) } else { x.1 };
        let uy = if x.0 { self.under(y.1) } else { y.1 };
        !self.identical(ux, uy)
    }

    /// Reports whether two terms have a type in common (`!x.disjoint(y)`); both have types.
    pub fn terms_overlap(&mut self, x: Term, y: Term) -> bool {
        match (x.typ, y.typ) {
            (Some(xt), Some(yt)) => !self.are_disjoint((x.tilde, xt), (y.tilde, yt)),
            _ => true,
        }
    }
}

/// Lists of terms.
impl Types {
    /// Returns a list for the same types whose terms have no type in common.
    fn normal_terms(&mut self, list: &[Term]) -> Vec<Term> {
        let mut is_used = vec![false; list.len()];
        let mut result = Vec::new();
        for i in 0..list.len() {
            if is_used[i] {
                continue;
            }
            let mut x = list[i];
            for j in i + 1..list.len() {
                if is_used[j] {
                    continue;
                }
                if let (union, None) = self.term_union(x, list[j]) {
                    if union.typ.is_none() {
                        return vec![ALL];
                    }
                    x = union;
                    is_used[j] = true;
                }
            }
            result.push(x);
        }
        result
    }

    /// Returns the union of two lists.
    pub(crate) fn terms_union(&mut self, x: &[Term], y: &[Term]) -> Vec<Term> {
        let list = [x, y].concat();
        self.normal_terms(&list)
    }

    /// Returns the intersection of two lists.
    pub(crate) fn terms_intersection(&mut self, x: &[Term], y: &[Term]) -> Vec<Term> {
        let mut list = Vec::new();
        for a in x {
            for b in y {
                list.extend(self.term_intersection(*a, *b));
            }
        }
        self.normal_terms(&list)
    }

    /// Reports whether two lists stand for the same types.
    pub fn terms_equal(&mut self, x: &[Term], y: &[Term]) -> bool {
        self.is_terms_subset(x, y) && self.is_terms_subset(y, x)
    }

    /// Reports whether all types of `x` belong to `y`.
    pub fn is_terms_subset(&mut self, x: &[Term], y: &[Term]) -> bool {
        if y.is_empty() {
            return x.is_empty();
        }
        x.iter()
            .all(|a| y.iter().any(|b| self.is_term_subset(*a, *b)))
    }
}
