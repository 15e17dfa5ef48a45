//! The output of a build of a proof: the number of comparisons.
//!
//! Counterpart: none.

/// The numbers of comparisons in one build.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    /// Packages whose early export data were equal to the export data of their archives.
    pub(super) early: usize,
    /// Packages that vamos has checked, and for which the result of the check and the sources were
    /// compiled to the same archive.
    pub(super) checked: usize,
    /// Packages that could have been skipped, and whose archives were equal.
    pub(super) skippable: usize,
}

/// The beginning of lines that are not counted.
const UNCOUNTED: &str = "compiled ahead: ";

impl Counts {
    /// Returns the counts in the output of a build.
    ///
    /// # Errors
    /// It contains another line, which is the reason.
    pub(super) fn of(text: &str) -> Result<Self, String> {
        let mut counts = Self::default();
        for line in text.lines() {
            let rest = line.strip_prefix("vamos: ").unwrap_or_default();
            if let Some(rest) = rest.strip_prefix("early export data: ") {
                counts.early += number(rest);
            } else if let Some(rest) = rest.strip_prefix("early cutoff: ") {
                // `1 of 7 packages skipped, 3 compiled and compared`
                let compared = rest.split_once(", ").map_or("", |(_, rest)| rest);
                counts.skippable += number(compared);
            } else if let Some(rest) = rest.strip_prefix("checked packages: ") {
                counts.checked += number(rest);
            } else if !rest.starts_with(UNCOUNTED) {
                return Err(line.to_owned());
            }
        }
        Ok(counts)
    }
}

/// Returns the number that a text begins with; 0 if it begins with none.
fn number(text: &str) -> usize {
    let word = text.split(' ').next().unwrap_or_default();
    word.parse().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::Counts;

    #[test]
    fn counts_and_other_lines() {
        let text = "vamos: early export data: 3 packages equal, 1 without\n\
                    vamos: early cutoff: 1 of 7 packages skipped, 3 compiled and compared\n\
                    vamos: compiled ahead: 2, in vain: 0\n\
                    vamos: checked packages: 3 equal, 1 without\n";
        let counts = Counts {
            early: 3,
            checked: 3,
            skippable: 3,
        };
        assert_eq!(Counts::of(text), Ok(counts));
        let none = "vamos: early cutoff: 1 of 7 packages skipped\n";
        assert_eq!(Counts::of(none), Ok(Counts::default()));
        let other = "vamos: the instrumented compiler was not built: x";
        assert_eq!(Counts::of(other), Err(other.to_owned()));
    }
}
