//! A file's tokens with its lines; the operators of two characters.
//!
//! Counterpart: cmd/asm/internal/lex/tokenizer.go.

use std::rc::Rc;

use vamos_base::golang::unicode;
use vamos_obj::BaseId;

use super::scanner::Scanner;
use super::token::Tok;
use super::token::Word;
use super::token::Words;

/// Reads the tokens of one file.
#[derive(Debug)]
pub(super) struct Tokenizer {
    scanner: Scanner,
    tok: Tok,
    pub(super) base: BaseId,
    pub(super) line: u32,
}

/// Returns true for a comment that is a build constraint (`constraint.IsGoBuild`).
fn is_go_build(comment: &[u8]) -> bool {
    let line = comment.strip_suffix(b"\n").unwrap_or(comment);
    if line.contains(&b'\n') || !line.starts_with(b"//go:build") {
        return false;
    }
    let rest = &unicode::trim_space(line)[b"//go:build".len()..];
    rest.is_empty() || unicode::trim_space(rest).len() != rest.len()
}

impl Tokenizer {
    /// Returns a tokenizer at the start of a file.
    pub(super) fn new(filename: &str, source: Rc<[u8]>, base: BaseId) -> Self {
        Self {
            scanner: Scanner::new(filename, source),
            tok: Tok::EOF,
            base,
            line: 1,
        }
    }

    /// Returns the next token.
    pub(super) fn next(&mut self) -> Tok {
        self.tok = loop {
            let tok = self.scanner.scan();
            if tok != Tok::COMMENT {
                break tok;
            }
            let text = self.scanner.text();
            let is_build = is_go_build(text);
            self.line += text.iter().filter(|byte| **byte == b'\n').count() as u32;
            if is_build {
                break Tok::BUILD_COMMENT;
            }
        };
        match self.tok.0 {
            0x0a => self.line += 1,
            0x2d => self.join('>', Tok::ARR),
            0x40 => self.join('>', Tok::ROT),
            0x3c => self.join('<', Tok::LSH),
            0x3e => self.join('>', Tok::RSH),
            _ => {}
        }
        self.tok
    }

    /// Makes an operator of two characters if `second` follows.
    fn join(&mut self, second: char, operator: Tok) {
        if self.scanner.peek() == second as i32 {
            self.scanner.skip();
            self.tok = operator;
        }
    }

    /// Returns the text of the last token.
    pub(super) fn text(&self, words: &mut Words) -> Word {
        match self.tok {
            Tok::LSH => words.add("<<"),
            Tok::RSH => words.add(">>"),
            Tok::ARR => words.add("->"),
            Tok::ROT => words.add("@>"),
            _ => words.add_bytes(self.scanner.text()),
        }
    }

    /// Returns the column behind the last token.
    pub(super) fn column(&self) -> i64 {
        i64::from(self.scanner.column())
    }

    /// Takes the problems found since the last call.
    pub(super) fn take_problems(&mut self) -> Vec<String> {
        std::mem::take(&mut self.scanner.problems)
    }
}

#[cfg(test)]
mod tests {
    use super::is_go_build;

    #[test]
    fn build_constraints() {
        assert!(is_go_build(b"//go:build linux"));
        assert!(is_go_build(b"//go:build"));
        assert!(!is_go_build(b"//go:builder"));
        assert!(!is_go_build(b"// go:build linux"));
    }
}
