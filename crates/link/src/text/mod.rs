//! The order and the addresses of functions.
//!
//! Counterpart: cmd/link/internal/ld/lib.go (`linksetup`), data.go (`textaddress`).

mod address;
mod order;
mod setup;
mod trampoline;

pub(crate) use address::textaddress;
pub(crate) use order::TextOrder;
pub(crate) use order::order;
pub(crate) use setup::runtime_syms;
