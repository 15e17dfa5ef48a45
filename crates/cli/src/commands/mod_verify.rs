//! `go mod verify`: compares the module cache with the hashes of the downloads.
//!
//! Counterpart: cmd/go/internal/modcmd/verify.go.

use vamos_base::golang::module::ModuleVersion;
use vamos_fetch::Event;
use vamos_fetch::Events;
use vamos_fetch::Task;
use vamos_modcmd::Verified;
use vamos_modcmd::VerifyProgress;
use vamos_modcmd::to_verify;
use vamos_modcmd::verify;
use vamos_modload::Modules;

use super::mod_graph::needs_module;
use crate::error::CliError;
use crate::invocation::Invocation;
use crate::output::Output;

/// Shows the module that is being hashed on the live line.
struct OnLiveLine<'a>(&'a Output);

impl VerifyProgress for OnLiveLine<'_> {
    fn started(&self, id: u64, module: &ModuleVersion) {
        self.0.event(Event::Started {
            id,
            task: Task::Hash,
            what: &format!("{}@{}", module.path, module.version),
            total: None,
        });
    }

    fn ended(&self, id: u64) {
        self.0.event(Event::Ended { id });
    }
}

/// Runs `go mod verify`.
pub(crate) fn run(invocation: &Invocation) -> Result<i32, CliError> {
    if !invocation.parsed.args.is_empty() {
        return Err(CliError::go("verify takes no arguments"));
    }
    let flags = invocation.load_flags()?;
    let files = invocation.files(&flags)?;
    let ctx = invocation.load_context(&flags, files);
    let modules = Modules::init(&ctx, &needs_module());
    let mut modules = modules.map_err(|error| super::load_error(invocation, error))?;
    let graph = modules.load_mod_graph("");
    let graph = graph.map_err(|error| super::load_error(invocation, error))?;
    for warning in modules.take_warnings() {
        invocation.output.log(&warning);
    }
    let code = super::tell_reported(invocation, &modules);
    let build_list = graph.build_list();
    let list: Vec<Verified> = to_verify(&build_list, |path| modules.is_main_module(path))
        .map(|m| Verified {
            module: m.clone(),
            place: modules.cached_module(m),
        })
        .collect();
    let progress = OnLiveLine(&invocation.output);
    let lines = verify(&list, &*invocation.disk, invocation.pool(), &progress);
    if lines.is_empty() {
        invocation.output.stdout("all modules verified\n");
        return Ok(code);
    }
    for line in lines {
        invocation.output.log(&line);
    }
    Ok(1)
}
