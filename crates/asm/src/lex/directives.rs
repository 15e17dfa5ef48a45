//! The directives that begin with `#`.
//!
//! Counterpart: cmd/asm/internal/lex/input.go (`hash` and its callees).

use std::sync::Arc;

use vamos_base::golang::path;
use vamos_base::golang::quote;
use vamos_obj::PosBase;
use vamos_obj::PosTable;

use super::input::Input;
use super::lexed::Lexed;
use super::stack::FileReader;
use super::stack::Reader;
use super::token::Tok;
use super::token::Words;
use crate::messages::Stop;

impl Input<'_> {
    /// Processes a directive after its `#`; returns false if the input is switched off and the
    /// directive does not matter, so that the line goes on.
    pub(super) fn directive(
        &mut self,
        words: &mut Words,
        positions: &mut PosTable,
    ) -> Result<bool, Stop> {
        if self.stack.next() != Tok::IDENT {
            return Err(self.expected("expected identifier after '#'", words, positions));
        }
        let word = self.stack.text(words);
        let word = words.text(word).to_owned();
        // A #line matters even where input is off, as it may affect errors.
        let is_condition = matches!(&*word, "else" | "endif" | "ifdef" | "ifndef" | "line");
        if !self.is_enabled() && !is_condition {
            return Ok(false);
        }
        match &*word {
            "define" => self.define(words, positions)?,
            "else" => self.else_branch(words, positions)?,
            "endif" => self.endif(words, positions)?,
            "ifdef" => self.condition(true, words, positions)?,
            "ifndef" => self.condition(false, words, positions)?,
            "include" => self.include(words, positions)?,
            "line" => self.line_directive(words, positions)?,
            "undef" => self.undef(words, positions)?,
            _ => {
                let text = format!("unexpected token after '#': {word}");
                return Err(self.error(&text, positions));
            }
        }
        Ok(true)
    }

    fn expect_newline(
        &mut self,
        directive: &str,
        words: &mut Words,
        positions: &PosTable,
    ) -> Result<(), Stop> {
        if self.stack.next() == Tok::char('\n') {
            return Ok(());
        }
        let text = format!("expected newline after {directive}");
        Err(self.expected(&text, words, positions))
    }

    fn condition(
        &mut self,
        is_wanted: bool,
        words: &mut Words,
        positions: &PosTable,
    ) -> Result<(), Stop> {
        let name = self.macro_name(words, positions)?;
        self.expect_newline("#if[n]def", words, positions)?;
        let is_defined = self.macros.contains(name, words);
        let is_true = self.is_enabled() && is_defined == is_wanted;
        self.conditions.push(is_true);
        Ok(())
    }

    fn else_branch(&mut self, words: &mut Words, positions: &PosTable) -> Result<(), Stop> {
        self.expect_newline("#else", words, positions)?;
        let is_outer_enabled = match self.conditions.as_slice() {
            [] => return Err(self.error("unmatched #else", positions)),
            [_] => true,
            [.., outer, _] => *outer,
        };
        if let Some(last) = self.conditions.last_mut().filter(|_| is_outer_enabled) {
            *last = !*last;
        }
        Ok(())
    }

    fn endif(&mut self, words: &mut Words, positions: &PosTable) -> Result<(), Stop> {
        self.expect_newline("#endif", words, positions)?;
        match self.conditions.pop() {
            Some(_) => Ok(()),
            None => Err(self.error("unmatched #endif", positions)),
        }
    }

    fn include(&mut self, words: &mut Words, positions: &mut PosTable) -> Result<(), Stop> {
        if self.stack.next() != Tok::STRING {
            return Err(self.expected("expected string after #include", words, positions));
        }
        let literal = self.stack.text(words);
        let Some(name) = quote::unquote(words.text(literal)) else {
            let text = "unquoting include file name:  invalid syntax";
            return Err(self.error(text, positions));
        };
        self.expect_newline("#include", words, positions)?;
        let mut source = self.options.sources.read(&name);
        for dir in &self.includes {
            if source.as_ref().err().is_none_or(|error| error.is_open) {
                break;
            }
            source = self.options.sources.read(&path::join(&[dir, &name]));
        }
        let file = match source {
            Ok(source) => self.options.tokens.header(source),
            Err(error) if error.is_open => Arc::new(Lexed::unreadable(&error.text)),
            Err(error) => {
                return Err(self.error(&format!("#include: {}", error.text), positions));
            }
        };
        if !self.is_full() && self.macros.add_header(&file, words) {
            return Ok(());
        }
        let base = self.add_base(&name, positions);
        let file = FileReader::new(&name, file, base);
        self.push(Reader::File(Box::new(file)), positions)
    }

    /// Processes `#line 337 "filename"`.
    fn line_directive(&mut self, words: &mut Words, positions: &mut PosTable) -> Result<(), Stop> {
        if self.stack.next() != Tok::INT {
            return Err(self.expected("expected line number after #line", words, positions));
        }
        let number = self.stack.text(words);
        let number = words.text(number);
        let Ok(line) = number.parse::<i64>() else {
            let why = match number.bytes().all(|byte| byte.is_ascii_digit()) {
                true => "value out of range",
                false => "invalid syntax",
            };
            let number = quote::quote(number);
            let text = format!(
                "error parsing #line (cannot happen): strconv.Atoi: parsing {number}: {why}"
            );
            return Err(self.error(&text, positions));
        };
        if self.stack.next() != Tok::STRING {
            return Err(self.expected("expected file name in #line", words, positions));
        }
        let literal = self.stack.text(words);
        let Some(file) = quote::unquote(words.text(literal)) else {
            let text = "unquoting #line file name:  invalid syntax";
            return Err(self.error(text, positions));
        };
        let tok = self.stack.next();
        if tok != Tok::char('\n') {
            let text = format!("unexpected token at end of #line:  {tok}");
            return Err(self.error(&text, positions));
        }
        let abs = self.options.paths.absolute(&file);
        let base = positions.add(PosBase {
            start: Some((self.stack.base(), self.stack.line() + 1, 1)),
            filename: file.into(),
            abs_filename: abs.into(),
            line: line as u32,
            col: 1,
            inl: None,
        });
        self.stack.set_base(base);
        Ok(())
    }

    fn undef(&mut self, words: &mut Words, positions: &PosTable) -> Result<(), Stop> {
        let name = self.macro_name(words, positions)?;
        if !self.macros.contains(name, words) {
            let text = "#undef for undefined macro:";
            return Err(self.error_at_macro(text, name, words, positions));
        }
        if self.stack.next() != Tok::char('\n') {
            let text = "syntax error in #undef for macro:";
            return Err(self.error_at_macro(text, name, words, positions));
        }
        self.macros.remove(name);
        Ok(())
    }
}
