//! Numbers of the parts of an object, and the calling conventions of functions.
//!
//! Counterpart: cmd/internal/obj/link.go (`ABI`).

use std::fmt;
use std::num::NonZeroU32;

/// The number of a symbol in [`crate::SymbolTable`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SymId(NonZeroU32);

impl SymId {
    #[inline]
    pub(crate) fn new(index: usize) -> Self {
        let number = u32::try_from(index + 1).ok().and_then(NonZeroU32::new);
        Self(number.expect("an object has fewer than 2^32 symbols"))
    }

    /// Returns the number, from 0 on.
    #[inline]
    pub fn index(self) -> usize {
        self.0.get() as usize - 1
    }
}

/// The number of a string operand in [`crate::SymbolTable`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextId(pub(crate) u32);

/// The calling convention of a function.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Abi {
    /// Arguments on the stack; stable.
    #[default]
    Abi0,
    /// The compiler's own.
    Internal,
}

impl Abi {
    /// Returns the convention of a number; data have the one for no function.
    pub fn of_number(number: u32) -> Self {
        if number == Self::Internal as u32 {
            Self::Internal
        } else {
            Self::Abi0
        }
    }

    /// Returns the convention of this name.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "ABI0" => Some(Self::Abi0),
            "ABIInternal" => Some(Self::Internal),
            _ => None,
        }
    }
}

impl fmt::Display for Abi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Abi0 => "ABI0",
            Self::Internal => "ABIInternal",
        })
    }
}

/// The number of a function in [`crate::Link::functions`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FuncId(pub u32);
