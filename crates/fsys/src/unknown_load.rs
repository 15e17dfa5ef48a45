//! The load of systems that report it in no file.
//!
//! Counterpart: none; the official command does not ask.

/// Returns the bytes that can be used without swapping: they are not known.
pub fn available_memory() -> Option<u64> {
    None
}

/// Returns how many times longer the threads of this process have taken for want of a processor:
/// it is not known.
pub fn contention() -> Option<f64> {
    None
}
