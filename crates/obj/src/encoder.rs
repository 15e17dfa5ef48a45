//! The passes that encode the functions of an architecture.
//!
//! Counterpart: cmd/internal/obj/link.go (`LinkArch`, the functions).

use crate::arch::Arch;
use crate::assembly::Assembly;
use crate::diagnostics::Fatal;
use crate::ids::SymId;
use crate::prog::ProgId;

/// The passes of an architecture. There is one static value for each.
#[derive(Debug)]
pub struct Encoder {
    /// The architecture.
    pub arch: &'static Arch,
    /// Checks a function's instructions before anything else.
    pub error_check: Option<fn(&mut Assembly<'_>)>,
    /// Rewrites one instruction while branches are resolved.
    pub progedit: fn(&mut Assembly<'_>, ProgId) -> Result<(), Fatal>,
    /// Adds prologue and epilogue, and makes offsets final.
    pub preprocess: fn(&mut Assembly<'_>) -> Result<(), Fatal>,
    /// Encodes: sets pcs, and size, content and relocations of the function's code.
    pub assemble: fn(&mut Assembly<'_>) -> Result<(), Fatal>,
    /// Makes the unwind information of Windows for a function with code, if it has some.
    pub unwind_info: Option<fn(&mut Assembly<'_>) -> Option<SymId>>,
}
