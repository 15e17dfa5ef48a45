//! The types of values in templates, as far as templates distinguish them.
//!
//! Counterpart: reflect.Type as text/template and fmt use it.

use super::value::Scope;
use super::value::Value;

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
