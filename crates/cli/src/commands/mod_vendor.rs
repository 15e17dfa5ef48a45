//! `go mod vendor` and `go work vendor`: copies of the packages that are needed.
//!
//! Counterpart: cmd/go/internal/modcmd/vendor.go, cmd/go/internal/workcmd/vendor.go.

use vamos_modcmd::VendorRequest;
use vamos_modcmd::vendor;
use vamos_modload::InitOptions;
use vamos_modload::Modules;

use super::mod_graph::needs_module;
use crate::error::CliError;
use crate::flags::Flag;
use crate::invocation::Invocation;

/// Runs `go mod vendor`.
pub(crate) fn run(invocation: &Invocation) -> Result<i32, CliError> {
    run_in(invocation, |in_workspace| {
        in_workspace.then_some(
            "'go mod vendor' cannot be run in workspace mode. Run 'go work vendor' to vendor the workspace or set 'GOWORK=off' to exit workspace mode.",
        )
    })
}

/// Runs `go work vendor`.
pub(crate) fn run_in_workspace(invocation: &Invocation) -> Result<i32, CliError> {
    run_in(invocation, |in_workspace| {
        (!in_workspace).then_some(
            "no go.work file found\n\t(run 'go work init' first or specify path using GOWORK environment variable)",
        )
    })
}

/// Runs the command unless `refuse` has a reason against it.
fn run_in(
    invocation: &Invocation,
    refuse: impl Fn(bool) -> Option<&'static str>,
) -> Result<i32, CliError> {
    let flags = invocation.load_flags()?;
    let files = invocation.files(&flags)?;
    let ctx = invocation.load_context(&flags, files);
    let modules = Modules::init(&ctx, &InitOptions::default());
    let modules = modules.map_err(|error| super::load_error(invocation, error))?;
    if let Some(reason) = refuse(modules.in_workspace_mode()) {
        return Err(CliError::go(reason));
    }
    let parsed = &invocation.parsed;
    if !parsed.args.is_empty() {
        return Err(CliError::go("'go mod vendor' accepts no arguments"));
    }
    let modules = Modules::init(&ctx, &needs_module());
    let mut modules = modules.map_err(|error| super::load_error(invocation, error))?;
    let request = VendorRequest {
        out: parsed.last(Flag::O).unwrap_or_default(),
        cwd: &invocation.process.cwd,
        allow_errors: parsed.is_set(Flag::E),
        verbose: parsed.is_set(Flag::V),
    };
    let report = vendor(&mut modules, request, &*invocation.disk, invocation.pool());
    ctx.dirs.save_memo();
    let report = report.map_err(|error| super::load_error(invocation, error))?;
    for warning in modules.take_warnings() {
        invocation.output.log(&warning);
    }
    super::module_files::write(invocation, modules.updates())?;
    for line in &report.lines {
        invocation.output.log(line);
    }
    Ok(i32::from(report.failed))
}
