//! The file go.work: finding, updating and writing it.
//!
//! Counterpart: cmd/go/internal/workcmd/init.go, cmd/go/internal/modload/init.go
//! (`UpdateWorkGoVersion`, `UpdateWorkFile`, `WriteWorkFile`).

use vamos_base::golang::gover;
use vamos_base::golang::path;
use vamos_fsys::PathError;
use vamos_fsys::work;
use vamos_modfile::GoWork;
use vamos_modload::LoadContext;
use vamos_modload::find_go_work;
use vamos_modload::read_mod_file;

use super::WorkError;
use crate::init::initial_go_version;

/// Returns the go.work in effect; fails without one.
pub fn find_work_file(ctx: &LoadContext<'_>) -> Result<String, WorkError> {
    match find_go_work(ctx)?.as_str() {
        "" => Err(WorkError::NotFound),
        file => Ok(file.to_owned()),
    }
}

/// Creates a new workspace in memory; also returns the name of its file, which does not exist yet.
pub fn init_work(ctx: &LoadContext<'_>) -> Result<(String, GoWork), WorkError> {
    let file = match find_go_work(ctx)?.as_str() {
        "" => path::join(&[&ctx.cwd, "go.work"]),
        file => file.to_owned(),
    };
    if ctx.files.stat(&file).is_ok() {
        return Err(WorkError::Exists { file });
    }
    let mut work = GoWork::default();
    let sdk = &ctx.env.sdk;
    work.add_go_stmt(&initial_go_version(sdk.release, &sdk.local.version))
        .map_err(WorkError::Internal)?;
    Ok((file, work))
}

/// Raises the go version to at least this one (`UpdateWorkGoVersion`). A toolchain line that is
/// implied by the new go line, or older, is removed.
pub(crate) fn raise_go_version(work: &mut GoWork, wanted: &str) -> Result<(), WorkError> {
    if gover::compare(work.go_version(), wanted).is_ge() {
        return Ok(());
    }
    work.add_go_stmt(wanted).map_err(WorkError::Internal)?;
    let Some(toolchain) = &work.toolchain else {
        return Ok(());
    };
    let version = gover::from_toolchain(&toolchain.name);
    if toolchain.name == format!("go{wanted}")
        || gover::compare(version, wanted).is_lt()
        || gover::compare(version, gover::GO_STRICT_VERSION).is_lt()
    {
        work.drop_toolchain_stmt();
    }
    Ok(())
}

/// Looks up the module paths of the directories (`UpdateWorkFile`), which removes duplicate
/// directories. As in upstream, the directories are relative to the working directory.
pub(crate) fn look_up_modules(ctx: &LoadContext<'_>, work: &mut GoWork) {
    let dirs: Vec<String> = work
        .uses
        .iter()
        .filter(|used| used.module_path.is_empty())
        .map(|used| used.path.clone())
        .collect();
    for dir in dirs {
        // An error is reported when the modules are loaded.
        if let Ok(file) = read_mod_file(ctx, &path::join(&[&dir, "go.mod"])) {
            work.add_use(&dir, file.module_path());
        }
    }
}

/// Writes a go.work in place (`WriteWorkFile`).
pub(crate) fn write(file: &str, work: &mut GoWork) -> Result<(), PathError> {
    work.sort_blocks();
    work.cleanup();
    work::write(file, &work.format())
}
