//! The number of a package in its graph.
//!
//! Counterpart: none; cmd/go uses pointers.

/// Index of a package in its [`PackageGraph`](crate::PackageGraph).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PackageId(pub u32);
