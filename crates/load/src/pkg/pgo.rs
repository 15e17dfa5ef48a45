//! The profile for compiling each package.
//!
//! With several main packages that have profiles, dependencies are copied per main
//! package, because each needs its own.
//! Counterpart: cmd/go/internal/load/pkg.go (`setPGOProfilePath`).

use hashbrown::HashMap;
use vamos_base::golang::names::ImportPath;
use vamos_base::golang::path;
use vamos_modload::context::LoadContext;

use crate::package::PackageGraph;
use crate::package::PackageId;
use crate::pkg::package_list::package_list;
use crate::pkg::stamp::BuildInfos;

/// Sets the profiles of packages.
pub(crate) struct Profiles<'l, 'a> {
    pub(crate) ctx: &'l LoadContext<'l>,
    pub(crate) graph: &'l mut PackageGraph,
    pub(crate) build_infos: &'l mut BuildInfos<'a>,
}

impl Profiles<'_, '_> {
    /// Sets the profiles of the roots and their dependencies.
    pub(crate) fn set(&mut self, roots: &[PackageId]) {
        let flag = self.ctx.flags.tools.pgo.as_str();
        match flag {
            "off" => {}
            "auto" => self.find_default_profiles(roots),
            file => {
                let file = if path::is_abs(file) {
                    path::clean(file)
                } else {
                    path::join(&[&self.ctx.cwd, file])
                };
                for id in package_list(self.graph, roots) {
                    self.set_profile(id, &file);
                }
            }
        }
    }

    fn find_default_profiles(&mut self, roots: &[PackageId]) {
        for &id in roots {
            let package = self.graph.get(id);
            if package.name != "main" {
                continue;
            }
            let file = path::join(&[&package.dir, "default.pgo"]);
            if self.ctx.files.stat(&file).is_err() {
                continue;
            }
            let import_path = package.import_path.clone();
            let mut visited = HashMap::new();
            let splits = roots.len() > 1;
            self.attach_profile(
                id,
                &file,
                splits.then_some((&import_path, id)),
                &mut visited,
            );
        }
    }

    /// Sets the profile of a package and its dependencies; if `split` is a main package, copies all
    /// packages but that one.
    fn attach_profile(
        &mut self,
        id: PackageId,
        file: &str,
        split: Option<(&ImportPath, PackageId)>,
        visited: &mut HashMap<PackageId, PackageId>,
    ) -> PackageId {
        if let Some(&done) = visited.get(&id) {
            return done;
        }
        let mut own = id;
        if let Some((main_path, main)) = split
            && id != main
        {
            let mut copy = self.graph.get(id).clone();
            copy.request.for_main.clone_from(main_path);
            own = self.graph.add(copy);
            self.build_infos.copy(id, own);
        }
        visited.insert(id, own);
        self.set_profile(own, file);
        let count = self.graph.get(own).imports.ids.len();
        for at in 0..count {
            let import = self.graph.get(own).imports.ids[at];
            let replaced = self.attach_profile(import, file, split, visited);
            self.graph.get_mut(own).facts.imports.ids[at] = replaced;
        }
        own
    }

    fn set_profile(&mut self, id: PackageId, file: &str) {
        file.clone_into(&mut self.graph.get_mut(id).request.pgo_profile);
        self.build_infos.add_profile(id, file);
    }
}
