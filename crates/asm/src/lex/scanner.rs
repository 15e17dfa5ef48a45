//! Characters to tokens, as Go's text/scanner makes them in the assembler's configuration.
//!
//! Malformed literals are reported, but are tokens all the same.
//! Counterpart: text/scanner, cmd/asm/internal/lex/tokenizer.go (`isIdentRune`).

use std::ops::Range;

use vamos_base::golang::quote;
use vamos_base::golang::unicode;

use super::token::Tok;

const EOF: i32 = -1;
/// Before the first character.
const NOT_READ: i32 = -2;
const BYTE_ORDER_MARK: i32 = 0xfeff;

/// Reads the tokens of one file.
#[derive(Debug)]
pub(super) struct Scanner<'a> {
    source: &'a [u8],
    /// The offset after the character that was read last.
    at: usize,
    last_char_len: usize,
    line: u32,
    column: u32,
    last_line_len: u32,
    token_start: Option<usize>,
    token_end: usize,
    ch: i32,
    /// The position of the token; line 0 for none.
    position: (u32, u32),
    /// Problems, each after its line and column.
    pub(super) problems: Vec<String>,
}

fn is_ident_char(ch: i32, is_first: bool) -> bool {
    let Some(c) = u32::try_from(ch).ok().and_then(char::from_u32) else {
        return false;
    };
    match c {
        'a'..='z' | 'A'..='Z' | '_' | '\u{b7}' | '\u{2215}' => true,
        '0'..='9' => !is_first,
        _ if c.is_ascii() => false,
        _ => unicode::is_letter(c) || (!is_first && unicode::is_digit(c)),
    }
}

fn is_decimal(ch: i32) -> bool {
    (i32::from(b'0')..=i32::from(b'9')).contains(&ch)
}

fn is_char(ch: i32, c: u8) -> bool {
    ch == i32::from(c)
}

/// Returns the lower-case form of an ASCII letter.
fn lower(ch: i32) -> i32 {
    0x20 | ch
}

fn digit_value(ch: i32) -> u32 {
    let c = u32::try_from(ch).ok().and_then(char::from_u32);
    c.and_then(|c| c.to_digit(16)).unwrap_or(16)
}

fn literal_name(prefix: u8) -> &'static str {
    match prefix {
        b'x' => "hexadecimal literal",
        b'o' | b'0' => "octal literal",
        b'b' => "binary literal",
        _ => "decimal literal",
    }
}

/// Returns true if an underscore is elsewhere than between two digits.
fn has_misplaced_separator(text: &[u8]) -> bool {
    let mut is_hex = false;
    let mut last = b'.';
    let mut rest = text;
    if let [b'0', letter, after @ ..] = text
        && matches!(letter | 0x20, b'x' | b'o' | b'b')
    {
        is_hex = letter | 0x20 == b'x';
        last = b'0';
        rest = after;
    }
    for byte in rest {
        let before = last;
        last = match byte {
            b'_' if before != b'0' => return true,
            b'_' => b'_',
            byte if byte.is_ascii_digit() || (is_hex && byte.is_ascii_hexdigit()) => b'0',
            _ if before == b'_' => return true,
            _ => b'.',
        };
    }
    last == b'_'
}

impl<'a> Scanner<'a> {
    /// Returns a scanner at the start of a file.
    pub(super) fn new(source: &'a [u8]) -> Self {
        Self {
            source,
            at: 0,
            last_char_len: 0,
            line: 1,
            column: 0,
            last_line_len: 0,
            token_start: None,
            token_end: 0,
            ch: NOT_READ,
            position: (0, 0),
            problems: Vec::new(),
        }
    }

    /// Returns the position after the current token: line and column.
    fn end_position(&self) -> (u32, u32) {
        match (self.column, self.last_line_len) {
            (column, _) if column > 0 => (self.line, column),
            (_, len) if len > 0 => (self.line - 1, len),
            _ => (1, 1),
        }
    }

    /// Returns the column after the current token.
    pub(super) fn column(&self) -> u32 {
        self.end_position().1
    }

    fn error(&mut self, text: &str) {
        self.token_end = self.at - self.last_char_len;
        let (line, column) = match self.position {
            (0, _) => self.end_position(),
            position => position,
        };
        self.problems.push(format!("{line}:{column}: {text}"));
    }

    /// Skips characters of one byte of a class without line ends, after the one that was read.
    #[inline]
    fn skip_while(&mut self, is_wanted: impl Fn(u8) -> bool) {
        let rest = &self.source[self.at..];
        let count = rest.iter().position(|byte| !is_wanted(*byte));
        let count = count.unwrap_or(rest.len());
        self.at += count;
        self.column += count as u32;
    }

    #[inline]
    fn next(&mut self) -> i32 {
        let Some(byte) = self.source.get(self.at).copied() else {
            if self.last_char_len > 0 {
                self.column += 1;
            }
            self.last_char_len = 0;
            return EOF;
        };
        if byte < 0x80 {
            self.at += 1;
            self.last_char_len = 1;
            self.column += 1;
            match byte {
                0 => self.error("invalid character NUL"),
                b'\n' => {
                    self.line += 1;
                    self.last_line_len = self.column;
                    self.column = 0;
                }
                _ => {}
            }
            return i32::from(byte);
        }
        self.next_wide()
    }

    /// Reads a character of several bytes.
    fn next_wide(&mut self) -> i32 {
        let (c, width) = unicode::decode(&self.source[self.at..]);
        let width = width.max(1);
        self.at += width;
        self.last_char_len = width;
        self.column += 1;
        match c {
            Some(c) => c as i32,
            None => {
                self.error("invalid UTF-8 encoding");
                char::REPLACEMENT_CHARACTER as i32
            }
        }
    }

    /// Returns the character after the current token.
    pub(super) fn peek(&mut self) -> i32 {
        if self.ch == NOT_READ {
            self.ch = self.next();
            if self.ch == BYTE_ORDER_MARK {
                self.ch = self.next();
            }
        }
        self.ch
    }

    /// Adds the character after the current token to it.
    pub(super) fn extend(&mut self) {
        self.position = (0, 0);
        if self.peek() != EOF {
            self.ch = self.next();
        }
        self.token_end = self.at - self.last_char_len;
    }

    /// Returns the byte range of the current token.
    pub(super) fn range(&self) -> Range<usize> {
        match self.token_start {
            Some(start) if start <= self.token_end => start..self.token_end,
            _ => 0..0,
        }
    }

    /// Returns the bytes of the current token.
    pub(super) fn text(&self) -> &'a [u8] {
        &self.source[self.range()]
    }

    /// Returns the kind of the next token.
    pub(super) fn scan(&mut self) -> Tok {
        let mut ch = self.peek();
        self.token_start = None;
        self.position = (0, 0);
        while is_char(ch, b' ') || is_char(ch, b'\t') || is_char(ch, b'\r') {
            self.skip_while(|byte| matches!(byte, b' ' | b'\t' | b'\r'));
            ch = self.next();
        }
        let start = self.at - self.last_char_len;
        self.token_start = Some(start);
        self.position = match self.column {
            0 => (self.line - 1, self.last_line_len),
            column => (self.line, column),
        };
        let mut tok = Tok(ch);
        if is_ident_char(ch, true) {
            tok = Tok::IDENT;
            ch = self.identifier();
        } else if is_decimal(ch) {
            (tok, ch) = self.number(ch, false);
        } else if ch != EOF {
            (tok, ch) = self.other(ch);
        }
        self.token_end = self.at - self.last_char_len;
        self.ch = ch;
        tok
    }

    fn other(&mut self, first: i32) -> (Tok, i32) {
        match u8::try_from(first) {
            Ok(b'"') => {
                self.string(b'"');
                (Tok::STRING, self.next())
            }
            Ok(b'\'') => {
                if self.string(b'\'') != 1 {
                    self.error("invalid char literal");
                }
                (Tok::CHAR, self.next())
            }
            Ok(b'.') => {
                let ch = self.next();
                match is_decimal(ch) {
                    true => self.number(ch, true),
                    false => (Tok(first), ch),
                }
            }
            Ok(b'/') => {
                let ch = self.next();
                match is_char(ch, b'/') || is_char(ch, b'*') {
                    true => (Tok::COMMENT, self.comment(ch)),
                    false => (Tok(first), ch),
                }
            }
            _ => (Tok(first), self.next()),
        }
    }

    fn identifier(&mut self) -> i32 {
        loop {
            self.skip_while(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
            let ch = self.next();
            if !is_ident_char(ch, false) {
                return ch;
            }
        }
    }

    /// Reads digits and separators; returns the character after them, and flags for the presence of
    /// a digit and of a separator.
    fn digits(&mut self, first: i32, base: i32, invalid: &mut i32) -> (i32, bool, bool) {
        let mut ch = first;
        let (mut has_digit, mut has_separator) = (false, false);
        loop {
            if is_char(ch, b'_') {
                has_separator = true;
            } else if base > 10 && digit_value(ch) < 16 {
                has_digit = true;
            } else if base <= 10 && is_decimal(ch) {
                has_digit = true;
                if ch >= i32::from(b'0') + base && *invalid == 0 {
                    *invalid = ch;
                }
            } else {
                return (ch, has_digit, has_separator);
            }
            ch = self.next();
        }
    }

    fn number(&mut self, first: i32, is_after_dot: bool) -> (Tok, i32) {
        let (mut base, mut prefix) = (10, 0);
        let (mut has_digit, mut has_separator) = (false, false);
        let mut invalid = 0;
        let mut ch = first;
        let mut is_float = is_after_dot;
        if !is_after_dot {
            if is_char(ch, b'0') {
                ch = self.next();
                (base, prefix) = match u8::try_from(lower(ch)) {
                    Ok(b'x') => (16, b'x'),
                    Ok(b'o') => (8, b'o'),
                    Ok(b'b') => (2, b'b'),
                    _ => (8, b'0'),
                };
                match prefix {
                    b'0' => has_digit = true,
                    _ => ch = self.next(),
                }
            }
            let (after, digit, separator) = self.digits(ch, base, &mut invalid);
            ch = after;
            has_digit |= digit;
            has_separator |= separator;
            if is_char(ch, b'.') {
                ch = self.next();
                is_float = true;
            }
        }
        if is_float {
            if matches!(prefix, b'o' | b'b') {
                let name = literal_name(prefix);
                self.error(&format!("invalid radix point in {name}"));
            }
            let (after, digit, separator) = self.digits(ch, base, &mut invalid);
            ch = after;
            has_digit |= digit;
            has_separator |= separator;
        }
        if !has_digit {
            let name = literal_name(prefix);
            self.error(&format!("{name} has no digits"));
        }
        let mut tok = if is_float { Tok::FLOAT } else { Tok::INT };
        let letter = lower(ch);
        if is_char(letter, b'e') || is_char(letter, b'p') {
            tok = Tok::FLOAT;
            let separator;
            (ch, separator) = self.exponent(ch, prefix);
            has_separator |= separator;
        } else if prefix == b'x' && is_float {
            self.error("hexadecimal mantissa requires a 'p' exponent");
        }
        self.check_number(tok, prefix, invalid, has_separator);
        (tok, ch)
    }

    /// Reads an exponent; returns the character after it and a flag for the presence of a
    /// separator.
    fn exponent(&mut self, letter: i32, prefix: u8) -> (i32, bool) {
        let c = u8::try_from(letter).map_or('e', char::from);
        let quoted = quote::quote_char(c);
        match lower(letter) == i32::from(b'e') {
            true if prefix != 0 && prefix != b'0' => {
                self.error(&format!("{quoted} exponent requires decimal mantissa"));
            }
            false if prefix != b'x' => {
                self.error(&format!("{quoted} exponent requires hexadecimal mantissa"));
            }
            _ => {}
        }
        let mut ch = self.next();
        if is_char(ch, b'+') || is_char(ch, b'-') {
            ch = self.next();
        }
        let mut invalid = 1;
        let (ch, has_digit, has_separator) = self.digits(ch, 10, &mut invalid);
        if !has_digit {
            self.error("exponent has no digits");
        }
        (ch, has_separator)
    }

    fn check_number(&mut self, tok: Tok, prefix: u8, invalid: i32, has_separator: bool) {
        if tok == Tok::INT && invalid != 0 {
            let c = u8::try_from(invalid).map_or('0', char::from);
            let (quoted, name) = (quote::quote_char(c), literal_name(prefix));
            self.error(&format!("invalid digit {quoted} in {name}"));
        }
        if has_separator {
            self.token_end = self.at - self.last_char_len;
            if has_misplaced_separator(self.text()) {
                self.error("'_' must separate successive digits");
            }
        }
    }

    /// Reads to the closing quote, which is the last character read; returns the number of the
    /// literal's characters.
    fn string(&mut self, quote: u8) -> usize {
        let mut count = 0;
        let mut ch = self.next();
        while !is_char(ch, quote) {
            if is_char(ch, b'\n') || ch < 0 {
                self.error("literal not terminated");
                return count;
            }
            ch = match is_char(ch, b'\\') {
                true => self.escape(quote),
                false => self.next(),
            };
            count += 1;
        }
        count
    }

    fn escape(&mut self, quote: u8) -> i32 {
        let ch = self.next();
        match u8::try_from(ch) {
            Ok(b'a' | b'b' | b'f' | b'n' | b'r' | b't' | b'v' | b'\\') => self.next(),
            Ok(byte) if byte == quote => self.next(),
            Ok(b'0'..=b'7') => self.escape_digits(ch, 8, 3),
            Ok(letter @ (b'x' | b'u' | b'U')) => {
                let count = match letter {
                    b'x' => 2,
                    b'u' => 4,
                    _ => 8,
                };
                let first = self.next();
                self.escape_digits(first, 16, count)
            }
            _ => {
                self.error("invalid char escape");
                ch
            }
        }
    }

    fn escape_digits(&mut self, first: i32, base: u32, count: u32) -> i32 {
        let mut ch = first;
        for _ in 0..count {
            if digit_value(ch) >= base {
                self.error("invalid char escape");
                return ch;
            }
            ch = self.next();
        }
        ch
    }

    /// Reads a comment whose second character is `second`; returns the character after it.
    fn comment(&mut self, second: i32) -> i32 {
        let mut ch = self.next();
        if is_char(second, b'/') {
            while !is_char(ch, b'\n') && ch >= 0 {
                self.skip_while(|byte| byte.is_ascii() && byte != b'\n' && byte != 0);
                ch = self.next();
            }
            return ch;
        }
        loop {
            if ch < 0 {
                self.error("comment not terminated");
                return ch;
            }
            let before = ch;
            ch = self.next();
            if is_char(before, b'*') && is_char(ch, b'/') {
                return self.next();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scan_all(source: &str) -> (Vec<(Tok, String)>, Vec<String>) {
        let mut scanner = Scanner::new(source.as_bytes());
        let mut out = Vec::new();
        loop {
            let tok = scanner.scan();
            if tok == Tok::EOF {
                return (out, scanner.problems);
            }
            let text = String::from_utf8_lossy(scanner.text()).into_owned();
            out.push((tok, text));
        }
    }

    #[test]
    fn tokens() {
        let (tokens, problems) = scan_all("MOVQ\t$0x1f, a·b<>+8(SB) // c\n1.5e3 'a' \"x\\n\"");
        let texts: Vec<_> = tokens.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(
            texts,
            [
                "MOVQ", "$", "0x1f", ",", "a·b", "<", ">", "+", "8", "(", "SB", ")", "// c", "\n",
                "1.5e3", "'a'", "\"x\\n\""
            ]
        );
        assert_eq!(tokens[2].0, Tok::INT);
        assert_eq!(tokens[14].0, Tok::FLOAT);
        assert!(problems.is_empty());
    }

    #[test]
    fn malformed_literals_are_tokens() {
        let (tokens, problems) = scan_all("0x 08 'ab' \"a\n1__2");
        // A string that is not terminated takes its newline along.
        assert_eq!(tokens.len(), 5);
        assert_eq!(
            problems,
            [
                "1:1: hexadecimal literal has no digits",
                "1:4: invalid digit '8' in octal literal",
                "1:7: invalid char literal",
                "1:12: literal not terminated",
                "2:1: '_' must separate successive digits",
            ]
        );
    }
}
