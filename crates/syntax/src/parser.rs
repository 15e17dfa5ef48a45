//! The header of a Go file, parsed: package clause, imports, comment groups; with
//! upstream's errors.
//!
//! One token of look-ahead, comments grouped by the lines they are on, exactly as
//! upstream does: which group is a doc comment decides what `#cgo` lines count.
//! Counterpart: go/parser/parser.go (mode ImportsOnly|ParseComments).

use std::ops::Range;
use std::sync::Arc;

use vamos_base::golang::position::SyntaxError;
use vamos_base::golang::unicode::to_text;

use crate::scanner::Kind;
use crate::scanner::Scanner;
use crate::scanner::Token;

/// Adjacent comments: indexes into [`File::comments`].
pub(crate) type Group = Range<usize>;

/// One import as it stands in the source.
#[derive(Debug)]
pub(crate) struct ImportSpec {
    /// The literal, quotes included; empty where it is missing.
    pub(crate) literal: Range<usize>,
    /// Where the spec starts: its name if it has one, else its path.
    pub(crate) start: usize,
    /// The comment above it.
    pub(crate) doc: Option<Group>,
}

/// A parsed header.
#[derive(Debug, Default)]
pub(crate) struct File {
    /// Whether the package clause is valid enough to continue.
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

type Step<T> = Result<T, Bailout>;

struct Parser<'a> {
    scanner: Scanner<'a>,
    file: File,
    token: Token,
    /// The group that ends right above the current token.
    lead: Option<Group>,
    sync_at: usize,
    sync_count: u32,
}

/// Parses a header and hands back the scanner, whose line directives place offsets.
pub(crate) fn parse(src: &[u8], name: Arc<str>) -> (File, Scanner<'_>) {
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
    file.errors = std::mem::take(&mut scanner.errors);
    file.errors.sort();
    (file, scanner)
}

/// Returns the name of the package clause; `None` if the file has an error up to the token
/// after the clause, comments included (mode PackageClauseOnly).
pub fn package_name(src: &[u8]) -> Option<String> {
    let mut parser = Parser::new(src, Arc::from(""));
    parser.next();
    match parser.package_clause() {
        Ok(()) if parser.file.has_package => Some(to_text(&src[parser.file.name])),
        _ => None,
    }
}

const STATEMENTS: [&[u8]; 14] = [
    b"break",
    b"const",
    b"continue",
    b"defer",
    b"fallthrough",
    b"for",
    b"go",
    b"goto",
    b"if",
    b"return",
    b"select",
    b"switch",
    b"type",
    b"var",
];

impl<'a> Parser<'a> {
    fn new(src: &'a [u8], name: Arc<str>) -> Self {
        Self {
            scanner: Scanner::new(src, name),
            file: File::default(),
            token: Token {
                kind: Kind::Illegal,
                start: 0,
                end: 0,
            },
            lead: None,
            sync_at: 0,
            sync_count: 0,
        }
    }
}

impl Parser<'_> {
    fn text(&self) -> &[u8] {
        &self.scanner.src[self.token.start..self.token.end]
    }

    fn is(&self, kind: Kind, text: &[u8]) -> bool {
        self.token.kind == kind && self.text() == text
    }

    /// Takes comments that follow each other with at most `gap` line ends between;
    /// returns the group and the line it ends on.
    fn group(&mut self, gap: usize) -> (Group, usize) {
        let first = self.file.comments.len();
        let mut end_line = self.scanner.lines.line_index(self.token.start);
        while self.token.kind == Kind::Comment {
            let line = self.scanner.lines.line_index(self.token.start);
            if line > end_line + gap {
                break;
            }
            end_line = line;
            let text = self.text();
            if text[1] == b'*' {
                end_line += text.iter().filter(|b| **b == b'\n').count();
            }
            self.file.comments.push(self.token.start..self.token.end);
            self.token = self.scanner.scan();
        }
        let group = first..self.file.comments.len();
        (group, end_line)
    }

    fn next(&mut self) {
        self.lead = None;
        // Before the first token there is no line, so no comment can be on it.
        let fresh = self.token.kind == Kind::Illegal && self.token.end == 0;
        let previous = (!fresh).then(|| self.scanner.lines.line_index(self.token.start));
        self.token = self.scanner.scan();
        if self.token.kind != Kind::Comment {
            return;
        }
        if previous == Some(self.scanner.lines.line_index(self.token.start)) {
            self.group(0);
        }
        let mut last = None;
        while self.token.kind == Kind::Comment {
            last = Some(self.group(1));
        }
        if let Some((group, end_line)) = last
            && end_line + 1 == self.scanner.lines.line_index(self.token.start)
        {
            self.lead = Some(group);
        }
    }

    fn error(&mut self, offset: usize, message: String) -> Step<()> {
        let position = self.scanner.lines.position(offset);
        let errors = &mut self.scanner.errors;
        if errors
            .last()
            .is_some_and(|last| last.position.line == position.line)
        {
            return Ok(());
        }
        if errors.len() > 10 {
            return Err(Bailout);
        }
        errors.push(SyntaxError { position, message });
        Ok(())
    }

    /// Records the error that the current token is not the expected one.
    fn expected(&mut self, what: &str) -> Step<()> {
        let found = match self.token.kind {
            Kind::Newline => "newline".to_owned(),
            Kind::Ident | Kind::Literal | Kind::String => to_text(&self.literal()),
            Kind::Semicolon => "';'".to_owned(),
            Kind::Eof => "'EOF'".to_owned(),
            Kind::Illegal => "'ILLEGAL'".to_owned(),
            _ => format!("'{}'", to_text(self.text())),
        };
        self.error(self.token.start, format!("expected {what}, found {found}"))
    }

    /// The current token's text without what upstream strips from raw strings.
    fn literal(&self) -> Vec<u8> {
        let text = self.text();
        if text.starts_with(b"`") {
            text.iter().copied().filter(|b| *b != b'\r').collect()
        } else {
            text.to_vec()
        }
    }

    fn expect(&mut self, kind: Kind, text: &'static str) -> Step<()> {
        if !self.is(kind, text.as_bytes()) {
            self.expected(&format!("'{text}'"))?;
        }
        self.next();
        Ok(())
    }

    fn expect_semicolon(&mut self) -> Step<()> {
        match self.token.kind {
            Kind::Semicolon | Kind::Newline => self.next(),
            Kind::Operator if matches!(self.text(), b")" | b"}") => {}
            Kind::Operator if self.text() == b"," => {
                self.expected("';'")?;
                self.next();
            }
            _ => {
                self.expected("';'")?;
                self.skip_to(|parser| {
                    parser.token.kind == Kind::Keyword
                        && STATEMENTS.binary_search(&parser.text()).is_ok()
                });
            }
        }
        Ok(())
    }

    /// Error recovery: advances to a token that `is_stop` names, without looping.
    fn skip_to(&mut self, is_stop: impl Fn(&Self) -> bool) {
        while self.token.kind != Kind::Eof {
            if is_stop(self) {
                if self.token.start == self.sync_at && self.sync_count < 10 {
                    self.sync_count += 1;
                    return;
                }
                if self.token.start > self.sync_at {
                    self.sync_at = self.token.start;
                    self.sync_count = 0;
                    return;
                }
            }
            self.next();
        }
    }

    fn package_clause(&mut self) -> Step<()> {
        if !self.scanner.errors.is_empty() {
            return Ok(());
        }
        self.file.doc = self.lead.take();
        self.file.package = self.token.start;
        self.expect(Kind::Keyword, "package")?;
        if self.token.kind == Kind::Ident {
            self.file.name = self.token.start..self.token.end;
            self.next();
        } else {
            self.expected("'IDENT'")?;
            self.next();
        }
        self.expect_semicolon()?;
        self.file.has_package = self.scanner.errors.is_empty();
        Ok(())
    }

    fn file(&mut self) -> Step<()> {
        self.package_clause()?;
        while self.file.has_package && self.is(Kind::Keyword, b"import") {
            self.import_declaration()?;
        }
        Ok(())
    }

    fn import_declaration(&mut self) -> Step<()> {
        let doc = self.lead.take();
        self.next();
        if !self.is(Kind::Operator, b"(") {
            return self.import_spec(doc);
        }
        self.next();
        let first = self.file.imports.len();
        while !self.is(Kind::Operator, b")") && self.token.kind != Kind::Eof {
            let doc = self.lead.take();
            self.import_spec(doc)?;
        }
        // A group of one may carry its comment above the word `import`.
        if let [only] = &mut self.file.imports[first..]
            && only.doc.is_none()
        {
            only.doc = doc;
        }
        self.expect(Kind::Operator, ")")?;
        self.expect_semicolon()
    }

    fn import_spec(&mut self, doc: Option<Group>) -> Step<()> {
        let start = self.token.start;
        if self.token.kind == Kind::Ident || self.is(Kind::Operator, b".") {
            self.next();
        }
        let at = self.token.start;
        let mut literal = at..at;
        match self.token.kind {
            Kind::String => {
                literal.end = self.token.end;
                self.next();
            }
            Kind::Ident | Kind::Literal => {
                self.error(at, "import path must be a string".to_owned())?;
                self.next();
            }
            _ => {
                self.error(at, "missing import path".to_owned())?;
                self.skip_to(|parser| match parser.token.kind {
                    Kind::Semicolon | Kind::Newline => true,
                    Kind::Operator => matches!(parser.text(), b"," | b":" | b")" | b"]" | b"}"),
                    _ => false,
                });
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
