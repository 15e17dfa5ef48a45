//! Repositories as git sees them.
//!
//! Counterpart: none.

mod against_git;
