//! Gathers the build info of a main package, and finds out whether upstream would
//! stamp it with the state of a repository.
//!
//! Counterpart: cmd/go/internal/load/pkg.go (`setBuildInfo`), cmd/go/internal/vcs/vcs.go
//! (`FromDir`).

use std::sync::Arc;

use hashbrown::HashSet;
use vamos_base::golang::path;
use vamos_fsys::Files;

use crate::modload::BuildMod;
use crate::modload::ModuleVersion;
use crate::package::ModulePublic;
use crate::package::Package;
use crate::package::PackageId;
use crate::package::VcsRepo;
use crate::pkg::build_info::BuildInfo;
use crate::pkg::build_info::DebugModule;
use crate::pkg::build_info::SettingInputs;
use crate::pkg::build_info::append_settings;
use crate::pkg::build_info::compare_modules;
use crate::pkg::loader::Loader;

/// A version-control system: its command, and the names whose presence in a directory
/// makes that a repository's root, with whether they must be directories.
type Vcs = (&'static str, &'static [(&'static str, bool)]);

/// The systems in the order in which a directory is asked for them.
const SYSTEMS: [Vcs; 5] = [
    ("hg", &[(".hg", true)]),
    ("git", &[(".git", true)]),
    ("svn", &[(".svn", true)]),
    ("bzr", &[(".bzr", true)]),
    ("fossil", &[(".fslckout", false), ("_FOSSIL_", false)]),
];

impl Loader<'_> {
    /// Sets the build info of a main package without errors whose imports are loaded.
    pub(crate) fn set_build_info(&mut self, id: PackageId) {
        let package = self.graph.get(id);
        let is_vendor = self.modules.build_mod() == BuildMod::Vendor;
        let sum = |path: &str, version: &str| {
            if is_vendor {
                return String::new();
            }
            self.modules.module_sum(&ModuleVersion {
                path: path.to_owned(),
                version: version.to_owned(),
            })
        };
        let own_path = if package.cmdline_files {
            "command-line-arguments"
        } else {
            package.import_path.as_str()
        };
        let mut info = BuildInfo {
            path: own_path.to_owned(),
            main: package.module.as_ref().map(|m| DebugModule::new(m, &sum)),
            ..BuildInfo::default()
        };
        let modules = self.dependency_modules(package);
        info.deps = modules.iter().map(|m| DebugModule::new(m, &sum)).collect();
        let inputs = SettingInputs {
            default_godebug: &package.default_godebug,
            fips_version: &self.fips_version,
            build_tags: &self.source.build.build_tags,
        };
        append_settings(&mut info, self.ctx.env, self.ctx.flags, &inputs);
        let repo = self.stamping_repo(package);
        self.graph.get_mut(id).vcs_repo = repo;
        self.build_infos.insert(id, info);
    }

    /// Returns the modules of all dependencies but the main module, sorted.
    fn dependency_modules(&self, package: &Package) -> Vec<Arc<ModulePublic>> {
        let main_path = package.module.as_ref().map_or("", |module| &module.path);
        let mut visited = vec![false; self.graph.packages.len()];
        let mut seen: HashSet<(&str, &str)> = HashSet::new();
        let mut modules = Vec::new();
        let mut pending: Vec<PackageId> = package.internal_imports.clone();
        while let Some(id) = pending.pop() {
            if std::mem::replace(&mut visited[id.0 as usize], true) {
                continue;
            }
            let dependency = self.graph.get(id);
            pending.extend_from_slice(&dependency.internal_imports);
            if let Some(module) = &dependency.module
                && module.path != main_path
                && seen.insert((&module.path, &module.version))
            {
                modules.push(Arc::clone(module));
            }
        }
        modules.sort_by(compare_modules);
        modules
    }

    /// Returns the repository whose state upstream would record for the package.
    fn stamping_repo(&self, package: &Package) -> Option<Arc<VcsRepo>> {
        let mode = self.ctx.flags.buildvcs.as_str();
        let wanted = match mode {
            "true" => true,
            "auto" => self.opts.auto_vcs && !package.is_test_only(),
            _ => false,
        };
        let module = package.module.as_ref()?;
        if !wanted || !module.version.is_empty() || package.standard {
            return None;
        }
        let files = &*self.ctx.files;
        let repo = find_repo(files, &self.ctx.cwd)?;
        let overlaps = path::has_path_prefix(&module.dir, &repo.dir)
            || path::has_path_prefix(&repo.dir, &module.dir);
        if !overlaps
            || (mode == "auto" && !is_on_path(files, self.ctx.env.get("PATH"), repo.command))
        {
            return None;
        }
        Some(Arc::new(repo))
    }
}

/// Returns the repository that the directory is in.
fn find_repo(files: &dyn Files, dir: &str) -> Option<VcsRepo> {
    let mut dir = dir;
    loop {
        for (command, roots) in SYSTEMS {
            let is_root = |(name, is_dir): &(&str, bool)| {
                let meta = files.stat(&path::join(&[dir, name]));
                meta.is_ok_and(|meta| meta.is_dir() == *is_dir)
            };
            if roots.iter().any(is_root) {
                return Some(VcsRepo {
                    dir: dir.to_owned(),
                    command,
                });
            }
        }
        let (parent, name) = dir.rsplit_once('/')?;
        if name.is_empty() {
            return None;
        }
        dir = if parent.is_empty() { "/" } else { parent };
    }
}

fn is_on_path(files: &dyn Files, search_path: &str, command: &str) -> bool {
    search_path
        .split(':')
        .filter(|dir| path::is_abs(dir))
        .filter_map(|dir| files.stat(&path::join(&[dir, command])).ok())
        .any(|meta| !meta.is_dir() && meta.mode & 0o111 != 0)
}
