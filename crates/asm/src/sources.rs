//! The files of a run, for the lexer.
//!
//! Counterpart: os.Open in cmd/asm/internal/lex.

/// The source of files.
pub trait Sources {
    /// Returns the bytes of a file.
    ///
    /// # Errors
    /// The file cannot be opened or read.
    fn read(&self, name: &str) -> Result<Vec<u8>, SourceError>;
}

/// Why a file was not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceError {
    /// Go's text.
    pub text: String,
    /// True if the file was opened and cannot be read, such as a directory. Upstream reports that
    /// at the start of the file and treats it as empty.
    pub is_open: bool,
}
