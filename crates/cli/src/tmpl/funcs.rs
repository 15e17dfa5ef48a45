//! The functions of templates.
//!
//! Counterpart: text/template/funcs.go, and the functions that `go list` adds.

use std::borrow::Cow;
use std::cmp::Ordering;

use vamos_base::golang::quote;

use super::TmplError;
use super::value::Value;

/// Calls a function that evaluates all its arguments.
pub(crate) fn call<'a>(name: &str, args: &[Value<'a>]) -> Result<Value<'a>, TmplError> {
    let owned = |text: String| Value::Str(Cow::Owned(text));
    match (name, args) {
        ("not", [value]) => Ok(Value::Bool(!value.is_true())),
        ("len", [value]) => {
            let length = value.len().ok_or_else(unknown)?;
            Ok(Value::Int(i64::try_from(length).unwrap_or(i64::MAX)))
        }
        ("index", [value, indexes @ ..]) => indexes
            .iter()
            .try_fold(value.clone(), |value, at| index(&value, at)),
        ("join", [Value::Strings(values), Value::Str(separator)]) => {
            Ok(owned(values.join(separator)))
        }
        ("join", [Value::Words(values), Value::Str(separator)]) => {
            Ok(owned(values.join(separator)))
        }
        ("print", args) => Ok(owned(print(args)?)),
        ("println", args) => {
            let words: Result<Vec<_>, _> = args.iter().map(Value::text).collect();
            Ok(owned(words?.join(" ") + "\n"))
        }
        ("printf", [Value::Str(format), args @ ..]) => Ok(owned(printf(format, args)?)),
        ("eq", [first, rest @ ..]) if !rest.is_empty() => {
            let mut equal = false;
            for value in rest {
                equal |= equals(first, value)?;
            }
            Ok(Value::Bool(equal))
        }
        ("ne", [a, b]) => Ok(Value::Bool(!equals(a, b)?)),
        ("lt", [a, b]) => Ok(Value::Bool(compare(a, b)?.is_lt())),
        ("le", [a, b]) => Ok(Value::Bool(compare(a, b)?.is_le())),
        ("gt", [a, b]) => Ok(Value::Bool(compare(a, b)?.is_gt())),
        ("ge", [a, b]) => Ok(Value::Bool(compare(a, b)?.is_ge())),
        _ => Err(unknown()),
    }
}

fn unknown() -> TmplError {
    TmplError::not_built("this function call in a template")
}

fn index<'a>(value: &Value<'a>, at: &Value<'a>) -> Result<Value<'a>, TmplError> {
    match (value, at) {
        (Value::Map(map), Value::Str(key)) => {
            let found = map.get(&**key).map_or("", String::as_str);
            Ok(Value::Str(Cow::Borrowed(found)))
        }
        (value, Value::Int(at)) => {
            let mut elements = value.elements().ok_or_else(unknown)?;
            let at = usize::try_from(*at).map_err(|_| unknown())?;
            if at >= elements.len() || matches!(value, Value::Int(_)) {
                return Err(unknown());
            }
            Ok(elements.swap_remove(at).1)
        }
        _ => Err(unknown()),
    }
}

fn equals(a: &Value<'_>, b: &Value<'_>) -> Result<bool, TmplError> {
    match (a, b) {
        (Value::Bool(a), Value::Bool(b)) => Ok(a == b),
        (Value::Int(a), Value::Int(b)) => Ok(a == b),
        (Value::Str(a), Value::Str(b)) => Ok(a == b),
        (Value::Nil(_) | Value::Missing, Value::Missing) | (Value::Missing, Value::Nil(_)) => {
            Ok(true)
        }
        (Value::Object(_), Value::Missing) | (Value::Missing, Value::Object(_)) => Ok(false),
        _ => Err(unknown()),
    }
}

fn compare(a: &Value<'_>, b: &Value<'_>) -> Result<Ordering, TmplError> {
    match (a, b) {
        (Value::Int(a), Value::Int(b)) => Ok(a.cmp(b)),
        (Value::Str(a), Value::Str(b)) => Ok(a.cmp(b)),
        _ => Err(unknown()),
    }
}

/// Joins values with spaces between those of which neither is a string (`fmt.Sprint`).
fn print(args: &[Value<'_>]) -> Result<String, TmplError> {
    let mut text = String::new();
    let mut was_string = true;
    for (at, value) in args.iter().enumerate() {
        let is_string = matches!(value, Value::Str(_));
        if at > 0 && !is_string && !was_string {
            text.push(' ');
        }
        text.push_str(&value.text()?);
        was_string = is_string;
    }
    Ok(text)
}

/// The verbs without flags and widths (`fmt.Sprintf`).
fn printf(format: &str, args: &[Value<'_>]) -> Result<String, TmplError> {
    let mut text = String::new();
    let mut args = args.iter();
    let mut rest = format;
    while let Some((before, after)) = rest.split_once('%') {
        text.push_str(before);
        let verb = after.chars().next().ok_or_else(unknown)?;
        rest = &after[verb.len_utf8()..];
        if verb == '%' {
            text.push('%');
            continue;
        }
        let value = args.next().ok_or_else(unknown)?;
        match (verb, value) {
            // Its fields would each have to be of a kind that `%s` knows.
            ('s', Value::Object(object)) if object.text().is_none() => return Err(unknown()),
            ('v', value) => text.push_str(&value.text()?),
            (
                's',
                Value::Str(_)
                | Value::Strings(_)
                | Value::Words(_)
                | Value::Map(_)
                | Value::Object(_),
            ) => {
                text.push_str(&value.text()?);
            }
            ('d', Value::Int(number)) => text.push_str(&number.to_string()),
            ('t', Value::Bool(value)) => text.push_str(&value.to_string()),
            ('q', Value::Str(value)) => text.push_str(&quote::quote(value)),
            ('q', Value::Strings(values)) => text.push_str(&quote::quote_list(values)),
            ('q', Value::Words(values)) => text.push_str(&quote::quote_list(values)),
            _ => return Err(unknown()),
        }
    }
    text.push_str(rest);
    match args.next() {
        None => Ok(text),
        Some(_) => Err(unknown()),
    }
}
