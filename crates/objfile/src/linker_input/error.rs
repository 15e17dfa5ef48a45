//! Reasons for not passing a file to a C linker.
//!
//! Counterpart: cmd/go/internal/work/security.go.

use vamos_base::golang::quote::quote_bytes;

/// Reason for not passing a file to a C linker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputError {
    /// The reason. In an error's text ` in` and the file follow.
    pub reason: String,
    /// The end of an error's text, after the file; may be empty.
    pub detail: String,
}

impl InputError {
    pub(super) fn new(reason: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            reason: reason.into(),
            detail: detail.into(),
        }
    }

    /// Reports whether the file contains disallowed content, rather than being damaged.
    pub(super) fn is_disallowed(&self) -> bool {
        [&self.reason, &self.detail]
            .iter()
            .any(|text| text.contains("disallowed"))
    }
}

/// Returns an error without a detail.
pub(super) fn reject<T>(reason: impl Into<String>) -> Result<T, InputError> {
    Err(InputError::new(reason, ""))
}

/// Returns an error with a detail, whose first character separates it from the file.
pub(super) fn reject_with<T>(
    reason: impl Into<String>,
    detail: impl Into<String>,
) -> Result<T, InputError> {
    Err(InputError::new(reason, detail))
}

/// Checks the name of a section.
pub(super) fn check_section(name: &[u8]) -> Result<(), InputError> {
    if is_lto_section(name) {
        return reject(format!("disallowed LTO section {}", quote_bytes(name)));
    }
    Ok(())
}

/// Reports whether a section contains code of a compiler instead of a processor's.
pub(super) fn is_lto_section(name: &[u8]) -> bool {
    name.starts_with(b".gnu.lto_")
        || name.starts_with(b".gnu.debuglto_")
        || name.starts_with(b".llvm.lto")
        || name == b".llvmbc"
        || name == b".llvmcmd"
}
