//! Packages for builds with shared libraries: packages in libraries on disk, and packages that
//! every library links without an import.
//!
//! They are loaded before the build is planned; upstream loads them while it plans.
//! Counterpart: cmd/go/internal/work/action.go (`readpkglist`, `linkSharedAction`).

use vamos_modload::context::LoadContext;

use crate::facts::Cmdline;
use crate::facts::PackageFacts;
use crate::package::Package;
use crate::package::PackageGraph;
use crate::package::PackageId;
use crate::pkg::flags::set_tool_flags;
use crate::pkg::implicit::linker_deps;
use crate::pkg::loaded::Loaded;
use crate::pkg::loader::PackageLoader;
use crate::pkg::options::PackageOpts;
use crate::pkg::reason::Reason;
use crate::shared_packages::LibraryError;
use crate::shared_packages::SharedPackages;

/// Returns the import paths listed in a library on disk.
pub type ReadLibrary<'r> = &'r dyn Fn(&str) -> Result<Vec<String>, LibraryError>;

impl Loaded<'_> {
    /// Loads the additional packages for a build with shared libraries. The error is the go
    /// command's, without a prefix.
    pub fn prepare_shared(
        &self,
        ctx: &LoadContext<'_>,
        graph: &mut PackageGraph,
        read: ReadLibrary<'_>,
    ) -> Result<(), String> {
        let opts = PackageOpts::default();
        let roots = std::mem::take(&mut graph.roots);
        let mut loader = self.loader_over(ctx, &opts, graph);
        let first = loader.graph.packages.len();
        let mut shared = SharedPackages {
            flags: Some(loader.add(Package::from(PackageFacts {
                cmdline: Cmdline {
                    pkg: true,
                    ..Cmdline::default()
                },
                ..PackageFacts::default()
            }))),
            ..SharedPackages::default()
        };
        let mut added = vec!["runtime/cgo"];
        if ctx.env.target.goarch == "arm" {
            added.push("math");
        }
        if ctx.flags.mode.buildmode == "shared" || next_library(&loader.graph, &shared).is_some() {
            shared.added = load_all(&mut loader, &added)?;
            let linked = linker_deps(ctx.env, ctx.flags, &[])?;
            shared.linked = load_all(&mut loader, &linked)?;
        }
        // Packages in a library may need other libraries.
        while let Some(file) = next_library(&loader.graph, &shared) {
            let packages = read(&file).map(|paths| {
                let load = |path: &String| loader.load_import(path, None, None, Reason::Implied).0;
                paths.iter().map(load).collect()
            });
            shared.libraries.insert(file, packages);
        }
        let new = (first..loader.graph.packages.len()).filter_map(|at| u32::try_from(at).ok());
        let new: Vec<PackageId> = new.map(PackageId).collect();
        set_tool_flags(&mut loader.graph, &new, &self.modules, ctx.flags, &ctx.cwd);
        *graph = loader.graph;
        graph.roots = roots;
        graph.shared = shared;
        Ok(())
    }
}

fn load_all(loader: &mut PackageLoader<'_>, paths: &[&str]) -> Result<Vec<PackageId>, String> {
    let mut ids = Vec::with_capacity(paths.len());
    for path in paths {
        let (id, _) = loader.load_import(path, None, None, Reason::Implied);
        if let Some(error) = &loader.graph.get(id).problems.error {
            return Err(format!("load {path}: {error}"));
        }
        ids.push(id);
    }
    Ok(ids)
}

/// Returns a library that contains a package and has not been read yet.
fn next_library(graph: &PackageGraph, shared: &SharedPackages) -> Option<String> {
    let files = graph.packages.iter().map(|package| &package.request.shlib);
    let mut files = files.filter(|file| !file.is_empty());
    files
        .find(|file| !shared.libraries.contains_key(file.as_str()))
        .cloned()
}
