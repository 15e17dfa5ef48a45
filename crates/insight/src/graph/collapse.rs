//! A smaller graph for pictures: packages of one module, or of one directory, are one node.
//!
//! Counterpart: none.

use std::collections::BTreeMap;

use super::Graph;
use super::GraphNode;
use super::GraphOf;
use super::NodeKind;

/// The maximum number of nodes that a picture shows one by one, if they can be merged.
const READABLE: usize = 200;

/// A smaller graph.
pub(super) struct Collapsed {
    pub(super) graph: Graph,
    /// By node of the whole graph, its node in the smaller one.
    pub(super) places: Vec<usize>,
}

/// Granularity of merged nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Level {
    /// The packages of other modules.
    Modules,
    /// Like `Modules`, and packages of the main modules are merged by directories of this depth.
    Dirs(usize),
}

/// Returns a smaller graph of a graph of packages that is too large to be read.
pub(super) fn collapse(graph: &Graph) -> Option<Collapsed> {
    if graph.of != GraphOf::Packages || graph.nodes.len() <= READABLE {
        return None;
    }
    let levels = [Level::Modules, Level::Dirs(2), Level::Dirs(1)];
    let mut smallest = None;
    for level in levels {
        let found = collapsed(graph, level);
        let is_readable = found.graph.nodes.len() <= READABLE;
        smallest = Some(found);
        if is_readable {
            break;
        }
    }
    smallest
}

fn collapsed(graph: &Graph, level: Level) -> Collapsed {
    let names: Vec<String> = graph.nodes.iter().map(|node| name(node, level)).collect();
    let mut merged: BTreeMap<&str, GraphNode> = BTreeMap::new();
    for (place, node) in graph.nodes.iter().enumerate() {
        let named = |list: &[usize]| list.iter().map(|to| names[*to].clone()).collect::<Vec<_>>();
        let into = merged.entry(&names[place]).or_insert_with(|| GraphNode {
            name: names[place].clone(),
            module: node.module.clone(),
            kind: node.kind,
            ..GraphNode::default()
        });
        if into.kind != node.kind {
            // A program among other packages.
            into.kind = NodeKind::Own;
        }
        into.files += node.files;
        into.bytes += node.bytes;
        into.imports.extend(named(&graph.imports[place]));
        into.test_imports.extend(named(&graph.test_imports[place]));
    }
    let at: BTreeMap<&str, usize> = merged
        .keys()
        .enumerate()
        .map(|(at, name)| (*name, at))
        .collect();
    let places = names.iter().map(|name| at[name.as_str()]).collect();
    Collapsed {
        graph: Graph::new(GraphOf::Packages, merged.into_values().collect()),
        places,
    }
}

/// Returns the name of the node that a package becomes a part of.
fn name(node: &GraphNode, level: Level) -> String {
    let (module, kind) = (&node.module, node.kind);
    match (kind, level) {
        (NodeKind::Standard, _) => "std".to_owned(),
        (NodeKind::Other, _) if !module.is_empty() => module.clone(),
        (NodeKind::Own | NodeKind::Program, Level::Dirs(depth)) => {
            let below = node.name.strip_prefix(module.as_str()).unwrap_or_default();
            let dirs = below.split('/').skip(1).take(depth);
            dirs.fold(module.clone(), |name, dir| format!("{name}/{dir}"))
        }
        _ => node.name.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::READABLE;
    use super::collapse;
    use crate::graph::Graph;
    use crate::graph::GraphNode;
    use crate::graph::GraphOf;
    use crate::graph::NodeKind;

    fn node(name: &str, module: &str, kind: NodeKind, imports: &[&str]) -> GraphNode {
        GraphNode {
            name: name.to_owned(),
            module: module.to_owned(),
            kind,
            files: 1,
            imports: imports.iter().map(|name| (*name).to_owned()).collect(),
            ..GraphNode::default()
        }
    }

    #[test]
    fn modules_are_nodes_of_a_large_graph() {
        let mut nodes = vec![
            node("m/cmd", "m", NodeKind::Program, &["m/a/b", "x/p1", "fmt"]),
            node("m/a/b", "m", NodeKind::Own, &["x/p2", "y"]),
            node("y", "y", NodeKind::Other, &["fmt"]),
            node("fmt", "", NodeKind::Standard, &[]),
        ];
        let few = Graph::new(GraphOf::Packages, nodes.clone());
        assert!(collapse(&few).is_none());
        for number in 0..READABLE {
            let name = format!("x/p{number}");
            nodes.push(node(&name, "x", NodeKind::Other, &["fmt"]));
        }
        let graph = Graph::new(GraphOf::Packages, nodes.clone());
        let small = collapse(&graph).unwrap();
        let names: Vec<&str> = small.graph.nodes.iter().map(|node| &*node.name).collect();
        assert_eq!(names, ["m/a/b", "m/cmd", "std", "x", "y"]);
        assert_eq!(
            small.graph.imports,
            [vec![3, 4], vec![0, 2, 3], vec![], vec![2], vec![2]]
        );
        assert_eq!(small.graph.files(), graph.files());
        let of_graph = |place: usize| names[small.places[place]];
        for (place, node) in graph.nodes.iter().enumerate() {
            assert!(node.name == "fmt" || node.name.starts_with(of_graph(place)));
        }
        // Many packages of one's own.
        for number in 0..READABLE {
            let name = format!("m/lib/p{number}/deep");
            nodes.push(node(&name, "m", NodeKind::Own, &["m/a/b"]));
        }
        let small = collapse(&Graph::new(GraphOf::Packages, nodes)).unwrap();
        let names: Vec<&str> = small.graph.nodes.iter().map(|node| &*node.name).collect();
        assert_eq!(names, ["m/a", "m/cmd", "m/lib", "std", "x", "y"]);
    }
}
