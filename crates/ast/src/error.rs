//! Errors of a source.
//!
//! Counterpart: cmd/compile/internal/syntax/syntax.go (`Error`).

/// Longer messages in all are left out: each may show an expression of any length.
pub(crate) const MOST_TEXT: usize = 64 << 20;

/// An error, in the compiler's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// Its offset in the source.
    pub offset: u32,
    /// The offset whose line it is shown in, and from which its column is counted: another one
    /// than `offset` only in comments of several lines.
    pub start: u32,
    /// The message, without a position; bytes that are not UTF-8 are in the form of
    /// [`vamos_base::golang::os_str`].
    pub text: String,
}

impl Error {
    /// Reports whether the compiler does not go on to check types.
    pub fn is_syntax(&self) -> bool {
        self.text.starts_with("syntax error")
    }
}
