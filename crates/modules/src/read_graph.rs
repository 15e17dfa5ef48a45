//! Reads a pruned module graph, in rounds.
//!
//! Counterpart: cmd/go/internal/modload (buildlist.go, `ModuleGraph`, `readModGraph`).

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::OnceLock;
use std::sync::atomic;
use std::sync::atomic::AtomicBool;

use hashbrown::HashMap;
use hashbrown::HashSet;
use vamos_base::golang::gover;
use vamos_base::golang::module::ModuleVersion;
use vamos_modfile::BuildListError;
use vamos_modfile::ModuleError;

use super::GoModSummary;
use super::ModuleContext;
use super::Pruning;
use super::graph::Graph;
use super::graph::NodeId;

/// A graph of module requirements.
#[derive(Debug)]
pub struct ModuleGraph {
    graph: Graph,
    /// By number of the module version, the summary of its go.mod, if it was read.
    summaries: Vec<Option<Arc<GoModSummary>>>,
    /// The errors of reading go.mod files.
    errors: HashMap<ModuleVersion, ModuleError>,
    build_list: OnceLock<Arc<[ModuleVersion]>>,
    are_paths_checked: AtomicBool,
}

impl ModuleGraph {
    pub(super) fn new(graph: Graph) -> Self {
        ModuleGraph {
            graph,
            summaries: Vec::new(),
            errors: HashMap::new(),
            build_list: OnceLock::new(),
            are_paths_checked: AtomicBool::new(false),
        }
    }

    /// Reports whether the graph was not checked yet for modules that are used under two paths;
    /// afterwards it was.
    pub fn begin_path_check(&self) -> bool {
        !self.are_paths_checked.swap(true, atomic::Ordering::Relaxed)
    }

    /// Returns the summary of the go.mod of `m`; `None` if it was not read for this graph.
    pub(super) fn summary(
        &self,
        m: &ModuleVersion,
    ) -> Option<Result<&Arc<GoModSummary>, &ModuleError>> {
        if let Some(error) = self.errors.get(m) {
            return Some(Err(error));
        }
        let summary = self.summaries.get(self.graph.id(m)?.index())?;
        summary.as_ref().map(Ok)
    }

    /// Returns the requirements of `m`; `None` if they were pruned out.
    pub fn required_by(&self, m: &ModuleVersion) -> Option<&[ModuleVersion]> {
        self.graph.required_by(m)
    }

    /// Returns the selected version of the module with this path; `none` if it has no version.
    pub fn selected(&self, path: &str) -> &str {
        self.graph.selected(path)
    }

    /// Returns the shortest path of requirements from a root to a module for which `f` is true.
    pub fn find_path(&self, f: impl FnMut(&ModuleVersion) -> bool) -> Option<Vec<ModuleVersion>> {
        self.graph.find_path(f)
    }

    /// Calls `f` once with each module version in the graph, breadth first.
    pub fn walk_breadth_first(&self, f: impl FnMut(&ModuleVersion)) {
        self.graph.walk_breadth_first(f);
    }

    /// Returns the selected version of every module, main modules first.
    pub fn build_list(&self) -> Arc<[ModuleVersion]> {
        self.build_list
            .get_or_init(|| self.graph.build_list().into())
            .clone()
    }

    /// Reports whether every root has the version that the graph selects.
    pub(super) fn all_roots_selected(&self, ctx: &ModuleContext<'_>) -> bool {
        let all =
            |roots: &[ModuleVersion]| roots.iter().all(|m| self.selected(&m.path) == m.version);
        match ctx.main.single() {
            Some(main) if !ctx.main.in_workspace_mode() => {
                self.required_by(&main.module).is_none_or(all)
            }
            _ => all(ctx.main.versions()),
        }
    }
}

/// A graph during its read.
struct Reader<'a> {
    ctx: &'a ModuleContext<'a>,
    graph: Graph,
    /// By node: the summary, once read; `None` if that failed.
    read: Vec<Option<Option<Arc<GoModSummary>>>>,
    /// The pairs of node and pruning that were enqueued.
    enqueued: HashSet<(NodeId, Pruning)>,
    queue: Vec<(NodeId, Pruning)>,
    errors: HashMap<ModuleVersion, ModuleError>,
    unprune: Option<&'a HashSet<ModuleVersion>>,
}

/// Reads the graph from these roots. Requirements of modules in `unprune` are always included.
pub(super) fn read_mod_graph(
    ctx: &ModuleContext<'_>,
    pruning: Pruning,
    roots: &Arc<[ModuleVersion]>,
    unprune: Option<&HashSet<ModuleVersion>>,
) -> (Arc<ModuleGraph>, Option<ModuleError>) {
    let workspace = ctx.main.in_workspace_mode();
    let mut reader = Reader {
        ctx,
        graph: Graph::new(if workspace {
            roots
        } else {
            ctx.main.versions()
        }),
        read: Vec::new(),
        enqueued: HashSet::new(),
        queue: Vec::new(),
        errors: HashMap::new(),
        unprune,
    };
    if pruning != Pruning::Workspace
        && let Some(main) = ctx.main.single()
    {
        reader.graph.require(&main.module, roots.clone());
    }
    for m in roots.iter() {
        let id = reader.graph.intern(m);
        reader.enqueue(id, pruning);
    }
    reader.run();
    if pruning == Pruning::Workspace {
        reader.reload_selected(roots);
    }
    let Reader {
        graph,
        errors,
        read,
        ..
    } = reader;
    let error = graph.find_path(|m| errors.contains_key(m)).map(|path| {
        let err = path
            .last()
            .and_then(|m| errors.get(m))
            .expect("the path ends at an error")
            .clone();
        ModuleError::BuildList(Box::new(BuildListError::new(err, path)))
    });
    let graph = ModuleGraph {
        summaries: read.into_iter().map(Option::flatten).collect(),
        errors,
        ..ModuleGraph::new(graph)
    };
    (Arc::new(graph), error)
}

impl Reader<'_> {
    fn enqueue(&mut self, id: NodeId, pruning: Pruning) {
        if self.graph.module(id).version != "none" && self.enqueued.insert((id, pruning)) {
            self.queue.push((id, pruning));
        }
    }

    /// Reads the enqueued modules and their requirements, in rounds.
    fn run(&mut self) {
        while !self.queue.is_empty() {
            let round = std::mem::take(&mut self.queue);
            self.read_new(&round);
            for (id, pruning) in round {
                let Some(Some(summary)) = self.read[id.index()].clone() else {
                    continue; // the error is reported with its path at the end
                };
                // All requirements of an unpruned module count.
                let next = if pruning == Pruning::Unpruned {
                    Pruning::Unpruned
                } else {
                    summary.pruning
                };
                let all = pruning != Pruning::Pruned || summary.pruning == Pruning::Unpruned;
                let deps: Vec<NodeId> = self.graph.required_ids(id).to_vec();
                for dep in deps {
                    if all
                        || self
                            .unprune
                            .is_some_and(|unprune| unprune.contains(self.graph.module(dep)))
                    {
                        self.enqueue(dep, next);
                    }
                }
            }
        }
    }

    /// Reads the go.mod files of a round that have not been read yet.
    fn read_new(&mut self, round: &[(NodeId, Pruning)]) {
        self.read.resize(self.graph.len(), None);
        let mut ids: Vec<NodeId> = round
            .iter()
            .map(|&(id, _)| id)
            .filter(|id| self.read[id.index()].is_none())
            .collect();
        ids.sort_unstable();
        ids.dedup();
        let modules: Vec<ModuleVersion> = ids
            .iter()
            .map(|&id| self.graph.module(id).clone())
            .collect();
        let summaries = self.ctx.go_mod_summaries(&modules);
        for ((id, m), summary) in ids.into_iter().zip(modules).zip(summaries) {
            let summary = match summary {
                Ok(summary) => {
                    self.graph.require_id(id, summary.require.clone());
                    Some(summary)
                }
                Err(err) => {
                    self.errors.insert(m, err);
                    None
                }
            };
            self.read[id.index()] = Some(summary);
        }
        self.read.resize(self.graph.len(), None);
    }

    /// In a workspace, dependencies of the main modules that are selected at a higher version than
    /// required are read as well: their imports do not follow from the requirements.
    fn reload_selected(&mut self, roots: &[ModuleVersion]) {
        let mut in_all: BTreeSet<String> = roots.iter().map(|m| m.path.clone()).collect();
        let mut seen: HashSet<ModuleVersion> = HashSet::new();
        loop {
            let mut needed: BTreeSet<ModuleVersion> = BTreeSet::new();
            for path in &in_all {
                let m = ModuleVersion::new(path.as_str(), self.graph.selected(path));
                if !seen.contains(&m) {
                    needed.insert(m);
                    continue;
                }
                for r in self.graph.required_by(&m).unwrap_or(&[]) {
                    let selected = self.graph.selected(&r.path);
                    let s = ModuleVersion::new(r.path.as_str(), selected);
                    if gover::mod_compare(&r.path, selected, &r.version) == Ordering::Greater
                        && !seen.contains(&s)
                    {
                        needed.insert(s);
                    }
                }
            }
            if needed.is_empty() {
                return;
            }
            for m in needed {
                let id = self.graph.intern(&m);
                self.enqueue(id, Pruning::Workspace);
                in_all.insert(m.path.clone());
                seen.insert(m);
            }
            self.run();
        }
    }
}
