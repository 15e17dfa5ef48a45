//! Runs a template on a value.
//!
//! Counterpart: text/template/exec.go.

use std::borrow::Cow;

use super::TmplError;
use super::funcs;
use super::parse::Base;
use super::parse::Node;
use super::parse::Operand;
use super::parse::Pipe;
use super::value::Value;

/// One execution: the variables in scope and what was printed.
pub(crate) struct Exec<'a, 'o> {
    source: &'a str,
    variables: Vec<(String, Value<'a>)>,
    context: &'a dyn super::Object,
    out: &'o mut String,
}

/// Whether a list of nodes ran to its end.
#[derive(PartialEq)]
enum Flow {
    Done,
    Break,
    Continue,
}

impl<'a, 'o> Exec<'a, 'o> {
    /// Prepares an execution of `source` on `dot`.
    pub(crate) fn new(
        source: &'a str,
        dot: &Value<'a>,
        context: &'a dyn super::Object,
        out: &'o mut String,
    ) -> Self {
        Self {
            source,
            variables: vec![(String::new(), dot.clone())],
            context,
            out,
        }
    }

    /// Runs the nodes.
    pub(crate) fn run(&mut self, nodes: &'a [Node], dot: &Value<'a>) -> Result<(), TmplError> {
        self.list(nodes, dot).map(|_| ())
    }

    fn list(&mut self, nodes: &'a [Node], dot: &Value<'a>) -> Result<Flow, TmplError> {
        let scope = self.variables.len();
        for node in nodes {
            let flow = self.node(node, dot)?;
            if flow != Flow::Done {
                self.variables.truncate(scope);
                return Ok(flow);
            }
        }
        self.variables.truncate(scope);
        Ok(Flow::Done)
    }

    fn node(&mut self, node: &'a Node, dot: &Value<'a>) -> Result<Flow, TmplError> {
        match node {
            Node::Text(text) => self.out.push_str(text),
            Node::Action(pipe) => {
                let value = self.pipe(pipe, dot)?;
                if pipe.variables.is_empty() {
                    self.out.push_str(&value.printed()?);
                }
            }
            Node::Branch {
                pipe,
                sets_dot,
                then,
                otherwise,
            } => {
                let scope = self.variables.len();
                let value = self.pipe(pipe, dot)?;
                let flow = if !value.is_true() {
                    self.list(otherwise, dot)
                } else if *sets_dot {
                    self.list(then, &value)
                } else {
                    self.list(then, dot)
                };
                self.variables.truncate(scope);
                return flow;
            }
            Node::Range {
                pipe,
                body,
                otherwise,
            } => return self.range(pipe, body, otherwise, dot),
            Node::Break => return Ok(Flow::Break),
            Node::Continue => return Ok(Flow::Continue),
        }
        Ok(Flow::Done)
    }

    fn range(
        &mut self,
        pipe: &'a Pipe,
        body: &'a [Node],
        otherwise: &'a [Node],
        dot: &Value<'a>,
    ) -> Result<Flow, TmplError> {
        let scope = self.variables.len();
        let value = self.commands(pipe, dot)?;
        let is_empty = matches!(value, Value::Nil(_));
        let elements = match value.elements() {
            Some(elements) => elements,
            None if is_empty => Vec::new(),
            None => return Err(TmplError::not_built("this range in a template")),
        };
        if elements.is_empty() {
            return self.list(otherwise, dot);
        }
        for (key, element) in elements {
            match pipe.variables.as_slice() {
                [] => {}
                [only] => self.set(only, element.clone(), pipe.is_assignment)?,
                [first, second, ..] => {
                    self.set(first, key, pipe.is_assignment)?;
                    self.set(second, element.clone(), pipe.is_assignment)?;
                }
            }
            let flow = self.list(body, &element)?;
            self.variables.truncate(scope);
            if flow == Flow::Break {
                break;
            }
        }
        Ok(Flow::Done)
    }

    fn set(&mut self, name: &str, value: Value<'a>, exists: bool) -> Result<(), TmplError> {
        if !exists {
            self.variables.push((name.to_owned(), value));
            return Ok(());
        }
        let found = self
            .variables
            .iter_mut()
            .rev()
            .find(|(have, _)| have == name);
        let (_, slot) = found.ok_or_else(|| TmplError::not_built("this variable"))?;
        *slot = value;
        Ok(())
    }

    /// Evaluates a pipeline and sets its variable.
    fn pipe(&mut self, pipe: &'a Pipe, dot: &Value<'a>) -> Result<Value<'a>, TmplError> {
        let value = self.commands(pipe, dot)?;
        for name in &pipe.variables {
            self.set(name, value.clone(), pipe.is_assignment)?;
        }
        Ok(value)
    }

    fn commands(&mut self, pipe: &'a Pipe, dot: &Value<'a>) -> Result<Value<'a>, TmplError> {
        let mut last = None;
        for command in &pipe.commands {
            last = Some(self.command(command, last, dot)?);
        }
        Ok(last.unwrap_or(Value::Missing))
    }

    fn command(
        &mut self,
        operands: &'a [Operand],
        piped: Option<Value<'a>>,
        dot: &Value<'a>,
    ) -> Result<Value<'a>, TmplError> {
        let (first, arguments) = operands
            .split_first()
            .unwrap_or_else(|| unreachable!("the parser makes no command without operands"));
        let Base::Function(name) = &first.base else {
            if arguments.is_empty() && piped.is_none() {
                return self.operand(first, dot);
            }
            return self.method(first, arguments, piped, dot);
        };
        let value = self.call(name, arguments, piped, dot)?;
        self.select(first, value)
    }

    /// Calls a method with arguments: of those there are, times have the one of use.
    fn method(
        &mut self,
        operand: &'a Operand,
        arguments: &'a [Operand],
        piped: Option<Value<'a>>,
        dot: &Value<'a>,
    ) -> Result<Value<'a>, TmplError> {
        let unknown = || TmplError::not_built("this call in a template");
        let (Some(("Format", of)), [argument], None) = (
            operand
                .fields
                .split_last()
                .map(|(name, of)| (name.as_str(), of)),
            arguments,
            piped,
        ) else {
            return Err(unknown());
        };
        let receiver = Operand {
            fields: of.to_vec(),
            ..operand.clone()
        };
        let value = match &receiver.base {
            Base::Dot => self.select(&receiver, dot.clone())?,
            _ => return Err(unknown()),
        };
        match (value, self.operand(argument, dot)?) {
            (Value::Time(time, offset), Value::Str(layout)) => {
                let text = super::time::format(time, offset, &layout).ok_or_else(unknown)?;
                Ok(Value::Str(Cow::Owned(text)))
            }
            _ => Err(unknown()),
        }
    }

    fn call(
        &mut self,
        name: &str,
        arguments: &'a [Operand],
        piped: Option<Value<'a>>,
        dot: &Value<'a>,
    ) -> Result<Value<'a>, TmplError> {
        if name == "context" && arguments.is_empty() && piped.is_none() {
            return Ok(Value::Object(self.context));
        }
        let stops_at = match name {
            "and" => Some(false),
            "or" => Some(true),
            _ => None,
        };
        let mut values = Vec::with_capacity(arguments.len() + 1);
        for argument in arguments {
            let value = self.operand(argument, dot)?;
            // The rest is not evaluated.
            if stops_at == Some(value.is_true()) {
                return Ok(value);
            }
            values.push(value);
        }
        values.extend(piped);
        match stops_at {
            Some(_) => values
                .pop()
                .ok_or_else(|| TmplError::not_built("this call in a template")),
            None => funcs::call(name, &values),
        }
    }

    fn operand(&mut self, operand: &'a Operand, dot: &Value<'a>) -> Result<Value<'a>, TmplError> {
        let value = match &operand.base {
            Base::Dot => dot.clone(),
            Base::Variable(name) => {
                let found = self.variables.iter().rev().find(|(have, _)| have == name);
                let (_, value) = found.ok_or_else(|| TmplError::not_built("this variable"))?;
                value.clone()
            }
            Base::Function(name) => self.call(name, &[], None, dot)?,
            Base::Nil => Value::Missing,
            Base::Bool(value) => Value::Bool(*value),
            Base::Int(value) => Value::Int(*value),
            Base::Str(text) => Value::Str(Cow::Borrowed(text)),
            Base::Pipe(pipe) => self.pipe(pipe, dot)?,
        };
        self.select(operand, value)
    }

    /// Selects the operand's fields of a value.
    fn select(&self, operand: &Operand, mut value: Value<'a>) -> Result<Value<'a>, TmplError> {
        for name in &operand.fields {
            value = match value {
                Value::Object(object) => object.field(name).ok_or_else(|| {
                    let type_name = object.type_name();
                    self.error(
                        operand,
                        &format!("can't evaluate field {name} in type *{type_name}"),
                    )
                })?,
                Value::Nil(type_name) => {
                    let message = format!("nil pointer evaluating *{type_name}.{name}");
                    return Err(self.error(operand, &message));
                }
                Value::Map(map) => match map.get(name) {
                    Some(text) => Value::Str(Cow::Borrowed(text.as_str())),
                    None => Value::Str(Cow::Borrowed("")),
                },
                Value::Str(_) => {
                    let message = format!("can't evaluate field {name} in type string");
                    return Err(self.error(operand, &message));
                }
                Value::Bool(_) => {
                    let message = format!("can't evaluate field {name} in type bool");
                    return Err(self.error(operand, &message));
                }
                Value::Strings(_) | Value::Words(_) => {
                    let message = format!("can't evaluate field {name} in type []string");
                    return Err(self.error(operand, &message));
                }
                _ => return Err(TmplError::not_built("this field in a template")),
            };
        }
        Ok(value)
    }

    /// Makes the error of an operand, with its place in the template.
    fn error(&self, operand: &Operand, message: &str) -> TmplError {
        let before = &self.source[..operand.pos];
        let line = before.matches('\n').count() + 1;
        let column = before
            .rfind('\n')
            .map_or(before.len(), |at| before.len() - at - 1);
        let base = match &operand.base {
            Base::Dot => String::new(),
            Base::Variable(name) => format!("${name}"),
            Base::Function(name) => name.clone(),
            _ => return TmplError::not_built("this error in a template"),
        };
        let fields: String = operand
            .fields
            .iter()
            .map(|name| format!(".{name}"))
            .collect();
        // Upstream shortens what it quotes to 20 bytes.
        let mut quoted = format!("{base}{fields}");
        if quoted.len() > 20 {
            let end = (0..=20).rev().find(|&at| quoted.is_char_boundary(at));
            quoted.truncate(end.unwrap_or(0));
            quoted.push_str("...");
        }
        TmplError::Failed(format!(
            "template: main:{line}:{column}: executing \"main\" at <{quoted}>: {message}"
        ))
    }
}
