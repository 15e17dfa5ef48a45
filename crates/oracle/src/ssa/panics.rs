//! The text of the last panic, for the report instead of standard error.
//!
//! Counterpart: none.

use std::panic;
use std::panic::AssertUnwindSafe;
use std::sync::Mutex;
use std::sync::PoisonError;

static LAST: Mutex<String> = Mutex::new(String::new());

/// Keeps the texts of panics from now on, instead of writing them.
pub(crate) fn keep() {
    panic::set_hook(Box::new(|info| {
        let text = info.to_string().replace('\n', " ");
        *LAST.lock().unwrap_or_else(PoisonError::into_inner) = text;
    }));
}

/// Returns the text of the last panic.
pub(crate) fn last() -> String {
    LAST.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// Returns the result of a step, or the text of its panic.
pub(crate) fn catch<T>(step: impl FnOnce() -> T) -> Result<T, String> {
    panic::catch_unwind(AssertUnwindSafe(step)).map_err(|_| last())
}
