//! Huffman codes of limited length, the same as Go's for the same counts.
//!
//! Go computes them by package-merge: one sorted list of leaves and pairs for each
//! length, in which a pair goes before a leaf of the same count. While the limit is not
//! reached, all these lists agree with the sequence in which Huffman's algorithm takes
//! nodes from its two queues, with the same rule for equal counts. So the tree is built
//! in linear time, and only a tree that is too deep is built by package-merge.
//! Counterpart: compress/flate/huffman_code.go

use crate::bits::Code;
use crate::symbols::LITERALS;

/// Computes the length of the code of each symbol; 0 for those that do not occur.
///
/// The counts add up to less than 2^22, and there are at most [`LITERALS`] of them.
pub(crate) fn lengths(counts: &[u32], limit: u32, lengths: &mut [u8]) {
    lengths.fill(0);
    let mut leaves = [0_u32; LITERALS];
    let mut n = 0;
    for (symbol, &count) in counts.iter().enumerate() {
        if count != 0 {
            // Sorted by count, then by symbol, which fits 9 bits.
            leaves[n] = count << 9 | symbol as u32;
            n += 1;
        }
    }
    let leaves = &mut leaves[..n];
    if n <= 2 {
        for &leaf in &*leaves {
            lengths[symbol(leaf)] = 1;
        }
        return;
    }
    leaves.sort_unstable();
    let mut depths = [0_u8; LITERALS];
    let depths = &mut depths[..n];
    huffman(leaves, depths);
    // The rarest symbol is the deepest.
    if u32::from(depths[0]) > limit {
        package_merge(leaves, limit as usize, depths);
    }
    for (&leaf, &depth) in leaves.iter().zip(&*depths) {
        lengths[symbol(leaf)] = depth;
    }
}

fn symbol(leaf: u32) -> usize {
    (leaf & 0x1ff) as usize
}

/// Builds the tree without a limit. Pairs are made in increasing order of their counts,
/// so both queues stay sorted.
fn huffman(leaves: &[u32], depths: &mut [u8]) {
    let n = leaves.len();
    let mut sums = [u32::MAX; LITERALS];
    let mut leaf_parent = [0_u16; LITERALS];
    let mut pair_parent = [0_u16; LITERALS];
    let (mut leaf, mut pair) = (0, 0);
    for made in 0..n - 1 {
        let mut sum = 0;
        for _ in 0..2 {
            // Sums not made yet are larger than any count.
            let count = leaves.get(leaf).map_or(u32::MAX, |leaf| leaf >> 9);
            if count < sums[pair] {
                sum += count;
                leaf_parent[leaf] = made as u16;
                leaf += 1;
            } else {
                sum += sums[pair];
                pair_parent[pair] = made as u16;
                pair += 1;
            }
        }
        sums[made] = sum;
    }
    let mut pair_depth = [0_u8; LITERALS];
    for pair in (0..n - 2).rev() {
        pair_depth[pair] = pair_depth[usize::from(pair_parent[pair])].saturating_add(1);
    }
    for (depth, &parent) in depths.iter_mut().zip(&leaf_parent) {
        *depth = pair_depth[usize::from(parent)].saturating_add(1);
    }
}

/// One item of a list of package-merge.
#[derive(Clone, Copy)]
struct Item {
    sum: u32,
    is_leaf: bool,
}

/// Builds the best tree whose depth is at most `limit`.
fn package_merge(leaves: &[u32], limit: usize, depths: &mut [u8]) {
    let n = leaves.len();
    let mut lists: Vec<Vec<Item>> = Vec::with_capacity(limit);
    lists.push(
        leaves
            .iter()
            .map(|leaf| Item {
                sum: leaf >> 9,
                is_leaf: true,
            })
            .collect(),
    );
    for level in 1..limit {
        let below = &lists[level - 1];
        let mut list = Vec::with_capacity(2 * n);
        let mut leaves = leaves.iter().map(|leaf| leaf >> 9).peekable();
        for pair in below.chunks_exact(2) {
            let sum = pair[0].sum + pair[1].sum;
            while let Some(count) = leaves.next_if(|&count| count < sum) {
                list.push(Item {
                    sum: count,
                    is_leaf: true,
                });
            }
            list.push(Item {
                sum,
                is_leaf: false,
            });
        }
        list.extend(leaves.map(|count| Item {
            sum: count,
            is_leaf: true,
        }));
        lists.push(list);
    }
    // The tree has 2n - 2 nodes below its root. The pairs among them are made of as many
    // items of the list below, and a leaf is as deep as the number of lists it is in.
    depths.fill(0);
    let mut needed = 2 * n - 2;
    for list in lists.iter().rev() {
        let leaves = list.iter().take(needed).filter(|item| item.is_leaf).count();
        for depth in depths.iter_mut().take(leaves) {
            *depth += 1;
        }
        needed = 2 * (needed - leaves);
    }
}

/// Assigns codes to symbols by the lengths of their codes.
pub(crate) fn codes(lengths: &[u8], codes: &mut [Code]) {
    let mut per_length = [0_u16; 16];
    for &length in lengths {
        per_length[usize::from(length & 15)] += 1;
    }
    let mut next = [0_u16; 16];
    let mut code = 0_u16;
    for length in 1..16 {
        next[length] = code;
        code = code.wrapping_add(per_length[length]) << 1;
    }
    for (&length, code) in lengths.iter().zip(codes) {
        let length = length & 15;
        *code = Code::default();
        if length > 0 {
            let next = &mut next[usize::from(length)];
            let bits = next.reverse_bits() >> (16 - length);
            *code = Code::new(u32::from(bits), u32::from(length));
            *next += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::huffman;
    use super::lengths;
    use super::package_merge;

    fn by_package_merge(leaves: &[u32]) -> Vec<u8> {
        let mut depths = vec![0; leaves.len()];
        package_merge(leaves, 15.min(leaves.len() - 1), &mut depths);
        depths
    }

    fn by_huffman(leaves: &[u32]) -> Vec<u8> {
        let mut depths = vec![0; leaves.len()];
        huffman(leaves, &mut depths);
        depths
    }

    /// All counts up to 6 of up to 7 symbols: equal counts in every combination.
    #[test]
    fn both_algorithms_agree_on_equal_counts() {
        fn extend(leaves: &mut Vec<u32>, left: usize) {
            if leaves.len() >= 3 {
                assert_eq!(by_huffman(leaves), by_package_merge(leaves), "{leaves:?}");
            }
            if left > 0 {
                let least = leaves.last().map_or(1, |leaf| leaf >> 9);
                for count in least..=6 {
                    leaves.push(count << 9 | leaves.len() as u32);
                    extend(leaves, left - 1);
                    leaves.pop();
                }
            }
        }
        extend(&mut Vec::new(), 7);
    }

    #[test]
    fn limited() {
        let mut counts = [0_u32; 30];
        let (mut a, mut b) = (1, 1);
        for count in &mut counts[..24] {
            *count = a;
            (a, b) = (b, a + b);
        }
        for limit in [7, 15] {
            let mut result = [0; 30];
            lengths(&counts, limit, &mut result);
            let kraft: u32 = result
                .iter()
                .filter(|&&length| length > 0)
                .map(|&length| 1 << (15 - length))
                .sum();
            assert_eq!(kraft, 1 << 15);
            assert!(result.iter().all(|&length| u32::from(length) <= limit));
        }
    }
}
