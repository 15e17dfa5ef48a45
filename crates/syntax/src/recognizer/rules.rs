//! What differs between releases of Go.
//!
//! Counterpart: go/parser of the releases.

/// What differs between releases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Whether methods may have type parameters.
    pub methods_may_be_generic: bool,
    /// Whether a raw string ends, for errors behind it, at its quote, or earlier by the
    /// carriage returns in it.
    pub raw_strings_end_at_quote: bool,
}
