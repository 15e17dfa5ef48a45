//! `completion`: prints the script that makes a shell complete command lines of vamos.
//!
//! The scripts are short. They run `vamos completion words`, which knows the flags, so that a shell
//! always offers the words that the installed vamos accepts.
//! Counterpart: none.

mod candidates;
pub(super) mod names;
mod scripts;
pub(super) mod test_names;

use scripts::SHELLS;
use scripts::shells;

use std::sync::Arc;

use vamos_fsys::Disk;

use crate::error::CliError;
use crate::flags::Parsed;
use crate::output::Output;
use crate::process::Process;
use crate::wiring;
use candidates::Context;
use candidates::complete;
use names::Known;

/// The argument by which the scripts ask for candidates. The word at the cursor, after `=`,
/// and the words before it follow.
const WORDS: &str = "words";

/// Searches for the SDK; without one its names are not completed.
fn sdk(process: &Process, disk: &Arc<Disk>) -> Option<Known> {
    let env = vamos_goenv::resolve(&wiring::inputs(process, disk)).ok()?;
    let variables = env.vars.listed.iter().map(|variable| variable.name.clone());
    let of_modules = ["GOMOD", "GOWORK"].map(str::to_owned);
    Some(Known {
        variables: variables.chain(of_modules).collect(),
        goroot: env.sdk.goroot,
        tool_dir: env.sdk.tool_dir,
    })
}

/// Runs `vamos completion`.
pub(super) fn run(process: &Process, parsed: &Parsed, output: &Output) -> Result<i32, CliError> {
    let args: Vec<&str> = parsed.args.iter().map(String::as_str).collect();
    if let [WORDS, current, before @ ..] = &*args {
        let current = current.strip_prefix('=').unwrap_or(current);
        let disk = Arc::new(Disk::new());
        let place = Context {
            dir: &process.cwd,
            files: &*disk,
            sdk: &|| sdk(process, &disk),
        };
        output.stdout(&complete(before, current, place).to_string());
        return Ok(0);
    }
    let (shell, name) = match &*args {
        [shell] => (*shell, "vamos"),
        [shell, name] => (*shell, *name),
        _ => return Err(CliError::usage("completion needs the name of a shell")),
    };
    let Some((_, script)) = SHELLS.iter().find(|(own, _)| *own == shell) else {
        let known: Vec<&str> = shells().collect();
        let known = known.join(", ");
        return Err(CliError::usage(format!(
            "unknown shell {shell}: want one of {known}"
        )));
    };
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    if name.is_empty() || !name.bytes().all(is_part) {
        return Err(CliError::usage(format!(
            "{name} is not the name of a program"
        )));
    }
    output.stdout(&script.replace("@NAME@", name));
    Ok(0)
}
