//! Types that contain themselves.
//!
//! A type parameter is replaced by the argument of the instance that it belongs to, so instances
//! are followed too.
//! Counterpart: cmd/compile/internal/types2/validtype.go.

use vamos_types::ObjId;
use vamos_types::Type;
use vamos_types::TypeId;
use vamos_types::typ;

use crate::checker::Checker;

/// The types in whose memory something is, from the innermost on.
#[derive(Clone, Copy)]
struct Nest<'n> {
    typ: TypeId,
    outer: Option<&'n Nest<'n>>,
}

impl Checker<'_> {
    /// Reports an error if a defined type contains itself.
    pub(crate) fn valid_type(&mut self, named: TypeId) {
        self.valid_type_in(named, None, &mut Vec::new());
    }

    /// Reports whether a type does not contain itself. `path` are all types that lead to it.
    fn valid_type_in(
        &mut self,
        typ: TypeId,
        nest: Option<&Nest<'_>>,
        path: &mut Vec<TypeId>,
    ) -> bool {
        if !self.types.may_go_on() {
            return true;
        }
        let typ = self.types.unalias(typ);
        match self.types.get(typ) {
            Type::Array { elem, .. } => {
                let elem = *elem;
                self.valid_type_in(elem, nest, path)
            }
            Type::Struct(fields) => {
                let fields = fields.fields.clone();
                fields.iter().all(|field| {
                    let own = self.types.object(*field).typ;
                    own.is_none_or(|own| self.valid_type_in(own, nest, path))
                })
            }
            Type::Union { terms } => {
                let terms = terms.clone();
                let mut types = terms.iter().filter_map(|term| term.typ);
                types.all(|own| self.valid_type_in(own, nest, path))
            }
            Type::Interface(interface) => {
                let embedded = interface.embeddeds.clone();
                embedded
                    .iter()
                    .all(|own| self.valid_type_in(*own, nest, path))
            }
            Type::Named(_) => self.valid_named(typ, nest, path),
            Type::TypeParam(_) => self.valid_type_param(typ, nest, path),
            _ => true,
        }
    }

    fn valid_named(
        &mut self,
        typ: TypeId,
        nest: Option<&Nest<'_>>,
        path: &mut Vec<TypeId>,
    ) -> bool {
        let mut around = nest;
        while let Some(outer) = around {
            around = outer.outer;
            self.types.spend(1);
            if !self.types.identical(outer.typ, typ) {
                continue;
            }
            let origin = self.types.origin(typ);
            self.types.named_mut(origin).from_rhs = Some(typ::INVALID);
            let start = (0..path.len()).find(|index| self.types.identical(path[*index], typ));
            // Every type of the nest is in the path, unless the check has ended in between.
            let Some(start) = start else {
                return false;
            };
            let cycle: Vec<ObjId> = path[start..]
                .iter()
                .map(|named| self.types.named(*named).obj)
                .collect();
            self.cycle_error(&cycle, 0);
            return false;
        }
        let origin = self.types.origin(typ);
        self.types.unpack(origin);
        let Some(rhs) = self.types.rhs(origin) else {
            return true;
        };
        let inner = Nest { typ, outer: nest };
        path.push(typ);
        let is_valid = self.valid_type_in(rhs, Some(&inner), path);
        path.pop();
        is_valid
    }

    fn valid_type_param(
        &mut self,
        typ: TypeId,
        nest: Option<&Nest<'_>>,
        path: &mut Vec<TypeId>,
    ) -> bool {
        let Some(Nest { typ: inst, outer }) = nest.copied() else {
            return true;
        };
        let tparams = self.types.type_params(inst);
        let targs = self.types.type_args(inst);
        let found = tparams.iter().zip(targs).find(|(own, _)| **own == typ);
        match found {
            // The type around the instance decides if the argument is valid.
            Some((_, targ)) => self.valid_type_in(targ, outer, path),
            None => true,
        }
    }
}
