//! Indices by shard.
//!
//! Counterpart: none; the official linker has one table for all.

/// Indices of a list, ordered by shard; in a shard they ascend.
#[derive(Default)]
pub(super) struct Shards {
    indices: Vec<u32>,
    /// Where the indices of each shard end.
    ends: Vec<u32>,
}

impl Shards {
    /// Sorts the indices of a list by shard; those with none are left out.
    pub(super) fn new<T: Copy>(
        list: &[T],
        count: usize,
        shard: impl Fn(T) -> Option<usize>,
    ) -> Self {
        let mut ends = vec![0_u32; count + 1];
        for &item in list {
            if let Some(shard) = shard(item) {
                ends[shard + 1] += 1;
            }
        }
        for at in 1..=count {
            ends[at] += ends[at - 1];
        }
        let mut indices = vec![0; ends[count] as usize];
        for (index, &item) in (0..).zip(list) {
            if let Some(shard) = shard(item) {
                indices[ends[shard] as usize] = index;
                ends[shard] += 1;
            }
        }
        // Each entry is now the end of its shard; the last one was the end of all.
        ends.pop();
        Self { indices, ends }
    }

    /// Returns the indices of a shard.
    pub(super) fn of(&self, shard: usize) -> &[u32] {
        let end = |shard: usize| self.ends.get(shard).copied().unwrap_or_default() as usize;
        let start = shard.checked_sub(1).map_or(0, end);
        self.indices.get(start..end(shard)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::Shards;

    #[test]
    fn order() {
        let list = [5, 1, 0, 9, 4, 13];
        let shards = Shards::new(&list, 4, |item| (item != 9).then_some(item % 4));
        assert_eq!(shards.of(0), [2, 4]);
        assert_eq!(shards.of(1), [0, 1, 5]);
        assert!(shards.of(2).is_empty() && shards.of(3).is_empty() && shards.of(4).is_empty());
        assert!(Shards::default().of(0).is_empty());
    }
}
