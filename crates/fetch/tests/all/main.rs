//! Downloads from servers that misbehave.
//!
//! Counterpart: none.

mod hostile;
