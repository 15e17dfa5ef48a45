//! Minimal version selection, with requirements added incrementally.
//!
//! Module versions and paths are interned as small numbers, so that an edge costs one table lookup.
//! A version can raise the selected one only at its first occurrence, so no version is compared
//! twice.
//! Counterpart: cmd/go/internal/mvs (graph.go).

use std::cmp::Ordering;
use std::collections::VecDeque;
use std::sync::Arc;

use hashbrown::HashMap;
use vamos_base::golang::gover;
use vamos_base::golang::module::ModuleVersion;

/// Orders versions as the module graph does: like [`gover::mod_compare`], but an empty version (of
/// a main module) is above all others.
pub fn cmp_version(path: &str, v1: &str, v2: &str) -> Ordering {
    match (v1.is_empty(), v2.is_empty()) {
        (true, true) => Ordering::Equal,
        (true, false) => Ordering::Greater,
        (false, true) => Ordering::Less,
        (false, false) => gover::mod_compare(path, v1, v2),
    }
}

/// A module version in a graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct NodeId(pub(crate) u32);

impl NodeId {
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

#[derive(Clone, Debug)]
struct Node {
    module: ModuleVersion,
    requires: Option<Requires>,
}

#[derive(Clone, Debug)]
struct Requires {
    modules: Arc<[ModuleVersion]>,
    nodes: Box<[NodeId]>,
}

/// A requirement graph, and the highest version of every module in it.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    nodes: Vec<Node>,
    ids: HashMap<ModuleVersion, NodeId>,
    /// By module path, the highest version in the graph; `none` never counts.
    selected: HashMap<String, NodeId>,
    roots: Vec<NodeId>,
}

impl Graph {
    /// Returns a graph with only its roots.
    pub fn new(roots: &[ModuleVersion]) -> Self {
        let mut graph = Graph::default();
        graph.roots = roots.iter().map(|m| graph.intern(m)).collect();
        graph
    }

    pub(crate) fn intern(&mut self, m: &ModuleVersion) -> NodeId {
        if let Some(&id) = self.ids.get(m) {
            return id;
        }
        let id = NodeId(u32::try_from(self.nodes.len()).expect("fewer than 2^32 module versions"));
        self.nodes.push(Node {
            module: m.clone(),
            requires: None,
        });
        self.ids.insert(m.clone(), id);
        // Like `none`, an invalid version is never selected.
        let best = self
            .selected
            .get(&m.path)
            .map_or("none", |best| &self.nodes[best.index()].module.version);
        if cmp_version(&m.path, best, &m.version) == Ordering::Less {
            self.selected.insert(m.path.clone(), id);
        }
        id
    }

    pub(crate) fn id(&self, m: &ModuleVersion) -> Option<NodeId> {
        self.ids.get(m).copied()
    }

    pub(crate) fn module(&self, id: NodeId) -> &ModuleVersion {
        &self.nodes[id.index()].module
    }

    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Sets the requirements of `m`; later calls for `m` have no effect.
    pub fn require(&mut self, m: &ModuleVersion, reqs: Arc<[ModuleVersion]>) {
        let id = self.intern(m);
        self.require_id(id, reqs);
    }

    pub(crate) fn require_id(&mut self, id: NodeId, modules: Arc<[ModuleVersion]>) {
        if self.nodes[id.index()].requires.is_none() {
            let nodes = modules.iter().map(|dep| self.intern(dep)).collect();
            self.nodes[id.index()].requires = Some(Requires { modules, nodes });
        }
    }

    /// Returns the requirements of `m`; `None` if they are not in the graph.
    pub fn required_by(&self, m: &ModuleVersion) -> Option<&[ModuleVersion]> {
        let node = &self.nodes[self.id(m)?.index()];
        node.requires.as_ref().map(|r| &*r.modules)
    }

    pub(crate) fn required_ids(&self, id: NodeId) -> &[NodeId] {
        self.nodes[id.index()]
            .requires
            .as_ref()
            .map_or(&[], |r| &r.nodes)
    }

    /// Returns the selected version of the module with this path; `none` if it has no version.
    pub fn selected(&self, path: &str) -> &str {
        self.selected
            .get(path)
            .map_or("none", |id| &self.module(*id).version)
    }

    /// Returns the selected version of every module: the roots' modules first, then the others by
    /// path.
    pub fn build_list(&self) -> Vec<ModuleVersion> {
        let mut list = Vec::with_capacity(self.selected.len());
        let mut seen = hashbrown::HashSet::new();
        for &root in &self.roots {
            let path = &self.module(root).path;
            if seen.insert(path.as_str())
                && let Some(&id) = self.selected.get(path)
            {
                list.push(self.module(id).clone());
            }
        }
        let roots = list.len();
        let others = self
            .selected
            .iter()
            .filter(|(path, _)| !seen.contains(path.as_str()));
        list.extend(others.map(|(_, id)| self.module(*id).clone()));
        gover::mod_sort(&mut list[roots..]);
        list
    }

    /// Calls `f` once with each module version but `none`, breadth first from the roots.
    pub fn walk_breadth_first(&self, mut f: impl FnMut(&ModuleVersion)) {
        let mut enqueued = vec![false; self.nodes.len()];
        let mut queue = VecDeque::new();
        let mut enqueue = |id: NodeId, queue: &mut VecDeque<NodeId>| {
            if self.module(id).version != "none"
                && !std::mem::replace(&mut enqueued[id.index()], true)
            {
                queue.push_back(id);
            }
        };
        for &root in &self.roots {
            enqueue(root, &mut queue);
        }
        while let Some(id) = queue.pop_front() {
            f(self.module(id));
            for &dep in self.required_ids(id) {
                enqueue(dep, &mut queue);
            }
        }
    }

    /// Returns the shortest path from a root to a module version for which `f` is true.
    pub fn find_path(
        &self,
        mut f: impl FnMut(&ModuleVersion) -> bool,
    ) -> Option<Vec<ModuleVersion>> {
        let mut came_from: Vec<Option<Option<NodeId>>> = vec![None; self.nodes.len()];
        let mut queue: VecDeque<NodeId> = self.roots.iter().copied().collect();
        for &root in &self.roots {
            came_from[root.index()] = Some(None);
        }
        while let Some(id) = queue.pop_front() {
            if f(self.module(id)) {
                let mut path = vec![self.module(id).clone()];
                let mut at = id;
                while let Some(Some(from)) = came_from[at.index()] {
                    path.push(self.module(from).clone());
                    at = from;
                }
                path.reverse();
                return Some(path);
            }
            for &dep in self.required_ids(id) {
                if came_from[dep.index()].is_none() {
                    came_from[dep.index()] = Some(Some(id));
                    queue.push_back(dep);
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn m(text: &str) -> ModuleVersion {
        let (path, version) = text.split_once('@').unwrap_or((text, ""));
        ModuleVersion::new(path, version)
    }

    fn reqs(list: &[&str]) -> Arc<[ModuleVersion]> {
        list.iter().map(|text| m(text)).collect()
    }

    #[test]
    fn selects_and_finds() {
        let mut graph = Graph::new(&[m("main")]);
        graph.require(&m("main"), reqs(&["b@v1.2.0", "a@v1.0.0", "go@1.21"]));
        graph.require(&m("a@v1.0.0"), reqs(&["c@v1.10.0", "main@v9.0.0"]));
        graph.require(&m("b@v1.2.0"), reqs(&["c@v1.9.0", "d@none", "go@1.20"]));
        let list: Vec<String> = graph.build_list().iter().map(ToString::to_string).collect();
        assert_eq!(
            list,
            ["main", "a@v1.0.0", "b@v1.2.0", "c@v1.10.0", "go@1.21"]
        );
        assert_eq!(graph.selected("d"), "none");
        assert_eq!(graph.selected("main"), "");
        let path = graph.find_path(|m| m.path == "c").unwrap();
        assert_eq!(path, [m("main"), m("b@v1.2.0"), m("c@v1.9.0")]);
        let mut walked = Vec::new();
        graph.walk_breadth_first(|m| walked.push(m.to_string()));
        assert_eq!(
            walked,
            [
                "main",
                "b@v1.2.0",
                "a@v1.0.0",
                "go@1.21",
                "c@v1.9.0",
                "go@1.20",
                "c@v1.10.0",
                "main@v9.0.0"
            ]
        );
        assert!(graph.required_by(&m("c@v1.9.0")).is_none());
        assert!(graph.find_path(|m| m.path == "x").is_none());
    }
}
