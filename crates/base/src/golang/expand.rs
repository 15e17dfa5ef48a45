//! `$NAME` and `${NAME}` in texts.
//!
//! Counterpart: os/env.go (`Expand`).

/// Replaces `$NAME` and `${NAME}` by the values that `value` returns for the names.
/// `${}` and an unclosed `${` are dropped; a `$` that no name follows stays.
pub fn expand(text: &[u8], value: &dyn Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.iter().position(|&byte| byte == b'$') {
        out.extend_from_slice(&rest[..at]);
        let after = &rest[at + 1..];
        if after.is_empty() {
            rest = &rest[at..];
            break;
        }
        let (name, used) = shell_name(after);
        match (name, used) {
            (b"", 0) => out.push(b'$'),
            (b"", _) => {}
            (name, _) => out.extend_from_slice(&value(name)),
        }
        rest = &after[used..];
    }
    out.extend_from_slice(rest);
    out
}

/// Returns the name that a text after `$` starts with, and how many bytes it takes, braces
/// included (`os.getShellName`).
fn shell_name(text: &[u8]) -> (&[u8], usize) {
    match text {
        [b'{', special, b'}', ..] if is_special(*special) => (&text[1..2], 3),
        [b'{', rest @ ..] => match rest.iter().position(|&byte| byte == b'}') {
            Some(end) => (&rest[..end], end + 2),
            None => (b"", 1),
        },
        [special, ..] if is_special(*special) => (&text[..1], 1),
        _ => {
            let is_in_name = |byte: &&u8| byte.is_ascii_alphanumeric() || **byte == b'_';
            let end = text.iter().take_while(is_in_name).count();
            (&text[..end], end)
        }
    }
}

/// Reports whether a byte alone is the name of a variable of a shell.
fn is_special(byte: u8) -> bool {
    matches!(
        byte,
        b'*' | b'#' | b'$' | b'@' | b'!' | b'?' | b'-' | b'0'..=b'9'
    )
}

#[cfg(test)]
mod tests {
    use super::expand;

    fn expanded(text: &str) -> String {
        let value = |name: &[u8]| [b"<", name, b">"].concat();
        String::from_utf8(expand(text.as_bytes(), &value)).unwrap()
    }

    #[test]
    fn names_end_as_in_go() {
        for (text, wanted) in [
            ("", ""),
            ("plain", "plain"),
            ("$", "$"),
            ("a$b_1.c", "a<b_1>.c"),
            ("${a b}c", "<a b>c"),
            ("${}x", "x"),
            ("${x", "x"),
            ("$.x", "$.x"),
            ("$$", "<$>"),
            ("${$}$*x", "<$><*>x"),
            ("$12", "<1>2"),
            ("x$", "x$"),
            ("${a}$b$", "<a><b>$"),
        ] {
            assert_eq!(expanded(text), wanted, "{text}");
        }
    }
}
