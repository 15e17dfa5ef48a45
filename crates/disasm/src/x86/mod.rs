//! The instructions of amd64 and 386.
//!
//! Counterpart: golang.org/x/arch/x86/x86asm.

#[expect(dead_code, reason = "all that the SDK lists, whether used here or not")]
mod codes;
mod decode;
mod decoder;
mod finish;
mod gnu;
mod gnu_prefix;
mod gnu_suffix;
mod go;
mod inst;
mod modrm;
#[expect(dead_code, reason = "all that the SDK lists, whether used here or not")]
mod ops;
mod prefix;
#[expect(dead_code, reason = "all that the SDK lists, whether used here or not")]
mod registers;
#[cfg(test)]
mod tests;

pub(crate) use decode::decode;
pub(crate) use gnu::write_gnu;
pub(crate) use go::write_go;
pub(crate) use inst::Mode;
