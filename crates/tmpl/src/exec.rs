//! Walks a template.
//!
//! Control structures and called templates are frames on an explicit stack: templates may call
//! themselves recursively a hundred thousand times.
//! Counterpart: text/template/exec.go (`walk` and its callees).

use std::collections::btree_map;

use vamos_base::golang::quote;

use super::Template;
use super::TmplError;
use super::funcs::Function;
use super::node::Branch;
use super::node::Call;
use super::node::Command;
use super::node::Control;
use super::node::Node;
use super::node::Operand;
use super::node::Pipe;
use super::node::Templates;
use super::print;
use super::types::Data;
use super::types::Kind;
use super::types::Scope;
use super::types::Value;

/// The maximum depth of nested template calls.
const MAX_DEPTH: usize = 100_000;

pub(super) type Done<T> = Result<T, TmplError>;

/// The node in errors.
#[derive(Clone, Copy)]
pub(super) enum At<'a> {
    Nothing,
    Call(&'a Call),
    Pipe(&'a Pipe),
    Command(&'a Command),
    Operand(&'a Operand),
}

/// One execution.
pub(super) struct Exec<'a, 's, 'o> {
    pub(super) source: &'a [u8],
    pub(super) templates: &'a Templates,
    /// The functions of the program.
    pub(super) functions: &'static [Function],
    pub(super) scope: &'s Scope<'a, 's>,
    pub(super) out: &'o mut Vec<u8>,
    /// The template that runs.
    name: &'a str,
    /// The variables in scope; the variables of the running template begin at `base`.
    variables: Vec<(&'a str, Value<'a>)>,
    base: usize,
    depth: usize,
    pub(super) at: At<'a>,
    frames: Vec<Frame<'a>>,
}

/// A list of nodes that is being walked.
struct Frame<'a> {
    nodes: std::slice::Iter<'a, Node>,
    dot: Value<'a>,
    /// The number of variables before.
    mark: usize,
    role: Role<'a>,
}

/// The kind of a frame, which determines the action at its end.
enum Role<'a> {
    /// A branch: its variables are dropped.
    Branch,
    /// A called template: the caller's state is restored.
    Template { name: &'a str, base: usize },
    /// The body of a range: continues with the next element.
    Range(Box<Range<'a>>),
}

/// The state of a range.
struct Range<'a> {
    branch: &'a Branch,
    /// The number of variables at the start of each run of the body.
    inner: usize,
    elements: Elements<'a>,
}

enum Elements<'a> {
    /// A slice, with the number of elements done.
    List(Value<'a>, usize),
    /// A number, with the count done.
    Count(Value<'a>, i64),
    Map(btree_map::Iter<'a, String, String>),
}

impl<'a, 's, 'o> Exec<'a, 's, 'o> {
    /// Prepares the execution of the template `main` on `dot`.
    pub(super) fn new(
        template: &'a Template,
        dot: &Value<'a>,
        scope: &'s Scope<'a, 's>,
        out: &'o mut Vec<u8>,
    ) -> Self {
        Self {
            source: &template.source,
            templates: &template.templates,
            functions: template.functions,
            scope,
            out,
            name: "main",
            variables: vec![("$", dot.clone())],
            base: 0,
            depth: 0,
            at: At::Nothing,
            frames: Vec::new(),
        }
    }

    /// Runs the template.
    pub(super) fn run(&mut self, dot: Value<'a>) -> Done<()> {
        let Some(root) = self.templates.get("main") else {
            return Err(self.error("\"main\" is an incomplete or empty template"));
        };
        self.push(root, dot, Role::Branch);
        while let Some(frame) = self.frames.last_mut() {
            match frame.nodes.next() {
                Some(node) => {
                    let dot = frame.dot.clone();
                    self.walk(node, &dot)?;
                }
                None => self.leave()?,
            }
        }
        Ok(())
    }

    fn push(&mut self, nodes: &'a [Node], dot: Value<'a>, role: Role<'a>) {
        let mark = self.variables.len();
        self.push_from(mark, nodes, dot, role);
    }

    fn push_from(&mut self, mark: usize, nodes: &'a [Node], dot: Value<'a>, role: Role<'a>) {
        self.frames.push(Frame {
            nodes: nodes.iter(),
            dot,
            mark,
            role,
        });
    }

    /// Ends the list of nodes on top.
    fn leave(&mut self) -> Done<()> {
        let Some(mut frame) = self.frames.pop() else {
            return Ok(());
        };
        if let Role::Range(range) = &mut frame.role {
            self.variables.truncate(range.inner);
            if let Some(dot) = self.advance(range)? {
                frame.nodes = range.branch.then.iter();
                frame.dot = dot;
                self.frames.push(frame);
                return Ok(());
            }
        }
        self.variables.truncate(frame.mark);
        if let Role::Template { name, base } = frame.role {
            self.name = name;
            self.base = base;
            self.depth -= 1;
        }
        Ok(())
    }

    /// Drops the frames inside the innermost range.
    fn unwind(&mut self) {
        while let Some(frame) = self.frames.last() {
            if matches!(frame.role, Role::Range(_)) {
                return;
            }
            self.frames.pop();
        }
    }

    fn walk(&mut self, node: &'a Node, dot: &Value<'a>) -> Done<()> {
        match node {
            Node::Text(text) => self.out.extend_from_slice(text),
            Node::Action(pipe) => {
                let value = self.eval_pipeline(dot, pipe)?;
                if pipe.variables.is_empty() {
                    print::print_printable(self.scope, &value, self.out);
                }
            }
            Node::Branch(branch) if branch.control == Control::Range => {
                self.walk_range(branch, dot)?;
            }
            Node::Branch(branch) => {
                let mark = self.variables.len();
                let value = self.eval_pipeline(dot, &branch.pipe)?;
                if value.unboxed().is_true() {
                    let dot = match branch.control {
                        Control::With => value,
                        _ => dot.clone(),
                    };
                    self.push_from(mark, &branch.then, dot, Role::Branch);
                } else {
                    let otherwise = branch.otherwise.as_deref().unwrap_or_default();
                    self.push_from(mark, otherwise, dot.clone(), Role::Branch);
                }
            }
            Node::Template(call) => self.walk_template(call, dot)?,
            Node::Break => {
                self.unwind();
                if let Some(frame) = self.frames.pop() {
                    self.variables.truncate(frame.mark);
                }
            }
            Node::Continue => {
                self.unwind();
                self.leave()?;
            }
        }
        Ok(())
    }

    fn walk_template(&mut self, call: &'a Call, dot: &Value<'a>) -> Done<()> {
        self.at = At::Call(call);
        let Some((name, nodes)) = self.templates.get_key_value(&call.name) else {
            let shown = quote::quote(&call.name);
            return Err(self.error(&format!("template {shown} not defined")));
        };
        if self.depth == MAX_DEPTH {
            return Err(self.error(&format!("exceeded maximum template depth ({MAX_DEPTH})")));
        }
        let dot = match &call.pipe {
            Some(pipe) => self.eval_pipeline(dot, pipe)?,
            None => Value::nothing(),
        };
        let role = Role::Template {
            name: self.name,
            base: self.base,
        };
        self.push(nodes, dot.clone(), role);
        self.name = name;
        self.base = self.variables.len();
        self.depth += 1;
        self.variables.push(("$", dot));
        Ok(())
    }

    fn walk_range(&mut self, branch: &'a Branch, dot: &Value<'a>) -> Done<()> {
        let mark = self.variables.len();
        let value = self.eval_pipeline(dot, &branch.pipe)?.indirect();
        let elements = match (&value.data, &value.ty.kind) {
            (Data::Nothing, _) => None,
            (Data::Int(_) | Data::Uint(_), _) => {
                if branch.pipe.variables.len() > 1 {
                    let shown = print::shown(self.scope, &value);
                    let text = format!("can't use {shown} to iterate over more than one variable");
                    return Err(self.error(&text));
                }
                Some(Elements::Count(value, 0))
            }
            (Data::Map(map), _) => Some(Elements::Map(map.iter())),
            (_, Kind::Slice(_)) => Some(Elements::List(value, 0)),
            (Data::Nil, Kind::Map) => None,
            _ => {
                let shown = print::shown(self.scope, &value);
                return Err(self.error(&format!("range can't iterate over {shown}")));
            }
        };
        if let Some(elements) = elements {
            let mut range = Box::new(Range {
                branch,
                inner: self.variables.len(),
                elements,
            });
            if let Some(element) = self.advance(&mut range)? {
                self.push_from(mark, &branch.then, element, Role::Range(range));
                return Ok(());
            }
        }
        let otherwise = branch.otherwise.as_deref().unwrap_or_default();
        self.push_from(mark, otherwise, dot.clone(), Role::Branch);
        Ok(())
    }

    /// Takes the next element and sets the variables of the range.
    fn advance(&mut self, range: &mut Range<'a>) -> Done<Option<Value<'a>>> {
        let next = match &mut range.elements {
            Elements::List(list, at) => {
                *at += 1;
                let element = list.element(*at - 1);
                element.map(|element| (Value::size(*at - 1), element))
            }
            Elements::Count(count, at) => {
                let number = *at;
                *at += 1;
                let element = match count.data {
                    Data::Int(end) => (number < end).then_some(Data::Int(number)),
                    Data::Uint(end) => {
                        let number = number.unsigned_abs();
                        (number < end).then_some(Data::Uint(number))
                    }
                    _ => None,
                };
                element.map(|data| (Value::nothing(), Value::new(count.ty, data)))
            }
            Elements::Map(entries) => {
                let entry = entries.next();
                entry.map(|(key, value)| (Value::text(key), Value::text(value)))
            }
        };
        let Some((key, element)) = next else {
            return Ok(None);
        };
        let pipe = &range.branch.pipe;
        match pipe.variables.as_slice() {
            [] => {}
            [only] if pipe.is_assignment => self.set_variable(only, element.clone())?,
            [first, second, ..] if pipe.is_assignment => {
                self.set_variable(first, key)?;
                self.set_variable(second, element.clone())?;
            }
            names => {
                // Its own variables are on top; the last is for the element.
                let top = self.variables.len();
                self.variables[top - 1].1 = element.clone();
                if names.len() > 1 {
                    self.variables[top - 2].1 = key;
                }
            }
        }
        Ok(Some(element))
    }

    /// Declares a variable.
    pub(super) fn declare(&mut self, name: &'a str, value: Value<'a>) {
        self.variables.push((name, value));
    }

    /// Sets a variable that exists.
    pub(super) fn set_variable(&mut self, name: &str, value: Value<'a>) -> Done<()> {
        let mut own = self.variables[self.base..].iter_mut().rev();
        match own.find(|(have, _)| *have == name) {
            Some((_, slot)) => {
                *slot = value;
                Ok(())
            }
            None => Err(self.error(&format!("undefined variable: {name}"))),
        }
    }

    /// Returns the value of a variable.
    pub(super) fn variable(&self, name: &str) -> Done<Value<'a>> {
        let mut own = self.variables[self.base..].iter().rev();
        match own.find(|(have, _)| *have == name) {
            Some((_, value)) => Ok(value.clone()),
            None => Err(self.error(&format!("undefined variable: {name}"))),
        }
    }

    /// Returns an error at the current node.
    pub(super) fn error(&self, message: &str) -> TmplError {
        let (pos, shown) = match self.at {
            At::Nothing => return TmplError(format!("template: {}: {message}", self.name)),
            At::Call(call) => (call.pos, call.to_string()),
            At::Pipe(pipe) => (pipe.pos, pipe.to_string()),
            At::Operand(operand) => (operand.pos, operand.to_string()),
            At::Command(command) => (command.args[0].pos, command.to_string()),
        };
        let before = &self.source[..pos.min(self.source.len())];
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
        let column = match before.iter().rposition(|byte| *byte == b'\n') {
            Some(at) => pos - at - 1,
            None => pos,
        };
        let name = quote::quote(self.name);
        TmplError(format!(
            "template: main:{line}:{column}: executing {name} at <{shown}>: {message}"
        ))
    }
}
