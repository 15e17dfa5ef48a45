//! The header of a Go file, parsed: package clause, imports, comment groups; with
//! upstream's errors.
//!
//! One token of look-ahead, comments grouped by the lines they are on, exactly as
//! upstream does: which group is a doc comment decides what `#cgo` lines count.
//! Counterpart: go/parser/parser.go (mode ImportsOnly|ParseComments).

use std::ops::Range;
use std::sync::Arc;

use crate::scanner::Errors;
use crate::scanner::Report;
use crate::scanner::Scanner;
use crate::scanner::Set;
use crate::scanner::Token;
use vamos_base::golang::position::SyntaxError;
use vamos_base::golang::unicode::to_text;

/// Adjacent comments: indexes into [`File::comments`].
pub(crate) type Group = Range<usize>;

/// One import as it is written in the source.
#[derive(Debug)]
pub(crate) struct ImportSpec {
    /// The literal, quotes included; empty where it is missing.
    pub(crate) literal: Range<usize>,
    /// Start of the spec: its name if it has one, else its path.
    pub(crate) start: usize,
    /// The comment above it.
    pub(crate) doc: Option<Group>,
}

/// A parsed header.
#[derive(Debug, Default)]
pub(crate) struct File {
    /// True if the package clause is valid enough to continue.
    pub(crate) has_package: bool,
    /// Offset of the word `package`.
    pub(crate) package: usize,
    /// The package's name; empty without one.
    pub(crate) name: Range<usize>,
    /// The package comment.
    pub(crate) doc: Option<Group>,
    /// All imports, in order.
    pub(crate) imports: Vec<ImportSpec>,
    /// All comments, in order.
    pub(crate) comments: Vec<Range<usize>>,
    /// All errors, in order of position.
    pub(crate) errors: Vec<SyntaxError>,
}

/// Stops parsing: there were too many errors.
struct Bailout;

/// More errors than this end the work.
const MAX_ERRORS: usize = 10;

type Step<T> = Result<T, Bailout>;

struct Parser<'a> {
    src: &'a [u8],
    scanner: Scanner<'a>,
    file: File,
    /// The current token, which is not consumed, and where it starts and ends.
    token: Token,
    start: usize,
    end: usize,
    /// The group that ends right above the current token.
    lead: Option<Group>,
    sync_at: usize,
    sync_count: u32,
}

/// Parses a header; also returns the errors with their positions, line directives applied.
pub(crate) fn parse<'a>(src: &'a [u8], name: &Arc<str>) -> (File, Report<'a>) {
    let mut parser = Parser::new(src, name);
    parser.next();
    if parser.file().is_err() {
        // Upstream returns an empty file then.
        parser.file.has_package = false;
    }
    let Parser {
        mut file,
        mut scanner,
        ..
    } = parser;
    let errors = scanner.report.finish();
    file.errors = errors.map_or_else(Vec::new, Errors::into_list);
    (file, scanner.report)
}

/// Returns the name of the package clause; `None` if the file has an error up to the token
/// after the clause, comments included (mode PackageClauseOnly).
pub fn package_name(src: &[u8]) -> Option<String> {
    let mut parser = Parser::new(src, &Arc::from(""));
    parser.next();
    match parser.package_clause() {
        Ok(()) if parser.file.has_package => Some(to_text(&src[parser.file.name])),
        _ => None,
    }
}

impl<'a> Parser<'a> {
    fn new(src: &'a [u8], name: &Arc<str>) -> Self {
        let mut scanner = Scanner::with_comments(src, name);
        // Their number is shown, and only headers of nonsense have many.
        scanner.report.keep_all();
        Self {
            src,
            scanner,
            file: File::default(),
            token: Token::Illegal,
            start: 0,
            end: 0,
            lead: None,
            sync_at: 0,
            sync_count: 0,
        }
    }
}

impl Parser<'_> {
    fn text(&self) -> &[u8] {
        self.src.get(self.start..self.end).unwrap_or_default()
    }

    /// Steps to the next token, which may be a comment.
    fn scan(&mut self) {
        self.token = self.scanner.scan();
        (self.start, self.end) = (self.scanner.start(), self.scanner.end());
    }

    fn line(&mut self) -> usize {
        self.scanner.report.line_index(self.start)
    }

    /// Takes comments that follow each other with at most `gap` line ends between;
    /// returns the group and the line it ends on.
    fn group(&mut self, gap: usize) -> (Group, usize) {
        let first = self.file.comments.len();
        let mut end_line = self.line();
        while self.token == Token::Comment {
            let line = self.line();
            if line > end_line + gap {
                break;
            }
            end_line = line;
            let text = self.text();
            if text[1] == b'*' {
                end_line += text.iter().filter(|b| **b == b'\n').count();
            }
            self.file.comments.push(self.start..self.end);
            self.scan();
        }
        let group = first..self.file.comments.len();
        (group, end_line)
    }

    fn next(&mut self) {
        self.lead = None;
        // Before the first token there is no line, so no comment can be on it.
        let is_first = self.token == Token::Illegal && self.end == 0;
        let previous = (!is_first).then(|| self.line());
        self.scan();
        if self.token != Token::Comment {
            return;
        }
        if previous == Some(self.line()) {
            self.group(0);
        }
        let mut last = None;
        while self.token == Token::Comment {
            last = Some(self.group(1));
        }
        if let Some((group, end_line)) = last
            && end_line + 1 == self.line()
        {
            self.lead = Some(group);
        }
    }

    fn error(&mut self, offset: usize, message: String) -> Step<()> {
        let report = &mut self.scanner.report;
        if report.is_newest_on_line(offset) {
            return Ok(());
        }
        if report.count() > MAX_ERRORS {
            return Err(Bailout);
        }
        report.add(offset, message);
        Ok(())
    }

    /// Records the error that the current token is not the expected one.
    fn expected(&mut self, what: &str) -> Step<()> {
        let found = match self.token {
            Token::Semicolon if self.scanner.is_implied() => "newline".to_owned(),
            token if token.is_literal() => to_text(&self.literal()),
            token => format!("'{}'", token.text()),
        };
        self.error(self.start, format!("expected {what}, found {found}"))
    }

    /// Returns the current token's text without the carriage returns that upstream strips from raw
    /// strings.
    fn literal(&self) -> Vec<u8> {
        let text = self.text();
        if text.starts_with(b"`") {
            text.iter().copied().filter(|b| *b != b'\r').collect()
        } else {
            text.to_vec()
        }
    }

    fn expect(&mut self, token: Token) -> Step<()> {
        if self.token != token {
            self.expected(&format!("'{}'", token.text()))?;
        }
        self.next();
        Ok(())
    }

    fn expect_semicolon(&mut self) -> Step<()> {
        match self.token {
            Token::Semicolon => self.next(),
            Token::RightParen | Token::RightBrace => {}
            Token::Comma => {
                self.expected("';'")?;
                self.next();
            }
            _ => {
                self.expected("';'")?;
                self.skip_to(Set::STATEMENT_START);
            }
        }
        Ok(())
    }

    /// Error recovery: advances to a token of `stops`, without looping.
    fn skip_to(&mut self, stops: Set) {
        while self.token != Token::Eof {
            if stops.has(self.token) {
                if self.start == self.sync_at && self.sync_count < 10 {
                    self.sync_count += 1;
                    return;
                }
                if self.start > self.sync_at {
                    self.sync_at = self.start;
                    self.sync_count = 0;
                    return;
                }
            }
            self.next();
        }
    }

    fn package_clause(&mut self) -> Step<()> {
        if self.scanner.report.count() > 0 {
            return Ok(());
        }
        self.file.doc = self.lead.take();
        self.file.package = self.start;
        self.expect(Token::Package)?;
        if self.token == Token::Ident {
            self.file.name = self.start..self.end;
            self.next();
        } else {
            self.expected("'IDENT'")?;
            self.next();
        }
        self.expect_semicolon()?;
        self.file.has_package = self.scanner.report.count() == 0;
        Ok(())
    }

    fn file(&mut self) -> Step<()> {
        self.package_clause()?;
        while self.file.has_package && self.token == Token::Import {
            self.import_declaration()?;
        }
        Ok(())
    }

    fn import_declaration(&mut self) -> Step<()> {
        let doc = self.lead.take();
        self.next();
        if self.token != Token::LeftParen {
            return self.import_spec(doc);
        }
        self.next();
        let first = self.file.imports.len();
        while !matches!(self.token, Token::RightParen | Token::Eof) {
            let doc = self.lead.take();
            self.import_spec(doc)?;
        }
        // A group of one may carry its comment above the word `import`.
        if let [only] = &mut self.file.imports[first..]
            && only.doc.is_none()
        {
            only.doc = doc;
        }
        self.expect(Token::RightParen)?;
        self.expect_semicolon()
    }

    fn import_spec(&mut self, doc: Option<Group>) -> Step<()> {
        let start = self.start;
        if matches!(self.token, Token::Ident | Token::Period) {
            self.next();
        }
        let at = self.start;
        let mut literal = at..at;
        match self.token {
            Token::String => {
                literal.end = self.end;
                self.next();
            }
            token if token.is_literal() => {
                self.error(at, "import path must be a string".to_owned())?;
                self.next();
            }
            _ => {
                self.error(at, "missing import path".to_owned())?;
                self.skip_to(Set::EXPRESSION_END);
            }
        }
        self.expect_semicolon()?;
        self.file.imports.push(ImportSpec {
            literal,
            start,
            doc,
        });
        Ok(())
    }
}
