//! The tables in which instances are shared.
//!
//! Instances of the checked package and of its imports are in one table. The expansion of an
//! instance has a table of its own as well ([`Maker`]). For imports, and after the check, it is the
//! only one: types that an expansion needs then are not shared with the checked package.
//! Counterpart: cmd/compile/internal/types2/instantiate.go (`instance`), named.go (`expandRHS`).

use crate::Instance;
use crate::PkgId;
use crate::TypeId;
use crate::Types;

/// The number of the shared table.
const SHARED: u32 = 0;

/// The maker of an instance: the tables of instances it is looked up in and added to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Maker {
    /// The table of the instance that is expanded.
    own: Option<u32>,
    /// The package of that instance.
    pkg: Option<PkgId>,
    /// True if the shared table is used.
    is_shared: bool,
    /// True for the checker, false for imports.
    is_checker: bool,
}

impl Maker {
    /// The checked package.
    pub(crate) const CHECKER: Self = Self {
        own: None,
        pkg: None,
        is_shared: true,
        is_checker: true,
    };

    /// An imported package.
    pub(crate) const IMPORTER: Self = Self {
        is_checker: false,
        ..Self::CHECKER
    };

    /// Returns the tables in the order of look-ups.
    fn contexts(self) -> impl DoubleEndedIterator<Item = u32> {
        let shared = self.is_shared.then_some(SHARED);
        self.own.into_iter().chain(shared)
    }

    /// Returns an instance of a type of a package that is not expanded.
    pub(crate) fn new_instance(
        self,
        pkg: Option<PkgId>,
        orig: TypeId,
        targs: &[TypeId],
    ) -> Instance {
        Instance {
            context: self.own.filter(|_| self.pkg == pkg),
            is_shared: self.is_checker,
            ..Instance::new(orig, targs.into())
        }
    }
}

impl Types {
    /// Returns the maker of the types that the expansion of an instance needs.
    pub(crate) fn maker_of(&mut self, instance: TypeId) -> Maker {
        let named = self.named(instance);
        let Some(inst) = &named.inst else {
            return Maker::CHECKER;
        };
        let (is_shared, pkg) = (inst.is_shared, self.object(named.obj).pkg);
        let own = inst.context.unwrap_or_else(|| self.new_context(instance));
        Maker {
            own: Some(own),
            pkg,
            is_shared,
            is_checker: is_shared,
        }
    }

    /// Returns an instance that exists; it is then in all tables of the maker.
    pub(crate) fn find_for(
        &mut self,
        maker: Maker,
        hash: u64,
        orig: TypeId,
        targs: &[TypeId],
    ) -> Option<TypeId> {
        for context in maker.contexts() {
            if let Some(instance) = self.find_instance((context, hash), orig, targs) {
                return Some(self.share_for(maker, hash, orig, targs, instance));
            }
        }
        None
    }

    /// Adds an instance to all tables of a maker, or returns the identical one that exists.
    pub(crate) fn share_for(
        &mut self,
        maker: Maker,
        hash: u64,
        orig: TypeId,
        targs: &[TypeId],
        mut instance: TypeId,
    ) -> TypeId {
        for context in maker.contexts().rev() {
            instance = self.share_instance((context, hash), orig, targs, instance);
        }
        instance
    }

    /// Adds a table of instances with one instance, whose expansion may need itself.
    fn new_context(&mut self, instance: TypeId) -> u32 {
        self.algebra.contexts += 1;
        let context = self.algebra.contexts;
        let (orig, targs) = (self.origin(instance), self.type_args(instance));
        if let Some(inst) = &mut self.named_mut(instance).inst {
            inst.context = Some(context);
        }
        let hash = self.instance_hash(orig, &targs);
        self.share_instance((context, hash), orig, &targs, instance);
        context
    }
}
