//! `doctor`: checks the needs of builds and downloads, and proposes a repair for each problem.
//!
//! Nothing is changed; files that are written to try a directory are removed again. No secret
//! is read for output.
//! Counterpart: none.

mod finding;
mod installed;
mod limits;
mod network;
mod platform;
mod sdk;
mod speed;
mod storage;
mod worktree;

use vamos_fetch::Config;
use vamos_fetch::Parts;
use vamos_fetch::Probe;

use crate::error::CliError;
use crate::flags::Flag;
use crate::invocation::Invocation;

/// Runs `vamos doctor`; the exit code is 1 if there is a problem.
pub(crate) fn run(invocation: &Invocation) -> Result<i32, CliError> {
    if !invocation.parsed.args.is_empty() {
        return Err(CliError::usage("doctor takes no arguments"));
    }
    let flags = invocation.load_flags()?;
    let config = Config::new(&invocation.env, &flags, invocation.pool().clone());
    let parts = Parts {
        events: invocation.output.clone(),
        cancel: invocation.cancel.clone(),
        executor: invocation.executor.clone(),
    };
    let probe = Probe::new(&config, parts);
    let mut findings = sdk::check(invocation);
    findings.extend(installed::check(invocation));
    findings.extend(network::check(&config, &probe));
    findings.extend(storage::check(&invocation.env));
    findings.extend(storage::settings(invocation));
    findings.extend(worktree::check(invocation));
    findings.extend(limits::check());
    findings.push(platform::check());
    let text = match invocation.parsed.is_set(Flag::Json) {
        true => finding::as_json(&findings),
        false => finding::as_text(&findings),
    };
    invocation.output.report(&text)?;
    Ok(i32::from(findings.iter().any(finding::Finding::is_problem)))
}
