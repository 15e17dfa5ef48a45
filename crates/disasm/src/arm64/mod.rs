//! The instructions of arm64.
//!
//! Counterpart: golang.org/x/arch/arm64/arm64asm.

mod args;
mod condition;
mod decode;
mod formats;
mod gnu;
mod go;
mod go_arg;
mod models;
#[expect(dead_code, reason = "all that the SDK lists, whether used here or not")]
mod ops;
mod special;
mod systems;
#[cfg(test)]
mod tests;

pub(crate) use decode::decode;
pub(crate) use gnu::write_gnu;
pub(crate) use go::write_go;

/// The size of an instruction.
pub(crate) const SIZE: usize = 4;
