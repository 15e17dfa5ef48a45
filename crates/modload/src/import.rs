//! Resolves an import path to a module and a directory.
//!
//! Counterpart: cmd/go/internal/modload/import.go.

use vamos_base::golang::gover;
use vamos_base::golang::module;
use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::names::Dir;
use vamos_base::golang::path;
use vamos_base::golang::quote::quote;
use vamos_modules::ModFlag;
use vamos_modules::ModuleGraph;
use vamos_modules::Requirements;

use super::config::ModuleConfig;
use super::import_error::AmbiguousImport;
use super::import_error::ImportError;
use super::import_error::ImportMissing;
use super::import_error::ImportMissingSum;
use super::package_dir::dir_in_module;
use super::package_dir::is_standard_package;
use super::state::State;
use super::tree::below;
use crate::pattern::is_local_import;
use crate::pattern::is_meta_package;
use crate::pattern::is_standard_import_path;

/// The go version from which vendored packages must be listed in modules.txt.
const EXPLICIT_MODULES_TXT_IMPORT_VERSION: &str = "1.23";

/// The location of a package.
#[derive(Clone, Debug, Default)]
pub(crate) struct Imported {
    /// Its module; empty for std.
    pub(crate) module: ModuleVersion,
    /// Its directory; empty for `C`.
    pub(crate) dir: Dir,
    /// Modules that could contain it according to their paths, but do not.
    pub(crate) alternatives: Vec<ModuleVersion>,
}

/// The result of one round over a path's prefixes.
#[derive(Default)]
struct Candidates {
    found: Vec<(ModuleVersion, Dir)>,
    without_package: Vec<ModuleVersion>,
    without_sum: Vec<ModuleVersion>,
}

/// Resolves import paths to modules and directories, with given requirements.
#[derive(Clone, Copy)]
pub(crate) struct ImportResolver<'s, 'a> {
    state: &'s State<'a>,
    rs: &'s Requirements,
    /// The module graph if it is loaded; without it, only main modules and roots have
    /// selected versions.
    graph: Option<&'s ModuleGraph>,
    /// True if the go.mod of a package's module is not read.
    skips_go_mods: bool,
}

impl<'s, 'a> ImportResolver<'s, 'a> {
    /// Returns a resolver. Without `graph`, main modules and roots are tried before the whole graph
    /// is read.
    pub(crate) fn new(
        state: &'s State<'a>,
        rs: &'s Requirements,
        graph: Option<&'s ModuleGraph>,
    ) -> Self {
        Self {
            state,
            rs,
            graph,
            skips_go_mods: false,
        }
    }

    /// If `skip`, does not read the go.mod files of packages' modules: resolving imports needs only
    /// the ones of the graph.
    pub(crate) fn without_go_mods(self, skip: bool) -> Self {
        Self {
            skips_go_mods: skip,
            ..self
        }
    }

    /// Finds the module and directory of an import path (`importFromModules`).
    pub(crate) fn resolve(&self, import: &str) -> Result<Imported, ImportError> {
        if import == "C" {
            return Ok(Imported::default());
        }
        check_path(import)?;
        let config = &self.state.config;
        let is_std = is_standard_import_path(import);
        let in_std = is_std && is_standard_package(config.ctx, &config.goroot_src, import);
        if in_std && let Some(found) = self.std_main_module(import)? {
            return Ok(found);
        }
        let std_dir = in_std.then(|| Dir::from(below(&config.goroot_src, import)));
        if config.mod_flag() == ModFlag::Vendor {
            return self.import_from_vendor(import, std_dir);
        }
        if let Some(dir) = &std_dir
            && !self.has_prefix_module(import)
        {
            // Nearly all of std: no module's path is a prefix.
            return Ok(Imported {
                dir: dir.clone(),
                ..Imported::default()
            });
        }
        if let Some(found) = self.import_from_selected(import, std_dir.as_ref())? {
            return Ok(found);
        }
        if self.graph.is_some() {
            return Err(self.missing(import, is_std));
        }
        let (graph, error) = self.state.graph(self.rs);
        if let Some(error) = error {
            return Err(ImportError::Module(error));
        }
        let whole = ImportResolver {
            graph: Some(&graph),
            ..*self
        };
        let found = whole.import_from_selected(import, std_dir.as_ref())?;
        found.ok_or_else(|| self.missing(import, is_std))
    }

    /// Finds the package in std or in the selected modules.
    fn import_from_selected(
        &self,
        import: &str,
        std_dir: Option<&Dir>,
    ) -> Result<Option<Imported>, ImportError> {
        let mut candidates = self.candidates(import)?;
        if let Some(dir) = std_dir {
            let std = (ModuleVersion::default(), dir.clone());
            candidates.found.insert(0, std);
        }
        self.choose(import, candidates)
    }

    /// In GOROOT/src as main module, std packages are the module's.
    fn std_main_module(&self, import: &str) -> Result<Option<Imported>, ImportError> {
        for main in self.state.config.main_modules() {
            if !main.in_goroot_src {
                continue;
            }
            let (dir, has_go) = dir_in_module(
                self.state.config.ctx,
                import,
                &main.path_prefix,
                &main.root,
                true,
            )?;
            if has_go {
                return Ok(Some(Imported {
                    module: main.module.clone(),
                    dir,
                    ..Imported::default()
                }));
            }
        }
        Ok(None)
    }

    /// Reports whether a selected module's path is the import path or a prefix.
    fn has_prefix_module(&self, import: &str) -> bool {
        prefixes(import).any(|prefix| self.selected(prefix).is_some())
    }

    /// Returns the selected version of a module path, from the roots or the graph.
    fn selected(&self, module_path: &str) -> Option<&'s str> {
        if gover::is_toolchain(module_path) {
            return None;
        }
        let version = match self.graph {
            None => self.state.root_selected(self.rs, module_path)?,
            Some(graph) => graph.selected(module_path),
        };
        (version != "none").then_some(version)
    }

    /// Searches for the package in every module whose path is a prefix of the import path, longest
    /// first: there are few prefixes and many modules.
    fn candidates(&self, import: &str) -> Result<Candidates, ImportError> {
        let mut candidates = Candidates::default();
        for prefix in prefixes(import) {
            let Some(version) = self.selected(prefix) else {
                continue;
            };
            let m = ModuleVersion::new(prefix, version);
            let fetched = match self.state.fetch(&m) {
                Ok(fetched) => fetched,
                // Another module may contain it; the error to report is chosen later.
                Err(error) if error.is_sum_missing() => {
                    candidates.without_sum.push(m);
                    continue;
                }
                Err(error) => return Err(ImportError::Module(error)),
            };
            let (dir, has_go) = dir_in_module(
                self.state.config.ctx,
                import,
                prefix,
                &fetched.root,
                fetched.is_local,
            )?;
            if has_go {
                candidates.found.push((m, dir));
            } else {
                candidates.without_package.push(m);
            }
        }
        Ok(candidates)
    }

    /// Chooses among the modules that contain the package.
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
                import_path: import.into(),
                dirs,
                modules,
            })));
        }
        if !candidates.without_sum.is_empty() {
            candidates.without_sum.reverse();
            return Err(ImportError::MissingSum(Box::new(ImportMissingSum {
                import_path: import.into(),
                found: !candidates.found.is_empty(),
                modules: candidates.without_sum,
                ..ImportMissingSum::default()
            })));
        }
        let Some((module, dir)) = candidates.found.pop() else {
            return Ok(None);
        };
        // Compiling the package requires its go version, and in a pruned graph the go.mod of a
        // test's dependency may not have been read yet.
        let is_external =
            !module.path.is_empty() && !self.state.config.is_main_module(&module.path);
        if is_external && !self.skips_go_mods {
            self.state
                .go_mod_summary(&module)
                .map_err(ImportError::Module)?;
        }
        Ok(Some(Imported {
            module,
            dir,
            alternatives: candidates.without_package,
        }))
    }

    fn missing(&self, import: &str, is_std: bool) -> ImportError {
        let mut error = import_missing(&self.state.config, import);
        error.is_std = is_std;
        if !self.state.config.has_mod_root() {
            error.query_error = Some(self.state.config.no_main_modules().to_string());
            error.is_no_mod_root = true;
        }
        ImportError::Missing(Box::new(error))
    }

    /// With `-mod=vendor`, all packages are in main modules or in the vendor directory.
    fn import_from_vendor(
        &self,
        import: &str,
        std_dir: Option<Dir>,
    ) -> Result<Imported, ImportError> {
        let mut found: Vec<(ModuleVersion, Dir)> = Vec::new();
        found.extend(std_dir.map(|dir| (ModuleVersion::default(), dir)));
        let mut main_error = None;
        for main in self.state.config.main_modules() {
            if main.root.is_empty() {
                continue;
            }
            match dir_in_module(
                self.state.config.ctx,
                import,
                &main.path_prefix,
                &main.root,
                true,
            ) {
                Ok((dir, true)) => found.push((main.module.clone(), dir)),
                Ok(_) => {}
                Err(error) => main_error = main_error.or(Some(error)),
            }
        }
        if self.state.config.has_mod_root()
            && let Ok((dir, true)) = dir_in_module(
                self.state.config.ctx,
                import,
                "",
                &self.state.config.vendor_dir(),
                false,
            )
        {
            let listed = self.state.config.vendored_module(import);
            let is_old = || {
                let go = self.state.config.main_go_version();
                gover::compare(go, EXPLICIT_MODULES_TXT_IMPORT_VERSION).is_lt()
            };
            if listed.is_some() || is_old() {
                found.push((listed.cloned().unwrap_or_default(), dir));
            } else {
                let command = if self.state.config.in_workspace_mode() {
                    "work"
                } else {
                    "mod"
                };
                self.state.config.messages.warn(format!(
                    "go: ignoring package {import} which exists in the vendor directory but is missing from vendor/modules.txt. To sync the vendor directory run go {command} vendor."
                ));
            }
        }
        if found.len() > 1 {
            return Err(ImportError::Ambiguous(Box::new(AmbiguousImport {
                import_path: import.into(),
                dirs: found.into_iter().map(|(_, dir)| dir).collect(),
                modules: Vec::new(),
            })));
        }
        if let Some(error) = main_error {
            return Err(error);
        }
        match found.pop() {
            Some((module, dir)) => Ok(Imported {
                module,
                dir,
                ..Imported::default()
            }),
            None => Err(ImportError::Missing(Box::new(import_missing(
                &self.state.config,
                import,
            )))),
        }
    }
}

/// Returns the error of a package that no module provides, with the fields that all its kinds
/// share.
pub(super) fn import_missing(config: &ModuleConfig<'_>, import: &str) -> ImportMissing {
    ImportMissing {
        path: import.into(),
        std_dir: path::join(&[&config.ctx.env.sdk.goroot, "src", import]),
        mod_flag: config.mod_flag(),
        in_workspace: config.in_workspace_mode(),
        allow_missing_module_imports: config.options.allow_missing_module_imports,
        mod_containing_cwd: config.mod_containing_cwd(),
        ..ImportMissing::default()
    }
}

/// Rejects paths that are invalid as import paths in module mode.
fn check_path(import: &str) -> Result<(), ImportError> {
    let invalid = |text: String| {
        Err(ImportError::Invalid {
            import_path: import.into(),
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

/// Returns a path, and its prefixes after cutting elements off the end.
pub(crate) fn prefixes(import: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(import), |prefix| {
        prefix.rfind('/').map(|cut| &prefix[..cut])
    })
}
