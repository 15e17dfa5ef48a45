//! A file as tokens, which all runs that read it share.
//!
//! Tokens refer to the distinct texts of the file by number.
//! Counterpart: cmd/asm/internal/lex/tokenizer.go.

use std::ops::Range;
use std::sync::OnceLock;

use hashbrown::HashTable;
use vamos_base::golang::unicode;

use super::scanner::Scanner;
use super::token::Tok;
use super::token::hash;

/// The tokens of one file; the last is the end.
#[derive(Debug)]
pub(crate) struct Lexed {
    source: Vec<u8>,
    texts: Vec<Text>,
    by_text: HashTable<u32>,
    tokens: Vec<Place>,
    /// Problems of literals, each after its line and column, with the number of the token with
    /// which they are found.
    problems: Vec<(usize, String)>,
    definitions: OnceLock<Option<Definitions>>,
}

/// A text of the file.
#[derive(Debug)]
struct Text {
    range: Range<usize>,
    hash: u64,
}

/// A token, and the position in the file after it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) tok: Tok,
    /// The number of the text.
    pub(super) text: u32,
    pub(super) line: u32,
    pub(super) column: u32,
}

/// The definitions of a file that has nothing else.
#[derive(Debug)]
struct Definitions {
    /// For each text of the file that is a macro's name: the number of the token after it.
    bodies: Vec<Option<usize>>,
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

impl Lexed {
    /// Reads the tokens of a file.
    pub(crate) fn new(source: Vec<u8>) -> Self {
        let mut out = Self {
            source: Vec::new(),
            texts: Vec::new(),
            by_text: HashTable::new(),
            tokens: Vec::with_capacity(source.len() / 4),
            problems: Vec::new(),
            definitions: OnceLock::new(),
        };
        out.read(&source);
        out.source = source;
        out
    }

    /// Returns an empty file with the error of reading it.
    pub(super) fn unreadable(error: &str) -> Self {
        let mut out = Self::new(Vec::new());
        out.problems.push((0, format!("1:1: {error}")));
        out
    }

    fn read(&mut self, source: &[u8]) {
        let mut scanner = Scanner::new(source);
        let mut one_byte = [None; 128];
        let mut line = 1;
        loop {
            let tok = token(&mut scanner, &mut line);
            let number = self.tokens.len();
            let problems = scanner.problems.drain(..);
            self.problems.extend(problems.map(|text| (number, text)));
            let range = scanner.range();
            let text = match source[range.clone()] {
                // Half of all tokens are of one character.
                [byte] if byte.is_ascii() => {
                    let known = &mut one_byte[usize::from(byte)];
                    *known.get_or_insert_with(|| self.add(source, range))
                }
                _ => self.add(source, range),
            };
            self.tokens.push(Place {
                tok,
                text,
                line,
                column: scanner.column(),
            });
            if tok == Tok::EOF {
                break;
            }
        }
        self.tokens.shrink_to_fit();
    }

    /// Returns the number of a text.
    fn add(&mut self, source: &[u8], range: Range<usize>) -> u32 {
        let text = &source[range.clone()];
        let hash = hash(text);
        let texts = &self.texts;
        let known = self.by_text.find(hash, |number| {
            source[texts[*number as usize].range.clone()] == *text
        });
        if let Some(number) = known {
            return *number;
        }
        let number = self.texts.len() as u32;
        self.texts.push(Text { range, hash });
        let texts = &self.texts;
        self.by_text
            .insert_unique(hash, number, |number| texts[*number as usize].hash);
        number
    }

    /// Returns the bytes of the file.
    pub(crate) fn source(&self) -> &[u8] {
        &self.source
    }

    /// Returns the approximate memory of the tokens in bytes.
    pub(crate) fn size(&self) -> usize {
        self.source.len()
            + self.tokens.capacity() * size_of::<Place>()
            + self.texts.capacity() * (size_of::<Text>() + size_of::<u64>())
    }

    /// Returns a token; the end is repeated.
    #[inline]
    pub(super) fn token(&self, number: usize) -> Place {
        let last = self.tokens.len() - 1;
        self.tokens[number.min(last)]
    }

    /// Returns the count of distinct texts.
    pub(super) fn text_count(&self) -> usize {
        self.texts.len()
    }

    /// Returns a text and its hash.
    pub(super) fn text(&self, number: u32) -> (&[u8], u64) {
        let text = &self.texts[number as usize];
        (&self.source[text.range.clone()], text.hash)
    }

    /// Returns the text of a problem.
    pub(super) fn problem(&self, number: usize) -> &str {
        &self.problems[number].1
    }

    /// Returns the number of the token with which a problem is found; the largest number if the
    /// problem does not exist.
    pub(super) fn place_of_problem(&self, number: usize) -> usize {
        self.problems
            .get(number)
            .map_or(usize::MAX, |(token, _)| *token)
    }

    /// Returns true if the file has definitions of macros without arguments and nothing else, no
    /// name twice, so that it does not matter when they are read.
    pub(super) fn has_only_definitions(&self) -> bool {
        self.definitions().is_some()
    }

    /// Returns the number of the token after a macro's name in a file that has only definitions.
    pub(super) fn definition(&self, (name, hash): (&[u8], u64)) -> Option<usize> {
        let definitions = self.definitions()?;
        let number = self
            .by_text
            .find(hash, |number| self.text(*number).0 == name)?;
        definitions.bodies[*number as usize]
    }

    /// Returns true if another file that has only definitions has a name of this one.
    pub(super) fn shares_definition(&self, other: &Self) -> bool {
        let (few, many) = match self.texts.len() < other.texts.len() {
            true => (self, other),
            false => (other, self),
        };
        let Some(Definitions { bodies }) = few.definitions() else {
            return false;
        };
        let mut names = bodies.iter().zip(0..).filter(|(body, _)| body.is_some());
        names.any(|(_, number)| many.definition(few.text(number)).is_some())
    }

    fn definitions(&self) -> Option<&Definitions> {
        let found = self.definitions.get_or_init(|| self.find_definitions());
        found.as_ref()
    }

    fn find_definitions(&self) -> Option<Definitions> {
        if !self.problems.is_empty() {
            return None;
        }
        let newline = Tok::char('\n');
        let mut bodies = vec![None; self.texts.len()];
        let mut at = 0;
        loop {
            match self.tokens[at].tok {
                Tok::EOF => return Some(Definitions { bodies }),
                tok if tok == newline => at += 1,
                tok if tok == Tok::char('#') => {
                    let [word, name, next] = *self.tokens.get(at + 1..at + 4)? else {
                        return None;
                    };
                    let is_definition = word.tok == Tok::IDENT
                        && self.text(word.text).0 == b"define"
                        && name.tok == Tok::IDENT;
                    let has_arguments =
                        next.tok == Tok::char('(') && next.column == name.column + 1;
                    let body = bodies.get_mut(name.text as usize)?;
                    if !is_definition || has_arguments || body.is_some() {
                        return None;
                    }
                    *body = Some(at + 3);
                    let rest = &self.tokens[at + 3..];
                    let end = rest.iter().position(|place| {
                        place.tok == newline
                            || place.tok == Tok::EOF
                            || place.tok == Tok::char('\\')
                    })?;
                    if rest[end].tok != newline {
                        return None;
                    }
                    at += 3 + end + 1;
                }
                _ => return None,
            }
        }
    }
}

/// Returns the next token that is no comment, and counts lines.
fn token(scanner: &mut Scanner<'_>, line: &mut u32) -> Tok {
    let tok = loop {
        let tok = scanner.scan();
        if tok != Tok::COMMENT {
            break tok;
        }
        let text = scanner.text();
        let is_build = is_go_build(text);
        // Others end before the end of their line.
        if text.starts_with(b"/*") {
            *line += text.iter().filter(|byte| **byte == b'\n').count() as u32;
        }
        if is_build {
            break Tok::BUILD_COMMENT;
        }
    };
    match tok.0 {
        0x0a => *line += 1,
        0x2d => return join(scanner, tok, '>', Tok::ARR),
        0x40 => return join(scanner, tok, '>', Tok::ROT),
        0x3c => return join(scanner, tok, '<', Tok::LSH),
        0x3e => return join(scanner, tok, '>', Tok::RSH),
        _ => {}
    }
    tok
}

/// Returns the operator of two characters if `second` follows.
fn join(scanner: &mut Scanner<'_>, tok: Tok, second: char, operator: Tok) -> Tok {
    if scanner.peek() != second as i32 {
        return tok;
    }
    scanner.extend();
    operator
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn build_constraints() {
        assert!(is_go_build(b"//go:build linux"));
        assert!(is_go_build(b"//go:build"));
        assert!(!is_go_build(b"//go:builder"));
        assert!(!is_go_build(b"// go:build linux"));
    }

    #[test]
    fn lines_and_operators() {
        let lexed = Lexed::new(b"A<<B /* x\ny */ @>C\n->".to_vec());
        let token = |at| {
            let place = lexed.token(at);
            (lexed.text(place.text).0.to_vec(), place.tok, place.line)
        };
        assert_eq!(token(1), (b"<<".to_vec(), Tok::LSH, 1));
        assert_eq!(token(3), (b"@>".to_vec(), Tok::ROT, 2));
        assert_eq!(token(5), (b"\n".to_vec(), Tok::char('\n'), 3));
        assert_eq!(token(6), (b"->".to_vec(), Tok::ARR, 3));
        assert_eq!(token(7), (Vec::new(), Tok::EOF, 3));
        assert_eq!(token(8), token(7));
    }

    #[test]
    fn files_of_definitions() {
        let definition = |source: &str| {
            let lexed = Lexed::new(source.as_bytes().to_vec());
            let at = lexed.definition((b"B", hash(b"B")));
            at.map(|at| lexed.text(lexed.token(at).text).0.to_vec())
        };
        let value = |text: &[u8]| Some(text.to_vec());
        assert_eq!(
            definition("// x\n#define A 1\n\n#define B 2 3\n"),
            value(b"2")
        );
        assert_eq!(definition("#define B\n"), value(b"\n"));
        assert_eq!(definition("#define B (1)\n"), value(b"("));
        for other in [
            "#define A B\n",
            "#define B 1",
            "#define B(x) x\n",
            "#define B 1 \\\n 2\n",
            "#define B 08\n",
            "#define B 1\n#define B 1\n",
            "#define B 1\n#undef B\n",
            "#define B 1\nRET\n",
            "#define B 1\n#",
            "#ifdef A\n#define B 1\n#endif\n",
        ] {
            assert_eq!(definition(other), None, "{other}");
        }
    }
}
