//! The stack of what tokens are read from: files, and the bodies of macros.
//!
//! Counterpart: cmd/asm/internal/lex/stack.go, slice.go.

use vamos_obj::BaseId;

use super::token::Tok;
use super::token::Token;
use super::token::Word;
use super::token::Words;
use super::tokenizer::Tokenizer;

/// One level.
#[derive(Debug)]
pub(super) enum Reader {
    /// A file.
    File(Box<Tokenizer>),
    /// The body of a macro, at the place where it is used.
    Slice {
        tokens: Vec<Token>,
        /// The number of tokens that were read.
        read: usize,
        base: BaseId,
        line: u32,
    },
}

/// All levels; the last is read first.
#[derive(Debug, Default)]
pub(super) struct Stack {
    readers: Vec<Reader>,
    pub(super) problems: Vec<String>,
}

impl Stack {
    pub(super) fn push(&mut self, reader: Reader) {
        self.readers.push(reader);
    }

    pub(super) fn depth(&self) -> usize {
        self.readers.len()
    }

    fn top(&self) -> &Reader {
        self.readers.last().expect("the file itself stays")
    }

    /// Returns the next token; at the end of a level, that of the level below.
    pub(super) fn next(&mut self) -> Tok {
        loop {
            let top = self.readers.last_mut().expect("the file itself stays");
            let tok = match top {
                Reader::File(file) => {
                    let tok = file.next();
                    self.problems.append(&mut file.take_problems());
                    tok
                }
                Reader::Slice { tokens, read, .. } => {
                    *read += 1;
                    let token = tokens.get(*read - 1);
                    token.map_or(Tok::EOF, |token| token.tok)
                }
            };
            if tok != Tok::EOF || self.readers.len() == 1 {
                return tok;
            }
            self.readers.pop();
        }
    }

    /// Returns the text of the last token.
    pub(super) fn text(&self, words: &mut Words) -> Word {
        match self.top() {
            Reader::File(file) => file.text(words),
            Reader::Slice { tokens, read, .. } => {
                let token = read.checked_sub(1).and_then(|last| tokens.get(last));
                token.map_or(Words::EMPTY, |token| token.text)
            }
        }
    }

    /// Returns the base of positions.
    pub(super) fn base(&self) -> BaseId {
        match self.top() {
            Reader::File(file) => file.base,
            Reader::Slice { base, .. } => *base,
        }
    }

    pub(super) fn set_base(&mut self, new: BaseId) {
        match self.readers.last_mut() {
            Some(Reader::File(file)) => file.base = new,
            Some(Reader::Slice { base, .. }) => *base = new,
            None => {}
        }
    }

    /// Returns the line.
    pub(super) fn line(&self) -> u32 {
        match self.top() {
            Reader::File(file) => file.line,
            Reader::Slice { line, .. } => *line,
        }
    }

    /// Returns a number that grows by one with each character, or in a macro with each token.
    pub(super) fn column(&self) -> i64 {
        match self.top() {
            Reader::File(file) => file.column(),
            Reader::Slice { read, .. } => *read as i64 - 1,
        }
    }
}
