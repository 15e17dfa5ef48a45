//! Panics of checks. Each is a mistake in vamos, and must not decide about anything but the package
//! that was checked.
//!
//! Counterpart: cmd/compile/internal/base/print.go (`FatalfAt`); the compiler is a child.

use std::panic::PanicHookInfo;

use vamos_base::caught;

/// What guards a check.
const GUARD: &str = "check";

/// A check that has panicked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The path of the package.
    pub package: String,
    /// The panic's text and place.
    pub cause: String,
}

/// Checks a package.
///
/// # Errors
/// The cause of a panic.
pub(crate) fn caught<T>(package: &str, check: impl FnOnce() -> T) -> Result<T, String> {
    caught::catch(GUARD, package, check)
}

/// Notes a panic for the check that this thread makes. Returns it; none if the panic is another
/// one, which the hook has to report as usual.
pub fn note_panic(info: &PanicHookInfo<'_>) -> Option<Broken> {
    let caught = caught::note(GUARD, info)?;
    Some(Broken {
        package: caught.subject,
        cause: caught.cause,
    })
}
