//! Evaluates pipelines, commands and their operands.
//!
//! Counterpart: text/template/exec.go (`evalPipeline` and its callees).

use std::borrow::Cow;

use super::exec::At;
use super::exec::Done;
use super::exec::Exec;
use super::funcs;
use super::funcs::Function;
use super::node::Command;
use super::node::Operand;
use super::node::Pipe;
use super::node::Term;
use super::number::Number;
use super::types;
use super::types::Data;
use super::types::Field;
use super::types::Kind;
use super::types::Method;
use super::types::Type;
use super::types::Value;

/// The target of a call.
enum Callee<'a> {
    Function(&'static Function),
    Method(&'static Method, Value<'a>),
}

/// The arguments of a call: the written ones, and the value of the pipeline.
#[derive(Clone)]
struct Args<'a> {
    written: &'a [Operand],
    piped: Option<Value<'a>>,
}

impl Args<'_> {
    const NONE: Self = Self {
        written: &[],
        piped: None,
    };

    fn are_some(&self) -> bool {
        !self.written.is_empty() || self.piped.is_some()
    }
}

impl<'a> Callee<'a> {
    fn params(&self) -> &'static [&'static Type] {
        match self {
            Self::Function(function) => function.params,
            Self::Method(method, _) => method.params,
        }
    }

    /// Returns the type of all variadic arguments.
    fn rest(&self) -> Option<&'static Type> {
        match self {
            Self::Function(function) => function.rest,
            Self::Method(..) => None,
        }
    }

    /// Fails with the reason if templates may not call it.
    fn check(&self, name: &str) -> Result<(), String> {
        let Self::Method(method, _) = self else {
            return Ok(());
        };
        match method.results {
            [_] | [_, "error"] => Ok(()),
            [_, second] => Err(format!(
                "invalid function signature for {name}: second return value should be error; is {second}"
            )),
            results => Err(format!(
                "function {name} has {} return values; should be 1 or 2",
                results.len()
            )),
        }
    }
}

impl<'a> Exec<'a, '_, '_> {
    /// Evaluates a pipeline and sets its variables.
    pub(super) fn eval_pipeline(&mut self, dot: &Value<'a>, pipe: &'a Pipe) -> Done<Value<'a>> {
        self.at = At::Pipe(pipe);
        let mut value = None;
        for command in &pipe.commands {
            value = Some(self.eval_command(dot, command, value)?);
        }
        let value = value.unwrap_or_else(Value::nothing);
        for name in &pipe.variables {
            if pipe.is_assignment {
                self.set_variable(name, value.clone())?;
            } else {
                self.declare(name, value.clone());
            }
        }
        Ok(value)
    }

    fn eval_command(
        &mut self,
        dot: &Value<'a>,
        command: &'a Command,
        piped: Option<Value<'a>>,
    ) -> Done<Value<'a>> {
        let (first, written) = command
            .args
            .split_first()
            .expect("the parser makes no command without operands");
        let args = &Args { written, piped };
        match &first.term {
            Term::Field(names) => {
                self.at = At::Operand(first);
                self.eval_fields(dot, dot.clone(), first, names, args)
            }
            Term::Chain(..) => self.eval_chain(dot, first, args),
            Term::Identifier(name) => {
                self.eval_function(dot, first, name, At::Command(command), args)
            }
            Term::Pipe(pipe) => {
                self.not_a_function(first, args)?;
                self.eval_pipeline(dot, pipe)
            }
            Term::Variable(_) => self.eval_variable(dot, first, args),
            term => {
                self.at = At::Operand(first);
                self.not_a_function(first, args)?;
                match term {
                    Term::Dot => Ok(dot.clone()),
                    Term::Nil => Err(self.error("nil is not a command")),
                    _ => self.constant(first),
                }
            }
        }
    }

    fn not_a_function(&self, first: &Operand, args: &Args<'a>) -> Done<()> {
        if args.are_some() {
            return Err(self.error(&format!("can't give argument to non-function {first}")));
        }
        Ok(())
    }

    /// Returns the value of a literal if its type is not specified.
    fn constant(&mut self, operand: &'a Operand) -> Done<Value<'a>> {
        self.at = At::Operand(operand);
        Ok(match &operand.term {
            Term::Bool(value) => Value::flag(*value),
            Term::Str { value, .. } => Value::new(&types::STRING, Data::Str(Cow::Borrowed(value))),
            Term::Number(number) => match ideal(number) {
                Some(value) => value,
                None => return Err(self.error(&format!("{} overflows int", number.text))),
            },
            _ => {
                let text =
                    format!("can't handle assignment of {operand} to empty interface argument");
                return Err(self.error(&text));
            }
        })
    }

    fn eval_chain(
        &mut self,
        dot: &Value<'a>,
        operand: &'a Operand,
        args: &Args<'a>,
    ) -> Done<Value<'a>> {
        self.at = At::Operand(operand);
        let Term::Chain(inner, names) = &operand.term else {
            return Ok(Value::nothing());
        };
        let receiver = self.eval_arg(dot, None, inner)?;
        self.eval_fields(dot, receiver, operand, names, args)
    }

    fn eval_variable(
        &mut self,
        dot: &Value<'a>,
        operand: &'a Operand,
        args: &Args<'a>,
    ) -> Done<Value<'a>> {
        self.at = At::Operand(operand);
        let Term::Variable(names) = &operand.term else {
            return Ok(Value::nothing());
        };
        let value = self.variable(&names[0])?;
        if names.len() == 1 {
            self.not_a_function(operand, args)?;
            return Ok(value);
        }
        self.eval_fields(dot, value, operand, &names[1..], args)
    }

    /// Selects fields one after the other; the last may be a method with arguments.
    fn eval_fields(
        &mut self,
        dot: &Value<'a>,
        mut receiver: Value<'a>,
        operand: &'a Operand,
        names: &'a [String],
        args: &Args<'a>,
    ) -> Done<Value<'a>> {
        let (last, before) = names.split_last().expect("a field has a name");
        for name in before {
            receiver = self.eval_field(dot, name, operand, &Args::NONE, &receiver)?;
        }
        self.eval_field(dot, last, operand, args, &receiver)
    }

    fn eval_field(
        &mut self,
        dot: &Value<'a>,
        name: &str,
        operand: &'a Operand,
        args: &Args<'a>,
        given: &Value<'a>,
    ) -> Done<Value<'a>> {
        if !given.is_valid() {
            return Ok(Value::nothing());
        }
        let type_name = given.ty.name;
        let receiver = given.indirect();
        let is_nil = receiver.is_nil_pointer();
        if is_nil && matches!(receiver.ty.kind, Kind::Interface) {
            return Err(self.error(&format!("nil pointer evaluating {type_name}.{name}")));
        }
        let methods = match receiver.ty.pointer {
            Some(pointer) if receiver.is_place => pointer,
            _ => receiver.ty,
        };
        if let Some(method) = methods.method(name) {
            let callee = Callee::Method(method, receiver);
            return self.eval_call(dot, &callee, At::Operand(operand), name, args);
        }
        match &receiver.ty.kind {
            Kind::Struct(fields) => {
                if let Some(at) = fields.iter().position(|field| field.name == name) {
                    return self.struct_field(&receiver, &fields[at], at, type_name, args);
                }
            }
            Kind::Map => {
                if args.are_some() {
                    let text = format!("{name} is not a method but has arguments");
                    return Err(self.error(&text));
                }
                return Ok(receiver.entry(name).unwrap_or_else(Value::nothing));
            }
            Kind::Pointer(element) => {
                let lacks = matches!(&element.kind, Kind::Struct(fields)
                    if !fields.iter().any(|field| field.name == name));
                if is_nil && !lacks {
                    return Err(self.error(&format!("nil pointer evaluating {type_name}.{name}")));
                }
            }
            _ => {}
        }
        Err(self.error(&format!("can't evaluate field {name} in type {type_name}")))
    }

    fn struct_field(
        &self,
        receiver: &Value<'a>,
        field: &Field,
        at: usize,
        type_name: &str,
        args: &Args<'a>,
    ) -> Done<Value<'a>> {
        let name = field.name;
        if !field.is_exported {
            let text = format!("{name} is an unexported field of struct type {type_name}");
            return Err(self.error(&text));
        }
        if args.are_some() {
            let text = format!("{name} has arguments but cannot be invoked as function");
            return Err(self.error(&text));
        }
        Ok(match &receiver.data {
            Data::Object(object) => object.field(at),
            _ => Value::nothing(),
        })
    }

    fn eval_function(
        &mut self,
        dot: &Value<'a>,
        operand: &'a Operand,
        name: &str,
        at: At<'a>,
        args: &Args<'a>,
    ) -> Done<Value<'a>> {
        self.at = At::Operand(operand);
        let Some(function) = funcs::find(name, self.functions) else {
            return Err(self.error(&format!("\"{name}\" is not a defined function")));
        };
        self.eval_call(dot, &Callee::Function(function), at, name, args)
    }

    fn eval_call(
        &mut self,
        dot: &Value<'a>,
        callee: &Callee<'a>,
        at: At<'a>,
        name: &str,
        args: &Args<'a>,
    ) -> Done<Value<'a>> {
        let params = callee.params();
        let count = args.written.len() + usize::from(args.piped.is_some());
        if callee.rest().is_some() {
            if count < params.len() {
                return Err(self.error(&format!(
                    "wrong number of args for {name}: want at least {} got {}",
                    params.len(),
                    args.written.len()
                )));
            }
        } else if count != params.len() {
            return Err(self.error(&format!(
                "wrong number of args for {name}: want {} got {count}",
                params.len()
            )));
        }
        callee.check(name).map_err(|text| self.error(&text))?;
        if let Callee::Function(Function {
            name: "and" | "or", ..
        }) = callee
        {
            return self.short_circuit(dot, name == "or", args);
        }
        let param = |at: usize| params.get(at).copied().or_else(|| callee.rest());
        let mut values = Vec::with_capacity(count);
        for (at, operand) in args.written.iter().enumerate() {
            values.push(self.eval_arg(dot, param(at), operand)?);
        }
        if let Some(piped) = &args.piped {
            values.push(self.validate(piped.clone(), param(count - 1))?);
        }
        let result = match callee {
            Callee::Function(function) if function.name == "call" => {
                Err(funcs::call_text(&values, &self.callee_text(args)))
            }
            Callee::Function(function) => (function.run)(self.scope, &values),
            Callee::Method(method, receiver) => self.run_method(method, receiver, &values),
        };
        result.map_err(|text| {
            self.at = at;
            self.error(&format!("error calling {name}: {text}"))
        })
    }

    fn run_method(
        &self,
        method: &Method,
        receiver: &Value<'a>,
        args: &[Value<'a>],
    ) -> types::Returned<'a> {
        if receiver.is_nil_pointer() {
            return Err(match method.of_value {
                Some(owner) => {
                    let short = owner.rsplit('.').next().unwrap_or(owner);
                    let name = method.name;
                    format!("value method {owner}.{name} called using nil *{short} pointer")
                }
                None => "runtime error: invalid memory address or nil pointer dereference".into(),
            });
        }
        match method.run {
            Some(run) => run(self.scope, receiver, args),
            None => Ok(Value::nothing()),
        }
    }

    /// Evaluates `and` and `or`: no further than needed.
    fn short_circuit(
        &mut self,
        dot: &Value<'a>,
        stops_at: bool,
        args: &Args<'a>,
    ) -> Done<Value<'a>> {
        let mut value = Value::nothing();
        for operand in args.written {
            value = self.eval_arg(dot, Some(&types::REFLECT), operand)?;
            if value.unboxed().is_true() == stops_at {
                return Ok(value);
            }
        }
        Ok(args.piped.clone().unwrap_or(value))
    }

    /// Returns the name of the target in errors of `call`.
    fn callee_text(&self, args: &Args<'a>) -> String {
        match (args.written.first(), &args.piped) {
            (Some(operand), _) => operand.to_string(),
            (None, Some(piped)) if matches!(piped.ty.kind, Kind::Str) => piped.as_string(),
            (None, Some(piped)) if !piped.is_valid() => "<invalid Value>".to_owned(),
            (None, Some(piped)) => format!("<{} Value>", piped.ty.name),
            (None, None) => String::new(),
        }
    }

    /// Checks that a value can be passed as a parameter's type.
    fn validate(&self, value: Value<'a>, ty: Option<&'static Type>) -> Done<Value<'a>> {
        let Some(ty) = ty else {
            return Ok(value);
        };
        if !value.is_valid() {
            return match ty.kind {
                Kind::Any | Kind::Reflect => Ok(value),
                _ if ty.can_be_nil() => Ok(Value::new(ty, Data::Nil)),
                _ => Err(self.error(&format!("invalid value; expected {}", ty.name))),
            };
        }
        if matches!(ty.kind, Kind::Any | Kind::Reflect) || value.ty == ty {
            return Ok(value);
        }
        let value = match value.ty.kind {
            Kind::Interface if !value.is_nil() => value.unboxed(),
            _ => value,
        };
        match value.ty.kind {
            _ if value.ty == ty => Ok(value),
            Kind::Pointer(element) if element == ty && value.is_nil() => {
                Err(self.error(&format!("dereference of nil pointer of type {}", ty.name)))
            }
            Kind::Pointer(element) if element == ty => Ok(value.indirect()),
            _ => Err(self.error(&format!(
                "wrong type for value; expected {}; got {}",
                ty.name, value.ty.name
            ))),
        }
    }

    fn eval_arg(
        &mut self,
        dot: &Value<'a>,
        ty: Option<&'static Type>,
        operand: &'a Operand,
    ) -> Done<Value<'a>> {
        self.at = At::Operand(operand);
        let value = match &operand.term {
            Term::Dot => dot.clone(),
            Term::Nil => match ty {
                Some(ty) if !ty.can_be_nil() => {
                    return Err(self.error(&format!("cannot assign nil to {}", ty.name)));
                }
                _ => Value::nothing(),
            },
            Term::Field(names) => {
                self.eval_fields(dot, dot.clone(), operand, names, &Args::NONE)?
            }
            Term::Variable(_) => self.eval_variable(dot, operand, &Args::NONE)?,
            Term::Pipe(pipe) => self.eval_pipeline(dot, pipe)?,
            Term::Identifier(name) => {
                self.eval_function(dot, operand, name, At::Operand(operand), &Args::NONE)?
            }
            Term::Chain(..) => self.eval_chain(dot, operand, &Args::NONE)?,
            Term::Bool(_) | Term::Number(_) | Term::Str { .. } => {
                return self.literal(ty, operand);
            }
        };
        self.validate(value, ty)
    }

    /// Converts a literal to the type of a parameter.
    fn literal(&mut self, ty: Option<&'static Type>, operand: &'a Operand) -> Done<Value<'a>> {
        let Some(ty) = ty else {
            return self.constant(operand);
        };
        let expected = |what: &str| self.error(&format!("expected {what}; found {operand}"));
        match (&ty.kind, &operand.term) {
            (Kind::Any | Kind::Reflect, _) => self.constant(operand),
            (Kind::Str, Term::Str { value, .. }) => {
                Ok(Value::new(ty, Data::Str(Cow::Borrowed(value))))
            }
            (Kind::Str, _) => Err(expected("string")),
            (Kind::Bool, Term::Bool(value)) => Ok(Value::new(ty, Data::Bool(*value))),
            (Kind::Bool, _) => Err(expected("bool")),
            (Kind::Int, Term::Number(number)) => match number.int {
                Some(int) => Ok(Value::new(ty, Data::Int(int))),
                None => Err(expected("integer")),
            },
            (Kind::Int, _) => Err(expected("integer")),
            _ => Err(self.error(&format!(
                "can't handle {operand} for arg of type {}",
                ty.name
            ))),
        }
    }
}

/// Returns a number in the type that its text suggests; `None` if it is too large.
fn ideal<'a>(number: &Number) -> Option<Value<'a>> {
    let text = number.text.as_str();
    if let Some((real, imaginary)) = number.complex {
        return Some(Value::new(
            &types::COMPLEX128,
            Data::Complex(real, imaginary),
        ));
    }
    let is_hex = (text.starts_with("0x") || text.starts_with("0X"))
        && text.len() > 2
        && !text.contains(['p', 'P']);
    let looks_like_float = text.contains(['.', 'e', 'E', 'p', 'P']);
    if let Some(float) = number.float
        && !is_hex
        && !text.starts_with('\'')
        && looks_like_float
    {
        return Some(Value::new(&types::FLOAT64, Data::Float(float)));
    }
    match (number.int, number.uint) {
        (Some(int), _) => Some(Value::int(int)),
        (None, Some(_)) => None,
        (None, None) => Some(Value::nothing()),
    }
}
