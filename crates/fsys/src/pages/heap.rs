//! A heap in huge pages for the buffers of links.
//!
//! A link allocates some thousand buffers of some kilobytes to some megabytes on all threads, and
//! frees most of them soon. The system's allocator maps each of them, and every page faults again;
//! here they are parts of large mappings, and freed memory is reused. When the last link ends, free
//! memory is returned to the system.
//! Counterpart: none; Go's runtime has its own allocator.

use std::process;
use std::ptr;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;

use super::ranges::Ranges;

/// The minimum size in bytes of a buffer in the heap.
pub(super) const LEAST: usize = 32 << 10;

/// The minimum size in bytes of a buffer with its own mapping, which can grow.
const MOST: usize = 16 << 20;

/// The alignment of buffers' starts and ends, in bytes.
const UNIT: usize = 4 << 10;

/// The minimum number of bytes by which the heap grows.
const GROWTH: usize = 32 << 20;

/// The maximum number of bytes of free memory that stay for other buffers of a single link.
const KEPT: usize = 48 << 20;

/// The same if other links run or follow, which need as much again. The peak of 20 links of a large
/// program was a fifth lower with this than with [`KEPT`].
const KEPT_FOR_OTHERS: usize = 256 << 20;

/// The number of links that use the heap.
static USERS: AtomicUsize = AtomicUsize::new(0);
/// True once the heap has memory, which it never releases completely.
static IS_MAPPED: AtomicBool = AtomicBool::new(false);
static HEAP: Mutex<Heap> = Mutex::new(Heap {
    mapped: Vec::new(),
    used: Ranges::new(),
    fresh: Ranges::new(),
    several: 0,
});

struct Heap {
    /// Starts and ends of mappings.
    mapped: Vec<(usize, usize)>,
    /// Free memory that was used before.
    used: Ranges,
    /// Free memory that is zeroed, and not backed by pages yet.
    fresh: Ranges,
    /// The number of links that use it and have other links running or following.
    several: usize,
}

/// While a value of this type exists, buffers are in a common heap, whose memory is reused;
/// afterwards free memory is returned to the system.
#[derive(Debug)]
pub struct ReusedBuffers {
    is_one_of_several: bool,
}

impl ReusedBuffers {
    /// Starts to use the heap. More free memory stays if the link is one of several.
    pub fn new(is_one_of_several: bool) -> Self {
        USERS.fetch_add(1, Ordering::Relaxed);
        lock().several += usize::from(is_one_of_several);
        Self { is_one_of_several }
    }
}

impl Drop for ReusedBuffers {
    fn drop(&mut self) {
        let mut heap = lock();
        heap.several -= usize::from(self.is_one_of_several);
        if USERS.fetch_sub(1, Ordering::Relaxed) == 1 {
            heap.give_back(0);
        }
    }
}

/// A buffer.
pub(super) struct Block {
    pub(super) start: *mut u8,
    pub(super) is_zeroed: bool,
}

fn lock() -> MutexGuard<'static, Heap> {
    // A panic while it was locked may be caught, but the heap is unusable then.
    HEAP.lock().unwrap_or_else(|_| process::abort())
}

fn rounded(size: usize) -> usize {
    size.next_multiple_of(UNIT)
}

/// Reports whether a buffer of this layout may be in the heap.
fn is_fit(size: usize, align: usize) -> bool {
    (LEAST..MOST).contains(&size) && align <= UNIT
}

/// Reports whether new buffers of this layout are in the heap.
pub(super) fn takes(size: usize, align: usize) -> bool {
    USERS.load(Ordering::Relaxed) > 0 && is_fit(size, align)
}

/// Allocates a buffer; `None` if the heap is not used or there is no memory.
pub(super) fn alloc(size: usize, align: usize) -> Option<Block> {
    if !takes(size, align) {
        return None;
    }
    let block = lock().alloc(rounded(size))?;
    if block.is_zeroed {
        super::backing::fill(block.start, rounded(size));
    }
    Some(block)
}

/// Returns up to `size` bytes of free memory to the system, which reuses the pages: a mapping of
/// that size takes no others.
pub(super) fn make_room(size: usize) {
    if IS_MAPPED.load(Ordering::Acquire) {
        let mut heap = lock();
        let kept = heap.used.total().saturating_sub(size);
        heap.give_back(kept);
    }
}

/// Frees a buffer; returns false if it does not belong to the heap.
pub(super) fn free(block: *mut u8, size: usize, align: usize) -> bool {
    if !is_fit(size, align) || !IS_MAPPED.load(Ordering::Acquire) {
        return false;
    }
    let mut heap = lock();
    let is_own = heap.owns(block.addr());
    if is_own {
        heap.free(block.addr(), rounded(size));
    }
    is_own
}

/// Changes the size of a buffer in place; returns false if that is not possible, or if the buffer
/// does not belong to the heap.
pub(super) fn resize(block: *mut u8, align: usize, old: usize, new: usize) -> bool {
    let are_fit = is_fit(old, align) && is_fit(new, align);
    if !are_fit || !IS_MAPPED.load(Ordering::Acquire) {
        return false;
    }
    let mut heap = lock();
    let end = block.addr() + rounded(old);
    let new_end = block.addr() + rounded(new);
    if !heap.owns(block.addr()) {
        return false;
    }
    if new_end < end {
        heap.free(new_end, end - new_end);
        return true;
    }
    let more = new_end - end;
    more == 0 || heap.used.take_at(end, more) || heap.fresh.take_at(end, more)
}

/// Reports whether a buffer is in the heap.
pub(super) fn owns(block: *mut u8, size: usize, align: usize) -> bool {
    is_fit(size, align) && IS_MAPPED.load(Ordering::Acquire) && lock().owns(block.addr())
}

impl Heap {
    fn owns(&self, start: usize) -> bool {
        let mut mapped = self.mapped.iter();
        mapped.any(|&(from, to)| (from..to).contains(&start))
    }

    fn alloc(&mut self, len: usize) -> Option<Block> {
        let block = |start, is_zeroed| Block {
            start: ptr::with_exposed_provenance_mut(start),
            is_zeroed,
        };
        if let Some(start) = self.used.take(len) {
            return Some(block(start, false));
        }
        let start = self.fresh.take(len).or_else(|| {
            self.grow(len)?;
            self.fresh.take(len)
        });
        start.map(|start| block(start, true))
    }

    /// Maps more memory.
    fn grow(&mut self, len: usize) -> Option<()> {
        let len = len.max(GROWTH).next_multiple_of(super::HUGE);
        let start = super::map(len);
        if start.is_null() {
            return None;
        }
        let start = start.expose_provenance();
        self.mapped.push((start, start + len));
        self.fresh.put(start, len);
        IS_MAPPED.store(true, Ordering::Release);
        Some(())
    }

    fn free(&mut self, start: usize, len: usize) {
        self.used.put(start, len);
        let kept = match (USERS.load(Ordering::Relaxed), self.several) {
            (0, _) => 0,
            (_, 0) => KEPT,
            _ => KEPT_FOR_OTHERS,
        };
        self.give_back(kept);
    }

    /// Returns free memory to the system, except for `kept` bytes and parts of huge pages:
    /// splitting a huge page frees nothing, and its rest faults in small pages. Addresses stay
    /// reserved.
    fn give_back(&mut self, kept: usize) {
        while self.used.total() > kept
            && let Some((start, len)) = self.used.take_longest()
        {
            let end = start + len;
            let from = start.next_multiple_of(super::HUGE).min(end);
            let to = (end - end % super::HUGE).max(from);
            for (start, end) in [(start, from), (to, end)] {
                if start < end {
                    self.used.put(start, end - start);
                }
            }
            if from == to {
                break;
            }
            let memory: *mut u8 = ptr::with_exposed_provenance_mut(from);
            #[expect(unsafe_code, reason = "releasing memory is a raw system call")]
            // SAFETY: the range is part of a mapping of this heap, and free.
            unsafe {
                super::backing::discard(memory, to - from);
            }
            self.fresh.put(from, to - from);
        }
    }
}
