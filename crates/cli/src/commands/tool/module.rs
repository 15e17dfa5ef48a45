//! The tools that main modules declare.
//!
//! Counterpart: cmd/go/internal/tool/tool.go (`loadModTool`, `listTools`).

use std::collections::HashSet;

use vamos_base::golang::quote;
use vamos_fsys::fresh;
use vamos_goenv::Release;
use vamos_load::Package;
use vamos_load::modload::InitOptions;
use vamos_load::modload::Modules;

use crate::commands::load_error;
use crate::error::CliError;
use crate::invocation::Invocation;

/// Returns the import path of the one tool of this path or name.
pub(super) fn find(invocation: &Invocation, name: &str) -> Result<Option<String>, CliError> {
    let mut tools = declared(invocation)?;
    tools.retain(|tool| tool == name || default_name(tool) == name);
    if tools.len() < 2 {
        return Ok(tools.pop());
    }
    let mut text = format!(
        "tool {} is ambiguous; choose one of:\n\t",
        quote::quote(name)
    );
    for tool in tools {
        text.push_str(&tool);
        text.push_str("\n\t");
    }
    Err(CliError::go(text))
}

/// Prints the tools there are: those in the SDK's directory, then those of modules.
pub(super) fn list(invocation: &Invocation) -> Result<i32, CliError> {
    let (env, output) = (&invocation.env, &invocation.output);
    let tools = declared(invocation);
    if let Err(error @ CliError::NotBuilt(_)) = tools {
        return Err(error);
    }
    let mut names = match fresh::names(&env.tool_dir) {
        Ok(names) => names,
        Err(error) => {
            output.log(&format!("go: no tool directory: {error}"));
            return Ok(2);
        }
    };
    names.sort_unstable();
    for name in &mut names {
        *name = name.to_lowercase();
        if let Some(stem) = name.strip_suffix(env.tool_exe_suffix.as_str()) {
            *name = stem.to_owned();
        }
        output.stdout(&format!("{name}\n"));
    }
    let tools = tools?;
    // What two have in common names neither.
    let mut ambiguous: HashSet<String> = names.into_iter().collect();
    let mut seen = HashSet::new();
    for tool in &tools {
        let short = default_name(tool);
        if !seen.insert(short.clone()) {
            ambiguous.insert(short);
        }
    }
    let shows_short = env.release >= Release::GO1_27;
    for tool in &tools {
        let short = default_name(tool);
        match shows_short && !ambiguous.contains(&short) {
            true => output.stdout(&format!("{short} ({tool})\n")),
            false => output.stdout(&format!("{tool}\n")),
        }
    }
    Ok(0)
}

/// Returns the tools of the main modules, sorted.
fn declared(invocation: &Invocation) -> Result<Vec<String>, CliError> {
    let flags = invocation.load_flags()?;
    let ctx = invocation.load_context(&flags, invocation.files(&flags)?);
    let fail = |error| load_error(invocation, error);
    let mut modules = Modules::init(&ctx, &InitOptions::default()).map_err(fail)?;
    modules.load_mod_file().map_err(fail)?;
    for warning in modules.take_warnings() {
        invocation.output.log(&warning);
    }
    Ok(modules.tools().map(str::to_owned).collect())
}

/// Returns what a package's executable is called.
fn default_name(import_path: &str) -> String {
    let package = Package {
        import_path: import_path.to_owned(),
        ..Package::default()
    };
    package.default_exec_name()
}
