//! `go get`: changes the requirements of the main module.
//!
//! Counterpart: cmd/go/internal/modget/get.go.

use vamos_modcmd::GetError;
use vamos_modcmd::GetRequest;
use vamos_modcmd::GetSink;
use vamos_modload::InitOptions;
use vamos_modload::LoadError;
use vamos_modload::ModuleUpdate;
use vamos_modload::Modules;

use crate::error::CliError;
use crate::flags::Flag;
use crate::invocation::Invocation;

/// Runs `go get`.
pub(crate) fn run(invocation: &Invocation) -> Result<i32, CliError> {
    if let Some(code) = answer_with_servers(invocation) {
        return Ok(code);
    }
    let upgrade = check_flags(invocation)?;
    let flags = invocation.load_flags()?;
    let files = invocation.files(&flags)?;
    let ctx = invocation.load_context(&flags, files);
    let options = InitOptions {
        force_use_modules: true,
        allow_missing_module_imports: true,
        use_workspace: false,
        explicit_write: true,
        ..InitOptions::default()
    };
    let modules = Modules::init(&ctx, &options);
    let modules = modules.map_err(|error| super::load_error(invocation, error))?;
    for warning in modules.take_warnings() {
        invocation.output.log(&warning);
    }
    if !modules.has_mod_root() {
        return Err(no_module(invocation));
    }
    let parsed = &invocation.parsed;
    let request = GetRequest {
        args: &parsed.args,
        upgrade,
        tests: parsed.is_set(Flag::T),
        tool: parsed.is_set(Flag::Tool),
        verbose: parsed.is_set(Flag::V),
    };
    let ended = vamos_modcmd::get(&ctx, modules, request, &mut Sink(invocation));
    ctx.dirs.save_memo();
    match ended {
        Ok(()) => Ok(0),
        Err(GetError::Printed) => Ok(1),
        Err(error @ (GetError::Tool { .. } | GetError::Write(_))) => Err(CliError::go(error)),
        Err(GetError::Load(error)) => Err(super::switch_or_load_error(invocation, error)),
    }
}

/// Answers the command by its run record, if servers give the same answers as in its last run.
fn answer_with_servers(invocation: &Invocation) -> Option<i32> {
    invocation
        .recorder
        .answer_with(&invocation.process, |urls| {
            // Invalid flags are reported when they are parsed again.
            let Ok(flags) = invocation.load_flags() else {
                return Vec::new();
            };
            let fetcher = invocation.fetcher(&flags);
            fetcher.web().ask_ahead(urls, invocation.pool())
        })
}

/// Checks flags that are no more; returns the value of `-u`, empty without it.
fn check_flags(invocation: &Invocation) -> Result<&str, CliError> {
    let parsed = &invocation.parsed;
    let upgrade = match parsed.last(Flag::U) {
        None | Some("false") => "",
        Some("true") => "upgrade",
        Some(version) => version,
    };
    if !matches!(upgrade, "" | "upgrade" | "patch") {
        return Err(CliError::go(format!("unknown upgrade flag -u={upgrade}")));
    }
    let say = |line: &str| invocation.output.log(line);
    if parsed.last(Flag::D).is_some() {
        if !parsed.is_set(Flag::D) {
            return Err(CliError::go("-d flag may not be set to false"));
        }
        say("go: -d flag is deprecated. -d=true is a no-op");
    }
    if parsed.is_set(Flag::F) {
        say("go: -f flag is a no-op");
    }
    if parsed.is_set(Flag::Fix) {
        say("go: -fix flag is a no-op");
    }
    if parsed.is_set(Flag::M) {
        return Err(CliError::go("-m flag is no longer supported"));
    }
    if parsed.is_set(Flag::Insecure) {
        return Err(CliError::go(
            "-insecure flag is no longer supported; use GOINSECURE instead",
        ));
    }
    Ok(upgrade)
}

fn no_module(invocation: &Invocation) -> CliError {
    let site = match invocation.env.sdk.release.names_go_dev_in_get() {
        true => "go.dev",
        false => "golang.org",
    };
    CliError::go(format!(
        "go.mod file not found in current directory or any parent directory.\n\t'go get' is no longer supported outside a module.\n\tTo build and install a command, use 'go install' with a version,\n\tlike 'go install example.com/cmd@latest'\n\tFor more information, see https://{site}/doc/go-get-install-deprecation\n\tor run 'go help get' or 'go help install'."
    ))
}

/// Prints results while versions are queried.
struct Sink<'a>(&'a Invocation);

impl GetSink for Sink<'_> {
    fn say(&mut self, line: &str) {
        self.0.output.log(line);
    }

    fn switch(&mut self, error: &LoadError) -> bool {
        super::switch(self.0, error)
    }

    fn write(&mut self, updates: &[ModuleUpdate]) -> Result<(), GetError> {
        let written = vamos_modcmd::commit(&self.0.env.dirs.gomodcache, updates);
        written.map_err(GetError::Write)
    }
}
