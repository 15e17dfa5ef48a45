//! Vectors that passes use for a while, so that few are allocated.
//!
//! A function has pools of empty vectors, one for each type of elements, and working memory of
//! passes by type. Both can go on to the next function ([`Free::scratch`](crate::Free)), and are no
//! part of the function's state: a copy of the function begins without any.
//! Counterpart: cmd/compile/internal/ssa/cache.go and allocators.go.

use std::any::Any;
use std::any::TypeId as RustType;
use std::fmt::Debug;

use crate::ids::BlockId;
use crate::ids::ValueId;
use crate::package::TypeId;
use crate::pos::Pos;
use crate::state::Loop;
use crate::state::TreeNode;

/// Empty vectors of one kind of elements.
type Pool<T> = Vec<Vec<T>>;

/// Empty vectors of each kind of elements.
#[derive(Debug, Default)]
pub struct Scratch {
    flags: Pool<bool>,
    bytes: Pool<u8>,
    counts: Pool<i32>,
    numbers: Pool<u32>,
    words: Pool<u64>,
    integers: Pool<i64>,
    values: Pool<ValueId>,
    blocks: Pool<BlockId>,
    positions: Pool<Pos>,
    steps: Pool<(BlockId, u32)>,
    tree_nodes: Pool<TreeNode>,
    loops: Pool<Loop>,
    pairs: Pool<(ValueId, ValueId)>,
    types: Pool<TypeId>,
    /// A pool for each type of working memory, which only one pass knows.
    memory: Vec<(RustType, Box<dyn Kept>)>,
}

/// A pool of working memory.
trait Kept: Any + Debug + Send + Sync {}

impl<T: Any + Debug + Send + Sync> Kept for Vec<T> {}

impl Clone for Scratch {
    fn clone(&self) -> Self {
        Self::default()
    }
}

/// A kind of elements of which there are vectors.
pub(crate) trait Pooled: Copy {
    /// Returns the empty vectors of the kind.
    fn pool(scratch: &mut Scratch) -> &mut Pool<Self>;
}

impl Pooled for bool {
    fn pool(scratch: &mut Scratch) -> &mut Pool<Self> {
        &mut scratch.flags
    }
}

impl Pooled for u8 {
    fn pool(scratch: &mut Scratch) -> &mut Pool<Self> {
        &mut scratch.bytes
    }
}

impl Pooled for i32 {
    fn pool(scratch: &mut Scratch) -> &mut Pool<Self> {
        &mut scratch.counts
    }
}

impl Pooled for u32 {
    fn pool(scratch: &mut Scratch) -> &mut Pool<Self> {
        &mut scratch.numbers
    }
}

impl Pooled for u64 {
    fn pool(scratch: &mut Scratch) -> &mut Pool<Self> {
        &mut scratch.words
    }
}

impl Pooled for i64 {
    fn pool(scratch: &mut Scratch) -> &mut Pool<Self> {
        &mut scratch.integers
    }
}

impl Pooled for ValueId {
    fn pool(scratch: &mut Scratch) -> &mut Pool<Self> {
        &mut scratch.values
    }
}

impl Pooled for BlockId {
    fn pool(scratch: &mut Scratch) -> &mut Pool<Self> {
        &mut scratch.blocks
    }
}

impl Pooled for Pos {
    fn pool(scratch: &mut Scratch) -> &mut Pool<Self> {
        &mut scratch.positions
    }
}

impl Pooled for (BlockId, u32) {
    fn pool(scratch: &mut Scratch) -> &mut Pool<Self> {
        &mut scratch.steps
    }
}

impl Pooled for TreeNode {
    fn pool(scratch: &mut Scratch) -> &mut Pool<Self> {
        &mut scratch.tree_nodes
    }
}

impl Pooled for Loop {
    fn pool(scratch: &mut Scratch) -> &mut Pool<Self> {
        &mut scratch.loops
    }
}

impl Pooled for (ValueId, ValueId) {
    fn pool(scratch: &mut Scratch) -> &mut Pool<Self> {
        &mut scratch.pairs
    }
}

impl Pooled for TypeId {
    fn pool(scratch: &mut Scratch) -> &mut Pool<Self> {
        &mut scratch.types
    }
}

impl Scratch {
    /// Returns an empty vector.
    pub(crate) fn take<T: Pooled>(&mut self) -> Vec<T> {
        T::pool(self).pop().unwrap_or_default()
    }

    /// Returns a vector of equal elements.
    pub(crate) fn filled<T: Pooled>(&mut self, len: usize, element: T) -> Vec<T> {
        let mut list = self.take();
        list.resize(len, element);
        list
    }

    /// Returns a vector of these elements.
    pub(crate) fn of<T: Pooled>(&mut self, elements: impl IntoIterator<Item = T>) -> Vec<T> {
        let mut list = self.take();
        list.extend(elements);
        list
    }

    /// Returns working memory of a type, with the content that its last user has left.
    pub(crate) fn memory<T: Any + Debug + Default + Send + Sync>(&mut self) -> T {
        self.pool_of().and_then(Vec::pop).unwrap_or_default()
    }

    /// Returns working memory of equal elements that have no pool.
    pub(crate) fn memory_of<T>(&mut self, len: usize, element: T) -> Vec<T>
    where
        T: Any + Clone + Debug + Send + Sync,
    {
        let mut list: Vec<T> = self.memory();
        list.clear();
        list.resize(len, element);
        list
    }

    /// Takes working memory back.
    pub(crate) fn keep<T: Any + Debug + Send + Sync>(&mut self, memory: T) {
        match self.pool_of() {
            Some(pool) => pool.push(memory),
            None => {
                let pool = (RustType::of::<T>(), Box::new(vec![memory]) as Box<dyn Kept>);
                self.memory.push(pool);
            }
        }
    }

    /// Returns the pool of a type of working memory, if there is one.
    fn pool_of<T: Any>(&mut self) -> Option<&mut Vec<T>> {
        let wanted = RustType::of::<T>();
        let mut pools = self.memory.iter_mut();
        let (_, pool) = pools.find(|(ty, _)| *ty == wanted)?;
        let pool: &mut dyn Any = &mut **pool;
        pool.downcast_mut()
    }

    /// Takes a vector back.
    pub(crate) fn put<T: Pooled>(&mut self, mut list: Vec<T>) {
        list.clear();
        T::pool(self).push(list);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vectors_are_used_again_and_empty() {
        let mut scratch = Scratch::default();
        let list: Vec<u32> = scratch.filled(100, 7);
        assert_eq!((list.len(), list[99]), (100, 7));
        let capacity = list.capacity();
        scratch.put(list);
        let list: Vec<u32> = scratch.of([1, 2]);
        assert_eq!((&list[..], list.capacity()), (&[1, 2][..], capacity));
        assert!(scratch.take::<u32>().is_empty());
        scratch.put(list);
        assert!(scratch.clone().take::<u32>().capacity() == 0);
        for (one, other) in [("a", 1_u8), ("b", 2)] {
            scratch.keep(one);
            scratch.keep(other);
        }
        assert_eq!(
            (scratch.memory::<&str>(), scratch.memory::<&str>()),
            ("b", "a")
        );
        assert_eq!((scratch.memory::<&str>(), scratch.memory::<u8>()), ("", 2));
    }
}
