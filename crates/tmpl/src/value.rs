//! Operations on values of templates: making them, nil, truth, lengths and parts.
//!
//! Counterpart: reflect.Value as text/template uses it.

use std::borrow::Cow;

use vamos_base::golang::os_str;

use super::types;
use super::types::Data;
use super::types::Handle;
use super::types::Kind;
use super::types::Type;
use super::types::Value;

impl<'a> Value<'a> {
    /// Returns a computed value.
    pub fn new(ty: &'static Type, data: Data<'a>) -> Self {
        Self {
            ty,
            data,
            is_place: false,
        }
    }

    /// Returns an addressable value.
    pub fn place(ty: &'static Type, data: Data<'a>) -> Self {
        Self {
            ty,
            data,
            is_place: true,
        }
    }

    /// Returns the absence of a value.
    pub fn nothing() -> Self {
        Self::new(&types::ANY, Data::Nothing)
    }

    /// Returns a string.
    pub fn text(text: &'a str) -> Self {
        Self::new(&types::STRING, Data::Str(os_str::encode(text)))
    }

    /// Returns a string with its own copy of the text.
    pub fn owned(text: &str) -> Self {
        Self::bytes(os_str::encode(text).into_owned())
    }

    /// Returns a string of bytes.
    pub fn bytes(bytes: Vec<u8>) -> Self {
        Self::new(&types::STRING, Data::Str(Cow::Owned(bytes)))
    }

    /// Returns a boolean.
    pub fn flag(flag: bool) -> Self {
        Self::new(&types::BOOL, Data::Bool(flag))
    }

    /// Returns an integer.
    pub fn int(int: i64) -> Self {
        Self::new(&types::INT, Data::Int(int))
    }

    /// Returns an integer from a length.
    pub fn size(size: usize) -> Self {
        Self::int(i64::try_from(size).unwrap_or(i64::MAX))
    }

    /// Returns a slice of strings; an empty one is nil if `is_nil`.
    pub fn strings(list: &'a [String], is_nil: bool) -> Self {
        let data = if list.is_empty() && is_nil {
            Data::Nil
        } else {
            Data::Strings(list)
        };
        Self::place(&types::STRINGS, data)
    }

    /// Returns a pointer to a struct, or a nil pointer.
    pub fn pointer(ty: &'static Type, object: Option<Handle<'a>>) -> Self {
        Self::place(ty, object.map_or(Data::Nil, Data::Object))
    }

    /// Reports whether there is a value.
    pub fn is_valid(&self) -> bool {
        !matches!(self.data, Data::Nothing)
    }

    /// Reports whether the value is nil; false for kinds that cannot be.
    pub fn is_nil(&self) -> bool {
        matches!(self.data, Data::Nil | Data::Nothing)
    }

    /// Returns the value in an interface, or no value; other values as they are.
    pub(super) fn unboxed(&self) -> Self {
        match (&self.data, &self.ty.kind) {
            (Data::Boxed(inner), _) => (**inner).clone(),
            (Data::Nil, Kind::Interface | Kind::Any | Kind::Reflect) => Self::nothing(),
            _ => self.clone(),
        }
    }

    /// Returns the value in an interface if it is not empty; other values as they are.
    pub(super) fn unboxed_if_any(self) -> Self {
        match &self.data {
            Data::Boxed(inner) => (**inner).clone(),
            _ => self,
        }
    }

    /// Follows interfaces and pointers to the end; the result is nil or neither of them.
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

    /// Reports whether the value is true as a condition.
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

    /// Returns the length; `None` for kinds without one.
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

    /// Returns the part of a string or slice between two valid indexes.
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

    /// Returns a string that preserves all bytes.
    pub fn as_string(&self) -> String {
        os_str::decode(self.as_bytes())
    }

    /// Returns a number that represents the address of the pointer's target.
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
