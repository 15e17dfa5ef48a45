//! Resolves an import for its importer: to a vendored package, or to a package whose path contains
//! a major version without a directory in GOPATH.
//!
//! Counterpart: cmd/go/internal/load/pkg.go (`vendoredImportPath`, `moduleImportPath`,
//! `dirAndRoot`, `goModPath`).

use std::fmt;

use vamos_base::golang::names::Dir;
use vamos_base::golang::names::ImportPath;
use vamos_base::golang::path;
use vamos_base::golang::quote::unquote;
use vamos_modfile::version_element::is_version_element;

use super::Gopath;
use crate::pattern::is_local_import;

/// The import path of files named on the command line.
const COMMAND_LINE: &str = "command-line-arguments";

/// The package that contains an import.
#[derive(Clone, Copy, Debug)]
pub struct Importer<'p> {
    /// Its import path.
    pub path: &'p ImportPath,
    /// Its directory.
    pub dir: &'p Dir,
    /// GOROOT or the entry of GOPATH; empty if it has none.
    pub root: &'p Dir,
}

/// The error that a package's import path does not match its directory: upstream ends there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayoutError {
    path: ImportPath,
    dir: Dir,
    root: Dir,
}

impl fmt::Display for LayoutError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, dir, root } = self;
        let src = path::join(&[root, "src"]);
        let clean = path::clean(dir);
        // Upstream's labels, though the values do not match them.
        write!(
            f,
            "unexpected directory layout:\n\timport path: {path}\n\troot: {src}\n\tdir: {clean}\n\texpand root: {root}\n\texpand dir: {dir}\n\tseparator: /"
        )
    }
}

impl Gopath<'_> {
    /// Returns the resolved path of `import` in this package (`ResolveImportPath`).
    pub fn resolve(&self, import: &str, importer: Importer<'_>) -> Result<ImportPath, LayoutError> {
        if importer.root.is_empty() {
            return Ok(import.into());
        }
        if let Some(vendored) = self.vendored_path(import, importer)? {
            return Ok(vendored);
        }
        self.module_path(import, importer)
    }

    /// Returns an importer's directory and its root's `src`, the latter a prefix of the
    /// former.
    fn dir_and_root(&self, importer: Importer<'_>) -> Result<(String, String), LayoutError> {
        let mut dir = path::clean(importer.dir);
        let mut root = path::join(&[importer.root, "src"]);
        let is_files = *importer.path == COMMAND_LINE;
        let fits = |dir: &str, root: &str| path::join(&[root, importer.path]) == dir;
        if !path::has_path_prefix(&dir, &root) || !is_files && !fits(&dir, &root) {
            dir = self.real_path(&dir).unwrap_or(dir);
            root = self.real_path(&root).unwrap_or(root);
        }
        let is_inside = path::has_path_prefix(&dir, &root) && dir.len() > root.len();
        let has_name = is_files || is_local_import(importer.path) || fits(&dir, &root);
        if !is_inside || !has_name {
            return Err(LayoutError {
                path: importer.path.clone(),
                dir: importer.dir.clone(),
                root: importer.root.clone(),
            });
        }
        Ok((dir, root))
    }

    /// Returns the path of the vendored package that an import refers to, if any: for x/y in
    /// x/y/vendor/path, x/vendor/path or vendor/path.
    fn vendored_path(
        &self,
        import: &str,
        importer: Importer<'_>,
    ) -> Result<Option<ImportPath>, LayoutError> {
        let (dir, root) = self.dir_and_root(importer)?;
        for at in upwards(&dir, &root) {
            let vendor = path::join(&[&dir[..at], "vendor"]);
            if !self.is_dir(&vendor) {
                continue;
            }
            let target = path::join(&[&vendor, import]);
            if !self.is_dir(&target) || !self.has_go_files(&target) {
                continue;
            }
            let own = if *importer.path == COMMAND_LINE {
                &dir[root.len() + 1..]
            } else {
                importer.path
            };
            // The importer's path ends as its directory does.
            let cut = own.len().checked_sub(dir.len() - at);
            let path = match cut {
                Some(cut) => format!("{}/vendor/{import}", &own[..cut]),
                None => format!("vendor/{import}"),
            };
            return Ok(Some(path.into()));
        }
        Ok(None)
    }

    /// Allows packages below a go.mod to import x/y/v2/z if only x/y/z exists and the go.mod in x/y
    /// declares `module x/y/v2` (golang.org/issue/25069).
    fn module_path(&self, import: &str, importer: Importer<'_>) -> Result<ImportPath, LayoutError> {
        let as_is = || Ok(import.into());
        if version_element(import).is_none() {
            return as_is();
        }
        let (dir, root) = self.dir_and_root(importer)?;
        let is_in_module = upwards(&dir, &root).any(|at| !self.go_mod_path(&dir[..at]).is_empty());
        if !is_in_module || self.place_of_import(import, "", false).is_ok() {
            return as_is();
        }
        // Not every element that looks like a version is one: m/v2 may have m/v2/api/v3.
        let mut limit = import.len();
        while let Some((start, end)) = version_element(&import[..limit]) {
            if let Ok(place) = self.place_of_import(&import[..start], "", false) {
                let module = self.go_mod_path(&place.dir);
                if module == import[..end] {
                    return Ok(format!("{}{}", &import[..start], &import[end..]).into());
                }
                if !module.is_empty() {
                    return as_is();
                }
            }
            limit = start;
        }
        as_is()
    }

    /// Returns the module path in the go.mod of a directory, or an empty string.
    fn go_mod_path(&self, dir: &str) -> String {
        self.go_mods.get_or(dir, || {
            let bytes = self.ctx.files.read(&path::join(&[dir, "go.mod"]));
            bytes.map_or_else(|_| String::new(), |bytes| stated_path(&bytes))
        })
    }
}

/// Returns the lengths of a directory and of its parents, down to its root.
fn upwards<'d>(dir: &'d str, root: &str) -> impl Iterator<Item = usize> + 'd {
    let lowest = root.len();
    let bytes = dir.as_bytes();
    (lowest..=dir.len())
        .rev()
        .filter(move |&at| at == dir.len() || bytes[at] == b'/')
}

/// Returns the start, at its slash, and the end of the last element of the form `v2`. The first
/// element of a path does not count.
fn version_element(import: &str) -> Option<(usize, usize)> {
    let mut end = import.len();
    for (at, _) in import.rmatch_indices('/') {
        if is_version_element(&import[at + 1..end]) {
            return Some((at, end));
        }
        end = at;
    }
    None
}

/// Returns the path of the first line of a go.mod that begins with `module `. This is
/// older than go.mod's grammar.
fn stated_path(bytes: &[u8]) -> String {
    let mut lines = bytes.split(|&byte| byte == b'\n');
    let Some(rest) = lines.find_map(|line| line.strip_prefix(b"module ")) else {
        return String::new();
    };
    let text = String::from_utf8_lossy(rest);
    let stated = text.trim();
    if stated.starts_with('"') {
        return unquote(stated).unwrap_or_default();
    }
    stated.to_owned()
}
