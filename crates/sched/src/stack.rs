//! A stack as deep as the longest chain of imports.
//!
//! Walks over imports are recursive, as in upstream, where stacks grow on demand. A main thread's
//! stack is sufficient for a few thousand levels only; address space costs nothing.
//! Counterpart: none; Go's runtime.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::thread;

use crate::context::inherit_all;

/// The size of the stack in bytes: address space, of which only touched pages use memory.
pub const LARGE_STACK: usize = 1 << 29;

/// Runs `task` with a stack of half a gigabyte of address space, or on the calling thread if the
/// system refuses a thread.
pub fn on_large_stack<R, F>(task: F) -> R
where
    R: Send,
    F: FnOnce() -> R + Send,
{
    // The task is stored here until it runs, so that a failed start does not lose it.
    let slot = Mutex::new(Some(task));
    let run = || {
        let task = slot.lock().unwrap_or_else(PoisonError::into_inner).take();
        task.expect("one thread takes the task, once")()
    };
    let done = thread::scope(|scope| {
        let builder = thread::Builder::new().stack_size(LARGE_STACK);
        match builder.spawn_scoped(scope, inherit_all(run)) {
            Ok(thread) => thread.join(),
            Err(_) => Ok(run()),
        }
    });
    done.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// Runs `task` on the calling thread, and `other` in parallel with a stack of the size of
/// [`on_large_stack`]; `other` does not run if the system refuses a thread. Returns when both have
/// ended. The thread is not counted, because `other` mostly waits.
pub fn beside<R>(other: impl FnOnce() + Send, task: impl FnOnce() -> R) -> R {
    thread::scope(|scope| {
        let builder = thread::Builder::new().stack_size(LARGE_STACK);
        let _ = builder.spawn_scoped(scope, inherit_all(other));
        task()
    })
}

#[cfg(test)]
mod tests {
    use super::on_large_stack;

    fn depth(left: u64) -> u64 {
        let frame = std::hint::black_box([left; 64]);
        if left == 0 {
            0
        } else {
            depth(left - 1) + frame[63] - left + 1
        }
    }

    #[test]
    fn recursion_may_be_deep() {
        assert_eq!(on_large_stack(|| depth(100_000)), 100_000);
    }
}
