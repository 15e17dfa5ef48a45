//! The tools that main modules declare.
//!
//! Counterpart: cmd/go/internal/tool/tool.go (`loadModTool`, `listTools`).

use vamos_base::golang::names::ImportPath;
use vamos_base::golang::quote;
use vamos_fsys::uncached;
use vamos_load::Package;
use vamos_load::PackageFacts;
use vamos_modload::InitOptions;
use vamos_modload::Modules;

use crate::commands::load_error;
use crate::error::CliError;
use crate::invocation::Invocation;

/// Tools that main modules declare.
struct Declared {
    /// Import paths, sorted.
    tools: Vec<ImportPath>,
    /// Warnings from reading the modules.
    warnings: Vec<String>,
}

/// Returns the import path of the one tool of this path or name.
pub(super) fn find(invocation: &Invocation, name: &str) -> Result<Option<ImportPath>, CliError> {
    let Declared { tools, warnings } = declared(invocation)?;
    let is_meant = |tool: &ImportPath| *tool == name || default_name(tool) == name;
    let mut tools: Vec<ImportPath> = tools.into_iter().filter(is_meant).collect();
    if tools.len() == 1 {
        // Loading it reads the modules again, with the same warnings.
        return Ok(tools.pop());
    }
    print_warnings(invocation, &warnings);
    if tools.is_empty() {
        return Ok(None);
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

/// Prints all tools: first the tools in the SDK's directory, then the tools of modules.
pub(super) fn list(invocation: &Invocation) -> Result<i32, CliError> {
    let (env, output) = (&invocation.env, &invocation.output);
    let declared = declared(invocation);
    if let Err(error @ CliError::Unimplemented(_)) = declared {
        return Err(error);
    }
    let mut names = match uncached::names(&env.sdk.tool_dir) {
        Ok(names) => names,
        Err(error) => {
            output.log(&format!("go: no tool directory: {error}"));
            return Ok(2);
        }
    };
    names.sort_unstable();
    for name in &mut names {
        *name = name.to_lowercase();
        if let Some(stem) = name.strip_suffix(env.sdk.tool_exe_suffix.as_str()) {
            *name = stem.to_owned();
        }
        output.stdout(&format!("{name}\n"));
    }
    let Declared { tools, warnings } = declared?;
    print_warnings(invocation, &warnings);
    let shorts: Vec<String> = tools.iter().map(default_name).collect();
    // A name of two tools identifies neither.
    let is_unique = |short: &String| {
        let same = shorts.iter().chain(&names).filter(|name| *name == short);
        same.count() == 1
    };
    let shows_short = env.sdk.release.lists_short_tool_names();
    for (tool, short) in tools.iter().zip(&shorts) {
        match shows_short && is_unique(short) {
            true => output.stdout(&format!("{short} ({tool})\n")),
            false => output.stdout(&format!("{tool}\n")),
        }
    }
    Ok(0)
}

fn declared(invocation: &Invocation) -> Result<Declared, CliError> {
    let flags = invocation.load_flags()?;
    let ctx = invocation.load_context(&flags, invocation.files(&flags)?);
    let fail = |error| load_error(invocation, error);
    let mut modules = Modules::init(&ctx, &InitOptions::default()).map_err(fail)?;
    modules.load_mod_file().map_err(fail)?;
    Ok(Declared {
        tools: modules.tools().map(ImportPath::from).collect(),
        warnings: modules.take_warnings(),
    })
}

fn print_warnings(invocation: &Invocation, warnings: &[String]) {
    for warning in warnings {
        invocation.output.log(warning);
    }
}

/// Returns the name of a package's executable.
fn default_name(import_path: &ImportPath) -> String {
    let package = Package::from(PackageFacts {
        import_path: import_path.clone(),
        ..PackageFacts::default()
    });
    package.default_exec_name()
}
