//! The graph for programs.
//!
//! Counterpart: none.

use serde_json::Value;
use serde_json::json;

use super::Graph;
use super::turned;

/// Returns the graph as one JSON object: the nodes by name, with the numbers of the page.
pub fn graph_json(graph: &Graph) -> String {
    let importers = turned(&graph.imports);
    let test_importers = turned(&graph.test_imports);
    let names = |places: &[usize]| -> Vec<&str> {
        let nodes = places.iter().map(|place| &graph.nodes[*place]);
        nodes.map(|node| &*node.name).collect()
    };
    let node = |place: usize| {
        let (node, figures) = (&graph.nodes[place], graph.figures[place]);
        json!({
            "Name": node.name,
            "Module": node.module,
            "Kind": node.kind.word(),
            "Files": node.files,
            "Bytes": node.bytes,
            "Needs": figures.needs,
            "NeededBy": figures.needed_by,
            "Imports": names(&graph.imports[place]),
            "ImportedBy": names(&importers[place]),
            "TestImports": names(&graph.test_imports[place]),
            "TestImportedBy": names(&test_importers[place]),
        })
    };
    let nodes: Vec<Value> = (0..graph.nodes.len()).map(node).collect();
    let whole = json!({
        "Nodes": graph.nodes.len(),
        "Imports": graph.import_count(),
        "TestImports": graph.test_import_count(),
        "Files": graph.files(),
        "Bytes": graph.bytes(),
        "List": nodes,
    });
    format!("{whole:#}\n")
}
