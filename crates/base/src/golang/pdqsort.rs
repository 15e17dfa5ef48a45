//! Sorting in exactly Go's order, also of elements that compare equal.
//!
//! Go's sort is not stable: where elements are equal, the steps of the algorithm decide
//! their order, and that order reaches the linker's output. So this is the same
//! algorithm step by step: a quicksort that detects patterns, with insertion sort for
//! short ranges and heapsort after too many bad pivots. `slices.SortFunc`, `sort.Sort`
//! and `sort.Slice` are generated from one template and make the same comparisons and
//! swaps, so one port serves all of them.
//!
//! Stable sorts (`slices.SortStableFunc`, `sort.Stable`) have one possible result; use
//! the standard library's `sort_by` for them.
//! Counterpart: slices/zsortanyfunc.go, sort/zsortinterface.go, sort/zsortfunc.go

use std::cmp::Ordering;

/// Ranges up to this length are sorted by insertion.
const MAX_INSERTION: usize = 12;

/// From this length on, the pivot is the median of three medians.
const SHORTEST_NINTHER: usize = 50;

/// The swaps that choosing a pivot makes in a range that decreases.
const MAX_SWAPS: usize = 4 * 3;

/// Sorts `data` as Go's `slices.SortFunc` does.
pub fn sort_func<T>(data: &mut [T], mut compare: impl FnMut(&T, &T) -> Ordering) {
    sort(data, |a, b| compare(a, b) == Ordering::Less);
}

/// Sorts `data` as Go's `sort.Sort` and `sort.Slice` do, where `less` is the `Less` of
/// two elements.
pub fn sort<T>(data: &mut [T], mut less: impl FnMut(&T, &T) -> bool) {
    let n = data.len();
    quicksort(data, 0, n, bit_length(n), &mut less);
}

/// Returns the number of bits of `n`, Go's `bits.Len`.
fn bit_length(n: usize) -> u32 {
    usize::BITS - n.leading_zeros()
}

fn insertion_sort<T>(data: &mut [T], a: usize, b: usize, less: &mut impl FnMut(&T, &T) -> bool) {
    for i in a + 1..b {
        let mut j = i;
        while j > a && less(&data[j], &data[j - 1]) {
            data.swap(j, j - 1);
            j -= 1;
        }
    }
}

/// Restores the heap order of `data[first + lo..first + hi]` below its root.
fn sift_down<T>(
    data: &mut [T],
    lo: usize,
    hi: usize,
    first: usize,
    less: &mut impl FnMut(&T, &T) -> bool,
) {
    let mut root = lo;
    loop {
        let mut child = 2 * root + 1;
        if child >= hi {
            return;
        }
        if child + 1 < hi && less(&data[first + child], &data[first + child + 1]) {
            child += 1;
        }
        if !less(&data[first + root], &data[first + child]) {
            return;
        }
        data.swap(first + root, first + child);
        root = child;
    }
}

fn heap_sort<T>(data: &mut [T], a: usize, b: usize, less: &mut impl FnMut(&T, &T) -> bool) {
    let hi = b - a;
    for i in (0..=(hi - 1) / 2).rev() {
        sift_down(data, i, hi, a, less);
    }
    for i in (0..hi).rev() {
        data.swap(a, a + i);
        sift_down(data, 0, i, a, less);
    }
}

/// Sorts `data[a..b]`; after `limit` bad pivots by heapsort.
fn quicksort<T>(
    data: &mut [T],
    mut a: usize,
    mut b: usize,
    mut limit: u32,
    less: &mut impl FnMut(&T, &T) -> bool,
) {
    let mut was_balanced = true;
    let mut was_partitioned = true;
    loop {
        let length = b - a;
        if length <= MAX_INSERTION {
            insertion_sort(data, a, b, less);
            return;
        }
        if limit == 0 {
            heap_sort(data, a, b, less);
            return;
        }
        if !was_balanced {
            break_patterns(data, a, b);
            limit -= 1;
        }
        let (mut pivot, mut hint) = choose_pivot(data, a, b, less);
        if hint == Hint::Decreasing {
            data[a..b].reverse();
            pivot = (b - 1) - (pivot - a);
            hint = Hint::Increasing;
        }
        if was_balanced
            && was_partitioned
            && hint == Hint::Increasing
            && partial_insertion_sort(data, a, b, less)
        {
            return;
        }
        // The element before the range is at most the pivot. If it is equal, the range
        // holds many equal elements: they are set aside together.
        if a > 0 && !less(&data[a - 1], &data[pivot]) {
            a = partition_equal(data, a, b, pivot, less);
            continue;
        }
        let (middle, already_partitioned) = partition(data, a, b, pivot, less);
        was_partitioned = already_partitioned;
        let (left, right) = (middle - a, b - middle);
        let threshold = length / 8;
        // The shorter side is sorted first, so that the stack stays shallow.
        if left < right {
            was_balanced = left >= threshold;
            quicksort(data, a, middle, limit, less);
            a = middle + 1;
        } else {
            was_balanced = right >= threshold;
            quicksort(data, middle + 1, b, limit, less);
            b = middle;
        }
    }
}

/// Moves smaller elements before the pivot, the others after it. Returns the pivot's index, and
/// true if nothing was moved.
fn partition<T>(
    data: &mut [T],
    a: usize,
    b: usize,
    pivot: usize,
    less: &mut impl FnMut(&T, &T) -> bool,
) -> (usize, bool) {
    data.swap(a, pivot);
    // Both are inclusive bounds of the remaining range; j never passes a, the index of the pivot.
    let (mut i, mut j) = (a + 1, b - 1);
    let mut is_first = true;
    loop {
        while i <= j && less(&data[i], &data[a]) {
            i += 1;
        }
        while i <= j && !less(&data[j], &data[a]) {
            j -= 1;
        }
        if i > j {
            break;
        }
        data.swap(i, j);
        i += 1;
        j -= 1;
        is_first = false;
    }
    data.swap(j, a);
    (j, is_first)
}

/// Moves the elements equal to the pivot, the smallest of the range, to its front. Returns the
/// index of the first greater one.
fn partition_equal<T>(
    data: &mut [T],
    a: usize,
    b: usize,
    pivot: usize,
    less: &mut impl FnMut(&T, &T) -> bool,
) -> usize {
    data.swap(a, pivot);
    let (mut i, mut j) = (a + 1, b - 1);
    loop {
        while i <= j && !less(&data[a], &data[i]) {
            i += 1;
        }
        while i <= j && less(&data[a], &data[j]) {
            j -= 1;
        }
        if i > j {
            return i;
        }
        data.swap(i, j);
        i += 1;
        j -= 1;
    }
}

/// Sorts a few elements and reports whether the range is then sorted.
fn partial_insertion_sort<T>(
    data: &mut [T],
    a: usize,
    b: usize,
    less: &mut impl FnMut(&T, &T) -> bool,
) -> bool {
    const MAX_STEPS: usize = 5;
    const SHORTEST_SHIFTING: usize = 50;
    let mut i = a + 1;
    for _ in 0..MAX_STEPS {
        while i < b && !less(&data[i], &data[i - 1]) {
            i += 1;
        }
        if i == b {
            return true;
        }
        if b - a < SHORTEST_SHIFTING {
            return false;
        }
        data.swap(i, i - 1);
        if i - a >= 2 {
            // Upstream's bound is 1, not a + 1: the element before the range is not greater than
            // the element, so the comparison ends the loop there.
            let mut j = i - 1;
            while j >= 1 && less(&data[j], &data[j - 1]) {
                data.swap(j, j - 1);
                j -= 1;
            }
        }
        if b - i >= 2 {
            let mut j = i + 1;
            while j < b && less(&data[j], &data[j - 1]) {
                data.swap(j, j - 1);
                j += 1;
            }
        }
    }
    false
}

/// Swaps three elements of the middle with others; which ones depends on the length only.
fn break_patterns<T>(data: &mut [T], a: usize, b: usize) {
    let length = b - a;
    if length < 8 {
        return;
    }
    let mut random = length as u64;
    let modulus = 1_u64 << bit_length(length);
    let start = a + (length / 4) * 2 - 1;
    for index in start..start + 3 {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        // Below the modulus, which is at most twice the length.
        let mut other = (random & (modulus - 1)) as usize;
        if other >= length {
            other -= length;
        }
        data.swap(index, a + other);
    }
}

/// Order of the range, as observed while choosing the pivot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hint {
    /// Unknown order.
    Unknown,
    /// All samples were in order.
    Increasing,
    /// All samples were in reverse order.
    Decreasing,
}

/// Chooses the pivot of `data[a..b]` from three or nine samples.
fn choose_pivot<T>(
    data: &[T],
    a: usize,
    b: usize,
    less: &mut impl FnMut(&T, &T) -> bool,
) -> (usize, Hint) {
    let length = b - a;
    let mut swaps = 0;
    let mut i = a + length / 4;
    let mut j = a + length / 4 * 2;
    let mut k = a + length / 4 * 3;
    if length >= 8 {
        if length >= SHORTEST_NINTHER {
            i = median(data, [i - 1, i, i + 1], &mut swaps, less);
            j = median(data, [j - 1, j, j + 1], &mut swaps, less);
            k = median(data, [k - 1, k, k + 1], &mut swaps, less);
        }
        j = median(data, [i, j, k], &mut swaps, less);
    }
    let hint = match swaps {
        0 => Hint::Increasing,
        MAX_SWAPS => Hint::Decreasing,
        _ => Hint::Unknown,
    };
    (j, hint)
}

/// Returns which of three places holds the median, and counts the swaps this needed.
fn median<T>(
    data: &[T],
    [mut a, mut b, mut c]: [usize; 3],
    swaps: &mut usize,
    less: &mut impl FnMut(&T, &T) -> bool,
) -> usize {
    let mut order = |first: &mut usize, second: &mut usize| {
        if less(&data[*second], &data[*first]) {
            *swaps += 1;
            std::mem::swap(first, second);
        }
    };
    order(&mut a, &mut b);
    order(&mut b, &mut c);
    order(&mut a, &mut b);
    b
}

#[cfg(test)]
mod tests {
    use super::sort;
    use super::sort_func;

    #[test]
    fn sorts() {
        for n in [0, 1, 2, 12, 13, 49, 50, 51, 1000] {
            let mut numbers: Vec<u32> = (0..n).map(|i| (i * 7919) % 101).collect();
            let mut expected = numbers.clone();
            expected.sort_unstable();
            sort_func(&mut numbers, Ord::cmp);
            assert_eq!(numbers, expected);
            numbers.reverse();
            sort(&mut numbers, |a, b| a < b);
            assert_eq!(numbers, expected);
        }
    }
}
