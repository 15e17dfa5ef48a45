//! `go mod graph`: prints the module requirement graph.
//!
//! Counterpart: cmd/go/internal/modcmd/graph.go.

use vamos_load::modload::InitOptions;
use vamos_load::modload::Modules;
use vamos_load::modload::RootMode;

use crate::error::CliError;
use crate::invocation::Invocation;

/// Runs `go mod graph`.
pub(super) fn run(invocation: &Invocation) -> Result<i32, CliError> {
    if !invocation.parsed.args.is_empty() {
        return Err(CliError::go("'go mod graph' accepts no arguments"));
    }
    let flags = invocation.load_flags()?;
    let files = invocation.files(&flags)?;
    let ctx = invocation.load_context(&flags, files);
    let modules = Modules::init(&ctx, &needs_module());
    let mut modules = modules.map_err(|error| super::load_error(invocation, error))?;
    let go_version = invocation.parsed.last("go").unwrap_or_default();
    let graph = modules.load_mod_graph(go_version);
    let graph = graph.map_err(|error| super::load_error(invocation, error))?;
    for warning in modules.take_warnings() {
        invocation.output.log(&warning);
    }
    let lines = vamos_modcmd::graph_lines(&graph);
    invocation.output.stdout(&lines);
    Ok(0)
}

/// What commands ask for that are about the main module's graph.
pub(super) fn needs_module() -> InitOptions {
    InitOptions {
        root_mode: RootMode::Need,
        force_use_modules: true,
        ..InitOptions::default()
    }
}
