//! `go tool`: addr2line, asm, buildid, link, nm, objdump and pack are part of vamos, asm and link
//! as far as `VAMOS_ASM` and `VAMOS_LINK` allow and the tool in this process implements the
//! arguments. The SDK's other tools, and the tools that modules declare, run as children. They are
//! built first if there is no executable.
//!
//! Counterpart: cmd/go/internal/tool/tool.go, cmd/go/internal/base/tool.go.

mod asm;
mod built;
mod dist;
mod link;
mod module;
mod sources;

use vamos_base::golang::quote;
use vamos_fsys::uncached;
use vamos_goenv::tool_id::find_tool;
use vamos_tools::builtin;
use vamos_tools::builtin::Streams;

use crate::error::CliError;
use crate::flags::Flag;
use crate::invocation::Invocation;
pub(super) use sources::ProgramSteps;
use sources::Tool;

/// Runs `go tool`.
pub(crate) fn run(invocation: &Invocation) -> Result<i32, CliError> {
    let args = &invocation.parsed.args;
    let only_prints = invocation.parsed.is_set(Flag::N);
    let Some(name) = args.first() else {
        return module::list(invocation);
    };
    let env = &invocation.env;
    // Before Go 1.27 an empty name was valid: it named the directory of tools, which cannot be
    // run.
    let is_name = !name.is_empty() || !env.sdk.release.refuses_empty_tool_names();
    let is_of_tool = |c| matches!(c, b'a'..=b'z' | b'0'..=b'9' | b'_');
    let is_valid = is_name && name.bytes().all(is_of_tool);
    let path = format!("{}/{name}{}", env.sdk.tool_dir, env.sdk.tool_exe_suffix);
    let is_installed = is_valid && uncached::stat(&path).is_ok();
    let is_missing = is_valid && !is_installed;
    let of_sdk = is_missing
        .then(|| sources::find(invocation, name))
        .flatten();
    // An installed tool may be another one than vamos implements.
    let is_ours = match is_installed {
        true => matches!(name.as_str(), "asm" | "link"),
        false => of_sdk.is_some() && find_tool(&env.sdk, "compile").is_ok(),
    };
    if !only_prints
        && is_ours
        && let Some(code) = run_builtin(invocation, name, &path)
    {
        return Ok(code);
    }
    if is_installed {
        let environment = env.vars.tools.clone();
        return built::run(invocation, name, vec![path], environment, only_prints);
    }
    if name == "dist"
        && args.get(1).is_some_and(|arg| arg == "list")
        && let Some(code) = dist::list(invocation, &args[2..])
    {
        return Ok(code);
    }
    let import_path = match of_sdk {
        Some(import_path) => {
            return sources::run(invocation, name, &Tool::OfSdk(import_path.into_string()));
        }
        None => module::find(invocation, name)?,
    };
    if let Some(import_path) = import_path {
        return sources::run(invocation, name, &Tool::OfModule(import_path.into_string()));
    }
    let line = format!("go: no such tool {}", quote::quote(name));
    invocation.output.log(&line);
    Ok(2)
}

/// Runs a tool that vamos implements, for an SDK that has it or can build it; returns the exit
/// code. `None` if there is no such tool, or it leaves the arguments to the SDK's tool.
fn run_builtin(invocation: &Invocation, name: &str, path: &str) -> Option<i32> {
    let args = &invocation.parsed.args[1..];
    let release = invocation.env.sdk.release;
    let streams = Streams {
        stdout: &|bytes| invocation.output.tool_stdout(name, bytes),
        stderr: &|text| invocation.output.stderr(text),
    };
    match name {
        "addr2line" => {
            let mut stdin = std::io::stdin().lock();
            builtin::addr2line(args, release, &mut stdin, &streams)
        }
        "asm" => asm::run(invocation),
        "buildid" => Some(builtin::buildid(args, &streams)),
        "link" => link::run(invocation, path),
        "nm" => builtin::nm(args, release, &streams),
        "objdump" => {
            let env = &invocation.env.vars.tools;
            builtin::objdump(args, release, env, invocation.pool(), &streams)
        }
        "pack" => {
            let env = &invocation.process.env;
            let tz = env.iter().find(|(name, _)| name == "TZ");
            let tz = tz.map(|(_, value)| value.as_str());
            let goroot = &invocation.env.sdk.goroot;
            builtin::pack(args, release, goroot, tz, &streams)
        }
        _ => None,
    }
}
