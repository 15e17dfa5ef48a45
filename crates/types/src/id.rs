//! The numbers of types, objects, scopes and packages.
//!
//! Counterpart: none; upstream has pointers.

use std::num::NonZeroU32;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(NonZeroU32);

        impl $name {
            /// Returns the id of the entry at an index of its table.
            pub(crate) const fn at(index: usize) -> Self {
                match NonZeroU32::new(index as u32 + 1) {
                    Some(number) => Self(number),
                    None => panic!("more than four billion entries"),
                }
            }

            /// Returns its index in dense tables.
            pub const fn index(self) -> usize {
                self.0.get() as usize - 1
            }
        }
    };
}

id!(
    /// A type. As with upstream's pointers, equal types may have different ids.
    TypeId
);
id!(
    /// An object: the denotation of a name.
    ObjId
);
id!(
    /// A scope.
    ScopeId
);
id!(
    /// A package.
    PkgId
);
