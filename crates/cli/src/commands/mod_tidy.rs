//! `go mod tidy`: adds missing requirements and removes unused ones.
//!
//! Counterpart: cmd/go/internal/modcmd/tidy.go.

use vamos_modcmd::TidyRequest;
use vamos_modload::InitOptions;
use vamos_modload::Modules;
use vamos_modload::TidyOptions;

use super::mod_graph::needs_module;
use crate::error::CliError;
use crate::flags::Flag;
use crate::invocation::Invocation;

/// Runs `go mod tidy`.
pub(crate) fn run(invocation: &Invocation) -> Result<i32, CliError> {
    let parsed = &invocation.parsed;
    if !parsed.args.is_empty() {
        return Err(CliError::go("'go mod tidy' accepts no arguments"));
    }
    let text = |flag| parsed.last(flag).unwrap_or_default().to_owned();
    let request = TidyRequest {
        options: TidyOptions {
            go_version: text(Flag::Go),
            compat: text(Flag::Compat),
            verbose: parsed.is_set(Flag::V),
        },
        allow_errors: parsed.is_set(Flag::E),
        diff: parsed.is_set(Flag::Diff),
    };
    let flags = invocation.load_flags()?;
    let files = invocation.files(&flags)?;
    let ctx = invocation.load_context(&flags, files);
    let options = InitOptions {
        use_workspace: false,
        missing_go_version: request.options.go_version.clone(),
        ..needs_module()
    };
    let modules = Modules::init(&ctx, &options);
    let mut modules = modules.map_err(|error| super::load_error(invocation, error))?;
    let diffs = vamos_modcmd::tidy(&mut modules, &request);
    ctx.dirs.save_memo();
    let diffs = match diffs {
        Ok(diffs) => diffs,
        Err(error) => {
            super::module_files::write(invocation, modules.updates())?;
            return Err(super::switch_or_load_error(invocation, error));
        }
    };
    for warning in modules.take_warnings() {
        invocation.output.log(&warning);
    }
    for diff in &diffs {
        invocation.output.stdout_bytes(diff);
        invocation.output.stdout("\n");
    }
    super::module_files::write(invocation, modules.updates())?;
    Ok(i32::from(!diffs.is_empty()))
}
