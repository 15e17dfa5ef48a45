//! Counts, pictures and pages of small and of random graphs.
//!
//! Counterpart: none.

use proptest::prelude::*;
use serde_json::Value;

use super::Graph;
use super::GraphNode;
use super::GraphOf;
use super::NodeKind;
use super::graph_dot;
use super::graph_json;
use super::graph_page;
use super::graph_svg;
use super::layers::Layers;

fn node(name: &str, imports: &[&str], test_imports: &[&str]) -> GraphNode {
    let names = |list: &[&str]| list.iter().map(|name| (*name).to_owned()).collect();
    GraphNode {
        name: name.to_owned(),
        module: "m".to_owned(),
        kind: NodeKind::Own,
        files: 1,
        bytes: 10,
        imports: names(imports),
        test_imports: names(test_imports),
    }
}

fn small() -> Graph {
    let nodes = vec![
        node("m", &["m/b", "m/a", "fmt"], &[]),
        node("m/b", &["m/a"], &["m/t", "m/a"]),
        node("m/a", &[], &["m/b"]),
        node("m/t", &[], &[]),
    ];
    Graph::new(GraphOf::Packages, nodes)
}

#[test]
fn text_names_each_import_once() {
    let text = graph_dot(&small());
    let head = "digraph packages {\n\trankdir=LR;\n\tnode [shape=box];\n";
    let nodes = "\t\"m\";\n\t\"m/a\";\n\t\"m/b\";\n\t\"m/t\";\n";
    let edges = "\t\"m\" -> \"m/a\";\n\t\"m\" -> \"m/b\";\n\t\"m/b\" -> \"m/a\";\n";
    let tests = "\t\"m/a\" -> \"m/b\" [style=dashed];\n\t\"m/b\" -> \"m/t\" [style=dashed];\n}\n";
    assert_eq!(text, [head, nodes, edges, tests].concat());
}

#[test]
fn what_others_imply_is_faint() {
    let graph = small();
    let layers = Layers::new(&graph.imports, &graph.test_imports);
    // m, m/a, m/b, m/t: the test of m/a closes a cycle.
    assert_eq!(layers.layer, [0, 2, 1, 2]);
    let faint: Vec<(usize, usize)> = layers.faint.iter().map(|e| (e.from, e.to)).collect();
    assert_eq!(faint, [(1, 2), (0, 1)]);
    let svg = graph_svg(&graph).unwrap();
    assert_eq!(svg.matches("<path class=\"edge faint").count(), 2);
    assert_eq!(svg.matches("<path class=\"edge").count(), 5);
    assert!(svg.contains("<title>m/b</title>") && svg.contains(">b</text>"));
}

#[test]
fn pages_escape_names() {
    let bad = node("m/</script><b>\"&", &["m/x"], &[]);
    let graph = Graph::new(GraphOf::Packages, vec![bad, node("m/x", &[], &[])]);
    let page = graph_page(&graph, "<i>");
    assert!(!page.contains("<b>") && !page.contains("<i>"));
    assert_eq!(page.matches("</script>").count(), 2);
    assert!(!graph_svg(&graph).unwrap().contains("<b>"));
}

#[test]
fn pages_have_sizes_for_people_and_break_paths_at_slashes() {
    let mut large = node("example.com/m/b", &[], &[]);
    (large.files, large.bytes) = (2, 60_897);
    let graph = Graph::new(GraphOf::Packages, vec![large]);
    let page = graph_page(&graph, "m");
    for part in [
        "<button>example.com/<wbr>m/<wbr>b<wbr></button>",
        "data-value=\"60897\" title=\"60897 bytes\">60.8 kB</td>",
        "<dd id=\"bytes\" title=\"60897 bytes\">60.8 kB</dd>",
    ] {
        assert!(page.contains(part), "{part} is not in {page}");
    }
}

#[test]
fn large_graphs_have_no_picture() {
    let names: Vec<String> = (0..2001).map(|place| format!("m/{place}")).collect();
    let nodes = names.iter().map(|name| node(name, &[], &[])).collect();
    let graph = Graph::new(GraphOf::Packages, nodes);
    assert_eq!(graph_svg(&graph), None);
    assert!(graph_page(&graph, "m").contains("too many for a picture"));
    assert!(graph_svg(&Graph::new(GraphOf::Modules, Vec::new())).is_some());
}

/// Counts reachable nodes one at a time.
fn reached(edges: &[Vec<usize>], from: usize) -> usize {
    let mut seen = vec![false; edges.len()];
    let mut stack = edges[from].clone();
    while let Some(node) = stack.pop() {
        if !std::mem::replace(&mut seen[node], true) {
            stack.extend(&edges[node]);
        }
    }
    seen[from] = false;
    seen.iter().filter(|is_seen| **is_seen).count()
}

proptest! {
    #[test]
    fn any_graph_is_counted_and_drawn(pairs in prop::collection::vec((0..70_usize, 0..70_usize, any::<bool>()), 0..160)) {
        let mut nodes: Vec<GraphNode> = (0..70).map(|at| node(&format!("n{at:02}"), &[], &[])).collect();
        for (from, to, is_test) in pairs {
            let list = if is_test { &mut nodes[from].test_imports } else { &mut nodes[from].imports };
            list.push(format!("n{to:02}"));
        }
        let mut shuffled = nodes.clone();
        shuffled.reverse();
        let graph = Graph::new(GraphOf::Packages, nodes);
        for place in 0..70 {
            prop_assert_eq!(graph.figures[place].needs, reached(&graph.imports, place));
        }
        let layers = Layers::new(&graph.imports, &graph.test_imports);
        for edge in &layers.essential {
            prop_assert!(layers.layer[edge.from] < layers.layer[edge.to]);
        }
        let edges = graph.import_count() + graph.test_import_count();
        prop_assert_eq!(layers.essential.len() + layers.faint.len(), edges);
        let svg = graph_svg(&graph).unwrap();
        prop_assert!(!svg.contains("NaN") && !svg.contains("inf"));
        let again = Graph::new(GraphOf::Packages, shuffled);
        prop_assert_eq!(&svg, &graph_svg(&again).unwrap());
        let json: Value = serde_json::from_str(&graph_json(&graph)).unwrap();
        prop_assert_eq!(json["Imports"].as_u64(), Some(graph.import_count() as u64));
        prop_assert!(graph_page(&again, "m").contains(&svg[svg.find("<path").unwrap_or(svg.len())..]));
    }
}
