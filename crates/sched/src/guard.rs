//! Work that may panic without ending the process.
//!
//! A panic is a mistake in vamos, and normally ends the process: other threads might wait for the
//! one that panicked. If there is a fallback for the work, it runs in [`guarded`], which catches a
//! panic. Only a panic hook sees the location of a panic, so the hook stores the cause
//! ([`note_panic`]). Threads that this crate starts and waits for are guarded like the one that
//! started them.
//! Counterpart: none; upstream runs its tools as child processes; vamos runs them in this process.

use std::any::Any;
use std::cell::RefCell;
use std::panic::AssertUnwindSafe;
use std::panic::PanicHookInfo;
use std::panic::catch_unwind;
use std::sync::Arc;
use std::sync::OnceLock;

/// The cause of the first panic: text and location.
type Cause = Arc<OnceLock<String>>;

thread_local! {
    /// The guarded work of this thread. A panic hook has no parameter for it.
    static CURRENT: RefCell<Option<Cause>> = const { RefCell::new(None) };
}

/// Guarded work that a thread has begun; when this is dropped, the thread returns to its previous
/// work.
struct Begun(Option<Cause>);

impl Begun {
    fn new(cause: Option<Cause>) -> Self {
        Self(CURRENT.replace(cause))
    }
}

impl Drop for Begun {
    fn drop(&mut self) {
        CURRENT.set(self.0.take());
    }
}

/// Runs `work`. After a panic, no data that the work has changed may be used; data shared with
/// other threads must only be changed by steps that cannot panic.
///
/// # Errors
/// The cause of a panic.
pub fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    let cause = Cause::default();
    let result = {
        let _begun = Begun::new(Some(Arc::clone(&cause)));
        catch_unwind(AssertUnwindSafe(work))
    };
    result.map_err(|payload| match cause.get() {
        Some(cause) => cause.clone(),
        None => text(&*payload).to_owned(),
    })
}

/// Records a panic of guarded work. Returns false if the panicking thread is not guarded.
pub fn note_panic(info: &PanicHookInfo<'_>) -> bool {
    CURRENT.with_borrow(|current| {
        let Some(cause) = current else {
            return false;
        };
        let place = info.location().map(ToString::to_string);
        let place = place.unwrap_or_default();
        // Later panics follow from the first: a thread that waits for a panicked one panics as
        // well.
        cause.get_or_init(|| format!("{} ({place})", text(info.payload())));
        true
    })
}

/// Returns `task` for another thread, which the calling thread will wait for.
pub(crate) fn inherit_guard<R>(task: impl FnOnce() -> R) -> impl FnOnce() -> R {
    let current = CURRENT.with_borrow(Clone::clone);
    move || {
        let _begun = Begun::new(current);
        task()
    }
}

/// Returns the text of a panic.
fn text(payload: &(dyn Any + Send)) -> &str {
    let text = payload.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| payload.downcast_ref::<&str>().copied());
    text.unwrap_or("panic")
}

#[cfg(test)]
mod tests {
    use super::guarded;
    use crate::Class;
    use crate::Pool;
    use crate::on_large_stack;

    #[test]
    fn a_panic_is_a_result() {
        assert_eq!(guarded(|| 7), Ok(7));
        let cause = guarded(|| panic!("no {}", "way")).unwrap_err();
        assert!(cause.starts_with("no way"), "{cause}");
        assert_eq!(guarded(|| 8), Ok(8));
    }

    /// A panic on any thread ends the whole work, and all threads are given back.
    #[test]
    fn a_panic_of_any_thread_is_a_result() {
        let pool = Pool::new(3);
        let items: Vec<u32> = (0..100).collect();
        for last in [0, 50, 99] {
            let work = || {
                pool.map(Class::Cpu, &items, |item| assert!(*item != last, "{item}"));
            };
            assert!(guarded(work).is_err());
            let beside = || pool.both(|| assert!(last == 1, "beside"), || 7);
            assert!(guarded(beside).is_err());
            let deep = || on_large_stack(|| assert!(last == 1, "deep"));
            assert!(guarded(deep).is_err());
        }
        let all = std::iter::from_fn(|| pool.take(Class::Cpu)).take(9);
        assert_eq!(all.collect::<Vec<_>>().len(), 2);
    }
}
