//! Lengths of files and functions, and how much of them is documented.
//!
//! Counterpart: none.

use super::text::Source;

/// A sorted list of lengths.
pub(crate) struct Lengths(Vec<usize>);

impl Lengths {
    /// Sorts lengths.
    pub(crate) fn new(mut lengths: Vec<usize>) -> Self {
        lengths.sort_unstable();
        Self(lengths)
    }

    /// Returns the value that `percent` of all are not above; 100 gives the largest.
    pub(crate) fn percentile(&self, percent: usize) -> usize {
        let rank = (self.0.len() * percent).div_ceil(100);
        let at = rank.saturating_sub(1);
        self.0.get(at).copied().unwrap_or_default()
    }

    /// Returns the share in percent that values above `limit` have in the sum.
    pub(crate) fn share_above(&self, limit: usize) -> usize {
        let sum: usize = self.0.iter().sum();
        let above: usize = self.0.iter().filter(|length| **length > limit).sum();
        percent(above, sum)
    }
}

/// Returns a share in percent, rounded.
pub(crate) fn percent(part: usize, whole: usize) -> usize {
    if whole == 0 {
        return 0;
    }
    (part * 200 + whole) / (whole * 2)
}

/// Returns the lengths of files.
pub(crate) fn files(sources: &[Source]) -> Lengths {
    Lengths::new(sources.iter().map(|s| s.text.lines().count()).collect())
}

/// Returns the lengths of functions, bodies of one line included.
pub(crate) fn functions(sources: &[Source]) -> Lengths {
    let mut lengths = Vec::new();
    for source in sources {
        let lines: Vec<&str> = source.code.lines().collect();
        let whole = crate::tidy::source::functions(&lines);
        lengths.extend(whole.into_iter().map(|(_, length)| length));
        let is_short = |line: &&&str| {
            crate::tidy::source::starts_function(line.trim_start())
                && line.contains('{')
                && line.ends_with('}')
        };
        lengths.extend(lines.iter().filter(is_short).map(|_| 1));
    }
    Lengths::new(lengths)
}

/// Returns the number of files with a module doc.
pub(crate) fn module_docs(sources: &[Source]) -> usize {
    let has_doc = |source: &&Source| source.text.lines().any(|line| line.starts_with("//!"));
    sources.iter().filter(has_doc).count()
}

/// Returns the number of public items with a doc comment, and the number of all. Modules and
/// re-exports are left out.
pub(crate) fn public_items(sources: &[Source]) -> (usize, usize) {
    let (mut documented, mut all) = (0, 0);
    for source in sources {
        let mut has_doc = false;
        for line in source.text.lines().map(str::trim_start) {
            if line.starts_with("///") {
                has_doc = true;
            } else if line.starts_with("#[") || line.ends_with(")]") {
                // Attributes stand between the doc and the item.
            } else {
                if is_public_item(line) {
                    all += 1;
                    documented += usize::from(has_doc);
                }
                has_doc = false;
            }
        }
    }
    (documented, all)
}

fn is_public_item(line: &str) -> bool {
    let Some(rest) = line.strip_prefix("pub ") else {
        return false;
    };
    let rest = rest.trim_start_matches("unsafe ");
    let kinds = [
        "fn ", "struct ", "enum ", "trait ", "const ", "static ", "type ", "union ",
    ];
    kinds.iter().any(|kind| rest.starts_with(kind))
}

/// Returns the share of comment lines among lines that are not empty, in percent.
pub(crate) fn comment_share(sources: &[Source]) -> usize {
    let lines = || sources.iter().flat_map(|s| s.text.lines()).map(str::trim);
    let all = lines().filter(|line| !line.is_empty()).count();
    percent(lines().filter(|line| line.starts_with("//")).count(), all)
}

/// Returns the number of occurrences of a text in the code.
pub(crate) fn occurrences(sources: &[Source], text: &str) -> usize {
    sources.iter().map(|s| s.code.matches(text).count()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_ranked() {
        let lengths = Lengths::new(vec![1000, 10, 20, 30, 40, 50, 60, 70, 80, 90]);
        assert_eq!(lengths.percentile(50), 50);
        assert_eq!(lengths.percentile(90), 90);
        assert_eq!(lengths.percentile(100), 1000);
        assert_eq!(lengths.share_above(500), 69);
        assert_eq!(Lengths::new(Vec::new()).percentile(50), 0);
    }

    #[test]
    fn public_items_are_recognized() {
        for (line, want) in [
            ("pub fn f() {", true),
            ("pub(crate) fn f() {", false),
            ("pub mod x;", false),
            ("pub const fn f() {", true),
            ("pub field: u8,", false),
        ] {
            assert_eq!(is_public_item(line), want, "{line}");
        }
    }
}
