//! Items by shard.
//!
//! Counterpart: none; the official linker has one table for all.

/// Items ordered by shard; in a shard they keep their order.
#[derive(Default)]
pub(super) struct Shards<T> {
    items: Vec<T>,
    /// End of the items of each shard.
    ends: Vec<u32>,
}

impl<T: Copy + Default> Shards<T> {
    /// Sorts items by shard, of which there are `count`.
    pub(super) fn new(list: &[T], count: usize, shard: impl Fn(&T) -> usize) -> Self {
        Self::place(list, count, shard, |_, item| *item)
    }

    /// Makes an item from each key and its index, and sorts items by the shards of their keys, of
    /// which there are `count`.
    pub(super) fn place<K>(
        keys: &[K],
        count: usize,
        shard: impl Fn(&K) -> usize,
        item: impl Fn(usize, &K) -> T,
    ) -> Self {
        let mut ends = vec![0_u32; count + 1];
        for key in keys {
            ends[shard(key) + 1] += 1;
        }
        for at in 1..=count {
            ends[at] += ends[at - 1];
        }
        let mut items = vec![T::default(); keys.len()];
        for (at, key) in keys.iter().enumerate() {
            let end = &mut ends[shard(key)];
            items[*end as usize] = item(at, key);
            *end += 1;
        }
        // Each entry is now the end of its shard; the last one was the end of all.
        ends.pop();
        Self { items, ends }
    }

    /// Returns the items of all shards.
    pub(super) fn all(&self) -> &[T] {
        &self.items
    }

    /// Returns the items of a shard.
    pub(super) fn of(&self, shard: usize) -> &[T] {
        let end = |shard: usize| self.ends.get(shard).copied().unwrap_or_default() as usize;
        let start = shard.checked_sub(1).map_or(0, end);
        self.items.get(start..end(shard)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::Shards;

    #[test]
    fn order() {
        let shards = Shards::new(&[5, 1, 0, 4, 13], 4, |item| item % 4);
        assert_eq!(shards.of(0), [0, 4]);
        assert_eq!(shards.of(1), [5, 1, 13]);
        assert!(shards.of(2).is_empty() && shards.of(3).is_empty() && shards.of(4).is_empty());
        assert!(Shards::<u8>::default().of(0).is_empty());
        let made = Shards::place(&[5, 1, 0], 4, |key| key % 4, |at, &key| (at, key));
        assert_eq!(made.of(0), [(2, 0)]);
        assert_eq!(made.of(1), [(0, 5), (1, 1)]);
    }
}
