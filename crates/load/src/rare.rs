//! Parts of a package that most packages do not have.
//!
//! Counterpart: none.

use std::ops::Deref;
use std::ops::DerefMut;

use vamos_modload::dirpkg::CgoFlags;
use vamos_modload::dirpkg::PackageTests;

/// A value that is read as a `T`, and has the size of a pointer if it is empty. A graph has
/// thousands of packages, which are moved and copied. Borrowing it as `&mut` allocates the value.
#[derive(Clone, Debug)]
pub struct Rare<T>(Option<Box<T>>);

/// A type that has an empty value.
pub trait Empty: PartialEq + 'static {
    /// Returns the value.
    fn empty() -> &'static Self;
}

/// Implements [`Empty`] for a type with these fields.
macro_rules! empty {
    ($type:ident { $($field:ident: $value:expr),* }) => {
        impl $crate::rare::Empty for $type {
            fn empty() -> &'static Self {
                static EMPTY: $type = $type { $($field: $value),* };
                &EMPTY
            }
        }
    };
}

pub(crate) use empty;

empty!(CgoFlags {
    cflags: Vec::new(),
    cppflags: Vec::new(),
    cxxflags: Vec::new(),
    fflags: Vec::new(),
    ldflags: Vec::new(),
    pkg_config: Vec::new()
});
empty!(PackageTests {
    go: Vec::new(),
    imports: Vec::new(),
    embed_patterns: Vec::new()
});

impl<T> Default for Rare<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T: Empty> From<T> for Rare<T> {
    fn from(value: T) -> Self {
        Self((value != *T::empty()).then(|| Box::new(value)))
    }
}

impl<T: Empty> Deref for Rare<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.0.as_deref().unwrap_or_else(|| T::empty())
    }
}

impl<T: Empty + Clone> DerefMut for Rare<T> {
    fn deref_mut(&mut self) -> &mut T {
        self.0.get_or_insert_with(|| Box::new(T::empty().clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::Empty;
    use super::Rare;
    use vamos_modload::dirpkg::CgoFlags;

    #[test]
    fn an_empty_value_takes_no_place() {
        assert_eq!(*CgoFlags::empty(), CgoFlags::default());
        let mut flags = Rare::from(CgoFlags::default());
        assert!(flags.0.is_none() && flags.cflags.is_empty());
        flags.cflags.push("-g".to_owned());
        assert_eq!(flags.clone().cflags, ["-g"]);
        assert_eq!(size_of::<Rare<CgoFlags>>(), size_of::<usize>());
    }
}
