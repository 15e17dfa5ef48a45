//! Passes for other machines, which do nothing on amd64.
//!
//! Counterpart: cmd/compile/internal/ssa/softfloat.go and pair.go.

use super::Cx;
use crate::func::Func;
use crate::rules::Refusal;

/// Refuses machines without floating-point numbers.
pub(super) fn soft_float(_: &mut Func, cx: &Cx<'_>) -> Result<(), Refusal> {
    if cx.package.header.has_soft_float() {
        return Err(Refusal::Unsupported("floating point without instructions"));
    }
    Ok(())
}

/// Refuses machines other than amd64.
pub(super) fn require_amd64(cx: &Cx<'_>) -> Result<(), Refusal> {
    if cx.package.header.goarch == "amd64" {
        Ok(())
    } else {
        Err(Refusal::MACHINE)
    }
}

/// Refuses machines with operations on pairs.
pub(super) fn pair(_: &mut Func, cx: &Cx<'_>) -> Result<(), Refusal> {
    if cx.package.header.goarch == "arm64" {
        return Err(Refusal::MACHINE);
    }
    Ok(())
}
