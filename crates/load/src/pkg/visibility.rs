//! The rules for allowed imports: `internal`, `vendor`, programs, local imports.
//!
//! Checked at every import, because the rules depend on the importing package.
//! Counterpart: cmd/go/internal/load/pkg.go (`disallowInternal`, `disallowVendor`, and
//! the checks at the end of `loadImport`).

use vamos_base::golang::names::ImportPath;
use vamos_base::golang::path;
use vamos_base::golang::quote::quote;
use vamos_modload::Modules;
use vamos_modload::context::LoadContext;

use crate::package::Package;
use crate::pkg::checks::find_internal;
use crate::pkg::checks::find_vendor;
use crate::pkg::reason::Reason;

/// An import, to be checked.
pub(crate) struct Import<'i> {
    /// The importing package.
    pub(crate) importer: &'i Package,
    /// Its import path as an importer.
    pub(crate) importer_path: &'i ImportPath,
    /// The imported package.
    pub(crate) package: &'i Package,
    /// The path in the source.
    pub(crate) path: &'i str,
    pub(crate) reason: Reason,
}

/// The reason why an import is not allowed.
pub(crate) struct Denied {
    /// The sentence.
    pub(crate) text: String,
    /// True if the stack is printed even if there is a position.
    pub(crate) always_print_stack: bool,
}

/// Returns the reason why an import is not allowed, if any.
pub(crate) fn check_import(
    ctx: &LoadContext<'_>,
    modules: &Modules<'_>,
    import: &Import<'_>,
) -> Option<Denied> {
    let deny = |text: String| {
        Some(Denied {
            text,
            always_print_stack: false,
        })
    };
    let &Import {
        importer,
        importer_path,
        package,
        path,
        reason,
    } = import;
    if reason != Reason::Bridge && uses_internal(ctx, modules, (importer, importer_path), package) {
        return Some(Denied {
            text: format!(
                "use of internal package {} not allowed",
                package.import_path
            ),
            always_print_stack: true,
        });
    }
    let from_source = matches!(reason, Reason::Import | Reason::Bridge);
    if from_source && !importer_path.is_empty() {
        if sees_no_vendored(ctx, importer, package) {
            return deny("use of vendored package not allowed".to_owned());
        }
        if let Some(at) = find_vendor(path) {
            let bare = &path[at + "vendor/".len()..];
            return deny(format!("{path} must be imported as {bare}"));
        }
    }
    if package.name == "main" && importer.dir != package.dir {
        let quoted = quote(path);
        return deny(format!(
            "import {quoted} is a program, not an importable package"
        ));
    }
    if package.origin.local && !importer.origin.local {
        return deny(match path {
            "." => format!("{path}: cannot import current directory"),
            _ => format!("local import {} in non-local package", quote(path)),
        });
    }
    None
}

/// Reports whether every package may import this one by its import path.
pub(crate) fn is_free(package: &Package) -> bool {
    package.name != "main"
        && !package.origin.local
        && find_internal(&package.import_path).is_none()
        && find_vendor(&package.import_path).is_none()
}

/// Reports whether `importer` is outside the tree to which `package` is internal.
fn uses_internal(
    ctx: &LoadContext<'_>,
    modules: &Modules<'_>,
    (importer, importer_path): (&Package, &ImportPath),
    package: &Package,
) -> bool {
    let import_path = package.import_path.as_str();
    // A package that could not be loaded has an error already; generated test mains
    // count as part of package testing.
    if package.problems.error.is_some()
        || (*importer_path == "testmain" && path::has_path_prefix(import_path, "testing/internal"))
        || (package.origin.standard && importer_path.starts_with("bootstrap/"))
        || importer_path.is_empty()
    {
        return false;
    }
    let Some(at) = find_internal(import_path) else {
        return false;
    };
    let parent_end = at.saturating_sub(1);
    // A snapshot of the FIPS module is outside GOROOT: one rule for both cases.
    let is_crypto = path::has_path_prefix(importer_path, "crypto");
    if is_crypto && path::has_path_prefix(import_path, "crypto/internal/fips140") {
        return false;
    }
    if path::has_path_prefix(importer_path, "crypto/internal/fips140") {
        return !path::has_path_prefix(import_path, "crypto/internal");
    }
    if package.module.is_none() {
        let end = (parent_end + package.dir.len()).saturating_sub(import_path.len());
        return !is_in_tree(ctx, &importer.dir, &package.dir[..end]);
    }
    // In modules, paths are compared, not directories. Files on the command line count as the
    // package of their directory.
    let parent_of_internal = &import_path[..parent_end];
    if importer.cmdline.files {
        let (dir_path, _) = modules.dir_import_path(&importer.dir);
        return !path::has_path_prefix(&dir_path, parent_of_internal);
    }
    !path::has_path_prefix(importer_path, parent_of_internal)
}

/// Reports whether `importer` is outside the tree of a vendored package.
fn sees_no_vendored(ctx: &LoadContext<'_>, importer: &Package, package: &Package) -> bool {
    let Some(at) = find_vendor(&package.import_path) else {
        return false;
    };
    let end = (at.saturating_sub(1) + package.dir.len()).checked_sub(package.import_path.len());
    match end.and_then(|end| package.dir.get(..end)) {
        None => false,
        Some(tree) => !is_in_tree(ctx, &importer.dir, tree),
    }
}

/// Reports whether a directory is in a tree, by name or with links resolved.
fn is_in_tree(ctx: &LoadContext<'_>, dir: &str, tree: &str) -> bool {
    if path::has_path_prefix(&path::clean(dir), &path::clean(tree)) {
        return true;
    }
    let real = |dir: &str| {
        let clean = path::clean(dir);
        ctx.files.eval_symlinks(&clean).unwrap_or(clean)
    };
    path::has_path_prefix(&real(dir), &real(tree))
}
