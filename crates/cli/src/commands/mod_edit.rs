//! `go mod edit`: changes go.mod from scripts.
//!
//! Counterpart: cmd/go/internal/modcmd/edit.go.

use vamos_base::golang::path::short_path;
use vamos_modcmd::EditError;
use vamos_modcmd::EditFlag;
use vamos_modcmd::EditRequest;
use vamos_modcmd::Edited;
use vamos_modload::InitOptions;
use vamos_modload::LoadContext;
use vamos_modload::Modules;

use crate::error::CliError;
use crate::flags::Flag;
use crate::invocation::Invocation;

/// Runs `go mod edit`.
pub(crate) fn run(invocation: &Invocation) -> Result<i32, CliError> {
    let request = request(invocation)?;
    request.check().map_err(edit_error)?;
    let file = match &invocation.parsed.args[..] {
        [] => main_go_mod(invocation)?,
        [file] => file.clone(),
        _ => return Err(edit_error(EditError::TooManyArguments)),
    };
    let shorten = |name: &str| short_path(&invocation.process.cwd, name);
    let gomodcache = &invocation.env.dirs.gomodcache;
    match vamos_modcmd::edit(&request, &file, gomodcache, &shorten).map_err(edit_error)? {
        Edited::Show(bytes) if request.json => invocation.print_json(&bytes),
        Edited::Show(bytes) => invocation.output.stdout_bytes(&bytes),
        Edited::Written => {}
    }
    Ok(0)
}

/// Makes the request from the flags.
fn request(invocation: &Invocation) -> Result<EditRequest, CliError> {
    let parsed = &invocation.parsed;
    let text = |name| parsed.last(name).unwrap_or_default().to_owned();
    let edits = parsed.flags.iter();
    let edits = edits.filter_map(|typed| EditFlag::parse(typed.flag.name(), &typed.value));
    Ok(EditRequest {
        module: text(Flag::Module),
        go: text(Flag::Go),
        toolchain: text(Flag::Toolchain),
        json: parsed.is_set(Flag::Json),
        print: parsed.is_set(Flag::Print),
        fmt: parsed.is_set(Flag::Fmt),
        edits: edits.collect::<Result<_, _>>().map_err(edit_error)?,
        release: invocation.env.sdk.release,
        local_go: invocation.env.sdk.local.version.clone(),
    })
}

/// Finds the main module's go.mod, or the file of -modfile; workspaces are ignored
/// (`ModFilePath`).
fn main_go_mod(invocation: &Invocation) -> Result<String, CliError> {
    let flags = invocation.load_flags()?;
    let files = invocation.files(&flags)?;
    let ctx: LoadContext<'_> = invocation.load_context(&flags, files);
    let options = InitOptions {
        use_workspace: false,
        ..InitOptions::default()
    };
    let modules = Modules::init(&ctx, &options);
    let modules = modules.map_err(|error| super::load_error(invocation, error))?;
    let found = modules.mod_file_path();
    for warning in modules.take_warnings() {
        invocation.output.log(&warning);
    }
    found.map_err(|error| super::load_error(invocation, error))
}

fn edit_error(error: EditError) -> CliError {
    match error.is_prefixed() {
        true => CliError::go(error),
        false => CliError::Fatal(error.to_string()),
    }
}
