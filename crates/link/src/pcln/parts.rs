//! Work on parts of a list, in parallel.
//!
//! Counterpart: upstream writes its tables on one thread.

use std::ops::Range;
use std::sync::Mutex;
use std::sync::PoisonError;

use vamos_sched::Class;
use vamos_sched::Pool;

/// Applies `task` to ranges of at most `step` indices below `len` and returns the results
/// in order.
pub(super) fn map_ranges<R: Send>(
    pool: &Pool,
    len: usize,
    step: usize,
    task: impl Fn(Range<usize>) -> R + Sync,
) -> Vec<R> {
    let starts: Vec<usize> = (0..len).step_by(step).collect();
    pool.map(Class::Cpu, &starts, |&start| {
        task(start..(start + step).min(len))
    })
}

/// Hands each item to `task`, with its index.
pub(super) fn for_each<T: Send>(pool: &Pool, items: Vec<T>, task: impl Fn(usize, T) + Sync) {
    let items: Vec<(usize, Mutex<Option<T>>)> = (items.into_iter().enumerate())
        .map(|(index, item)| (index, Mutex::new(Some(item))))
        .collect();
    pool.map(Class::Cpu, &items, |(index, item)| {
        let item = item.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(item) = item {
            task(*index, item);
        }
    });
}

/// Cuts `bytes` where each of `cuts` begins; a cut outside of the bytes is moved to their
/// end. Bytes before the first cut are left out.
pub(super) fn split<'b>(bytes: &'b mut [u8], cuts: &[usize]) -> Vec<&'b mut [u8]> {
    let mut parts = Vec::with_capacity(cuts.len());
    let (mut rest, mut at) = (bytes, 0);
    let mut is_first = true;
    for &cut in cuts {
        let len = cut.saturating_sub(at).min(rest.len());
        let (part, tail) = rest.split_at_mut(len);
        if !is_first {
            parts.push(part);
        }
        is_first = false;
        (rest, at) = (tail, at + len);
    }
    if !is_first {
        parts.push(rest);
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_table() {
        let mut bytes = *b"0123456789";
        let parts = split(&mut bytes, &[1, 1, 4, 12]);
        let expected: [&[u8]; 4] = [b"", b"123", b"456789", b""];
        assert_eq!(parts, expected);
    }

    #[test]
    fn ranges_and_items_keep_their_order() {
        let pool = Pool::new(2);
        let ranges = map_ranges(&pool, 7, 3, |range| range);
        assert_eq!(ranges, [0..3, 3..6, 6..7]);
        let mut bytes = [0; 4];
        let parts = split(&mut bytes, &[0, 3]);
        for_each(&pool, parts, |index, part| part.fill(1 + index as u8));
        assert_eq!(bytes, [1, 1, 1, 2]);
    }
}
