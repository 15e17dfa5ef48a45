//! The roots that go.mod and go.work files name.
//!
//! Counterpart: cmd/go/internal/modload (init.go, `requirementsFromModFiles`, `rootsFromModFile`).

use std::collections::BTreeSet;
use std::sync::Arc;

use vamos_base::golang::module::ModuleVersion;
use vamos_modfile::GoMod;
use vamos_modfile::gover;

use super::MainModule;
use super::MainModules;
use super::ModuleContext;
use super::Pruning;
use super::Requirements;

/// The roots of one go.mod.
#[derive(Clone, Debug, Default)]
pub struct Roots {
    /// The roots, in the order of the file, go and toolchain last.
    pub modules: Vec<ModuleVersion>,
    /// Paths of those not marked indirect.
    pub direct: BTreeSet<String>,
    /// Requirements left out because the same go.mod excludes them.
    pub excluded: Vec<ModuleVersion>,
}

impl Roots {
    /// Adds the go version, and the toolchain if there is one.
    fn add_go(&mut self, go_version: &str, toolchain: &str) {
        self.modules.push(ModuleVersion::new("go", go_version));
        self.direct.insert("go".to_string());
        if !toolchain.is_empty() {
            self.modules
                .push(ModuleVersion::new("toolchain", toolchain));
        }
    }
}

/// The roots that a main module's go.mod names.
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

/// Paths of modules that some go.mod requires without marking them indirect.
pub fn direct_requirements(main: &MainModules) -> BTreeSet<String> {
    let files = main.list().iter().filter_map(|m| m.mod_file.as_ref());
    files
        .flat_map(|file| &file.require)
        .filter(|r| !r.indirect)
        .map(|r| r.module.path.clone())
        .collect()
}

/// The requirements that the files of the main modules state, and the warnings that go with them.
pub fn requirements_from_mod_files(ctx: &ModuleContext<'_>) -> (Requirements, Vec<String>) {
    let mut roots = Roots::default();
    let pruning = if ctx.main.in_workspace_mode() {
        roots.modules.extend_from_slice(ctx.main.versions());
        let work_file = ctx.main.work_file();
        let toolchain = work_file
            .and_then(|w| w.toolchain.as_ref())
            .map_or("", |t| &t.name);
        roots.add_go(ctx.main.go_version(ctx.local), toolchain);
        roots.direct = direct_requirements(ctx.main);
        Pruning::Workspace
    } else {
        if let Some(main) = ctx.main.single()
            && let Some(file) = &main.mod_file
        {
            roots = roots_from_mod_file(main, file, true);
        }
        Pruning::for_go_version(ctx.main.go_version(ctx.local))
    };
    let verb = if ctx.mode.build_mod == super::BuildMod::Mod {
        "dropping"
    } else {
        "ignoring"
    };
    let warn = |m: &ModuleVersion| {
        format!(
            "{verb} requirement on excluded version {} {}",
            m.path, m.version
        )
    };
    let warnings = roots.excluded.iter().map(warn).collect();
    gover::mod_sort(&mut roots.modules);
    (
        Requirements::new(pruning, roots.modules, Arc::new(roots.direct)),
        warnings,
    )
}

/// The requirements outside any go.mod: nothing but this Go, in a workspace also a made-up module.
pub fn requirements_without_mod_file(ctx: &ModuleContext<'_>) -> Requirements {
    let mut modules = vec![
        ModuleVersion::new("go", ctx.main.go_version(ctx.local)),
        ModuleVersion::new("toolchain", ctx.local.toolchain.as_str()),
    ];
    let mut pruning = Pruning::for_go_version(ctx.main.go_version(ctx.local));
    if ctx.main.in_workspace_mode() {
        pruning = Pruning::Workspace;
        modules.splice(0..0, ctx.main.versions().iter().cloned());
    }
    Requirements::new(
        pruning,
        modules,
        Arc::new(BTreeSet::from(["go".to_string()])),
    )
}
