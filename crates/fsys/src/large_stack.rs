//! A large stack for the calling thread.
//!
//! Like [`vamos_sched::on_large_stack`], but the calling thread itself switches to the stack:
//! starting another thread, and waiting for it, would take a tenth of the time of `vamos version`.
//! It is for the one walk at the beginning of a command.
//! Counterpart: none; runtime/stack.go (`newstack`).

#![expect(unsafe_code, reason = "memory is mapped, and a thread goes over to it")]

use std::panic::AssertUnwindSafe;
use std::panic::catch_unwind;
use std::panic::resume_unwind;
use std::ptr;

use rustix::mm::MapFlags;
use rustix::mm::MprotectFlags;
use rustix::mm::ProtFlags;
use vamos_sched::LARGE_STACK;

/// The size in bytes of the guard below a stack, which cannot be accessed: unlimited recursion is a
/// fault. It is as large as the kernel's guard below the stack of a main thread, because a frame
/// may be large.
const GUARD: usize = 1 << 20;

/// Runs `task` on the calling thread with a stack of [`LARGE_STACK`] bytes, or with the thread's
/// own stack if the system refuses the memory.
pub fn on_large_stack<R: Send>(task: impl FnOnce() -> R + Send) -> R {
    let Some(stack) = Stack::map() else {
        return task();
    };
    // Unwinding cannot continue on the other stack.
    let done = stack.run(|| catch_unwind(AssertUnwindSafe(task)));
    done.unwrap_or_else(|panic| resume_unwind(panic))
}

/// The bytes of a stack and its guard.
const MAPPED: usize = GUARD + LARGE_STACK;

/// A stack, in a mapping with the guard below.
struct Stack {
    mapped: *mut u8,
}

impl Stack {
    /// Maps memory; `None` if the system has none.
    fn map() -> Option<Self> {
        let flags = MapFlags::PRIVATE | MapFlags::NORESERVE;
        let rights = MprotectFlags::READ | MprotectFlags::WRITE;
        let none = ProtFlags::empty();
        // SAFETY: the kernel chooses a free range, and only a part of that range becomes
        // accessible.
        unsafe {
            let mapped = rustix::mm::mmap_anonymous(ptr::null_mut(), MAPPED, none, flags).ok()?;
            let mapped = mapped.cast();
            let stack = Self { mapped };
            rustix::mm::mprotect(stack.start().cast(), LARGE_STACK, rights).ok()?;
            Some(stack)
        }
    }

    /// The first byte above the guard.
    fn start(&self) -> *mut u8 {
        self.mapped.wrapping_add(GUARD)
    }

    /// Runs a task that does not unwind with this stack, and unmaps it.
    fn run<R>(self, task: impl FnOnce() -> R) -> R {
        // SAFETY: the range is mapped until `self` is dropped, it is used once, and its ends are
        // page boundaries. `on_large_stack`, the only caller, catches unwinding.
        unsafe { psm::on_stack(self.start(), LARGE_STACK, task) }
    }
}

impl Drop for Stack {
    fn drop(&mut self) {
        // SAFETY: it is the whole range that was mapped, and no frame is left in it.
        let result = unsafe { rustix::mm::munmap(self.mapped.cast(), MAPPED) };
        debug_assert!(result.is_ok());
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::panic::AssertUnwindSafe;
    use std::panic::catch_unwind;

    use super::on_large_stack;
    use vamos_sched::on_large_stack as on_thread;

    fn depth(left: u64) -> u64 {
        let frame = std::hint::black_box([left; 64]);
        match left {
            0 => 0,
            _ => depth(left - 1) + frame[63] - left + 1,
        }
    }

    fn panic_at(left: u64) -> u64 {
        assert!(left > 0, "at the end");
        panic_at(left - 1) + std::hint::black_box(1)
    }

    #[test]
    fn recursion_may_be_deep_as_on_a_thread() {
        assert_eq!(on_large_stack(|| depth(100_000)), 100_000);
        assert_eq!(on_thread(|| depth(100_000)), 100_000);
    }

    #[test]
    fn one_stack_may_follow_and_contain_another() {
        let nested = || on_large_stack(|| depth(20_000)) + depth(20_000);
        for _ in 0..3 {
            assert_eq!(on_large_stack(nested), 40_000);
        }
    }

    #[test]
    fn a_panic_goes_to_the_caller_as_from_a_thread() {
        for _ in 0..3 {
            let switched = catch_unwind(AssertUnwindSafe(|| on_large_stack(|| panic_at(50_000))));
            let other = catch_unwind(AssertUnwindSafe(|| on_thread(|| panic_at(50_000))));
            for result in [switched, other] {
                assert_eq!(result.unwrap_err().downcast_ref(), Some(&"at the end"));
            }
        }
    }

    #[test]
    fn the_thread_stays_the_same() {
        thread_local! {
            static NUMBER: Cell<u32> = const { Cell::new(1) };
        }
        NUMBER.set(2);
        on_large_stack(|| NUMBER.set(NUMBER.get() + 1));
        assert_eq!(NUMBER.get(), 3);
    }
}
