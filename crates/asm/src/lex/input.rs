//! The input of one run over a file: tokens after macros, includes and conditions.
//!
//! Counterpart: cmd/asm/internal/lex/input.go (`Input`).

use std::rc::Rc;
use std::sync::Arc;

use vamos_base::golang::path;
use vamos_base::golang::quote;
use vamos_obj::BaseId;
use vamos_obj::PosTable;

use super::cache::TokenCache;
use super::lexed::Lexed;
use super::macro_table::Macros;
use super::stack::FileReader;
use super::stack::Reader;
use super::stack::Stack;
use super::token::Macro;
use super::token::Tok;
use super::token::Token;
use super::token::Word;
use super::token::Words;
use crate::messages::Stop;
use crate::paths;
use crate::sources::Sources;

/// The maximal number of macros without a token; more are recursive.
const MOST_MACROS: usize = 100;
/// The maximal number of open files and macros.
const MOST_READERS: usize = 100;

/// The maximal number of expanded uses of macros in one file: upstream has no limit, and a few
/// lines can expand to more tokens than fit in memory.
const MOST_USES: usize = 1 << 20;

/// The lexer's options of a run.
#[derive(Clone, Copy)]
pub(crate) struct LexOptions<'a> {
    /// The source files.
    pub(crate) sources: &'a dyn Sources,
    /// Files that were read before, as tokens.
    pub(crate) tokens: &'a TokenCache,
    /// True if no later run of the command reads the file.
    pub(crate) is_last: bool,
    /// Directories of included files, in order.
    pub(crate) includes: &'a [String],
    /// Macros of the command line: `name` or `name=value`.
    pub(crate) defines: &'a [String],
    /// The rules that rewrite file names for the object.
    pub(crate) paths: paths::Rewrites<'a>,
}

/// Reads tokens.
pub(crate) struct Input<'a> {
    pub(super) options: LexOptions<'a>,
    pub(super) stack: Stack,
    pub(super) includes: Vec<String>,
    is_line_start: bool,
    pub(super) conditions: Vec<bool>,
    pub(super) macros: Macros,
    text: Word,
    uses: usize,
    peeked: Option<(Tok, Word)>,
}

impl<'a> Input<'a> {
    /// Opens a file.
    pub(crate) fn open(
        name: &str,
        options: LexOptions<'a>,
        words: &mut Words,
        positions: &mut PosTable,
    ) -> Result<Self, Stop> {
        let mut includes = vec![path::dir(name)];
        includes.extend_from_slice(options.includes);
        let mut input = Self {
            options,
            stack: Stack::default(),
            includes,
            is_line_start: true,
            conditions: Vec::new(),
            macros: Macros::default(),
            text: Words::EMPTY,
            uses: 0,
            peeked: None,
        };
        let base = input.add_base(name, positions);
        for define in options.defines {
            input.predefine(define, words, base)?;
        }
        let file = match options.sources.read(name) {
            Ok(source) => options.tokens.file(source, options.is_last),
            Err(error) if error.is_open => Arc::new(Lexed::unreadable(&error.text)),
            Err(error) => return Err(Stop::failure(format!("asm: {}\n", error.text))),
        };
        let file = FileReader::new(name, file, base);
        input.stack.push(Reader::File(Box::new(file)));
        Ok(input)
    }

    pub(super) fn add_base(&self, name: &str, positions: &mut PosTable) -> BaseId {
        let abs = self.options.paths.absolute(name);
        positions.add_file(name, &abs)
    }

    /// Defines a macro of the command line.
    fn predefine(&mut self, define: &str, words: &mut Words, base: BaseId) -> Result<(), Stop> {
        let (name, value) = match define.split_once('=') {
            Some((name, value)) if !name.is_empty() => (name, value),
            _ => (define, "1"),
        };
        let tokens = self.tokenize(name, words, base);
        match tokens.as_slice() {
            [token] if token.tok == Tok::IDENT => {}
            tokens => {
                let first = tokens.first().map_or("", |token| words.text(token.text));
                let first = quote::quote(first);
                return Err(Stop::usage(format!(
                    "asm: parsing -D: {first} is not a valid identifier name\n"
                )));
            }
        }
        let tokens = self.tokenize(value, words, base);
        let name = words.add(name);
        self.macros.insert(Rc::new(Macro {
            name,
            args: None,
            tokens,
        }));
        Ok(())
    }

    fn tokenize(&mut self, text: &str, words: &mut Words, base: BaseId) -> Vec<Token> {
        let lexed = Lexed::new(text.as_bytes().to_vec());
        let mut reader = FileReader::new("command line", lexed.into(), base);
        let mut out = Vec::new();
        loop {
            let tok = reader.next(&mut self.stack.problems);
            if tok == Tok::EOF {
                return out;
            }
            let text = reader.text(words);
            out.push(words.token(tok, text));
        }
    }

    /// Returns an error at the current line.
    pub(super) fn error(&self, text: &str, positions: &PosTable) -> Stop {
        let file = &positions.base(self.stack.base()).filename;
        let line = self.stack.line();
        Stop::failure(format!("{file}:{line}: {text}\n"))
    }

    /// Returns an error that names the current token.
    pub(super) fn expected(&mut self, text: &str, words: &mut Words, positions: &PosTable) -> Stop {
        let got = self.stack.text(words);
        let got = quote::quote(words.text(got));
        self.error(&format!("{text} ; got {got}"), positions)
    }

    /// Returns true if no condition switches the input off.
    #[inline]
    pub(super) fn is_enabled(&self) -> bool {
        self.conditions.last().copied().unwrap_or(true)
    }

    /// Returns the next token.
    #[inline]
    pub(crate) fn next(
        &mut self,
        words: &mut Words,
        positions: &mut PosTable,
    ) -> Result<Tok, Stop> {
        match self.next_plain(words) {
            Some(tok) => Ok(tok),
            None => self.next_of_any(words, positions),
        }
    }

    /// Returns the next token if it is unchanged from the file, as nearly all are: no directive, no
    /// macro, and not in a part that is switched off.
    #[inline]
    fn next_plain(&mut self, words: &mut Words) -> Option<Tok> {
        if self.peeked.is_some() || !self.is_enabled() {
            return None;
        }
        let (tok, text) = self.stack.peek_plain(words)?;
        if tok == Tok::IDENT && !self.macros.is_absent(text) {
            return None;
        }
        self.stack.read_plain();
        self.is_line_start = tok == Tok::char('\n');
        self.text = text;
        Some(tok)
    }

    fn next_of_any(&mut self, words: &mut Words, positions: &mut PosTable) -> Result<Tok, Stop> {
        if let Some((tok, text)) = self.peeked.take() {
            self.text = text;
            return Ok(tok);
        }
        let mut count = 0;
        while count < MOST_MACROS {
            let tok = self.stack.next();
            if tok == Tok::char('#') {
                if !self.is_line_start {
                    return Err(self.error("'#' must be first item on line", positions));
                }
                self.is_line_start = self.directive(words, positions)?;
                self.text = words.add("#");
                return Ok(tok);
            }
            let name = self.stack.text(words);
            if tok == Tok::IDENT
                && let Some(definition) = self.macros.get(name, words)
            {
                count += 1;
                self.uses += 1;
                if self.uses > MOST_USES {
                    return Err(self.error("too many uses of macros", positions));
                }
                self.invoke(&definition, words, positions)?;
                continue;
            }
            if tok == Tok::EOF && !self.conditions.is_empty() {
                return Err(self.error("unclosed #ifdef or #ifndef", positions));
            }
            self.is_line_start = tok == Tok::char('\n');
            if self.is_enabled() {
                self.text = name;
                return Ok(tok);
            }
        }
        Err(self.error("recursive macro invocation", positions))
    }

    /// Stores a token that was read too early. Its text is the text of the token before, as
    /// upstream has it.
    pub(super) fn put_back(&mut self, tok: Tok) {
        self.peeked = Some((tok, self.text));
    }

    /// Returns true if no further file or macro can be opened.
    pub(super) fn is_full(&self) -> bool {
        self.stack.depth() > MOST_READERS
    }

    /// Reads from something else first.
    pub(super) fn push(&mut self, reader: Reader, positions: &PosTable) -> Result<(), Stop> {
        if self.is_full() {
            return Err(self.error("input recursion", positions));
        }
        self.stack.push(reader);
        Ok(())
    }

    /// Returns the text of the last token.
    pub(crate) fn text(&self) -> Word {
        self.text
    }

    /// Returns the line.
    pub(crate) fn line(&self) -> u32 {
        self.stack.line()
    }

    /// Returns the base of positions.
    pub(crate) fn base(&self) -> BaseId {
        self.stack.base()
    }

    /// Returns true if problems of literals were found since they were taken.
    #[inline]
    pub(crate) fn has_problems(&self) -> bool {
        !self.stack.problems.is_empty()
    }

    /// Takes the problems of literals that were found since the last call.
    pub(crate) fn take_problems(&mut self) -> impl Iterator<Item = String> {
        self.stack.problems.drain(..)
    }
}
