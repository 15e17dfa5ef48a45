//! Panics that a part of vamos catches. Each is a mistake in vamos, and must not decide about
//! anything but the piece of work in which it happened.
//!
//! A hook of the process sees where a panic is, and the thread that has caught it does not, so the
//! hook leaves the cause where that thread finds it ([`note`]).
//! Counterpart: cmd/compile/internal/base/print.go (`FatalfAt`); upstream's tools are children.

use std::cell::RefCell;
use std::panic::AssertUnwindSafe;
use std::panic::PanicHookInfo;
use std::panic::catch_unwind;

/// A piece of work that has panicked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caught {
    /// Which part of vamos guards it.
    pub guard: &'static str,
    /// What it was about, such as the path of a package.
    pub subject: String,
    /// The panic's text and place.
    pub cause: String,
}

thread_local! {
    /// What this thread does. Hooks are the process's and get nothing but the panic.
    static GUARDED: RefCell<Option<Caught>> = const { RefCell::new(None) };
}

/// Does a piece of work; what it shares with others must only be set when it has succeeded.
///
/// # Errors
/// The cause of a panic.
pub fn catch<T>(guard: &'static str, subject: &str, act: impl FnOnce() -> T) -> Result<T, String> {
    let own = Caught {
        guard,
        subject: subject.to_owned(),
        cause: String::new(),
    };
    let outer = GUARDED.replace(Some(own));
    let result = catch_unwind(AssertUnwindSafe(act));
    let own = GUARDED.replace(outer);
    result.map_err(|payload| {
        let noted = own.map(|own| own.cause).filter(|cause| !cause.is_empty());
        noted.unwrap_or_else(|| text(&*payload).to_owned())
    })
}

/// Notes a panic for the work that this thread does for a guard. Returns it; `None` if the panic is
/// another one, which the hook has to report as usual.
pub fn note(guard: &str, info: &PanicHookInfo<'_>) -> Option<Caught> {
    GUARDED.with_borrow_mut(|guarded| {
        let guarded = guarded.as_mut().filter(|own| own.guard == guard)?;
        let place = info.location().map(ToString::to_string);
        let place = place.unwrap_or_default();
        guarded.cause = format!("{} ({place})", text(info.payload()));
        Some(guarded.clone())
    })
}

/// Returns the text of a panic.
fn text(payload: &(dyn std::any::Any + Send)) -> &str {
    let text = payload.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| payload.downcast_ref::<&str>().copied());
    text.unwrap_or("panic")
}

#[cfg(test)]
mod tests {
    use super::catch;

    #[test]
    fn a_panic_is_an_error() {
        assert_eq!(catch("test", "a", || 7), Ok(7));
        let inner = || catch("test", "b", || panic!("{} broke", "it"));
        let outer: Result<Result<(), _>, _> = catch("test", "a", inner);
        assert_eq!(outer, Ok(Err("it broke".to_owned())));
    }
}
