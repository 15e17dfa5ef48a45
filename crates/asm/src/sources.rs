//! The files of a run, as the lexer asks for them.
//!
//! Counterpart: os.Open in cmd/asm/internal/lex.

/// Where files are read from.
pub trait Sources {
    /// Returns the bytes of a file; the error is Go's text.
    ///
    /// # Errors
    /// The file cannot be read.
    fn read(&self, name: &str) -> Result<Vec<u8>, String>;
}
