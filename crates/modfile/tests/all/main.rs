//! go.mod and its relatives: properties, and comparisons with the official libraries.
//!
//! Counterpart: none.

mod against_go;
mod oracle;
mod properties;
mod samples;
