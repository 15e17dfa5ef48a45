//! Direct cycles of type declarations, and types of infinite size.
//!
//! Counterpart: cmd/compile/internal/types2/cycles.go.

use hashbrown::HashMap;
use vamos_ast::Node;
use vamos_types::NamedState;
use vamos_types::ObjId;
use vamos_types::Type;
use vamos_types::TypeId;
use vamos_types::typ;

use crate::checker::Checker;

/// The steps that count for each right side after the first few that lead to another one.
const RIGHT_SIDE: usize = 100;

/// The number of right sides after another that count as one step each.
const FEW: usize = 8;

/// State of the search for the name of a type.
#[derive(Clone, Copy)]
enum Visit {
    /// It is on the path, at this index.
    OnPath(usize),
    /// It is done.
    Done,
}

impl Checker<'_> {
    /// Reports direct cycles of type declarations: names that stand for each other.
    pub(crate) fn direct_cycles(&mut self) {
        let mut visits = HashMap::new();
        for obj in self.decls.objects.clone() {
            if self.types.object(obj).is_type_name() {
                self.direct_cycle(obj, &mut visits);
            }
        }
    }

    /// Follows a type's name through right sides that are names. If that leads back to the path,
    /// there is a cycle.
    fn direct_cycle(&mut self, mut obj: ObjId, visits: &mut HashMap<ObjId, Visit>) {
        let mut path = Vec::new();
        loop {
            match visits.get(&obj) {
                Some(Visit::Done) => break,
                Some(Visit::OnPath(start)) => {
                    self.types.object_mut(obj).typ = Some(typ::INVALID);
                    let cycle: &[ObjId] = &path[*start..];
                    let first = self.first_in_src(cycle);
                    self.cycle_error(cycle, first);
                    break;
                }
                None => {}
            }
            visits.insert(obj, Visit::OnPath(path.len()));
            path.push(obj);
            match self.named_rhs(obj) {
                Some(next) => obj = next,
                None => break,
            }
        }
        for obj in path {
            visits.insert(obj, Visit::Done);
        }
    }

    /// Returns the type name of this package that is the right side of a declaration.
    fn named_rhs(&mut self, obj: ObjId) -> Option<ObjId> {
        let decl = self.decls.decl_info(self.decls.decl_of(obj)?).tdecl?;
        let Node::TypeDecl { typ: Some(rhs), .. } = self.source.node(decl) else {
            return None;
        };
        let rhs = decl.at(rhs);
        if !self.source.is_name(rhs) {
            return None;
        }
        let name = self.name(rhs);
        let scope = self.types.package(self.pkg).scope;
        let next = self.types.lookup(scope, name)?;
        self.types.object(next).is_type_name().then_some(next)
    }

    /// Reports whether the declaration of a type is done, so that its parts are known; a cycle is
    /// reported. Releases that find cycles by sizes take every type for complete, and so does a check
    /// that is at its limit: a generic type can stand for an alias of an instance of itself.
    pub(crate) fn is_complete(&mut self, typ: TypeId) -> bool {
        if !self.config.release.checks_completeness_of_uses() {
            return true;
        }
        let mut next = Some(typ);
        let mut followed = 0;
        while let Some(typ) = next {
            followed += 1;
            if followed > FEW {
                self.types.spend(RIGHT_SIDE);
            }
            if !self.types.may_go_on() {
                return true;
            }
            let obj = match self.types.get(typ) {
                Type::Alias(alias) => {
                    next = alias.from_rhs;
                    alias.obj
                }
                Type::Named(named) => {
                    next = named.from_rhs;
                    named.obj
                }
                _ => return true,
            };
            if let Some(start) = self.work.path_index.get(&obj) {
                let cycle = self.work.path[*start..].to_vec();
                let first = self.first_in_src(&cycle);
                self.cycle_error(&cycle, first);
                return false;
            }
        }
        true
    }

    /// Reports whether a type has a finite size; a cycle is reported.
    pub(crate) fn finite_size(&mut self, typ: TypeId) -> bool {
        if !self.types.may_go_on() {
            return true;
        }
        let typ = self.types.unalias(typ);
        match self.types.get(typ) {
            Type::Named(named) => {
                if named.state.has(NamedState::HAS_FINITE) {
                    return named.is_finite;
                }
                let (obj, rhs) = (named.obj, named.from_rhs);
                if let Some(start) = self.work.path_index.get(&obj) {
                    let cycle = self.work.path[*start..].to_vec();
                    let first = self.first_in_src(&cycle);
                    self.cycle_error(&cycle, first);
                    return false;
                }
                self.work.push(obj);
                let is_finite = rhs.is_none_or(|rhs| self.finite_size(rhs));
                let named = self.types.named_mut(typ);
                if !named.state.has(NamedState::HAS_FINITE) {
                    named.is_finite = is_finite;
                    named.state.set(NamedState::HAS_FINITE);
                }
                self.work.pop();
                is_finite
            }
            Type::Array { elem, .. } => {
                let elem = *elem;
                self.finite_size(elem)
            }
            Type::Struct(fields) => {
                let fields = fields.fields.clone();
                fields.iter().all(|field| {
                    let own = self.types.object(*field).typ;
                    own.is_none_or(|own| self.finite_size(own))
                })
            }
            _ => true,
        }
    }
}
