//! Counts over the sources that `measure` prints and that `tidy` limits.
//!
//! All counts are textual. Comments and string literals are recognized ([`text`]), types
//! and names are not resolved, so figures are correct within a few percent.
//!
//! Counterpart: none.

pub(crate) mod cycles;
pub(crate) mod error_texts;
pub(crate) mod phrases;
pub(crate) mod policy;
pub(crate) mod shape;
pub(crate) mod sizes;
pub(crate) mod statics;
pub(crate) mod text;
pub(crate) mod traits;
