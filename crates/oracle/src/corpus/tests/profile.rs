//! Coverage profiles, whose counts may differ between two runs of the same program.
//!
//! Counterpart: cmd/go/internal/test/cover.go (`mergeCoverProfile`).

use std::collections::BTreeSet;

/// The lines of a profile: the mode, then one block each, with its count at the end.
pub(super) struct Profile(String);

impl Profile {
    /// Returns a profile with this text.
    pub(super) fn new(text: String) -> Self {
        Self(text)
    }

    /// Compares two profiles and returns a description. Where they differ, up to `most` more
    /// official ones, from `again`, show which counts are nondeterministic, because of goroutines
    /// and random numbers.
    pub(super) fn compare(
        &self,
        other: &Self,
        most: usize,
        mut again: impl FnMut() -> Result<Self, String>,
    ) -> Result<String, String> {
        let size = other.0.len();
        let mut unstable = BTreeSet::new();
        let Some(mut left) = self.difference(other, &unstable) else {
            return Ok(format!("{size} bytes equal"));
        };
        for _ in 0..most {
            unstable.extend(self.unstable(&again()?));
            match self.difference(other, &unstable) {
                Some(difference) => left = difference,
                None => {
                    let count = unstable.len();
                    return Ok(format!(
                        "{size} bytes equal, but for {count} counts that differ officially"
                    ));
                }
            }
        }
        Err(left)
    }

    /// Returns the first difference but for the counts of lines with the given numbers.
    fn difference(&self, other: &Self, unstable: &BTreeSet<usize>) -> Option<String> {
        let (one, two) = (self.0.split('\n'), other.0.split('\n'));
        if one.clone().count() != two.clone().count() {
            return Some("the profiles have other numbers of lines".to_owned());
        }
        let mut pairs = one.zip(two).enumerate();
        let found = pairs.find(|(number, (one, two))| {
            if unstable.contains(number) {
                block(one) != block(two)
            } else {
                one != two
            }
        });
        found.map(|(_, (one, two))| format!("{one} <> {two}"))
    }

    /// Returns the numbers of lines that differ in nothing but their count.
    fn unstable(&self, again: &Self) -> Vec<usize> {
        let pairs = self.0.split('\n').zip(again.0.split('\n')).enumerate();
        let differing = pairs.filter(|(_, (one, two))| one != two && block(one) == block(two));
        differing.map(|(number, _)| number).collect()
    }
}

/// Returns a line without its count.
fn block(line: &str) -> Option<&str> {
    line.rsplit_once(' ').map(|(block, _)| block)
}

#[cfg(test)]
mod tests {
    use super::Profile;

    fn profile(text: &str) -> Profile {
        Profile::new(format!("mode: set\n{text}"))
    }

    #[test]
    fn only_counts_that_differ_officially_may_differ() {
        let theirs = profile("a.go:1.2,3.4 1 1\na.go:5.6,7.8 1 0\n");
        let again = || Ok(profile("a.go:1.2,3.4 1 1\na.go:5.6,7.8 1 1\n"));
        let compare = |ours: &str| theirs.compare(&profile(ours), 1, again);
        let equal = compare("a.go:1.2,3.4 1 1\na.go:5.6,7.8 1 0\n");
        assert_eq!(equal.as_deref(), Ok("44 bytes equal"));
        let same = compare("a.go:1.2,3.4 1 1\na.go:5.6,7.8 1 2\n");
        assert!(same.is_ok_and(|text| text.contains("1 counts")));
        assert!(compare("a.go:1.2,3.4 1 0\na.go:5.6,7.8 1 0\n").is_err());
        assert!(compare("a.go:1.2,3.4 1 1\na.go:5.6,7.9 1 1\n").is_err());
        assert!(compare("a.go:1.2,3.4 1 1\n").is_err());
    }
}
