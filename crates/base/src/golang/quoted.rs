//! Lists of arguments in one string, as in GOFLAGS, `-ldflags` and CC.
//!
//! A field is quoted as a whole with single or double quotes; there are no escapes.
//!
//! Counterpart: cmd/internal/quoted/quoted.go.

use super::quote::quote;

/// Splits `text` into fields. The error is the sentence that upstream prints.
pub fn split(text: &str) -> Result<Vec<String>, String> {
    let mut fields = Vec::new();
    let mut rest = text.trim_start_matches(is_space);
    while let Some(first) = rest.chars().next() {
        if first == '"' || first == '\'' {
            let Some((field, after)) = rest[1..].split_once(first) else {
                return Err(format!("unterminated {first} string"));
            };
            fields.push(field.to_owned());
            rest = after;
        } else {
            let end = rest.find(is_space).unwrap_or(rest.len());
            fields.push(rest[..end].to_owned());
            rest = &rest[end..];
        }
        rest = rest.trim_start_matches(is_space);
    }
    Ok(fields)
}

/// Joins `fields` so that [`split`] gives them back, quoting only where spaces or
/// quotes ask for it. (An empty field vanishes, as upstream.)
pub fn join<S: AsRef<str>>(fields: &[S]) -> Result<String, String> {
    let mut out = String::new();
    for (i, field) in fields.iter().enumerate() {
        let field = field.as_ref();
        if i > 0 {
            out.push(' ');
        }
        let single = field.contains('\'');
        let double = field.contains('"');
        if !single && !double && !field.contains(is_space) {
            out.push_str(field);
            continue;
        }
        let quote_mark = match (single, double) {
            (false, _) => '\'',
            (true, false) => '"',
            (true, true) => {
                return Err(format!(
                    "argument {} contains both single and double quotes and cannot be quoted",
                    quote(field)
                ));
            }
        };
        out.push(quote_mark);
        out.push_str(field);
        out.push(quote_mark);
    }
    Ok(out)
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}

#[cfg(test)]
mod tests {
    use super::join;
    use super::split;
    use proptest::prelude::*;

    #[test]
    fn splits_as_upstream() {
        let ok: &[(&str, &[&str])] = &[
            ("", &[]),
            ("  \t\r\n", &[]),
            ("a b", &["a", "b"]),
            ("  a  ", &["a"]),
            ("'a b' \"c d\"", &["a b", "c d"]),
            ("'a'b", &["a", "b"]),
            ("a'b c'd", &["a'b", "c'd"]),
            ("''", &[""]),
            ("\"it's\"", &["it's"]),
            ("a\u{b}b\u{a0}c", &["a\u{b}b\u{a0}c"]),
        ];
        for (text, want) in ok {
            assert_eq!(split(text).unwrap(), *want, "{text:?}");
        }
        assert_eq!(split("a 'b").unwrap_err(), "unterminated ' string");
        assert_eq!(split("\"").unwrap_err(), "unterminated \" string");
    }

    #[test]
    fn joins_as_upstream() {
        assert_eq!(join::<&str>(&[]).unwrap(), "");
        assert_eq!(
            join(&["a", "b c", "d'e", "f\"g", "é"]).unwrap(),
            "a 'b c' \"d'e\" 'f\"g' é"
        );
        assert_eq!(
            join(&["'\""]).unwrap_err(),
            r#"argument "'\"" contains both single and double quotes and cannot be quoted"#
        );
    }

    proptest! {
        #[test]
        fn split_undoes_join(fields in prop::collection::vec("[a-z '\t\"=-]{1,6}", 0..5)) {
            if let Ok(text) = join(&fields) {
                prop_assert_eq!(split(&text).unwrap(), fields);
            }
        }
    }
}
