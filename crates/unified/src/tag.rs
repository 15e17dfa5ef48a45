//! The kinds of objects.
//!
//! Counterpart: internal/pkgbits/codes.go (`CodeObj`).

/// The kind of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tag {
    Alias,
    Const,
    Type,
    Func,
    Var,
    /// Something of the universe or of package unsafe.
    Stub,
}

impl Tag {
    pub(crate) fn of(code: u64) -> Option<Self> {
        Some(match code {
            0 => Self::Alias,
            1 => Self::Const,
            2 => Self::Type,
            3 => Self::Func,
            4 => Self::Var,
            5 => Self::Stub,
            _ => return None,
        })
    }
}
