//! The facts of one package from its directory and from module loading, before any rule about
//! packages is applied; cached by resolved import path.
//!
//! Counterpart: cmd/go/internal/load/pkg.go (`loadPackageData`), the location fields of
//! go/build.Package.

use std::borrow::Cow;
use std::sync::Arc;

use hashbrown::HashMap;
use hashbrown::HashSet;
use vamos_base::golang::names::Dir;
use vamos_base::golang::names::ImportPath;
use vamos_base::golang::path;
use vamos_modload::Lookup;
use vamos_modload::Modules;
use vamos_modload::absolute::absolute;
use vamos_modload::context::LoadContext;
use vamos_modload::dirpkg::BuildContext;
use vamos_modload::dirpkg::DirCache;
use vamos_modload::dirpkg::DirError;
use vamos_modload::dirpkg::DirPackage;
use vamos_sched::Class;

use crate::pkg::errors::DataError;

/// The data of one package.
#[derive(Debug, Default)]
pub(crate) struct PackageData {
    /// The directory's files and their imports.
    pub(crate) build: Arc<DirPackage>,
    /// The resolved import path.
    pub(crate) import_path: ImportPath,
    /// The directory; empty if none was found.
    pub(crate) dir: Dir,
    /// GOROOT, the module's root directory, or an entry of GOPATH.
    pub(crate) root: Dir,
    /// True if the directory is in GOROOT/src.
    pub(crate) goroot: bool,
    /// The directory that hides this one in GOPATH.
    pub(crate) conflict_dir: Dir,
    /// The directory where its commands are installed.
    pub(crate) bin_dir: String,
    /// Root of installed archives; only in GOROOT and GOPATH.
    pub(crate) pkg_target_root: String,
    /// The installed archive: in GOPATH, and in GOROOT with GODEBUG=installgoroot=all.
    pub(crate) pkg_obj: String,
    /// The reason why the data is missing or incomplete.
    pub(crate) error: Option<DataError>,
}

impl PackageData {
    /// Returns the root of installed archives and the archive's own path, both from `-pkgdir` if it
    /// is set.
    pub(crate) fn archives(&self, pkgdir: &str, cwd: &str) -> (Cow<'_, str>, Cow<'_, str>) {
        let (root, archive) = (self.pkg_target_root.as_str(), self.pkg_obj.as_str());
        if root.is_empty() || pkgdir.is_empty() {
            return (Cow::Borrowed(root), Cow::Borrowed(archive));
        }
        let dir = absolute(cwd, pkgdir);
        let moved = match archive.strip_prefix(root) {
            Some(rest) => path::join(&[&dir, rest]),
            None => String::new(),
        };
        (Cow::Owned(dir), Cow::Owned(moved))
    }
}

/// Returns the reason why a package cannot have this path.
pub(crate) fn bad_path(path: &str) -> Option<DataError> {
    if path.starts_with("mod/") {
        let path = path.to_owned();
        return Some(DataError::Disallowed { path });
    }
    if path.contains('@') {
        return Some(DataError::VersionInPath);
    }
    None
}

/// The inputs of loading a package's data.
pub(crate) struct DataSource<'a> {
    pub(crate) ctx: &'a LoadContext<'a>,
    pub(crate) build: &'a BuildContext,
    pub(crate) dirs: &'a DirCache,
    /// The results of scanning the directories of loaded packages, computed on all threads in
    /// advance.
    pub(crate) prepared: HashMap<String, DirResult>,
    /// True with GODEBUG=installgoroot=all.
    pub(crate) install_goroot: bool,
}

/// The package in a directory, and its error.
pub(crate) type DirResult = (Arc<DirPackage>, Option<DirError>);

/// Scans the directories of all loaded packages.
pub(crate) fn prepare(ctx: &LoadContext<'_>, modules: &Modules<'_>) -> HashMap<String, DirResult> {
    let mut dirs: Vec<&str> = modules.packages().package_dirs().collect();
    dirs.sort_unstable();
    dirs.dedup();
    let import = |dir: &&str| ctx.dirs.import_dir(&ctx.build_context, dir);
    let found = ctx.pool.map(Class::Cpu, &dirs, import);
    let owned = dirs.iter().map(|dir| (*dir).to_owned());
    owned.zip(found).collect()
}

/// Scans the directories of the runtime, which programs need without importing it. The walk needs
/// them near its end.
pub(crate) fn scan_runtime(ctx: &LoadContext<'_>) {
    let src = ctx.goroot_src();
    let mut paths = vec!["runtime".to_owned()];
    let mut seen: HashSet<String> = paths.iter().cloned().collect();
    while let Some(path) = paths.pop() {
        let dir = format!("{src}/{path}");
        let (package, _) = ctx.dirs.import_dir(&ctx.build_context, &dir);
        for import in &package.imports {
            if seen.insert(import.clone()) {
                paths.push(import.clone());
            }
        }
    }
}

impl DataSource<'_> {
    /// Loads the data of the package that `path`, as imported, was resolved to.
    pub(crate) fn load(&self, modules: &Modules<'_>, path: &str, lookup: &Lookup) -> PackageData {
        let resolved = if lookup.path.is_empty() {
            path.into()
        } else {
            lookup.path.clone()
        };
        let mut data = if lookup.dir.is_empty() {
            let error = match &lookup.error {
                Some(error) => DataError::Import(error.clone()),
                None => DataError::Unresolved {
                    path: resolved.clone(),
                },
            };
            self.without_dir(resolved, error)
        } else {
            self.in_dir(modules, path, resolved, lookup)
        };
        if !data.goroot {
            data.bin_dir = self.ctx.bin_dir();
        }
        data
    }

    fn without_dir(&self, resolved: ImportPath, error: DataError) -> PackageData {
        PackageData {
            build: Arc::default(),
            import_path: resolved,
            dir: Dir::default(),
            root: Dir::default(),
            goroot: false,
            conflict_dir: Dir::default(),
            bin_dir: String::new(),
            pkg_target_root: String::new(),
            pkg_obj: String::new(),
            error: Some(error),
        }
    }

    fn in_dir(
        &self,
        modules: &Modules<'_>,
        path: &str,
        resolved: ImportPath,
        lookup: &Lookup,
    ) -> PackageData {
        let (build, dir_error) = match self.prepared.get(lookup.dir.as_str()) {
            Some((build, error)) => (Arc::clone(build), error.clone()),
            None => self.dirs.import_dir(self.build, &lookup.dir),
        };
        let mut data = self.place(&lookup.dir, resolved, build);
        if let Some(info) = modules.packages().package_module_info(path) {
            data.root.clone_from(&info.dir);
        }
        data.error = match (dir_error, &lookup.error) {
            // The directory's own error is more specific than the module loader's.
            (Some(error), _) => Some(DataError::Dir(error)),
            // The module loader's scan rejects files with bad constraints, the directory's accepts
            // them, correctly.
            (None, Some(error)) if !error.is_no_go() => Some(DataError::Import(error.clone())),
            _ => None,
        };
        data
    }

    /// Describes a directory by its location.
    pub(crate) fn place(
        &self,
        dir: &Dir,
        import_path: ImportPath,
        build: Arc<DirPackage>,
    ) -> PackageData {
        let mut data = PackageData {
            build,
            import_path,
            dir: dir.clone(),
            root: Dir::default(),
            goroot: false,
            conflict_dir: Dir::default(),
            bin_dir: String::new(),
            pkg_target_root: String::new(),
            pkg_obj: String::new(),
            error: None,
        };
        let snapshot = self.ctx.flags.sources.fips.as_ref();
        data.goroot = snapshot.is_some_and(|snapshot| path::has_path_prefix(dir, &snapshot.dir));
        if self.goroot_sub(dir).is_none() {
            return data;
        }
        let env = self.ctx.env;
        data.goroot = true;
        data.root = env.sdk.goroot.as_str().into();
        data.bin_dir = path::join(&[&env.sdk.goroot, "bin"]);
        let suffix = match self.build.install_suffix.as_str() {
            "" => String::new(),
            suffix => format!("_{suffix}"),
        };
        let platform = format!("{}_{}{suffix}", env.target.goos, env.target.goarch);
        data.pkg_target_root = path::join(&[&env.sdk.goroot, "pkg", &platform]);
        if self.install_goroot && !matches!(data.import_path.as_str(), "unsafe" | "builtin") {
            let archive = format!("{}.a", data.import_path);
            data.pkg_obj = path::join(&[&data.pkg_target_root, &archive]);
        }
        data
    }

    /// Returns the import path of a directory in GOROOT/src; none for test data.
    pub(crate) fn goroot_sub<'d>(&self, dir: &'d str) -> Option<&'d str> {
        // GOROOT may be written with a slash at its end.
        let goroot = path::cleaned(&self.ctx.env.sdk.goroot);
        let in_src = dir.strip_prefix(&*goroot)?;
        let sub = in_src.strip_prefix("/src/")?;
        let is_test_data = sub.split('/').any(|element| element == "testdata");
        (!is_test_data && !sub.is_empty()).then_some(sub)
    }
}
