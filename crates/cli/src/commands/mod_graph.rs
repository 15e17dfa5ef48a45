//! `go mod graph`: prints the module requirement graph.
//!
//! Counterpart: cmd/go/internal/modcmd/graph.go.

use std::cmp::Ordering;

use vamos_base::golang::gover;
use vamos_base::golang::gover::TooNewError;
use vamos_modfile::ModuleError;
use vamos_modload::InitOptions;
use vamos_modload::LoadError;
use vamos_modload::Modules;
use vamos_modload::RootMode;

use crate::error::CliError;
use crate::flags::Flag;
use crate::invocation::Invocation;

/// Runs `go mod graph`.
pub(crate) fn run(invocation: &Invocation) -> Result<i32, CliError> {
    if !invocation.parsed.args.is_empty() {
        return Err(CliError::go("'go mod graph' accepts no arguments"));
    }
    let go_version = invocation.parsed.last(Flag::Go).unwrap_or_default();
    check_flag(invocation, go_version)?;
    let flags = invocation.load_flags()?;
    let files = invocation.files(&flags)?;
    let ctx = invocation.load_context(&flags, files);
    let modules = Modules::init(&ctx, &needs_module());
    let mut modules = modules.map_err(|error| super::load_error(invocation, error))?;
    let graph = modules.load_mod_graph(go_version);
    let graph = graph.map_err(|error| super::load_error(invocation, error))?;
    for warning in modules.take_warnings() {
        invocation.output.log(&warning);
    }
    let code = super::tell_reported(invocation, &modules);
    let lines = vamos_modcmd::graph_lines(&graph);
    invocation.output.stdout(&lines);
    Ok(code)
}

/// Fails for a version newer than the local Go, whose rules for the graph are not known.
fn check_flag(invocation: &Invocation, go_version: &str) -> Result<(), CliError> {
    let local = &invocation.env.sdk.local;
    if gover::compare(&local.version, go_version) != Ordering::Less {
        return Ok(());
    }
    let need = TooNewError::new("-go flag".to_owned(), go_version, "", local);
    let error = LoadError::from(ModuleError::from(need));
    Err(super::switch_or_load_error(invocation, error))
}

/// The options of commands that read the main module's graph.
pub(super) fn needs_module() -> InitOptions {
    InitOptions {
        root_mode: RootMode::Need,
        force_use_modules: true,
        ..InitOptions::default()
    }
}
