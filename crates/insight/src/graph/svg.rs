//! The graph as a picture.
//!
//! Counterpart: none.

use super::Graph;
use super::collapse::collapse;
use super::escaped;
use super::layers::Edge;
use super::layers::Layers;
use super::places::Places;

/// The most nodes that a picture has; one with more cannot be read.
const MOST: usize = 2000;

/// The width of a character, and the height of a box.
const CHAR: f64 = 7.3;
const BOX: f64 = 18.0;

/// Colours and lines; the page uses them, too.
pub(super) const STYLE: &str = "\
svg { --back: #ffffff; --text: #1c1e21; --edge: #9aa1aa; --program: #b8651b; --own: #2f6fbf; --other: #8a55a8; --standard: #7d858f; }
@media (prefers-color-scheme: dark) {
  svg { --back: #16181b; --text: #e6e8eb; --edge: #6b727c; --program: #e39a55; --own: #6aa5ee; --other: #bd8fd8; --standard: #8d96a0; }
}
svg text { font: 12px monospace; fill: var(--text); }
svg rect { fill: var(--back); stroke-width: 1.5; }
.program rect { stroke: var(--program); }
.own rect { stroke: var(--own); }
.other rect { stroke: var(--other); }
.standard rect { stroke: var(--standard); }
svg path { fill: none; stroke: var(--edge); }
.faint { opacity: .25; }
.test { stroke-dasharray: 4 3; }
";

/// Returns the graph as SVG, or `None` if it is too large for a picture.
pub fn graph_svg(graph: &Graph) -> Option<String> {
    let drawing = drawing(graph, &format!("<style>\n{STYLE}</style>\n"))?;
    Some(format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{drawing}"
    ))
}

/// Returns the `svg` element, with `head` at its beginning. Of a large graph the packages of a module
/// are one node.
pub(super) fn drawing(graph: &Graph, head: &str) -> Option<String> {
    let smaller = collapse(graph);
    let graph = smaller.as_ref().map_or(graph, |smaller| &smaller.graph);
    if graph.nodes.len() > MOST {
        return None;
    }
    let layers = Layers::new(&graph.imports, &graph.test_imports);
    let width = |place: usize| graph.label(place).chars().count() as f64 * CHAR + 12.0;
    let widths: Vec<f64> = (0..graph.nodes.len()).map(width).collect();
    let places = Places::new(&layers, &widths);
    let (w, h) = (places.width.ceil(), places.height.ceil());
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}\" height=\"{h}\" viewBox=\"0 0 {w} {h}\" role=\"img\">\n{head}"
    );
    for edge in &layers.faint {
        text.push_str(&path(edge, true, &line(edge, &[], &places, &widths)));
    }
    for (edge, passes) in layers.essential.iter().zip(&places.passes) {
        text.push_str(&path(edge, false, &line(edge, passes, &places, &widths)));
    }
    for (place, node) in graph.nodes.iter().enumerate() {
        let ((x, y), width) = (places.nodes[place], widths[place]);
        let (kind, name, label) = (
            node.kind.word(),
            escaped(&node.name),
            escaped(graph.label(place)),
        );
        text.push_str(&format!(
            "<g class=\"node {kind}\" data-node=\"{place}\"><title>{name}</title><rect x=\"{x:.1}\" y=\"{:.1}\" width=\"{width:.1}\" height=\"{BOX}\" rx=\"3\"/><text x=\"{:.1}\" y=\"{:.1}\">{label}</text></g>\n",
            y - BOX / 2.0,
            x + 6.0,
            y + 4.0,
        ));
    }
    text.push_str("</svg>\n");
    Some(text)
}

fn path(edge: &Edge, is_faint: bool, line: &str) -> String {
    let faint = if is_faint { " faint" } else { "" };
    let test = if edge.is_test { " test" } else { "" };
    let Edge { from, to, .. } = edge;
    format!("<path class=\"edge{faint}{test}\" data-edge=\"{from} {to}\" d=\"{line}\"/>\n")
}

/// Returns the line from the right end of one box to the left end of another.
fn line(edge: &Edge, passes: &[(f64, f64, f64)], places: &Places, widths: &[f64]) -> String {
    let (x, y) = places.nodes[edge.from];
    let mut at = (x + widths[edge.from], y);
    let mut line = format!("M{:.1} {:.1}", at.0, at.1);
    let (x, y) = places.nodes[edge.to];
    for (left, right, y) in passes.iter().copied().chain([(x, x, y)]) {
        let middle = f64::midpoint(at.0, left);
        line.push_str(&format!(
            "C{middle:.1} {:.1} {middle:.1} {y:.1} {left:.1} {y:.1}",
            at.1
        ));
        if right > left {
            line.push_str(&format!("H{right:.1}"));
        }
        at = (right, y);
    }
    line
}
