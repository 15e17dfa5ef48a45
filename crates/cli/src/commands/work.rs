//! `go work edit`, `go work init`, `go work sync` and `go work use`: change go.work.
//!
//! Counterpart: cmd/go/internal/workcmd/{edit,init,sync,use}.go.

use vamos_modcmd::Edited;
use vamos_modcmd::SyncError;
use vamos_modcmd::UseRequest;
use vamos_modcmd::WorkEditFlag;
use vamos_modcmd::WorkEditRequest;
use vamos_modcmd::WorkError;
use vamos_modcmd::edit_work;
use vamos_modcmd::find_work_file;
use vamos_modcmd::init_work;
use vamos_modcmd::sync_work;
use vamos_modcmd::use_dirs;
use vamos_modfile::GoWork;
use vamos_modload::InitOptions;
use vamos_modload::LoadContext;
use vamos_modload::LoadError;
use vamos_modload::Modules;
use vamos_modload::read_go_work;

use crate::error::CliError;
use crate::flags::Flag;
use crate::invocation::Invocation;

/// Runs `go work edit`.
pub(crate) fn run_edit(invocation: &Invocation) -> Result<i32, CliError> {
    let parsed = &invocation.parsed;
    let text = |name| parsed.last(name).unwrap_or_default().to_owned();
    let edits = parsed.flags.iter();
    let edits = edits.filter_map(|typed| WorkEditFlag::parse(typed.flag.name(), &typed.value));
    let request = WorkEditRequest {
        go: text(Flag::Go),
        toolchain: text(Flag::Toolchain),
        json: parsed.is_set(Flag::Json),
        print: parsed.is_set(Flag::Print),
        fmt: parsed.is_set(Flag::Fmt),
        edits: edits.collect::<Result<_, _>>().map_err(CliError::go)?,
        args: parsed.args.clone(),
    };
    let flags = invocation.load_flags()?;
    let files = invocation.files(&flags)?;
    let ctx = invocation.load_context(&flags, files);
    match edit_work(&ctx, &request).map_err(|error| work_error(invocation, error))? {
        Edited::Show(bytes) if request.json => invocation.print_json(&bytes),
        Edited::Show(bytes) => invocation.output.stdout_bytes(&bytes),
        Edited::Written => {}
    }
    Ok(0)
}

/// Runs `go work init`.
pub(crate) fn run_init(invocation: &Invocation) -> Result<i32, CliError> {
    let flags = invocation.load_flags()?;
    let files = invocation.files(&flags)?;
    let ctx = invocation.load_context(&flags, files);
    let made = init_work(&ctx);
    let (file, mut work) = made.map_err(|error| work_error(invocation, error))?;
    use_arguments(invocation, &ctx, &file, &mut work)
}

/// Runs `go work sync`; arguments do not matter.
pub(crate) fn run_sync(invocation: &Invocation) -> Result<i32, CliError> {
    let flags = invocation.load_flags()?;
    let files = invocation.files(&flags)?;
    let ctx = invocation.load_context(&flags, files);
    find_work_file(&ctx).map_err(|error| work_error(invocation, error))?;
    let options = InitOptions {
        force_use_modules: true,
        ..InitOptions::default()
    };
    let modules = Modules::init(&ctx, &options);
    let modules = modules.map_err(|error| super::load_error(invocation, error))?;
    let mut say = |line: &str| invocation.output.log(line);
    let ended = sync_work(&ctx, modules, &mut say);
    ctx.dirs.save_memo();
    match ended {
        Ok(()) => Ok(0),
        Err(SyncError::Graph(error)) => Err(super::switch_or_load_error(invocation, error)),
        Err(SyncError::Work(error)) => Err(work_error(invocation, error)),
        Err(SyncError::Commit(error)) => Err(CliError::go(error)),
    }
}

/// Runs `go work use`.
pub(crate) fn run_use(invocation: &Invocation) -> Result<i32, CliError> {
    let flags = invocation.load_flags()?;
    let files = invocation.files(&flags)?;
    let ctx = invocation.load_context(&flags, files);
    let file = find_work_file(&ctx).map_err(|error| work_error(invocation, error))?;
    let work = read_go_work(&ctx, &file);
    let mut work = work.map_err(|error| super::load_error(invocation, error))?;
    use_arguments(invocation, &ctx, &file, &mut work)
}

/// Adds and removes the directories that the arguments name.
fn use_arguments(
    invocation: &Invocation,
    ctx: &LoadContext<'_>,
    file: &str,
    work: &mut GoWork,
) -> Result<i32, CliError> {
    let request = UseRequest {
        ctx,
        file,
        dirs: &invocation.parsed.args,
        is_recursive: invocation.parsed.is_set(Flag::R),
    };
    let used = use_dirs(&request, work).map_err(|error| work_error(invocation, error))?;
    for notice in &used.notices {
        invocation.output.log(&notice.to_string());
    }
    if used.is_failed() {
        let errors = LoadError::Several(used.errors);
        return Err(super::switch_or_load_error(invocation, errors));
    }
    Ok(0)
}

/// Converts an error to the command's.
fn work_error(invocation: &Invocation, error: WorkError) -> CliError {
    match error {
        WorkError::Load(error) => super::load_error(invocation, *error),
        error if error.is_prefixed() => CliError::go(error),
        error => CliError::Fatal(error.to_string()),
    }
}
