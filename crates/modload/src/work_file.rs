//! Reads go.work, and checks the godebug lines of go.work and go.mod.
//!
//! Counterpart: cmd/go/internal/modload/init.go (`ReadWorkFile`, `LoadWorkFile`,
//! `CheckGodebug`), modfile.go (`ReadModFile`).

use std::sync::Arc;

use vamos_base::golang::gover;
use vamos_base::golang::gover::TooNewError;
use vamos_base::golang::path;
use vamos_fsys::PathError;
use vamos_modfile::GoMod;
use vamos_modfile::GoWork;
use vamos_modfile::Godebug;
use vamos_modfile::ModuleError;
use vamos_modules::check_mod_file;

use super::LoadError;
use super::config::ModuleConfig;
use super::work_error::WorkFileError;
use crate::context::LoadContext;
use crate::godebug::GodebugTable;

/// Reads go.work and stores its module roots (`LoadWorkFile`).
pub(crate) fn read_work_file(config: &mut ModuleConfig<'_>) -> Result<Option<GoWork>, LoadError> {
    let file = config.roots.work_file.clone();
    if file.is_empty() {
        return Ok(None);
    }
    let short = config.short(&file);
    let work = read_go_work(config.ctx, &file)?;
    let lines = work.godebug.iter();
    let lines = lines.map(|line| (line, work.syntax.line_number(line.line)));
    let bad = godebug_errors(config, lines).into_iter().next();
    let dir = path::dir(&file);
    let mut roots: Vec<String> = Vec::new();
    for used in &work.uses {
        let root = if used.path.starts_with('/') {
            used.path.clone()
        } else {
            path::join(&[&dir, &used.path])
        };
        if roots.contains(&root) {
            return Err(LoadError::WorkFile(WorkFileError::Repeated {
                file: short,
                line: work.syntax.line_number(used.line),
                root,
            }));
        }
        roots.push(root);
    }
    if let Some((line, rule)) = bad {
        return Err(LoadError::WorkFile(WorkFileError::Godebug {
            kind: "go.work",
            file: short,
            line,
            rule,
        }));
    }
    config.roots.mod_roots = roots;
    Ok(Some(work))
}

/// Reads a go.work; its name may be relative to the working directory (`ReadWorkFile`).
pub fn read_go_work(ctx: &LoadContext<'_>, file: &str) -> Result<GoWork, LoadError> {
    let short = path::short_path(&ctx.cwd, file);
    let bytes = ctx.files.read(&in_cwd(ctx, file)).map_err(|error| {
        let error = PathError {
            path: short.clone(),
            ..error
        };
        LoadError::File {
            purpose: "go.work",
            error,
        }
    })?;
    let work = GoWork::parse(&short, &bytes, None)
        .map_err(|error| LoadError::WorkFile(WorkFileError::Syntax(error)))?;
    let local = ctx.local_go();
    if let Some(go) = &work.go
        && gover::compare(&go.version, &local.version).is_gt()
        && !ctx.policy.accepts_newer_go_work
    {
        let error = TooNewError::new(short, &go.version, "", &local);
        return Err(LoadError::Module(error.into()));
    }
    Ok(work)
}

/// Reads the go.mod of a module of a workspace, without queries for its versions; its name
/// may be relative to the working directory (`ReadModFile`).
pub fn read_mod_file(ctx: &LoadContext<'_>, file: &str) -> Result<GoMod, LoadError> {
    let bytes = ctx.files.read(&in_cwd(ctx, file));
    let bytes = bytes.map_err(|error| ModuleError::Other(Arc::new(error)))?;
    let shorten = |name: &str| path::short_path(&ctx.cwd, name);
    Ok(check_mod_file(
        file,
        &bytes,
        None,
        &ctx.local_go(),
        &shorten,
    )?)
}

/// Returns the absolute path of a file.
fn in_cwd(ctx: &LoadContext<'_>, file: &str) -> String {
    if path::is_abs(file) {
        file.to_owned()
    } else {
        path::join(&[&ctx.cwd, file])
    }
}

/// Checks godebug lines against the settings of this SDK (`CheckGodebug`).
pub(crate) fn godebug_errors<'f>(
    config: &ModuleConfig<'_>,
    lines: impl Iterator<Item = (&'f Godebug, usize)>,
) -> Vec<(usize, String)> {
    let mut lines = lines.peekable();
    if lines.peek().is_none() {
        return Vec::new();
    }
    let table = config
        .ctx
        .files
        .read(&format!("{}/internal/godebugs/table.go", config.goroot_src));
    let table = match &table {
        Ok(text) => GodebugTable::parse(&String::from_utf8_lossy(text)),
        // An SDK without sources has no list of settings.
        Err(_) => return Vec::new(),
    };
    let check = |(line, number): (&Godebug, usize)| {
        let checked = table.check("godebug", &line.key, &line.value, &config.local.version);
        checked.err().map(|error| (number, error))
    };
    lines.filter_map(check).collect()
}
