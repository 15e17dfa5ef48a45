//! The encoder of Go since 1.27.
//!
//! Counterpart: compress/flate of Go 1.27

pub(crate) mod estimate;
pub(crate) mod fast;
pub(crate) mod form;
pub(crate) mod thorough;
