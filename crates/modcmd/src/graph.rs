//! `go mod graph`: the module requirement graph as text.
//!
//! Counterpart: cmd/go/internal/modcmd/graph.go.

use std::fmt::Write as _;

use vamos_modules::ModuleGraph;

/// Returns a line for each requirement in the graph, breadth first: a module version and a
/// version that it requires.
pub fn graph_lines(graph: &ModuleGraph) -> String {
    let mut out = String::new();
    graph.walk_breadth_first(|m| {
        for required in graph.required_by(m).unwrap_or_default() {
            // Writing to a string cannot fail.
            let _ = writeln!(out, "{m} {required}");
        }
    });
    out
}
