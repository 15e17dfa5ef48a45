//! The initialization order of package variables.
//!
//! Dependencies through functions count too, so functions are removed from the graph first: each
//! user of a function gets the function's dependencies.
//! Counterpart: cmd/compile/internal/types2/initorder.go.

use std::collections::BTreeSet;

use hashbrown::HashMap;
use hashbrown::HashSet;
use vamos_types::ObjId;
use vamos_types::ObjectKind;

use crate::checker::Checker;
use crate::code::Code;
use crate::problem::Problem;

/// An object in the graph.
#[derive(Debug)]
struct GraphNode {
    obj: ObjId,
    order: u32,
    is_const: bool,
    is_func: bool,
    /// The nodes that depend on it.
    pred: HashSet<usize>,
    /// Its dependencies.
    succ: HashSet<usize>,
    /// Number of dependencies that are not initialized yet; in cycles the number of uses may be
    /// larger.
    deps: isize,
}

/// Priority of the next object: constants first, then the fewest dependencies, then source order.
type Priority = (bool, isize, u32, usize);

impl GraphNode {
    fn priority(&self, index: usize) -> Priority {
        (!self.is_const, self.deps, self.order, index)
    }
}

impl Checker<'_> {
    /// Computes the order, and reports cycles.
    pub(crate) fn init_order(&mut self) {
        let mut graph = self.dependency_graph();
        let nodes = graph.iter().enumerate();
        let mut queue: BTreeSet<Priority> = nodes
            .filter(|(_, node)| !node.is_func)
            .map(|(index, node)| node.priority(index))
            .collect();
        let mut emitted = HashSet::new();
        while let Some((_, deps, _, index)) = queue.pop_first() {
            let obj = graph[index].obj;
            if deps > 0 {
                let mut seen = HashSet::new();
                if let Some(cycle) = self.find_path(obj, obj, &mut seen) {
                    self.report_cycle(&cycle);
                }
            }
            for pred in std::mem::take(&mut graph[index].pred) {
                let is_queued = queue.remove(&graph[pred].priority(pred));
                graph[pred].deps -= 1;
                if is_queued {
                    queue.insert(graph[pred].priority(pred));
                }
            }
            let is_var = self.types.object(obj).is_var();
            let Some(decl) = self.decls.decl_of(obj).filter(|_| is_var) else {
                continue;
            };
            let info = self.decls.decl_info(decl);
            let Some(init) = info.init else {
                continue;
            };
            if !emitted.insert(decl.0) {
                continue;
            }
            let lhs = if info.lhs.is_empty() {
                vec![obj]
            } else {
                info.lhs.clone()
            };
            self.info.add_init(lhs, init);
        }
    }

    /// Returns the dependencies of an object, in source order.
    fn sorted_deps(&self, obj: ObjId) -> Vec<ObjId> {
        let Some(decl) = self.decls.decl_of(obj) else {
            return Vec::new();
        };
        let deps = self.decls.decl_info(decl).deps.iter();
        let mut deps: Vec<ObjId> = deps.copied().collect();
        deps.sort_by_key(|dep| self.types.object(*dep).order);
        deps
    }

    /// Returns a path of dependencies between two objects, from its end to its start, without
    /// the first.
    fn find_path(&self, from: ObjId, to: ObjId, seen: &mut HashSet<ObjId>) -> Option<Vec<ObjId>> {
        if !seen.insert(from) || !self.types.may_go_on() {
            return None;
        }
        for dep in self.sorted_deps(from) {
            if dep == to {
                return Some(vec![dep]);
            }
            if let Some(mut path) = self.find_path(dep, to, seen) {
                path.push(dep);
                return Some(path);
            }
        }
        None
    }

    /// Reports a cycle.
    fn report_cycle(&mut self, cycle: &[ObjId]) {
        let mut obj = cycle[0];
        let pos = self.types.object(obj).pos;
        let name = self.types.name_of(obj);
        if cycle.len() == 1 {
            let text = format!("initialization cycle: {name} refers to itself");
            self.error(pos, Code::InvalidInitCycle, text);
            return;
        }
        let mut problem = Problem::new(Code::InvalidInitCycle);
        problem.add(pos, format!("initialization cycle for {name}"));
        for next in cycle.iter().rev() {
            let (from, to) = (self.types.name_of(obj), self.types.name_of(*next));
            let pos = self.types.object(obj).pos;
            problem.add(pos, format!("{from} refers to {to}"));
            obj = *next;
        }
        self.report(problem);
    }

    /// Returns the graph of constants and variables; functions are still in the list, but have
    /// no edges to others.
    fn dependency_graph(&self) -> Vec<GraphNode> {
        let mut graph = Vec::new();
        let mut indices = HashMap::new();
        for obj in &self.decls.objects {
            let object = self.types.object(*obj);
            let is_func = object.is_func();
            let is_const = matches!(object.kind, ObjectKind::Const { .. });
            if is_func || is_const || object.is_var() {
                indices.insert(*obj, graph.len());
                graph.push(GraphNode {
                    obj: *obj,
                    order: object.order,
                    is_const,
                    is_func,
                    pred: HashSet::new(),
                    succ: HashSet::new(),
                    deps: 0,
                });
            }
        }
        for from in 0..graph.len() {
            let Some(decl) = self.decls.decl_of(graph[from].obj) else {
                continue;
            };
            for dep in &self.decls.decl_info(decl).deps {
                if let Some(to) = indices.get(dep) {
                    graph[from].succ.insert(*to);
                    graph[*to].pred.insert(from);
                }
            }
        }
        self.remove_functions(&mut graph);
        for node in &mut graph {
            node.deps = node.succ.len() as isize;
        }
        graph
    }

    /// Connects the users of each function with the function's dependencies. Functions with many
    /// edges are last, since each step copies edges.
    fn remove_functions(&self, graph: &mut [GraphNode]) {
        let mut functions: Vec<usize> = (0..graph.len())
            .filter(|index| graph[*index].is_func)
            .collect();
        functions.sort_by_key(|index| graph[*index].pred.len() * graph[*index].succ.len());
        for function in functions {
            let preds = std::mem::take(&mut graph[function].pred);
            let succs = std::mem::take(&mut graph[function].succ);
            // Each edge takes some memory.
            self.types.spend(32 * preds.len() * succs.len());
            if !self.types.may_go_on() {
                return;
            }
            for pred in preds.iter().copied().filter(|pred| *pred != function) {
                for succ in succs.iter().copied().filter(|succ| *succ != function) {
                    graph[pred].succ.insert(succ);
                    graph[succ].pred.insert(pred);
                }
                graph[pred].succ.remove(&function);
            }
            for succ in succs {
                graph[succ].pred.remove(&function);
            }
        }
    }
}
