//! The changes to go.mod and go.sum that a load needs.
//!
//! Counterpart: cmd/go/internal/modload/init.go (`commitRequirements`,
//! `UpdateGoModFromReqs`, `keepSums`), modfile.go (`modFileIsDirty`).

use std::sync::Arc;

use hashbrown::HashSet;
use vamos_base::golang::module;
use vamos_base::golang::module::ModuleVersion;
use vamos_modfile::GoMod;
use vamos_modfile::GoSum;
use vamos_modfile::ModuleError;
use vamos_modfile::gover;
use vamos_modfile::gover::TooNewError;
use vamos_modules::MainModule;
use vamos_modules::ModFileIndex;
use vamos_modules::ModFlag;
use vamos_modules::ModuleGraph;
use vamos_modules::Pruning;
use vamos_modules::Requirements;

use super::LoadError;
use super::import::prefixes;
use super::import_graph::ImportGraph;
use super::import_graph::LoadPkg;
use super::state::State;

/// From go 1.21 on, the sums of go.mod files of all packages' modules are kept.
const TIDY_GO_MOD_SUM_VERSION: &str = "1.21";

/// From go 1.17 on, indirect requirements have a block of their own.
const SEPARATE_INDIRECT_VERSION: &str = "1.17";

/// From go 1.27 on, there are no other blocks of requirements.
const SIMPLIFY_REQUIRE_VERSION: &str = "1.27";

/// New contents of go.mod or go.sum; `cli` writes them in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModuleUpdate {
    /// The file, absolute.
    pub path: String,
    /// The bytes that were read; go.mod must still have them when it is written.
    pub old: Option<Arc<[u8]>>,
    /// The bytes to write.
    pub new: Vec<u8>,
    /// In go.sum: the hashes that are new.
    sums: Vec<(ModuleVersion, String)>,
}

/// Why an update does not apply to a file any more.
#[derive(Clone, Debug)]
pub enum UpdateError {
    /// Another process wrote go.mod since it was read.
    Changed,
    /// What another process wrote is not a valid go.sum.
    Malformed(ModuleError),
}

impl std::error::Error for UpdateError {}

impl std::fmt::Display for UpdateError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Changed => f.write_str("existing contents have changed since last read"),
            Self::Malformed(error) => error.fmt(f),
        }
    }
}

impl ModuleUpdate {
    /// Reports whether the file is a go.sum or go.work.sum.
    pub fn is_sum(&self) -> bool {
        self.path.ends_with(".sum")
    }

    /// Returns the bytes to write over a file that contains `now`; `None` if it may stay as
    /// it is. Hashes that other processes added to go.sum since are kept (`tidyGoSum`).
    pub fn onto(&self, now: &[u8]) -> Result<Option<Vec<u8>>, UpdateError> {
        if now == self.new {
            return Ok(None);
        }
        if now == self.old.as_deref().unwrap_or_default() {
            return Ok(Some(self.new.clone()));
        }
        if !self.is_sum() {
            return Err(UpdateError::Changed);
        }
        let mut sums = GoSum::parse(&self.path, now, false).map_err(UpdateError::Malformed)?;
        for (m, hash) in &self.sums {
            sums.add(m, hash);
        }
        Ok(Some(sums.format(|_, _| true)))
    }
}

/// The changes of go.mod and go.sum that requirements and loaded packages need.
pub(crate) struct UpdatePlan<'s, 'a> {
    pub(crate) state: &'s State<'a>,
    pub(crate) rs: &'s Requirements,
    pub(crate) imports: &'s ImportGraph,
}

impl UpdatePlan<'_, '_> {
    /// Compares requirements with go.mod, and hashes with go.sum; fails if a file would
    /// have to change and may not (`commitRequirements`).
    pub(crate) fn updates(&self) -> Result<Vec<ModuleUpdate>, LoadError> {
        let mut updates = Vec::new();
        let main = self
            .state
            .config
            .main
            .single()
            .filter(|main| !main.root.is_empty());
        if self.state.config.in_workspace_mode() {
            updates.extend(self.sum_update()?);
        } else if let Some(main) = main
            && let (Some(file), Some(index)) = (&main.mod_file, &main.index)
        {
            let go_mod = match self.is_dirty(index) {
                true => Some(self.go_mod_update(main, file, index)?),
                false => None,
            };
            updates.extend(go_mod);
            updates.extend(self.sum_update()?);
        }
        Ok(updates)
    }

    /// Reports whether go.mod differs from the requirements.
    fn is_dirty(&self, index: &ModFileIndex) -> bool {
        let rs = self.rs;
        let (go, toolchain) = go_and_toolchain(rs);
        let stated_go = match index.go_version.as_str() {
            // What a missing go line stands for needs no line.
            "" if go == gover::DEFAULT_GO_MOD_VERSION && !self.always_states_go() => go,
            stated => stated,
        };
        let roots = rs.root_modules().iter();
        let mut required: Vec<_> = roots.filter(|m| !gover::is_toolchain(&m.path)).collect();
        // A repeated line does not make go.mod dirty; roots are sorted.
        required.dedup();
        // Whether `// indirect` is right shows only after a tidy.
        let indirect_counts = self.state.config.mod_flag() != ModFlag::Readonly;
        index.data_needs_fix
            || go != stated_go
            || toolchain != index.toolchain
            || required.len() != index.require.len()
            || required.iter().any(|&m| match index.require.get(m) {
                None => true,
                Some(&indirect) => indirect_counts && indirect == rs.is_direct(&m.path),
            })
    }

    fn always_states_go(&self) -> bool {
        self.state.config.mod_flag() == ModFlag::Mod || self.state.config.ctx.policy.adds_go_line
    }

    /// Returns the go.mod that states the requirements (`UpdateGoModFromReqs`).
    fn go_mod_update(
        &self,
        main: &MainModule,
        file: &GoMod,
        index: &ModFileIndex,
    ) -> Result<ModuleUpdate, LoadError> {
        let rs = self.rs;
        let (go, toolchain) = go_and_toolchain(rs);
        if gover::compare(go, &self.state.config.local.version).is_gt() {
            let error = TooNewError::new(
                "updating go.mod".to_owned(),
                go,
                "",
                &self.state.config.local,
            );
            return Err(LoadError::Module(error.into()));
        }
        if self.state.config.mod_flag() != ModFlag::Mod {
            return Err(LoadError::Module(self.state.modules().go_mod_dirty()));
        }
        let path = self.state.config.mod_file_path(&main.root);
        if self.state.config.ctx.files.is_replaced(&path) {
            return Err(LoadError::text(
                "updates to go.mod needed, but go.mod is part of the overlay specified with -overlay",
            ));
        }
        let mut file = file.clone();
        let internal = |error: ModuleError| LoadError::Text(format!("internal error: {error}"));
        if file.go.as_ref().is_none_or(|line| line.version != go) {
            file.add_go_stmt(go).map_err(internal)?;
        }
        if toolchain.is_empty() {
            file.drop_toolchain_stmt();
        } else {
            file.add_toolchain_stmt(toolchain).map_err(internal)?;
        }
        let required = rs
            .root_modules()
            .iter()
            .filter(|m| !gover::is_toolchain(&m.path));
        let list: Vec<(ModuleVersion, bool)> = required
            .map(|m| (m.clone(), !rs.is_direct(&m.path)))
            .collect();
        if gover::compare(go, SEPARATE_INDIRECT_VERSION).is_lt() {
            file.set_require(&list);
        } else if !self.state.config.ctx.env.release.merges_require_blocks()
            || gover::compare(go, SIMPLIFY_REQUIRE_VERSION).is_lt()
        {
            file.set_require_separate_indirect(&list);
        } else {
            file.set_require_at_most_two(&list);
        }
        file.cleanup();
        Ok(ModuleUpdate {
            path,
            old: Some(Arc::clone(&index.data)),
            new: file.format(),
            sums: Vec::new(),
        })
    }

    /// Returns the go.sum (or go.work.sum) with the hashes that this load added
    /// (`WriteGoSum`).
    fn sum_update(&self) -> Result<Option<ModuleUpdate>, LoadError> {
        let config = &self.state.config;
        let go_sum = &self.state.files.cache.sums;
        // Errors of go.mod files must be reported even if go.sum does not change.
        let needs_graph = |p: &LoadPkg| is_relevant(p) && !self.is_of_root(&p.module);
        if self.imports.packages.iter().any(needs_graph) {
            let _ = self.state.graph(self.rs);
            config.messages.exit_if_errors()?;
        }
        let added = go_sum.added();
        if added.is_empty() {
            return Ok(None);
        }
        let keep = self.keep_sums();
        let kept: Vec<(ModuleVersion, String)> = added
            .into_iter()
            .filter(|(m, _)| keep.contains(m))
            .collect();
        if kept.is_empty() {
            return Ok(None);
        }
        if self.state.modules().must_have_complete_requirements() {
            return Err(LoadError::text(
                "updates to go.sum needed, disabled by -mod=readonly",
            ));
        }
        let path = go_sum.file();
        if config.ctx.files.is_replaced(path) {
            return Err(LoadError::text(
                "updates to go.sum needed, but go.sum is part of the overlay specified with -overlay",
            ));
        }
        for line in go_sum.mismatches(&*config.ctx.files) {
            config.messages.warn(line);
        }
        let (new, sums) = go_sum.with(&*config.ctx.files, kept)?;
        Ok(Some(ModuleUpdate {
            path: path.to_owned(),
            old: config.ctx.files.read(path).ok(),
            new,
            sums,
        }))
    }

    /// Returns the modules, and keys of go.mod files, whose hashes it takes to load the
    /// same packages again (`keepSums`).
    fn keep_sums(&self) -> HashSet<ModuleVersion> {
        let (rs, main) = (self.rs, &self.state.config.main);
        let mut keep = HashSet::new();
        let is_old = gover::compare(rs.go_version(main), TIDY_GO_MOD_SUM_VERSION).is_lt();
        let keep_go_mods = !is_old || self.state.config.mod_flag() == ModFlag::Mod;
        let packages = self
            .imports
            .order
            .iter()
            .map(|&id| self.imports.package_of(id));
        for package in packages.filter(|package| is_relevant(package)) {
            if keep_go_mods {
                keep.insert(main.resolve_replacement(&package.module).go_mod_key());
            }
            let graph = match self.is_of_root(&package.module) {
                true => None,
                false => Some(self.state.graph(rs).0),
            };
            self.keep_possible_modules(graph.as_deref(), &package.path, &mut keep);
        }
        let Some(graph) = rs.loaded_graph() else {
            for m in rs.root_modules().iter() {
                let actual = main.resolve_replacement(m);
                keep.insert(actual.go_mod_key());
                keep.insert(actual.into_owned());
            }
            return keep;
        };
        graph.walk_breadth_first(|m| {
            if graph.required_by(m).is_some() {
                keep.insert(main.resolve_replacement(m).go_mod_key());
            }
        });
        for m in graph.build_list().iter() {
            let actual = main.resolve_replacement(m);
            if keep_go_mods {
                keep.insert(actual.go_mod_key());
            }
            keep.insert(actual.into_owned());
        }
        keep
    }

    /// In a pruned graph, only roots were searched for packages that a root has.
    fn is_of_root(&self, m: &ModuleVersion) -> bool {
        let rs = self.rs;
        rs.pruning == Pruning::Pruned
            && !m.path.is_empty()
            && self.state.root_selected(rs, &m.path) == Some(m.version.as_str())
    }

    /// Keeps every module that could have the package, so that it stays known that only
    /// one does.
    fn keep_possible_modules(
        &self,
        graph: Option<&ModuleGraph>,
        import: &str,
        keep: &mut HashSet<ModuleVersion>,
    ) {
        for prefix in prefixes(import) {
            let version = match graph {
                Some(graph) => Some(graph.selected(prefix)),
                None => self.state.root_selected(self.rs, prefix),
            };
            if let Some(version) = version.filter(|&version| version != "none") {
                let m = ModuleVersion::new(prefix, version);
                keep.insert(self.state.config.main.resolve_replacement(&m).into_owned());
            }
        }
    }
}

/// Reports whether a package, found or not, needs sums to be loaded again.
fn is_relevant(package: &LoadPkg) -> bool {
    package.test_of.is_none()
        && !(package.module.path.is_empty() && package.error.is_none())
        && module::check_import_path(&package.path).is_ok()
}

/// Returns the go version, and the toolchain where that is not what it implies.
fn go_and_toolchain(rs: &Requirements) -> (&str, &str) {
    let version_of = |path: &str| {
        let mut roots = rs.root_modules().iter();
        roots
            .find(|m| m.path == path)
            .map_or("", |m| m.version.as_str())
    };
    let (go, toolchain) = (version_of("go"), version_of("toolchain"));
    let is_implied = toolchain.is_empty()
        || toolchain.strip_prefix("go") == Some(go)
        || gover::compare(gover::from_toolchain(toolchain), gover::GO_STRICT_VERSION).is_lt();
    (go, if is_implied { "" } else { toolchain })
}
