//! Import graphs of packages or modules as text, picture and page.
//!
//! All numbers come from [`Figures`], so the page, the picture and the JSON agree.
//! Counterpart: none; `go mod graph` prints the pairs of modules.

mod collapse;
mod dot;
mod json;
mod layers;
mod order;
mod page;
mod places;
mod reach;
mod svg;

use std::collections::BTreeMap;

use reach::Reach;

pub use dot::graph_dot;
pub use json::graph_json;
pub use page::graph_page;
pub use svg::graph_svg;

/// Kind of nodes in a graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GraphOf {
    /// Packages and their imports.
    Packages,
    /// Module versions and their requirements.
    Modules,
}

/// Kind of package or module of a node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NodeKind {
    /// A program of the main module.
    Program,
    /// Any other package of the main module, or the main module.
    Own,
    /// Something of another module.
    #[default]
    Other,
    /// A package of the standard library.
    Standard,
}

impl NodeKind {
    /// Returns the word for the kind in all outputs.
    fn word(self) -> &'static str {
        match self {
            Self::Program => "program",
            Self::Own => "own",
            Self::Other => "other",
            Self::Standard => "standard",
        }
    }
}

/// A package or a module version.
#[derive(Clone, Debug, Default)]
pub struct GraphNode {
    /// Its import path, or its path and version. Unique.
    pub name: String,
    /// The module that a package is in; empty in the standard library.
    pub module: String,
    /// Kind.
    pub kind: NodeKind,
    /// Number of source files.
    pub files: usize,
    /// The bytes of them.
    pub bytes: u64,
    /// Names of imports. Names without a node are left out.
    pub imports: Vec<String>,
    /// Names of additional imports of tests.
    pub test_imports: Vec<String>,
}

/// Counts of a node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Figures {
    /// Nodes that it imports.
    imports: usize,
    /// Nodes that import it.
    importers: usize,
    /// Nodes that it needs, directly or not.
    needs: usize,
    /// Nodes that need it.
    needed_by: usize,
}

/// Nodes by name, and which imports which.
#[derive(Clone, Debug)]
pub struct Graph {
    of: GraphOf,
    nodes: Vec<GraphNode>,
    imports: Vec<Vec<usize>>,
    test_imports: Vec<Vec<usize>>,
    figures: Vec<Figures>,
}

impl Graph {
    /// Makes a graph; the order of the nodes does not matter.
    pub fn new(of: GraphOf, mut nodes: Vec<GraphNode>) -> Self {
        nodes.sort_by(|a, b| a.name.cmp(&b.name));
        nodes.dedup_by(|later, first| later.name == first.name);
        let (imports, test_imports) = edges(&nodes);
        let figures = figures(&imports);
        Self {
            of,
            nodes,
            imports,
            test_imports,
            figures,
        }
    }

    /// Returns the number of imports, without imports of tests.
    fn import_count(&self) -> usize {
        self.imports.iter().map(Vec::len).sum()
    }

    fn test_import_count(&self) -> usize {
        self.test_imports.iter().map(Vec::len).sum()
    }

    fn bytes(&self) -> u64 {
        self.nodes.iter().map(|node| node.bytes).sum()
    }

    fn files(&self) -> usize {
        self.nodes.iter().map(|node| node.files).sum()
    }

    /// Returns the name of a node for pictures: shorter where the module is known.
    fn label(&self, place: usize) -> &str {
        let node = &self.nodes[place];
        let is_own = matches!(node.kind, NodeKind::Own | NodeKind::Program);
        match node.name.strip_prefix(&node.module) {
            Some("") if is_own => node.name.rsplit('/').next().unwrap_or_default(),
            Some(rest) if is_own => rest.strip_prefix('/').unwrap_or(&node.name),
            _ => &node.name,
        }
    }
}

/// Returns the imports of each node, and the imports of its tests that it does not have itself.
fn edges(nodes: &[GraphNode]) -> (Vec<Vec<usize>>, Vec<Vec<usize>>) {
    let names = nodes.iter().enumerate();
    let places: BTreeMap<&str, usize> = names.map(|(at, node)| (&*node.name, at)).collect();
    let found = |names: &[String], from: usize| -> Vec<usize> {
        let known = names.iter().filter_map(|name| places.get(name.as_str()));
        let mut known: Vec<usize> = known.copied().filter(|to| *to != from).collect();
        known.sort_unstable();
        known.dedup();
        known
    };
    let mut imports = Vec::new();
    let mut test_imports = Vec::new();
    for (from, node) in nodes.iter().enumerate() {
        let own = found(&node.imports, from);
        let mut tests = found(&node.test_imports, from);
        tests.retain(|to| own.binary_search(to).is_err());
        imports.push(own);
        test_imports.push(tests);
    }
    (imports, test_imports)
}

/// Returns, for each node, the nodes that lead to it.
fn turned(edges: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut turned = vec![Vec::new(); edges.len()];
    for (from, list) in edges.iter().enumerate() {
        for to in list {
            turned[*to].push(from);
        }
    }
    turned
}

fn figures(imports: &[Vec<usize>]) -> Vec<Figures> {
    let importers = turned(imports);
    let (needs, needed_by) = (Reach::new(imports), Reach::new(&importers));
    let one = |place: usize| Figures {
        imports: imports[place].len(),
        importers: importers[place].len(),
        needs: needs.count(place),
        needed_by: needed_by.count(place),
    };
    (0..imports.len()).map(one).collect()
}

/// Escapes a text for SVG and HTML.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests;
