//! Storage of positions in imported packages.
//!
//! Counterpart: none; upstream's positions have pointers.

use crate::pos::ForeignBase;
use crate::pos::ForeignPlace;

/// The positions in imported packages, and the origins of their line numbers.
#[derive(Debug, Default)]
pub(crate) struct Places {
    pub(crate) places: Vec<ForeignPlace>,
    pub(crate) bases: Vec<ForeignBase>,
}
