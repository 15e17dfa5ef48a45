//! Finds directories and imports of packages, on many threads.
//!
//! Counterpart: cmd/go/internal/modload/load.go (`loader.load`, `stdVendor`).

use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::names::Dir;
use vamos_base::golang::path;
use vamos_modules::ModuleGraph;
use vamos_modules::Requirements;
use vamos_sched::Class;

use super::config::ModuleConfig;
use super::import::ImportResolver;
use super::import_error::ImportError;
use super::package_dir::importable;
use super::state::State;
use crate::pattern::is_standard_import_path;

/// The result of resolving and scanning a package.
pub(crate) struct Scanned {
    pub(crate) module: ModuleVersion,
    pub(crate) dir: Dir,
    /// Boxed, because few packages have an error and all are in one table.
    pub(crate) error: Option<Box<ImportError>>,
    pub(crate) in_std: bool,
    /// Modules that could provide it according to their paths, but do not.
    pub(crate) alternatives: Vec<ModuleVersion>,
    /// Imports and test imports, if the files could be scanned.
    pub(crate) imports: Option<(Vec<String>, Vec<String>)>,
}

/// Results that were computed in advance, by import path.
pub(crate) type ResolvedAhead = std::collections::HashMap<String, Scanned>;

/// Resolves and scans packages with given requirements.
pub(crate) struct ImportScan<'s, 'a> {
    pub(crate) state: &'s State<'a>,
    pub(crate) rs: &'s Requirements,
    pub(crate) graph: Option<&'s ModuleGraph>,
    pub(crate) any_tags: bool,
    pub(crate) vendor_modules_in_goroot_src: bool,
    /// See [`ImportResolver::without_go_mods`].
    pub(crate) skips_go_mods: bool,
}

impl ImportScan<'_, '_> {
    /// Resolves packages, and with `with_imports` all their dependencies, in any order that keeps
    /// the threads busy. The caller uses the results in the official order.
    pub(crate) fn run(&self, seeds: &[String], with_imports: bool) -> ResolvedAhead {
        if seeds.is_empty() {
            return ResolvedAhead::new();
        }
        let state = self.state;
        let ctx = state.config.ctx;
        let resolve = |class: Class, seeds: &[String], known: &ResolvedAhead| {
            vamos_sched::spread(&ctx.pool, class, seeds, &ctx.cancel, |path, more| {
                let resolved = self.scan(path);
                if let Some((imports, _)) = resolved.imports.as_ref().filter(|_| with_imports) {
                    for import in imports.iter().filter(|path| !known.contains_key(*path)) {
                        more(import);
                    }
                }
                resolved
            })
        };
        if !state.files.cache.can_fetch() {
            return resolve(Class::Cpu, seeds, &ResolvedAhead::new());
        }
        // The first pass resolves packages on disk, with one thread per processor. The second pass
        // fetches the others, with more threads, since these mostly wait.
        let on_disk = || resolve(Class::Cpu, seeds, &ResolvedAhead::new());
        let mut all = state.files.on_disk_only(on_disk);
        let waiting: Vec<String> = all
            .iter()
            .filter(|(_, resolved)| resolved.waits())
            .map(|(path, _)| path.clone())
            .collect();
        if waiting.is_empty() {
            return all;
        }
        for path in &waiting {
            all.remove(path);
        }
        let rest = resolve(state.fetch_class(), &waiting, &all);
        all.extend(rest);
        all
    }

    /// Finds a package's directory and reads its imports; runs on many threads.
    fn scan(&self, import: &str) -> Scanned {
        let config = &self.state.config;
        let resolver = ImportResolver::new(self.state, self.rs, self.graph)
            .without_go_mods(self.skips_go_mods);
        let found = match resolver.resolve(import) {
            Ok(found) => found,
            Err(error) => return Scanned::failed(error),
        };
        let mut resolved = Scanned {
            in_std: is_standard_import_path(import) && config.is_in_goroot_src(&found.dir),
            module: found.module,
            dir: found.dir,
            alternatives: found.alternatives,
            error: None,
            imports: None,
        };
        if resolved.dir.is_empty() {
            return resolved;
        }
        match importable(config.ctx, &resolved.dir, self.any_tags) {
            Err(error) => resolved.error = Some(Box::new(ImportError::Scan(error))),
            Ok((mut imports, mut tests)) => {
                if resolved.in_std {
                    for path in imports.iter_mut().chain(&mut tests) {
                        self.to_std_vendor(import, path);
                    }
                }
                resolved.imports = Some((imports, tests));
            }
        }
        resolved
    }

    /// Replaces an import path in a std package by the path that it resolves to.
    fn to_std_vendor(&self, parent: &str, import: &mut String) {
        if let Some(path) = std_vendor(
            &self.state.config,
            self.vendor_modules_in_goroot_src,
            parent,
            import,
        ) {
            *import = path;
        }
    }
}

impl Scanned {
    /// Reports whether finding the package needs the network.
    fn waits(&self) -> bool {
        let error = self.error.as_deref().and_then(ImportError::module_error);
        error.is_some_and(|error| error.needs_download().is_some())
    }

    fn failed(error: ImportError) -> Self {
        Self {
            module: ModuleVersion::default(),
            dir: Dir::default(),
            error: Some(Box::new(error)),
            in_std: false,
            alternatives: Vec::new(),
            imports: None,
        }
    }
}

/// Returns the path of a package vendored in GOROOT/src, if `import` in the std package `parent`
/// refers to one (`stdVendor`).
pub(crate) fn std_vendor(
    config: &ModuleConfig<'_>,
    vendor_modules_in_goroot_src: bool,
    parent: &str,
    import: &str,
) -> Option<String> {
    if let Some((path, _)) = config.ctx.fips_import(import) {
        return Some(path.into_string());
    }
    if is_standard_import_path(import) {
        return None;
    }
    let is_module = |name| vendor_modules_in_goroot_src && config.is_main_module(name);
    let vendored = if path::has_path_prefix(parent, "cmd") {
        if is_module("cmd") {
            return None;
        }
        format!("cmd/vendor/{import}")
    } else {
        // Packages of GOROOT/src/vendor import each other, even if the modules from which they were
        // copied are resolved as modules.
        if is_module("std") && !path::has_path_prefix(parent, "vendor") {
            return None;
        }
        format!("vendor/{import}")
    };
    let dir = format!("{}/{vendored}", config.goroot_src);
    config.ctx.files.stat(&dir).is_ok().then_some(vendored)
}
