//! Fuzz targets, briefly.
//!
//! Counterpart: none.

mod briefly;
