//! Go tokens from bytes, with upstream's errors.
//!
//! Tokens are ranges of the source; nothing is allocated for one. Characters are
//! checked (NUL, UTF-8, byte order mark) by runs: a run of plain ASCII costs one look.
//! Counterpart: go/scanner/scanner.go.

use std::sync::Arc;

use vamos_base::golang::position::Lines;
use vamos_base::golang::position::SyntaxError;
use vamos_base::golang::unicode::code_point;
use vamos_base::golang::unicode::decode;
use vamos_base::golang::unicode::is_digit;
use vamos_base::golang::unicode::is_letter;

/// Kinds of tokens, as far as the parser of headers distinguishes them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A character that starts no token.
    Illegal,
    /// The end of the source.
    Eof,
    /// A comment of either kind.
    Comment,
    /// An identifier.
    Ident,
    /// A number or a rune literal.
    Literal,
    /// A string literal.
    String,
    /// A keyword.
    Keyword,
    /// A `;` in the source.
    Semicolon,
    /// A semicolon that a line end or the end of the source implies.
    Newline,
    /// An operator or other punctuation.
    Operator,
}

/// A token: its kind and where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

const BOM: char = '\u{feff}';
const KEYWORDS: [&[u8]; 25] = [
    b"break",
    b"case",
    b"chan",
    b"const",
    b"continue",
    b"default",
    b"defer",
    b"else",
    b"fallthrough",
    b"for",
    b"func",
    b"go",
    b"goto",
    b"if",
    b"import",
    b"interface",
    b"map",
    b"package",
    b"range",
    b"return",
    b"select",
    b"struct",
    b"switch",
    b"type",
    b"var",
];
/// Operators of more than one character, longest first.
const OPERATORS: [&[u8]; 25] = [
    b"<<=", b">>=", b"&^=", b"...", b"<-", b"++", b"--", b"==", b"!=", b"<=", b">=", b":=", b"+=",
    b"-=", b"*=", b"/=", b"%=", b"&=", b"|=", b"^=", b"<<", b">>", b"&^", b"&&", b"||",
];

/// A character, the end, or a byte that is not UTF-8.
pub(crate) type Current = Option<char>;

/// Splits a source into tokens. `at` is the offset of the current character.
pub(crate) struct Scanner<'a> {
    pub(crate) src: &'a [u8],
    pub(crate) lines: Lines<'a>,
    pub(crate) errors: Vec<SyntaxError>,
    pub(crate) at: usize,
    /// Characters before this offset were checked.
    checked: usize,
    insert_semicolon: bool,
    /// A line end inside a comment that implies a semicolon.
    pending_newline: Option<usize>,
}

impl<'a> Scanner<'a> {
    /// Starts at the beginning; a byte order mark there is skipped.
    pub(crate) fn new(src: &'a [u8], file: Arc<str>) -> Self {
        let mut scanner = Self {
            src,
            lines: Lines::new(src, file),
            errors: Vec::new(),
            at: 0,
            checked: 0,
            insert_semicolon: false,
            pending_newline: None,
        };
        scanner.check();
        if scanner.current() == Some(BOM) {
            scanner.advance();
        }
        scanner
    }

    /// Records an error at an offset.
    pub(crate) fn error(&mut self, offset: usize, message: impl Into<String>) {
        let position = self.lines.position(offset);
        self.errors.push(SyntaxError {
            position,
            message: message.into(),
        });
    }

    /// The current character; a byte that is not UTF-8 reads as U+FFFD.
    pub(crate) fn current(&self) -> Current {
        let (c, width) = decode(&self.src[self.at..]);
        (width > 0).then(|| c.unwrap_or('\u{fffd}'))
    }

    /// The byte at the current character, 0 at the end. Enough to compare with ASCII.
    pub(crate) fn byte(&self) -> u8 {
        self.src.get(self.at).copied().unwrap_or(0)
    }

    /// Steps to the next character and checks it.
    pub(crate) fn advance(&mut self) {
        let (_, width) = decode(&self.src[self.at..]);
        self.at += width;
        self.check();
    }

    /// Checks the current character, once.
    fn check(&mut self) {
        if self.at < self.checked {
            return;
        }
        let rest = &self.src[self.at..];
        let (c, width) = decode(rest);
        self.checked = self.at + width;
        match c {
            Some('\0') => self.error(self.at, "illegal character NUL"),
            Some(BOM) if self.at > 0 => self.error(self.at, "illegal byte order mark"),
            None if width > 0 => {
                if self.at == 0 && (rest.starts_with(b"\xff\xfe") || rest.starts_with(b"\xfe\xff"))
                {
                    self.error(0, "illegal UTF-8 encoding (got UTF-16)");
                    // The rest would only add noise: nothing but this byte is left.
                    self.src = &self.src[..1];
                } else {
                    self.error(self.at, "illegal UTF-8 encoding");
                }
            }
            _ => {}
        }
    }

    /// Moves to `end`, checking every character on the way and the one there.
    fn advance_to(&mut self, end: usize) {
        let passed = &self.src[self.at..end];
        if passed.is_ascii() && !passed.contains(&0) {
            self.at = end;
            self.check();
            return;
        }
        while self.at < end {
            self.advance();
        }
    }

    /// Returns the next token, comments included.
    pub(crate) fn scan(&mut self) -> Token {
        if let Some(start) = self.pending_newline.take() {
            return Token {
                kind: Kind::Newline,
                start,
                end: start,
            };
        }
        while matches!(self.byte(), b' ' | b'\t' | b'\r')
            || self.byte() == b'\n' && !self.insert_semicolon
        {
            self.at += 1;
            self.check();
        }
        let start = self.at;
        let had_semicolon = std::mem::take(&mut self.insert_semicolon);
        let (kind, semicolon) = self.token(start, had_semicolon);
        self.insert_semicolon = semicolon;
        Token {
            kind,
            start,
            end: self.at,
        }
    }

    /// Scans one token; also returns whether a line end after it is a semicolon.
    fn token(&mut self, start: usize, had_semicolon: bool) -> (Kind, bool) {
        let Some(c) = self.current() else {
            return match had_semicolon {
                true => (Kind::Newline, false),
                false => (Kind::Eof, false),
            };
        };
        if c == '_' || is_letter(c) {
            return self.identifier(start);
        }
        let next_is_digit = self.src.get(start + 1).is_some_and(u8::is_ascii_digit);
        if c.is_ascii_digit() || c == '.' && next_is_digit {
            self.number();
            return (Kind::Literal, true);
        }
        self.advance();
        match c {
            '\n' => (Kind::Newline, false),
            '"' => {
                self.string(start);
                (Kind::String, true)
            }
            '`' => {
                self.raw_string(start);
                (Kind::String, true)
            }
            '\'' => {
                self.rune(start);
                (Kind::Literal, true)
            }
            ';' => (Kind::Semicolon, false),
            '/' if matches!(self.byte(), b'/' | b'*') => {
                let line_end = self.comment(start);
                match line_end {
                    Some(offset) if had_semicolon => {
                        self.pending_newline = Some(offset);
                        (Kind::Comment, false)
                    }
                    _ => (Kind::Comment, had_semicolon),
                }
            }
            '(' | '[' | '{' | ',' | '~' => (Kind::Operator, false),
            ')' | ']' | '}' => (Kind::Operator, true),
            ':' | '.' | '+' | '-' | '*' | '/' | '%' | '^' | '<' | '>' | '=' | '!' | '&' | '|' => {
                (Kind::Operator, self.operator(start))
            }
            _ => {
                self.illegal(start, c);
                (Kind::Illegal, had_semicolon)
            }
        }
    }

    /// Takes the longest operator; reports whether it may end a statement.
    fn operator(&mut self, start: usize) -> bool {
        let rest = &self.src[start..];
        let long = OPERATORS.iter().find(|text| rest.starts_with(text));
        if let Some(text) = long {
            self.at = start + text.len();
            self.check();
        }
        long.is_some_and(|text| *text == b"++" || *text == b"--")
    }

    fn illegal(&mut self, start: usize, c: char) {
        match c {
            // Reported when it was read.
            BOM => {}
            '“' | '”' => self.error(
                start,
                format!("curly quotation mark '{c}' (use neutral '\"')"),
            ),
            _ => self.error(start, format!("illegal character {}", code_point(c))),
        }
    }

    fn identifier(&mut self, start: usize) -> (Kind, bool) {
        loop {
            let rest = &self.src[self.at..];
            let plain = rest
                .iter()
                .position(|b| !b.is_ascii_alphanumeric() && *b != b'_')
                .unwrap_or(rest.len());
            self.at += plain;
            self.check();
            match self.current() {
                Some(c) if !c.is_ascii() && (is_letter(c) || is_digit(c)) => self.advance(),
                _ => break,
            }
        }
        let text = &self.src[start..self.at];
        if text.len() > 1 && KEYWORDS.binary_search(&text).is_ok() {
            let ends = matches!(text, b"break" | b"continue" | b"fallthrough" | b"return");
            return (Kind::Keyword, ends);
        }
        (Kind::Ident, true)
    }

    fn string(&mut self, start: usize) {
        loop {
            match self.current() {
                None | Some('\n') => {
                    self.error(start, "string literal not terminated");
                    return;
                }
                Some(c) => {
                    self.advance();
                    match c {
                        '"' => return,
                        '\\' => {
                            self.escape('"');
                        }
                        _ => {}
                    }
                }
            }
        }
    }

    fn raw_string(&mut self, start: usize) {
        let rest = &self.src[self.at..];
        match rest.iter().position(|b| *b == b'`') {
            Some(len) => self.advance_to(self.at + len + 1),
            None => {
                self.advance_to(self.src.len());
                self.error(start, "raw string literal not terminated");
            }
        }
    }

    fn rune(&mut self, start: usize) {
        let mut valid = true;
        let mut count = 0;
        loop {
            let c = match self.current() {
                None | Some('\n') => {
                    if valid {
                        self.error(start, "rune literal not terminated");
                        valid = false;
                    }
                    break;
                }
                Some(c) => c,
            };
            self.advance();
            if c == '\'' {
                break;
            }
            count += 1;
            if c == '\\' && !self.escape('\'') {
                valid = false;
            }
        }
        if valid && count != 1 {
            self.error(start, "illegal rune literal");
        }
    }

    /// Passes what follows a backslash; stops at what is wrong.
    fn escape(&mut self, quote: char) -> bool {
        let start = self.at;
        let (digits, radix, max) = match self.current() {
            Some('a' | 'b' | 'f' | 'n' | 'r' | 't' | 'v' | '\\') => {
                self.advance();
                return true;
            }
            Some(c) if c == quote => {
                self.advance();
                return true;
            }
            Some('0'..='7') => (3, 8, 255),
            Some('x') => (2, 16, 255),
            Some('u') => (4, 16, 0x10_ffff),
            Some('U') => (8, 16, 0x10_ffff),
            Some(_) => {
                self.error(start, "unknown escape sequence");
                return false;
            }
            None => {
                self.error(start, "escape sequence not terminated");
                return false;
            }
        };
        if radix == 16 {
            self.advance();
        }
        let mut value = 0u32;
        for _ in 0..digits {
            let Some(c) = self.current() else {
                self.error(self.at, "escape sequence not terminated");
                return false;
            };
            let Some(digit) = c.to_digit(radix) else {
                let text = format!("illegal character {} in escape sequence", code_point(c));
                self.error(self.at, text);
                return false;
            };
            value = value.wrapping_mul(radix).wrapping_add(digit);
            self.advance();
        }
        if value > max || (0xd800..0xe000).contains(&value) {
            self.error(start, "escape sequence is invalid Unicode code point");
            return false;
        }
        true
    }

    /// Passes a comment whose first slash was taken; returns the offset of the first
    /// line end inside a block comment.
    fn comment(&mut self, start: usize) -> Option<usize> {
        let body = start + 2;
        let rest = &self.src[body..];
        let (next, line_end) = if self.byte() == b'/' {
            let end = body + rest.iter().position(|b| *b == b'\n').unwrap_or(rest.len());
            self.advance_to(end);
            (Some((end + 1).min(self.src.len())), None)
        } else {
            let len = rest.windows(2).position(|pair| pair == b"*/");
            let end = len.map_or(self.src.len(), |len| body + len + 2);
            self.advance_to(end);
            if len.is_none() {
                self.error(start, "comment not terminated");
            }
            let inside = &self.src[body..end];
            let line_end = inside.iter().position(|b| *b == b'\n').map(|i| body + i);
            (len.map(|_| end), line_end)
        };
        if let Some(next) = next
            && let Err(bad) = self.lines.directive(start..self.at, next)
        {
            self.error(bad.offset, bad.message);
        }
        line_end
    }
}
