//! The patterns of `go:embed`.
//!
//! Counterpart: cmd/compile/internal/noder/noder.go (`parseGoEmbed`).

use vamos_base::golang::os_str;
use vamos_base::golang::quote;

/// Returns the patterns after `go:embed`.
///
/// # Errors
/// The message about a string that does not end, or that is followed by other text.
pub(super) fn patterns(args: &str) -> Result<Vec<String>, String> {
    let mut args = args.trim();
    let mut patterns = Vec::new();
    while !args.is_empty() {
        let (pattern, rest) = first(args)?;
        if rest.chars().next().is_some_and(|c| !c.is_whitespace()) {
            return Err(wrong(rest));
        }
        patterns.push(pattern);
        args = rest.trim();
    }
    Ok(patterns)
}

fn wrong(text: &str) -> String {
    format!("invalid quoted string in //go:embed: {text}")
}

/// Returns the first pattern, and the text after it.
fn first(args: &str) -> Result<(String, &str), String> {
    match args.as_bytes()[0] {
        b'`' => match args[1..].find('`') {
            Some(end) => Ok((args[1..=end].to_owned(), &args[end + 2..])),
            None => Err(wrong(args)),
        },
        b'"' => {
            let mut escaped = false;
            let mut bytes = args.bytes().enumerate().skip(1);
            let end = bytes.find(|(_, byte)| {
                let is_end = !escaped && *byte == b'"';
                escaped = !escaped && *byte == b'\\';
                is_end
            });
            let (end, _) = end.ok_or_else(|| wrong(args))?;
            let quoted = &args[..=end];
            let pattern = quote::unquote_bytes(quoted.as_bytes()).ok_or_else(|| wrong(quoted))?;
            Ok((os_str::decode(&pattern), &args[end + 1..]))
        }
        _ => {
            let end = args.find(char::is_whitespace).unwrap_or(args.len());
            Ok((args[..end].to_owned(), &args[end..]))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_strings() {
        let found = patterns(" a b `c d` \"e\\\" f\"").unwrap();
        assert_eq!(found, ["a", "b", "c d", "e\" f"]);
        assert_eq!(patterns("  "), Ok(Vec::new()));
        assert_eq!(patterns(" a \"b"), Err(wrong("\"b")));
        assert_eq!(patterns(" `a`b"), Err(wrong("b")));
        assert_eq!(patterns(" \"\\z\""), Err(wrong("\"\\z\"")));
    }
}
