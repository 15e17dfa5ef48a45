//! The regular expression of `-s`.
//!
//! Counterpart: regexp/syntax/parse.go, as far as both libraries mean the same.

use regex_lite::Regex;

/// A pattern with the same meaning in Go's syntax and in the library's.
pub(super) struct Pattern(Regex);

impl Pattern {
    /// Compiles a pattern; `None` if it is wrong, or may mean something else in Go.
    pub(super) fn new(text: &str) -> Option<Self> {
        means_the_same(text).then(|| Regex::new(text).ok().map(Self))?
    }

    /// Reports whether a part of a name matches.
    pub(super) fn matches(&self, name: &[u8]) -> bool {
        self.0.is_match(&String::from_utf8_lossy(name))
    }
}

/// Reports whether a pattern has only elements of both syntaxes: no classes by name, counts, groups
/// with a question mark, or escapes other than punctuation.
fn means_the_same(text: &str) -> bool {
    let mut last = 'a';
    let mut repeats = 0;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let is_repetition = matches!(c, '*' | '+' | '?');
        repeats = if is_repetition { repeats + 1 } else { 0 };
        let is_wrong = match c {
            '{' | '}' => true,
            '[' => last == '[' || chars.peek() == Some(&':'),
            '?' => last == '(' || repeats > 1 && (repeats > 2 || last == '?'),
            '*' | '+' => repeats > 1 || matches!(last, '(' | '|' | '^'),
            '&' | '-' | '~' => last == c,
            '\\' => match chars.next() {
                Some(escaped) => !escaped.is_ascii_punctuation(),
                None => true,
            },
            c => !c.is_ascii_graphic() && c != ' ' && !c.is_alphanumeric() && c != '·',
        };
        if is_wrong {
            return false;
        }
        // An escaped character has no meaning of its own.
        last = if c == '\\' { 'a' } else { c };
    }
    true
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    #[test]
    fn patterns_that_mean_the_same() {
        let matches = |pattern, name: &str| {
            let pattern = Pattern::new(pattern)?;
            Some(pattern.matches(name.as_bytes()))
        };
        assert_eq!(matches(r"main\.main", "main.main"), Some(true));
        assert_eq!(matches("^runtime.[a-f]+$", "runtime.face"), Some(true));
        assert_eq!(matches(r"\(\*T\)\.(A|B)?", "x.(*T).A"), Some(true));
        assert_eq!(matches("ab*?c", "xac"), Some(true));
        assert_eq!(matches("[^a]", "aaa"), Some(false));
        for other in [
            r"\pL",
            r"\d",
            "a{2}",
            "(?i)a",
            "[[:alpha:]]",
            "a**",
            "a??b?",
            "[a--b]",
            "(",
            r"a\",
        ] {
            assert_eq!(matches(other, ""), None, "{other}");
        }
    }
}
