//! `go mod why`: explains why packages or modules are needed.
//!
//! Counterpart: cmd/go/internal/modcmd/why.go.

use vamos_modcmd::WhyRequest;
use vamos_modload::InitOptions;
use vamos_modload::Modules;

use super::mod_graph::needs_module;
use crate::error::CliError;
use crate::flags::Flag;
use crate::invocation::Invocation;

/// Runs `go mod why`.
pub(crate) fn run(invocation: &Invocation) -> Result<i32, CliError> {
    let flags = invocation.load_flags()?;
    let files = invocation.files(&flags)?;
    let ctx = invocation.load_context(&flags, files);
    let options = InitOptions {
        explicit_write: true,
        ..needs_module()
    };
    let modules = Modules::init(&ctx, &options);
    let mut modules = modules.map_err(|error| super::load_error(invocation, error))?;
    let parsed = &invocation.parsed;
    let request = WhyRequest {
        args: &parsed.args,
        modules: parsed.is_set(Flag::M),
        vendor: parsed.is_set(Flag::Vendor),
    };
    let text = vamos_modcmd::why(&mut modules, request);
    ctx.dirs.save_memo();
    let text = text.map_err(|error| super::load_error(invocation, error))?;
    for warning in modules.take_warnings() {
        invocation.output.log(&warning);
    }
    invocation.output.stdout(&text);
    Ok(0)
}
