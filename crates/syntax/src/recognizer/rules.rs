//! Differences between releases of Go.
//!
//! Counterpart: go/parser of the releases.

/// Differences between releases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// True if methods may have type parameters.
    pub methods_may_be_generic: bool,
    /// True if errors after a raw string assume that it ends at its quote; otherwise earlier, by
    /// the number of carriage returns in it.
    pub raw_strings_end_at_quote: bool,
}
