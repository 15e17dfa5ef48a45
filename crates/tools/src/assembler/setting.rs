//! Choice of the assembler.
//!
//! Counterpart: none; upstream has one assembler.

/// Choice of the assembler (`VAMOS_ASM`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assembler {
    /// The SDK's assembler, as a child.
    Stock,
    /// This process, where it can; else the SDK's assembler.
    Native,
    /// Like `Native`; each run of the SDK's assembler is reported with its reason.
    Explain,
    /// Both; the outputs have to be the same.
    Verify,
}
