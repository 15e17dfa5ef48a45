//! The state of `go get`: queries, the build list, and the versions that are decided.
//!
//! Counterpart: cmd/go/internal/modget/get.go (`resolver`).

use std::collections::BTreeMap;
use std::sync::Arc;

use hashbrown::HashMap;
use vamos_base::golang::module::ModuleVersion;
use vamos_modfile::ModuleError;
use vamos_modload::LoadContext;
use vamos_modload::LoadError;
use vamos_modload::Modules;
use vamos_modules::query::QueryError;

use super::query::Query;
use super::request::GetError;
use super::request::GetRequest;
use super::request::GetSink;
use super::siblings::Siblings;

/// A version that is decided, and the number of the query that decided it.
#[derive(Clone, Debug)]
pub(super) struct Decided {
    pub(super) version: String,
    pub(super) query: usize,
}

/// Resolves queries.
pub(super) struct Resolver<'r, 'a> {
    pub(super) ctx: &'a LoadContext<'a>,
    pub(super) modules: Modules<'a>,
    pub(super) queries: Vec<Query>,
    pub(super) request: GetRequest<'r>,
    pub(super) sink: &'r mut dyn GetSink,
    /// By module path.
    pub(super) decided: BTreeMap<String, Decided>,
    pub(super) build_list: Arc<[ModuleVersion]>,
    pub(super) versions: HashMap<String, String>,
    /// Versions at the start of the command.
    pub(super) initial: HashMap<String, String>,
    /// True if an error was printed in this phase.
    pub(super) failed: bool,
    /// The modules of the workspace that the main module may be in.
    pub(super) siblings: Option<Siblings>,
    /// The requirements of go.mod as a workspace has changed them.
    pub(super) workspace_stated: Option<Vec<ModuleVersion>>,
}

fn index(list: &[ModuleVersion]) -> HashMap<String, String> {
    let versions = list.iter();
    versions
        .map(|m| (m.path.clone(), m.version.clone()))
        .collect()
}

/// Returns a version of an index, or `none`.
pub(super) fn version_in<'i>(index: &'i HashMap<String, String>, path: &str) -> &'i str {
    index.get(path).map_or("none", String::as_str)
}

impl<'r, 'a> Resolver<'r, 'a> {
    /// Returns a resolver without results.
    pub(super) fn new(
        ctx: &'a LoadContext<'a>,
        modules: Modules<'a>,
        queries: Vec<Query>,
        request: GetRequest<'r>,
        sink: &'r mut dyn GetSink,
    ) -> Result<Self, GetError> {
        let mut resolver = Self {
            ctx,
            modules,
            queries,
            request,
            sink,
            decided: BTreeMap::new(),
            build_list: Arc::from([]),
            versions: HashMap::new(),
            initial: HashMap::new(),
            failed: false,
            siblings: Siblings::load(ctx),
            workspace_stated: None,
        };
        resolver.load_build_list()?;
        resolver.initial = resolver.versions.clone();
        Ok(resolver)
    }

    /// Reads the build list of the requirements.
    pub(super) fn load_build_list(&mut self) -> Result<(), GetError> {
        let graph = self.modules.load_mod_graph("");
        self.flush();
        self.build_list = graph?.build_list();
        self.versions = index(&self.build_list);
        Ok(())
    }

    /// Returns the version at the start of the command, or `none`.
    pub(super) fn initial_selected(&self, path: &str) -> &str {
        version_in(&self.initial, path)
    }

    /// Reports whether a module must go (`noneForPath`).
    pub(super) fn is_none(&self, path: &str) -> bool {
        let mut nones = self.queries.iter().filter(|q| q.version == "none");
        nones.any(|q| q.pattern == path || q.is_wildcard() && q.matches_path(path))
    }

    /// Prints the lines that loading recorded.
    pub(super) fn flush(&mut self) {
        for line in self.modules.take_warnings() {
            self.sink.say(&line);
        }
    }

    /// Prints a line after the lines of loading.
    pub(super) fn say(&mut self, line: &str) {
        self.flush();
        self.sink.say(line);
    }

    /// Prints an error that ends the command at the end of the phase.
    pub(super) fn report(&mut self, line: &str) {
        self.say(line);
        self.failed = true;
    }

    /// Prints an error of a query (`reportError`).
    pub(super) fn report_query(&mut self, query: usize, error: &str) {
        let line = self.queries[query].error_line(error);
        self.report(&line);
    }

    /// Ends the command if upstream would have ended it at once.
    pub(super) fn end_if_fatal(&mut self) -> Result<(), GetError> {
        self.flush();
        Ok(self.modules.exit_if_fatal()?)
    }

    /// Ends the command if errors were printed.
    pub(super) fn end_phase(&mut self) -> Result<(), GetError> {
        self.flush();
        self.modules.exit_if_errors()?;
        if self.failed {
            Err(GetError::Printed)
        } else {
            Ok(())
        }
    }

    /// Finds the version of a module that a query means, from the initial version
    /// (`queryModule`).
    pub(super) fn query_module(
        &self,
        path: &str,
        version: &str,
    ) -> Result<ModuleVersion, ModuleError> {
        let allowed = |m: &ModuleVersion| is_allowed(&self.modules, version, &self.initial, m);
        let current = self.initial_selected(path);
        let queries = self.modules.queries();
        let found = queries.query(path, version, current, Some(&allowed))?;
        Ok(ModuleVersion::new(path, found.version.as_str()))
    }
}

/// Decides whether a query may select a version: its own version and the one in use always, others
/// unless they are excluded or retracted (`checkAllowedOr`).
pub(super) fn is_allowed(
    modules: &Modules<'_>,
    requested: &str,
    selected: &HashMap<String, String>,
    m: &ModuleVersion,
) -> Result<(), ModuleError> {
    let queries = modules.queries();
    if m.version == requested {
        return queries.check_exclusions(m);
    }
    let is_relative = matches!(requested, "upgrade" | "patch");
    if is_relative && m.version == version_in(selected, &m.path) {
        return Ok(());
    }
    queries.check_allowed(m)
}

/// Finds the modules that have a package, from these versions (`queryPackages`).
pub(super) fn query_packages(
    modules: &Modules<'_>,
    path: &str,
    version: &str,
    selected: &HashMap<String, String>,
) -> Result<Vec<ModuleVersion>, ModuleError> {
    let allowed = |m: &ModuleVersion| is_allowed(modules, version, selected, m);
    let current = |path: &str| version_in(selected, path).to_owned();
    let found = modules.query_modules((path, version), true, &current, &allowed)?;
    Ok(found.with_packages)
}

fn of_module(error: &LoadError) -> Option<&ModuleError> {
    match error {
        LoadError::Module(error) => Some(error),
        _ => None,
    }
}

/// Reports whether the module does not exist in the version (`isNoSuchModuleVersion`).
pub(super) fn is_no_version(error: &ModuleError) -> bool {
    error.is_not_exist()
        || matches!(
            QueryError::of(error),
            Some(QueryError::NoMatchingVersion { .. })
        )
}

/// Reports whether no module has the package in the version (`isNoSuchPackageVersion`).
pub(super) fn is_no_package(error: &ModuleError) -> bool {
    is_no_version(error)
        || matches!(
            QueryError::of(error),
            Some(QueryError::PackageNotInModule(_))
        )
}

/// Reports whether an error requires a newer Go.
pub(super) fn is_too_new(error: &LoadError) -> bool {
    of_module(error).is_some_and(|error| error.too_new().is_some())
}
