//! The encoder of Go up to 1.26.
//!
//! Counterpart: compress/flate of Go 1.26

pub(crate) mod fast;
pub(crate) mod form;
pub(crate) mod lazy;
