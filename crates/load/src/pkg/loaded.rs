//! What was loaded: the graph, and the order of its packages.
//!
//! Counterpart: cmd/go/internal/load/pkg.go (`PackageList`).

use std::rc::Rc;

use hashbrown::HashMap;
use vamos_base::golang::names::ImportPath;
use vamos_modload::Modules;
use vamos_modload::gopath::Gopath;
use vamos_modload::pattern::Match;

use crate::package::PackageGraph;
use crate::package::PackageId;
use crate::pkg::data::DirResult;
use crate::pkg::data::PackageData;

/// The result of a load.
pub struct Loaded<'a> {
    /// The packages; errors of packages are in them.
    pub graph: PackageGraph,
    /// Module state, for lookups after the load.
    pub modules: Modules<'a>,
    /// Where packages are found instead, where modules are not used.
    pub(super) gopath: Option<Gopath<'a>>,
    /// What the patterns matched; empty for Go files.
    pub matches: Vec<Match>,
    /// Lines for stderr, complete with their prefixes.
    pub warnings: Vec<String>,
    /// What the walk knew of directories. It is freed with the rest, which most commands leave to
    /// the end of the process.
    pub(super) _walked: Walked,
}

/// What a walk knew of the directories of packages.
pub(crate) struct Walked {
    pub(super) _prepared: HashMap<String, DirResult>,
    pub(super) _data: HashMap<ImportPath, Rc<PackageData>>,
}

/// Returns the packages reachable from `roots`, dependencies first (`PackageList`).
pub fn package_list(graph: &PackageGraph, roots: &[PackageId]) -> Vec<PackageId> {
    let mut seen = vec![false; graph.packages.len()];
    let mut list = Vec::with_capacity(graph.packages.len());
    let mut path: Vec<(PackageId, usize)> = Vec::new();
    for &root in roots {
        if std::mem::replace(&mut seen[root.0 as usize], true) {
            continue;
        }
        path.push((root, 0));
        while let Some((id, next)) = path.last_mut() {
            let Some(&import) = graph.get(*id).imports.ids.get(*next) else {
                list.push(*id);
                path.pop();
                continue;
            };
            *next += 1;
            if !std::mem::replace(&mut seen[import.0 as usize], true) {
                path.push((import, 0));
            }
        }
    }
    list
}
