//! `mod tidy`: the requirements and checksums that the packages of the main module and
//! their tests need, and no others.
//!
//! 1. `resolution.rs: run` loops: it loads all packages (`import_graph.rs`), adds the roots that
//!    they need, and queries modules that provide missing ones (`missing.rs`, and
//!    `query/packages.rs` of crate `modules`), until nothing changes.
//! 2. `tidy_roots.rs` drops roots; `tidy_compat.rs` compares with the selection of an older Go.
//! 3. `update.rs` returns go.mod and go.sum as values; `modcmd` writes them.
//!
//! `modules` knows requirements, graphs and queries, and no packages; `load` owns every loop over
//! packages, and so resolves imports; `modcmd` formats and writes.
//! Counterpart: cmd/go/internal/modload/load.go (the parts of `LoadPackages` and
//! `loadFromRoots` for `PackageOpts.Tidy`).

use std::sync::Arc;

use hashbrown::HashSet;
use vamos_base::golang::gover;
use vamos_base::golang::module::ModuleVersion;
use vamos_modules::Conflict;
use vamos_modules::Pruning;
use vamos_modules::Requirements;

use super::LoadError;
use super::ModOptions;
use super::Modules;
use super::internal_error::InternalError;
use super::options::TidyOptions;
use super::pattern_matcher::warn_unmatched;
use super::resolution::LoadRoots;
use super::resolution::Resolution;
use super::update::UpdatePlan;
use super::update::ZipSums;
use crate::pattern::Match;

/// The last release whose compatibility may require additional checksums.
const LAST_LARGE_SUM_VERSION: &str = "1.16";

/// The two sides of `mod tidy -diff`: contents before and after.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TidyDiff {
    /// The main module's go.mod, formatted.
    pub go_mod: (Vec<u8>, Vec<u8>),
    /// Its go.sum.
    pub go_sum: (Vec<u8>, Vec<u8>),
}

/// The requirements after a tidy load, and the hashes that they need.
pub(super) struct Tidied {
    pub(super) rs: Arc<Requirements>,
    pub(super) keep: HashSet<ModuleVersion>,
    /// The oldest go version that finds the same modules.
    compat: String,
}

impl Modules<'_> {
    /// Makes the requirements tidy, and stores the changes in [`Modules::updates`]: go.sum first,
    /// even if go.mod may not change. Packages with errors are tolerated if `allow_errors`.
    pub fn tidy(&mut self, tidy: &TidyOptions, allow_errors: bool) -> Result<(), LoadError> {
        let result = self.tidy_files(tidy, allow_errors);
        result.map_err(|error| self.with_warnings(error))
    }

    fn tidy_files(&mut self, tidy: &TidyOptions, allow_errors: bool) -> Result<(), LoadError> {
        let tidied = self.load_tidy(&tidy_options(tidy, allow_errors))?;
        let sum = self.plan(&tidied.rs).tidy_sum(&tidied.keep)?;
        self.updates = Vec::from_iter(sum);
        let go_mod = self.plan(&tidied.rs).tidy_go_mod()?;
        self.updates.extend(go_mod);
        Ok(())
    }

    /// Determines the changes of [`Modules::tidy`].
    pub fn tidy_diff(
        &mut self,
        tidy: &TidyOptions,
        allow_errors: bool,
    ) -> Result<TidyDiff, LoadError> {
        let result = self.compare_tidy(tidy, allow_errors);
        result.map_err(|error| self.with_warnings(error))
    }

    fn compare_tidy(
        &mut self,
        tidy: &TidyOptions,
        allow_errors: bool,
    ) -> Result<TidyDiff, LoadError> {
        let options = tidy_options(tidy, allow_errors);
        let Tidied { rs, keep, compat } = self.load_tidy(&options)?;
        let plan = self.plan(&rs);
        let go_mod = plan.formatted_go_mod()?;
        let added = if gover::compare(&compat, LAST_LARGE_SUM_VERSION).is_gt() {
            plan.keep_sums(&rs, ZipSums::BuildList)
        } else {
            keep.clone()
        };
        let go_sum = plan.tidy_sums(&keep, &added)?;
        self.state.config.messages.exit_if_errors()?;
        Ok(TidyDiff { go_mod, go_sum })
    }

    /// Loads `all`, and drops the requirements that it does not need.
    pub(super) fn load_tidy(&mut self, options: &ModOptions) -> Result<Tidied, LoadError> {
        let tidy = options.tidy.clone().unwrap_or_default();
        let initial = self.requirements()?;
        let state = &self.state;
        let mut matches = vec![Match::new("all")];
        let mut loading = Resolution::new(state, options, Arc::clone(&initial));
        loading.run(LoadRoots::Patterns(&mut matches))?;
        loading.finish_matches(&mut matches)?;
        warn_unmatched(&state.config.messages, &matches);
        if tidy.verbose {
            loading.warn_unused(&initial);
        }
        let rs = Arc::clone(&loading.rs);
        let plan = UpdatePlan {
            state,
            rs: &rs,
            imports: &loading.import_graph,
            is_tidy: true,
        };
        let mut keep = plan.keep_sums(&rs, ZipSums::Loaded);
        let compat = compatible_version(&tidy.compat, rs.go_version(&state.config.main));
        let pruning = Pruning::for_go_version(&compat);
        if pruning != rs.pruning {
            let (roots, direct) = (rs.root_modules().to_vec(), Arc::clone(&rs.direct));
            let older = Requirements::new(pruning, roots, direct);
            loading.check_compatibility(&older, &compat)?;
            keep.extend(plan.keep_sums(&older, ZipSums::Loaded));
        }
        state.config.messages.exit_if_errors()?;
        self.loaded = loading.import_graph;
        self.is_tidy = true;
        self.requirements = Some(Arc::clone(&rs));
        Ok(Tidied { rs, keep, compat })
    }
}

/// Returns the options of `mod tidy`.
fn tidy_options(tidy: &TidyOptions, allow_errors: bool) -> ModOptions {
    ModOptions {
        any_tags: true,
        vendor_modules_in_goroot_src: true,
        resolve_missing_imports: true,
        load_tests: true,
        allow_errors,
        silence_missing_std_imports: true,
        tidy: Some(tidy.clone()),
        ..ModOptions::default()
    }
}

/// Returns the go version that must find the same modules: by default the one before, or
/// the same one since go versions are minimum versions.
fn compatible_version(asked: &str, go: &str) -> String {
    let compat = match asked {
        "" if gover::compare(go, gover::GO_STRICT_VERSION).is_lt() => gover::prev(go),
        "" => go.to_owned(),
        asked => asked.to_owned(),
    };
    // A newer Go can read the files of an older one.
    if gover::compare(&compat, go).is_gt() {
        go.to_owned()
    } else {
        compat
    }
}

impl Resolution<'_, '_> {
    /// Drops requirements that were not needed to load the packages.
    pub(super) fn tidy_requirements(&mut self, tidy: &TidyOptions) -> Result<(), LoadError> {
        match self.tidy_roots() {
            Err(error) => self.error(LoadError::Module(error)),
            Ok(rs) => {
                let rs = self.with_go_version(rs, tidy);
                self.check_subset(&rs, tidy);
                self.rs = rs;
            }
        }
        self.state.config.messages.exit_if_errors()
    }

    /// Returns the requirements with the requested go version, if none of them needs a higher one.
    fn with_go_version(&self, rs: Arc<Requirements>, tidy: &TidyOptions) -> Arc<Requirements> {
        if tidy.go_version.is_empty() {
            return rs;
        }
        let go = ModuleVersion::new("go", tidy.go_version.as_str());
        let changed = self
            .state
            .modules()
            .override_roots(&rs, std::slice::from_ref(&go));
        let (graph, error) = self.state.graph(&changed);
        if let Some(error) = error {
            self.error(LoadError::Module(error));
        }
        let selected = graph.selected("go");
        if selected == tidy.go_version {
            return changed;
        }
        let path = graph.find_path(|m| m.path == "go" && m.version == selected);
        let conflict = Conflict {
            path: path.into_iter().flatten().skip(1).collect(),
            constraint: Some(go),
            err: None,
        };
        self.error(LoadError::Conflict {
            conflict: Box::new(conflict),
            verbose: tidy.verbose,
        });
        rs
    }

    /// Loading added all roots that a tidy go.mod needs; a missing one is a bug.
    fn check_subset(&self, rs: &Requirements, tidy: &TidyOptions) {
        if self.rs.pruning != Pruning::Pruned {
            return;
        }
        for m in rs.root_modules().iter() {
            if m.path == "go" && !tidy.go_version.is_empty() {
                continue;
            }
            let selected = self.state.root_selected(&self.rs, &m.path);
            if selected != Some(m.version.as_str()) {
                let selected = selected.unwrap_or_default();
                self.error(LoadError::Internal(Box::new(InternalError::NotAdded {
                    module: m.clone(),
                    selected: selected.to_owned(),
                })));
            }
        }
    }

    /// Reports the requirements of go.mod that were dropped.
    fn warn_unused(&self, initial: &Requirements) {
        let (graph, _) = self.state.graph(&self.rs);
        for m in initial.root_modules().iter() {
            let is_unused = match self.rs.pruning {
                // A module that is only required indirectly now is still in use.
                Pruning::Unpruned => graph.selected(&m.path) == "none",
                _ => self.state.root_selected(&self.rs, &m.path).is_none(),
            };
            if is_unused {
                let line = format!("unused {}", m.path);
                self.state.config.messages.warn(line);
            }
        }
    }
}
