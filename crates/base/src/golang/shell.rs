//! Command lines as the go command shows them: readable, and unambiguous enough.
//!
//! Counterpart: cmd/go/internal/work/shell.go (`joinUnambiguously`, the environment prefix in
//! `runOut`).

use super::os_str;
use super::quote;

/// Joins `words` with spaces, quoting (as Go does, not as a shell does) each word that
/// would otherwise be unclear.
pub fn join_unambiguously<S: AsRef<str>>(words: &[S]) -> String {
    let mut out = String::new();
    for (i, word) in words.iter().enumerate() {
        let word = word.as_ref();
        if i > 0 {
            out.push(' ');
        }
        let quoted = quote::quote(word);
        let escaped = quoted.len() > os_str::encode(word).len() + 2;
        if word.is_empty() || word.contains([' ', '(', ')', '>', ';']) || escaped {
            out.push_str(&quoted);
        } else {
            out.push_str(word);
        }
    }
    out
}

/// Returns the `K='v' ` prefix that `-x` prints for the extra environment `entries`
/// of a command; an entry without `=` is left out, as upstream.
pub fn env_prefix<S: AsRef<str>>(entries: &[S]) -> String {
    let mut out = String::new();
    for entry in entries {
        if let Some((key, value)) = entry.as_ref().split_once('=') {
            out.push_str(key);
            out.push('=');
            if value.contains('\'') {
                quote::append_quote(&mut out, value);
            } else {
                out.push('\'');
                out.push_str(value);
                out.push('\'');
            }
            out.push(' ');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::env_prefix;
    use super::join_unambiguously;

    #[test]
    fn quotes_only_what_is_unclear() {
        assert_eq!(
            join_unambiguously(&[
                "a", "", "b c", "(", "x=>y", "a;b", "t\tb", "it's", "\"", "é"
            ]),
            r#"a "" "b c" "(" "x=>y" "a;b" "t\tb" it's "\"" é"#
        );
    }

    #[test]
    fn env_values_are_single_quoted() {
        assert_eq!(env_prefix(&["A=b c", "B=it's", "C"]), "A='b c' B=\"it's\" ");
    }
}
