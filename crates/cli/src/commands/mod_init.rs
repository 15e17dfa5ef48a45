//! `go mod init`: begins a module in the working directory.
//!
//! Counterpart: cmd/go/internal/modcmd/init.go.

use vamos_base::golang::path;
use vamos_modcmd::InitRequest;
use vamos_modcmd::looks_empty;
use vamos_modcmd::plan_init;
use vamos_modload::InitOptions;
use vamos_modload::Modules;

use crate::error::CliError;
use crate::invocation::Invocation;

/// Runs `go mod init`.
pub(crate) fn run(invocation: &Invocation) -> Result<i32, CliError> {
    let module_path = match &invocation.parsed.args[..] {
        [] => "",
        [path] => path,
        _ => {
            return Err(CliError::go("'go mod init' accepts at most one argument"));
        }
    };
    let flags = invocation.load_flags()?;
    let files = invocation.files(&flags)?;
    let ctx = invocation.load_context(&flags, files);
    let (env, cwd) = (&invocation.env, invocation.process.cwd.as_str());
    let options = InitOptions {
        force_use_modules: true,
        use_workspace: false,
        mod_root: Some(cwd.to_owned()),
        ..InitOptions::default()
    };
    let modules = Modules::init(&ctx, &options);
    let modules = modules.map_err(|error| super::load_error(invocation, error))?;
    for warning in modules.take_warnings() {
        invocation.output.log(&warning);
    }
    let file = match flags.modules.modfile.as_str() {
        "" => path::join(&[cwd, "go.mod"]),
        file => file.to_owned(),
    };
    let new = plan_init(&InitRequest {
        path: module_path,
        dir: cwd,
        file: &file,
        gopath: &env.dirs.gopath,
        gomodcache: &env.dirs.gomodcache,
        local_go: &env.sdk.local.version,
        release: env.sdk.release,
        files: &*ctx.files,
        disk: &*invocation.disk,
    });
    let new = new.map_err(CliError::go)?;
    let place = match flags.modules.modfile.is_empty() || !env.sdk.release.names_modfile_in_init() {
        true => String::new(),
        false => format!(" (using -modfile path {})", path::short_path(cwd, &file)),
    };
    invocation.output.log(&format!(
        "go: creating new go.mod{place}: module {}",
        new.path
    ));
    new.write().map_err(CliError::go)?;
    if !looks_empty(&*invocation.disk, cwd) {
        invocation
            .output
            .log("go: to add module requirements and sums:\n\tgo mod tidy");
    }
    Ok(0)
}
