//! One directory as a package: its location in a module, the presence of Go files, and their
//! imports.
//!
//! Counterpart: cmd/go/internal/modload/import.go (`dirInModule`), load.go (`scanDir`),
//! cmd/go/internal/fsys (`IsGoDir`), cmd/go/internal/modindex (`IsStandardPackage`).

use vamos_base::golang::names::Dir;
use vamos_fsys::Disk;
use vamos_fsys::FileKind;
use vamos_fsys::Files;

use super::import_error::ImportError;
use super::tree::below;
use crate::context::LoadContext;
use crate::dirpkg::ScanError;

/// Imports and test imports.
pub(crate) type Imports = (Vec<String>, Vec<String>);

/// Returns the directory of a package if it were in a module, and whether Go files are there
/// (`dirInModule`). The directory is empty if the path is not below the module's, or another module
/// is in between.
pub(crate) fn dir_in_module(
    ctx: &LoadContext<'_>,
    import: &str,
    module_path: &str,
    root: &str,
    is_local: bool,
) -> Result<(Dir, bool), ImportError> {
    let Some(rel) = (if module_path.is_empty() {
        Some(import)
    } else {
        import.strip_prefix(module_path).and_then(|rest| {
            if rest.is_empty() {
                Some("")
            } else {
                rest.strip_prefix('/')
            }
        })
    }) else {
        return Ok((Dir::default(), false));
    };
    let dir = below(root, rel);
    if is_local && !rel.is_empty() && is_in_nested_module(ctx, &dir, root) {
        return Ok((Dir::default(), false));
    }
    let has_go = ctx.dirs.holds_package(&dir) || is_go_dir(&*ctx.files, &dir)?;
    Ok((dir.into(), has_go))
}

/// Reports whether a go.mod is between a module's root and a directory in it.
fn is_in_nested_module(ctx: &LoadContext<'_>, dir: &str, root: &str) -> bool {
    let mut may_be_root = !ctx.dirs.is_lone_package(&ctx.build_context, dir);
    let mut dir = dir;
    while dir.len() > root.len() {
        let is_root = || {
            let found = ctx.files.stat(&below(dir, "go.mod"));
            found.is_ok_and(|meta| !meta.is_dir())
        };
        if may_be_root && is_root() {
            return true;
        }
        may_be_root = true;
        let Some(cut) = dir.rfind('/') else { break };
        dir = &dir[..cut];
    }
    false
}

/// Reports whether a directory has a regular Go file or a link to one, ignoring constraints
/// (`fsys.IsGoDir`).
fn is_go_dir(files: &dyn Files, dir: &str) -> Result<bool, ImportError> {
    /// `ENOTDIR`
    const NOT_A_DIRECTORY: i32 = 20;
    let entries = match files.read_dir(dir) {
        Ok(entries) => entries,
        Err(error) if error.is_not_exist() || error.errno == Some(NOT_A_DIRECTORY) => {
            return Ok(false);
        }
        Err(error) => return Err(error.into()),
    };
    let mut first_error = None;
    for entry in entries.iter().filter(|entry| entry.name.ends_with(".go")) {
        match entry.kind {
            FileKind::File => return Ok(true),
            FileKind::Dir => {}
            FileKind::Symlink | FileKind::Other => match files.stat(&below(dir, &entry.name)) {
                Ok(meta) if meta.is_file() => return Ok(true),
                Ok(_) => {}
                Err(error) => first_error = first_error.or(Some(error)),
            },
        }
    }
    match first_error {
        Some(error) => Err(error.into()),
        None => Ok(false),
    }
}

/// Reports whether GOROOT/src has a directory of Go files with this path
/// (`modindex.IsStandardPackage`).
pub(crate) fn is_standard_package(ctx: &LoadContext<'_>, goroot_src: &str, import: &str) -> bool {
    let dir = below(goroot_src, import);
    if ctx.dirs.holds_package(&dir) {
        return true;
    }
    let listing = if ctx.env.sdk.release.finds_std_packages_in_overlay() {
        ctx.files.read_dir(&dir)
    } else {
        Disk::new().read_dir(&dir)
    };
    listing.is_ok_and(|entries| entries.iter().any(|entry| entry.name.ends_with(".go")))
}

/// Returns the imports and test imports of a directory (`imports.ScanDir`).
pub(crate) fn scan_dir(
    ctx: &LoadContext<'_>,
    dir: &str,
    any_tags: bool,
) -> Result<Imports, ScanError> {
    if any_tags {
        let context = ctx.build_context.clone().with_any_tags();
        return ctx.dirs.scan_dir(&context, dir);
    }
    ctx.dirs.scan_dir(&ctx.build_context, dir)
}

/// Returns the imports that a module could provide (`scanDir`).
pub(crate) fn importable(
    ctx: &LoadContext<'_>,
    dir: &str,
    any_tags: bool,
) -> Result<Imports, ScanError> {
    let (mut imports, mut tests) = scan_dir(ctx, dir, any_tags)?;
    imports.retain(|path| is_importable(path));
    tests.retain(|path| is_importable(path));
    Ok((imports, tests))
}

/// Reports whether an import path can refer to a package of a module: `C` does not, and App
/// Engine's old packages could never be fetched.
fn is_importable(path: &str) -> bool {
    let is_below = |name| {
        path.strip_prefix(name)
            .is_some_and(|rest: &str| rest.is_empty() || rest.starts_with('/'))
    };
    path != "C" && !is_below("appengine") && !is_below("appengine_internal")
}
