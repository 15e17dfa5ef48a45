//! Caches shared with the official command, and caches of a killed process.
//!
//! Counterpart: none.

mod killed;
mod official;
