//! The graph as one page of HTML that loads nothing: a searchable table, the picture, and the
//! importers and imports of a chosen node.
//!
//! Without scripts the page still shows the table and the picture.
//! Counterpart: none.

use askama::Template;
use serde_json::json;

use super::Graph;
use super::GraphOf;
use super::collapse::Collapsed;
use super::collapse::collapse;
use super::svg;
use crate::size_of_bytes;

/// A row of the table.
struct Row {
    place: usize,
    name: String,
    kind: &'static str,
    imports: usize,
    importers: usize,
    needs: usize,
    needed_by: usize,
    files: usize,
    bytes: u64,
    size: String,
}

#[derive(Template)]
#[template(path = "graph.html")]
struct Page<'a> {
    title: &'a str,
    /// Word for a node, and words for an edge from both ends.
    nodes_word: &'static str,
    imports_word: &'static str,
    importers_word: &'static str,
    has_files: bool,
    nodes: usize,
    imports: usize,
    test_imports: usize,
    files: usize,
    bytes: u64,
    size: String,
    rows: Vec<Row>,
    style: &'static str,
    drawing: String,
    /// Number of nodes in the picture, if packages are merged in it; else 0.
    groups: usize,
    data: String,
}

/// Returns the graph as a page; the title names the requested packages or modules.
pub fn graph_page(graph: &Graph, title: &str) -> String {
    let (nodes_word, imports_word, importers_word) = match graph.of {
        GraphOf::Packages => ("packages", "imports", "imported by"),
        GraphOf::Modules => ("modules", "requires", "required by"),
    };
    let smaller = collapse(graph);
    let page = Page {
        title,
        nodes_word,
        imports_word,
        importers_word,
        has_files: graph.of == GraphOf::Packages,
        nodes: graph.nodes.len(),
        imports: graph.import_count(),
        test_imports: graph.test_import_count(),
        files: graph.files(),
        bytes: graph.bytes(),
        size: size_of_bytes(graph.bytes()),
        rows: (0..graph.nodes.len())
            .map(|place| row(graph, place))
            .collect(),
        style: svg::STYLE,
        drawing: svg::drawing(graph, "").unwrap_or_default(),
        groups: smaller
            .as_ref()
            .map_or(0, |smaller| smaller.graph.nodes.len()),
        data: data(graph, smaller.as_ref()),
    };
    page.render().expect("writing to a string does not fail")
}

fn row(graph: &Graph, place: usize) -> Row {
    let (node, figures) = (&graph.nodes[place], graph.figures[place]);
    Row {
        place,
        name: node.name.clone(),
        kind: node.kind.word(),
        imports: figures.imports,
        importers: figures.importers,
        needs: figures.needs,
        needed_by: figures.needed_by,
        files: node.files,
        bytes: node.bytes,
        size: size_of_bytes(node.bytes),
    }
}

/// Returns the data of the script in addition to the table. Nothing in it ends the element.
fn data(graph: &Graph, smaller: Option<&Collapsed>) -> String {
    let mut data = json!({ "imports": graph.imports, "tests": graph.test_imports });
    if let Some(smaller) = smaller {
        data["boxes"] = json!(smaller.places);
    }
    data.to_string().replace('<', "\\u003c")
}
