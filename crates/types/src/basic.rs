//! Basic types.
//!
//! Counterpart: cmd/compile/internal/types2/basic.go.

/// The kind of a basic type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
#[expect(missing_docs, reason = "the names are those of the types")]
pub enum BasicKind {
    Invalid,
    Bool,
    Int,
    Int8,
    Int16,
    Int32,
    Int64,
    Uint,
    Uint8,
    Uint16,
    Uint32,
    Uint64,
    Uintptr,
    Float32,
    Float64,
    Complex64,
    Complex128,
    String,
    UnsafePointer,
    UntypedBool,
    UntypedInt,
    UntypedRune,
    UntypedFloat,
    UntypedComplex,
    UntypedString,
    UntypedNil,
}

/// Properties of basic types, as bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BasicInfo(u8);

impl BasicInfo {
    /// No property.
    pub const NONE: Self = Self(0);
    /// `bool`.
    pub const BOOLEAN: Self = Self(1);
    /// Integers.
    pub const INTEGER: Self = Self(2);
    /// Integers without a sign.
    pub const UNSIGNED: Self = Self(4);
    /// Floating-point numbers.
    pub const FLOAT: Self = Self(8);
    /// Complex numbers.
    pub const COMPLEX: Self = Self(16);
    /// Strings.
    pub const STRING: Self = Self(32);
    /// Types of constants without a type.
    pub const UNTYPED: Self = Self(64);
    /// Types whose values are ordered.
    pub const ORDERED: Self = Self(2 | 8 | 32);
    /// Types of numbers.
    pub const NUMERIC: Self = Self(2 | 8 | 16);
    /// Types that constants can have.
    pub const CONST_TYPE: Self = Self(1 | 2 | 8 | 16 | 32);

    /// Returns the properties of both.
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Reports whether one of the properties is set.
    pub const fn has(self, any: Self) -> bool {
        self.0 & any.0 != 0
    }
}

impl BasicKind {
    /// Returns the properties of the type.
    pub const fn info(self) -> BasicInfo {
        use BasicInfo as I;
        match self {
            Self::Invalid | Self::UnsafePointer => I::NONE,
            Self::Bool => I::BOOLEAN,
            Self::Int | Self::Int8 | Self::Int16 | Self::Int32 | Self::Int64 => I::INTEGER,
            Self::Uint
            | Self::Uint8
            | Self::Uint16
            | Self::Uint32
            | Self::Uint64
            | Self::Uintptr => I::INTEGER.with(I::UNSIGNED),
            Self::Float32 | Self::Float64 => I::FLOAT,
            Self::Complex64 | Self::Complex128 => I::COMPLEX,
            Self::String => I::STRING,
            Self::UntypedBool => I::BOOLEAN.with(I::UNTYPED),
            Self::UntypedInt | Self::UntypedRune => I::INTEGER.with(I::UNTYPED),
            Self::UntypedFloat => I::FLOAT.with(I::UNTYPED),
            Self::UntypedComplex => I::COMPLEX.with(I::UNTYPED),
            Self::UntypedString => I::STRING.with(I::UNTYPED),
            Self::UntypedNil => I::UNTYPED,
        }
    }

    /// All kinds, in order.
    pub const ALL: [Self; 26] = [
        Self::Invalid,
        Self::Bool,
        Self::Int,
        Self::Int8,
        Self::Int16,
        Self::Int32,
        Self::Int64,
        Self::Uint,
        Self::Uint8,
        Self::Uint16,
        Self::Uint32,
        Self::Uint64,
        Self::Uintptr,
        Self::Float32,
        Self::Float64,
        Self::Complex64,
        Self::Complex128,
        Self::String,
        Self::UnsafePointer,
        Self::UntypedBool,
        Self::UntypedInt,
        Self::UntypedRune,
        Self::UntypedFloat,
        Self::UntypedComplex,
        Self::UntypedString,
        Self::UntypedNil,
    ];

    /// Returns the name of the type in messages.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Invalid => "invalid type",
            Self::Bool => "bool",
            Self::Int => "int",
            Self::Int8 => "int8",
            Self::Int16 => "int16",
            Self::Int32 => "int32",
            Self::Int64 => "int64",
            Self::Uint => "uint",
            Self::Uint8 => "uint8",
            Self::Uint16 => "uint16",
            Self::Uint32 => "uint32",
            Self::Uint64 => "uint64",
            Self::Uintptr => "uintptr",
            Self::Float32 => "float32",
            Self::Float64 => "float64",
            Self::Complex64 => "complex64",
            Self::Complex128 => "complex128",
            Self::String => "string",
            Self::UnsafePointer => "Pointer",
            Self::UntypedBool => "untyped bool",
            Self::UntypedInt => "untyped int",
            Self::UntypedRune => "untyped rune",
            Self::UntypedFloat => "untyped float",
            Self::UntypedComplex => "untyped complex",
            Self::UntypedString => "untyped string",
            Self::UntypedNil => "untyped nil",
        }
    }
}
