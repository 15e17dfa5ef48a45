//! Tokens of a source.
//!
//! Counterpart: cmd/compile/internal/syntax/scanner.go.

use vamos_base::golang::quote;
use vamos_base::golang::unicode;

use crate::blocks;
use crate::pragma::Directives;
use crate::reader::END;
use crate::reader::Reader;
use crate::token::LitKind;
use crate::token::Operator;
use crate::token::Token;

/// The source form of a semicolon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Semi {
    Semicolon,
    Newline,
    Eof,
}

impl Semi {
    /// Returns the word in messages.
    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::Semicolon => "semicolon",
            Self::Newline => "newline",
            Self::Eof => "EOF",
        }
    }
}

/// Reads tokens.
pub(crate) struct Scanner<'s> {
    pub(crate) reader: Reader<'s>,
    pub(crate) directives: Directives,
    /// True if the end of the line is a semicolon.
    pub(crate) nlsemi: bool,
    /// The current token.
    pub(crate) tok: Token,
    /// Offset of the white space before it.
    space: usize,
    /// Offset of its first byte.
    pub(crate) start: usize,
    /// Its operator, for operators and assignments.
    pub(crate) op: Operator,
    /// Its source form, for semicolons.
    pub(crate) semi: Semi,
    /// The kind, for literals.
    pub(crate) kind: LitKind,
    /// True if a literal is malformed.
    pub(crate) bad: bool,
    /// Offset after a name or literal.
    pub(crate) end: usize,
    /// True if all characters are valid in Go; `None` until that is computed
    /// ([`blocks::is_plain`]).
    is_plain: Option<bool>,
}

impl<'s> Scanner<'s> {
    /// Starts in front of the first token.
    pub(crate) fn new(src: &'s [u8]) -> Self {
        Self {
            reader: Reader::new(src),
            directives: Directives::new(src.len()),
            nlsemi: false,
            tok: Token::Eof,
            space: 0,
            start: 0,
            op: Operator::None,
            semi: Semi::Semicolon,
            kind: LitKind::Int,
            bad: false,
            end: 0,
            is_plain: None,
        }
    }

    /// Returns the bytes of the current name or literal.
    pub(crate) fn text(&self) -> &'s [u8] {
        &self.reader.src[self.start..self.end]
    }

    /// Returns the precedence of the current token as a binary operator.
    pub(crate) fn precedence(&self) -> u8 {
        self.op.precedence()
    }

    /// Advances to the next token.
    pub(crate) fn next(&mut self) {
        let nlsemi = self.nlsemi;
        self.nlsemi = false;
        loop {
            self.space = self.reader.at;
            self.reader.set_segment(None);
            while self.reader.is(b' ')
                || self.reader.is(b'\t')
                || self.reader.is(b'\n') && !nlsemi
                || self.reader.is(b'\r')
            {
                // Most white space is the end of a line and the indentation of the next one.
                self.reader.skip(|byte| byte == b'\t' || byte == b' ');
            }
            self.start = self.reader.at;
            self.reader.set_segment(Some(self.start));
            let is_name = is_letter(self.reader.ch);
            if is_name || self.reader.ch >= 0x80 && self.is_ident_char(true) {
                if !is_name {
                    self.reader.advance();
                }
                self.ident();
                return;
            }
            if self.token(nlsemi) {
                return;
            }
        }
    }

    /// Moves from the opening brace of a block to the closing one, and reports whether that
    /// succeeded. Otherwise nothing changes.
    pub(crate) fn skip_block(&mut self) -> bool {
        let src = self.reader.src;
        let is_plain = *self.is_plain.get_or_insert_with(|| blocks::is_plain(src));
        let Some(end) = blocks::end(src, self.start + 1).filter(|_| is_plain) else {
            return false;
        };
        self.reader.rewind(end);
        self.space = end;
        self.start = end;
        self.closing(Token::Rbrace);
        true
    }

    /// Reads a token that is no name; returns false for a comment or a wrong character.
    fn token(&mut self, nlsemi: bool) -> bool {
        let Ok(byte) = u8::try_from(self.reader.ch) else {
            return self.end_or_invalid(nlsemi);
        };
        match byte {
            b'0'..=b'9' => self.number(false),
            b'"' => self.std_string(),
            b'`' => self.raw_string(),
            b'\'' => self.rune(),
            b'/' => return self.slash(nlsemi),
            b'.' => self.dot(),
            b'\n' => self.semicolon(Semi::Newline),
            b';' => self.semicolon(Semi::Semicolon),
            b'(' => self.plain(Token::Lparen),
            b'[' => self.plain(Token::Lbrack),
            b'{' => self.plain(Token::Lbrace),
            b',' => self.plain(Token::Comma),
            b')' => self.closing(Token::Rparen),
            b']' => self.closing(Token::Rbrack),
            b'}' => self.closing(Token::Rbrace),
            b':' => {
                self.plain(Token::Colon);
                self.if_next(b'=', Token::Define);
            }
            b'=' => {
                self.plain(Token::Assign);
                self.longer(b'=', Operator::Eql);
            }
            _ => return self.operator(byte),
        }
        true
    }

    fn end_or_invalid(&mut self, nlsemi: bool) -> bool {
        if self.reader.ch != END {
            return self.invalid();
        }
        if nlsemi {
            self.semi = Semi::Eof;
            self.tok = Token::Semi;
        } else {
            self.tok = Token::Eof;
        }
        true
    }

    #[cold]
    pub(crate) fn invalid(&mut self) -> bool {
        let text = format!("invalid character {}", unicode_name(self.reader.char()));
        self.reader.error(text);
        self.reader.advance();
        false
    }

    pub(crate) fn plain(&mut self, token: Token) {
        self.reader.advance();
        self.tok = token;
    }

    fn closing(&mut self, token: Token) {
        self.plain(token);
        self.nlsemi = true;
    }

    fn semicolon(&mut self, semi: Semi) {
        self.plain(Token::Semi);
        self.semi = semi;
    }

    /// Takes another token if the next character is this one.
    pub(crate) fn if_next(&mut self, byte: u8, token: Token) -> bool {
        let is_next = self.reader.is(byte);
        if is_next {
            self.plain(token);
        }
        is_next
    }

    /// Takes an operator if the next character is this one.
    pub(crate) fn longer(&mut self, byte: u8, operator: Operator) -> bool {
        let is_next = self.if_next(byte, Token::Operator);
        if is_next {
            self.op = operator;
        }
        is_next
    }

    fn binary(&mut self, operator: Operator) {
        self.op = operator;
        self.tok = Token::Operator;
    }

    /// Ends an operator that may be a part of an assignment.
    pub(crate) fn or_assign(&mut self, operator: Operator) {
        self.binary(operator);
        self.if_next(b'=', Token::AssignOp);
    }

    fn dot(&mut self) {
        self.plain(Token::Dot);
        if is_decimal(self.reader.ch) {
            self.number(true);
        } else if self.reader.is(b'.') {
            self.reader.advance();
            if !self.if_next(b'.', Token::DotDotDot) {
                if self.reader.is(b'\n') {
                    self.directives.breaks.push(self.start as u32);
                }
                // Starts over: errors between the dots are reported again.
                self.reader.rewind(self.start);
                self.reader.advance();
            }
        }
    }

    /// Reads a comment or a division; returns false after a comment that is no semicolon.
    fn slash(&mut self, nlsemi: bool) -> bool {
        self.reader.advance();
        if self.reader.is(b'/') {
            self.line_comment();
            return false;
        }
        if self.reader.is(b'*') {
            self.full_comment();
            let comment = &self.reader.src[self.start..self.reader.at];
            if nlsemi && comment.contains(&b'\n') {
                // It counts as the end of the line.
                self.semi = Semi::Newline;
                self.tok = Token::Semi;
                return true;
            }
            return false;
        }
        self.or_assign(Operator::Div);
        true
    }

    /// Ends the segment of a comment that does not go on like a directive: only the bytes of a
    /// directive stay in the compiler's buffer.
    fn keep_directive(&mut self, prefix: &[u8]) {
        if !self.reader.has_nul() {
            return;
        }
        for &byte in prefix {
            if !self.reader.is(byte) {
                self.reader.set_segment(None);
                return;
            }
            self.reader.advance();
        }
    }

    /// Reads the rest of a comment in a line; the end of the line remains.
    fn line_comment(&mut self) {
        self.reader.advance();
        let is_line = self.reader.is(b'l');
        self.keep_directive(if is_line { b"line " } else { b"go:" });
        while self.reader.ch >= 0 && !self.reader.is(b'\n') {
            self.reader.skip_in_line();
        }
        let text = &self.reader.src[self.start..self.reader.at];
        if text.starts_with(b"//go:") || text.starts_with(b"//line ") {
            let places = [self.space, self.start, self.reader.at];
            self.directives.comment(&mut self.reader, places);
        }
    }

    /// Reads the rest of a comment that ends with `*/`.
    fn full_comment(&mut self) {
        self.reader.advance();
        self.keep_directive(b"line ");
        let mut is_closed = false;
        while self.reader.ch >= 0 && !is_closed {
            while self.reader.is(b'*') {
                self.reader.advance();
                if self.reader.is(b'/') {
                    self.reader.advance();
                    is_closed = true;
                    break;
                }
            }
            if !is_closed {
                self.reader.advance();
            }
        }
        if !is_closed {
            self.not_terminated("comment");
            return;
        }
        let text = &self.reader.src[self.start..self.reader.at];
        if text.starts_with(b"/*line ") {
            let places = [self.space, self.start, self.reader.at];
            self.directives.comment(&mut self.reader, places);
        }
    }

    fn ident(&mut self) {
        // Again after a NUL, which ends no name.
        while is_letter(self.reader.ch) || is_decimal(self.reader.ch) {
            self.reader
                .skip(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        }
        if self.reader.ch >= 0x80 {
            while self.is_ident_char(false) {
                self.reader.advance();
            }
        }
        self.end = self.reader.at;
        match Token::keyword(self.text()) {
            Some(token) => {
                self.tok = token;
                self.nlsemi = matches!(
                    token,
                    Token::Break | Token::Continue | Token::Fallthrough | Token::Return
                );
            }
            None => {
                self.tok = Token::Name;
                self.nlsemi = true;
            }
        }
    }

    /// Reports whether the current character belongs to a name.
    fn is_ident_char(&mut self, is_first: bool) -> bool {
        if self.reader.ch < 0 {
            return false;
        }
        let c = self.reader.char();
        if unicode::is_letter(c) || c == '_' {
            return true;
        }
        if unicode::is_digit(c) {
            if is_first {
                let name = unicode_name(c);
                self.reader
                    .error(format!("identifier cannot begin with digit {name}"));
            }
            return true;
        }
        if c as u32 >= 0x80 {
            let name = unicode_name(c);
            self.reader
                .error(format!("invalid character {name} in identifier"));
            return true;
        }
        false
    }

    /// Ends a literal.
    pub(crate) fn set_literal(&mut self, kind: LitKind, is_good: bool) {
        self.nlsemi = true;
        self.tok = Token::Literal;
        self.end = self.reader.at;
        self.kind = kind;
        self.bad = !is_good;
    }
}

impl Reader<'_> {
    /// Skips ASCII bytes up to the end of the line or the first other character.
    fn skip_in_line(&mut self) {
        self.skip(|byte| byte != b'\n' && byte != 0 && byte < 0x80);
    }
}

fn is_letter(ch: i32) -> bool {
    u8::try_from(ch).is_ok_and(|byte| byte.is_ascii_alphabetic() || byte == b'_')
}

pub(crate) fn is_decimal(ch: i32) -> bool {
    u8::try_from(ch).is_ok_and(|byte| byte.is_ascii_digit())
}

/// Returns a character as fmt prints it with `%#U`.
pub(crate) fn unicode_name(c: char) -> String {
    let name = format!("U+{:04X}", u32::from(c));
    if quote::is_print(c) {
        format!("{name} '{c}'")
    } else {
        name
    }
}
