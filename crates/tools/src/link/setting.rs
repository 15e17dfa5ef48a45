//! What links executables.
//!
//! Counterpart: none; upstream has one linker.

/// What links executables (`VAMOS_LINK`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Linker {
    /// The SDK's linker, as a child.
    Stock,
    /// This process, where it can; else the SDK's linker.
    Native,
    /// As `Native`; each link by the SDK's linker is reported with its reason.
    Explain,
    /// Both; exit code, messages and bytes have to be the same.
    Verify,
}
