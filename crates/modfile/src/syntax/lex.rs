//! The scanner: spaces, comments, punctuation, strings, and other tokens.
//!
//! Counterpart: golang.org/x/mod/modfile (read.go, `input`).

use super::Comment;
use super::Position;
use crate::error::ModuleError;
use crate::error::SyntaxError;
use vamos_base::golang::quote::is_print;
use vamos_base::golang::quote::quote_char;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Eof,
    /// A comment after other text.
    EolComment,
    Ident,
    String,
    /// A comment on its own line.
    Comment,
    /// A newline or one of `()[]{},`.
    Punct(u8),
}

impl Kind {
    /// Reports whether the token ends a line.
    pub(super) fn is_eol(self) -> bool {
        matches!(self, Kind::Eof | Kind::EolComment | Kind::Punct(b'\n'))
    }
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) pos: Position,
    pub(super) end: Position,
}

/// The result of a scan, with the scanner's error; there is at most one such error per file.
pub(super) type Scan<T> = Result<T, Box<SyntaxError>>;

pub(super) struct Lexer<'a> {
    filename: &'a str,
    text: &'a [u8],
    pos: Position,
    /// The token that the next call of [`Lexer::lex`] returns.
    next: Token,
    /// Comments after other text, which are attached when the tree is complete.
    pub(super) comments: Vec<Comment>,
}

impl<'a> Lexer<'a> {
    /// Starts at the first token.
    pub(super) fn new(filename: &'a str, text: &'a [u8]) -> Scan<Self> {
        let start = Position {
            line: 1,
            rune: 1,
            byte: 0,
        };
        let next = Token {
            kind: Kind::Eof,
            pos: start,
            end: start,
        };
        let mut lexer = Lexer {
            filename,
            text,
            pos: start,
            next,
            comments: Vec::new(),
        };
        lexer.next = lexer.read_token()?;
        Ok(lexer)
    }

    pub(super) fn peek(&self) -> Kind {
        self.next.kind
    }

    pub(super) fn lex(&mut self) -> Scan<Token> {
        let token = self.next;
        self.next = self.read_token()?;
        Ok(token)
    }

    /// Returns the text of a token; of a comment, without its newline.
    pub(super) fn token_text(&self, token: &Token) -> String {
        let mut bytes = &self.text[token.pos.byte..token.end.byte];
        if matches!(token.kind, Kind::Comment | Kind::EolComment) {
            bytes = bytes
                .strip_suffix(b"\n")
                .map_or(bytes, |b| b.strip_suffix(b"\r").unwrap_or(b));
        }
        vamos_base::golang::os_str::decode(bytes)
    }

    /// Returns an error at the scanner's position.
    pub(super) fn error<T>(&self, text: impl Into<String>) -> Scan<T> {
        Err(Box::new(SyntaxError {
            filename: self.filename.to_string(),
            pos: self.pos,
            verb: String::new(),
            mod_path: String::new(),
            err: ModuleError::Message(text.into()),
        }))
    }

    fn rest(&self) -> &'a [u8] {
        &self.text[self.pos.byte..]
    }

    /// Returns the next character and its length; U+FFFD of length 1 if the text is not UTF-8.
    fn peek_char(&self) -> Option<(char, usize)> {
        let rest = self.rest();
        let first = *rest.first()?;
        if first < 0x80 {
            return Some((char::from(first), 1));
        }
        let window = &rest[..rest.len().min(4)];
        let valid = match std::str::from_utf8(window) {
            Ok(s) => s,
            Err(e) => {
                std::str::from_utf8(&window[..e.valid_up_to()]).expect("checked by valid_up_to")
            }
        };
        Some(
            valid
                .chars()
                .next()
                .map_or((char::REPLACEMENT_CHARACTER, 1), |c| (c, c.len_utf8())),
        )
    }

    fn advance(&mut self, c: char, size: usize) {
        self.pos.byte += size;
        if c == '\n' {
            self.pos.line += 1;
            self.pos.rune = 1;
        } else {
            self.pos.rune += 1;
        }
    }

    fn read_token(&mut self) -> Scan<Token> {
        while let Some(&c) = self.rest().first() {
            if matches!(c, b' ' | b'\t' | b'\r') {
                self.advance(' ', 1);
                continue;
            }
            if self.rest().starts_with(b"//") {
                return Ok(self.read_comment());
            }
            if self.rest().starts_with(b"/*") {
                return self.error("mod files must use // comments (not /* */ comments)");
            }
            break;
        }
        let start = self.pos;
        let kind = match self.peek_char() {
            None => Kind::Eof,
            Some((c @ ('\n' | '(' | ')' | '[' | ']' | '{' | '}' | ','), _)) => {
                self.advance(c, 1);
                Kind::Punct(c as u8)
            }
            Some((quote @ ('"' | '`'), _)) => {
                self.read_string(start, quote)?;
                Kind::String
            }
            Some((c, _)) if !is_ident(c) => {
                return self.error(format!("unexpected input character {}", quote_char(c)));
            }
            Some(_) => {
                self.read_ident()?;
                Kind::Ident
            }
        };
        Ok(Token {
            kind,
            pos: start,
            end: self.pos,
        })
    }

    fn read_comment(&mut self) -> Token {
        let start = self.pos;
        let line_start = self.text[..start.byte]
            .iter()
            .rposition(|&c| c == b'\n')
            .map_or(0, |i| i + 1);
        let suffix = !vamos_base::golang::os_str::decode(&self.text[line_start..start.byte])
            .trim()
            .is_empty();
        while let Some((c, size)) = self.peek_char() {
            self.advance(c, size);
            if c == '\n' {
                break;
            }
        }
        let kind = if suffix {
            Kind::EolComment
        } else {
            Kind::Comment
        };
        let token = Token {
            kind,
            pos: start,
            end: self.pos,
        };
        if suffix {
            self.comments.push(Comment {
                start,
                token: self.token_text(&token),
                suffix,
            });
        }
        token
    }

    fn read_string(&mut self, start: Position, quote: char) -> Scan<()> {
        self.advance(quote, 1);
        loop {
            match self.peek_char() {
                None => {
                    self.pos = start;
                    return self.error("unexpected EOF in string");
                }
                Some(('\n', _)) => return self.error("unexpected newline in string"),
                Some((c, size)) => {
                    self.advance(c, size);
                    if c == quote {
                        return Ok(());
                    }
                    if c == '\\' && quote != '`' {
                        let Some((c, size)) = self.peek_char() else {
                            self.pos = start;
                            return self.error("unexpected EOF in string");
                        };
                        self.advance(c, size);
                    }
                }
            }
        }
    }

    fn read_ident(&mut self) -> Scan<()> {
        while let Some((c, size)) = self.peek_char() {
            if !is_ident(c) || self.rest().starts_with(b"//") {
                break;
            }
            if self.rest().starts_with(b"/*") {
                return self.error("mod files must use // comments (not /* */ comments)");
            }
            self.advance(c, size);
        }
        Ok(())
    }
}

/// Reports whether a character may be part of a plain token: nearly all printable ones.
fn is_ident(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_graphic() && !matches!(c, '(' | ')' | '[' | ']' | '{' | '}' | ',');
    }
    !c.is_whitespace() && is_print(c)
}
