//! The main modules: a single one, or the modules of a workspace.
//!
//! Counterpart: cmd/go/internal/modload (init.go, `MainModuleSet`, `makeMainModules`).

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Arc;

use hashbrown::HashMap;
use hashbrown::HashSet;
use vamos_base::golang::gover;
use vamos_base::golang::gover::Local;
use vamos_base::golang::module;
use vamos_base::golang::module::Invalid;
use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::path;
use vamos_modfile::GoMod;
use vamos_modfile::GoWork;
use vamos_modfile::Godebug;
use vamos_modfile::ModuleError;

use super::ModFileIndex;
use super::index::to_replace_map;
use super::workspace_error::WorkspaceError;

/// A main module.
#[derive(Clone, Debug)]
pub struct MainModule {
    /// Its path, without version.
    pub module: ModuleVersion,
    /// The directory of its go.mod; empty for files on the command line outside any module.
    pub root: String,
    /// The prefix of its packages' import paths; empty for the standard library.
    pub path_prefix: String,
    /// True if its directory is below GOROOT/src.
    pub in_goroot_src: bool,
    /// Its go.mod, if it has one.
    pub mod_file: Option<Arc<GoMod>>,
    /// The index of its go.mod at the time of reading.
    pub index: Option<Arc<ModFileIndex>>,
}

/// The inputs for a main module.
#[derive(Clone, Debug)]
pub struct MainModuleInput {
    /// The module path.
    pub path: String,
    /// See [`MainModule::root`].
    pub root: String,
    /// See [`MainModule::mod_file`].
    pub mod_file: Option<Arc<GoMod>>,
    /// See [`MainModule::index`].
    pub index: Option<Arc<ModFileIndex>>,
}

/// All main modules, and their go.work, if there is one.
#[derive(Clone, Debug, Default)]
pub struct MainModules {
    list: Vec<MainModule>,
    /// Their versions, in the same order.
    versions: Vec<ModuleVersion>,
    work_file: Option<Arc<GoWork>>,
    /// Absolute path of go.work; empty outside workspace mode.
    work_file_path: String,
    work_file_replace: HashMap<ModuleVersion, ModuleVersion>,
    highest_replaced: BTreeMap<String, String>,
    tools: BTreeSet<String>,
    containing_cwd: Option<usize>,
    /// Errors that the official command reports at once, but that fail the command only when
    /// loading is done.
    pub reported: Vec<WorkspaceError>,
}

impl MainModules {
    /// Returns the set of main modules. `work_file_path` is empty outside workspace mode;
    /// `cwd_root` is the directory at or above the working directory with a go.mod (may be empty).
    pub fn new(
        inputs: Vec<MainModuleInput>,
        work_file: Option<Arc<GoWork>>,
        work_file_path: &str,
        cwd_root: &str,
        goroot_src: &str,
    ) -> Result<MainModules, ModuleError> {
        let mut this = MainModules {
            versions: inputs
                .iter()
                .map(|input| ModuleVersion::unversioned(input.path.as_str()))
                .collect(),
            work_file_path: work_file_path.to_string(),
            ..MainModules::default()
        };
        let mut paths: HashSet<String> = HashSet::new();
        for m in &this.versions {
            if !paths.insert(m.path.clone()) {
                this.reported.push(WorkspaceError::Repeated {
                    module: m.path.clone(),
                });
            }
        }
        let mut replacements: HashMap<ModuleVersion, ModuleVersion> = HashMap::new();
        let mut by_work_file: HashSet<String> = HashSet::new();
        if let Some(work_file) = &work_file {
            this.work_file_replace = to_replace_map(&work_file.replace)?;
            for r in &work_file.replace {
                if r.old.version.is_empty() && paths.contains(&r.old.path) {
                    this.reported.push(WorkspaceError::Replaced {
                        module: r.old.path.clone(),
                    });
                }
                by_work_file.insert(r.old.path.clone());
                note_highest(&mut this.highest_replaced, &r.old);
                replacements.insert(r.old.clone(), r.new.clone());
            }
        }
        this.work_file = work_file;
        for (i, input) in inputs.into_iter().enumerate() {
            if let Some(file) = &input.mod_file {
                this.add_replacements(file, &input.root, &by_work_file, &mut replacements)?;
                this.add_tools(file)?;
            }
            if input.root == cwd_root {
                this.containing_cwd = Some(i);
            }
            let in_goroot_src = path::in_dir(&input.root, goroot_src).is_some();
            // Only below GOROOT is `std` the standard library, whose packages have no prefix.
            let path_prefix = if in_goroot_src && input.path == "std" {
                String::new()
            } else {
                input.path.clone()
            };
            this.list.push(MainModule {
                module: ModuleVersion::unversioned(input.path),
                root: input.root,
                path_prefix,
                in_goroot_src,
                mod_file: input.mod_file,
                index: input.index,
            });
        }
        this.unify_repeated();
        Ok(this)
    }

    /// Gives all occurrences of a module the last one's directory and go.mod.
    fn unify_repeated(&mut self) {
        if self.reported.is_empty() {
            return;
        }
        let paths = self.list.iter().map(|m| m.module.path.clone());
        let last: HashMap<String, usize> = paths.zip(0..).collect();
        for place in 0..self.list.len() {
            let last = last[&self.list[place].module.path];
            if last != place {
                self.list[place] = self.list[last].clone();
            }
        }
    }

    /// Checks the replacements of one go.mod against the replacements of the others.
    fn add_replacements(
        &mut self,
        file: &GoMod,
        root: &str,
        by_work_file: &HashSet<String>,
        replacements: &mut HashMap<ModuleVersion, ModuleVersion>,
    ) -> Result<(), ModuleError> {
        let mut of_this: HashSet<&ModuleVersion> = HashSet::new();
        for r in &file.replace {
            if by_work_file.contains(&r.old.path) {
                continue;
            }
            let mut new = r.new.clone();
            if !self.work_file_path.is_empty() && new.version.is_empty() && !path::is_abs(&new.path)
            {
                // Relative to its own go.mod: only absolute paths are comparable.
                new.path = path::join(&[root, &new.path]);
            }
            if let Some(before) = replacements.get(&r.old)
                && !of_this.contains(&r.old)
                && *before != new
            {
                let old = &r.old;
                return Err(ModuleError::Message(format!(
                    "conflicting replacements for {old}:\n\t{before}\n\t{new}\nuse \"go work edit -replace {old}=[override]\" to resolve"
                )));
            }
            of_this.insert(&r.old);
            replacements.insert(r.old.clone(), new);
            note_highest(&mut self.highest_replaced, &r.old);
        }
        Ok(())
    }

    fn add_tools(&mut self, file: &GoMod) -> Result<(), ModuleError> {
        for tool in &file.tool {
            module::check_import_path(&tool.path).map_err(|err| match err {
                Invalid::Path { path, why, .. } => Invalid::Path {
                    kind: "tool",
                    path,
                    why,
                },
                other => other,
            })?;
            self.tools.insert(tool.path.clone());
        }
        Ok(())
    }

    /// Returns all main modules, as module versions without version.
    pub fn versions(&self) -> &[ModuleVersion] {
        &self.versions
    }

    /// Returns all main modules.
    pub fn list(&self) -> &[MainModule] {
        &self.list
    }

    /// Returns the number of main modules.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Reports whether the list of main modules is empty.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Reports whether a main module has this path.
    pub fn contains(&self, path: &str) -> bool {
        self.versions.iter().any(|m| m.path == path)
    }

    /// Returns the main module with this path.
    pub fn get(&self, path: &str) -> Option<&MainModule> {
        self.list.iter().find(|m| m.module.path == path)
    }

    /// Returns the main module outside workspace mode, where there is exactly one.
    pub fn single(&self) -> Option<&MainModule> {
        match &self.list[..] {
            [single] => Some(single),
            _ => None,
        }
    }

    /// Replaces the go.mod of a main module, and its index if that changes as well.
    pub fn set_mod_file(&mut self, path: &str, file: Arc<GoMod>, index: Option<Arc<ModFileIndex>>) {
        if let Some(module) = self.list.iter_mut().find(|m| m.module.path == path) {
            module.mod_file = Some(file);
            if index.is_some() {
                module.index = index;
            }
        }
    }

    /// Returns the go.work, in workspace mode.
    pub fn work_file(&self) -> Option<&Arc<GoWork>> {
        self.work_file.as_ref()
    }

    /// Returns the absolute path of go.work; empty outside workspace mode.
    pub fn work_file_path(&self) -> &str {
        &self.work_file_path
    }

    /// Reports whether there is a workspace.
    pub fn in_workspace_mode(&self) -> bool {
        !self.work_file_path.is_empty()
    }

    /// Returns the replacements of go.work.
    pub(super) fn work_file_replace(&self) -> &HashMap<ModuleVersion, ModuleVersion> {
        &self.work_file_replace
    }

    /// Returns, by module path, the highest replaced version; empty if only all versions are
    /// replaced.
    pub fn highest_replaced(&self) -> &BTreeMap<String, String> {
        &self.highest_replaced
    }

    /// Returns the tools that main modules define, as written.
    pub fn tools(&self) -> &BTreeSet<String> {
        &self.tools
    }

    /// Returns the main module that contains the working directory.
    pub fn containing_cwd(&self) -> Option<&MainModule> {
        self.containing_cwd.map(|i| &self.list[i])
    }

    /// Returns the go version of the workspace or of the single main module.
    pub fn go_version<'a>(&'a self, local: &'a Local) -> &'a str {
        if self.in_workspace_mode() {
            return self
                .work_file
                .as_ref()
                .map_or(gover::DEFAULT_GO_WORK_VERSION, |w| w.go_version());
        }
        match self.single() {
            Some(MainModule {
                mod_file: Some(file),
                ..
            }) => file.go_version(),
            // Outside any module: files on the command line.
            Some(_) => &local.version,
            None => gover::DEFAULT_GO_MOD_VERSION,
        }
    }

    /// Returns the godebug lines of the workspace or of the single main module.
    pub fn godebugs(&self) -> &[Godebug] {
        if self.in_workspace_mode() {
            return self.work_file.as_ref().map_or(&[], |w| &w.godebug);
        }
        match self.single() {
            Some(MainModule {
                mod_file: Some(file),
                ..
            }) => &file.godebug,
            _ => &[],
        }
    }

    /// Returns the base of relative directories in [`MainModules::replacement`].
    pub fn replace_relative_to(&self) -> String {
        if self.in_workspace_mode() {
            return path::dir(&self.work_file_path);
        }
        self.single().map_or(String::new(), |m| m.root.clone())
    }
}

fn note_highest(highest: &mut BTreeMap<String, String>, old: &ModuleVersion) {
    let known = highest.get(&old.path);
    if known.is_none_or(|v| gover::mod_compare(&old.path, &old.version, v) == Ordering::Greater) {
        highest.insert(old.path.clone(), old.version.clone());
    }
}
