//! One task beside another.
//!
//! Counterpart: none; a go statement and a channel.

use std::thread;

/// Runs `task` on the calling thread and `other` beside it, or not at all where the system
/// gives no thread: `other` only prepares what `task` could do by itself. Ends with both.
pub fn beside<R>(other: impl FnOnce() + Send, task: impl FnOnce() -> R) -> R {
    thread::scope(|scope| {
        let builder = thread::Builder::new();
        // Without it, the task does all of the work.
        let _ = builder.spawn_scoped(scope, other);
        task()
    })
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;
    use std::sync::atomic::Ordering;

    use super::beside;

    #[test]
    fn both_are_done() {
        let done = AtomicBool::new(false);
        assert_eq!(beside(|| done.store(true, Ordering::Relaxed), || 7), 7);
        assert!(done.into_inner());
    }
}
