//! Lines of assembly to instructions, functions and data.
//!
//! Counterpart: cmd/asm/internal/asm/parse.go (`Parser`).

mod directives;
mod expressions;
mod instruction;
mod jump;
mod operand;
mod program;
mod register;
mod register_list;
mod state;
mod symabis;

use vamos_base::golang::quote;
use vamos_obj::Family;
use vamos_obj::Link;
use vamos_obj::Pos;

use crate::lex::Input;
use crate::lex::Tok;
use crate::lex::Token;
use crate::lex::Word;
use crate::lex::Words;
use crate::machine::Machine;
use crate::messages::Messages;
use crate::messages::Stop;

use state::Directive;
use state::Facts;
use state::FileState;
use state::FunctionState;
use state::Line;
use state::LineState;
use state::SymbolState;

/// The maximal number of reported errors; the next ends the run.
const MOST_ERRORS: usize = 10;

/// Reads one file.
pub(crate) struct Parser<'a> {
    machine: &'a Machine,
    link: &'a mut Link,
    words: &'a mut Words,
    messages: &'a mut Messages,
    input: Input<'a>,
    file: FileState,
    line: LineState,
    function: FunctionState,
    symbols: SymbolState,
    /// The listing of `-debug`.
    debug: Option<&'a mut Vec<u8>>,
}

impl<'a> Parser<'a> {
    /// Returns a parser of a file that was opened.
    pub(crate) fn new(
        machine: &'a Machine,
        link: &'a mut Link,
        words: &'a mut Words,
        messages: &'a mut Messages,
        input: Input<'a>,
    ) -> Self {
        let symbols = SymbolState::new(link.options.release, &link.options.pkgpath);
        Self {
            machine,
            link,
            words,
            messages,
            input,
            file: FileState::default(),
            line: LineState::default(),
            function: FunctionState::default(),
            symbols,
            debug: None,
        }
    }

    /// Reports all errors (`-e`).
    pub(crate) fn without_error_limit(&mut self) {
        self.file.has_error_limit = false;
    }

    /// Lists instructions as they are read (`-debug`).
    pub(crate) fn list_to(&mut self, out: &'a mut Vec<u8>) {
        self.debug = Some(out);
    }

    fn family(&self) -> Family {
        self.machine.arch.family
    }

    /// Reports an error, if it is the first of its line.
    fn error(&mut self, text: &str) {
        if self.file.line_num == self.file.error_line || self.file.stop.is_some() {
            return;
        }
        self.file.error_line = self.file.line_num;
        let file = &self.link.positions.base(self.input.base()).filename;
        let line = self.file.line_num;
        self.messages.add(&format!("{file}:{line}: {text}\n"));
        self.file.error_count += 1;
        if self.file.error_count > MOST_ERRORS && self.file.has_error_limit {
            self.file.stop = Some(Stop::failure("asm: too many errors\n".to_owned()));
        }
    }

    fn pos(&mut self) -> Pos {
        let base = self.input.base();
        self.link.positions.pos(base, self.file.line_num, 0)
    }

    fn text_of(&self, token: Token) -> &str {
        self.words.text(token.text)
    }

    /// Returns the machine's facts about a word.
    #[inline]
    fn facts(&mut self, word: Word) -> Facts {
        match self.symbols.facts.get(word.0 as usize) {
            Some(Some(facts)) => *facts,
            _ => self.find_facts(word),
        }
    }

    fn find_facts(&mut self, word: Word) -> Facts {
        let text = self.words.text(word);
        let machine = self.machine;
        let release = self.link.options.release;
        let mut meaning = machine.words.get(text).copied().unwrap_or_default();
        meaning.opcode = meaning
            .opcode
            .filter(|opcode| (machine.has_opcode)(*opcode, release));
        let special = meaning.special;
        meaning.special =
            special.filter(|number| (machine.has_special)(i64::from(*number), release));
        let shape = meaning
            .opcode
            .map(|opcode| (machine.shape)(&machine.arch.op_text(opcode)));
        let facts = Facts {
            meaning,
            directive: Directive::parse(text),
            shape: shape.unwrap_or_default(),
            is_jump: (machine.is_jump)(text),
        };
        let index = word.0 as usize;
        if self.symbols.facts.len() <= index {
            self.symbols.facts.resize(index + 1, None);
        }
        self.symbols.facts[index] = Some(facts);
        facts
    }

    /// Returns the next token that is neither a build constraint nor the rest of a directive.
    fn next_token(&mut self) -> Result<Tok, Stop> {
        loop {
            let tok = self.input.next(self.words, &mut self.link.positions);
            if self.input.has_problems() {
                for problem in self.input.take_problems() {
                    self.messages.add(&(problem + "\n"));
                }
            }
            let tok = tok?;
            if tok == Tok::BUILD_COMMENT {
                if self.file.saw_code {
                    self.error("misplaced //go:build comment");
                }
                continue;
            }
            if tok != Tok::char('\n') {
                self.file.saw_code = true;
            }
            if tok != Tok::char('#') {
                return Ok(tok);
            }
        }
    }

    /// Reads a line `{label:} WORD[.suffix] [operand {, operand}] (';' | '\n')`; `None` at the
    /// end or after an error.
    fn line(&mut self) -> Result<Option<Line>, Stop> {
        loop {
            let tok = self.first_token()?;
            if tok == Tok::EOF {
                return Ok(None);
            }
            if tok != Tok::IDENT {
                let found = quote::quote(self.words.text(self.input.text()));
                self.error(&format!("expected identifier, found {found}"));
                return Ok(None);
            }
            let word = self.input.text();
            match self.operands(word)? {
                Rest::Label => self.function.pending_labels.push(word),
                Rest::End => return Ok(None),
                Rest::Line(line) => return Ok(Some(line)),
            }
        }
    }

    /// Returns the first token of the next line that has one, and records the line.
    fn first_token(&mut self) -> Result<Tok, Stop> {
        loop {
            let tok = self.next_token()?;
            // For messages: the line ends before its instruction is complete.
            self.file.line_num = self.input.line();
            if tok != Tok::char('\n') && tok != Tok::char(';') {
                return Ok(tok);
            }
        }
    }

    /// Reads the rest of a line.
    fn operands(&mut self, word: Word) -> Result<Rest, Stop> {
        let mut suffix = String::new();
        let mut operands = std::mem::take(&mut self.line.operands);
        operands.clear();
        self.line.tokens.clear();
        let mut nesting = 0;
        let mut colon: Option<usize> = None;
        let mut tok = Tok::IDENT;
        while tok != Tok::char('\n') && tok != Tok::char(';') {
            let start = self.line.tokens.len();
            loop {
                tok = self.next_token()?;
                if operands.is_empty() && self.line.tokens.len() == start {
                    if tok == Tok::char('.') {
                        self.suffix(&mut suffix)?;
                        continue;
                    }
                    if tok == Tok::char(':') {
                        return Ok(Rest::Label);
                    }
                }
                if tok == Tok::EOF {
                    self.error("unexpected EOF");
                    return Ok(Rest::End);
                }
                let is_separator = tok == Tok::char(',') || tok == Tok::char(':');
                let is_end = tok == Tok::char('\n') || tok == Tok::char(';');
                if is_end || (nesting == 0 && is_separator) {
                    if tok == Tok::char(':') {
                        if colon.is_some() {
                            self.error("invalid ':' in operand");
                            return Ok(Rest::Line(Line {
                                word,
                                suffix,
                                operands,
                            }));
                        }
                        colon = Some(operands.len());
                    }
                    break;
                }
                if tok == Tok::char('(') || tok == Tok::char('[') {
                    nesting += 1;
                }
                if tok == Tok::char(')') || tok == Tok::char(']') {
                    nesting -= 1;
                }
                let token = self.words.token(tok, self.input.text());
                self.line.tokens.push(token);
            }
            if self.line.tokens.len() > start {
                operands.push((start, self.line.tokens.len()));
                // The pair AX:DX is written DX, AX elsewhere.
                if let Some(first) = colon.filter(|first| operands.len() == first + 2) {
                    operands.swap(first, first + 1);
                    colon = None;
                }
            } else if !operands.is_empty() || tok == Tok::char(',') || colon.is_some() {
                self.error("missing operand");
            }
        }
        Ok(Rest::Line(Line {
            word,
            suffix,
            operands,
        }))
    }

    fn suffix(&mut self, suffix: &mut String) -> Result<(), Stop> {
        let tok = self.next_token()?;
        let text = self.words.text(self.input.text()).to_owned();
        suffix.push('.');
        suffix.push_str(&text);
        if tok != Tok::IDENT {
            self.error(&format!(
                "instruction suffix expected identifier, found {text}"
            ));
        }
        Ok(())
    }
}

/// The rest of a line after its first word.
enum Rest {
    /// The word is a label.
    Label,
    /// The file ends.
    End,
    /// The line.
    Line(Line),
}

/// The tokens of an operand, one after the other.
impl Parser<'_> {
    fn start(&mut self, operand: (usize, usize)) {
        (self.line.start, self.line.end) = operand;
        self.line.at = self.line.start;
    }

    fn has_more(&self) -> bool {
        self.line.at < self.line.end
    }

    fn next(&mut self) -> Token {
        if !self.has_more() {
            let text = self.words.add("EOF");
            return Token {
                tok: Tok::EOF,
                text,
            };
        }
        self.line.at += 1;
        self.line.tokens[self.line.at - 1]
    }

    fn back(&mut self) {
        match self.line.at == self.line.start {
            true => self.error("internal error: backing up before BOL"),
            false => self.line.at -= 1,
        }
    }

    fn peek(&self) -> Tok {
        match self.has_more() {
            true => self.line.tokens[self.line.at].tok,
            false => Tok::EOF,
        }
    }

    fn is_at(&self, c: char) -> bool {
        self.peek() == Tok::char(c)
    }

    /// Returns the next token, which should be the expected one.
    fn get(&mut self, expected: Tok) -> Token {
        if self.peek() != expected {
            self.expect(expected, &expected.to_string());
        }
        self.next()
    }

    fn expect_operand_end(&mut self) {
        self.expect(Tok::EOF, "end of operand");
    }

    fn expect(&mut self, expected: Tok, name: &str) {
        if self.peek() != expected {
            let found = self.next();
            let found = self.text_of(found).to_owned();
            self.error(&format!("expected {name}, found {found}"));
        }
    }

    /// Returns true if the rest of the operand has this token.
    fn has(&self, tok: Tok) -> bool {
        let rest = &self.line.tokens[self.line.at..self.line.end];
        rest.iter().any(|token| token.tok == tok)
    }
}
