//! The known word that is closest to a misspelt one.
//!
//! Counterpart: none.

/// Returns the candidate that differs by the fewest letters added, left out, replaced or swapped
/// with their neighbour; `None` if even that one differs too much.
pub(crate) fn closest<'c>(
    word: &str,
    candidates: impl Iterator<Item = &'c str>,
) -> Option<&'c str> {
    // Of short words almost any other one is close.
    let most = match word.len() {
        0..=2 => 0,
        3..=4 => 1,
        _ => 2,
    };
    let near = candidates.map(|candidate| (distance(word, candidate), candidate));
    let best = near.min_by_key(|(distance, _)| *distance)?;
    (1..=most).contains(&best.0).then_some(best.1)
}

/// Returns the optimal string alignment distance.
fn distance(from: &str, to: &str) -> usize {
    let (from, to): (Vec<char>, Vec<char>) = (from.chars().collect(), to.chars().collect());
    let mut rows: Vec<Vec<usize>> = vec![(0..=to.len()).collect()];
    for (i, a) in from.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, b) in to.iter().enumerate() {
            let replaced = rows[i][j] + usize::from(a != b);
            let mut least = replaced.min(rows[i][j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *a == to[j - 1] && from[i - 1] == *b {
                least = least.min(rows[i - 1][j - 1] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[from.len()][to.len()]
}

#[cfg(test)]
mod tests {
    use super::closest;
    use super::distance;

    #[test]
    fn close_words_are_found() {
        let of = |word| closest(word, ["build", "env", "timings", "vet", "why"].into_iter());
        assert_eq!(of("biuld"), Some("build"));
        assert_eq!(of("tmings"), Some("timings"));
        assert_eq!(of("evn"), Some("env"));
        for other in ["", "x", "bu", "deploy", "build"] {
            assert_eq!(of(other), None, "{other}");
        }
        assert_eq!(distance("kitten", "sitting"), 3);
    }
}
