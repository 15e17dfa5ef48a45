//! Defined types, which are set up when they are needed.
//!
//! A declared type gets everything while its declaration is checked. An imported one is loaded when
//! it is unpacked. An instance is unpacked by replacing type parameters on the right side of the
//! generic type's declaration; its methods are made one by one ([`crate::Types::named_method_index`]). The underlying
//! type is computed on demand.
//! Counterpart: cmd/compile/internal/types2/named.go.

use crate::Instance;
use crate::Named;
use crate::NamedState;
use crate::ObjId;
use crate::Object;
use crate::ObjectKind;
use crate::Pos;
use crate::Type;
use crate::TypeId;
use crate::typ;
use hashbrown::HashSet;

use crate::Types;
use crate::algebra::maker::Maker;
use crate::algebra::subst::SubstMap;

/// The states in which nothing is to be unpacked.
const LOADED: NamedState = NamedState(NamedState::LAZY_LOADED.0 | NamedState::UNPACKED.0);

/// Making defined types.
impl Types {
    /// Adds a defined type; it becomes the type of its name if that has none (`newNamed`).
    pub fn new_named(&mut self, obj: ObjId, from_rhs: Option<TypeId>) -> TypeId {
        self.add_named(obj, from_rhs, None)
    }

    /// Adds an instance, whose name has the place of the instantiation.
    pub(crate) fn new_named_instance(
        &mut self,
        maker: Maker,
        pos: Pos,
        orig: TypeId,
        targs: &[TypeId],
    ) -> TypeId {
        debug_assert!(!targs.is_empty());
        let generic = self.object(self.named(orig).obj);
        let pkg = generic.pkg;
        let object = Object::new(ObjectKind::TypeName, pos, pkg, generic.name);
        let obj = self.add_object(object);
        let instance = maker.new_instance(pkg, orig, targs);
        self.add_named(obj, None, Some(Box::new(instance)))
    }

    fn add_named(
        &mut self,
        obj: ObjId,
        from_rhs: Option<TypeId>,
        inst: Option<Box<Instance>>,
    ) -> TypeId {
        let named = self.add(Type::Named(Box::new(Named {
            obj,
            inst,
            state: NamedState::default(),
            from_rhs,
            tparams: Box::default(),
            underlying: None,
            is_finite: false,
            methods: Vec::new(),
            is_imported: false,
            allow_nil_rhs: false,
            allow_nil_underlying: false,
        })));
        let object = self.object_mut(obj);
        object.typ = object.typ.or(Some(named));
        self.algebra.unfinished.push(named);
        named
    }

    /// Completes a type at the end, so that it does not change later (`cleanup` of every kind of
    /// type).
    pub fn clean_up(&mut self, t: TypeId) {
        match self.get_mut(t) {
            Type::Named(named) => match &mut named.inst {
                // Instances are expanded when they are needed, even later.
                Some(inst) => inst.is_shared = false,
                None => {
                    self.named_under(t);
                }
            },
            Type::Alias(_) => {
                let actual = Some(self.unalias(t)).filter(|actual| *actual != t);
                self.alias_mut(t).actual = actual;
            }
            Type::TypeParam(_) => {
                self.iface(t);
            }
            Type::Interface(_) => {
                self.type_set(t);
                self.interface_mut(t).embed_pos = Vec::new();
            }
            _ => {}
        }
    }
}

/// Properties of defined types.
impl Types {
    /// Returns the type's name; for an instance the name of the generic type (`named.Obj()`).
    pub fn named_obj(&self, t: TypeId) -> ObjId {
        self.named(self.origin(t)).obj
    }

    /// Returns the generic type of an instance, or the type itself (`Origin`), also of aliases.
    pub fn origin(&self, t: TypeId) -> TypeId {
        match self.get(t) {
            Type::Named(named) => named.inst.as_ref().map_or(t, |inst| inst.orig),
            Type::Alias(alias) => alias.orig,
            _ => t,
        }
    }

    /// Returns the type parameters of a defined type, an alias or a function (`TypeParams`).
    pub fn type_params(&mut self, t: TypeId) -> Vec<TypeId> {
        self.unpack(t);
        match self.get(t) {
            Type::Named(named) => named.tparams.to_vec(),
            Type::Alias(alias) => alias.tparams.to_vec(),
            Type::Signature(sig) => sig.tparams.to_vec(),
            _ => Vec::new(),
        }
    }

    /// Returns the number of type parameters of a generic type.
    pub fn num_type_params(&mut self, t: TypeId) -> usize {
        self.unpack(t);
        match self.get(t) {
            Type::Named(named) => named.tparams.len(),
            Type::Alias(alias) => alias.tparams.len(),
            Type::Signature(sig) => sig.tparams.len(),
            _ => 0,
        }
    }

    /// Returns the type arguments of a defined type or an alias; none if it is no instance.
    pub fn type_args(&self, t: TypeId) -> Vec<TypeId> {
        match self.get(t) {
            Type::Named(named) => {
                let inst = named.inst.as_ref();
                inst.map_or_else(Vec::new, |inst| inst.targs.to_vec())
            }
            Type::Alias(alias) => alias.targs.to_vec(),
            _ => Vec::new(),
        }
    }

    /// Reports whether a defined type is an instance (`named.inst != nil`).
    pub fn is_instance(&self, t: TypeId) -> bool {
        matches!(self.get(t), Type::Named(named) if named.inst.is_some())
    }

    /// Returns the right side of the declaration (`rhs`).
    pub fn rhs(&self, t: TypeId) -> Option<TypeId> {
        let named = self.named(t);
        debug_assert!(named.state.has(LOADED), "not unpacked");
        named.from_rhs
    }

    /// Returns the underlying type without expanding instances, if it is known (`safeUnderlying`).
    pub fn safe_underlying(&mut self, t: TypeId) -> Option<TypeId> {
        match self.as_named(t) {
            Some(named) => self.named(named).underlying,
            None => Some(self.under(t)),
        }
    }
}

/// Setting up defined types.
impl Types {
    /// Makes type parameters, the right side and methods available; returns the type. Nothing
    /// happens to types that are not defined.
    pub fn unpack(&mut self, t: TypeId) -> TypeId {
        let Type::Named(named) = self.get(t) else {
            return t;
        };
        if named.state.has(LOADED) {
            return t;
        }
        let Some(inst) = &named.inst else {
            if named.is_imported {
                self.complete(t);
            }
            let state = &mut self.named_mut(t).state;
            state.set(LOADED);
            state.set(NamedState::HAS_METHODS);
            return t;
        };
        let orig = inst.orig;
        self.unpack(orig);
        let rhs = self.expand_rhs(t);
        let generic = self.named(orig);
        let (tparams, has_methods) = (generic.tparams.clone(), !generic.methods.is_empty());
        let named = self.named_mut(t);
        named.from_rhs = Some(rhs);
        named.tparams = tparams;
        named.state.set(LOADED);
        if !has_methods {
            named.state.set(NamedState::HAS_METHODS);
        }
        t
    }

    /// Returns the right side of an instance: the generic type's, with type parameters replaced.
    fn expand_rhs(&mut self, t: TypeId) -> TypeId {
        let named = self.named(t);
        let Some(inst) = &named.inst else {
            unreachable!("only instances are expanded");
        };
        let (obj, orig, targs) = (named.obj, inst.orig, inst.targs.clone());
        let generic = self.named(orig);
        let tparams = generic.tparams.clone();
        let Some(orig_rhs) = generic.from_rhs.filter(|_| targs.len() == tparams.len()) else {
            return typ::INVALID;
        };
        let smap = SubstMap::new(&tparams, &targs);
        let pos = self.object(obj).pos;
        let maker = self.maker_of(t);
        let rhs = self.subst_for(maker, pos, orig_rhs, &smap);
        let Type::Interface(interface) = self.get(rhs) else {
            return rhs;
        };
        // The instance becomes the receiver of its methods.
        let methods = interface.methods.clone();
        let Some(methods) = self.replace_recv_type(&methods, orig, t) else {
            return rhs;
        };
        let mut target = rhs;
        if rhs == orig_rhs {
            // Nothing was replaced, but the generic type's interface must not change.
            let embeddeds = self.interface(rhs).embeddeds.clone();
            debug_assert!(self.interface(rhs).is_complete, "incomplete data");
            target = self.new_interface();
            let crafted = self.interface_mut(target);
            crafted.is_complete = true;
            crafted.embeddeds = embeddeds;
        }
        let interface = self.interface_mut(target);
        interface.methods = methods;
        interface.tset = None;
        target
    }

    /// Returns the underlying type of a defined type (`named.Underlying()`).
    pub fn named_under(&mut self, t: TypeId) -> TypeId {
        self.unpack(t);
        let named = self.named(t);
        if named.from_rhs.is_none() {
            debug_assert!(named.allow_nil_rhs, "a type without a right side");
            if named.allow_nil_underlying {
                return typ::INVALID;
            }
        }
        if !named.state.has(NamedState::HAS_UNDER) {
            self.resolve_underlying(t);
        }
        let underlying = self.named(t).underlying;
        underlying.unwrap_or(typ::INVALID)
    }

    /// Follows right sides to a type that is neither defined nor an alias: the underlying type of
    /// all defined types on the way. Cycles were broken before.
    fn resolve_underlying(&mut self, t: TypeId) {
        let mut path = Vec::new();
        let mut seen = HashSet::new();
        let mut next = Some(t);
        let u = loop {
            let Some(current) = next else {
                break typ::INVALID;
            };
            match self.get(current) {
                Type::Alias(_) => {
                    next = Some(self.unalias(current)).filter(|actual| *actual != current);
                }
                Type::Named(named) => {
                    if let (true, Some(u)) =
                        (named.state.has(NamedState::HAS_UNDER), named.underlying)
                    {
                        break u;
                    }
                    if !path.is_empty() && !seen.insert(current) || path.first() == Some(&current) {
                        break typ::INVALID;
                    }
                    path.push(current);
                    self.unpack(current);
                    next = self.rhs(current);
                }
                _ => break current,
            }
        };
        for t in path {
            let named = self.named_mut(t);
            if !named.state.has(NamedState::HAS_UNDER) {
                named.underlying = Some(u);
                named.state.set(NamedState::HAS_UNDER);
            }
        }
    }
}
