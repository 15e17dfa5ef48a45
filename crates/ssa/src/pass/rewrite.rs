//! Passes that apply rewrite rules and do nothing else.
//!
//! Counterpart: cmd/compile/internal/ssa/opt.go and lower.go.

use super::Cx;
use crate::func::Func;
use crate::rules::Dead;
use crate::rules::Refusal;
use crate::rules::apply;

/// Applies the rules that no machine has.
pub(super) fn opt(func: &mut Func, cx: &Cx<'_>) -> Result<(), Refusal> {
    apply(func, cx, "generic", "opt", Dead::Removed)
}

/// Applies them again, after nil checks were removed.
pub(super) fn middle_opt(func: &mut Func, cx: &Cx<'_>) -> Result<(), Refusal> {
    apply(func, cx, "generic", "middle opt", Dead::Removed)
}

/// Applies them again, after values were decomposed.
pub(super) fn late_opt(func: &mut Func, cx: &Cx<'_>) -> Result<(), Refusal> {
    apply(func, cx, "generic", "late opt", Dead::Removed)
}

/// Replaces tests of divisibility.
pub(super) fn divisible(func: &mut Func, cx: &Cx<'_>) -> Result<(), Refusal> {
    apply(func, cx, "divisible", "divisible", Dead::Removed)
}

/// Replaces divisions by constants.
pub(super) fn divmod(func: &mut Func, cx: &Cx<'_>) -> Result<(), Refusal> {
    apply(func, cx, "divmod", "divmod", Dead::Removed)
}

/// Chooses the machine's operations.
pub(super) fn lower(func: &mut Func, cx: &Cx<'_>) -> Result<(), Refusal> {
    match goarch(cx) {
        "amd64" => apply(func, cx, "AMD64", "lower", Dead::Removed),
        "arm64" => apply(func, cx, "ARM64", "lower", Dead::Removed),
        _ => Err(Refusal::MACHINE),
    }
}

/// Chooses operations after all others are chosen.
pub(super) fn late_lower(func: &mut Func, cx: &Cx<'_>) -> Result<(), Refusal> {
    match goarch(cx) {
        "amd64" => apply(func, cx, "AMD64latelower", "late lower", Dead::Removed),
        "arm64" => apply(func, cx, "ARM64latelower", "late lower", Dead::Removed),
        _ => Err(Refusal::MACHINE),
    }
}

fn goarch<'a>(cx: &Cx<'a>) -> &'a str {
    cx.rules.map_or("", |rules| &rules.target.goarch)
}
