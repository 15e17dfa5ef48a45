//! Which module and directory an import path means.
//!
//! Counterpart: cmd/go/internal/modload/import.go.

use std::sync::atomic::Ordering;

use vamos_base::golang::module;
use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::path;
use vamos_base::golang::quote::quote;
use vamos_fsys::FileKind;
use vamos_fsys::Files;
use vamos_modcache::NoDir;
use vamos_modfile::ModuleError;
use vamos_modfile::NeedsDownload;
use vamos_modfile::gover;
use vamos_modules::BuildMod;
use vamos_modules::ModuleGraph;
use vamos_modules::Requirements;
use vamos_sched::parallel_map;

use super::import_error::AmbiguousImport;
use super::import_error::ImportError;
use super::import_error::ImportMissing;
use super::import_error::ImportMissingSum;
use super::state::Fetched;
use super::state::State;
use super::tree::below;
use crate::pattern::is_local_import;
use crate::pattern::is_meta_package;
use crate::pattern::is_standard_import_path;

/// From go 1.23 on, vendored packages must be listed in modules.txt.
const EXPLICIT_MODULES_TXT_IMPORT_VERSION: &str = "1.23";

/// Where a package was found.
#[derive(Clone, Debug, Default)]
pub(crate) struct Imported {
    /// Its module; empty for std.
    pub(crate) module: ModuleVersion,
    /// Its directory; empty for `C`.
    pub(crate) dir: String,
}

/// What one round over a path's prefixes found.
#[derive(Default)]
struct Candidates {
    found: Vec<(ModuleVersion, String)>,
    without_sum: Vec<ModuleVersion>,
}

impl State<'_> {
    /// Finds the module and directory of an import path (`importFromModules`). Without
    /// `graph`, main modules and roots are tried before the whole graph is read.
    pub(crate) fn import_from_modules(
        &self,
        import: &str,
        rs: &Requirements,
        graph: Option<&ModuleGraph>,
    ) -> Result<Imported, ImportError> {
        if import == "C" {
            return Ok(Imported::default());
        }
        check_path(import)?;
        let is_std = is_standard_import_path(import);
        let std_dir = is_std && self.is_standard_package(import);
        if std_dir && let Some(found) = self.std_main_module(import)? {
            return Ok(found);
        }
        let std_dir = std_dir.then(|| below(&self.goroot_src, import));
        if self.build_mod() == BuildMod::Vendor {
            return self.import_from_vendor(import, std_dir);
        }
        let std = std_dir.map(|dir| (ModuleVersion::default(), dir));
        if let Some(std) = &std
            && !self.has_prefix_module(import, rs, graph)
        {
            // Nearly all of std: no module has a name that the path begins with.
            return Ok(Imported {
                module: ModuleVersion::default(),
                dir: std.1.clone(),
            });
        }
        let mut graph = graph;
        let mut read;
        loop {
            let mut candidates = self.candidates(import, rs, graph)?;
            if let Some(std) = &std {
                candidates.found.insert(0, std.clone());
            }
            if let Some(found) = self.choose(import, candidates)? {
                return Ok(found);
            }
            if graph.is_some() {
                return Err(self.missing(import, is_std));
            }
            let (all, error) = self.graph(rs);
            if let Some(error) = error {
                return Err(ImportError::Module(error));
            }
            read = all;
            graph = Some(&read);
        }
    }

    /// In GOROOT/src as main module, std packages are the module's.
    fn std_main_module(&self, import: &str) -> Result<Option<Imported>, ImportError> {
        for main in self.main_modules() {
            if !main.in_goroot_src {
                continue;
            }
            let (dir, has_go) = self.dir_in_module(import, &main.path_prefix, &main.root, true)?;
            if has_go {
                return Ok(Some(Imported {
                    module: main.module.clone(),
                    dir,
                }));
            }
        }
        Ok(None)
    }

    /// Reports whether some selected module's path is the import path or a prefix.
    fn has_prefix_module(
        &self,
        import: &str,
        rs: &Requirements,
        graph: Option<&ModuleGraph>,
    ) -> bool {
        prefixes(import).any(|prefix| self.selected(prefix, rs, graph).is_some())
    }

    /// Returns the selected version of a module path, among roots or in the graph.
    fn selected<'r>(
        &self,
        module_path: &str,
        rs: &'r Requirements,
        graph: Option<&'r ModuleGraph>,
    ) -> Option<&'r str> {
        if gover::is_toolchain(module_path) {
            return None;
        }
        let version = match graph {
            None => self.root_selected(rs, module_path)?,
            Some(graph) => graph.selected(module_path),
        };
        (version != "none").then_some(version)
    }

    /// Looks for the package in every module whose path is a prefix of the import
    /// path, longest first: there are few prefixes and many modules.
    fn candidates(
        &self,
        import: &str,
        rs: &Requirements,
        graph: Option<&ModuleGraph>,
    ) -> Result<Candidates, ImportError> {
        let mut candidates = Candidates::default();
        for prefix in prefixes(import) {
            let Some(version) = self.selected(prefix, rs, graph) else {
                continue;
            };
            let m = ModuleVersion::new(prefix, version);
            let fetched = match self.fetch(&m) {
                Ok(fetched) => fetched,
                // Some other module may have it; which error to report is known later.
                Err(error) if error.is_sum_missing() => {
                    candidates.without_sum.push(m);
                    continue;
                }
                Err(error) => return Err(ImportError::Module(error)),
            };
            let (dir, has_go) =
                self.dir_in_module(import, prefix, &fetched.root, fetched.is_local)?;
            if has_go {
                candidates.found.push((m, dir));
            }
        }
        Ok(candidates)
    }

    /// Decides among the modules that have the package.
    fn choose(
        &self,
        import: &str,
        mut candidates: Candidates,
    ) -> Result<Option<Imported>, ImportError> {
        if candidates.found.len() > 1 {
            // Shortest module path first.
            candidates.found.reverse();
            let (modules, dirs) = candidates.found.into_iter().unzip();
            return Err(ImportError::Ambiguous(Box::new(AmbiguousImport {
                import_path: import.to_owned(),
                dirs,
                modules,
            })));
        }
        if !candidates.without_sum.is_empty() {
            candidates.without_sum.reverse();
            return Err(ImportError::MissingSum(Box::new(ImportMissingSum {
                import_path: import.to_owned(),
                found: !candidates.found.is_empty(),
                modules: candidates.without_sum,
                ..ImportMissingSum::default()
            })));
        }
        let Some((module, dir)) = candidates.found.pop() else {
            return Ok(None);
        };
        // To compile the package its go version must be known, and in a pruned graph
        // the go.mod of a test's dependency may not have been read yet.
        if !module.path.is_empty() && !self.is_main_module(&module.path) {
            self.go_mod_summary(&module).map_err(ImportError::Module)?;
        }
        Ok(Some(Imported { module, dir }))
    }

    fn missing(&self, import: &str, is_std: bool) -> ImportError {
        let mut error = self.import_missing(import);
        error.is_std = is_std;
        if !self.has_mod_root() {
            error.query_error = Some(self.no_main_modules().to_string());
            error.is_no_mod_root = true;
        }
        ImportError::Missing(Box::new(error))
    }

    /// The error of a package that nothing provides, with what all its kinds share.
    pub(super) fn import_missing(&self, import: &str) -> ImportMissing {
        ImportMissing {
            path: import.to_owned(),
            std_dir: path::join(&[&self.ctx.env.goroot, "src", import]),
            build_mod: self.build_mod(),
            allow_missing_module_imports: self.options.allow_missing_module_imports,
            mod_containing_cwd: self.mod_containing_cwd(),
            ..ImportMissing::default()
        }
    }

    /// With `-mod=vendor` everything is in main modules or in the vendor directory.
    fn import_from_vendor(
        &self,
        import: &str,
        std_dir: Option<String>,
    ) -> Result<Imported, ImportError> {
        let mut found: Vec<(ModuleVersion, String)> = Vec::new();
        found.extend(std_dir.map(|dir| (ModuleVersion::default(), dir)));
        let mut main_error = None;
        for main in self.main_modules() {
            if main.root.is_empty() {
                continue;
            }
            match self.dir_in_module(import, &main.path_prefix, &main.root, true) {
                Ok((dir, true)) => found.push((main.module.clone(), dir)),
                Ok(_) => {}
                Err(error) => main_error = main_error.or(Some(error)),
            }
        }
        if self.has_mod_root()
            && let Ok((dir, true)) = self.dir_in_module(import, "", &self.vendor_dir(), false)
        {
            let listed = self.vendored_module(import);
            let is_old = || {
                let go = self.main_go_version();
                gover::compare(go, EXPLICIT_MODULES_TXT_IMPORT_VERSION).is_lt()
            };
            if listed.is_some() || is_old() {
                found.push((listed.cloned().unwrap_or_default(), dir));
            } else {
                let command = if self.in_workspace_mode() {
                    "work"
                } else {
                    "mod"
                };
                self.messages.warn(format!(
                    "go: ignoring package {import} which exists in the vendor directory but is missing from vendor/modules.txt. To sync the vendor directory run go {command} vendor."
                ));
            }
        }
        if found.len() > 1 {
            return Err(ImportError::Ambiguous(Box::new(AmbiguousImport {
                import_path: import.to_owned(),
                dirs: found.into_iter().map(|(_, dir)| dir).collect(),
                modules: Vec::new(),
            })));
        }
        if let Some(error) = main_error {
            return Err(error);
        }
        match found.pop() {
            Some((module, dir)) => Ok(Imported { module, dir }),
            None => Err(ImportError::Missing(Box::new(self.import_missing(import)))),
        }
    }

    /// Returns the directory where a package would be if it were in a module, and
    /// whether Go files are there (`dirInModule`). The directory is empty if the path
    /// is not the module's, or another module is in between.
    pub(crate) fn dir_in_module(
        &self,
        import: &str,
        module_path: &str,
        root: &str,
        is_local: bool,
    ) -> Result<(String, bool), ImportError> {
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
            return Ok((String::new(), false));
        };
        let dir = below(root, rel);
        if is_local && !rel.is_empty() && self.is_in_nested_module(&dir, root) {
            return Ok((String::new(), false));
        }
        let has_go = self.ctx.dirs.holds_package(&dir) || is_go_dir(&*self.ctx.files, &dir)?;
        Ok((dir, has_go))
    }

    /// Reports whether a go.mod lies between a module's root and a directory in it.
    fn is_in_nested_module(&self, dir: &str, root: &str) -> bool {
        let files = &*self.ctx.files;
        let mut dir = dir;
        while dir.len() > root.len() {
            if files
                .stat(&below(dir, "go.mod"))
                .is_ok_and(|meta| !meta.is_dir())
            {
                return true;
            }
            let Some(cut) = dir.rfind('/') else { break };
            dir = &dir[..cut];
        }
        false
    }

    /// Returns where a module's files are, or its replacement's (`fetch`).
    pub(crate) fn fetch(&self, m: &ModuleVersion) -> Result<Fetched, ModuleError> {
        if m.version.is_empty()
            && let Some(root) = self.main_module_root(&m.path)
        {
            return Ok(Fetched {
                root: root.into(),
                is_local: true,
            });
        }
        if self.only_disk.load(Ordering::Relaxed)
            && self.fetched.get(m).is_none()
            && let Some(waits) = self.waits_for_network(m)
        {
            return Err(waits);
        }
        self.fetched.get_or(m, || self.find_module_dir(m))
    }

    /// Fetches those of the modules that are not on disk, side by side.
    pub(crate) fn fetch_missing<'m>(&self, modules: impl Iterator<Item = &'m ModuleVersion>) {
        if !self.cache.can_fetch() {
            return;
        }
        let waits = |m: &&ModuleVersion| self.waits_for_network(m).is_some();
        let waiting: Vec<&ModuleVersion> = modules.filter(waits).collect();
        parallel_map(self.network_limit(), &waiting, |m| self.fetch(m).is_ok());
    }

    /// Returns an error for a module that is not on disk. It is never shown: it makes the
    /// package wait for the second pass, which may use the network.
    fn waits_for_network(&self, m: &ModuleVersion) -> Option<ModuleError> {
        let actual = self.main.resolve_replacement(m);
        let is_missing = !actual.version.is_empty()
            && matches!(
                self.cache.download_dir(&actual),
                (_, Err(NoDir::Missing | NoDir::Partial))
            );
        is_missing.then(|| {
            ModuleError::NeedsDownload(Box::new(NeedsDownload {
                module: actual.into_owned(),
                suffix: "zip",
                message: String::new(),
            }))
        })
    }

    fn find_module_dir(&self, m: &ModuleVersion) -> Result<Fetched, ModuleError> {
        let replacement = self.replacement(m);
        if let Some(new) = &replacement
            && new.version.is_empty()
        {
            let dir = self.replacement_dir(new);
            // A missing directory would later look like a missing package.
            if let Err(error) = self.ctx.files.stat(&dir) {
                let what = &new.path;
                let text = if error.is_not_exist() {
                    format!("replacement directory {what} does not exist")
                } else {
                    format!("replacement directory {what}: {error}")
                };
                return Err(ModuleError::Message(text).at(m));
            }
            return Ok(Fetched {
                root: dir.into(),
                is_local: true,
            });
        }
        let actual = replacement.as_ref().unwrap_or(m);
        if self.must_have_sums() && !self.cache.have_sum(actual) {
            return Err(ModuleError::SumMissing {
                suggestion: String::new(),
            }
            .at(actual));
        }
        Ok(Fetched {
            root: self.cache.download(actual)?,
            is_local: false,
        })
    }

    /// Reports whether GOROOT/src has a directory of Go files of this path
    /// (`modindex.IsStandardPackage`).
    pub(crate) fn is_standard_package(&self, import: &str) -> bool {
        let dir = below(&self.goroot_src, import);
        if self.ctx.dirs.holds_package(&dir) {
            return true;
        }
        let listing = self.ctx.files.read_dir(&dir);
        listing.is_ok_and(|entries| entries.iter().any(|entry| entry.name.ends_with(".go")))
    }
}

/// Reports whether a directory has a regular Go file or a link to one, constraints
/// aside (`fsys.IsGoDir`).
pub(crate) fn is_go_dir(files: &dyn Files, dir: &str) -> Result<bool, ImportError> {
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

/// Refuses what cannot be an import path in module mode.
fn check_path(import: &str) -> Result<(), ImportError> {
    let invalid = |text: String| {
        Err(ImportError::Invalid {
            import_path: import.to_owned(),
            text,
        })
    };
    if import.contains('@') {
        return invalid(format!(
            "import path {} should not have @version",
            quote(import)
        ));
    }
    if is_local_import(import) {
        return invalid(format!(
            "{} is relative, but relative import paths are not supported in module mode",
            quote(import)
        ));
    }
    if import.starts_with('/') {
        return invalid(format!(
            "{} is not a package path; see 'go help packages'",
            quote(import)
        ));
    }
    if is_meta_package(import) {
        return invalid(format!(
            "{} is not an importable package; see 'go help packages'",
            quote(import)
        ));
    }
    module::check_import_path(import).or_else(|error| invalid(error.to_string()))
}

/// Returns a path and what is left of it when elements are cut off its end.
pub(crate) fn prefixes(import: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(import), |prefix| {
        prefix.rfind('/').map(|cut| &prefix[..cut])
    })
}
