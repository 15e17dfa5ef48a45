//! What templates compute with.
//!
//! Counterpart: reflect.Value as text/template uses it.

use std::any::Any;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::rc::Rc;

use vamos_base::golang::os_str;
use vamos_base::golang::time::Location;

use super::time::Moment;
use super::time::Zone;
use super::types;
use super::types::Kind;
use super::types::Returned;
use super::types::Type;

/// A struct of the program that executes a template.
pub trait Object<'a> {
    /// Returns the value of a field; `at` is its index in the fields of the value's type.
    fn field(&self, at: usize) -> Value<'a>;
    /// Returns the result of its `Error` or `String` method.
    fn text(&self) -> Option<String> {
        None
    }
    /// Returns the struct itself, for methods of the program's own types.
    fn any(&self) -> Option<&'a dyn Any> {
        None
    }
    /// Returns a number that is the same for every handle of one struct. Pointers print
    /// it and compare by it.
    fn address(&self) -> usize;
}

/// A handle of a struct.
pub type Handle<'a> = Rc<dyn Object<'a> + 'a>;

/// What a program provides to one execution.
pub struct Scope<'a, 's> {
    /// Calls a function of the program's own that needs state. A [`super::Function`] that
    /// is in the table of the template passes its name and arguments on to it.
    pub call: &'s dyn Fn(&'static str, &[Value<'a>]) -> Returned<'a>,
    /// The local time zone, read when it is needed.
    pub local: &'s dyn Fn() -> &'a Location,
}

/// A value. None at all is `data: Nothing`.
#[derive(Clone)]
pub struct Value<'a> {
    /// Its type.
    pub ty: &'static Type,
    /// What it holds.
    pub data: Data<'a>,
    /// Whether it is a place in memory, so that pointers to it have methods.
    pub is_place: bool,
}

/// What a value holds.
#[derive(Clone)]
pub enum Data<'a> {
    /// No value (the zero `reflect.Value`).
    Nothing,
    /// A nil pointer, slice, map or interface.
    Nil,
    /// A boolean.
    Bool(bool),
    /// A signed integer.
    Int(i64),
    /// An unsigned integer.
    Uint(u64),
    /// A float.
    Float(f64),
    /// A complex number.
    Complex(f64, f64),
    /// The bytes of a string.
    Str(Cow<'a, [u8]>),
    /// The bytes of a slice of bytes.
    Bytes(Rc<[u8]>),
    /// A slice of strings.
    Strings(&'a [String]),
    /// A slice of borrowed strings.
    Words(&'a [&'a str]),
    /// A slice of anything else.
    List(Rc<[Value<'a>]>),
    /// A map.
    Map(&'a BTreeMap<String, String>),
    /// A struct, or the pointer to it.
    Object(Handle<'a>),
    /// A time, or the pointer to it, which is where it was found.
    Time(Moment<'a>, usize),
    /// The pointer to a time zone.
    Zone(Zone<'a>),
    /// What is in an interface.
    Boxed(Rc<Value<'a>>),
}

impl<'a> Value<'a> {
    /// Makes a value that was computed.
    pub fn new(ty: &'static Type, data: Data<'a>) -> Self {
        Self {
            ty,
            data,
            is_place: false,
        }
    }

    /// Makes a value that is a place in memory.
    pub fn place(ty: &'static Type, data: Data<'a>) -> Self {
        Self {
            ty,
            data,
            is_place: true,
        }
    }

    /// Returns no value.
    pub fn nothing() -> Self {
        Self::new(&types::ANY, Data::Nothing)
    }

    /// Makes a string.
    pub fn text(text: &'a str) -> Self {
        Self::new(&types::STRING, Data::Str(os_str::encode(text)))
    }

    /// Makes a string of one's own.
    pub fn owned(text: &str) -> Self {
        Self::bytes(os_str::encode(text).into_owned())
    }

    /// Makes a string of bytes.
    pub fn bytes(bytes: Vec<u8>) -> Self {
        Self::new(&types::STRING, Data::Str(Cow::Owned(bytes)))
    }

    /// Makes a boolean.
    pub fn flag(flag: bool) -> Self {
        Self::new(&types::BOOL, Data::Bool(flag))
    }

    /// Makes an integer.
    pub fn int(int: i64) -> Self {
        Self::new(&types::INT, Data::Int(int))
    }

    /// Makes an integer of a length.
    pub fn size(size: usize) -> Self {
        Self::int(i64::try_from(size).unwrap_or(i64::MAX))
    }

    /// Makes a slice of strings; an empty one is nil if `is_nil`.
    pub fn strings(list: &'a [String], is_nil: bool) -> Self {
        let data = match list.is_empty() && is_nil {
            true => Data::Nil,
            false => Data::Strings(list),
        };
        Self::place(&types::STRINGS, data)
    }

    /// Makes a pointer to a struct, or a nil pointer.
    pub fn pointer(ty: &'static Type, object: Option<Handle<'a>>) -> Self {
        Self::place(ty, object.map_or(Data::Nil, Data::Object))
    }

    /// Reports whether there is a value.
    pub fn is_valid(&self) -> bool {
        !matches!(self.data, Data::Nothing)
    }

    /// Reports whether the value is nil, of kinds that can be.
    pub fn is_nil(&self) -> bool {
        matches!(self.data, Data::Nil | Data::Nothing)
    }

    /// Returns what an interface holds, or no value; others as they are.
    pub(super) fn unboxed(&self) -> Self {
        match (&self.data, &self.ty.kind) {
            (Data::Boxed(inner), _) => (**inner).clone(),
            (Data::Nil, Kind::Interface | Kind::Any | Kind::Reflect) => Self::nothing(),
            _ => self.clone(),
        }
    }

    /// Returns what is in an interface, where something is.
    pub(super) fn unboxed_if_any(self) -> Self {
        match &self.data {
            Data::Boxed(inner) => (**inner).clone(),
            _ => self,
        }
    }

    /// Follows interfaces and pointers to their end; the value then is nil or neither.
    pub(super) fn indirect(&self) -> Self {
        let mut value = self.clone();
        loop {
            let next = match (&value.data, &value.ty.kind) {
                (Data::Boxed(inner), _) => (**inner).clone(),
                (Data::Nil | Data::Nothing, _) => return value,
                (_, Kind::Pointer(element)) => Self::place(element, value.data.clone()),
                _ => return value,
            };
            value = next;
        }
    }

    /// Reports whether the value is a nil pointer or a nil interface.
    pub(super) fn is_nil_pointer(&self) -> bool {
        matches!(self.data, Data::Nil) && matches!(self.ty.kind, Kind::Pointer(_) | Kind::Interface)
    }

    /// Reports whether a condition on the value holds.
    pub(super) fn is_true(&self) -> bool {
        match &self.data {
            Data::Nothing | Data::Nil => false,
            Data::Bool(value) => *value,
            Data::Int(value) => *value != 0,
            Data::Uint(value) => *value != 0,
            Data::Float(value) => *value != 0.0,
            Data::Complex(real, imaginary) => *real != 0.0 || *imaginary != 0.0,
            _ => self.len().is_none_or(|length| length > 0),
        }
    }

    /// Returns the length, of kinds that have one.
    pub(super) fn len(&self) -> Option<usize> {
        match &self.data {
            Data::Str(value) => Some(value.len()),
            Data::Bytes(value) => Some(value.len()),
            Data::Strings(values) => Some(values.len()),
            Data::Words(values) => Some(values.len()),
            Data::List(values) => Some(values.len()),
            Data::Map(map) => Some(map.len()),
            Data::Nil if matches!(self.ty.kind, Kind::Slice(_) | Kind::Map) => Some(0),
            _ => None,
        }
    }

    /// Returns an element of a string or slice.
    pub fn element(&self, at: usize) -> Option<Self> {
        let string = |text: &'a str| Self::place(&types::STRING, Data::Str(os_str::encode(text)));
        let byte = |byte: u8| Data::Uint(u64::from(byte));
        Some(match &self.data {
            Data::Str(text) => Self::new(&types::UINT8, byte(*text.get(at)?)),
            Data::Bytes(bytes) => Self::place(&types::UINT8, byte(*bytes.get(at)?)),
            Data::Strings(values) => string(values.get(at)?),
            Data::Words(values) => string(values.get(at)?),
            Data::List(values) => values.get(at)?.clone(),
            _ => return None,
        })
    }

    /// Returns the part of a string or slice that two valid indexes enclose.
    pub(super) fn part(&self, from: usize, to: usize) -> Self {
        let data = match &self.data {
            Data::Str(Cow::Borrowed(text)) => Data::Str(Cow::Borrowed(&text[from..to])),
            Data::Str(Cow::Owned(text)) => Data::Str(Cow::Owned(text[from..to].to_vec())),
            Data::Bytes(bytes) => Data::Bytes(bytes[from..to].into()),
            Data::Strings(values) => Data::Strings(&values[from..to]),
            Data::Words(values) => Data::Words(&values[from..to]),
            Data::List(values) => Data::List(values[from..to].into()),
            other => other.clone(),
        };
        Self::new(self.ty, data)
    }

    /// Returns the entry of a map.
    pub(super) fn entry(&self, key: &str) -> Option<Self> {
        match &self.data {
            Data::Map(map) => map.get(key).map(|value| Self::text(value)),
            _ => None,
        }
    }

    /// Returns the bytes of a string.
    pub fn as_bytes(&self) -> &[u8] {
        match &self.data {
            Data::Str(text) => text,
            _ => b"",
        }
    }

    /// Returns a string as one that carries all bytes.
    pub fn as_string(&self) -> String {
        os_str::decode(self.as_bytes())
    }

    /// Returns a number for where the value points to, in place of an address.
    pub(super) fn address(&self) -> usize {
        match &self.data {
            Data::Object(object) => object.address(),
            Data::Time(_, place) => *place,
            Data::Zone(zone) => zone.address(),
            Data::Bytes(bytes) => bytes.as_ptr() as usize,
            Data::Strings(list) => list.as_ptr() as usize,
            Data::Words(list) => list.as_ptr() as usize,
            Data::List(list) => list.as_ptr() as usize,
            Data::Map(map) => std::ptr::from_ref(*map) as usize,
            _ => 0,
        }
    }
}
