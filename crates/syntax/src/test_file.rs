//! The test functions of a Go file: tests, benchmarks, fuzz targets and examples with their
//! expected output.
//!
//! The first tokens decide the kind of a declaration, and bodies are skipped by counting brackets.
//! In every file of valid syntax this finds the same functions as a full parser; it does not check
//! that the syntax is valid.
//! Counterpart: go/parser, go/doc/example.go (`Examples`, `exampleOutput`).

use std::ops::Range;
use std::sync::Arc;

use crate::scanner::Scanner;
use crate::scanner::Token;
use vamos_base::golang::position::Position;
use vamos_base::golang::unicode::to_text;

use crate::comment::group_text;

/// A function whose name makes it a test, benchmark, fuzz target or example.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestFunc {
    /// Its name.
    pub name: String,
    /// Place of the word `func`.
    pub position: Position,
    /// `T` where the function takes one `*T` or `*pkg.T` and returns nothing.
    pub takes: Option<String>,
    /// True if it has type parameters.
    pub is_generic: bool,
    /// The properties of an example; only for functions that are valid ones.
    pub example: Option<Example>,
}

/// An example's promise.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Example {
    /// The output, as bytes of the source; absent where no comment promises any.
    pub output: Option<Vec<u8>>,
    /// True if the output lines may come in any order.
    pub is_unordered: bool,
}

/// Reports whether `name` is `prefix`, or continues with something other than a lower-case letter.
pub fn is_test_name(name: &str, prefix: &str) -> bool {
    name.strip_prefix(prefix)
        .is_some_and(|rest| !rest.chars().next().is_some_and(char::is_lowercase))
}

/// Finds the test functions of a file, in order; `name` is the file name in positions. In an
/// invalid file, only functions before the first recognized error are found.
pub fn read_tests(src: &[u8], name: &Arc<str>) -> Vec<TestFunc> {
    let mut reader = Reader {
        scanner: Scanner::with_comments(src, name),
        token: Token::Illegal,
        start: 0,
        end: 0,
        comments: Vec::new(),
        groups: Vec::new(),
        found: Vec::new(),
    };
    reader.next();
    // It stops where the file is not valid.
    let _ = reader.file();
    let Reader {
        comments,
        groups,
        found,
        ..
    } = reader;
    let resolve = |(mut func, body): (TestFunc, Option<Range<usize>>)| {
        func.example = body.map(|body| {
            let last = last_group(&comments, &groups, &body);
            last.map_or_else(Example::default, |group| {
                let texts = comments[group].iter().map(|range| &src[range.clone()]);
                promise(&group_text(texts))
            })
        });
        func
    };
    found.into_iter().map(resolve).collect()
}

/// Returns the last group of comments inside a body.
fn last_group(
    comments: &[Range<usize>],
    groups: &[Range<usize>],
    body: &Range<usize>,
) -> Option<Range<usize>> {
    let first = groups.partition_point(|group| comments[group.start].start < body.start);
    let inside = groups[first..]
        .iter()
        .take_while(|group| comments[group.end - 1].end <= body.end);
    inside.last().cloned()
}

/// Reads `Output:` or `Unordered output:` at the beginning of a comment's text.
fn promise(text: &[u8]) -> Example {
    let is_space = |byte: &&u8| matches!(byte, b'\t' | b'\n' | 0x0b | 0x0c | b'\r' | b' ');
    let spaces = text.iter().take_while(is_space).count();
    let rest = &text[spaces..];
    let unordered = strip_prefix_fold(rest, b"unordered ");
    let Some(output) = strip_prefix_fold(unordered.unwrap_or(rest), b"output:") else {
        return Example::default();
    };
    let spaces = output.iter().take_while(|byte| **byte == b' ').count();
    let output = &output[spaces..];
    Example {
        output: Some(output.strip_prefix(b"\n").unwrap_or(output).to_vec()),
        is_unordered: unordered.is_some(),
    }
}

fn strip_prefix_fold<'t>(text: &'t [u8], prefix: &[u8]) -> Option<&'t [u8]> {
    let (head, rest) = text.split_at_checked(prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then_some(rest)
}

/// The file is not valid.
struct InvalidFile;

type Step<T> = Result<T, InvalidFile>;

/// A token of a list of parameters, with its text.
type Word = (Token, String);

struct Reader<'a> {
    scanner: Scanner<'a>,
    /// The current token, which is not consumed, and where it starts and ends.
    token: Token,
    start: usize,
    end: usize,
    comments: Vec<Range<usize>>,
    /// Comments that belong together, as ranges of `comments`.
    groups: Vec<Range<usize>>,
    /// The functions, with the body where it is an example's.
    found: Vec<(TestFunc, Option<Range<usize>>)>,
}

impl Reader<'_> {
    /// Steps to the next token, which may be a comment.
    fn scan(&mut self) {
        self.token = self.scanner.scan();
        (self.start, self.end) = (self.scanner.start(), self.scanner.end());
    }

    fn line(&mut self, offset: usize) -> usize {
        self.scanner.report.line_index(offset)
    }

    /// Steps to the next token that is no comment, and groups the comments before it.
    fn next(&mut self) {
        let is_first = self.token == Token::Illegal && self.end == 0;
        let previous = self.start;
        self.scan();
        if self.token != Token::Comment {
            return;
        }
        if !is_first && self.line(previous) == self.line(self.start) {
            self.group(0);
        }
        while self.token == Token::Comment {
            self.group(1);
        }
    }

    /// Takes comments that follow each other with at most `gap` line ends between.
    fn group(&mut self, gap: usize) {
        let first = self.comments.len();
        let mut end_line = self.line(self.start);
        while self.token == Token::Comment {
            let line = self.line(self.start);
            if line > end_line + gap {
                break;
            }
            let text = self.scanner.text();
            end_line = line;
            if text[1] == b'*' {
                end_line += text.iter().filter(|byte| **byte == b'\n').count();
            }
            self.comments.push(self.start..self.end);
            self.scan();
        }
        self.groups.push(first..self.comments.len());
    }

    fn file(&mut self) -> Step<()> {
        // Package clause and imports were read before, or the file would not be here.
        self.skip_declaration()?;
        let mut may_import = true;
        loop {
            match self.token {
                Token::Eof => return Ok(()),
                Token::Func => self.function()?,
                Token::Import if may_import => {
                    self.skip_declaration()?;
                    continue;
                }
                Token::Const | Token::Type | Token::Var => self.skip_declaration()?,
                _ => return Err(InvalidFile),
            }
            may_import = false;
        }
    }

    /// Passes the rest of a declaration and the semicolon after it.
    fn skip_declaration(&mut self) -> Step<()> {
        loop {
            match self.token {
                Token::Eof => return Ok(()),
                Token::Semicolon => {
                    self.next();
                    return Ok(());
                }
                Token::LeftParen | Token::LeftBracket | Token::LeftBrace => {
                    self.skip_brackets()?;
                }
                Token::RightParen | Token::RightBracket | Token::RightBrace => {
                    return Err(InvalidFile);
                }
                _ => self.next(),
            }
        }
    }

    /// Skips from a bracket to its counterpart; returns the offset after that.
    fn skip_brackets(&mut self) -> Step<usize> {
        let mut open: Vec<Token> = Vec::new();
        loop {
            match self.token {
                Token::Eof => return Err(InvalidFile),
                Token::LeftParen => open.push(Token::RightParen),
                Token::LeftBracket => open.push(Token::RightBracket),
                Token::LeftBrace => open.push(Token::RightBrace),
                closing @ (Token::RightParen | Token::RightBracket | Token::RightBrace) => {
                    if open.pop() != Some(closing) {
                        return Err(InvalidFile);
                    }
                    if open.is_empty() {
                        let end = self.end;
                        self.next();
                        return Ok(end);
                    }
                }
                _ => {}
            }
            self.next();
        }
    }

    fn function(&mut self) -> Step<()> {
        let start = self.start;
        self.next();
        if self.token != Token::Ident {
            // A method.
            return self.skip_declaration();
        }
        let name = to_text(self.scanner.text());
        let prefixes = ["Test", "Benchmark", "Fuzz", "Example"];
        if !prefixes.iter().any(|prefix| is_test_name(&name, prefix)) {
            return self.skip_declaration();
        }
        self.next();
        let mut func = TestFunc {
            name,
            position: self.scanner.report.position(start),
            takes: None,
            is_generic: false,
            example: None,
        };
        if self.token == Token::LeftBracket {
            func.is_generic = true;
            self.skip_brackets()?;
        }
        if self.token != Token::LeftParen {
            return Err(InvalidFile);
        }
        let params = self.bracketed()?;
        let results = if self.token == Token::LeftParen {
            !self.bracketed()?.is_empty()
        } else {
            !matches!(self.token, Token::Semicolon | Token::Eof | Token::LeftBrace)
        };
        let mut body = None;
        if !results {
            func.takes = pointer_target(&params);
            if params.is_empty() && self.token == Token::LeftBrace {
                let start = self.start;
                let end = self.skip_brackets()?;
                body = is_test_name(&func.name, "Example").then_some(start..end);
            }
        }
        self.found.push((func, body));
        self.skip_declaration()
    }

    /// Skips a bracketed list without bodies in it; returns its tokens.
    fn bracketed(&mut self) -> Step<Vec<Word>> {
        let start = self.start;
        let mut words = Vec::new();
        let mut depth = 0usize;
        loop {
            match self.token {
                Token::Eof => return Err(InvalidFile),
                Token::LeftParen | Token::LeftBracket | Token::LeftBrace => depth += 1,
                Token::RightParen | Token::RightBracket | Token::RightBrace => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                self.next();
                return Ok(words);
            }
            if self.start != start {
                words.push((self.token, to_text(self.scanner.text())));
            }
            self.next();
        }
    }
}

/// Returns the `T` of parameters that are one `*T` or `*pkg.T`.
fn pointer_target(params: &[Word]) -> Option<String> {
    let params = match params {
        [rest @ .., (Token::Comma, _)] => rest,
        all => all,
    };
    let params = match params {
        [(Token::Ident, _), rest @ ..] => rest,
        all => all,
    };
    match params {
        [(Token::Mul, _), (Token::Ident, target)]
        | [
            (Token::Mul, _),
            (Token::Ident, _),
            (Token::Period, _),
            (Token::Ident, target),
        ] => Some(target.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::TestFunc;
    use super::read_tests;

    fn names(text: &str) -> Vec<String> {
        let show = |func: TestFunc| {
            let example = func.example.map(|example| {
                let output = example.output.map(|o| String::from_utf8(o).unwrap());
                format!(" {output:?} {}", example.is_unordered)
            });
            let generic = if func.is_generic { " generic" } else { "" };
            format!(
                "{}({}){generic}{}",
                func.name,
                func.takes.unwrap_or_default(),
                example.unwrap_or_default()
            )
        };
        let name: Arc<str> = "x_test.go".into();
        let found = read_tests(text.as_bytes(), &name);
        found.into_iter().map(show).collect()
    }

    #[test]
    fn tells_signatures_apart() {
        let text = "package p\nimport \"testing\"\nvar f = func(t *testing.T) {}\n\
            func TestA(t *testing.T) { if x { }; _ = `}` }\n\
            func TestB(*T,) () {}\nfunc Testify(t *testing.T) {}\n\
            func (x T) TestC(t *testing.T) {}\nfunc TestD(a, b *testing.T) {}\n\
            func TestE[P any](t *testing.T) struct{ int } {}\n\
            func BenchmarkA(b *testing.B) {}\nfunc FuzzÄ(f *testing.F)\n";
        let want = [
            "TestA(T)",
            "TestB(T)",
            "TestD()",
            "TestE() generic",
            "BenchmarkA(B)",
            "FuzzÄ(F)",
        ];
        assert_eq!(names(text), want);
    }

    #[test]
    fn reads_promises_of_examples() {
        let text = "package p\n// Output: no\nfunc Example() {\n\t// Output: a\n\n\t// output:\n\
            \t// b\n\t//  c\n}\nfunc Example_x() { /* Unordered OUTPUT: d */ }\n\
            func ExampleY() { f() // not this\n}\nfunc ExampleZ() {\n\t// Output:\n}\n\
            func ExampleW(int) {\n\t// Output:\n}\n";
        let want = [
            "Example() Some(\"b\\n c\\n\") false",
            "Example_x() Some(\"d\\n\") true",
            "ExampleY() None false",
            "ExampleZ() Some(\"\") false",
            "ExampleW()",
        ];
        assert_eq!(names(text), want);
    }
}
