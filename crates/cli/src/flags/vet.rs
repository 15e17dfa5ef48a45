//! The flags that only `vet` and `fix` have.
//!
//! Counterpart: cmd/go/internal/vet/vetflag.go.

/// The flags that only `vet` and `fix` have.
#[derive(Clone, Debug)]
pub(crate) struct VetArguments {
    /// The absolute path of the tool; empty for the vet tool of the SDK.
    pub(crate) tool: String,
    /// `-json`
    pub(crate) json: bool,
    /// `-diff`
    pub(crate) diff: bool,
    /// `-c`; -1 if unset.
    pub(crate) context: i64,
    /// `-fix` of `vet`
    pub(crate) fix: bool,
    /// `-fix` of `fix`
    pub(crate) fixes: String,
    /// The arguments for the tool.
    pub(crate) passed: Vec<String>,
}

impl Default for VetArguments {
    fn default() -> Self {
        Self {
            tool: String::new(),
            json: false,
            diff: false,
            context: -1,
            fix: false,
            fixes: String::new(),
            passed: Vec::new(),
        }
    }
}
