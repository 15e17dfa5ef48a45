//! `version`: prints the release, or the build information of Go binaries.
//!
//! Counterpart: cmd/go/internal/version/version.go.

use vamos_build::binaries::Scan;
use vamos_fsys::uncached;
use vamos_goenv::GoEnv;
use vamos_goenv::goflags;
use vamos_goenv::host;
use vamos_objfile::build_info::Fallback;

use crate::Hooks;
use crate::error::CliError;
use crate::flags::Flag;
use crate::invocation::Invocation;

/// Runs the command.
pub(crate) fn run(ctx: &Invocation) -> Result<i32, CliError> {
    if ctx.parsed.args.is_empty() {
        return own_version(ctx);
    }
    let json = ctx.parsed.is_set(Flag::Json);
    let print = |text: &str| {
        if json {
            ctx.print_json(text.as_bytes());
        } else {
            ctx.output.stdout(text);
        }
    };
    let scan = Scan {
        files: &*ctx.disk,
        fallback: if ctx.env.sdk.release.needs_build_info_section() {
            Fallback::Nothing
        } else {
            Fallback::Segment
        },
        print: &print,
        log: &|line| ctx.output.log(line),
        modules: ctx.parsed.is_set(Flag::M),
        json,
        verbose: ctx.parsed.is_set(Flag::V),
    };
    if scan.json && !scan.modules {
        ctx.output
            .log("go: 'go version' with -json flag requires -m flag");
        return Ok(2);
    }
    let mut code = 0;
    for arg in &ctx.parsed.args {
        match uncached::stat(arg) {
            Err(error) => {
                ctx.output.log(&error.to_string());
                code = 1;
            }
            Ok(meta) if meta.is_dir() => scan.root(arg),
            Ok(meta) => {
                if !scan.file(arg, &meta, true) && scan.modules {
                    code = 1;
                }
            }
        }
    }
    Ok(code)
}

/// Prints the release. Flags for files are refused, unless they come from GOFLAGS.
fn own_version(ctx: &Invocation) -> Result<i32, CliError> {
    for flag in [Flag::M, Flag::V, Flag::Json] {
        if ctx.parsed.is_set(flag) && !goflags::sets(&ctx.env, flag.name()) {
            ctx.output.log(&format!(
                "go: 'go version' only accepts -{flag} flag with arguments"
            ));
            return Ok(2);
        }
    }
    ctx.output
        .stdout(&format!("{}\n", line(&ctx.env, ctx.process.hooks)));
    Ok(0)
}

/// Returns the line that describes the release.
pub(super) fn line(env: &GoEnv, hooks: Hooks) -> String {
    let mut version = env.cmd_var("GOVERSION").to_owned();
    if hooks == Hooks::Upstream
        && let Some(set) = env.os().get_set("TESTGO_VERSION")
    {
        version = format!("{set} (TESTGO_VERSION)");
    }
    format!("go version {version} {}/{}", host::GOOS, host::GOARCH)
}
