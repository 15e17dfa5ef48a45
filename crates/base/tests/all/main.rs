//! The ports in `golang` beside Go itself.
//!
//! Counterpart: none.

mod against_go;
