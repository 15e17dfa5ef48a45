//! The functions of templates.
//!
//! Counterpart: text/template/funcs.go.

use super::compare;
use super::escape;
use super::print;
use super::types;
use super::types::Data;
use super::types::Kind;
use super::types::Returned;
use super::types::Scope;
use super::types::Type;
use super::types::Value;

/// The implementation of a function.
type Run = for<'a, 's> fn(&Scope<'a, 's>, &[Value<'a>]) -> Returned<'a>;

/// A function of the language or of the program.
pub struct Function {
    /// Its name.
    pub(super) name: &'static str,
    /// The types of its parameters.
    pub(super) params: &'static [&'static Type],
    /// The type of any variadic arguments.
    pub(super) rest: Option<&'static Type>,
    /// The implementation.
    pub(super) run: Run,
}

impl Function {
    /// Describes a function with a fixed number of parameters.
    pub const fn new(name: &'static str, params: &'static [&'static Type], run: Run) -> Self {
        fixed(name, params, run)
    }
}

impl std::fmt::Debug for Function {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

const fn fixed(name: &'static str, params: &'static [&'static Type], run: Run) -> Function {
    Function {
        name,
        params,
        rest: None,
        run,
    }
}

const fn open(
    name: &'static str,
    params: &'static [&'static Type],
    rest: &'static Type,
    run: Run,
) -> Function {
    Function {
        name,
        params,
        rest: Some(rest),
        run,
    }
}

const ONE: &[&Type] = &[&types::REFLECT];
const TWO: &[&Type] = &[&types::REFLECT, &types::REFLECT];

/// `and`, `or` and `call` are evaluated at the call.
const ELSEWHERE: Run = |_, _| Ok(Value::nothing());

static FUNCTIONS: &[Function] = &[
    open("and", ONE, &types::REFLECT, ELSEWHERE),
    open("or", ONE, &types::REFLECT, ELSEWHERE),
    open("call", ONE, &types::REFLECT, ELSEWHERE),
    fixed("not", ONE, |_, args| {
        Ok(Value::flag(!args[0].unboxed().is_true()))
    }),
    fixed("len", ONE, |_, args| length(&args[0])),
    open("index", ONE, &types::REFLECT, |_, args| {
        index(&args[0], &args[1..])
    }),
    open("slice", ONE, &types::REFLECT, |_, args| {
        slice(&args[0], &args[1..])
    }),
    open("print", &[], &types::ANY, |scope, args| {
        Ok(Value::bytes(print::sprint(scope, args)))
    }),
    open("printf", &[&types::STRING], &types::ANY, |scope, args| {
        Ok(Value::bytes(print::sprintf(
            scope,
            args[0].as_bytes(),
            &args[1..],
        )))
    }),
    open("println", &[], &types::ANY, |scope, args| {
        Ok(Value::bytes(print::sprintln(scope, args)))
    }),
    open("html", &[], &types::ANY, |scope, args| {
        Ok(Value::bytes(escape::html(&print::eval_args(scope, args))))
    }),
    open("js", &[], &types::ANY, |scope, args| {
        Ok(Value::bytes(escape::js(&print::eval_args(scope, args))))
    }),
    open("urlquery", &[], &types::ANY, |scope, args| {
        Ok(Value::bytes(escape::url_query(&print::eval_args(
            scope, args,
        ))))
    }),
    open("eq", ONE, &types::REFLECT, |scope, args| {
        compare::eq(scope, &args[0], &args[1..]).map(Value::flag)
    }),
    fixed("ne", TWO, |scope, args| {
        compare::eq(scope, &args[0], &args[1..]).map(|equal| Value::flag(!equal))
    }),
    fixed("lt", TWO, |_, args| {
        compare::lt(&args[0], &args[1]).map(Value::flag)
    }),
    fixed("le", TWO, |scope, args| {
        compare::le(scope, &args[0], &args[1]).map(Value::flag)
    }),
    fixed("gt", TWO, |scope, args| {
        compare::le(scope, &args[0], &args[1]).map(|le| Value::flag(!le))
    }),
    fixed("ge", TWO, |_, args| {
        compare::lt(&args[0], &args[1]).map(|less| Value::flag(!less))
    }),
];

/// Finds a function among the program's own, then among the functions of the language.
pub(super) fn find(name: &str, own: &'static [Function]) -> Option<&'static Function> {
    let mut all = own.iter().chain(FUNCTIONS);
    all.find(|function| function.name == name)
}

/// Returns the error of `call`, which always fails: no value here is a function.
pub(super) fn call_text(args: &[Value<'_>], name: &str) -> String {
    let callee = args[0].unboxed();
    if !callee.is_valid() {
        return "call of nil".to_owned();
    }
    format!("non-function {name} of type {}", callee.ty.name)
}

fn length<'a>(item: &Value<'a>) -> Returned<'a> {
    let item = item.indirect();
    if item.is_nil_pointer() {
        return Err("len of nil pointer".to_owned());
    }
    if !item.is_valid() {
        // The text with which reflect rejects the zero value.
        let text = "reflect: call of reflect.Value.Type on zero Value";
        return Err(text.to_owned());
    }
    match item.len() {
        Some(length) => Ok(Value::size(length)),
        None => Err(format!("len of type {}", item.ty.name)),
    }
}

/// Reads an index for this length.
fn index_arg(index: &Value<'_>, length: usize) -> Result<usize, String> {
    let number = match index.data {
        Data::Int(number) => number,
        Data::Uint(number) => number.cast_signed(),
        Data::Nothing => return Err("cannot index slice/array with nil".to_owned()),
        _ => {
            let name = index.ty.name;
            return Err(format!("cannot index slice/array with type {name}"));
        }
    };
    usize::try_from(number)
        .ok()
        .filter(|at| *at <= length)
        .ok_or_else(|| format!("index out of range: {number}"))
}

fn index<'a>(item: &Value<'a>, indexes: &[Value<'a>]) -> Returned<'a> {
    let mut item = item.unboxed();
    if !item.is_valid() {
        return Err("index of untyped nil".to_owned());
    }
    for index in indexes {
        let index = index.unboxed();
        item = item.indirect();
        if item.is_nil_pointer() {
            return Err("index of nil pointer".to_owned());
        }
        item = match &item.ty.kind {
            Kind::Slice(_) | Kind::Str => {
                let at = index_arg(&index, item.len().unwrap_or(0))?;
                let what = match item.ty.kind {
                    Kind::Str => "string",
                    _ => "slice",
                };
                item.element(at)
                    .ok_or_else(|| format!("reflect: {what} index out of range"))?
            }
            Kind::Map => {
                if !index.is_valid() {
                    return Err("value is nil; should be of type string".to_owned());
                }
                if index.ty != &types::STRING {
                    let name = index.ty.name;
                    return Err(format!("value has type {name}; should be string"));
                }
                item.entry(&index.as_string())
                    .unwrap_or_else(|| Value::text(""))
            }
            _ => return Err(format!("can't index item of type {}", item.ty.name)),
        };
    }
    Ok(item)
}

fn slice<'a>(item: &Value<'a>, indexes: &[Value<'a>]) -> Returned<'a> {
    let item = item.unboxed();
    if !item.is_valid() {
        return Err("slice of untyped nil".to_owned());
    }
    let item = item.indirect();
    if item.is_nil_pointer() {
        return Err("slice of nil pointer".to_owned());
    }
    if indexes.len() > 3 {
        return Err(format!("too many slice indexes: {}", indexes.len()));
    }
    match item.ty.kind {
        Kind::Str if indexes.len() == 3 => {
            return Err("cannot 3-index slice a string".to_owned());
        }
        Kind::Str | Kind::Slice(_) => {}
        _ => return Err(format!("can't slice item of type {}", item.ty.name)),
    }
    let length = item.len().unwrap_or(0);
    let mut bounds = [0, length, 0];
    for (bound, index) in bounds.iter_mut().zip(indexes) {
        *bound = index_arg(index, length)?;
    }
    let [from, to, most] = bounds;
    if from > to {
        return Err(format!("invalid slice index: {from} > {to}"));
    }
    if indexes.len() == 3 && to > most {
        return Err(format!("invalid slice index: {to} > {most}"));
    }
    Ok(item.part(from, to))
}
