//! The patterns of `go:embed`.
//!
//! Counterpart: cmd/compile/internal/noder/noder.go (`parseGoEmbed`).

use vamos_base::golang::quote;

/// Returns the patterns after `go:embed`; none if they are wrong, which the checker reports.
pub(crate) fn patterns(args: &str) -> Vec<String> {
    let mut patterns = Vec::new();
    let mut args = args.trim();
    while !args.is_empty() {
        let Some((pattern, rest)) = first(args) else {
            return Vec::new();
        };
        if rest.chars().next().is_some_and(|c| !c.is_whitespace()) {
            return Vec::new();
        }
        patterns.push(pattern);
        args = rest.trim();
    }
    patterns
}

/// Returns the first pattern and the rest.
fn first(args: &str) -> Option<(String, &str)> {
    match args.as_bytes()[0] {
        b'`' => {
            let (pattern, rest) = args[1..].split_once('`')?;
            Some((pattern.to_owned(), rest))
        }
        b'"' => {
            let mut escaped = false;
            let mut bytes = args.bytes().enumerate().skip(1);
            let (end, _) = bytes.find(|(_, byte)| {
                let is_end = !escaped && *byte == b'"';
                escaped = !escaped && *byte == b'\\';
                is_end
            })?;
            let bytes = quote::unquote_bytes(&args.as_bytes()[..=end])?;
            let pattern = vamos_base::golang::os_str::decode(&bytes);
            Some((pattern, &args[end + 1..]))
        }
        _ => {
            let end = args.find(char::is_whitespace).unwrap_or(args.len());
            Some((args[..end].to_owned(), &args[end..]))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_may_be_quoted() {
        assert_eq!(patterns(" a `b c` \"d\\te\""), ["a", "b c", "d\te"]);
        assert!(patterns(" a \"b").is_empty());
        assert!(patterns(" `a`b").is_empty());
    }
}
