//! Strings that differ only in the case of letters.
//!
//! Case-insensitive file systems make two such import paths or file names collide, so
//! the go command refuses them.
//!
//! Counterpart: cmd/go/internal/str/str.go (`ToFold`, `FoldDup`), strings.EqualFold.

mod table;

use super::os_str;
use super::unicode;
use super::unicode::newer;
use std::borrow::Cow;
use std::collections::HashMap;

/// Returns a string that is the same for all strings that differ only in case: the
/// least of the letters that are equal, but `a` to `z` rather than `A` to `Z`. It is
/// for comparing; raw bytes that `text` carries are gone from it.
pub fn to_fold(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|b| b < 0x80 && !b.is_ascii_uppercase()) {
        return Cow::Borrowed(text);
    }
    // Go reads runes here, so bytes that are not UTF-8 all fold to U+FFFD.
    Cow::Owned(os_str::lossy(text).chars().map(fold).collect())
}

/// Returns two strings of `list` that differ only in case, or are equal: the first such
/// pair, in order of its strings. An empty string never collides.
pub fn fold_dup<'a, S: AsRef<str>>(list: &'a [S]) -> Option<(&'a str, &'a str)> {
    let mut seen: HashMap<Cow<'_, str>, &'a str> = HashMap::with_capacity(list.len());
    for text in list {
        let text = text.as_ref();
        match seen.insert(to_fold(text), text) {
            Some(earlier) if !earlier.is_empty() => {
                return Some((text.min(earlier), text.max(earlier)));
            }
            _ => {}
        }
    }
    None
}

/// Reports whether `a` and `b` differ at most in case.
pub fn equal_fold(a: &str, b: &str) -> bool {
    a == b || to_fold(a) == to_fold(b)
}

fn fold(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_lowercase();
    }
    let in_table = |table: &[(char, char)]| {
        let at = table.binary_search_by_key(&c, |&(from, _)| from).ok()?;
        Some(table[at].1)
    };
    let newer = || in_table(newer::FOLDS).filter(|_| unicode::is_newer());
    in_table(&table::FOLDS).or_else(newer).unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_orbits() {
        for (text, want) in [
            ("a/b-c", "a/b-c"),
            ("A/b", "a/b"),
            ("\u{212a}", "k"),
            ("ſ", "s"),
            ("ς", "Σ"),
            ("μ", "µ"),
            ("é", "É"),
            ("日", "日"),
        ] {
            assert_eq!(to_fold(text), want);
        }
        assert!(equal_fold("Straße", "STRAßE"));
        assert!(!equal_fold("Straße", "STRASSE"));
    }

    #[test]
    fn duplicates_are_ordered() {
        assert_eq!(fold_dup(&["x", "b", "B"]), Some(("B", "b")));
        assert_eq!(fold_dup(&["", "", "x"]), None);
        assert_eq!(fold_dup::<&str>(&[]), None);
    }
}
