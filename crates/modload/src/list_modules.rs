//! The modules in the output of `go list -m`.
//!
//! Counterpart: cmd/go/internal/modload/list.go.

use std::sync::Arc;

use hashbrown::HashSet;
use vamos_base::golang::gover;
use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::names::Dir;
use vamos_base::golang::names::ModulePath;
use vamos_base::golang::quote::quote;
use vamos_modfile::ModuleError;
use vamos_modules::ModFlag;
use vamos_modules::ModuleGraph;
use vamos_modules::Pruning;
use vamos_modules::Requirements;
use vamos_modules::query::Allowed;
use vamos_modules::query::QueryError;
use vamos_modules::query::is_revision_query;

use super::LoadError;
use super::argument_error::ArgumentError;
use super::info::ModuleInfos;
use super::internal_error::InternalError;
use super::reuse::Reuse;
use super::state::State;
use super::version_facts::ListMode;
use super::version_facts::VersionFacts;
use super::version_facts::fault;
use crate::module_public::ModuleFault;
use crate::module_public::ModulePublic;
use crate::pattern::is_relative_path;
use crate::pattern::match_pattern;

/// The result of listing modules.
#[derive(Clone, Debug, Default)]
pub struct ModuleList {
    /// The modules, in the order of the arguments.
    pub modules: Vec<ModulePublic>,
    /// The reason why the list is incomplete.
    pub error: Option<LoadError>,
}

/// Requirements and, if it was needed, their graph.
struct SelectedVersions {
    rs: Arc<Requirements>,
    graph: Option<Arc<ModuleGraph>>,
    error: Option<ModuleError>,
}

impl SelectedVersions {
    /// Returns the selected version, or `none`, or empty if the path is not a root.
    fn selected(&self, state: &State<'_>, path: &str) -> String {
        match &self.graph {
            Some(graph) => graph.selected(path).to_owned(),
            None => state
                .root_selected(&self.rs, path)
                .unwrap_or_default()
                .to_owned(),
        }
    }
}

/// Splits `path@version` (`ParsePathVersion`).
pub(crate) fn parse_path_version(arg: &str) -> Result<Option<(&str, &str)>, LoadError> {
    let Some((path, version)) = arg.split_once('@') else {
        return Ok(None);
    };
    if version.starts_with(['-', '/']) {
        let version = version.to_owned();
        return Err(LoadError::Argument(ArgumentError::Version { version }));
    }
    Ok(Some((path, version)))
}

/// Finds the modules in the arguments, and describes them (`ListModules`). Also returns the
/// requirements, which may be more complete now.
pub(crate) fn list_modules(
    state: &State<'_>,
    rs: Arc<Requirements>,
    args: &[String],
    mode: ListMode,
    reuse: &Reuse,
) -> Result<(Arc<Requirements>, ModuleList), LoadError> {
    let needs_graph = check_args(state, &rs, args, mode)?;
    let mut known = SelectedVersions {
        rs,
        graph: None,
        error: None,
    };
    if needs_graph {
        let (rs, graph, error) = state.modules().expand_graph(&known.rs);
        known = SelectedVersions {
            rs,
            graph: Some(graph),
            error,
        };
        state.config.messages.exit_if_stopped()?;
    }
    let lister = ModuleLister {
        infos: ModuleInfos { state, mode },
        known: &known,
        reuse,
    };
    let modules = lister.list(args)?;
    let error = known.error.map(LoadError::Module);
    Ok((known.rs, ModuleList { modules, error }))
}

/// Describes one module for a template (`ModuleInfo`).
pub(crate) fn describe(
    state: &State<'_>,
    path: &str,
    rs: &Arc<Requirements>,
) -> Result<ModulePublic, LoadError> {
    let failed = |error: String| ModulePublic {
        path: path.into(),
        error: Some(fault(&error)),
        ..ModulePublic::default()
    };
    let infos = ModuleInfos {
        state,
        mode: ListMode::default(),
    };
    match parse_path_version(path) {
        Err(error) => {
            return Ok(ModulePublic {
                path: ModulePath::default(),
                ..failed(error.to_string())
            });
        }
        Ok(Some((path, version))) if !gover::mod_is_valid(path, version) => {
            return Err(LoadError::Internal(Box::new(InternalError::Version {
                path: path.to_owned(),
                version: version.to_owned(),
            })));
        }
        Ok(Some((path, version))) => {
            return Ok(infos.version_info(&ModuleVersion::new(path, version)));
        }
        Ok(None) => {}
    }
    let root = match rs.pruning {
        Pruning::Pruned => state.root_selected(rs, path).map(str::to_owned),
        _ => None,
    };
    let version = match root {
        Some(version) => version,
        None => match state.graph(rs) {
            (_, Some(error)) => return Err(LoadError::Module(error)),
            (graph, None) => graph.selected(path).to_owned(),
        },
    };
    if version == "none" {
        return Ok(failed("module not in current build".to_owned()));
    }
    Ok(infos.module_info(&ModuleVersion::new(path, version), rs))
}

/// Rejects arguments that cannot be listed. Returns whether the whole graph is needed.
fn check_args(
    state: &State<'_>,
    rs: &Requirements,
    args: &[String],
    mode: ListMode,
) -> Result<bool, LoadError> {
    let mut needs_graph = false;
    let cannot_match = |arg: &str, how: &'static str| {
        Err(LoadError::Argument(ArgumentError::CannotMatch {
            arg: arg.to_owned(),
            how,
            in_workspace: state.config.in_workspace_mode(),
        }))
    };
    let is_root =
        |path: &str| state.root_selected(rs, path).is_some() && rs.pruning != Pruning::Unpruned;
    for arg in args {
        if arg.contains('\\') {
            return Err(LoadError::Argument(ArgumentError::Backslash));
        }
        if is_relative_path(arg) {
            let arg = arg.clone();
            return Err(LoadError::Argument(ArgumentError::Relative { arg }));
        }
        if arg == "all" || arg.contains("...") {
            needs_graph = true;
            if !state.config.has_mod_root() {
                return cannot_match(arg, "");
            }
        } else if let Some((path, version)) = parse_path_version(arg)? {
            if matches!(version, "upgrade" | "patch") && !is_root(path) {
                needs_graph = true;
                if !state.config.has_mod_root() {
                    return cannot_match(arg, "");
                }
            }
        } else if !is_root(arg) {
            needs_graph = true;
            if !mode.versions && !state.config.has_mod_root() {
                return cannot_match(arg, " without -versions or an explicit version");
            }
        }
    }
    Ok(needs_graph)
}

/// Describes the modules in the arguments.
struct ModuleLister<'s, 'a> {
    infos: ModuleInfos<'s, 'a>,
    known: &'s SelectedVersions,
    reuse: &'s Reuse,
}

impl ModuleLister<'_, '_> {
    fn list(&self, args: &[String]) -> Result<Vec<ModulePublic>, LoadError> {
        let state = self.infos.state;
        let mut modules = Vec::new();
        if args.is_empty() {
            let mains = state.config.main.versions().iter();
            let mains = mains.filter(|m| !gover::is_toolchain(&m.path));
            modules.extend(mains.map(|m| self.infos.module_info(m, &self.known.rs)));
        }
        let is_pattern = |arg: &str| arg == "all" || arg.contains("...");
        // Each may need a request to a proxy; the requests run in parallel.
        let mut named = state
            .in_parallel(args, |arg| {
                Ok::<_, LoadError>(match parse_path_version(arg)? {
                    Some((path, version)) => self.queried_module(path, version),
                    None if is_pattern(arg) => None,
                    None => self.named_module(arg),
                })
            })
            .into_iter();
        let mut seen = HashSet::new();
        for arg in args {
            let found = named.next().transpose()?.flatten();
            match parse_path_version(arg) {
                Ok(None) if is_pattern(arg) => {
                    modules.extend(self.matching_modules(arg, &mut seen));
                }
                _ => modules.extend(found),
            }
        }
        self.complete_all(&mut modules);
        Ok(modules)
    }

    /// Describes the version for a query.
    fn queried_module(&self, path: &str, query: &str) -> Option<ModulePublic> {
        let (state, known) = (self.infos.state, self.known);
        let current = known.selected(state, path);
        if current == "none" && known.error.is_some() && matches!(query, "upgrade" | "patch") {
            // The version to upgrade from is unknown, which is already reported as an error.
            return None;
        }
        let queries = state.queries();
        let check = |m: &ModuleVersion| queries.check_allowed(m);
        // An explicit version is allowed even if it is excluded.
        let is_free = is_revision_query(path, query) || self.infos.mode.retracted;
        let allowed: Option<Allowed<'_>> = if is_free { None } else { Some(&check) };
        let old = self.reuse.answer(path, query);
        let found = queries.query_again(path, query, &current, allowed, old.as_ref());
        Some(match found {
            Ok(rev) => {
                let m = ModuleVersion::new(path, rev.version.as_str());
                let mut info = self.version_info(&m);
                if info.version != query {
                    query.clone_into(&mut info.query);
                }
                info.origin.clone_from(&rev.origin);
                info
            }
            Err(error) => ModulePublic {
                path: path.into(),
                version: query.into(),
                origin: error.origin().cloned(),
                error: Some(module_error(path, query, error)),
                ..ModulePublic::default()
            },
        })
    }

    /// Describes a version; reuses an earlier description that is still valid.
    fn version_info(&self, m: &ModuleVersion) -> ModulePublic {
        let queries = self.infos.state.queries();
        if let Some(old) = self.reuse.get(&m.path, &m.version)
            && let Some(origin) = &old.origin
            && queries.can_reuse(&m.path, &m.version, origin)
        {
            return ModulePublic {
                query: String::new(),
                dir: Dir::default(),
                ..(**old).clone()
            };
        }
        self.infos.version_info(m)
    }

    /// Describes a module that is specified by its path alone.
    fn named_module(&self, path: &str) -> Option<ModulePublic> {
        let (state, known) = (self.infos.state, self.known);
        let version = known.selected(state, path);
        if version != "none" {
            let m = ModuleVersion::new(path, version);
            return Some(self.infos.module_info(&m, &known.rs));
        }
        if known.error.is_some() {
            return None;
        }
        let mut info = ModulePublic {
            path: path.into(),
            ..ModulePublic::default()
        };
        let failed = |text: &str| Some(module_error(path, "", ModuleError::message(text)));
        if state.config.mod_flag() == ModFlag::Vendor {
            info.error = failed(
                "can't resolve module using the vendor directory\n\t(Use -mod=mod or -mod=readonly to bypass.)",
            );
        } else if !self.infos.mode.versions {
            info.error = failed("not a known dependency");
        }
        Some(info)
    }

    /// Describes the modules of the build list that match a pattern, except for the ones that an
    /// earlier pattern matched.
    fn matching_modules(
        &self,
        pattern: &str,
        seen: &mut HashSet<ModuleVersion>,
    ) -> Vec<ModulePublic> {
        let (state, known) = (self.infos.state, self.known);
        let glob = (pattern != "all").then(|| match_pattern(pattern));
        let graph = known.graph.as_ref().expect("patterns take the whole graph");
        let mut matches = Vec::new();
        for m in graph.build_list().iter() {
            let is_match = glob.as_ref().is_none_or(|glob| glob.matches(&m.path));
            if is_match && !gover::is_toolchain(&m.path) && seen.insert(m.clone()) {
                matches.push(m.clone());
            }
        }
        if matches.is_empty() {
            let pattern = quote(pattern);
            state.config.messages.warn(format!(
                "warning: pattern {pattern} matched no module dependencies"
            ));
        }
        state.in_parallel(&matches, |m| self.infos.module_info(m, &known.rs))
    }

    /// Adds the data for the flags to each module and to its replacement.
    fn complete_all(&self, modules: &mut Vec<ModulePublic>) {
        let ModuleInfos { state, mode } = self.infos;
        if mode == ListMode::default() {
            return;
        }
        let facts = VersionFacts {
            queries: state.queries(),
        };
        let complete = |info: &ModulePublic| {
            let mut info = info.clone();
            if info.reuse {
                return info;
            }
            facts.add(&mut info, mode);
            if let Some(replace) = &mut info.replace {
                facts.add(Arc::make_mut(replace), mode);
            }
            info
        };
        *modules = state.in_parallel(modules, complete);
    }
}

/// Returns a module's error with the module's name once (`modinfoError`).
fn module_error(path: &str, version: &str, error: ModuleError) -> ModuleFault {
    let is_no_match = matches!(
        QueryError::of(&error),
        Some(QueryError::NoMatchingVersion { .. })
    );
    let version = if is_no_match {
        // The sentence already contains the query.
        ""
    } else if error.find_at().is_some() {
        return fault(&error);
    } else {
        version
    };
    let module = ModuleVersion::new(path, version);
    let err = Box::new(error);
    fault(&ModuleError::At { module, err })
}
