//! The resolved environment beside the official command's.
//!
//! Counterpart: none.

mod official;
mod support;
