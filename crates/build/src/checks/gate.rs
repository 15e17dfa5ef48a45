//! The check of a package that is about to be compiled.
//!
//! Counterpart: none.

use std::sync::atomic::Ordering;

use super::CheckSetting;
use super::Finding;
use super::scope;
use super::verify;
use crate::action::ActionRef;
use crate::error::BuildError;
use crate::importcfg::Archives;
use crate::run::Run;
use crate::services::Known;
use crate::shell::ToolEnd;

/// Result of the check of a package that is to be compiled.
pub(crate) enum Gate {
    /// The compiler decides.
    Open,
    /// The compiler would print this and fail.
    Closed(String),
    /// The compiler runs; its findings are compared with these (`VAMOS_CHECK=verify`).
    Verified(Vec<Finding>),
}

impl Gate {
    /// Returns the compiler's output, if the compiler need not run.
    pub(crate) fn errors(&self) -> Option<&str> {
        match self {
            Self::Closed(text) => Some(text),
            Self::Open | Self::Verified(_) => None,
        }
    }

    /// Compares the compiler's output with the expected findings.
    pub(crate) fn compare(
        &self,
        run: &Run<'_>,
        action: ActionRef,
        end: &ToolEnd,
    ) -> Result<(), BuildError> {
        match self {
            Self::Verified(findings) => verify::compare(run, action, findings, end),
            Self::Open | Self::Closed(_) => Ok(()),
        }
    }
}

/// Checks a package that is about to be compiled with these imports.
///
/// # Errors
/// Its errors were shown before.
pub(crate) fn before_compiling(
    run: &Run<'_>,
    action: ActionRef,
    imports: &Archives,
) -> Result<Gate, BuildError> {
    let state = &run.services.checks;
    let Some(checks) = state.checks else {
        explain_refusal(run);
        return Ok(Gate::Open);
    };
    let known = state.known().insert(action, Known::Begun);
    match known {
        Some(Known::Shown) => return Err(BuildError::Shown),
        Some(Known::Correct) => return Ok(Gate::Open),
        Some(Known::Begun) | None => {}
    }
    let package = run.package(action);
    let verifies = checks.setting == CheckSetting::Verify;
    if !verifies && !scope::is_written(run.cx().env, package) {
        return Ok(Gate::Open);
    }
    let reason = match scope::exclusion(run.cx().env, package) {
        Some(reason) => reason.to_owned(),
        None => {
            let finding = checks.checker.compiled(package, imports.packages());
            if verifies {
                return Ok(Gate::Verified(verify::findings(run, action, finding)));
            }
            match finding {
                Finding::Correct => return Ok(Gate::Open),
                Finding::Wrong(text) => return Ok(Gate::Closed(text)),
                Finding::Unknown(reason) => reason,
            }
        }
    };
    if checks.setting == CheckSetting::Explain {
        explain(run, &format!("{}: {reason}", package.desc()));
    }
    Ok(Gate::Open)
}

/// Reports whether a package that would be compiled ahead of its turn has errors.
pub(crate) fn is_wrong(run: &Run<'_>, action: ActionRef, imports: &Archives) -> bool {
    let package = run.package(action);
    let checks = run.services.checks.checks;
    checks.is_some_and(|checks| {
        checks.setting != CheckSetting::Verify
            && scope::is_written(run.cx().env, package)
            && scope::exclusion(run.cx().env, package).is_none()
            && matches!(
                checks.checker.compiled(package, imports.packages()),
                Finding::Wrong(_)
            )
    })
}

/// Reports the reason why nothing is checked, once, if the setting demands it.
fn explain_refusal(run: &Run<'_>) {
    let state = &run.services.checks;
    let explains = |checks: &super::Checks<'_>| checks.setting == CheckSetting::Explain;
    if let Some(reason) = &state.refusal
        && run.cx().checks.as_ref().is_some_and(explains)
        && !state.is_explained.swap(true, Ordering::Relaxed)
    {
        explain(run, &format!("all packages: {reason}"));
    }
}

fn explain(run: &Run<'_>, text: &str) {
    let line = format!("vamos: not checked before it is compiled: {text}\n");
    run.cx().sink.report_error(&line);
}
