//! The check of a package that is about to be compiled.
//!
//! Counterpart: none.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use vamos_jobs::Stub;
use vamos_load::Package;

use super::CheckSetting;
use super::CheckedPackage;
use super::CompiledInputs;
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
    /// The compiler decides. It may go on from this state of a correct package.
    Open(Option<Arc<Stub>>),
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
            Self::Open(_) | Self::Verified(_) => None,
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
            Self::Open(_) | Self::Closed(_) => Ok(()),
        }
    }

    /// Returns the package for the compiler, if it was checked and written.
    pub(crate) fn stub(&self) -> Option<Arc<Stub>> {
        match self {
            Self::Open(stub) => stub.clone(),
            Self::Closed(_) | Self::Verified(_) => None,
        }
    }
}

/// Checks a package that is about to be compiled with these imports and rewrites of directories.
/// If the compiler takes packages that were checked, packages that do not change are checked, too.
///
/// # Errors
/// Its errors were shown before.
pub(crate) fn before_compiling(
    run: &Run<'_>,
    action: ActionRef,
    imports: &Archives,
    rewrites: &str,
) -> Result<Gate, BuildError> {
    let state = &run.services.checks;
    let Some(checks) = state.checks else {
        explain_refusal(run);
        return Ok(Gate::Open(None));
    };
    let known = state.known().insert(action, Known::Begun);
    match known {
        Some(Known::Shown) => return Err(BuildError::Shown),
        Some(Known::Correct | Known::Begun) | None => {}
    }
    let package = run.package(action);
    let verifies = checks.setting == CheckSetting::Verify;
    let is_gated =
        verifies || scope::is_written(run.cx().env, package) && known != Some(Known::Correct);
    let wants_stub = !verifies && takes_stub(run, package);
    if !is_gated && !wants_stub {
        return Ok(Gate::Open(None));
    }
    let reason = match scope::exclusion(run.cx().env, package) {
        Some(reason) => reason.to_owned(),
        None => {
            let CheckedPackage { finding, stub } = checks.checker.compiled(
                package,
                &CompiledInputs {
                    archives: imports.packages(),
                    rewrites: wants_stub.then_some(rewrites),
                },
            );
            if verifies {
                return Ok(Gate::Verified(verify::findings(run, action, finding)));
            }
            match finding {
                Finding::Correct => return Ok(Gate::Open(with_reason(run, package, stub))),
                Finding::Wrong(text) if is_gated => return Ok(Gate::Closed(text)),
                Finding::Wrong(_) => return Ok(Gate::Open(None)),
                Finding::Unknown(reason) => reason,
            }
        }
    };
    if is_gated && checks.setting == CheckSetting::Explain {
        explain(run, &format!("{}: {reason}", package.desc()));
    }
    Ok(Gate::Open(None))
}

/// Reports whether the compiler takes a package in the state after its check.
fn takes_stub(run: &Run<'_>, package: &Package) -> bool {
    let env = run.cx().env;
    run.cx().jobs.tools.takes_stubs()
        && env.sdk.release.writes_checked_packages()
        && !package.request.fuzz_instrument
}

/// Returns a package for the compiler; otherwise reports the reason if the setting demands it.
fn with_reason(
    run: &Run<'_>,
    package: &Package,
    stub: Option<Result<Arc<Stub>, String>>,
) -> Option<Arc<Stub>> {
    match stub? {
        Ok(stub) => Some(stub),
        Err(reason) => {
            let checks = run.services.checks.checks;
            if checks.is_some_and(|checks| checks.setting == CheckSetting::Explain) {
                let line = format!(
                    "vamos: compiled from its sources: {}: {reason}\n",
                    package.desc()
                );
                run.cx().sink.report_error(&line);
            }
            None
        }
    }
}

/// Reports whether a package that would be compiled ahead of its turn has errors.
pub(crate) fn is_wrong(run: &Run<'_>, action: ActionRef, imports: &Archives) -> bool {
    let package = run.package(action);
    let checks = run.services.checks.checks;
    let inputs = CompiledInputs {
        archives: imports.packages(),
        rewrites: None,
    };
    checks.is_some_and(|checks| {
        checks.setting != CheckSetting::Verify
            && scope::is_written(run.cx().env, package)
            && scope::exclusion(run.cx().env, package).is_none()
            && matches!(
                checks.checker.compiled(package, &inputs).finding,
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
