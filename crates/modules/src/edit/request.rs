//! The request for an edit of requirements.
//!
//! Counterpart: cmd/go/internal/modload/edit.go (parameters of `editRequirements`).

use vamos_base::golang::module::ModuleVersion;

/// A request for a change of requirements.
#[derive(Clone, Copy, Debug, Default)]
pub struct EditRequest<'r> {
    /// Versions that are added unless they contradict others.
    pub try_upgrade: &'r [ModuleVersion],
    /// Versions that must be selected; `none` for modules that must not be selected.
    pub must_select: &'r [ModuleVersion],
    /// True if every step is logged.
    pub verbose: bool,
}
