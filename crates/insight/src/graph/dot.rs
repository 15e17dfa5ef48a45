//! The graph in the language of Graphviz.
//!
//! Counterpart: none.

use super::Graph;
use super::GraphOf;
use super::NodeKind;

/// Returns the graph as text for `dot` and other tools: one line for each node, and one for
/// each import.
pub fn graph_dot(graph: &Graph) -> String {
    let name = match graph.of {
        GraphOf::Packages => "packages",
        GraphOf::Modules => "modules",
    };
    let mut text = format!("digraph {name} {{\n\trankdir=LR;\n\tnode [shape=box];\n");
    for node in &graph.nodes {
        let style = match node.kind {
            NodeKind::Program => " [style=bold]",
            NodeKind::Own => "",
            NodeKind::Other => " [color=gray40]",
            NodeKind::Standard => " [color=gray70]",
        };
        text.push_str(&format!("\t{}{style};\n", quoted(&node.name)));
    }
    for (edges, style) in [
        (&graph.imports, ""),
        (&graph.test_imports, " [style=dashed]"),
    ] {
        for (from, list) in edges.iter().enumerate() {
            for to in list {
                let (from, to) = (&graph.nodes[from].name, &graph.nodes[*to].name);
                text.push_str(&format!("\t{} -> {}{style};\n", quoted(from), quoted(to)));
            }
        }
    }
    text.push_str("}\n");
    text
}

/// Returns a quoted ID of the language, in which only the quote has a meaning.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\\\""))
}
