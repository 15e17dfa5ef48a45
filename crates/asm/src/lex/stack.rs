//! The stack of the sources of tokens: files, and the bodies of macros.
//!
//! Counterpart: cmd/asm/internal/lex/stack.go, slice.go.

use std::rc::Rc;
use std::sync::Arc;

use vamos_obj::BaseId;

use super::lexed::Lexed;
use super::token::Macro;
use super::token::Tok;
use super::token::Token;
use super::token::Word;
use super::token::Words;

/// One level.
#[derive(Debug)]
pub(super) enum Reader {
    /// A file.
    File(Box<FileReader>),
    /// The body of a macro, at the place where it is used.
    Slice {
        body: Body,
        /// The number of tokens that were read.
        read: usize,
        base: BaseId,
        line: u32,
    },
}

/// The tokens of a macro.
#[derive(Debug)]
pub(super) enum Body {
    /// As they are defined.
    Shared(Rc<Macro>),
    /// With arguments replaced.
    Own(Vec<Token>),
}

impl Body {
    fn get(&self, at: usize) -> Option<Token> {
        let tokens = match self {
            Self::Shared(definition) => &definition.tokens,
            Self::Own(tokens) => tokens,
        };
        tokens.get(at).copied()
    }
}

/// Reads the tokens of a file.
#[derive(Debug)]
pub(super) struct FileReader {
    lexed: Arc<Lexed>,
    name: Rc<str>,
    /// The number of tokens that were read.
    read: usize,
    /// The number of problems that were reported.
    reported: usize,
    /// The number of the token with which the next problem is found.
    next_problem: usize,
    /// The texts of the file in the run's numbers, as far as they were requested.
    words: Vec<Option<Word>>,
    base: BaseId,
    line: u32,
}

impl FileReader {
    /// Returns a reader at the start of a file.
    pub(super) fn new(name: &str, lexed: Arc<Lexed>, base: BaseId) -> Self {
        Self {
            name: name.into(),
            read: 0,
            reported: 0,
            next_problem: lexed.place_of_problem(0),
            words: vec![None; lexed.text_count()],
            lexed,
            base,
            line: 1,
        }
    }

    /// Returns the next token, and adds the problems that are found with it.
    pub(super) fn next(&mut self, problems: &mut Vec<String>) -> Tok {
        let place = self.lexed.token(self.read);
        while self.next_problem == self.read {
            let text = self.lexed.problem(self.reported);
            problems.push(format!("{}:{text}", self.name));
            self.reported += 1;
            self.next_problem = self.lexed.place_of_problem(self.reported);
        }
        self.read += 1;
        self.line = place.line;
        place.tok
    }

    /// Returns the next token with its text without reading it; `None` if it is more than that:
    /// the start of a directive, the end, or a token with a problem.
    #[inline]
    fn peek_plain(&mut self, words: &mut Words) -> Option<(Tok, Word)> {
        let place = self.lexed.token(self.read);
        let is_special = place.tok == Tok::char('#') || place.tok == Tok::EOF;
        if is_special || self.next_problem == self.read {
            return None;
        }
        let text = match self.words[place.text as usize] {
            Some(text) => text,
            None => self.add_text(place.text, words),
        };
        Some((place.tok, text))
    }

    /// Returns the text of the last token.
    pub(super) fn text(&mut self, words: &mut Words) -> Word {
        let Some(last) = self.read.checked_sub(1) else {
            return Words::EMPTY;
        };
        let number = self.lexed.token(last).text;
        match self.words[number as usize] {
            Some(text) => text,
            None => self.add_text(number, words),
        }
    }

    /// Adds a text of the file to the texts of the run: once, while it is requested with each
    /// token.
    #[cold]
    fn add_text(&mut self, number: u32, words: &mut Words) -> Word {
        let (text, hash) = self.lexed.text(number);
        let word = words.add_bytes(text, hash);
        self.words[number as usize] = Some(word);
        word
    }

    fn column(&self) -> i64 {
        let last = self.read.saturating_sub(1);
        i64::from(self.lexed.token(last).column)
    }
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

    /// Returns the next token of a file with its text, without reading it; `None` if a macro is
    /// read, or if the token is more than that.
    #[inline]
    pub(super) fn peek_plain(&mut self, words: &mut Words) -> Option<(Tok, Word)> {
        match self.readers.last_mut() {
            Some(Reader::File(file)) => file.peek_plain(words),
            _ => None,
        }
    }

    /// Reads the token that [`Self::peek_plain`] returned.
    #[inline]
    pub(super) fn read_plain(&mut self) {
        if let Some(Reader::File(file)) = self.readers.last_mut() {
            file.line = file.lexed.token(file.read).line;
            file.read += 1;
        }
    }

    /// Returns the next token; at the end of a level, the next token of the level below.
    pub(super) fn next(&mut self) -> Tok {
        loop {
            let top = self.readers.last_mut().expect("the file itself stays");
            let tok = match top {
                Reader::File(file) => file.next(&mut self.problems),
                Reader::Slice { body, read, .. } => {
                    *read += 1;
                    let token = body.get(*read - 1);
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
    pub(super) fn text(&mut self, words: &mut Words) -> Word {
        match self.readers.last_mut() {
            Some(Reader::File(file)) => file.text(words),
            Some(Reader::Slice { body, read, .. }) => {
                let token = read.checked_sub(1).and_then(|last| body.get(last));
                token.map_or(Words::EMPTY, |token| token.text)
            }
            None => Words::EMPTY,
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
