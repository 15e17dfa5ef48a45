//! The order and the addresses of functions.
//!
//! Counterpart: cmd/link/internal/ld/lib.go (`linksetup`), data.go (`textaddress`).

mod address;
mod build_id;
mod entry;
mod order;
mod setup;
mod trampoline;

pub(crate) use address::textaddress;
pub(crate) use build_id::build_id_func;
pub(crate) use entry::entry_address;
pub(crate) use order::TextOrder;
pub(crate) use order::order;
pub(crate) use setup::runtime_syms;
