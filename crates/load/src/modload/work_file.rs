//! Reads go.work, and checks the godebug lines of go.work and go.mod.
//!
//! Counterpart: cmd/go/internal/modload/init.go (`LoadWorkFile`, `CheckGodebug`).

use vamos_base::golang::path;
use vamos_fsys::PathError;
use vamos_modfile::GoWork;
use vamos_modfile::Godebug;
use vamos_modfile::gover;
use vamos_modfile::gover::TooNewError;

use super::LoadError;
use super::config::ModuleConfig;
use crate::pkg::GodebugTable;

/// Reads go.work and takes over its module roots (`LoadWorkFile`).
pub(crate) fn read_work_file(config: &mut ModuleConfig<'_>) -> Result<Option<GoWork>, LoadError> {
    let file = config.roots.work_file.clone();
    if file.is_empty() {
        return Ok(None);
    }
    let short = config.short(&file);
    let bytes = config.ctx.files.read(&file).map_err(|error| {
        let error = PathError {
            path: short.clone(),
            ..error
        };
        LoadError::Text(format!("reading go.work: {error}"))
    })?;
    let work = GoWork::parse(&short, &bytes, None)
        .map_err(|error| LoadError::Text(format!("errors parsing go.work:\n{error}")))?;
    if let Some(go) = &work.go
        && gover::compare(&go.version, &config.local.version).is_gt()
        && !config.ctx.policy.accepts_newer_go_work
    {
        let error = TooNewError::new(short, &go.version, "", &config.local);
        return Err(LoadError::Module(error.into()));
    }
    let lines = work.godebug.iter();
    let lines = lines.map(|line| (line, work.syntax.line_number(line.line)));
    let bad = godebug_errors(config, lines).into_iter().next();
    let dir = path::dir(&file);
    let mut roots: Vec<String> = Vec::new();
    for used in &work.uses {
        let root = match used.path.starts_with('/') {
            true => used.path.clone(),
            false => path::join(&[&dir, &used.path]),
        };
        if roots.contains(&root) {
            let line = work.syntax.line_number(used.line);
            return Err(LoadError::Text(format!(
                "error loading go.work:\n{short}:{line}: path {root} appears multiple times in workspace"
            )));
        }
        roots.push(root);
    }
    if let Some((line, error)) = bad {
        return Err(LoadError::Text(format!(
            "error loading go.work:\n{short}:{line}: {error}"
        )));
    }
    config.roots.mod_roots = roots;
    Ok(Some(work))
}

/// Checks godebug lines against the settings that this SDK knows (`CheckGodebug`).
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
