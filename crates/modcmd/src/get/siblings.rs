//! The workspace around the main module, which `go get` itself does not use: it changes one
//! module.
//!
//! Counterpart: cmd/go/internal/modget/get.go (`workspace`, the end of `runGet`).

use std::collections::BTreeMap;

use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::path;
use vamos_modload::LoadContext;
use vamos_modload::Modules;
use vamos_modload::find_go_work;
use vamos_modload::read_go_work;
use vamos_modload::read_mod_file;

use crate::work::raise_go_version;
use crate::work::write_work_file;

/// The modules of a workspace by path, with their directories.
pub(super) struct Siblings(BTreeMap<String, String>);

impl Siblings {
    /// Reads go.work and the go.mod files; errors of reading are reported later.
    pub(super) fn load(ctx: &LoadContext<'_>) -> Option<Self> {
        let file = find_go_work(ctx).ok().filter(|file| !file.is_empty())?;
        let work = read_go_work(ctx, &file).ok()?;
        let dir = path::dir(&file);
        let mut modules = BTreeMap::new();
        for used in &work.uses {
            let root = if path::is_abs(&used.path) {
                used.path.clone()
            } else {
                path::join(&[&dir, &used.path])
            };
            if let Ok(file) = read_mod_file(ctx, &path::join(&[&root, "go.mod"])) {
                modules.insert(file.module_path().to_owned(), root);
            }
        }
        Some(Self(modules))
    }

    /// Reports whether a module is in the workspace.
    pub(super) fn has_module(&self, module_path: &str) -> bool {
        self.0.contains_key(module_path)
    }

    /// Reports whether a module of the workspace has a package.
    pub(super) fn has_package(&self, modules: &Modules<'_>, package: &str) -> bool {
        let mut roots = self.0.iter();
        roots.any(|(module, root)| modules.is_in_local_module(package, module, root))
    }
}

/// Raises the go version of a workspace to the version of the module. Errors are ignored, as in
/// upstream: the requested change, go.mod, is already written.
pub(super) fn raise_go_work(ctx: &LoadContext<'_>, requirements: &[ModuleVersion]) {
    let go = requirements.iter().find(|m| m.path == "go");
    let Some(file) = find_go_work(ctx).ok().filter(|file| !file.is_empty()) else {
        return;
    };
    if let (Some(go), Ok(mut work)) = (go, read_go_work(ctx, &file))
        && vamos_base::golang::gover::compare(work.go_version(), &go.version).is_lt()
        && raise_go_version(&mut work, &go.version).is_ok()
    {
        let _ = write_work_file(&file, &mut work);
    }
}
