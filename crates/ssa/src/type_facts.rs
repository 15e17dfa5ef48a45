//! Kinds and sizes of types, in dense vectors: most questions about types are about these.
//!
//! Counterpart: cmd/compile/internal/types/type.go (`Kind`, `Size`).

/// A type of the back end whose values are in no register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EmptyType {
    /// States of memory.
    Memory,
    /// Flags of the processor.
    Flags,
    /// Nothing.
    Void,
}

impl EmptyType {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Memory => "mem",
            Self::Flags => "flags",
            Self::Void => "void",
        }
    }

    /// The bits of an entry of [`TypeFacts::kinds`].
    fn bits(self) -> u8 {
        match self {
            Self::Memory => 1 << 6,
            Self::Flags => 2 << 6,
            Self::Void => 3 << 6,
        }
    }
}

/// The bits of an entry of [`TypeFacts::kinds`] with the kind; greater kinds do not exist.
const KIND_BITS: u8 = (1 << 6) - 1;

/// Kinds and sizes of types, by number.
#[derive(Clone, Debug, Default)]
pub(crate) struct TypeFacts {
    /// The kind, and bits for types without content.
    kinds: Vec<u8>,
    /// The size, in bytes.
    sizes: Vec<i64>,
}

impl TypeFacts {
    /// Adds the next type.
    pub(crate) fn push(&mut self, kind: u32, size: i64, empty: Option<EmptyType>) {
        let empty = empty.map_or(0, EmptyType::bits);
        self.kinds.push(kind.min(KIND_BITS.into()) as u8 | empty);
        self.sizes.push(size);
    }

    /// Returns the kind of a type, unless the number is 0 or unknown.
    #[inline]
    pub(crate) fn kind(&self, id: u32) -> Option<u32> {
        let kind = self.kinds.get((id as usize).checked_sub(1)?);
        kind.map(|kind| u32::from(kind & KIND_BITS))
    }

    /// Returns the size of a type in bytes, unless the number is 0 or unknown.
    #[inline]
    pub(crate) fn size(&self, id: u32) -> Option<i64> {
        self.sizes.get((id as usize).checked_sub(1)?).copied()
    }

    /// Reports whether a type is a type without content.
    #[inline]
    pub(crate) fn is_empty(&self, id: u32, empty: EmptyType) -> bool {
        let at = (id as usize).checked_sub(1);
        let kind = at.and_then(|at| self.kinds.get(at));
        kind.is_some_and(|kind| kind & !KIND_BITS == empty.bits())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_found_by_number() {
        let mut facts = TypeFacts::default();
        facts.push(34, 0, Some(EmptyType::Memory));
        facts.push(21, 8, None);
        facts.push(34, 0, Some(EmptyType::Void));
        facts.push(1000, 1, None);
        let kinds = [0, 1, 2, 3, 4, 5].map(|id| facts.kind(id));
        let wanted = [None, Some(34), Some(21), Some(34), Some(63), None];
        assert_eq!(kinds, wanted);
        assert_eq!((facts.size(2), facts.size(0)), (Some(8), None));
        let is_memory = |id| facts.is_empty(id, EmptyType::Memory);
        assert_eq!([1, 2, 3, 9].map(is_memory), [true, false, false, false]);
        assert!(facts.is_empty(3, EmptyType::Void));
    }
}
