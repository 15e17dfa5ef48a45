//! The changes to go.mod and go.sum that a load needs.
//!
//! Counterpart: cmd/go/internal/modload/init.go (`commitRequirements`,
//! `keepSums`), modfile.go (`modFileIsDirty`).

use std::sync::Arc;

use hashbrown::HashSet;
use vamos_base::golang::gover;
use vamos_base::golang::module;
use vamos_base::golang::module::ModuleVersion;
use vamos_modfile::FatalError;
use vamos_modfile::GoMod;
use vamos_modfile::ModuleError;
use vamos_modules::MainModule;
use vamos_modules::ModFileIndex;
use vamos_modules::ModFlag;
use vamos_modules::ModuleGraph;
use vamos_modules::Pruning;
use vamos_modules::Requirements;
use vamos_modules::WriteOptions;

use super::LoadError;
use super::ModuleUpdate;
use super::go_sum::ChangedSums;
use super::import::prefixes;
use super::import_graph::ImportGraph;
use super::import_graph::LoadPkg;
use super::state::State;

/// The changes of go.mod and go.sum that requirements and loaded packages need.
pub(crate) struct UpdatePlan<'s, 'a> {
    pub(crate) state: &'s State<'a>,
    pub(crate) rs: &'s Requirements,
    pub(crate) imports: &'s ImportGraph,
    /// True for `mod tidy`.
    pub(crate) is_tidy: bool,
}

/// The result of [`UpdatePlan::written`].
#[derive(Debug, Default)]
pub(crate) struct Written {
    pub(crate) updates: Vec<ModuleUpdate>,
    /// The requirements of go.mod, with its go and toolchain lines.
    pub(crate) before: Vec<ModuleVersion>,
    /// The same after the change.
    pub(crate) after: Vec<ModuleVersion>,
}

/// The modules whose zips need hashes in go.sum (`whichSums`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ZipSums {
    /// Modules from which packages could be loaded.
    Loaded,
    /// These modules and the build list.
    BuildList,
}

impl UpdatePlan<'_, '_> {
    /// Compares requirements with go.mod, and hashes with go.sum; fails if a file would have to
    /// change, but may not (`commitRequirements`).
    pub(crate) fn updates(&self) -> Result<Vec<ModuleUpdate>, LoadError> {
        let mut updates = Vec::new();
        if self.state.config.in_workspace_mode() {
            updates.extend(self.sum_update()?);
        } else if let Some((main, file, index)) = self.main_files() {
            let go_mod = if self.is_dirty(index) {
                Some(self.go_mod_update(main, file, index)?)
            } else {
                None
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
            // A go line that equals the default version can stay missing.
            "" if go == gover::DEFAULT_GO_MOD_VERSION && !self.always_states_go() => go,
            stated => stated,
        };
        let roots = rs.root_modules().iter();
        let mut required: Vec<_> = roots.filter(|m| !gover::is_toolchain(&m.path)).collect();
        // A duplicate line does not make go.mod dirty; roots are sorted.
        required.dedup();
        // The correctness of `// indirect` is known only after a tidy.
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

    fn write_options(&self) -> WriteOptions {
        WriteOptions {
            always_update: self.always_states_go(),
            merges_require_blocks: self.state.config.release().merges_require_blocks(),
            ..WriteOptions::default()
        }
    }

    /// Returns the go.sum of a tidy module: the hashes for which `keep` is true, and the hashes
    /// that the build list needs.
    pub(crate) fn tidy_sum(
        &self,
        keep: &HashSet<ModuleVersion>,
    ) -> Result<Option<ModuleUpdate>, LoadError> {
        let sums = &self.state.files.cache.sums;
        let added = sums.added();
        // This may read more go.mod files.
        let build_list = self.keep_sums(self.rs, ZipSums::BuildList);
        self.state.config.messages.exit_if_errors()?;
        let more = sums.added().split_off(added.len());
        let more = more.into_iter().filter(|(m, _)| build_list.contains(m));
        let trimmed = sums.trimmed(&*self.state.config.ctx.files, keep, added, more.collect())?;
        trimmed
            .map(|trimmed| self.sum_file(|| Ok(trimmed)))
            .transpose()
    }

    /// Returns the go.mod of a tidy module, formatted; also if it is unchanged, since writing it
    /// takes locks.
    pub(crate) fn tidy_go_mod(&self) -> Result<Option<ModuleUpdate>, LoadError> {
        let Some((main, file, index)) = self.main_files() else {
            return Ok(None);
        };
        if self.is_dirty(index) {
            return self.go_mod_update(main, file, index).map(Some);
        }
        let modules = self.state.modules();
        let updated = modules.update_mod_file(self.rs, file, &self.write_options())?;
        let update = self.file_update(main, index, &updated);
        let is_replaced = self.state.config.ctx.files.is_replaced(&update.path);
        Ok((!is_replaced).then_some(update))
    }

    /// Returns the main module's go.mod, formatted, without and with the requirements.
    pub(crate) fn formatted_go_mod(&self) -> Result<(Vec<u8>, Vec<u8>), LoadError> {
        let Some((_, file, _)) = self.main_files() else {
            return Ok((Vec::new(), Vec::new()));
        };
        let modules = self.state.modules();
        let updated = modules.update_mod_file(self.rs, file, &self.write_options())?;
        Ok((file.format(), updated.format()))
    }

    /// Returns go.sum as it is, and go.sum with its hashes for which `keep` is true and the new
    /// ones for which `added` is true (`TidyGoSum`).
    pub(crate) fn tidy_sums(
        &self,
        keep: &HashSet<ModuleVersion>,
        added: &HashSet<ModuleVersion>,
    ) -> Result<(Vec<u8>, Vec<u8>), LoadError> {
        let files = &*self.state.config.ctx.files;
        let sums = &self.state.files.cache.sums;
        let mut new = sums.added();
        new.retain(|(m, _)| added.contains(m));
        let trimmed = sums.trimmed(files, keep, new, Vec::new())?;
        let trimmed = match trimmed {
            Some(trimmed) => trimmed.bytes,
            None => sums.with(files, Vec::new())?.bytes,
        };
        let old = match files.read(sums.file()) {
            Ok(old) => old.to_vec(),
            Err(error) if error.is_not_exist() => Vec::new(),
            Err(error) => {
                let error = ModuleError::Message(format!("reading go.sum: {error}"));
                let error = FatalError::Other(Arc::new(error));
                return Err(ModuleError::fatal(error).into());
            }
        };
        Ok((old, trimmed))
    }

    /// Returns the changes of a command besides requirements, and the requirements of go.mod before
    /// and after, even if they are unchanged (`commitRequirements`).
    pub(crate) fn written(&self, options: WriteOptions) -> Result<Written, LoadError> {
        let Some((main, file, index)) = self.main_files() else {
            return Ok(Written::default());
        };
        let changes_tools = !options.add_tools.is_empty() || !options.drop_tools.is_empty();
        let options = WriteOptions {
            always_update: true,
            merges_require_blocks: self.state.config.release().merges_require_blocks(),
            ..options
        };
        let modules = self.state.modules();
        let updated = modules.update_mod_file(self.rs, file, &options)?;
        let mod_flag = self.state.config.mod_flag();
        let mut updates = Vec::new();
        if changes_tools || index.is_dirty(&updated, mod_flag) {
            updates.push(self.changed_file(main, index, &updated)?);
        }
        updates.extend(self.sum_update()?);
        Ok(Written {
            updates,
            before: stated_requirements(file),
            after: stated_requirements(&updated),
        })
    }

    /// Returns the main module's go.mod with the requirements, parsed.
    pub(crate) fn updated_file(&self) -> Result<Option<GoMod>, LoadError> {
        self.updated_file_with(&self.write_options())
    }

    /// Returns the same for `go get`.
    pub(crate) fn updated_file_of_get(&self) -> Result<Option<GoMod>, LoadError> {
        self.updated_file_with(&self.get_options(self.write_options()))
    }

    fn updated_file_with(&self, options: &WriteOptions) -> Result<Option<GoMod>, LoadError> {
        let Some((_, file, _)) = self.main_files() else {
            return Ok(None);
        };
        let modules = self.state.modules();
        Ok(Some(modules.update_mod_file(self.rs, file, options)?))
    }

    /// Returns options of `go get`.
    pub(crate) fn get_options(&self, options: WriteOptions) -> WriteOptions {
        WriteOptions {
            raises_go_for_tools: self.state.config.release().raises_go_for_tools(),
            ..options
        }
    }

    /// Returns a go.mod from [`UpdatePlan::updated_file`], if more than its format differs from the
    /// one on disk.
    pub(crate) fn changed_go_mod(
        &self,
        updated: &GoMod,
    ) -> Result<Option<ModuleUpdate>, LoadError> {
        let Some((main, _, index)) = self.main_files() else {
            return Ok(None);
        };
        let is_dirty = index.is_dirty(updated, self.state.config.mod_flag());
        is_dirty
            .then(|| self.changed_file(main, index, updated))
            .transpose()
    }

    /// Returns the single main module with its go.mod.
    fn main_files(&self) -> Option<(&MainModule, &GoMod, &ModFileIndex)> {
        let main = self.state.config.main.single()?;
        let (file, index) = (main.mod_file.as_deref()?, main.index.as_deref()?);
        (!main.root.is_empty()).then_some((main, file, index))
    }

    /// Returns the go.mod with the requirements; fails if it may not change.
    fn go_mod_update(
        &self,
        main: &MainModule,
        file: &GoMod,
        index: &ModFileIndex,
    ) -> Result<ModuleUpdate, LoadError> {
        // Of two errors, a go version that is too new is reported.
        let modules = self.state.modules();
        let updated = modules.update_mod_file(self.rs, file, &self.write_options())?;
        self.changed_file(main, index, &updated)
    }

    /// Returns a go.mod that differs from the one on disk; fails if that may not change.
    fn changed_file(
        &self,
        main: &MainModule,
        index: &ModFileIndex,
        updated: &GoMod,
    ) -> Result<ModuleUpdate, LoadError> {
        let config = &self.state.config;
        if config.mod_flag() != ModFlag::Mod {
            return Err(LoadError::Module(self.state.modules().go_mod_dirty()));
        }
        let update = self.file_update(main, index, updated);
        if config.ctx.files.is_replaced(&update.path) {
            return Err(LoadError::InOverlay { name: "go.mod" });
        }
        Ok(update)
    }

    fn file_update(
        &self,
        main: &MainModule,
        index: &ModFileIndex,
        updated: &GoMod,
    ) -> ModuleUpdate {
        ModuleUpdate {
            path: self.state.config.mod_file_path(&main.root),
            old: Some(Arc::clone(&index.data)),
            new: updated.format(),
            sums: Vec::new(),
            drops_sums: false,
        }
    }

    /// Returns the go.sum (or go.work.sum) with the hashes that this load added
    /// (`WriteGoSum`).
    fn sum_update(&self) -> Result<Option<ModuleUpdate>, LoadError> {
        let config = &self.state.config;
        let go_sum = &self.state.files.cache.sums;
        // Errors of go.mod files must be reported even if go.sum does not change.
        let needs_graph = |p: &LoadPkg| is_relevant(p) && !self.is_of_root(self.rs, &p.module);
        if self.imports.packages.iter().any(needs_graph) {
            let _ = self.state.graph(self.rs);
            config.messages.exit_if_errors()?;
        }
        let added = go_sum.added();
        if added.is_empty() || !go_sum.is_enabled(&*config.ctx.files) {
            return Ok(None);
        }
        let keep = self.keep_sums(self.rs, ZipSums::BuildList);
        let kept: Vec<(ModuleVersion, String)> = added
            .into_iter()
            .filter(|(m, _)| keep.contains(m))
            .collect();
        if kept.is_empty() {
            return Ok(None);
        }
        let with = || go_sum.with(&*config.ctx.files, kept);
        self.sum_file(with).map(Some)
    }

    /// Returns the go.sum with a change; fails if it may not change.
    fn sum_file(
        &self,
        change: impl FnOnce() -> Result<ChangedSums, ModuleError>,
    ) -> Result<ModuleUpdate, LoadError> {
        let config = &self.state.config;
        let go_sum = &self.state.files.cache.sums;
        if self.state.modules().must_have_complete_requirements() {
            return Err(LoadError::GoSumDirty);
        }
        let path = go_sum.file();
        if config.ctx.files.is_replaced(path) {
            return Err(LoadError::InOverlay { name: "go.sum" });
        }
        let changed = change()?;
        if !changed.drops {
            for line in go_sum.mismatches(&*config.ctx.files) {
                config.messages.warn(line);
            }
        }
        Ok(ModuleUpdate {
            path: path.to_owned(),
            old: config.ctx.files.read(path).ok(),
            new: changed.bytes,
            sums: changed.added,
            drops_sums: changed.drops,
        })
    }

    /// Returns the modules, and keys of go.mod files, whose hashes are needed to load the same
    /// packages again (`keepSums`).
    pub(crate) fn keep_sums(&self, rs: &Requirements, zips: ZipSums) -> HashSet<ModuleVersion> {
        let main = &self.state.config.main;
        let mut keep = HashSet::new();
        let go = self.rs.go_version(main);
        let is_old = gover::compare(go, gover::TIDY_GO_MOD_SUM_VERSION).is_lt();
        let adds_sums = self.state.config.mod_flag() == ModFlag::Mod && !self.is_tidy;
        let keep_go_mods = !is_old || adds_sums;
        let packages = self
            .imports
            .order
            .iter()
            .map(|&id| self.imports.package_of(id));
        for package in packages.filter(|package| is_relevant(package)) {
            if keep_go_mods {
                keep.insert(main.resolve_replacement(&package.module).go_mod_key());
            }
            let graph = if self.is_of_root(rs, &package.module) {
                None
            } else {
                Some(self.state.graph(rs).0)
            };
            self.keep_possible_modules(rs, graph.as_deref(), &package.path, &mut keep);
        }
        let Some(graph) = rs.loaded_graph() else {
            for m in rs.root_modules().iter() {
                let actual = main.resolve_replacement(m);
                keep.insert(actual.go_mod_key());
                if zips == ZipSums::BuildList {
                    keep.insert(actual.into_owned());
                }
            }
            return keep;
        };
        graph.walk_breadth_first(|m| {
            if graph.required_by(m).is_some() {
                keep.insert(main.resolve_replacement(m).go_mod_key());
            }
        });
        if zips == ZipSums::Loaded {
            return keep;
        }
        for m in graph.build_list().iter() {
            let actual = main.resolve_replacement(m);
            if keep_go_mods {
                keep.insert(actual.go_mod_key());
            }
            keep.insert(actual.into_owned());
        }
        keep
    }

    /// Reports whether a root contained the package: in a pruned graph, only roots were searched
    /// then.
    fn is_of_root(&self, rs: &Requirements, m: &ModuleVersion) -> bool {
        rs.pruning == Pruning::Pruned
            && !m.path.is_empty()
            && self.state.root_selected(rs, &m.path) == Some(m.version.as_str())
    }

    /// Keeps every module that could contain the package, so that it stays known that only one
    /// does.
    fn keep_possible_modules(
        &self,
        rs: &Requirements,
        graph: Option<&ModuleGraph>,
        import: &str,
        keep: &mut HashSet<ModuleVersion>,
    ) {
        for prefix in prefixes(import) {
            let version = match graph {
                Some(graph) => Some(graph.selected(prefix)),
                None => self.state.root_selected(rs, prefix),
            };
            if let Some(version) = version.filter(|&version| version != "none") {
                let m = ModuleVersion::new(prefix, version);
                keep.insert(self.state.config.main.resolve_replacement(&m).into_owned());
            }
        }
    }
}

/// Returns the requirements of a go.mod, with its go and toolchain lines (`reqsFromGoMod`).
pub(crate) fn stated_requirements(file: &GoMod) -> Vec<ModuleVersion> {
    let required = file.require.iter().map(|line| line.module.clone());
    let go = file.go.iter();
    let go = go.map(|line| ModuleVersion::new("go", line.version.as_str()));
    let toolchain = file.toolchain.iter();
    let toolchain = toolchain.map(|line| ModuleVersion::new("toolchain", line.name.as_str()));
    required.chain(go).chain(toolchain).collect()
}

/// Reports whether a package, found or not, needs sums to be loaded again.
fn is_relevant(package: &LoadPkg) -> bool {
    package.test_of.is_none()
        && !(package.module.path.is_empty() && package.error.is_none())
        && module::check_import_path(&package.path).is_ok()
}

/// Returns the go version, and the toolchain if the go version does not imply it.
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
