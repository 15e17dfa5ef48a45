//! Memory for large buffers.
//!
//! A link fills buffers of hundreds of megabytes once and ends. With pages of 4 KiB, the page
//! faults take a sixth of its processor time; with pages of 2 MiB almost none, unless the host of a
//! virtual machine must first allocate memory for them ([`backing`]). Other allocations use the
//! system allocator.
//! Counterpart: none; Go's runtime has its own allocator.

use std::alloc::GlobalAlloc;
use std::alloc::Layout;
use std::alloc::System;
use std::ptr;

use rustix::mm::MapFlags;
use rustix::mm::ProtFlags;

#[cfg(all(target_os = "linux", not(portable)))]
#[path = "pages/linux.rs"]
mod backing;
#[cfg(not(all(target_os = "linux", not(portable))))]
#[path = "pages/portable.rs"]
mod backing;
mod heap;
mod ranges;

pub use heap::ReusedBuffers;

/// The size of a huge page, in bytes.
const HUGE: usize = 2 << 20;

/// The minimum size in bytes of an allocation with its own mapping.
const LARGE: usize = 2 * HUGE;

/// The granularity of mappings, in bytes: the largest page that Linux has on the processors
/// that vamos runs on.
const PAGE: usize = 64 << 10;

/// An allocator that backs large buffers with huge pages if the system supports them, and returns
/// them to the system as soon as they are freed. While there are [`ReusedBuffers`], smaller buffers
/// are in huge pages as well.
pub struct LargeBuffers;

/// Reports whether a block of this layout has its own mapping.
fn is_large(size: usize, align: usize) -> bool {
    // The sizes of a mapping must not overflow; the system allocator rejects such a block.
    (LARGE..isize::MAX as usize / 2).contains(&size) && align <= HUGE
}

/// Returns the length of the mapping of a block.
fn mapping_len(size: usize) -> usize {
    size.next_multiple_of(PAGE)
}

/// Maps zeroed memory at a multiple of [`HUGE`]; null if the system has no memory left.
fn map(size: usize) -> *mut u8 {
    let block = reserve(size);
    if !block.is_null() {
        #[expect(unsafe_code, reason = "choosing pages touches raw memory")]
        // SAFETY: the mapping is new, and has this length and alignment.
        unsafe {
            backing::prepare(block, mapping_len(size));
        }
    }
    block
}

/// Like `map`, without choosing the pages.
fn reserve(size: usize) -> *mut u8 {
    let len = mapping_len(size);
    let flags = MapFlags::PRIVATE | MapFlags::NORESERVE;
    let rights = ProtFlags::READ | ProtFlags::WRITE;
    #[expect(unsafe_code, reason = "mapping memory is a raw system call")]
    // SAFETY: the kernel chooses a free range. The parts before and after the block are unmapped
    // before any reference to them exists.
    unsafe {
        let Ok(start) = rustix::mm::mmap_anonymous(ptr::null_mut(), len + HUGE, rights, flags)
        else {
            return ptr::null_mut();
        };
        let start: *mut u8 = start.cast();
        let before = start.align_offset(HUGE);
        let block = start.add(before);
        unmap(start, before);
        unmap(block.add(len), HUGE - before);
        block
    }
}

/// The number of bytes by which the heap of a thread grows in advance. In glibc such a heap has at
/// most 64 MiB.
const AHEAD: usize = 31 << 20;

/// Grows the heap of the calling thread by [`AHEAD`] at once. Only used parts occupy memory.
///
/// In glibc the heap of every thread but the first grows by single pages. Each growth is a system
/// call that page faults of other threads wait for. Free memory at the end of any heap of the
/// process stays, up to twice the size of the largest freed block with its own mapping: this is the
/// first block here, and the second one is part of the heap. Elsewhere this has no effect.
pub fn grow_heap_ahead() {
    for size in [AHEAD + PAGE, AHEAD] {
        let Ok(layout) = Layout::from_size_align(size, align_of::<usize>()) else {
            return;
        };
        #[expect(
            unsafe_code,
            reason = "the global allocator would map blocks of this size"
        )]
        // SAFETY: the layout has a size. The block is freed once, with its layout, and no reference
        // to it exists.
        unsafe {
            let block = std::hint::black_box(System.alloc(layout));
            if !block.is_null() {
                System.dealloc(block, layout);
            }
        }
    }
}

/// Returns the free memory in the heaps of all threads to the system.
///
/// After [`grow_heap_ahead`] free memory stays in the heaps. Elsewhere than in glibc this has no
/// effect.
pub fn trim_heaps() {
    backing::trim_heaps();
}

/// Unmaps a range.
///
/// # Safety
/// The range is part of a mapping of [`map`] to which nothing refers.
#[expect(unsafe_code, reason = "unmapping is a raw system call")]
unsafe fn unmap(start: *mut u8, len: usize) {
    if len > 0 {
        // SAFETY: the caller's promise.
        let result = unsafe { rustix::mm::munmap(start.cast(), len) };
        debug_assert!(result.is_ok());
    }
}

#[expect(unsafe_code, reason = "an allocator hands out raw memory")]
// SAFETY: blocks below the limit belong to the system allocator. The layout alone determines the
// owner of a block, and it is the same when the block is freed. Mappings are at least as large and
// as aligned as requested, and are zeroed.
unsafe impl GlobalAlloc for LargeBuffers {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if let Some(block) = heap::alloc(layout.size(), layout.align()) {
            return block.start;
        }
        if is_large(layout.size(), layout.align()) {
            heap::make_room(layout.size());
            return map(layout.size());
        }
        // SAFETY: the caller's promise.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        if let Some(block) = heap::alloc(layout.size(), layout.align()) {
            if !block.is_zeroed {
                // SAFETY: the block has this size.
                unsafe { block.start.write_bytes(0, layout.size()) };
            }
            return block.start;
        }
        if is_large(layout.size(), layout.align()) {
            heap::make_room(layout.size());
            return map(layout.size());
        }
        // SAFETY: the caller's promise.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        if heap::free(block, layout.size(), layout.align()) {
            return;
        }
        // SAFETY: the caller's promise: a block of this allocator with this layout.
        unsafe {
            if is_large(layout.size(), layout.align()) {
                unmap(block, mapping_len(layout.size()));
            } else {
                System.dealloc(block, layout);
            }
        }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        let (old, align) = (layout.size(), layout.align());
        if heap::resize(block, align, old, size) {
            return block;
        }
        // A small block that grows moves into the heap while the heap is used.
        let moves = heap::owns(block, old, align) || old < heap::LEAST && heap::takes(size, align);
        let large = [old, size].map(|size| is_large(size, align));
        // SAFETY: the caller's promise: a block of this allocator with this layout. If the block
        // moves between the allocators, the smaller size is copied.
        unsafe {
            match large {
                _ if moves => self.replace(block, layout, size),
                [true, true] => backing::remap(block, layout.size(), size),
                [false, false] => System.realloc(block, layout, size),
                _ => self.replace(block, layout, size),
            }
        }
    }
}

impl LargeBuffers {
    /// Moves a block to one of another size; null if there is no memory.
    ///
    /// # Safety
    /// `block` is a block of this allocator with this layout.
    #[expect(unsafe_code, reason = "an allocator hands out raw memory")]
    unsafe fn replace(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: the caller's promise. Both blocks have the bytes that are copied.
        unsafe {
            let new = Layout::from_size_align_unchecked(size, layout.align());
            let target = self.alloc(new);
            if !target.is_null() {
                ptr::copy_nonoverlapping(block, target, size.min(layout.size()));
                self.dealloc(block, layout);
            }
            target
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_keep_their_content() {
        grow_and_shrink();
        let reused = ReusedBuffers::new(false);
        grow_and_shrink();
        let kept = vec![7_u8; 50 << 20];
        let zeroed = vec![0_u8; 300_000];
        drop(reused);
        grow_and_shrink();
        assert!(kept.iter().all(|&byte| byte == 7));
        assert!(zeroed.iter().all(|&byte| byte == 0));
    }

    /// Grows and shrinks a block through all sizes, each time with its content.
    #[expect(unsafe_code, reason = "the test is about raw memory")]
    fn grow_and_shrink() {
        let mut layout = Layout::from_size_align(1 << 20, 16).unwrap();
        let sizes = [
            LARGE - 1,
            LARGE,
            LARGE + 1,
            9 << 20,
            40 << 20,
            LARGE,
            100,
            heap::LEAST,
            3 * heap::LEAST,
            100,
            7,
        ];
        // SAFETY: every block is used with the layout that it has.
        unsafe {
            let mut block = LargeBuffers.alloc_zeroed(layout);
            for at in 0..layout.size() {
                assert_eq!(*block.add(at), 0);
                *block.add(at) = at as u8;
            }
            for size in sizes {
                let old = layout.size();
                block = LargeBuffers.realloc(block, layout, size);
                layout = Layout::from_size_align(size, 16).unwrap();
                let kept = (0..old.min(size)).step_by(997);
                assert!(kept.into_iter().all(|at| *block.add(at) == at as u8));
                for at in old..size {
                    *block.add(at) = at as u8;
                }
            }
            LargeBuffers.dealloc(block, layout);
        }
    }

    /// Other tests use [`ReusedBuffers`] at the same time, and a block may be a part of it: it has
    /// the requested alignment, a mapping the alignment of huge pages.
    #[test]
    #[expect(unsafe_code, reason = "the test is about raw memory")]
    fn large_blocks_are_aligned_and_zeroed() {
        for (size, align) in [(LARGE, 1), (LARGE + 1, HUGE), (7 << 20, 4096)] {
            let layout = Layout::from_size_align(size, align).unwrap();
            // SAFETY: every block is used with the layout that it has.
            unsafe {
                let block = LargeBuffers.alloc_zeroed(layout);
                assert_eq!(block.align_offset(align), 0);
                assert!((0..size).step_by(509).all(|at| *block.add(at) == 0));
                LargeBuffers.dealloc(block, layout);
                let mapping = map(size);
                assert_eq!(mapping.align_offset(HUGE), 0);
                unmap(mapping, mapping_len(size));
            }
        }
    }

    #[test]
    #[expect(unsafe_code, reason = "the test is about raw memory")]
    fn no_memory_is_null() {
        let layout = Layout::from_size_align(1 << 60, 8).unwrap();
        // SAFETY: a null block is not used.
        unsafe {
            assert!(LargeBuffers.alloc(layout).is_null());
            let small = Layout::from_size_align(LARGE, 8).unwrap();
            let block = LargeBuffers.alloc(small);
            assert!(LargeBuffers.realloc(block, small, 1 << 60).is_null());
            LargeBuffers.dealloc(block, small);
        }
    }
}
