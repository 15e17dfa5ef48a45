//! The roots in go.mod and go.work files.
//!
//! Counterpart: cmd/go/internal/modload (init.go, `requirementsFromModFiles`, `rootsFromModFile`).

use std::collections::BTreeSet;

use vamos_base::golang::module::ModuleVersion;
use vamos_modfile::GoMod;

use super::MainModule;
use super::MainModules;

/// The roots of one go.mod.
#[derive(Clone, Debug, Default)]
pub struct Roots {
    /// The roots, in the order of the file, go and toolchain last.
    pub modules: Vec<ModuleVersion>,
    /// Paths of roots that are not marked indirect.
    pub direct: BTreeSet<String>,
    /// Requirements left out because the same go.mod excludes them.
    pub excluded: Vec<ModuleVersion>,
}

impl Roots {
    /// Adds the go version, and the toolchain if there is one.
    pub(super) fn add_go(&mut self, go_version: &str, toolchain: &str) {
        self.modules.push(ModuleVersion::new("go", go_version));
        self.direct.insert("go".to_string());
        if !toolchain.is_empty() {
            self.modules
                .push(ModuleVersion::new("toolchain", toolchain));
        }
    }
}

/// Returns the roots in a main module's go.mod.
pub fn roots_from_mod_file(main: &MainModule, file: &GoMod, with_toolchain: bool) -> Roots {
    let mut roots = Roots::default();
    roots.modules.reserve(file.require.len() + 2);
    for r in &file.require {
        if main
            .index
            .as_ref()
            .is_some_and(|index| index.exclude.contains(&r.module))
        {
            roots.excluded.push(r.module.clone());
            continue;
        }
        roots.modules.push(r.module.clone());
        if !r.indirect {
            roots.direct.insert(r.module.path.clone());
        }
    }
    let toolchain = file
        .toolchain
        .as_ref()
        .filter(|_| with_toolchain)
        .map_or("", |t| &t.name);
    roots.add_go(file.go_version(), toolchain);
    roots
}

/// Returns the paths of modules that any go.mod requires without marking them indirect.
pub fn direct_requirements(main: &MainModules) -> BTreeSet<String> {
    let files = main.list().iter().filter_map(|m| m.mod_file.as_ref());
    files
        .flat_map(|file| &file.require)
        .filter(|r| !r.indirect)
        .map(|r| r.module.path.clone())
        .collect()
}
