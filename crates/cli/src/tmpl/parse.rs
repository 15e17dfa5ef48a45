//! Template text to nodes.
//!
//! What is not understood, wrong text included, is reported as not built: the official
//! command then finds the words for it.
//! Counterpart: text/template/parse/{lex,parse}.go.

use vamos_base::golang::quote;

use super::TmplError;

/// A piece of a template.
#[derive(Clone, Debug)]
pub(crate) enum Node {
    /// Text as it stands.
    Text(String),
    /// An action that prints its pipeline, or sets a variable.
    Action(Pipe),
    /// `if` and `with`.
    Branch {
        /// The condition.
        pipe: Pipe,
        /// Whether dot becomes the condition's value (`with`).
        sets_dot: bool,
        /// What runs where it holds.
        then: Vec<Node>,
        /// What runs where it does not.
        otherwise: Vec<Node>,
    },
    /// `range`.
    Range {
        /// What is visited.
        pipe: Pipe,
        /// What runs for each element.
        body: Vec<Node>,
        /// What runs where there is none.
        otherwise: Vec<Node>,
    },
    /// `break`.
    Break,
    /// `continue`.
    Continue,
}

/// Commands, each given the result of the one before.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pipe {
    /// Variables that are set.
    pub(crate) variables: Vec<String>,
    /// Whether they exist already (`=`).
    pub(crate) is_assignment: bool,
    /// The commands.
    pub(crate) commands: Vec<Vec<Operand>>,
}

/// A word of a command.
#[derive(Clone, Debug)]
pub(crate) struct Operand {
    /// Offset in the template, for errors.
    pub(crate) pos: usize,
    /// What it is, before its fields.
    pub(crate) base: Base,
    /// Fields selected of it, in order.
    pub(crate) fields: Vec<String>,
}

/// The part of an operand before its fields.
#[derive(Clone, Debug)]
pub(crate) enum Base {
    /// `.`
    Dot,
    /// `$` or `$name`; the name without `$`.
    Variable(String),
    /// A function's name.
    Function(String),
    /// `nil`
    Nil,
    /// `true` or `false`
    Bool(bool),
    /// An integer.
    Int(i64),
    /// A string.
    Str(String),
    /// A pipeline in parentheses.
    Pipe(Pipe),
}

/// Parses a template.
pub(crate) fn parse(text: &str) -> Result<Vec<Node>, TmplError> {
    let mut parser = Parser {
        pieces: split(text)?,
        next: 0,
    };
    let (nodes, end) = parser.nodes()?;
    match end {
        Stop::Text => Ok(nodes),
        _ => Err(unknown()),
    }
}

fn unknown() -> TmplError {
    TmplError::not_built("this template")
}

/// A stretch of text, or the inside of an action with its offset.
enum Piece {
    Text(String),
    Action(String, usize),
}

/// Takes the text apart at `{{` and `}}`, with trimming and comments applied.
fn split(text: &str) -> Result<Vec<Piece>, TmplError> {
    let mut pieces = Vec::new();
    let mut at = 0;
    let mut trims = false;
    loop {
        let open = text[at..].find("{{").map(|found| at + found);
        let mut plain = &text[at..open.unwrap_or(text.len())];
        if trims {
            plain = plain.trim_start_matches([' ', '\t', '\r', '\n']);
        }
        let Some(open) = open else {
            push_text(&mut pieces, plain);
            return Ok(pieces);
        };
        let mut start = open + 2;
        let rest = &text[start..];
        if rest.starts_with('-') && rest[1..].starts_with([' ', '\t', '\r', '\n']) {
            plain = plain.trim_end_matches([' ', '\t', '\r', '\n']);
            start += 2;
        }
        push_text(&mut pieces, plain);
        let end = action_end(text, start).ok_or_else(unknown)?;
        let mut inside = &text[start..end];
        trims =
            inside.ends_with('-') && inside[..inside.len() - 1].ends_with([' ', '\t', '\r', '\n']);
        if trims {
            inside = &inside[..inside.len() - 2];
        }
        if !inside.starts_with("/*") {
            pieces.push(Piece::Action(inside.to_owned(), start));
        }
        at = end + 2;
    }
}

fn push_text(pieces: &mut Vec<Piece>, text: &str) {
    if !text.is_empty() {
        pieces.push(Piece::Text(text.to_owned()));
    }
}

/// Returns where the action that starts at `start` has its `}}`, strings passed over.
fn action_end(text: &str, start: usize) -> Option<usize> {
    if text[start..].starts_with("/*") {
        let close = text[start..].find("*/")? + start + 2;
        let rest = text[close..].trim_start_matches([' ', '-']);
        return rest.starts_with("}}").then(|| text.len() - rest.len());
    }
    let bytes = text.as_bytes();
    let mut at = start;
    while at < bytes.len() {
        match bytes[at] {
            b'}' if text[at..].starts_with("}}") => return Some(at),
            b'"' | b'`' | b'\'' => at += literal_length(&text[at..])?,
            _ => at += 1,
        }
    }
    None
}

/// Returns the length of the quoted literal that `text` starts with.
fn literal_length(text: &str) -> Option<usize> {
    let quote = text.as_bytes()[0];
    let mut at = 1;
    while at < text.len() {
        match text.as_bytes()[at] {
            b'\\' if quote != b'`' => at += 2,
            byte if byte == quote => return Some(at + 1),
            _ => at += 1,
        }
    }
    None
}

/// What ended a list of nodes.
enum Stop {
    Text,
    Block,
    /// `else`, with what follows the word and its offset.
    Else(String, usize),
}

struct Parser {
    pieces: Vec<Piece>,
    next: usize,
}

impl Parser {
    fn nodes(&mut self) -> Result<(Vec<Node>, Stop), TmplError> {
        let mut nodes = Vec::new();
        loop {
            let (inside, pos) = match self.pieces.get(self.next) {
                None => return Ok((nodes, Stop::Text)),
                Some(Piece::Text(text)) => {
                    nodes.push(Node::Text(text.clone()));
                    self.next += 1;
                    continue;
                }
                Some(Piece::Action(inside, pos)) => (inside.clone(), *pos),
            };
            self.next += 1;
            let (word, rest) = first_word(&inside);
            let rest_pos = pos + (inside.len() - rest.len());
            match word {
                "end" if rest.trim().is_empty() => return Ok((nodes, Stop::Block)),
                "else" => return Ok((nodes, Stop::Else(rest.to_owned(), rest_pos))),
                "break" => nodes.push(Node::Break),
                "continue" => nodes.push(Node::Continue),
                "if" | "with" | "range" => nodes.push(self.block(word, rest, rest_pos)?),
                "define" | "template" | "block" => return Err(unknown()),
                _ => nodes.push(Node::Action(pipe(&inside, pos)?)),
            }
        }
    }

    /// Parses what follows `if`, `with` or `range`, up to its `end`.
    fn block(&mut self, word: &str, condition: &str, pos: usize) -> Result<Node, TmplError> {
        let pipe = pipe(condition, pos)?;
        let (then, end) = self.nodes()?;
        let otherwise = match end {
            Stop::Block => Vec::new(),
            Stop::Text => return Err(unknown()),
            Stop::Else(rest, rest_pos) => match first_word(&rest) {
                ("", _) => match self.nodes()? {
                    (nodes, Stop::Block) => nodes,
                    _ => return Err(unknown()),
                },
                // `else if` shares the `end` of its `if`.
                (next @ ("if" | "with"), condition) => {
                    let pos = rest_pos + (rest.len() - condition.len());
                    vec![self.block(next, condition, pos)?]
                }
                _ => return Err(unknown()),
            },
        };
        Ok(match word {
            "range" => Node::Range {
                pipe,
                body: then,
                otherwise,
            },
            _ => Node::Branch {
                pipe,
                sets_dot: word == "with",
                then,
                otherwise,
            },
        })
    }
}

/// Splits a word off the start of an action; spaces before it are passed over.
fn first_word(inside: &str) -> (&str, &str) {
    let trimmed = inside.trim_start();
    let end = trimmed.find(|c: char| !c.is_alphanumeric() && c != '_');
    trimmed.split_at(end.unwrap_or(trimmed.len()))
}

/// Parses a whole pipeline.
fn pipe(text: &str, pos: usize) -> Result<Pipe, TmplError> {
    let mut scanner = Scanner {
        text,
        at: 0,
        base: pos,
    };
    let pipe = scanner.pipe()?;
    if scanner.at < text.len() {
        return Err(unknown());
    }
    Ok(pipe)
}

struct Scanner<'t> {
    text: &'t str,
    at: usize,
    base: usize,
}

impl<'t> Scanner<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn skip_space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    fn name(&mut self) -> &'t str {
        let rest = self.rest();
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_');
        let name = &rest[..end.unwrap_or(rest.len())];
        self.at += name.len();
        name
    }

    fn pipe(&mut self) -> Result<Pipe, TmplError> {
        let mut pipe = Pipe::default();
        self.variables(&mut pipe);
        loop {
            let command = self.command()?;
            if command.is_empty() {
                return Err(unknown());
            }
            pipe.commands.push(command);
            self.skip_space();
            if !self.rest().starts_with('|') {
                return Ok(pipe);
            }
            self.at += 1;
        }
    }

    /// Takes `$a, $b :=` off the front, if it is there.
    fn variables(&mut self, pipe: &mut Pipe) {
        let start = self.at;
        loop {
            self.skip_space();
            if !self.rest().starts_with('$') {
                break;
            }
            self.at += 1;
            pipe.variables.push(self.name().to_owned());
            self.skip_space();
            if self.rest().starts_with(',') {
                self.at += 1;
                continue;
            }
            if self.rest().starts_with(":=") {
                self.at += 2;
                return;
            }
            if self.rest().starts_with('=') {
                self.at += 1;
                pipe.is_assignment = true;
                return;
            }
            break;
        }
        self.at = start;
        pipe.variables.clear();
    }

    fn command(&mut self) -> Result<Vec<Operand>, TmplError> {
        let mut operands = Vec::new();
        loop {
            self.skip_space();
            match self.rest().chars().next() {
                None | Some('|' | ')') => return Ok(operands),
                Some(_) => {
                    operands.push(self.operand()?);
                    // Words are apart from each other.
                    let next = self.rest().chars().next();
                    if next.is_some_and(|c| !c.is_whitespace() && c != '|' && c != ')') {
                        return Err(unknown());
                    }
                }
            }
        }
    }

    fn operand(&mut self) -> Result<Operand, TmplError> {
        let mut pos = self.base + self.at;
        let rest = self.rest();
        let first = rest.chars().next().ok_or_else(unknown)?;
        let base = match first {
            '.' => Base::Dot,
            '$' => {
                self.at += 1;
                Base::Variable(self.name().to_owned())
            }
            '(' => {
                self.at += 1;
                let inner = self.pipe()?;
                self.skip_space();
                if !self.rest().starts_with(')') {
                    return Err(unknown());
                }
                self.at += 1;
                Base::Pipe(inner)
            }
            '"' | '`' => {
                let length = literal_length(rest).ok_or_else(unknown)?;
                self.at += length;
                Base::Str(quote::unquote(&rest[..length]).ok_or_else(unknown)?)
            }
            '0'..='9' | '-' | '+' => {
                let end = rest[1..].find([' ', ')', '|', '\t', '\n']);
                let word = &rest[..end.map_or(rest.len(), |end| end + 1)];
                self.at += word.len();
                Base::Int(word.parse().map_err(|_| unknown())?)
            }
            _ => match self.name() {
                "" => return Err(unknown()),
                "true" => Base::Bool(true),
                "false" => Base::Bool(false),
                "nil" => Base::Nil,
                name => Base::Function(name.to_owned()),
            },
        };
        let mut fields = Vec::new();
        while self.rest().starts_with('.') {
            if fields.len() == 1 {
                // Upstream's chain of fields stands where its second one begins.
                pos = self.base + self.at;
            }
            self.at += 1;
            let field = self.name();
            if !field.is_empty() {
                fields.push(field.to_owned());
            } else if !fields.is_empty() || !matches!(base, Base::Dot) {
                return Err(unknown());
            }
        }
        Ok(Operand { pos, base, fields })
    }
}
