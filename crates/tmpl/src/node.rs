//! The nodes of a template, and their form in errors.
//!
//! Counterpart: text/template/parse/node.go.

use std::collections::HashMap;
use std::fmt;
use std::fmt::Display;

use vamos_base::golang::os_str;
use vamos_base::golang::quote;

use super::number::Number;

/// A sequence of nodes.
pub(super) type List = Vec<Node>;

/// All templates of a text, by name.
pub(super) type Templates = HashMap<String, List>;

/// A piece of a template that is walked.
#[derive(Clone, Debug)]
pub(super) enum Node {
    /// Literal text.
    Text(Vec<u8>),
    /// An action that prints its pipeline, or sets a variable.
    Action(Pipe),
    /// `if`, `with` and `range`.
    Branch(Branch),
    /// `template`, and also `block`.
    Template(Call),
    /// `break`.
    Break,
    /// `continue`.
    Continue,
}

/// The kind of a control structure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Control {
    If,
    With,
    Range,
}

/// A control structure.
#[derive(Clone, Debug)]
pub(super) struct Branch {
    pub(super) control: Control,
    pub(super) pipe: Pipe,
    pub(super) then: List,
    pub(super) otherwise: Option<List>,
}

/// The call of a template.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) pos: usize,
    pub(super) name: String,
    pub(super) pipe: Option<Pipe>,
}

/// Commands, each of which receives the result of the previous one.
#[derive(Clone, Debug)]
pub(super) struct Pipe {
    pub(super) pos: usize,
    /// True if existing variables are set.
    pub(super) is_assignment: bool,
    /// The names of the variables, with dollar signs.
    pub(super) variables: Vec<String>,
    pub(super) commands: Vec<Command>,
}

/// A command: its target and its arguments.
#[derive(Clone, Debug)]
pub(super) struct Command {
    pub(super) args: Vec<Operand>,
}

/// An operand, with its position.
#[derive(Clone, Debug)]
pub(super) struct Operand {
    pub(super) pos: usize,
    pub(super) term: Term,
}

/// The kind of an operand.
#[derive(Clone, Debug)]
pub(super) enum Term {
    Bool(bool),
    Dot,
    Nil,
    Number(Box<Number>),
    Str {
        quoted: String,
        value: Vec<u8>,
    },
    /// `.A.B`
    Field(Vec<String>),
    /// `$x.A.B`: the name with its dollar sign, and fields.
    Variable(Vec<String>),
    /// A function's name.
    Identifier(String),
    Pipe(Pipe),
    /// Fields of a function's result or of a parenthesized pipeline.
    Chain(Box<Operand>, Vec<String>),
}

impl Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(&os_str::decode_cow(text)),
            Self::Action(pipe) => write!(f, "{{{{{pipe}}}}}"),
            Self::Branch(branch) => branch.fmt(f),
            Self::Template(call) => call.fmt(f),
            Self::Break => f.write_str("{{break}}"),
            Self::Continue => f.write_str("{{continue}}"),
        }
    }
}

impl Display for Branch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self.control {
            Control::If => "if",
            Control::With => "with",
            Control::Range => "range",
        };
        write!(f, "{{{{{name} {}}}}}", self.pipe)?;
        for node in &self.then {
            node.fmt(f)?;
        }
        if let Some(otherwise) = &self.otherwise {
            f.write_str("{{else}}")?;
            for node in otherwise {
                node.fmt(f)?;
            }
        }
        f.write_str("{{end}}")
    }
}

impl Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{{{{template {}", quote::quote(&self.name))?;
        if let Some(pipe) = &self.pipe {
            write!(f, " {pipe}")?;
        }
        f.write_str("}}")
    }
}

impl Display for Pipe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.variables.is_empty() {
            f.write_str(&self.variables.join(", "))?;
            f.write_str(if self.is_assignment { " = " } else { " := " })?;
        }
        for (at, command) in self.commands.iter().enumerate() {
            if at > 0 {
                f.write_str(" | ")?;
            }
            command.fmt(f)?;
        }
        Ok(())
    }
}

impl Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, arg) in self.args.iter().enumerate() {
            if at > 0 {
                f.write_str(" ")?;
            }
            arg.fmt_inner(f)?;
        }
        Ok(())
    }
}

impl Operand {
    /// Writes the operand as part of another node: pipelines in parentheses.
    fn fmt_inner(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.term {
            Term::Pipe(pipe) => write!(f, "({pipe})"),
            _ => self.fmt(f),
        }
    }
}

impl Display for Operand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.term {
            Term::Bool(value) => value.fmt(f),
            Term::Dot => f.write_str("."),
            Term::Nil => f.write_str("nil"),
            Term::Number(number) => f.write_str(&number.text),
            Term::Str { quoted, .. } => f.write_str(quoted),
            Term::Field(names) => names.iter().try_for_each(|name| write!(f, ".{name}")),
            Term::Variable(names) => f.write_str(&names.join(".")),
            Term::Identifier(name) => f.write_str(name),
            Term::Pipe(pipe) => pipe.fmt(f),
            Term::Chain(operand, names) => {
                operand.fmt_inner(f)?;
                names.iter().try_for_each(|name| write!(f, ".{name}"))
            }
        }
    }
}
