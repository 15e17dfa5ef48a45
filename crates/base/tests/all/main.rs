//! Comparison of the ports in `golang` with Go itself.
//!
//! Counterpart: none.

mod against_go;
