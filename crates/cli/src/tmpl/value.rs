//! What templates compute with.
//!
//! Counterpart: reflect.Value as text/template uses it; text/template/funcs.go
//! (`truth`, comparison), fmt's `%v` of these kinds.

use std::borrow::Cow;
use std::collections::BTreeMap;

use vamos_base::golang::time::Location;
use vamos_base::golang::time::Time;

use super::TmplError;

/// A struct behind a pointer: fields by name, and its words where it has any.
pub(crate) trait Object {
    /// Returns Go's name of the struct's type, with package.
    fn type_name(&self) -> &'static str;
    /// Returns a field's value; none where the type has no such field.
    fn field(&self, name: &str) -> Option<Value<'_>>;
    /// Returns what printing it shows, for types with `String` or `Error` methods.
    fn text(&self) -> Option<String>;
    /// Returns the names of all fields in the struct's order, for types that print as
    /// their fields.
    fn names(&self) -> Vec<&'static str> {
        Vec::new()
    }
}

/// A value.
#[derive(Clone)]
pub(crate) enum Value<'a> {
    /// No value at all.
    Missing,
    /// A nil pointer to a struct of the named type.
    Nil(&'static str),
    /// A boolean.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// A time, and its zone's offset from UTC in seconds.
    Time(Time, i32),
    /// A string.
    Str(Cow<'a, str>),
    /// A slice of strings.
    Strings(&'a [String]),
    /// A slice of strings that are somebody else's.
    Words(&'a [&'a str]),
    /// A map from strings to strings.
    Map(&'a BTreeMap<String, String>),
    /// A slice of structs.
    Objects(Vec<&'a dyn Object>),
    /// A struct.
    Object(&'a dyn Object),
}

impl<'a> Value<'a> {
    /// Reports whether a condition on the value holds.
    pub(crate) fn is_true(&self) -> bool {
        match self {
            Self::Missing | Self::Nil(_) => false,
            Self::Bool(value) => *value,
            Self::Int(value) => *value != 0,
            Self::Str(value) => !value.is_empty(),
            Self::Strings(values) => !values.is_empty(),
            Self::Words(values) => !values.is_empty(),
            Self::Map(map) => !map.is_empty(),
            Self::Objects(values) => !values.is_empty(),
            Self::Object(_) | Self::Time(..) => true,
        }
    }

    /// Returns the length, of kinds that have one.
    pub(crate) fn len(&self) -> Option<usize> {
        match self {
            Self::Str(value) => Some(value.len()),
            Self::Strings(values) => Some(values.len()),
            Self::Words(values) => Some(values.len()),
            Self::Map(map) => Some(map.len()),
            Self::Objects(values) => Some(values.len()),
            _ => None,
        }
    }

    /// Returns the elements that `range` visits, with their keys.
    pub(crate) fn elements(&self) -> Option<Vec<(Value<'a>, Value<'a>)>> {
        let index = |at: usize| Value::Int(i64::try_from(at).unwrap_or(i64::MAX));
        match self {
            Self::Strings(values) => {
                let values = values.iter().enumerate();
                let pair = |(at, value): (usize, &'a String)| {
                    (index(at), Value::Str(Cow::Borrowed(value.as_str())))
                };
                Some(values.map(pair).collect())
            }
            Self::Words(values) => {
                let values = values.iter().enumerate();
                let pair =
                    |(at, value): (usize, &&'a str)| (index(at), Value::Str(Cow::Borrowed(*value)));
                Some(values.map(pair).collect())
            }
            Self::Map(map) => {
                let borrowed = |text: &'a String| Value::Str(Cow::Borrowed(text.as_str()));
                let pair = |(key, value)| (borrowed(key), borrowed(value));
                Some(map.iter().map(pair).collect())
            }
            Self::Objects(values) => {
                let values = values.iter().enumerate();
                Some(
                    values
                        .map(|(at, value)| (index(at), Value::Object(*value)))
                        .collect(),
                )
            }
            Self::Int(count) => Some(
                (0..*count)
                    .map(|n| (Value::Int(n), Value::Int(n)))
                    .collect(),
            ),
            _ => None,
        }
    }

    /// Returns the text that an action prints: of a struct, not of the pointer to it.
    pub(crate) fn printed(&self) -> Result<Cow<'a, str>, TmplError> {
        match self {
            Self::Object(object) if object.text().is_none() => {
                Ok(Cow::Owned(struct_text(*object)?))
            }
            other => other.text(),
        }
    }

    /// Returns the text that functions print (`%v`).
    pub(crate) fn text(&self) -> Result<Cow<'a, str>, TmplError> {
        Ok(match self {
            Self::Missing => Cow::Borrowed("<no value>"),
            Self::Nil(_) => Cow::Borrowed("<nil>"),
            Self::Bool(value) => Cow::Owned(value.to_string()),
            Self::Int(value) => Cow::Owned(value.to_string()),
            Self::Time(time, 0) => Cow::Owned(time.go_string(&Location::utc())),
            // What the zone is called depends on the local one.
            Self::Time(..) => return Err(TmplError::not_built("this time in a template")),
            Self::Str(value) => value.clone(),
            Self::Strings(values) => Cow::Owned(format!("[{}]", values.join(" "))),
            Self::Words(values) => Cow::Owned(format!("[{}]", values.join(" "))),
            Self::Map(map) => {
                let entries: Vec<String> = map.iter().map(|(k, v)| format!("{k}:{v}")).collect();
                Cow::Owned(format!("map[{}]", entries.join(" ")))
            }
            Self::Object(object) => Cow::Owned(object_text(*object)?),
            Self::Objects(values) => {
                let texts: Result<Vec<String>, TmplError> =
                    values.iter().map(|value| object_text(*value)).collect();
                Cow::Owned(format!("[{}]", texts?.join(" ")))
            }
        })
    }
}

fn object_text(object: &dyn Object) -> Result<String, TmplError> {
    match object.text() {
        Some(text) => Ok(text),
        None => Ok(format!("&{}", struct_text(object)?)),
    }
}

fn struct_text(object: &dyn Object) -> Result<String, TmplError> {
    let names = object.names();
    if names.is_empty() {
        return Err(TmplError::not_built("printing this struct in a template"));
    }
    let mut out = String::from("{");
    for (at, name) in names.into_iter().enumerate() {
        if at > 0 {
            out.push(' ');
        }
        out.push_str(&object.field(name).unwrap_or(Value::Missing).text()?);
    }
    out.push('}');
    Ok(out)
}
