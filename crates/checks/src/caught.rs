//! Panics of checks. Each is a mistake in vamos, and must not decide about anything but the package
//! that was checked.
//!
//! A hook of the process sees where a panic is, and the thread that has caught it does not, so the
//! hook leaves the cause where that thread finds it ([`note_panic`]).
//! Counterpart: cmd/compile/internal/base/print.go (`FatalfAt`); the compiler is a child.

use std::cell::RefCell;
use std::panic::AssertUnwindSafe;
use std::panic::PanicHookInfo;
use std::panic::catch_unwind;

/// A check that has panicked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The path of the package.
    pub package: String,
    /// The panic's text and place.
    pub cause: String,
}

thread_local! {
    /// What this thread checks. Hooks are the process's and get nothing but the panic.
    static CHECKED: RefCell<Option<Broken>> = const { RefCell::new(None) };
}

/// Checks a package.
///
/// # Errors
/// The cause of a panic.
pub(crate) fn caught<T>(package: &str, check: impl FnOnce() -> T) -> Result<T, String> {
    let own = Broken {
        package: package.to_owned(),
        cause: String::new(),
    };
    let outer = CHECKED.replace(Some(own));
    // What a check shares with others is only set when it has succeeded.
    let result = catch_unwind(AssertUnwindSafe(check));
    let own = CHECKED.replace(outer);
    result.map_err(|payload| {
        let noted = own.map(|own| own.cause).filter(|cause| !cause.is_empty());
        noted.unwrap_or_else(|| text(&*payload).to_owned())
    })
}

/// Notes a panic for the check that this thread makes. Returns it; none if the panic is another
/// one, which the hook has to report as usual.
pub fn note_panic(info: &PanicHookInfo<'_>) -> Option<Broken> {
    CHECKED.with_borrow_mut(|checked| {
        let checked = checked.as_mut()?;
        let place = info.location().map(ToString::to_string);
        let place = place.unwrap_or_default();
        checked.cause = format!("{} ({place})", text(info.payload()));
        Some(checked.clone())
    })
}

/// Returns the text of a panic.
fn text(payload: &(dyn std::any::Any + Send)) -> &str {
    let text = payload.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| payload.downcast_ref::<&str>().copied());
    text.unwrap_or("panic")
}
