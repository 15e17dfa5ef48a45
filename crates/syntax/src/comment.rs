//! The text of comments.
//!
//! Counterpart: go/ast/ast.go (`CommentGroup.Text`), go/scanner (`stripCR`).

/// Returns a comment without the carriage returns that upstream drops.
pub(crate) fn strip_cr(comment: &[u8]) -> Vec<u8> {
    let is_block = comment.get(1) == Some(&b'*');
    let body = match comment {
        // The one before the line end goes first, the others with it.
        [head @ .., b'\r'] if !is_block => head,
        _ => comment,
    };
    let mut out: Vec<u8> = Vec::with_capacity(body.len());
    for (i, byte) in body.iter().enumerate() {
        let would_close = is_block
            && out.len() > 2
            && out.last() == Some(&b'*')
            && body.get(i + 1) == Some(&b'/');
        if *byte != b'\r' || would_close {
            out.push(*byte);
        }
    }
    out
}

/// Returns the text of a group of comments: no markers, no directives, no double
/// empty lines; ends with a line end unless empty.
pub(crate) fn group_text<'a>(comments: impl Iterator<Item = &'a [u8]>) -> Vec<u8> {
    let mut out: Vec<u8> = Vec::new();
    let mut last_was_empty = true;
    let mut add = |line: &[u8]| {
        let end = line
            .iter()
            .rposition(|b| !matches!(b, b' ' | b'\t' | b'\n' | b'\r'))
            .map_or(0, |last| last + 1);
        if end > 0 || !last_was_empty {
            out.extend_from_slice(&line[..end]);
            out.push(b'\n');
        }
        last_was_empty = end == 0;
    };
    for comment in comments {
        let stripped;
        let comment = if comment.contains(&b'\r') {
            stripped = strip_cr(comment);
            stripped.as_slice()
        } else {
            comment
        };
        if let Some(line) = comment.strip_prefix(b"//") {
            match line.strip_prefix(b" ") {
                Some(rest) => add(rest),
                None if is_directive(line) => {}
                None => add(line),
            }
        } else {
            let inside = comment.get(2..comment.len().saturating_sub(2));
            inside
                .unwrap_or_default()
                .split(|b| *b == b'\n')
                .for_each(&mut add);
        }
    }
    if last_was_empty {
        // The last remaining line may be an empty one; it does not count.
        while out.ends_with(b"\n\n") {
            out.pop();
        }
    }
    out
}

/// Reports whether a line comment, `//` removed, is addressed to a tool.
fn is_directive(text: &[u8]) -> bool {
    if [&b"line "[..], b"extern ", b"export "]
        .iter()
        .any(|word| text.starts_with(word))
    {
        return true;
    }
    let plain = |b: &u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    match text.iter().position(|b| *b == b':') {
        Some(colon) if colon > 0 && colon + 1 < text.len() => {
            text[..colon].iter().all(plain) && plain(&text[colon + 1])
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::group_text;

    fn text(comments: &[&str]) -> String {
        let bytes = group_text(comments.iter().map(|c| c.as_bytes()));
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn texts_are_those_of_go_ast() {
        assert_eq!(text(&["// a", "//b  ", "//"]), "a\nb\n");
        assert_eq!(text(&["//", "// a", "//", "//", "// b"]), "a\n\nb\n");
        assert_eq!(text(&["//go:build x", "//export f", "//line a:1"]), "");
        assert_eq!(text(&["/*\n#cgo A: b\r\n\n\n x */"]), "#cgo A: b\n\n x\n");
        assert_eq!(text(&["//\r"]), "");
    }
}
