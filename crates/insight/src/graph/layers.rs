//! The column of each node in the picture, and the edges that are drawn in full.
//!
//! A node is to the right of all its importers. An edge that other edges imply (a imports b and c,
//! b imports c) is only drawn faintly, and the order of the nodes ignores it.
//! Counterpart: none; the method is Sugiyama, Tagawa and Toda's (1981).

use super::order::ends_first;
use super::reach::Reach;

/// An edge of the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Edge {
    pub(super) from: usize,
    pub(super) to: usize,
    /// Only tests import it.
    pub(super) is_test: bool,
}

/// Nodes in columns.
#[derive(Debug)]
pub(super) struct Layers {
    /// The column of each node.
    pub(super) layer: Vec<usize>,
    /// Edges to the right that no other edges imply.
    pub(super) essential: Vec<Edge>,
    /// Edges that others imply, and those that close a cycle.
    pub(super) faint: Vec<Edge>,
}

impl Layers {
    pub(super) fn new(imports: &[Vec<usize>], test_imports: &[Vec<usize>]) -> Self {
        let order = order(imports, test_imports);
        let rank = ranks(&order);
        let (mut down, mut faint) = (Vec::new(), Vec::new());
        for (edges, is_test) in [(imports, false), (test_imports, true)] {
            for (from, list) in edges.iter().enumerate() {
                for to in list.iter().copied() {
                    let edge = Edge { from, to, is_test };
                    // Ranks only fall along these edges, so they have no cycle.
                    if rank[from] > rank[to] {
                        down.push(edge);
                    } else {
                        faint.push(edge);
                    }
                }
            }
        }
        let mut below = vec![Vec::new(); imports.len()];
        for edge in &down {
            below[edge.from].push(edge.to);
        }
        let mut layer = vec![0; imports.len()];
        for from in order.iter().rev() {
            for to in &below[*from] {
                layer[*to] = layer[*to].max(layer[*from] + 1);
            }
        }
        let reach = Reach::new(&below);
        let is_implied = |edge: &Edge| {
            let mut others = below[edge.from].iter();
            others.any(|other| *other != edge.to && reach.leads(*other, edge.to))
        };
        let (implied, essential) = down.into_iter().partition(is_implied);
        let implied: Vec<Edge> = implied;
        faint.extend(implied);
        Self {
            layer,
            essential,
            faint,
        }
    }
}

/// Returns all nodes, imports before importers, and where that is possible also imports of tests
/// before the tested nodes.
fn order(imports: &[Vec<usize>], test_imports: &[Vec<usize>]) -> Vec<usize> {
    let reach = Reach::new(imports);
    let mut all = imports.to_vec();
    for (from, list) in test_imports.iter().enumerate() {
        all[from].extend(list.iter().filter(|to| !reach.leads(**to, from)));
    }
    let (plain, with_tests) = (ends_first(imports), ends_first(&all));
    let rising = |order: &[usize]| {
        let rank = ranks(order);
        let edges = imports.iter().enumerate();
        edges
            .flat_map(|(from, list)| list.iter().map(move |to| (from, *to)))
            .filter(|(from, to)| rank[*from] <= rank[*to])
            .count()
    };
    // Imports of several tests may form a cycle, which is not to be cut at a real import.
    if rising(&with_tests) <= rising(&plain) {
        with_tests
    } else {
        plain
    }
}

fn ranks(order: &[usize]) -> Vec<usize> {
    let mut rank = vec![0; order.len()];
    for (place, node) in order.iter().enumerate() {
        rank[*node] = place;
    }
    rank
}
