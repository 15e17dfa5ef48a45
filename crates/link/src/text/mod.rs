//! The order and the addresses of functions.
//!
//! Counterpart: cmd/link/internal/ld/lib.go (`linksetup`), data.go (`textaddress`).

mod address;
mod order;
mod setup;
mod trampoline;

pub(crate) use address::textaddress;
pub(crate) use setup::linksetup;
