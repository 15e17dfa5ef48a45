//! Type parameters.
//!
//! Counterpart: cmd/compile/internal/types2/typeparam.go, typelists.go.

use crate::Interface;
use crate::ObjId;
use crate::Type;
use crate::TypeId;
use crate::TypeParam;
use crate::typ;

use crate::Types;

/// The number of type parameters that are made for an inference, or imported: no errors are
/// reported when their constraints are used (upstream they have no checker).
pub(super) const QUIET: u32 = 0;

impl Types {
    /// Adds a type parameter; it becomes the type of its name if that has none.
    pub fn new_type_param(&mut self, obj: ObjId, constraint: Option<TypeId>) -> TypeId {
        self.algebra.type_params += 1;
        let id = self.algebra.type_params;
        let param = self.add_type_param(obj, id, constraint);
        // The constraint is wrapped in an interface at last then.
        self.algebra.unfinished.push(param);
        param
    }

    /// Adds a type parameter for an inference (`NewTypeParam` without a constraint).
    pub fn new_quiet_type_param(&mut self, obj: ObjId) -> TypeId {
        self.add_type_param(obj, QUIET, None)
    }

    fn add_type_param(&mut self, obj: ObjId, id: u32, bound: Option<TypeId>) -> TypeId {
        let param = self.add(Type::TypeParam(Box::new(TypeParam {
            id,
            obj,
            index: None,
            bound,
        })));
        let object = self.object_mut(obj);
        object.typ = object.typ.or(Some(param));
        param
    }

    /// Returns a type parameter's constraint as it is written or wrapped (`bound`).
    pub fn tparam_bound(&self, t: TypeId) -> TypeId {
        self.type_param(t).bound.unwrap_or(typ::INVALID)
    }

    /// Returns the interface that is the constraint (`iface`).
    pub fn iface(&mut self, t: TypeId) -> TypeId {
        let bound = self.tparam_bound(t);
        let u = self.under(bound);
        // Errors on invalid constraints are reported elsewhere.
        if u == typ::INVALID {
            return typ::PLAIN_INTERFACE;
        }
        let interface = match self.get(u) {
            Type::Interface(_) if self.is_type_param(bound) => return typ::PLAIN_INTERFACE,
            Type::Interface(_) => u,
            _ => {
                let wrapper = self.add(Type::Interface(Box::new(Interface {
                    embeddeds: vec![bound],
                    is_implicit: true,
                    is_complete: true,
                    ..Interface::default()
                })));
                self.type_param_mut(t).bound = Some(wrapper);
                wrapper
            }
        };
        if self.interface(interface).tset.is_none() {
            let param = self.type_param(t);
            let (id, obj) = (param.id, param.obj);
            if id == QUIET {
                self.quiet_interface_type_set(interface);
                return interface;
            }
            let named = self.as_named(bound);
            let obj = named.map_or(obj, |named| self.named(named).obj);
            let pos = self.object(obj).pos;
            self.compute_interface_type_set(pos, interface);
        }
        interface
    }

    /// Gives the type parameters their indices; returns the list.
    pub fn bind_tparams(&mut self, list: &[TypeId]) -> Box<[TypeId]> {
        for (index, t) in list.iter().enumerate() {
            let param = self.type_param_mut(*t);
            debug_assert!(param.index.is_none(), "a type parameter is bound once");
            param.index = Some(index as u32);
        }
        list.into()
    }
}
