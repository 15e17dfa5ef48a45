//! Memory of systems without advice on pages and without remapping.
//!
//! Counterpart: none; Go's runtime leaves this to the kernel.

use std::ptr;

use rustix::mm::MapFlags;
use rustix::mm::ProtFlags;

use super::map;
use super::mapping_len;
use super::unmap;

/// Leaves the choice of pages for a new mapping to the system.
///
/// # Safety
/// There is no requirement; the function for Linux has one.
#[expect(unsafe_code, reason = "the function for Linux touches raw memory")]
pub(super) unsafe fn prepare(_start: *mut u8, _len: usize) {}

/// Returns free memory of the heaps to the system; here the system does this by itself.
pub(super) fn trim_heaps() {}

/// Backs memory that is about to be filled: each page is backed when it is touched.
pub(super) fn fill(_start: *mut u8, _len: usize) {}

/// Changes the size of a block of [`map`]; null if there is no memory for it.
///
/// # Safety
/// `block` is a block of [`map`] with `old` bytes.
#[expect(unsafe_code, reason = "moving a block touches raw memory")]
pub(super) unsafe fn remap(block: *mut u8, old: usize, new: usize) -> *mut u8 {
    let (old_len, new_len) = (mapping_len(old), mapping_len(new));
    if new_len == old_len {
        return block;
    }
    if new_len < old_len {
        // SAFETY: the end of the block's mapping, to which nothing refers any more.
        unsafe { unmap(block.add(new_len), old_len - new_len) };
        return block;
    }
    let target = map(new);
    if !target.is_null() {
        // SAFETY: two different mappings, each with `old` bytes; nothing refers to the old one
        // afterwards.
        unsafe {
            ptr::copy_nonoverlapping(block, target, old);
            unmap(block, old_len);
        }
    }
    target
}

/// Returns the pages of a range to the system; they are zeroed when they are used again. Advice to
/// free pages keeps their content on other systems, so that they are mapped anew.
///
/// # Safety
/// The range is part of a mapping, and nothing refers to it.
#[expect(unsafe_code, reason = "mapping memory is a raw system call")]
pub(super) unsafe fn discard(start: *mut u8, len: usize) {
    let flags = MapFlags::PRIVATE | MapFlags::NORESERVE | MapFlags::FIXED;
    let rights = ProtFlags::READ | ProtFlags::WRITE;
    // SAFETY: the caller's promise: the new mapping replaces only this range.
    let mapped = unsafe { rustix::mm::mmap_anonymous(start.cast(), len, rights, flags) };
    if mapped.is_err() {
        // SAFETY: the old mapping is still there, and nothing refers to its content.
        unsafe { ptr::write_bytes(start, 0, len) };
    }
}
