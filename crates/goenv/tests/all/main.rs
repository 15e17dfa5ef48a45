//! Compares the resolved environment with the official command's.
//!
//! Counterpart: none.

mod official;
mod support;
