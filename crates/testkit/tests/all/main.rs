//! The kit on programs that behave and on programs that do not.
//!
//! Counterpart: none.

mod compiler;
mod gcc;
mod official;
mod world;
