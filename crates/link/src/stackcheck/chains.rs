//! Prints chains of calls that need too much stack.
//!
//! Counterpart: cmd/link/internal/ld/stackcheck.go (`findRoots`, `report`).

use hashbrown::HashMap;
use hashbrown::HashSet;

use super::Edge;
use super::StackCheck;
use crate::loader::Sym;

/// An edge on the way from a root to the function being visited.
struct Step {
    edge: Edge,
    is_printed: bool,
}

/// Returns the lines of chains that are too deep, for each function that starts chains.
pub(super) fn reports(check: &mut StackCheck<'_, '_>, limit: i32) -> Vec<(Sym, Vec<String>)> {
    let graph = check.graph.take().unwrap_or_default();
    let roots = roots(check, &graph);
    let mut report = Report {
        check,
        graph,
        chain: Vec::new(),
        lines: Vec::new(),
    };
    let mut reports = Vec::new();
    for root in roots {
        let edge = Edge {
            growth: 0,
            target: root,
        };
        report.chain = vec![Step {
            edge,
            is_printed: false,
        }];
        report.visit(root, limit);
        reports.push((root, std::mem::take(&mut report.lines)));
    }
    reports
}

/// Returns the functions without callers, and one of each cycle without such a function, the
/// highest first.
fn roots(check: &StackCheck<'_, '_>, graph: &HashMap<Sym, Vec<Edge>>) -> Vec<Sym> {
    let mut nodes: HashSet<Sym> = graph.keys().copied().collect();
    let mut all: Vec<Sym> = graph.keys().copied().collect();
    all.sort_unstable();
    for &origin in &all {
        if !nodes.contains(&origin) {
            continue;
        }
        for edge in graph.get(&origin).into_iter().flatten() {
            if let Some(lowest) = remove_callees(graph, &mut nodes, origin, edge.target) {
                nodes.insert(lowest);
            }
        }
    }
    let height = |sym: &Sym| check.heights.get(sym).copied().unwrap_or_default();
    let mut roots: Vec<Sym> = nodes.into_iter().collect();
    roots.sort_unstable_by_key(|sym| (-i32::from(height(sym)), *sym));
    roots
}

/// Removes a function and all that it calls. If that leads back to `origin`, returns the
/// lowest number of the cycle.
fn remove_callees(
    graph: &HashMap<Sym, Vec<Edge>>,
    nodes: &mut HashSet<Sym>,
    origin: Sym,
    sym: Sym,
) -> Option<Sym> {
    if !nodes.remove(&sym) {
        return None;
    }
    if origin == sym {
        return Some(sym);
    }
    let mut found: Option<Sym> = None;
    for edge in graph.get(&sym).into_iter().flatten() {
        if let Some(lowest) = remove_callees(graph, nodes, origin, edge.target) {
            found = Some(found.unwrap_or(sym).min(lowest));
        }
    }
    found
}

struct Report<'r, 'l, 'a> {
    check: &'r StackCheck<'l, 'a>,
    graph: HashMap<Sym, Vec<Edge>>,
    chain: Vec<Step>,
    lines: Vec<String>,
}

impl Report<'_, '_, '_> {
    /// Follows the calls of a function with `left` bytes of stack.
    fn visit(&mut self, sym: Sym, left: i32) {
        // While a function is visited it has no calls, so that a cycle ends.
        let edges = self.graph.remove(&sym);
        let is_cycle = edges.is_none() && sym.is_some();
        let edges = edges.unwrap_or_default();
        for &edge in &edges {
            self.chain.push(Step {
                edge,
                is_printed: false,
            });
            self.visit(edge.target, left - edge.growth);
            self.chain.pop();
        }
        let is_end = edges.is_empty();
        self.graph.insert(sym, edges);
        if is_end && (left < 0 || is_cycle) {
            self.print(left, is_cycle);
        }
    }

    /// Prints the chain, without the part that it shares with the one before.
    fn print(&mut self, left: i32, is_cycle: bool) {
        let mut indent = String::new();
        for (depth, step) in self.chain.iter_mut().enumerate() {
            if std::mem::replace(&mut step.is_printed, true) {
                continue;
            }
            let Edge { growth, target } = step.edge;
            if depth == 0 {
                self.lines.push(self.check.name(target));
                continue;
            }
            indent = "    ".repeat(depth);
            let mut line = format!("{indent}grows {growth} bytes");
            if target.is_some() {
                line += &format!(", calls {}", self.check.name(target));
            }
            self.lines.push(line);
        }
        self.lines.push(if is_cycle {
            format!("{indent}infinite cycle")
        } else {
            format!("{indent}{} bytes over limit", -left)
        });
    }
}
