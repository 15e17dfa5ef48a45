//! GOPATH mode: the directory of an import path, and the import path of a directory, without
//! modules.
//!
//! Packages are in GOROOT/src and in `src` of GOPATH's entries; vendor directories in the
//! importer's parents have precedence. `dirpkg` reads the directories.
//! Counterpart: go/build/build.go (`Context.Import`, up to where it reads the
//! directory), cmd/go/internal/load/pkg.go (`ResolveImportPath`),
//! cmd/go/internal/search/search.go (`ImportPaths`).

mod patterns;
mod place;
mod resolve;
#[cfg(test)]
mod tests;

use vamos_base::golang::names::ImportPath;
use vamos_base::golang::path;
use vamos_base::golang::quote::is_print;

pub use place::NotFound;
pub use place::PackageLocation;
pub use resolve::Importer;
pub use resolve::LayoutError;

use crate::context::LoadContext;
use crate::dirpkg::BuildContext;
use vamos_sched::Memo;

/// GOROOT and GOPATH, with cached lookups of this run.
pub struct Gopath<'a> {
    ctx: &'a LoadContext<'a>,
    /// GOROOT, in its form for display.
    goroot: String,
    /// GOROOT/src.
    goroot_src: String,
    /// The valid entries of GOPATH.
    roots: Vec<String>,
    /// True if archives of GOROOT are installed (GODEBUG=installgoroot=all).
    install_goroot: bool,
    /// The target, with import comments.
    commented: BuildContext,
    /// Module paths by directory; empty for a directory without go.mod.
    go_mods: Memo<String, String>,
    /// Paths with links resolved; `None` if that fails.
    real_paths: Memo<String, Option<String>>,
}

impl<'a> Gopath<'a> {
    /// Reads GOPATH.
    pub fn new(ctx: &'a LoadContext<'a>, install_goroot: bool) -> Self {
        let entries = path::split_list(&ctx.env.dirs.gopath).into_iter();
        // Unexpanded `~` and GOROOT itself are common mistakes.
        let counts = |entry: &&str| {
            !entry.is_empty() && *entry != ctx.env.sdk.goroot && !entry.starts_with('~')
        };
        Self {
            ctx,
            goroot: ctx.env.sdk.goroot.clone(),
            goroot_src: ctx.goroot_src(),
            roots: entries.filter(counts).map(str::to_owned).collect(),
            install_goroot,
            commented: BuildContext {
                import_comments: true,
                // Upstream uses its index for modules and for local imports in GOROOT.
                indexed: false,
                ..ctx.build_context.clone()
            },
            go_mods: Memo::default(),
            real_paths: Memo::default(),
        }
    }

    /// Returns the target, with import comments.
    pub fn build_context(&self) -> &BuildContext {
        &self.commented
    }

    /// Returns a path with its links resolved.
    fn real_path(&self, name: &str) -> Option<String> {
        let resolve = || self.ctx.files.eval_symlinks(name).ok();
        self.real_paths.get_or(name, resolve)
    }

    /// Returns a directory relative to a tree that contains it, by name or with the links of either
    /// resolved (`Context.hasSubdir`).
    fn sub_dir(&self, root: &str, dir: &str) -> Option<String> {
        if let Some(sub) = below(root, dir) {
            return Some(sub.to_owned());
        }
        let (real_root, real_dir) = (self.real_path(root), self.real_path(dir));
        let pairs = [
            (real_root.as_deref(), Some(dir)),
            (Some(root), real_dir.as_deref()),
            (real_root.as_deref(), real_dir.as_deref()),
        ];
        let mut found = pairs
            .into_iter()
            .filter_map(|(root, dir)| below(root?, dir?).map(str::to_owned));
        found.next()
    }

    /// Reports whether the directory exists.
    pub fn is_dir(&self, dir: &str) -> bool {
        self.ctx.files.is_dir(dir)
    }

    /// Reports whether a directory has a file that ends in `.go`: only then it is a vendored
    /// package (golang.org/issue/13832).
    fn has_go_files(&self, dir: &str) -> bool {
        let entries = self.ctx.files.read_dir(dir);
        entries.is_ok_and(|entries| {
            entries
                .iter()
                .any(|entry| entry.kind != vamos_fsys::FileKind::Dir && entry.name.ends_with(".go"))
        })
    }
}

/// Returns the path of a directory relative to a tree's root.
fn below<'d>(root: &str, dir: &'d str) -> Option<&'d str> {
    let rest = dir.strip_prefix(root.trim_end_matches('/'))?;
    rest.strip_prefix('/')
}

/// Returns the import path for a directory that is imported by its location (`dirToImportPath`).
pub fn dir_to_import_path(dir: &str) -> ImportPath {
    // Characters that Go's specification excludes from import paths.
    const ILLEGAL: &str = "!\"#$%&'()*,:;<=>?[\\]^{|}`\u{FFFD}";
    let valid = |c: char| is_print(c) && c != ' ' && !ILLEGAL.contains(c);
    let name: String = dir
        .chars()
        .map(|c| if valid(c) { c } else { '_' })
        .collect();
    path::join(&["_", &name]).into()
}
