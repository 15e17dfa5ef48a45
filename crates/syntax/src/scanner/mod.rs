//! Go tokens from bytes, with upstream's errors.
//!
//! A token is its class and its position; nothing is allocated for one. Bytes that no source may
//! contain anywhere (NUL, invalid UTF-8, a byte order mark) are searched for ahead, in large steps,
//! and reported at the moment at which upstream would have read them: the order of errors decides
//! which are dropped.
//! Counterpart: go/scanner/scanner.go (`Scan`, `next`, `scanComment`, `scanIdentifier`).

use std::sync::Arc;

use vamos_base::golang::unicode::code_point;
use vamos_base::golang::unicode::decode;
use vamos_base::golang::unicode::is_digit;
use vamos_base::golang::unicode::is_letter;

mod literal;
mod report;
mod token;

pub use report::Errors;
pub use report::Report;
pub use token::Set;
pub use token::Token;

use token::lookup;

const BOM: char = '\u{feff}';

/// Splits a source into tokens.
pub struct Scanner<'s> {
    src: &'s [u8],
    /// The errors so far, and the positions of the source.
    pub report: Report<'s>,
    /// Offset of the current character, which counts as read.
    at: usize,
    /// Offset where the newest token starts.
    start: usize,
    /// True if the newest token is a semicolon that is not in the source.
    is_implied: bool,
    /// True if comments are tokens.
    keeps_comments: bool,
    /// True if a line end would be a semicolon.
    insert_semicolon: bool,
    /// Offset of the line end in the newest token, a comment, that implies a semicolon.
    pending_newline: Option<usize>,
    /// The first byte that no source may have and that is not reported yet.
    next_bad: usize,
}

impl<'s> Scanner<'s> {
    /// Starts at the beginning of a source that is shown as `name`; a byte order mark there is
    /// skipped. Skips comments.
    pub fn new(src: &'s [u8], name: &Arc<str>) -> Self {
        let at = if src.starts_with(&[0xef, 0xbb, 0xbf]) {
            3
        } else {
            0
        };
        let mut scanner = Self {
            src,
            report: Report::new(src, name),
            at,
            start: 0,
            is_implied: false,
            keeps_comments: false,
            insert_semicolon: false,
            pending_newline: None,
            next_bad: next_bad(src, at),
        };
        if src.starts_with(b"\xff\xfe") || src.starts_with(b"\xfe\xff") {
            // The rest would only add noise: nothing but the first byte is read.
            scanner.src = &src[..1];
            scanner.next_bad = usize::MAX;
            scanner.error(0, "illegal UTF-8 encoding (got UTF-16)");
        }
        scanner.report_bad();
        scanner
    }

    /// Like [`Scanner::new`], but comments are tokens.
    pub fn with_comments(src: &'s [u8], name: &Arc<str>) -> Self {
        Self {
            keeps_comments: true,
            ..Self::new(src, name)
        }
    }

    /// Advances to the end: only `Eof` follows.
    pub fn stop(&mut self) {
        self.src = &[];
        self.at = 0;
        self.insert_semicolon = false;
        self.next_bad = usize::MAX;
    }

    /// Returns the offset where the newest token starts.
    #[inline]
    pub fn start(&self) -> usize {
        self.start
    }

    /// Returns the offset after the newest token. A semicolon that is not in the source is empty,
    /// or the line end that implies it.
    #[inline]
    pub fn end(&self) -> usize {
        self.at
    }

    /// Reports whether the newest token is a semicolon that is not in the source.
    #[inline]
    pub fn is_implied(&self) -> bool {
        self.is_implied
    }

    /// Returns the text of the newest token.
    pub fn text(&self) -> &'s [u8] {
        self.src.get(self.start..self.at).unwrap_or_default()
    }

    /// Records an error at an offset, after the errors of the bytes read so far.
    fn error(&mut self, offset: usize, message: impl Into<String>) {
        self.report_bad();
        self.report.add(offset, message.into());
    }

    /// Reports the bad bytes up to the current character.
    fn report_bad(&mut self) {
        while self.next_bad <= self.at && self.next_bad < self.src.len() {
            let offset = self.next_bad;
            let (c, width) = decode(&self.src[offset..]);
            let message = match c {
                Some(BOM) => "illegal byte order mark",
                Some(_) => "illegal character NUL",
                None => "illegal UTF-8 encoding",
            };
            self.report.add(offset, message.to_owned());
            self.next_bad = next_bad(self.src, offset + width);
        }
    }

    /// Returns the byte at the current character, 0 at the end.
    #[inline]
    fn byte(&self) -> u8 {
        self.src.get(self.at).copied().unwrap_or(0)
    }

    /// Returns the current character and its width; a byte that is not UTF-8 reads as
    /// U+FFFD. Absent at the end.
    fn char(&self) -> Option<(char, usize)> {
        let (c, width) = decode(self.src.get(self.at..)?);
        (width > 0).then(|| (c.unwrap_or('\u{fffd}'), width))
    }

    /// Steps to the next token.
    #[inline]
    pub fn scan(&mut self) -> Token {
        let token = self.token();
        if self.next_bad <= self.at {
            self.report_bad();
        }
        token
    }

    /// Passes white space, comments that are no tokens, and one token.
    fn token(&mut self) -> Token {
        if let Some(line_end) = self.pending_newline.take() {
            return self.imply(line_end);
        }
        loop {
            self.skip_space();
            self.start = self.at;
            let Some(&byte) = self.src.get(self.at) else {
                return self.finish();
            };
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'_' => return self.word(),
                b'0'..=b'9' => return self.number(),
                b'\n' => {
                    self.at += 1;
                    return self.imply(self.start);
                }
                b'/' if matches!(self.src.get(self.at + 1), Some(b'/' | b'*')) => {
                    let line_end = self.comment();
                    if self.keeps_comments {
                        self.pending_newline = line_end;
                        return Token::Comment;
                    }
                    if let Some(line_end) = line_end {
                        return self.imply(line_end);
                    }
                }
                0x80.. => return self.wide(),
                _ => return self.punctuation(byte),
            }
        }
    }

    #[inline]
    fn skip_space(&mut self) {
        while let Some(&byte) = self.src.get(self.at) {
            match byte {
                b' ' | b'\t' | b'\r' => self.at += 1,
                b'\n' if !self.insert_semicolon => self.at += 1,
                _ => break,
            }
        }
    }

    /// Returns the semicolon that a line end implies.
    fn imply(&mut self, start: usize) -> Token {
        self.start = start;
        self.insert_semicolon = false;
        self.is_implied = true;
        Token::Semicolon
    }

    fn finish(&mut self) -> Token {
        if self.insert_semicolon {
            self.imply(self.at)
        } else {
            Token::Eof
        }
    }

    /// Scans an identifier or a keyword.
    fn word(&mut self) -> Token {
        let rest = &self.src[self.at..];
        let is_part = |byte: &u8| matches!(byte, b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'0'..=b'9');
        let len = rest.iter().position(|byte| !is_part(byte));
        self.at += len.unwrap_or(rest.len());
        if self.byte() >= 0x80 {
            while let Some((c, width)) = self.char()
                && (is_letter(c) || is_digit(c) || c == '_')
            {
                self.at += width;
            }
        }
        let token = lookup(&self.src[self.start..self.at]);
        self.insert_semicolon = matches!(
            token,
            Token::Ident | Token::Break | Token::Continue | Token::Fallthrough | Token::Return
        );
        token
    }

    /// Scans a token that starts with a character beyond ASCII.
    fn wide(&mut self) -> Token {
        let Some((c, width)) = self.char() else {
            return self.finish();
        };
        if is_letter(c) {
            return self.word();
        }
        self.at += width;
        match c {
            // Reported as a bad byte.
            BOM => {}
            '“' | '”' => self.error(
                self.start,
                format!("curly quotation mark '{c}' (use neutral '\"')"),
            ),
            _ => self.error(self.start, format!("illegal character {}", code_point(c))),
        }
        Token::Illegal
    }

    /// Passes a comment; returns the offset of a line end in it that is a semicolon.
    fn comment(&mut self) -> Option<usize> {
        let start = self.at;
        let body = &self.src[start + 2..];
        if self.src[start + 1] == b'/' {
            let len = body.iter().position(|byte| *byte == b'\n');
            self.at = start + 2 + len.unwrap_or(body.len());
            if body.starts_with(b"line ") {
                self.report_bad();
                let next = (self.at + 1).min(self.src.len());
                self.report.directive(start..self.at, next);
            }
            return None;
        }
        let mut len = None;
        let mut from = 0;
        while let Some(star) = body[from..].iter().position(|byte| *byte == b'*') {
            from += star + 1;
            if body.get(from) == Some(&b'/') {
                len = Some(from + 1);
                break;
            }
        }
        self.at = start + 2 + len.unwrap_or(body.len());
        match len {
            None => self.error(start, "comment not terminated"),
            Some(_) if body.starts_with(b"line ") => {
                self.report_bad();
                self.report.directive(start..self.at, self.at);
            }
            Some(_) => {}
        }
        if !self.insert_semicolon {
            return None;
        }
        let text = &self.src[start..self.at];
        let line_end = text.iter().position(|byte| *byte == b'\n');
        line_end.map(|offset| start + offset)
    }

    /// Scans an operator, a delimiter, or a literal in quotes.
    fn punctuation(&mut self, byte: u8) -> Token {
        let had_semicolon = std::mem::take(&mut self.insert_semicolon);
        self.at += 1;
        match byte {
            b'(' => Token::LeftParen,
            b')' => self.may_end(Token::RightParen),
            b'[' => Token::LeftBracket,
            b']' => self.may_end(Token::RightBracket),
            b'{' => Token::LeftBrace,
            b'}' => self.may_end(Token::RightBrace),
            b',' => Token::Comma,
            b';' => {
                self.is_implied = false;
                Token::Semicolon
            }
            b'"' => self.string(),
            b'`' => self.raw_string(),
            b'\'' => self.rune(),
            b'.' => match (self.byte(), self.src.get(self.at + 1)) {
                (b'0'..=b'9', _) => {
                    self.at = self.start;
                    self.number()
                }
                (b'.', Some(b'.')) => {
                    self.at += 2;
                    Token::Ellipsis
                }
                _ => Token::Period,
            },
            b'~' => Token::Tilde,
            _ => match self.operator(byte) {
                Some(token) => token,
                None => {
                    self.insert_semicolon = had_semicolon;
                    let c = code_point(char::from(byte));
                    self.error(self.start, format!("illegal character {c}"));
                    Token::Illegal
                }
            },
        }
    }

    /// Returns a token after which a line end is a semicolon.
    #[inline]
    fn may_end(&mut self, token: Token) -> Token {
        self.insert_semicolon = true;
        token
    }

    /// Takes the longest operator that starts with `byte`.
    fn operator(&mut self, byte: u8) -> Option<Token> {
        type T = Token;
        Some(match byte {
            b':' => self.longer(T::Colon, &[(b"=", T::Define)]),
            b'+' => match self.longer(T::Add, &[(b"=", T::AddAssign), (b"+", T::Inc)]) {
                T::Inc => self.may_end(T::Inc),
                token => token,
            },
            b'-' => match self.longer(T::Sub, &[(b"=", T::SubAssign), (b"-", T::Dec)]) {
                T::Dec => self.may_end(T::Dec),
                token => token,
            },
            b'*' => self.longer(T::Mul, &[(b"=", T::MulAssign)]),
            b'/' => self.longer(T::Quo, &[(b"=", T::QuoAssign)]),
            b'%' => self.longer(T::Rem, &[(b"=", T::RemAssign)]),
            b'^' => self.longer(T::Xor, &[(b"=", T::XorAssign)]),
            b'=' => self.longer(T::Assign, &[(b"=", T::Equal)]),
            b'!' => self.longer(T::Not, &[(b"=", T::NotEqual)]),
            b'|' => self.longer(T::Or, &[(b"=", T::OrAssign), (b"|", T::LogOr)]),
            b'<' => self.longer(
                T::Less,
                &[
                    (b"-", T::Arrow),
                    (b"=", T::LessEqual),
                    (b"<=", T::ShlAssign),
                    (b"<", T::Shl),
                ],
            ),
            b'>' => self.longer(
                T::Greater,
                &[
                    (b"=", T::GreaterEqual),
                    (b">=", T::ShrAssign),
                    (b">", T::Shr),
                ],
            ),
            b'&' => self.longer(
                T::And,
                &[
                    (b"=", T::AndAssign),
                    (b"&", T::LogAnd),
                    (b"^=", T::AndNotAssign),
                    (b"^", T::AndNot),
                ],
            ),
            _ => return None,
        })
    }

    /// Takes the first of `more` that follows, else nothing.
    #[inline]
    fn longer(&mut self, short: Token, more: &[(&[u8], Token)]) -> Token {
        let rest = &self.src[self.at..];
        for (text, token) in more {
            if rest.starts_with(text) {
                self.at += text.len();
                return *token;
            }
        }
        short
    }
}

/// Returns the offset, from `from` on, of the first byte that no source may have; beyond
/// the source if all is well.
fn next_bad(src: &[u8], from: usize) -> usize {
    const STEP: usize = 64;
    let mut at = from;
    while at < src.len() {
        let window = &src[at..src.len().min(at + STEP)];
        // Bytes from 1 to 0x7f; no early end, so that many are compared at once.
        let plain = |all: bool, byte: &u8| all & (byte.wrapping_sub(1) < 0x7f);
        if window.iter().fold(true, plain) {
            at += window.len();
            continue;
        }
        let end = at + window.len();
        while at < end {
            match decode(&src[at..]) {
                (None | Some('\0'), _) => return at,
                (Some(BOM), _) => return at,
                (Some(_), width) => at += width,
            }
        }
    }
    usize::MAX
}
