//! The type sets of interfaces.
//!
//! Counterpart: cmd/compile/internal/types2/typeset.go.

use std::mem;
use std::sync::Arc;

use crate::Name;
use crate::ObjId;
use crate::PkgId;
use crate::Pos;
use crate::Term;
use crate::Type;
use crate::TypeId;
use crate::TypeSet;
use crate::typ;
use hashbrown::HashMap;

use crate::Types;
use crate::algebra::findings::Finding;
use crate::algebra::findings::VersionNeed;
use crate::algebra::object::UniqueName;
use crate::algebra::termlist;

/// Unions with more terms are refused: operations on terms take quadratic time.
pub const MAX_TERM_COUNT: usize = 100;

/// The methods that were found for a type set.
#[derive(Debug, Default)]
struct Methods {
    all: Vec<ObjId>,
    /// For each name the method, and where it is declared or embedded.
    seen: HashMap<UniqueName, (ObjId, Pos)>,
}

/// Returns the type set of the empty interface.
fn top_type_set() -> TypeSet {
    TypeSet {
        methods: Vec::new(),
        terms: vec![termlist::ALL],
        is_comparable: false,
    }
}

/// Queries of type sets.
impl Types {
    /// Returns the type set of an interface (`t.typeSet()`). Queries that need no other types are
    /// methods of [`TypeSet`]: `is_empty`, `is_all`, `is_method_set`, `has_terms`.
    pub fn type_set(&mut self, interface: TypeId) -> Arc<TypeSet> {
        self.compute_interface_type_set(Pos::NONE, interface)
    }

    /// Reports whether an interface is the empty one (`Empty`).
    pub fn is_empty_interface(&mut self, interface: TypeId) -> bool {
        self.type_set(interface).is_all()
    }

    /// Reports whether all types of an interface are comparable (`IsComparable`).
    pub fn is_comparable_interface(&mut self, interface: TypeId) -> bool {
        let set = self.type_set(interface);
        self.is_comparable_set(&set, &mut Vec::new())
    }

    /// Reports whether all types of a set are comparable; those that were seen are taken to be.
    pub(crate) fn is_comparable_set(&mut self, set: &TypeSet, seen: &mut Vec<TypeId>) -> bool {
        if termlist::is_all(&set.terms) {
            return set.is_comparable;
        }
        let mut types = set.terms.iter().filter_map(|term| term.typ);
        !set.terms.is_empty() && types.all(|t| self.comparable_seen(t, false, seen).is_none())
    }

    /// Reports whether an interface has methods only (`IsMethodSet`).
    pub fn is_method_set(&mut self, interface: TypeId) -> bool {
        self.type_set(interface).is_method_set()
    }

    /// Returns a method and its index (`LookupMethod`).
    pub(crate) fn type_set_method(
        &self,
        set: &TypeSet,
        pkg: Option<PkgId>,
        name: Name,
        fold_case: bool,
    ) -> Option<(usize, ObjId)> {
        self.method_index(&set.methods, pkg, name, fold_case)
    }

    /// Returns the terms of a type parameter's or an interface's type set; none if it has no
    /// specific ones (`is`).
    pub fn specific_terms(&mut self, t: TypeId) -> Vec<Term> {
        let interface = self.under(t);
        let set = self.type_set(interface);
        if set.has_terms() {
            set.terms.clone()
        } else {
            Vec::new()
        }
    }

    /// Sorts methods by their unique names (`sortMethods`).
    pub fn sort_methods(&self, methods: &mut [ObjId]) {
        methods.sort_by(|a, b| self.compare_objects(*a, *b));
    }
}

/// Computation of type sets.
impl Types {
    /// Reports whether a type is an imported constraint.
    pub fn is_imported_constraint(&mut self, own: TypeId) -> bool {
        let Some(named) = self.as_named(own) else {
            return false;
        };
        let obj = self.named_obj(named);
        let pkg = self.object(obj).pkg;
        if pkg.is_none() || pkg == self.algebra.own {
            return false;
        }
        let under = self.under(named);
        matches!(self.get(under), Type::Interface(_)) && !self.is_method_set(under)
    }

    /// Computes the type set of an interface (`computeInterfaceTypeSet`).
    pub fn compute_interface_type_set(&mut self, pos: Pos, interface: TypeId) -> Arc<TypeSet> {
        self.interface_type_set(true, pos, interface)
    }

    /// Like [`Types::type_set`], but without errors, as upstream does without a checker.
    pub(crate) fn quiet_interface_type_set(&mut self, interface: TypeId) -> Arc<TypeSet> {
        self.interface_type_set(false, Pos::NONE, interface)
    }

    fn interface_type_set(
        &mut self,
        is_checked: bool,
        pos: Pos,
        interface: TypeId,
    ) -> Arc<TypeSet> {
        let known = self.interface(interface);
        if let Some(set) = &known.tset {
            return set.clone();
        }
        // The set of an interface that is not set up would be incomplete. All types are assumed
        // instead, and the set is not stored.
        if !known.is_complete || !self.may_go_on() {
            return top_type_set().into();
        }
        // Cycles are reported elsewhere; here the recursion ends.
        self.interface_mut(interface).tset = Some(top_type_set().into());
        if !is_checked {
            // Unions are computed anew, since the stored sets lack errors.
            let sets = mem::take(&mut self.algebra.union_sets);
            let set = self.collect_type_set(false, pos, interface);
            self.algebra.union_sets = sets;
            return set;
        }
        self.collect_type_set(true, pos, interface)
    }

    /// Computes the methods and terms of an interface.
    fn collect_type_set(&mut self, is_checked: bool, _: Pos, interface: TypeId) -> Arc<TypeSet> {
        let mut methods = Methods::default();
        for method in self.interface(interface).methods.clone() {
            let pos = self.object(method).pos;
            self.add_set_method(is_checked, &mut methods, pos, method, true);
        }
        let mut all_terms = vec![termlist::ALL];
        let mut all_comparable = false;
        let own = self.interface(interface);
        let (embeddeds, embed_pos) = (own.embeddeds.clone(), own.embed_pos.clone());
        for (index, t) in embeddeds.into_iter().enumerate() {
            // Imported interfaces have no positions: no versions are checked there.
            let pos = embed_pos.get(index).copied().unwrap_or_default();
            let Some((terms, comparable)) = self.embedded_terms(is_checked, &mut methods, pos, t)
            else {
                continue;
            };
            (all_terms, all_comparable) =
                self.intersect_term_lists((&all_terms, all_comparable), (&terms, comparable));
        }
        self.sort_methods(&mut methods.all);
        let set = Arc::new(TypeSet {
            methods: methods.all,
            terms: all_terms,
            is_comparable: all_comparable,
        });
        self.interface_mut(interface).tset = Some(set.clone());
        set
    }

    /// Returns the terms of an embedded type, and true if only comparable types belong to it; adds
    /// its methods. `None` if it does not count.
    fn embedded_terms(
        &mut self,
        is_checked: bool,
        methods: &mut Methods,
        pos: Pos,
        t: TypeId,
    ) -> Option<(Vec<Term>, bool)> {
        let needs_version = pos.is_known() && is_checked && !self.allows_version(18);
        let u = self.under(t);
        match self.get(u) {
            Type::Interface(_) => {
                let set = self.interface_type_set(is_checked, pos, u);
                if needs_version && self.is_imported_constraint(t) {
                    self.algebra.findings.push(Finding::NeedsVersion {
                        pos,
                        need: VersionNeed::ConstraintInterface,
                        typ: t,
                    });
                    return None;
                }
                for method in &set.methods {
                    self.add_set_method(is_checked, methods, pos, *method, false);
                }
                Some((set.terms.clone(), set.is_comparable))
            }
            Type::Union { .. } => {
                if needs_version {
                    self.algebra.findings.push(Finding::NeedsVersion {
                        pos,
                        need: VersionNeed::InterfaceElement,
                        typ: u,
                    });
                    return None;
                }
                let set = self.union_type_set(is_checked, pos, u)?;
                Some((set.terms.clone(), false))
            }
            _ => {
                if u == typ::INVALID {
                    return None;
                }
                if needs_version {
                    self.algebra.findings.push(Finding::NeedsVersion {
                        pos,
                        need: VersionNeed::NonInterfaceType,
                        typ: t,
                    });
                    return None;
                }
                let term = Term {
                    tilde: false,
                    typ: Some(t),
                };
                Some((vec![term], false))
            }
        }
    }

    /// Adds a method, or reports that there is another of its name.
    fn add_set_method(
        &mut self,
        is_checked: bool,
        methods: &mut Methods,
        pos: Pos,
        method: ObjId,
        is_explicit: bool,
    ) {
        let name = self.unique_name(method);
        let Some((other, other_pos)) = methods.seen.get(&name).copied() else {
            methods.seen.insert(name, (method, pos));
            methods.all.push(method);
            return;
        };
        if !is_checked {
            return;
        }
        if is_explicit {
            let finding = Finding::DuplicateMethod {
                pos,
                method,
                other_pos,
            };
            self.algebra.findings.push(finding);
            return;
        }
        // Embedded interfaces may have the same method. Its types may not be there yet.
        self.algebra.findings.push(Finding::EmbeddedTwice {
            pos,
            method,
            other,
            other_pos,
        });
    }

    /// Returns the intersection of two lists of terms that may be for comparable types only.
    fn intersect_term_lists(
        &mut self,
        (x, is_x_comparable): (&[Term], bool),
        (y, is_y_comparable): (&[Term], bool),
    ) -> (Vec<Term>, bool) {
        let mut terms = self.terms_intersection(x, y);
        let mut is_comparable = is_x_comparable || is_y_comparable;
        if is_comparable && !termlist::is_all(&terms) {
            terms.retain(|term| {
                term.typ
                    .is_none_or(|t| self.comparable_type(t, false).is_none())
            });
            is_comparable = false;
        }
        (terms, is_comparable)
    }

    /// Returns the type set of a union without errors, computed anew.
    pub(crate) fn quiet_union_set(&mut self, union: TypeId) -> Arc<TypeSet> {
        let sets = mem::take(&mut self.algebra.union_sets);
        let set = self.union_type_set(false, Pos::NONE, union);
        self.algebra.union_sets = sets;
        set.unwrap_or_default()
    }

    /// Returns the type set of a union; `None` if it has too many terms (`computeUnionTypeSet`).
    fn union_type_set(
        &mut self,
        is_checked: bool,
        pos: Pos,
        union: TypeId,
    ) -> Option<Arc<TypeSet>> {
        if let Some(set) = self.algebra.union_sets.get(&union) {
            return set.clone();
        }
        // This ends the recursion.
        let empty = Arc::new(TypeSet::default());
        self.algebra.union_sets.insert(union, Some(empty));
        let terms = match self.get(union) {
            Type::Union { terms } => terms.clone(),
            other => unreachable!("no union: {other:?}"),
        };
        let mut all = Vec::new();
        for term in terms {
            let t = term.typ.unwrap_or(typ::INVALID);
            let u = self.under(t);
            let list = if matches!(self.get(u), Type::Interface(_)) {
                let set = self.interface_type_set(is_checked, pos, u);
                set.terms.clone()
            } else if u == typ::INVALID {
                continue;
            } else if term.tilde && !self.identical(t, u) {
                // Nothing has this underlying type.
                Vec::new()
            } else {
                vec![term]
            };
            all = self.terms_union(&all, &list);
            if all.len() > MAX_TERM_COUNT {
                if is_checked {
                    self.algebra.findings.push(Finding::TooManyTerms { pos });
                }
                self.algebra.union_sets.insert(union, None);
                return None;
            }
        }
        let set = Arc::new(TypeSet {
            terms: all,
            ..TypeSet::default()
        });
        self.algebra.union_sets.insert(union, Some(set.clone()));
        Some(set)
    }
}
