//! Lists of code in ascending order.
//!
//! Counterpart: cmd/internal/dwarf/dwarf.go (`MergeRanges`, `AppendRange`).

use vamos_obj::CodeRange;

/// Returns the code of two lists.
pub(super) fn merge(one: &[CodeRange], two: &[CodeRange]) -> Vec<CodeRange> {
    let mut merged: Vec<CodeRange> = Vec::with_capacity(one.len() + two.len());
    let (mut one, mut two) = (one, two);
    loop {
        let is_second = match (one.first(), two.first()) {
            (Some(one), Some(two)) => two.start < one.start,
            (None, None) => return merged,
            (first, _) => first.is_none(),
        };
        let list = if is_second { &mut two } else { &mut one };
        let Some((next, rest)) = list.split_first() else {
            return merged;
        };
        *list = rest;
        match merged.last_mut() {
            // A range inside the last one makes it shorter, as in the compiler.
            Some(last) if next.start <= last.end => last.end = next.end,
            _ => merged.push(*next),
        }
    }
}

/// Adds code after the code of a list, unless it is empty.
pub(super) fn append(list: &mut Vec<CodeRange>, range: CodeRange) {
    if range.end <= range.start {
        return;
    }
    match list.last_mut() {
        Some(last) if last.end == range.start => last.end = range.end,
        _ => list.push(range),
    }
}

/// Reports whether each range of a list is in one of another list.
pub(super) fn contains(outer: &[CodeRange], inner: &[CodeRange]) -> bool {
    inner.iter().all(|inner| {
        let mut outer = outer.iter();
        outer.any(|outer| outer.start <= inner.start && inner.end <= outer.end)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(pairs: &[(u64, u64)]) -> Vec<CodeRange> {
        let ranges = pairs.iter();
        ranges
            .map(|(start, end)| CodeRange {
                start: *start,
                end: *end,
            })
            .collect()
    }

    #[test]
    fn touching_ranges_become_one() {
        let merged = merge(&list(&[(0, 4), (10, 12)]), &list(&[(4, 6), (12, 20)]));
        assert_eq!(merged, list(&[(0, 6), (10, 20)]));
        assert_eq!(merge(&list(&[]), &list(&[(1, 2)])), list(&[(1, 2)]));
        assert_eq!(merge(&list(&[(1, 2)]), &list(&[])), list(&[(1, 2)]));
        let mut ranges = list(&[(0, 4)]);
        let added = list(&[(4, 8), (8, 8), (9, 10)]);
        added
            .into_iter()
            .for_each(|range| append(&mut ranges, range));
        assert_eq!(ranges, list(&[(0, 8), (9, 10)]));
    }

    #[test]
    fn ranges_are_inside_of_one_other_range() {
        let outer = list(&[(0, 4), (6, 9)]);
        assert!(contains(&outer, &list(&[(1, 4), (6, 7)])));
        assert!(!contains(&outer, &list(&[(3, 7)])));
    }
}
