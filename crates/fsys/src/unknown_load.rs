//! The load of systems that do not report it in a file.
//!
//! Counterpart: none; the official command does not need it.

/// Returns the bytes that can be used without swapping: unknown here.
pub fn available_memory() -> Option<u64> {
    None
}

/// Returns the slowdown of this process's threads by a lack of processors: unknown here.
pub fn contention() -> Option<f64> {
    None
}
