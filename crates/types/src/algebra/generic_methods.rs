//! The methods of defined types.
//!
//! Counterpart: cmd/compile/internal/types2/named.go (`Method`, `expandMethod`, `AddMethod`).

use crate::Name;
use crate::NamedState;
use crate::ObjId;
use crate::PkgId;
use crate::TypeId;

use crate::Facts;
use crate::Queries;
use crate::SubstMap;

impl<F: Facts> Queries<'_, F> {
    /// Returns a method of a defined type (`Method`).
    pub fn named_method(&mut self, t: TypeId, i: usize) -> ObjId {
        self.types_mut().unpack(t);
        let named = self.types().named(t);
        if named.state.has(NamedState::HAS_METHODS) {
            return named.methods[i].expect("all methods are there");
        }
        if let Some(Some(method)) = named.methods.get(i) {
            return *method;
        }
        let orig = self.types().origin(t);
        let count = self.types().named(orig).methods.len();
        if named.methods.len() != count {
            self.types_mut().named_mut(t).methods = vec![None; count];
        }
        let method = self.expand_method(t, orig, i);
        let named = self.types_mut().named_mut(t);
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
        self.declare(orig_method);
        let orig_sig = self.types().obj_type(orig_method);
        let generic = self.types().signature(orig_sig);
        let rparams = generic.rparams.clone();
        let recv = generic.recv.expect("methods have receivers");
        // The instance may be made of the receiver's own type parameters, as in a call of m in
        // `func (r T[_]) m()`. The method is there already then.
        let is_separate = self
            .types()
            .algebra
            .release
            .separates_methods_of_instances();
        let (base, _) = self.types().deref(self.types().obj_type(recv));
        if base == t && !is_separate {
            return orig_method;
        }
        let mut sig = orig_sig;
        let targs = self.types().type_args(t);
        // The numbers differ in wrong code.
        if rparams.len() == targs.len() {
            let smap = SubstMap::new(&rparams, &targs);
            let pos = self.types().object(orig_method).pos;
            let maker = self.types_mut().maker_of(t);
            sig = self.types_mut().subst_for(maker, pos, orig_sig, &smap);
        }
        if sig == orig_sig {
            let copy = self.types().get(orig_sig).clone();
            sig = self.types_mut().add(copy);
        }
        let recv_type = if self.types().has_ptr_recv(orig_method) {
            self.types_mut().new_pointer(t)
        } else {
            t
        };
        let recv = self.types_mut().clone_var(recv, recv_type);
        let signature = self.types_mut().signature_mut(sig);
        signature.recv = Some(recv);
        if is_separate {
            signature.rparams = Box::default();
        }
        self.types_mut().clone_func(orig_method, sig)
    }

    /// Returns a method of a name that code of a package may use (`named.lookupMethod`).
    pub fn lookup_named_method(
        &mut self,
        t: TypeId,
        pkg: Option<PkgId>,
        name: Name,
        fold_case: bool,
    ) -> Option<(usize, ObjId)> {
        self.types_mut().unpack(t);
        let own_pkg = self.types().object(self.types().named(t).obj).pkg;
        if !self.types().same_pkg(own_pkg, pkg) && !self.types().is_exported(name) && !fold_case {
            return None;
        }
        let orig = self.types().origin(t);
        let index = self.types().named_method_index(orig, name, fold_case)?;
        Some((index, self.named_method(t, index)))
    }
}
