//! The pages that back new memory on Linux, and their remapping.
//!
//! Huge pages are the best choice if the system allocates them quickly. A virtual machine may have
//! returned its free memory to the host, which then allocates memory for a huge page in pieces at
//! the first access: that takes ten times as long as the page faults that it saves. Small pages
//! mostly come from memory that the machine still has. Therefore the first page of each mapping is
//! timed; after a slow one the process uses small pages, many at a time. Processor time of the
//! thread is measured: it contains the host's search for memory, but not the time in which the
//! thread waits for a processor. On a busy machine that wait exceeded the limit for one page in
//! twenty.
//! Counterpart: none; Go's runtime leaves this to the kernel.

use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::time::Duration;

use rustix::mm::Advice;
use rustix::mm::MremapFlags;

use super::mapping_len;
use super::reserve;
use super::unmap;
use crate::thread_time;

/// The time limit for a huge page; a slower one has no memory in the host: zeroing one takes a
/// fifth of it.
const SLOW: Duration = Duration::from_millis(1);

/// True once a huge page was slow.
static IS_SLOW: AtomicBool = AtomicBool::new(false);

/// Chooses the pages of a new mapping.
///
/// # Safety
/// `start` is a mapping of `len` bytes at a multiple of the size of a huge page, which may be
/// written, and no reference to it exists.
#[expect(unsafe_code, reason = "advice on memory is a raw system call")]
pub(super) unsafe fn prepare(start: *mut u8, len: usize) {
    if IS_SLOW.load(Ordering::Relaxed) {
        return;
    }
    // SAFETY: the caller's promise. Without huge pages the memory is as good, just slower.
    unsafe {
        let advised = rustix::mm::madvise(start.cast(), len, Advice::LinuxHugepage);
        if advised.is_err() {
            return;
        }
        let before = thread_time();
        start.write_volatile(0);
        if thread_time().saturating_sub(before) >= SLOW {
            IS_SLOW.store(true, Ordering::Relaxed);
            let _ = rustix::mm::madvise(start.cast(), len, Advice::LinuxNoHugepage);
        }
    }
}

/// Returns free memory of the heaps to the system.
pub(super) fn trim_heaps() {
    #[cfg(target_env = "gnu")]
    {
        #[expect(unsafe_code, reason = "the function is C's")]
        // SAFETY: the function changes only free memory, and locks each heap meanwhile.
        unsafe {
            libc::malloc_trim(0);
        }
    }
}

/// Backs memory that is about to be filled with small pages, if huge ones are slow: one
/// call is quicker than a fault for each page.
pub(super) fn fill(start: *mut u8, len: usize) {
    if IS_SLOW.load(Ordering::Relaxed) {
        #[expect(unsafe_code, reason = "advice on memory is a raw system call")]
        // SAFETY: this does not change any content; it fails for a range that is not mapped.
        let _ = unsafe { rustix::mm::madvise(start.cast(), len, Advice::LinuxPopulateWrite) };
    }
}

/// Changes the size of a block of [`map`]; null if there is no memory for it.
///
/// # Safety
/// `block` is a block of [`map`] with `old` bytes.
#[expect(unsafe_code, reason = "remapping is a raw system call")]
pub(super) unsafe fn remap(block: *mut u8, old: usize, new: usize) -> *mut u8 {
    let (old_len, new_len) = (mapping_len(old), mapping_len(new));
    // SAFETY: the range is the whole mapping of the block; in place nothing moves.
    let in_place =
        unsafe { rustix::mm::mremap(block.cast(), old_len, new_len, MremapFlags::empty()) };
    if in_place.is_ok() {
        return block;
    }
    // Moved memory keeps its pages.
    let target = reserve(new);
    if target.is_null() {
        return target;
    }
    // SAFETY: the target is a fresh mapping of `new_len` bytes, which the moved one replaces.
    // Both are aligned, so that the kernel moves whole huge pages.
    let moved = unsafe {
        rustix::mm::mremap_fixed(
            block.cast(),
            old_len,
            new_len,
            MremapFlags::MAYMOVE,
            target.cast(),
        )
    };
    match moved {
        Ok(moved) => moved.cast(),
        Err(_) => {
            // SAFETY: `target` was mapped above.
            unsafe { unmap(target, new_len) };
            std::ptr::null_mut()
        }
    }
}

/// Returns the pages of a range to the system; they are zeroed when they are used again.
///
/// # Safety
/// The range is part of a mapping, and nothing refers to it.
#[expect(unsafe_code, reason = "releasing memory is a raw system call")]
pub(super) unsafe fn discard(start: *mut u8, len: usize) {
    // SAFETY: the caller's promise.
    let result = unsafe { rustix::mm::madvise(start.cast(), len, Advice::LinuxDontNeed) };
    // It only fails for a range that is not mapped.
    debug_assert!(result.is_ok());
}
