//! Choice of the linker of executables.
//!
//! Counterpart: none; upstream has one linker.

/// Choice of the linker of executables (`VAMOS_LINK`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Linker {
    /// The SDK's linker, as a child.
    Stock,
    /// This process, where it can; else the SDK's linker.
    Native,
    /// Like `Native`; each link by the SDK's linker is reported with its reason.
    Explain,
    /// Both; exit code, messages and bytes have to be the same.
    Verify,
}
