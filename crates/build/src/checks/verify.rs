//! Compares the findings of checks with the compiler's output (`VAMOS_CHECK=verify`).
//!
//! Counterpart: none.

use vamos_base::golang::os_str;

use super::Finding;
use super::ahead;
use super::scope;
use crate::action::ActionRef;
use crate::error::BuildError;
use crate::error::VerifyError;
use crate::run::Run;
use crate::shell::ToolEnd;

/// Parts of messages of the compiler's later phases, which no checker of types finds.
const LATER: [&str; 14] = [
    " escapes to heap, not allowed in runtime",
    " larger than address space",
    ": cannot embed ",
    ": invalid pattern syntax",
    ": no matching files found",
    "build system did not map pattern",
    "build system did not supply embed configuration",
    "can't be allocated in Go; it is incomplete (or unallocatable)",
    "channel element type too large",
    "defined in both Go and assembly",
    "go:embed cannot apply to var of type",
    "stack frame too large",
    "too large for the compiler",
    "type too large",
];

/// Returns the findings of all ways of checking a package, given the finding of the first way.
pub(super) fn findings(run: &Run<'_>, action: ActionRef, first: Finding) -> Vec<Finding> {
    let mut findings = vec![first];
    if let Some(ahead) = &run.ahead
        && scope::is_written(run.cx().env, run.package(action))
    {
        let cancel = &run.cx().cancel;
        let check = || ahead::check(run, action, &**ahead, cancel);
        findings.extend(vamos_sched::on_large_stack(check));
    }
    findings
}

/// Compares findings with the compiler's output and end.
pub(super) fn compare(
    run: &Run<'_>,
    action: ActionRef,
    findings: &[Finding],
    end: &ToolEnd,
) -> Result<(), BuildError> {
    let (text, error) = (os_str::decode(&end.output), &end.error);
    let is_later = || LATER.iter().any(|part| text.contains(part));
    for found in findings {
        let ours = match found {
            Finding::Unknown(_) => continue,
            Finding::Correct if error.is_none() || is_later() => continue,
            Finding::Correct => "",
            Finding::Wrong(ours) if error.is_some() && *ours == text => continue,
            Finding::Wrong(ours) => ours.as_str(),
        };
        return Err(BuildError::Verify(VerifyError::Check {
            package: run.package(action).import_path.clone(),
            ours: ours.to_owned(),
            theirs: text,
        }));
    }
    Ok(())
}
