//! The data of templates: values and their types, as far as templates distinguish them. A value has
//! a type, and the methods of a type take values.
//!
//! Counterpart: reflect.Type and reflect.Value as text/template and fmt use them.

use std::any::Any;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::rc::Rc;

use vamos_base::golang::time::Location;

use super::time::Moment;
use super::time::Zone;

/// A type. Two types with the same name are identical.
pub struct Type {
    /// Its name, as `%T` prints it.
    pub name: &'static str,
    /// The structure of the type.
    pub kind: Kind,
    /// The methods of its values.
    pub methods: &'static [Method],
    /// The type of pointers to it, if an addressable value has more methods than a returned one.
    pub pointer: Option<&'static Type>,
    /// True if `==` is defined for its values.
    pub is_comparable: bool,
}

/// The structure of a type.
pub enum Kind {
    /// `bool`
    Bool,
    /// Signed integers.
    Int,
    /// Unsigned integers.
    Uint,
    /// `float64`
    Float,
    /// `complex128`
    Complex,
    /// Strings.
    Str,
    /// Slices of a type.
    Slice(&'static Type),
    /// Maps from strings to strings.
    Map,
    /// Pointers to a type.
    Pointer(&'static Type),
    /// Structs with these fields.
    Struct(&'static [Field]),
    /// Interfaces with methods.
    Interface,
    /// `interface {}` as a parameter.
    Any,
    /// `reflect.Value` as a parameter: accepts everything.
    Reflect,
}

/// A field of a struct.
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// True if it begins with a capital letter.
    pub is_exported: bool,
}

/// The result of a method or function.
pub type Returned<'a> = Result<Value<'a>, String>;

/// The implementation of a method: receiver, arguments.
pub type Run = for<'a, 's> fn(&Scope<'a, 's>, &Value<'a>, &[Value<'a>]) -> Returned<'a>;

/// A method.
pub struct Method {
    /// Its name.
    pub name: &'static str,
    /// The types of its parameters.
    pub params: &'static [&'static Type],
    /// The types of its results.
    pub results: &'static [&'static str],
    /// The type for whose values it is declared; the error for a nil pointer contains it.
    pub of_value: Option<&'static str>,
    /// The implementation; `None` if its results forbid a call.
    pub run: Option<Run>,
}

/// A struct of the program, as a value of templates.
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
    /// Returns a number that is the same for every handle of one struct. Pointers are printed as it
    /// and compared by it.
    fn address(&self) -> usize;
}

/// A handle of a struct.
pub type Handle<'a> = Rc<dyn Object<'a> + 'a>;

/// The program's parts of one execution.
pub struct Scope<'a, 's> {
    /// Calls one of the program's functions that need state. A [`super::Function`] in the
    /// template's table passes its name and arguments to it.
    pub call: &'s dyn Fn(&'static str, &[Value<'a>]) -> Returned<'a>,
    /// The local time zone, read when it is needed.
    pub local: &'s dyn Fn() -> &'a Location,
}

/// A value. `data: Nothing` is the absence of a value.
#[derive(Clone)]
pub struct Value<'a> {
    /// Its type.
    pub ty: &'static Type,
    /// The data.
    pub data: Data<'a>,
    /// True if it is addressable, so that pointers to it have methods.
    pub is_place: bool,
}

/// The data of a value.
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
    /// A time, or a pointer to it with an address.
    Time(Moment<'a>, usize),
    /// The pointer to a time zone.
    Zone(Zone<'a>),
    /// The value in an interface.
    Boxed(Rc<Value<'a>>),
}

impl PartialEq for Type {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl std::fmt::Debug for Type {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

impl Type {
    /// Describes a type without methods.
    pub const fn plain(name: &'static str, kind: Kind) -> Self {
        let is_comparable = !matches!(kind, Kind::Slice(_) | Kind::Map);
        Self {
            name,
            kind,
            methods: &[],
            pointer: None,
            is_comparable,
        }
    }

    /// Returns the type without `==`, for a struct with a field that is not comparable.
    pub const fn not_comparable(self) -> Self {
        Self {
            is_comparable: false,
            ..self
        }
    }

    /// Finds a method of the type's values.
    pub fn method(&self, name: &str) -> Option<&'static Method> {
        self.methods.iter().find(|method| method.name == name)
    }

    /// Returns the method with which values of the type print themselves, if any.
    pub(super) fn speaks(&self) -> Option<&'static Method> {
        self.method("Error").or_else(|| self.method("String"))
    }

    /// Reports whether nil is a value of the type.
    pub(super) fn can_be_nil(&self) -> bool {
        matches!(
            self.kind,
            Kind::Slice(_)
                | Kind::Map
                | Kind::Pointer(_)
                | Kind::Interface
                | Kind::Any
                | Kind::Reflect
        )
    }
}

pub(crate) static BOOL: Type = Type::plain("bool", Kind::Bool);
pub(crate) static INT: Type = Type::plain("int", Kind::Int);
pub(crate) static INT64: Type = Type::plain("int64", Kind::Int);
pub(crate) static UINT8: Type = Type::plain("uint8", Kind::Uint);
pub(crate) static UINT64: Type = Type::plain("uint64", Kind::Uint);
pub(crate) static FLOAT64: Type = Type::plain("float64", Kind::Float);
pub(crate) static COMPLEX128: Type = Type::plain("complex128", Kind::Complex);
/// `string`
pub static STRING: Type = Type::plain("string", Kind::Str);
/// `[]string`
pub static STRINGS: Type = Type::plain("[]string", Kind::Slice(&STRING));
/// `[]byte`
pub static BYTES: Type = Type::plain("[]uint8", Kind::Slice(&UINT8));
/// The type of byte slices as `%#v` prints it at the top level.
pub(super) static NAMED_BYTES: Type = Type::plain("[]byte", Kind::Slice(&UINT8));
/// `map[string]string`
pub static STRING_MAP: Type = Type::plain("map[string]string", Kind::Map);
pub(crate) static ANY: Type = Type::plain("interface {}", Kind::Any);
pub(crate) static REFLECT: Type = Type::plain("reflect.Value", Kind::Reflect);
/// `error`
pub static ERROR: Type = Type::plain("error", Kind::Interface);
