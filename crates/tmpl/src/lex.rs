//! Template text to tokens.
//!
//! It works on bytes, as positions in errors count bytes and text may be arbitrary.
//! Counterpart: text/template/parse/lex.go.

use vamos_base::golang::os_str;
use vamos_base::golang::quote;

use super::chars::decode_last_rune;
use super::chars::decode_rune;
use super::chars::is_alphanumeric;

/// The kind of a token. Keywords come after [`Kind::Keyword`], as the printed form of a token
/// depends on that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Error,
    Bool,
    Char,
    CharConstant,
    Complex,
    Assign,
    Declare,
    Eof,
    Field,
    Identifier,
    LeftDelim,
    LeftParen,
    Number,
    Pipe,
    RawString,
    RightDelim,
    RightParen,
    Space,
    String,
    Text,
    Variable,
    Keyword,
    Block,
    Break,
    Continue,
    Dot,
    Define,
    Else,
    End,
    If,
    Nil,
    Range,
    Template,
    With,
}

/// A token.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub(super) kind: Kind,
    /// Its start, as a byte offset.
    pub(super) pos: usize,
    /// Its text, or the text of an error.
    pub(super) text: Vec<u8>,
    /// The line of its start.
    pub(super) line: usize,
}

impl Item {
    /// Returns the text as a string that preserves all bytes.
    pub(super) fn string(&self) -> String {
        os_str::decode(&self.text)
    }

    /// Returns the form of the token in errors.
    pub(super) fn shown(&self) -> String {
        match self.kind {
            Kind::Eof => "EOF".to_owned(),
            Kind::Error => self.string(),
            kind if kind > Kind::Keyword => format!("<{}>", self.string()),
            _ if self.text.len() > 10 => {
                let end = super::chars::prefix_of_runes(&self.text, 10);
                format!("{}...", quote::quote_bytes(&self.text[..end]))
            }
            _ => quote::quote_bytes(&self.text),
        }
    }
}

const KEYWORDS: &[(&str, Kind)] = &[
    ("block", Kind::Block),
    ("break", Kind::Break),
    ("continue", Kind::Continue),
    ("define", Kind::Define),
    ("else", Kind::Else),
    ("end", Kind::End),
    ("if", Kind::If),
    ("nil", Kind::Nil),
    ("range", Kind::Range),
    ("template", Kind::Template),
    ("with", Kind::With),
    ("true", Kind::Bool),
    ("false", Kind::Bool),
];

/// The state of scanning.
pub(super) struct Lexer<'t> {
    input: &'t [u8],
    pos: usize,
    start: usize,
    at_eof: bool,
    paren_depth: usize,
    line: usize,
    start_line: usize,
    is_inside: bool,
}

/// A token; `None` after a comment, which is skipped.
type Lexed = Option<Item>;

impl<'t> Lexer<'t> {
    /// Begins to scan.
    pub(super) fn new(input: &'t [u8]) -> Self {
        Self {
            input,
            pos: 0,
            start: 0,
            at_eof: false,
            paren_depth: 0,
            line: 1,
            start_line: 1,
            is_inside: false,
        }
    }

    /// Returns the next token; at the end, always the token of the end.
    pub(super) fn next_item(&mut self) -> Item {
        loop {
            let item = if self.is_inside {
                Some(self.inside_action())
            } else {
                self.text()
            };
            if let Some(item) = item {
                return item;
            }
        }
    }

    fn rest(&self) -> &'t [u8] {
        &self.input[self.pos..]
    }

    fn next(&mut self) -> Option<char> {
        let Some((c, width)) = decode_rune(self.rest()) else {
            self.at_eof = true;
            return None;
        };
        self.pos += width;
        if c == '\n' {
            self.line += 1;
        }
        Some(c)
    }

    fn peek(&mut self) -> Option<char> {
        let c = self.next();
        self.backup();
        c
    }

    fn backup(&mut self) {
        if !self.at_eof
            && let Some((c, width)) = decode_last_rune(&self.input[..self.pos])
        {
            self.pos -= width;
            if c == '\n' {
                self.line -= 1;
            }
        }
    }

    fn emit(&mut self, kind: Kind) -> Item {
        let item = Item {
            kind,
            pos: self.start,
            text: self.input[self.start..self.pos].to_vec(),
            line: self.start_line,
        };
        self.start = self.pos;
        self.start_line = self.line;
        item
    }

    /// Skips the text that was passed without [`Self::next`].
    fn ignore(&mut self) {
        self.line += newlines(&self.input[self.start..self.pos]);
        self.start = self.pos;
        self.start_line = self.line;
    }

    /// Returns an error token; no token follows it.
    fn error(&mut self, text: &str) -> Item {
        let item = Item {
            kind: Kind::Error,
            pos: self.start,
            text: os_str::encode(text).into_owned(),
            line: self.start_line,
        };
        self.start = 0;
        self.pos = 0;
        self.input = &[];
        item
    }

    fn accept(&mut self, valid: &str) -> bool {
        if self.next().is_some_and(|c| valid.contains(c)) {
            return true;
        }
        self.backup();
        false
    }

    fn accept_run(&mut self, valid: &str) {
        while self.next().is_some_and(|c| valid.contains(c)) {}
        self.backup();
    }

    fn text(&mut self) -> Lexed {
        let Some(at) = find(self.rest(), b"{{") else {
            self.pos = self.input.len();
            if self.pos > self.start {
                self.line += newlines(&self.input[self.start..self.pos]);
                return Some(self.emit(Kind::Text));
            }
            return Some(self.emit(Kind::Eof));
        };
        if at > 0 {
            self.pos += at;
            let mut trimmed = 0;
            if has_left_marker(&self.input[self.pos + 2..]) {
                let text = &self.input[self.start..self.pos];
                let kept = text.iter().rposition(|b| !is_space_byte(*b));
                trimmed = text.len() - kept.map_or(0, |at| at + 1);
            }
            self.pos -= trimmed;
            self.line += newlines(&self.input[self.start..self.pos]);
            let item = self.emit(Kind::Text);
            self.pos += trimmed;
            self.ignore();
            if !item.text.is_empty() {
                return Some(item);
            }
        }
        self.left_delim()
    }

    fn at_right_delim(&self) -> (bool, bool) {
        let rest = self.rest();
        if has_right_marker(rest) && rest[2..].starts_with(b"}}") {
            return (true, true);
        }
        (rest.starts_with(b"}}"), false)
    }

    fn left_delim(&mut self) -> Lexed {
        self.pos += 2;
        let marker = if has_left_marker(self.rest()) { 2 } else { 0 };
        if self.input[self.pos + marker..].starts_with(b"/*") {
            self.pos += marker;
            self.ignore();
            return self.comment();
        }
        let item = self.emit(Kind::LeftDelim);
        self.is_inside = true;
        self.pos += marker;
        self.ignore();
        self.paren_depth = 0;
        Some(item)
    }

    fn comment(&mut self) -> Lexed {
        self.pos += 2;
        let Some(at) = find(self.rest(), b"*/") else {
            return Some(self.error("unclosed comment"));
        };
        self.pos += at + 2;
        let (is_delim, trims) = self.at_right_delim();
        if !is_delim {
            return Some(self.error("comment ends before closing delimiter"));
        }
        self.line += newlines(&self.input[self.start..self.pos]);
        self.start = self.pos;
        self.pos += if trims { 4 } else { 2 };
        if trims {
            self.pos += left_spaces(self.rest());
        }
        self.ignore();
        None
    }

    fn right_delim(&mut self) -> Item {
        let (_, trims) = self.at_right_delim();
        if trims {
            self.pos += 2;
            self.ignore();
        }
        self.pos += 2;
        let item = self.emit(Kind::RightDelim);
        if trims {
            self.pos += left_spaces(self.rest());
            self.ignore();
        }
        self.is_inside = false;
        item
    }

    fn inside_action(&mut self) -> Item {
        if self.at_right_delim().0 {
            if self.paren_depth == 0 {
                return self.right_delim();
            }
            return self.error("unclosed left paren");
        }
        let Some(c) = self.next() else {
            return self.error("unclosed action");
        };
        match c {
            ' ' | '\t' | '\r' | '\n' => {
                self.backup();
                self.space()
            }
            '=' => self.emit(Kind::Assign),
            ':' => match self.next() {
                Some('=') => self.emit(Kind::Declare),
                _ => self.error("expected :="),
            },
            '|' => self.emit(Kind::Pipe),
            '"' => self.quoted('"', Kind::String, "unterminated quoted string"),
            '`' => self.raw_quoted(),
            '$' => self.field_or_variable(Kind::Variable),
            '\'' => self.quoted('\'', Kind::CharConstant, "unterminated character constant"),
            '.' if self.rest().first().is_some_and(|b| !b.is_ascii_digit()) => {
                self.field_or_variable(Kind::Field)
            }
            '.' | '+' | '-' | '0'..='9' => {
                self.backup();
                self.number()
            }
            c if is_alphanumeric(c) => {
                self.backup();
                self.identifier()
            }
            '(' => {
                self.paren_depth += 1;
                self.emit(Kind::LeftParen)
            }
            ')' if self.paren_depth == 0 => self.error("unexpected right paren"),
            ')' => {
                self.paren_depth -= 1;
                self.emit(Kind::RightParen)
            }
            ' '..='~' => self.emit(Kind::Char),
            c => self.error(&format!(
                "unrecognized character in action: {}",
                sharp_unicode(c)
            )),
        }
    }

    fn space(&mut self) -> Item {
        let mut count = 0;
        while self.peek().is_some_and(is_space) {
            self.next();
            count += 1;
        }
        // The marker of a closing delimiter begins with a space.
        let tail = &self.input[self.pos - 1..];
        if has_right_marker(tail) && tail[2..].starts_with(b"}}") {
            self.backup();
            if count == 1 {
                return self.right_delim();
            }
        }
        self.emit(Kind::Space)
    }

    fn identifier(&mut self) -> Item {
        if let Some(bad) = self.word() {
            return bad;
        }
        let word = &self.input[self.start..self.pos];
        let found = KEYWORDS.iter().find(|(name, _)| name.as_bytes() == word);
        self.emit(found.map_or(Kind::Identifier, |(_, kind)| *kind))
    }

    /// Scans a field or a variable, whose first character has been scanned.
    fn field_or_variable(&mut self, kind: Kind) -> Item {
        if self.at_terminator() {
            return match kind {
                Kind::Variable => self.emit(Kind::Variable),
                _ => self.emit(Kind::Dot),
            };
        }
        if let Some(bad) = self.word() {
            return bad;
        }
        self.emit(kind)
    }

    /// Scans letters and digits; the token is rejected if its terminator is invalid.
    fn word(&mut self) -> Option<Item> {
        let c = loop {
            match self.next() {
                Some(c) if is_alphanumeric(c) => {}
                c => break c,
            }
        };
        self.backup();
        (!self.at_terminator()).then(|| self.bad_character(c))
    }

    fn bad_character(&mut self, c: Option<char>) -> Item {
        let shown = c.map_or_else(|| "U+FFFFFFFFFFFFFFFF".to_owned(), sharp_unicode);
        self.error(&format!("bad character {shown}"))
    }

    fn at_terminator(&mut self) -> bool {
        match self.peek() {
            None | Some(' ' | '\t' | '\r' | '\n' | '.' | ',' | '|' | ':' | ')' | '(') => true,
            _ => self.rest().starts_with(b"}}"),
        }
    }

    fn quoted(&mut self, end: char, kind: Kind, unterminated: &str) -> Item {
        loop {
            match self.next() {
                Some('\\') => {
                    if matches!(self.next(), None | Some('\n')) {
                        return self.error(unterminated);
                    }
                }
                None | Some('\n') => return self.error(unterminated),
                Some(c) if c == end => return self.emit(kind),
                Some(_) => {}
            }
        }
    }

    fn raw_quoted(&mut self) -> Item {
        loop {
            match self.next() {
                None => return self.error("unterminated raw quoted string"),
                Some('`') => return self.emit(Kind::RawString),
                Some(_) => {}
            }
        }
    }

    fn number(&mut self) -> Item {
        if !self.scan_number() {
            return self.bad_number();
        }
        if matches!(self.peek(), Some('+' | '-')) {
            if !self.scan_number() || self.input[self.pos - 1] != b'i' {
                return self.bad_number();
            }
            return self.emit(Kind::Complex);
        }
        self.emit(Kind::Number)
    }

    fn bad_number(&mut self) -> Item {
        let shown = quote::quote_bytes(&self.input[self.start..self.pos]);
        self.error(&format!("bad number syntax: {shown}"))
    }

    fn scan_number(&mut self) -> bool {
        self.accept("+-");
        let mut digits = "0123456789_";
        if self.accept("0") {
            if self.accept("xX") {
                digits = "0123456789abcdefABCDEF_";
            } else if self.accept("oO") {
                digits = "01234567_";
            } else if self.accept("bB") {
                digits = "01_";
            }
        }
        self.accept_run(digits);
        if self.accept(".") {
            self.accept_run(digits);
        }
        let exponents = match digits.len() {
            11 => "eE",
            23 => "pP",
            _ => "",
        };
        if self.accept(exponents) {
            self.accept("+-");
            self.accept_run("0123456789_");
        }
        self.accept("i");
        if self.peek().is_some_and(is_alphanumeric) {
            self.next();
            return false;
        }
        true
    }
}

/// Returns a character as `%#U` shows it.
fn sharp_unicode(c: char) -> String {
    let code = u32::from(c);
    if quote::is_print(c) {
        format!("U+{code:04X} '{c}'")
    } else {
        format!("U+{code:04X}")
    }
}

fn newlines(text: &[u8]) -> usize {
    text.iter().filter(|byte| **byte == b'\n').count()
}

fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    text.windows(what.len()).position(|window| window == what)
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n')
}

fn is_space_byte(byte: u8) -> bool {
    is_space(char::from(byte))
}

fn left_spaces(text: &[u8]) -> usize {
    let kept = text.iter().position(|b| !is_space_byte(*b));
    kept.unwrap_or(text.len())
}

fn has_left_marker(text: &[u8]) -> bool {
    matches!(text, [b'-', next, ..] if is_space_byte(*next))
}

fn has_right_marker(text: &[u8]) -> bool {
    matches!(text, [first, b'-', ..] if is_space_byte(*first))
}
