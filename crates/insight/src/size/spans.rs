//! Ranges that may overlap, cut so that each byte belongs to one of them.
//!
//! Counterpart: none.

/// Cuts ranges (first, length, owner) to the bounds `within` (first, end), and calls `give` with
/// the length of each piece and its owner, or `None` where there is no range. Where ranges overlap,
/// a byte belongs to the range with the last start, and to the shorter one of two with the same
/// start.
pub(super) fn cut<T: Copy>(
    mut ranges: Vec<(u64, u64, T)>,
    within: (u64, u64),
    mut give: impl FnMut(u64, Option<T>),
) {
    // Stable: of equal ranges the last one has the bytes.
    ranges.sort_by_key(|(first, length, _)| (*first, std::cmp::Reverse(*length)));
    let (mut at, end) = within;
    let mut open: Vec<(u64, T)> = Vec::new();
    let mut advance = |to: u64, owner: Option<T>| {
        let to = to.min(end);
        if to > at {
            give(to - at, owner);
            at = to;
        }
    };
    for (first, length, owner) in ranges {
        while let Some((end, before)) = open.pop_if(|(end, _)| *end <= first) {
            advance(end, Some(before));
        }
        advance(first, open.last().map(|(_, owner)| *owner));
        open.push((first.saturating_add(length), owner));
    }
    while let Some((end, owner)) = open.pop() {
        advance(end, Some(owner));
    }
    advance(end, None);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::cut;

    #[test]
    fn inner_ranges_have_their_bytes() {
        let ranges = vec![(10, 10, 'a'), (12, 3, 'b'), (18, 5, 'c'), (30, 100, 'd')];
        let mut pieces = Vec::new();
        cut(ranges, (5, 35), |length, owner| {
            pieces.push((length, owner));
        });
        let a = Some('a');
        let want = [
            (5, None),
            (2, a),
            (3, Some('b')),
            (3, a),
            (5, Some('c')),
            (7, None),
            (5, Some('d')),
        ];
        assert_eq!(pieces, want);
    }

    proptest! {
        #[test]
        fn each_byte_is_given_once(ranges in prop::collection::vec((0..60_u64, 0..30_u64), 0..12), from in 0..40_u64, length in 0..60_u64) {
            let named: Vec<(u64, u64, usize)> = ranges.iter().enumerate().map(|(at, (first, length))| (*first, *length, at)).collect();
            let mut given = Vec::new();
            cut(named, (from, from + length), |count, owner| given.extend((0..count).map(|_| owner)));
            prop_assert_eq!(given.len() as u64, length);
            for (at, owner) in (from..).zip(given) {
                let covers = |place: &usize| ranges[*place].0 <= at && at < ranges[*place].0 + ranges[*place].1;
                match owner {
                    Some(place) => {
                        prop_assert!(covers(&place));
                        prop_assert!((0..ranges.len()).filter(covers).all(|other| ranges[other].0 <= ranges[place].0));
                    }
                    None => prop_assert!(!(0..ranges.len()).any(|place| covers(&place))),
                }
            }
        }
    }
}
