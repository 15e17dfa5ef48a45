//! The methods of defined types.
//!
//! Counterpart: cmd/compile/internal/types2/named.go (`Method`, `expandMethod`, `AddMethod`).

use vamos_base::golang::fold;
use vamos_types::Name;
use vamos_types::NamedState;
use vamos_types::ObjId;
use vamos_types::PkgId;
use vamos_types::Type;
use vamos_types::TypeId;

use crate::checker::Checker;
use crate::subst::SubstMap;

impl Checker<'_> {
    /// Returns the number of methods declared for a defined type (`NumMethods`).
    pub(crate) fn num_named_methods(&mut self, t: TypeId) -> usize {
        let orig = self.origin(t);
        self.unpack(orig);
        self.types.named(orig).methods.len()
    }

    /// Returns a method of a defined type (`Method`).
    pub(crate) fn named_method(&mut self, t: TypeId, i: usize) -> ObjId {
        self.unpack(t);
        let named = self.types.named(t);
        if named.state.has(NamedState::HAS_METHODS) {
            return named.methods[i].expect("all methods are there");
        }
        if let Some(Some(method)) = named.methods.get(i) {
            return *method;
        }
        let orig = self.origin(t);
        let count = self.types.named(orig).methods.len();
        if named.methods.len() != count {
            self.types.named_mut(t).methods = vec![None; count];
        }
        let method = self.expand_method(t, orig, i);
        let named = self.types.named_mut(t);
        named.methods[i] = Some(method);
        if let Some(inst) = &mut named.inst {
            inst.expanded_methods += 1;
            if inst.expanded_methods == count {
                named.state.set(NamedState::HAS_METHODS);
            }
        }
        method
    }

    /// Returns a method of an instance, with type parameters of the receiver replaced.
    fn expand_method(&mut self, t: TypeId, orig: TypeId, i: usize) -> ObjId {
        let orig_method = self.named_method(orig, i);
        self.obj_decl(orig_method);
        let orig_sig = self.obj_type(orig_method);
        let generic = self.types.signature(orig_sig);
        let rparams = generic.rparams.clone();
        let recv = generic.recv.expect("methods have receivers");
        // The instance may be made of the receiver's own type parameters, as in a call of m in
        // `func (r T[_]) m()`. The method is there already then.
        let (base, _) = self.deref(self.obj_type(recv));
        if base == t {
            return orig_method;
        }
        let mut sig = orig_sig;
        let targs = self.type_args(t);
        // The numbers differ in wrong code.
        if rparams.len() == targs.len() {
            let smap = SubstMap::new(&rparams, &targs);
            let pos = self.types.object(orig_method).pos;
            sig = self.subst(pos, orig_sig, &smap);
        }
        if sig == orig_sig {
            let copy = self.types.get(orig_sig).clone();
            sig = self.types.add(copy);
        }
        let recv_type = if self.has_ptr_recv(orig_method) {
            self.new_pointer(t)
        } else {
            t
        };
        let recv = self.clone_var(recv, recv_type);
        self.types.signature_mut(sig).recv = Some(recv);
        self.clone_func(orig_method, sig)
    }

    /// Adds a method unless the type has one of that name (`AddMethod`).
    pub(crate) fn add_method(&mut self, t: TypeId, method: ObjId) {
        self.unpack(t);
        debug_assert!(!self.is_instance(t), "an instance");
        let name = self.types.object(method).name;
        if self.named_method_index(t, name, false).is_none() {
            self.types.named_mut(t).methods.push(Some(method));
        }
    }

    /// Returns the index of the method of a name (`named.methodIndex`); the type is no instance.
    pub(crate) fn named_method_index(
        &self,
        t: TypeId,
        name: Name,
        fold_case: bool,
    ) -> Option<usize> {
        if name == Name::BLANK {
            return None;
        }
        let methods = &self.types.named(t).methods;
        methods.iter().flatten().position(|method| {
            let own = self.types.object(*method).name;
            own == name
                || fold_case && fold::equal_fold(self.types.text(own), self.types.text(name))
        })
    }

    /// Returns a method of a name that code of a package may use (`named.lookupMethod`).
    pub(crate) fn lookup_named_method(
        &mut self,
        t: TypeId,
        pkg: Option<PkgId>,
        name: Name,
        fold_case: bool,
    ) -> Option<(usize, ObjId)> {
        self.unpack(t);
        let own_pkg = self.types.object(self.types.named(t).obj).pkg;
        if !self.same_pkg(own_pkg, pkg) && !self.is_exported(name) && !fold_case {
            return None;
        }
        let orig = self.origin(t);
        let index = self.named_method_index(orig, name, fold_case)?;
        Some((index, self.named_method(t, index)))
    }

    /// Returns methods whose receiver has another type, if there are any that have the old one
    /// as receiver (`replaceRecvType`).
    pub(crate) fn replace_recv_type(
        &mut self,
        methods: &[ObjId],
        old: TypeId,
        new: TypeId,
    ) -> Option<Vec<ObjId>> {
        let mut replaced: Option<Vec<ObjId>> = None;
        for (index, method) in methods.iter().enumerate() {
            let sig = self.obj_type(*method);
            let Type::Signature(signature) = self.types.get(sig) else {
                continue;
            };
            let Some(recv) = signature.recv else {
                continue;
            };
            if self.types.object(recv).typ != Some(old) {
                continue;
            }
            let mut copy = signature.clone();
            copy.recv = Some(self.clone_var(recv, new));
            let sig = self.types.add(Type::Signature(copy));
            let func = self.clone_func(*method, sig);
            replaced.get_or_insert_with(|| methods.to_vec())[index] = func;
        }
        replaced
    }
}
