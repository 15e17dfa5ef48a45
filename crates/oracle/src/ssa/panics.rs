//! The text of the last panic, for the report instead of standard error.
//!
//! Counterpart: none.

use std::panic;
use std::sync::Mutex;
use std::sync::PoisonError;

static LAST: Mutex<String> = Mutex::new(String::new());

/// Keeps the texts of panics from now on, instead of writing them.
pub(super) fn keep() {
    panic::set_hook(Box::new(|info| {
        let text = info.to_string().replace('\n', " ");
        *LAST.lock().unwrap_or_else(PoisonError::into_inner) = text;
    }));
}

/// Returns the text of the last panic.
pub(super) fn last() -> String {
    LAST.lock().unwrap_or_else(PoisonError::into_inner).clone()
}
