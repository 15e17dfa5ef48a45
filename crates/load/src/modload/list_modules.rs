//! The modules that `go list -m` shows.
//!
//! Counterpart: cmd/go/internal/modload/list.go, build.go (`addUpdate`, `addVersions`,
//! `addRetraction`, `addDeprecation`).

use std::sync::Arc;

use hashbrown::HashSet;
use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::quote::quote;
use vamos_modfile::ModuleError;
use vamos_modfile::gover;
use vamos_modules::BuildMod;
use vamos_modules::ModuleGraph;
use vamos_modules::Pruning;
use vamos_modules::Requirements;
use vamos_modules::query::QueryError;
use vamos_modules::query::RETRACTED;
use vamos_modules::query::is_disallowed;
use vamos_modules::query::is_revision_query;
use vamos_modules::query::merge_origin;
use vamos_sched::parallel_map;

use super::LoadError;
use super::info::ListMode;
use super::info::fault;
use super::info::time_of;
use super::state::State;
use crate::package::ModuleFault;
use crate::package::ModulePublic;
use crate::pattern::is_relative_path;
use crate::pattern::match_pattern;

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct ModuleList {
    /// The modules, in the order of the arguments.
    pub modules: Vec<ModulePublic>,
    /// Why there may be more.
    pub error: Option<LoadError>,
}

/// Requirements and, where it was needed, their graph.
struct Known {
    rs: Arc<Requirements>,
    graph: Option<Arc<ModuleGraph>>,
    error: Option<ModuleError>,
}

impl Known {
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
        let version = quote(version);
        return Err(LoadError::Text(format!("invalid module version {version}")));
    }
    Ok(Some((path, version)))
}

impl State<'_> {
    /// Finds the modules that the arguments name, and what is to be known of them
    /// (`ListModules`). Also returns the requirements, which may be more complete now.
    pub(crate) fn list_modules(
        &self,
        rs: Arc<Requirements>,
        args: &[String],
        mode: ListMode,
    ) -> Result<(Arc<Requirements>, ModuleList), LoadError> {
        let needs_graph = self.check_args(&rs, args, mode)?;
        let mut known = Known {
            rs,
            graph: None,
            error: None,
        };
        if needs_graph {
            let (rs, graph, error) = self.modules().expand_graph(&known.rs);
            known = Known {
                rs,
                graph: Some(graph),
                error,
            };
            self.messages.exit_if_errors()?;
        }
        let mut modules = Vec::new();
        if args.is_empty() {
            let mains = self.main.versions().iter();
            let mains = mains.filter(|m| !gover::is_toolchain(&m.path));
            modules.extend(mains.map(|m| self.module_info(m, &known.rs, mode)));
        }
        let is_pattern = |arg: &str| arg == "all" || arg.contains("...");
        // Each may need a request to a proxy; the requests run in parallel.
        let mut named = parallel_map(self.network_limit(), args, |arg| {
            Ok::<_, LoadError>(match parse_path_version(arg)? {
                Some((path, version)) => self.queried_module(&known, path, version, mode),
                None if is_pattern(arg) => None,
                None => self.named_module(&known, arg, mode),
            })
        })
        .into_iter();
        let mut seen = HashSet::new();
        for arg in args {
            let found = named.next().transpose()?.flatten();
            match parse_path_version(arg) {
                Ok(None) if is_pattern(arg) => {
                    modules.extend(self.matching_modules(&known, arg, mode, &mut seen));
                }
                _ => modules.extend(found),
            }
        }
        self.complete_all(&mut modules, mode);
        let error = known.error.map(LoadError::Module);
        Ok((known.rs, ModuleList { modules, error }))
    }

    /// Describes one module for a template (`ModuleInfo`).
    pub(crate) fn describe(
        &self,
        path: &str,
        rs: &Arc<Requirements>,
    ) -> Result<ModulePublic, LoadError> {
        let failed = |error: String| ModulePublic {
            path: path.to_owned(),
            error: Some(fault(&error)),
            ..ModulePublic::default()
        };
        let mode = ListMode::default();
        match parse_path_version(path) {
            Err(error) => {
                return Ok(ModulePublic {
                    path: String::new(),
                    ..failed(error.to_string())
                });
            }
            Ok(Some((path, version))) if !gover::mod_is_valid(path, version) => {
                return Err(LoadError::Text(format!(
                    "internal error: {path}@{version}: unexpected invalid semantic version"
                )));
            }
            Ok(Some((path, version))) => {
                return Ok(self.version_info(&ModuleVersion::new(path, version), mode));
            }
            Ok(None) => {}
        }
        let root = match rs.pruning {
            Pruning::Pruned => self.root_selected(rs, path).map(str::to_owned),
            _ => None,
        };
        let version = match root {
            Some(version) => version,
            None => match self.graph(rs) {
                (_, Some(error)) => return Err(LoadError::Module(error)),
                (graph, None) => graph.selected(path).to_owned(),
            },
        };
        if version == "none" {
            return Ok(failed("module not in current build".to_owned()));
        }
        Ok(self.module_info(&ModuleVersion::new(path, version), rs, mode))
    }

    /// Rejects arguments that cannot be listed. Returns whether the whole graph is needed.
    fn check_args(
        &self,
        rs: &Requirements,
        args: &[String],
        mode: ListMode,
    ) -> Result<bool, LoadError> {
        let mut needs_graph = false;
        let cannot_match = |arg: &str, how: &str| {
            let (arg, error) = (quote(arg), self.no_main_modules());
            Err(LoadError::Text(format!("cannot match {arg}{how}: {error}")))
        };
        let is_root =
            |path: &str| self.root_selected(rs, path).is_some() && rs.pruning != Pruning::Unpruned;
        for arg in args {
            if arg.contains('\\') {
                return Err(LoadError::text("module paths never use backslash"));
            }
            if is_relative_path(arg) {
                return Err(LoadError::Text(format!(
                    "cannot use relative path {arg} to specify module"
                )));
            }
            if arg == "all" || arg.contains("...") {
                needs_graph = true;
                if !self.has_mod_root() {
                    return cannot_match(arg, "");
                }
            } else if let Some((path, version)) = parse_path_version(arg)? {
                if matches!(version, "upgrade" | "patch") && !is_root(path) {
                    needs_graph = true;
                    if !self.has_mod_root() {
                        return cannot_match(arg, "");
                    }
                }
            } else if !is_root(arg) {
                needs_graph = true;
                if !mode.versions && !self.has_mod_root() {
                    return cannot_match(arg, " without -versions or an explicit version");
                }
            }
        }
        Ok(needs_graph)
    }

    /// Describes the version that a query means.
    fn queried_module(
        &self,
        known: &Known,
        path: &str,
        query: &str,
        mode: ListMode,
    ) -> Option<ModulePublic> {
        let current = known.selected(self, path);
        if current == "none" && known.error.is_some() && matches!(query, "upgrade" | "patch") {
            // The version to upgrade from is unknown, which is already reported as an error.
            return None;
        }
        let queries = self.queries();
        let check = |m: &ModuleVersion| queries.check_allowed(m);
        // A version that is named explicitly is allowed even if it is excluded.
        let is_free = is_revision_query(path, query) || mode.retracted;
        let found = match is_free {
            true => queries.query(path, query, &current, None),
            false => queries.query(path, query, &current, Some(&check)),
        };
        Some(match found {
            Ok(rev) => {
                let m = ModuleVersion::new(path, rev.version.as_str());
                let mut info = self.version_info(&m, mode);
                if info.version != query {
                    query.clone_into(&mut info.query);
                }
                info.origin.clone_from(&rev.origin);
                info
            }
            Err(error) => ModulePublic {
                path: path.to_owned(),
                version: query.to_owned(),
                error: Some(module_error(path, query, error)),
                ..ModulePublic::default()
            },
        })
    }

    /// Describes a module that is named by its path alone.
    fn named_module(&self, known: &Known, path: &str, mode: ListMode) -> Option<ModulePublic> {
        let version = known.selected(self, path);
        if version != "none" {
            let m = ModuleVersion::new(path, version);
            return Some(self.module_info(&m, &known.rs, mode));
        }
        if known.error.is_some() {
            return None;
        }
        let mut info = ModulePublic {
            path: path.to_owned(),
            ..ModulePublic::default()
        };
        let failed = |text: &str| Some(module_error(path, "", ModuleError::message(text)));
        if self.build_mod() == BuildMod::Vendor {
            info.error = failed(
                "can't resolve module using the vendor directory\n\t(Use -mod=mod or -mod=readonly to bypass.)",
            );
        } else if !mode.versions {
            info.error = failed("not a known dependency");
        }
        Some(info)
    }

    /// Describes the modules of the build list that match a pattern, those left out that
    /// an earlier one matched.
    fn matching_modules(
        &self,
        known: &Known,
        pattern: &str,
        mode: ListMode,
        seen: &mut HashSet<ModuleVersion>,
    ) -> Vec<ModulePublic> {
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
            self.messages.warn(format!(
                "warning: pattern {pattern} matched no module dependencies"
            ));
        }
        parallel_map(self.network_limit(), &matches, |m| {
            self.module_info(m, &known.rs, mode)
        })
    }

    /// Adds what the flags require to each module and to its replacement.
    fn complete_all(&self, modules: &mut Vec<ModulePublic>, mode: ListMode) {
        if mode == ListMode::default() {
            return;
        }
        let complete = |info: &ModulePublic| {
            let mut info = info.clone();
            self.complete_one(&mut info, mode);
            if let Some(replace) = &mut info.replace {
                self.complete_one(Arc::make_mut(replace), mode);
            }
            info
        };
        *modules = parallel_map(self.network_limit(), modules, complete);
    }

    fn complete_one(&self, info: &mut ModulePublic, mode: ListMode) {
        if mode.updates {
            self.add_update(info);
        }
        if mode.versions {
            self.add_versions(info, mode.retracted_versions);
        }
        if mode.retracted {
            self.add_retraction(info);
        }
        if mode.deprecated {
            self.add_deprecation(info);
        }
    }

    /// Adds a newer version, if there is one (`addUpdate`). A missing version is not an
    /// error. Network errors are reported, so that an attacker cannot hide an update.
    fn add_update(&self, info: &mut ModulePublic) {
        if info.version.is_empty() {
            return;
        }
        let queries = self.queries();
        let check = |m: &ModuleVersion| queries.check_allowed(m);
        let found = queries.query(&info.path, "upgrade", &info.version, Some(&check));
        match found {
            Ok(rev) => {
                if gover::mod_compare(&info.path, &rev.version, &info.version).is_gt() {
                    info.update = Some(Arc::new(ModulePublic {
                        path: info.path.clone(),
                        version: rev.version.clone(),
                        time: Some(time_of(&rev)),
                        ..ModulePublic::default()
                    }));
                }
            }
            Err(error) if is_absent(&error) || is_disallowed(&error) => {}
            Err(error) => set_error(info, &error),
        }
    }

    /// Adds the released versions (`addVersions`).
    fn add_versions(&self, info: &mut ModulePublic, with_retracted: bool) {
        let queries = self.queries();
        let check = |m: &ModuleVersion| match with_retracted {
            true => queries.check_exclusions(m),
            false => queries.check_allowed(m),
        };
        match queries.versions(&info.path, &check) {
            Ok((versions, origin)) => {
                info.versions = versions;
                info.origin = merge_origin(info.origin.as_ref(), origin.as_ref());
            }
            Err(error) => {
                set_error(info, &error);
                info.origin = None;
            }
        }
    }

    /// Adds the reasons for which the version was retracted (`addRetraction`).
    pub(super) fn add_retraction(&self, info: &mut ModulePublic) {
        if info.version.is_empty() {
            return;
        }
        let m = ModuleVersion::new(info.path.as_str(), info.version.as_str());
        let Err(error) = self.queries().check_retractions(&m) else {
            return;
        };
        match QueryError::of(&error) {
            Some(QueryError::Retracted { rationale }) => {
                info.retracted = match rationale.is_empty() {
                    true => vec![RETRACTED.to_owned()],
                    false => rationale.clone(),
                };
            }
            _ if is_absent(&error) => {}
            _ => set_error(info, &error),
        }
    }

    /// Adds the message of a deprecated module (`addDeprecation`).
    fn add_deprecation(&self, info: &mut ModulePublic) {
        let m = ModuleVersion::new(info.path.as_str(), info.version.as_str());
        match self.queries().check_deprecation(&m) {
            Ok(deprecated) => info.deprecated = deprecated,
            Err(error) if is_absent(&error) => {}
            Err(error) => set_error(info, &error),
        }
    }
}

/// Reports whether an error only means that no proxy has the version.
fn is_absent(error: &ModuleError) -> bool {
    error.is_not_exist()
        || matches!(
            QueryError::of(error),
            Some(QueryError::NoMatchingVersion { .. })
        )
}

/// Sets a module's error, unless it has one.
fn set_error(info: &mut ModulePublic, error: &ModuleError) {
    info.error.get_or_insert_with(|| fault(error));
}

/// Returns a module's error with the module named once (`modinfoError`).
fn module_error(path: &str, version: &str, error: ModuleError) -> ModuleFault {
    let is_no_match = matches!(
        QueryError::of(&error),
        Some(QueryError::NoMatchingVersion { .. })
    );
    let version = if is_no_match {
        // The query is in the sentence already.
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
