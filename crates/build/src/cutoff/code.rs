//! The part of a Go file that decides the archive: everything but the text of comments that have a
//! line of their own and are no directives, and but such comments and empty lines after the last
//! token.
//!
//! Such a comment moves nothing and is in no archive, so files that differ in nothing else give the
//! same archive. There is nothing to move after the last token: the position of the end of a file
//! is in no archive. docs/cutoff.md lists the premises.
//! Counterpart: cmd/compile/internal/syntax/scanner.go, of which only strings and comments
//! matter here.

use vamos_base::Digest;
use vamos_base::Sha256;

/// Returns the digest of a file without the comments that do not count. `None` if it has bytes
/// that are errors even in comments, or a byte order mark, which is one but at the beginning.
pub(crate) fn digest(source: &[u8]) -> Option<Digest> {
    let text = std::str::from_utf8(source).ok()?;
    let is_refused = |c| c == '\0' || c == '\u{feff}';
    if text.contains(is_refused) {
        return None;
    }
    let source = &source[..Lines::new(source).end_of_code()];
    let mut hash = Sha256::new();
    // The bytes from here on are neither hashed nor left out yet.
    let mut from = 0;
    let mut lines = Lines::new(source);
    while let Some((start, end)) = lines.next_free_comment() {
        hash.update(&source[from..start]);
        from = end;
    }
    hash.update(&source[from..]);
    Some(hash.finish())
}

/// Reports whether a file has an `import . "p"`: in a valid file a string follows a period only
/// there.
pub(crate) fn has_dot_import(source: &[u8]) -> bool {
    let lines = Lines::new(source);
    let mut at = 0;
    let mut is_behind_period = false;
    while let Some(byte) = source.get(at) {
        let next = lines.after_token(at);
        let is_blank = matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
        let is_comment = *byte == b'/' && next > at + 1;
        match byte {
            b'"' | b'`' if is_behind_period => return true,
            _ if is_blank || is_comment => {}
            _ => is_behind_period = *byte == b'.',
        }
        at = next;
    }
    false
}

/// Walks through a file to its comments.
struct Lines<'s> {
    source: &'s [u8],
    at: usize,
}

impl<'s> Lines<'s> {
    fn new(source: &'s [u8]) -> Self {
        Self { source, at: 0 }
    }

    /// Returns the range of the next comment that is ignored. It starts at the beginning of the
    /// comment's line; the line break stays.
    fn next_free_comment(&mut self) -> Option<(usize, usize)> {
        while self.at < self.source.len() {
            let start = self.at;
            let text = self.skip_blanks(start);
            let end = self.end_of_line(text);
            if is_free_comment(&self.source[text..end]) && end < self.source.len() {
                self.at = end + 1;
                return Some((start, end));
            }
            self.at = self.after_code(text);
        }
        None
    }

    /// Returns the end of the last line that is neither empty nor an ignored comment.
    fn end_of_code(mut self) -> usize {
        let mut end = 0;
        while self.at < self.source.len() {
            let text = self.skip_blanks(self.at);
            let line_end = self.end_of_line(text);
            let line = &self.source[text..line_end];
            if line.is_empty() || line == b"\r" || is_free_comment(line) {
                self.at = line_end + 1;
            } else {
                self.at = self.after_code(text);
                end = self.at;
            }
        }
        end
    }

    fn skip_blanks(&self, from: usize) -> usize {
        let is_blank = |byte: &&u8| matches!(byte, b' ' | b'\t');
        from + self.source[from..].iter().take_while(is_blank).count()
    }

    fn end_of_line(&self, from: usize) -> usize {
        let rest = &self.source[from..];
        let found = rest.iter().position(|byte| *byte == b'\n');
        from + found.unwrap_or(rest.len())
    }

    /// Returns the start of the first line that does not begin inside a string or a comment.
    fn after_code(&self, mut at: usize) -> usize {
        while let Some(byte) = self.source.get(at) {
            if *byte == b'\n' {
                return at + 1;
            }
            at = self.after_token(at);
        }
        at
    }

    /// Returns the end of the string, rune or comment that begins at `at`; for other text, the end
    /// of its first byte.
    fn after_token(&self, at: usize) -> usize {
        match self.source[at] {
            quote @ (b'"' | b'\'') => self.after_quoted(at + 1, quote),
            b'`' => self.after(at + 1, b"`"),
            b'/' if self.source[at..].starts_with(b"//") => self.end_of_line(at),
            b'/' if self.source[at..].starts_with(b"/*") => self.after(at + 2, b"*/"),
            _ => at + 1,
        }
    }

    /// Returns the end of a string or rune, which a line break ends, too: an error of the
    /// compiler's.
    fn after_quoted(&self, mut at: usize, quote: u8) -> usize {
        loop {
            match self.source.get(at) {
                Some(b'\\') if self.source.get(at + 1) != Some(&b'\n') => at += 2,
                Some(b'\n') => return at,
                Some(byte) if *byte == quote => return at + 1,
                Some(_) => at += 1,
                None => return self.source.len(),
            }
        }
    }

    fn after(&self, from: usize, end: &[u8]) -> usize {
        let rest = self.source.get(from..).unwrap_or_default();
        let found = rest.windows(end.len()).position(|bytes| bytes == end);
        found.map_or(self.source.len(), |at| from + at + end.len())
    }
}

/// Reports whether text is a comment that is no directive: directives have no space after the
/// slashes.
fn is_free_comment(text: &[u8]) -> bool {
    text.strip_prefix(b"//")
        .is_some_and(|rest| matches!(rest.first(), None | Some(b' ' | b'\t' | b'\r')))
}

#[cfg(test)]
mod tests {
    use super::digest;
    use super::has_dot_import;

    /// Reports whether the compiler reads the same of both files.
    fn is_same(one: &str, other: &str) -> bool {
        digest(one.as_bytes()).expect("valid") == digest(other.as_bytes()).expect("valid")
    }

    #[test]
    fn comments_on_lines_of_their_own_do_not_count() {
        for (one, other) in [
            ("// a\npackage p\n", "// another\npackage p\n"),
            ("package p\n\t//\nvar x int\n", "package p\n\nvar x int\n"),
            ("package p\n// \"\n", "package p\n// `\n"),
            ("package p\r\n// a\r\n", "package p\r\n// b\n"),
            ("var x = `\n`\n// a\n", "var x = `\n`\n// b\n"),
            ("var x = '\"'\n// a\n", "var x = '\"'\n// b\n"),
            ("var x = \"\\\"/*\"\n// a\n", "var x = \"\\\"/*\"\n// b\n"),
            ("/* \n */\n// a\n", "/* \n */\n// b\n"),
            // After the last token.
            ("package p\n// a", "package p\n// ab"),
            ("package p\n", "package p\n\n\t\r\n// a\n"),
            ("package p\n", "package p\n// a\n\n// b"),
            ("package p\n// a\n", "package p\n// a\n "),
            ("var x = `\n\n`\n", "var x = `\n\n`\n\n// `\n"),
        ] {
            assert!(is_same(one, other), "{one:?} {other:?}");
        }
    }

    #[test]
    fn everything_else_counts() {
        for (one, other) in [
            // Lines and columns.
            ("// a\npackage p\n", "package p\n"),
            ("package p\n", " package p\n"),
            ("package p // a\n", "package p // ab\n"),
            ("/* a */ package p\n", "/* b */ package p\n"),
            // The end of the last line with a token.
            ("package p", "package p\n"),
            ("package p // a", "package p // ab"),
            ("package p\n/* a */\n", "package p\n/* b */\n"),
            ("package p\n", "package p\n/*"),
            ("package p\n/*\n\n", "package p\n/*\n\n\n"),
            ("package p\nvar x = `\n", "package p\nvar x = `\n\n"),
            // Directives, and comments in front of them.
            ("package p\n", "package p\n//go:noinline\n"),
            ("package p\n", "package p\n// a\n//go:noinline\n"),
            ("package p\n", "package p\n//line a:1\n"),
            ("//go:noinline\nfunc f()\n", "//go:nosplit\nfunc f()\n"),
            ("//line a:1\n", "//line a:2\n"),
            ("\t//export f\n", "\t//export g\n"),
            ("//a\n", "//b\n"),
            // Not comments.
            ("var x = `\n// a\n`\n", "var x = `\n// b\n`\n"),
            ("/*\n// a\n*/\n", "/*\n// b\n*/\n"),
            ("/*\n// line\n*/\n", "/*\n*/\n// line\n"),
            ("var x = \"// a\"\n", "var x = \"// b\"\n"),
            (
                "var x = '`'\nvar y = `\n// a\n`",
                "var x = '`'\nvar y = `\n// b\n`",
            ),
        ] {
            assert!(!is_same(one, other), "{one:?} {other:?}");
        }
    }

    #[test]
    fn errors_in_comments_count() {
        for source in [&b"// \0\n"[..], b"// \xff\n", "// \u{feff}\n".as_bytes()] {
            assert_eq!(digest(source), None, "{source:?}");
        }
    }

    #[test]
    fn imports_of_all_names() {
        for (source, expected) in [
            ("package p\nimport . \"a\"\n", true),
            ("package p\nimport (\n\"b\"\n\t.`a`)\n", true),
            ("package p\nimport . // x\n /* y */ \"a\"\n", true),
            ("package p\nimport \"a\"; import .\n\"b\"\n", true),
            ("package p\nimport \"a\"\nvar x = a.b + \"c\"\n", false),
            ("package p\nimport _ \"a\"\nvar x = '.' + '\"'\n", false),
            ("package p\n// .\"a\"\nvar x = `.\"`\n", false),
            ("package p\nvar x = \".\" + \"a\"\n", false),
            (".", false),
            (".\"", true),
        ] {
            assert_eq!(has_dot_import(source.as_bytes()), expected, "{source:?}");
        }
    }

    /// Whatever the bytes are: nothing is read outside, and each free comment ends.
    #[test]
    fn unfinished_files_end() {
        let source = "package p\n// a\nvar x = \"\\\"` /* '\n\t// b\n/* \\ ` // */ '\\''\n`";
        for end in 0..=source.len() {
            assert!(digest(&source.as_bytes()[..end]).is_some(), "{end}");
        }
        for odd in ["\"\\", "\"\\\n", "'\\", "`", "/*", "/", "//", "/*/"] {
            assert!(digest(odd.as_bytes()).is_some(), "{odd}");
        }
    }
}
