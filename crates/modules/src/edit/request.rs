//! What an edit of requirements is asked to do.
//!
//! Counterpart: cmd/go/internal/modload/edit.go (parameters of `editRequirements`).

use vamos_base::golang::module::ModuleVersion;

/// What a change of requirements is to reach.
#[derive(Clone, Copy, Debug, Default)]
pub struct EditRequest<'r> {
    /// Versions that are added unless they contradict others.
    pub try_upgrade: &'r [ModuleVersion],
    /// Versions that must be selected; `none` for modules that must not be.
    pub must_select: &'r [ModuleVersion],
    /// Whether every step is logged.
    pub verbose: bool,
}
