//! Finds the end of a Go file's import section, or of a file's leading comments,
//! without tokenizing.
//!
//! This reader decides how much of a file the parser may see, and is forgiving:
//! semicolons are spaces, anything odd means "show the parser the whole file". The
//! module loader's scan takes the imports from it directly, so it also notes the
//! literals it passes.
//! Counterpart: go/build/read.go (`importReader`), cmd/go/internal/imports/read.go.

use std::ops::Range;

/// Reason for the early end of the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ScanError {
    /// The text is not a package clause followed by imports.
    Syntax,
    /// A NUL byte was met; prints as `unexpected NUL in input`.
    Nul,
}

/// Result of reading a header.
#[derive(Debug)]
pub(crate) struct Header {
    /// Length of the header in bytes (of all bytes read if `stop` is set).
    pub(crate) end: usize,
    /// Reason for an improper header.
    pub(crate) stop: Option<ScanError>,
    /// True if the source ended before a token after the header.
    pub(crate) hit_end: bool,
    /// The import paths' literals, quotes included.
    pub(crate) literals: Vec<Range<usize>>,
}

/// The classes of bytes that the reader distinguishes.
const SPACE: u8 = 1;
const IDENT: u8 = 2;

static CLASS: [u8; 256] = {
    let mut table = [0; 256];
    let mut i = 0;
    while i < 256 {
        let byte = i as u8;
        table[i] = match byte {
            b' ' | b'\x0c' | b'\t' | b'\r' | b'\n' | b';' => SPACE,
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'_' | 0x80..=0xff => IDENT,
            _ => 0,
        };
        i += 1;
    }
    table
};

fn is_ident(byte: u8) -> bool {
    CLASS[usize::from(byte)] == IDENT
}

/// `at` counts the bytes read; `peek` is the last one read if it is not yet consumed
/// (0: none, as NUL is never handed out).
struct Reader<'a> {
    src: &'a [u8],
    at: usize,
    peek: u8,
    stop: Option<ScanError>,
    eof: bool,
    literals: Vec<Range<usize>>,
}

/// Reads up to the end of the imports. `src` has no byte order mark.
pub(crate) fn read_imports(src: &[u8]) -> Header {
    let mut reader = Reader::new(src);
    reader.keyword(b"package");
    reader.ident();
    while reader.peek(true) == b'i' {
        reader.keyword(b"import");
        if reader.peek(true) == b'(' {
            reader.next(false);
            while reader.peek(true) != b')' && reader.stop.is_none() {
                reader.import();
            }
            reader.next(false);
        } else {
            reader.import();
        }
    }
    reader.finish()
}

/// Reads the comments that a file starts with. `src` has no byte order mark.
pub(crate) fn read_comments(src: &[u8]) -> Header {
    let mut reader = Reader::new(src);
    reader.peek(true);
    reader.finish()
}

impl<'a> Reader<'a> {
    fn new(src: &'a [u8]) -> Self {
        Self {
            src,
            at: 0,
            peek: 0,
            stop: None,
            eof: false,
            literals: Vec::new(),
        }
    }

    /// A reader that stopped at ease has read one byte too many.
    fn finish(self) -> Header {
        let extra = usize::from(self.stop.is_none() && !self.eof);
        Header {
            end: self.at - extra,
            stop: self.stop,
            hit_end: self.eof,
            literals: self.literals,
        }
    }

    fn syntax_error(&mut self) {
        self.stop.get_or_insert(ScanError::Syntax);
    }

    fn read_byte(&mut self) -> u8 {
        match self.src.get(self.at) {
            None => {
                self.eof = true;
                0
            }
            Some(&byte) => {
                self.at += 1;
                if byte == 0 {
                    self.stop.get_or_insert(ScanError::Nul);
                }
                byte
            }
        }
    }

    fn live(&self) -> bool {
        self.stop.is_none() && !self.eof
    }

    fn peek(&mut self, skip_space: bool) -> u8 {
        if self.stop.is_some() {
            return 0;
        }
        let mut c = self.peek;
        if c == 0 {
            c = self.read_byte();
        }
        while skip_space && self.live() {
            if CLASS[usize::from(c)] == SPACE {
                c = self.read_byte();
            } else if c == b'/' {
                self.comment();
                c = self.read_byte();
            } else {
                break;
            }
        }
        self.peek = c;
        c
    }

    /// Passes a comment whose first slash was read.
    fn comment(&mut self) {
        match self.read_byte() {
            b'/' => self.skip_past(|rest| rest.iter().position(|b| *b == b'\n').map(|i| i + 1)),
            b'*' => {
                self.skip_past(|rest| {
                    let mut from = 0;
                    loop {
                        let slash = from + rest[from..].iter().position(|b| *b == b'/')?;
                        if slash > 0 && rest[slash - 1] == b'*' {
                            return Some(slash + 1);
                        }
                        from = slash + 1;
                    }
                });
                if self.eof {
                    self.syntax_error();
                }
            }
            _ => self.syntax_error(),
        }
    }

    /// Advances to the offset that `find` returns for the rest of the file, to the end if it finds
    /// nothing. A NUL before it stops the reader.
    fn skip_past(&mut self, find: impl Fn(&[u8]) -> Option<usize>) {
        let rest = &self.src[self.at..];
        let found = find(rest);
        let passed = &rest[..found.unwrap_or(rest.len())];
        if let Some(nul) = passed.iter().position(|b| *b == 0) {
            self.at += nul + 1;
            self.stop.get_or_insert(ScanError::Nul);
            return;
        }
        self.at += passed.len();
        self.eof = found.is_none();
    }

    fn next(&mut self, skip_space: bool) -> u8 {
        let c = self.peek(skip_space);
        self.peek = 0;
        c
    }

    fn keyword(&mut self, word: &[u8]) {
        self.peek(true);
        for byte in word {
            if self.next(false) != *byte {
                self.syntax_error();
                return;
            }
        }
        if is_ident(self.peek(false)) {
            self.syntax_error();
        }
    }

    fn ident(&mut self) {
        if !is_ident(self.peek(true)) {
            self.syntax_error();
            return;
        }
        while is_ident(self.peek(false)) {
            self.peek = 0;
        }
    }

    fn string(&mut self) {
        let quote = self.next(true);
        if quote != b'`' && quote != b'"' {
            self.syntax_error();
            return;
        }
        let start = self.at - 1;
        while self.stop.is_none() {
            let c = self.next(false);
            if c == quote {
                self.literals.push(start..self.at);
                return;
            }
            if self.eof || c == b'\n' && quote == b'"' {
                self.syntax_error();
            }
            if c == b'\\' && quote == b'"' {
                self.next(false);
            }
        }
    }

    fn import(&mut self) {
        let c = self.peek(true);
        if c == b'.' {
            self.peek = 0;
        } else if is_ident(c) {
            self.ident();
        }
        self.string();
    }
}

#[cfg(test)]
mod tests {
    use super::ScanError;
    use super::read_comments;
    use super::read_imports;

    fn ends(src: &str) -> (&str, Option<ScanError>) {
        let header = read_imports(src.as_bytes());
        (&src[header.end..], header.stop)
    }

    #[test]
    fn stops_after_the_imports() {
        let table = [
            ("package p", ""),
            ("package p\n\nvar x int", "var x int"),
            ("package p;import `a`;import(\"b\";_ \"c\")\nfunc", "func"),
            (
                "/*/ x */ package p // y\nimport . \"a\" /* z */ type",
                "type",
            ),
        ];
        for (src, rest) in table {
            assert_eq!(ends(src), (rest, None), "{src}");
        }
    }

    #[test]
    fn says_why_it_gave_up() {
        let table = [
            ("", ScanError::Syntax),
            ("/* x", ScanError::Syntax),
            ("package p\nimport \"a\n", ScanError::Syntax),
            ("package p\nif", ScanError::Syntax),
            ("package p\n/-", ScanError::Syntax),
            ("package p // \0", ScanError::Nul),
            ("\0", ScanError::Nul),
        ];
        for (src, stop) in table {
            assert_eq!(ends(src).1, Some(stop), "{src}");
        }
    }

    #[test]
    fn leading_comments() {
        let header = read_comments(b"// a\n/* b */\n#include <x>\n");
        assert_eq!((header.end, header.stop), (13, None));
        assert_eq!(read_comments(b"/x").stop, Some(ScanError::Syntax));
        assert_eq!(read_comments(b"").end, 0);
    }
}
