//! The parser: recursive descent, one token ahead.
//!
//! A production has its upstream name and returns the number of a node; lists are collected by the
//! tree ([`Tree::start_list`]).
//! Counterpart: cmd/compile/internal/syntax/parser.go, syntax.go.

mod decl;
mod expr;
mod file;
mod header;
mod params;
mod primary;
mod stmt;
mod structs;
mod types;

use vamos_base::golang::os_str;

use crate::error::Error;
use crate::error::MOST_TEXT;
use crate::id::ListId;
use crate::id::NodeId;
use crate::id::number;
use crate::lines::Lines;
use crate::node::Kind;
use crate::pragma::Pragmas;
use crate::scanner::Scanner;
use crate::token::Token;
use crate::tree::Tree;

/// Nesting limit of [`parse`]: enough for handwritten code, and for the stack of any thread.
const SHALLOW: u32 = 256;

/// A file that was read.
#[derive(Clone, Debug)]
pub struct File {
    /// All nodes.
    pub tree: Tree,
    /// The offset of the package clause.
    pub offset: u32,
    /// The package's name.
    pub package: NodeId,
    /// The directives before the package clause; 0 for none.
    pub pragmas: u32,
    /// The declarations.
    pub decls: ListId,
    /// The offset of the end.
    pub end: u32,
    /// The Go version that the file's build condition implies, `go1.21`; empty for none.
    pub go_version: String,
}

/// The result of parsing.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The file; `None` if there is no correct package clause.
    pub file: Option<File>,
    /// The errors, in the order in which they were found.
    pub errors: Vec<Error>,
    /// Groups of directives; number 1 is the first.
    pub pragmas: Vec<Pragmas>,
    /// The lines of the file.
    pub lines: Lines,
    /// True if the source exceeds the nesting limit of [`parse`], or its messages are too long:
    /// then there is neither a file nor an error. [`parse_deep`] reads deep sources.
    pub is_too_deep: bool,
}

/// Differences between the compilers of releases. The default is Go 1.26.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    /// True if methods may have type parameters.
    pub has_generic_methods: bool,
    /// True if names in line directives are relative to the directory of the file.
    pub joins_line_names: bool,
}

impl Rules {
    /// Like [`parse`], with these rules.
    pub fn parse(self, name: &str, src: &[u8]) -> Outcome {
        run(name, src, SHALLOW, Bodies::Read, self)
    }

    /// Like [`parse_declarations`], with these rules.
    pub fn parse_declarations(self, name: &str, src: &[u8]) -> Outcome {
        run(name, src, SHALLOW, Bodies::Skipped, self)
    }

    /// Like [`parse_deep`], with these rules.
    pub fn parse_deep(self, name: &str, src: &[u8]) -> Outcome {
        run(name, src, u32::MAX, Bodies::Read, self)
    }
}

/// Parses a source of less than 4 GB that is shown as `name`; others have no file.
pub fn parse(name: &str, src: &[u8]) -> Outcome {
    Rules::default().parse(name, src)
}

/// Like [`parse`], but skips all parts on which the types of declarations do not depend: the bodies
/// of functions are empty blocks, and composite literals have no elements, except in arrays whose
/// length is their number. Errors in skipped parts are not found.
pub fn parse_declarations(name: &str, src: &[u8]) -> Outcome {
    Rules::default().parse_declarations(name, src)
}

/// Like [`parse`] for sources of any depth; needs a stack of half a gigabyte.
pub fn parse_deep(name: &str, src: &[u8]) -> Outcome {
    Rules::default().parse_deep(name, src)
}

/// Treatment of the bodies of functions and the elements of composite literals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Bodies {
    Read,
    Skipped,
}

fn run(name: &str, src: &[u8], max_depth: u32, bodies: Bodies, rules: Rules) -> Outcome {
    let src = match u32::try_from(src.len()) {
        Ok(len) if len < u32::MAX - 1 => src,
        _ => &[],
    };
    let mut parser = Parser {
        name,
        bodies,
        lines: None,
        rules,
        tree: Tree::new(match bodies {
            Bodies::Read => src.len(),
            Bodies::Skipped => src.len() / 4,
        }),
        scanner: Scanner::new(src),
        fnest: 0,
        xnest: 0,
        groups: 0,
        depth: 0,
        max_depth,
        is_too_deep: false,
    };
    parser.scanner.directives.joins_names = rules.joins_line_names;
    parser.scanner.next();
    let file = parser.file_or_nil();
    let Parser {
        tree,
        mut scanner,
        is_too_deep,
        ..
    } = parser;
    let pragmas = scanner.directives.finish();
    let lines = Lines::new(name, src, &scanner.directives);
    let texts = scanner.reader.errors.iter().map(|error| error.text.len());
    let is_too_deep = is_too_deep || texts.sum::<usize>() > MOST_TEXT;
    if is_too_deep {
        return Outcome {
            file: None,
            errors: Vec::new(),
            pragmas: Vec::new(),
            lines,
            is_too_deep,
        };
    }
    let file = file.map(|head| File {
        tree,
        offset: head.offset,
        package: head.package,
        pragmas: head.pragmas,
        decls: head.decls,
        end: head.end,
        go_version: head.go_version,
    });
    Outcome {
        file,
        errors: scanner.reader.errors,
        pragmas,
        lines,
        is_too_deep,
    }
}

/// The parser's state.
struct Parser<'s> {
    /// The file's name in messages.
    name: &'s str,
    bodies: Bodies,
    /// The lines so far, if a message has needed them.
    lines: Option<Lines>,
    rules: Rules,
    tree: Tree,
    scanner: Scanner<'s>,
    /// Nesting depth of functions.
    fnest: u32,
    /// Nesting depth of expressions; below 0 in the header of a statement, where `{` is no
    /// composite literal.
    xnest: i32,
    /// Number of groups of declarations so far.
    groups: u32,
    depth: u32,
    max_depth: u32,
    is_too_deep: bool,
}

/// Tokens that start a statement: reading continues there after an error in a function.
const STATEMENTS: u64 = Token::Break.bit()
    | Token::Const.bit()
    | Token::Continue.bit()
    | Token::Defer.bit()
    | Token::Fallthrough.bit()
    | Token::For.bit()
    | Token::Go.bit()
    | Token::Goto.bit()
    | Token::If.bit()
    | Token::Return.bit()
    | Token::Select.bit()
    | Token::Switch.bit()
    | Token::Type.bit()
    | Token::Var.bit();

impl<'s> Parser<'s> {
    fn tok(&self) -> Token {
        self.scanner.tok
    }

    fn is(&self, token: Token) -> bool {
        self.scanner.tok == token
    }

    /// Returns the offset of the current token.
    fn pos(&self) -> usize {
        self.scanner.start
    }

    fn next(&mut self) {
        self.scanner.next();
    }

    fn got(&mut self, token: Token) -> bool {
        let is = self.is(token);
        if is {
            self.next();
        }
        is
    }

    fn want(&mut self, token: Token) {
        if !self.got(token) {
            self.syntax_error(&format!("expected {}", token.words()));
            self.advance(&[]);
        }
    }

    /// Takes `=`; `:=` is an error, but taken as well.
    fn got_assign(&mut self) -> bool {
        match self.tok() {
            Token::Define => self.syntax_error("expected ="),
            Token::Assign => {}
            _ => return false,
        }
        self.next();
        true
    }

    /// Returns the number of errors without errors of branches.
    fn error_count(&self) -> usize {
        self.scanner.reader.count
    }

    fn error_at(&mut self, offset: usize, text: String) {
        self.scanner.reader.error_at(offset, text);
    }

    fn error(&mut self, text: &str) {
        self.error_at(self.pos(), text.to_owned());
    }

    fn syntax_error(&mut self, text: &str) {
        self.syntax_error_at(self.pos(), text);
    }

    /// Reports an error; the first word of the text decides whether the current token is named.
    #[cold]
    fn syntax_error_at(&mut self, offset: usize, text: &str) {
        if self.is(Token::Eof) && self.error_count() > 0 {
            // It only follows from the others.
            return;
        }
        let starts = |words: &[&str]| words.iter().any(|word| text.starts_with(word));
        let between = match text {
            _ if starts(&["in ", "at ", "after "]) => " ",
            _ if starts(&["expected "]) => ", ",
            _ => {
                self.error_at(offset, format!("syntax error: {text}"));
                return;
            }
        };
        let token = self.token_words();
        let text = format!("syntax error: unexpected {token}{between}{text}");
        self.error_at(offset, text);
    }

    /// Returns the current token in the words of messages.
    fn token_words(&self) -> String {
        let scanner = &self.scanner;
        let text = || os_str::decode(scanner.text());
        match scanner.tok {
            Token::Name => format!("name {}", text()),
            Token::Literal => format!("literal {}", text()),
            Token::Semi => scanner.semi.text().to_owned(),
            Token::Operator => scanner.op.text().to_owned(),
            Token::AssignOp => format!("{}=", scanner.op.text()),
            Token::IncOp => scanner.op.text().repeat(2),
            token => token.words(),
        }
    }

    /// Skips tokens up to one of `follow`; without any, skips one token.
    #[cold]
    fn advance(&mut self, follow: &[Token]) {
        let mut stop = Token::Eof.bit();
        if !follow.is_empty() && self.fnest > 0 {
            stop |= STATEMENTS;
        }
        for token in follow {
            stop |= token.bit();
        }
        while stop & self.tok().bit() == 0 {
            self.next();
            if follow.is_empty() {
                break;
            }
        }
    }

    /// Enters a level of recursion. If there are too many, the source seems to end.
    fn enter(&mut self) {
        self.depth += 1;
        if self.depth > self.max_depth && !self.is_too_deep {
            self.is_too_deep = true;
            self.scanner.reader.stop();
            self.next();
        }
    }

    fn leave(&mut self) {
        self.depth -= 1;
    }

    /// Reads elements until `item` returns true or `close` comes, with `sep` between them.
    /// Returns the offset of `close`.
    fn list(
        &mut self,
        context: &str,
        sep: Token,
        close: Token,
        mut item: impl FnMut(&mut Self) -> bool,
    ) -> usize {
        let mut is_done = false;
        while !self.is(Token::Eof) && !self.is(close) && !is_done {
            is_done = item(self);
            if !self.got(sep) && !self.is(close) {
                let (sep, end) = (sep.words(), close.words());
                self.syntax_error(&format!("in {context}; possibly missing {sep} or {end}"));
                self.advance(&[Token::Rparen, Token::Rbrack, Token::Rbrace]);
                if !self.is(close) {
                    return self.pos();
                }
            }
        }
        let end = self.pos();
        self.want(close);
        end
    }

    /// Adds a node with at most two parts.
    fn add(&mut self, kind: Kind, at: usize, parts: [Option<NodeId>; 2]) -> NodeId {
        self.add_small(kind, 0, at, parts)
    }

    fn add_small(
        &mut self,
        kind: Kind,
        small: u8,
        at: usize,
        parts: [Option<NodeId>; 2],
    ) -> NodeId {
        self.tree.add(kind, small, at, parts.map(number))
    }

    /// Adds a placeholder at the current token.
    fn bad_expr(&mut self) -> NodeId {
        let at = self.pos();
        self.add(Kind::Bad, at, [None, None])
    }

    /// Adds a name that is not in the source: `_` or `.`.
    fn new_name(&mut self, at: usize, special: u8) -> NodeId {
        self.tree.add(Kind::Name, special, at, [1, 0])
    }

    /// name = identifier .
    fn name(&mut self) -> NodeId {
        let at = self.pos();
        if self.is(Token::Name) {
            let len = (self.scanner.end - at) as u32;
            self.next();
            return self.tree.add(Kind::Name, 0, at, [len, 0]);
        }
        let name = self.new_name(at, b'_');
        self.syntax_error("expected name");
        self.advance(&[]);
        name
    }
}

/// Returns the text of a name that was parsed; `src` is the parsed source.
pub(crate) fn parsed_name<'t>(tree: &Tree, src: &'t [u8], name: NodeId) -> &'t [u8] {
    let at = tree.offset(name) as usize;
    let len = tree.data[name.index()][0] as usize;
    match tree.small[name.index()] {
        b'_' => b"_",
        b'.' => b".",
        _ => src.get(at..at + len).unwrap_or_default(),
    }
}

/// Returns the text of a name of a tree; `src` is the parsed source.
pub(crate) fn name_text<'t>(tree: &'t Tree, src: &'t [u8], name: NodeId) -> &'t [u8] {
    match tree.small[name.index()] {
        b'_' => b"_",
        b'.' => b".",
        _ => tree.text(src, name),
    }
}

impl File {
    /// Returns the text of a name; `src` is the parsed source.
    pub fn name<'t>(&'t self, src: &'t [u8], name: NodeId) -> &'t [u8] {
        name_text(&self.tree, src, name)
    }

    /// Returns the text of a literal; `src` is the parsed source.
    pub fn literal<'t>(&'t self, src: &'t [u8], literal: NodeId) -> &'t [u8] {
        literal_text(&self.tree, src, literal)
    }
}

/// Returns the text of a literal.
pub(crate) fn literal_text<'t>(tree: &'t Tree, src: &'t [u8], literal: NodeId) -> &'t [u8] {
    tree.text(src, literal)
}
