//! Caches shared with the official command, and left behind by a killed process.
//!
//! Counterpart: none.

mod killed;
mod official;
