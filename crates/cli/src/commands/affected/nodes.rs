//! Converts a package graph to the nodes that changes can affect.
//!
//! Counterpart: none.

use vamos_base::golang::path;
use vamos_insight::History;
use vamos_insight::Node;
use vamos_load::Package;
use vamos_load::PackageGraph;

/// Returns a node for each package, by its id.
pub(super) fn of_graph(graph: &PackageGraph, history: Option<&History>) -> Vec<Node> {
    let mut nodes: Vec<Node> = graph.packages.iter().map(node).collect();
    for tests in &graph.tests {
        let dir = graph.get(tests.package).dir.to_string();
        let path = &graph.get(tests.package).import_path;
        let reads = history.map(|history| history.files_of_test(path));
        let main = &mut nodes[tests.main.0 as usize];
        main.dir = dir;
        main.is_for_test = true;
        main.runs_in_dir = true;
        main.inputs.extend(reads.unwrap_or_default());
        for id in [Some(tests.test), tests.external].into_iter().flatten() {
            nodes[id.0 as usize].is_for_test |= id != tests.package;
        }
    }
    nodes
}

fn node(package: &Package) -> Node {
    let files = [
        &package.files.go,
        &package.files.cgo,
        &package.files.c,
        &package.files.cxx,
        &package.files.m,
        &package.files.h,
        &package.files.f,
        &package.files.s,
        &package.files.swig,
        &package.files.swig_cxx,
        &package.files.syso,
        &package.embeds.files,
    ];
    let absolute = |file: &String| match path::is_abs(file) {
        true => file.clone(),
        false => path::join(&[&package.dir, file]),
    };
    let module = package.module.as_ref();
    Node {
        name: package.desc(),
        dir: package.dir.to_string(),
        inputs: files.into_iter().flatten().map(absolute).collect(),
        module: module.map_or_else(String::new, |module| module.path.to_string()),
        is_in_main_module: module.is_some_and(|module| module.main),
        is_for_test: false,
        runs_in_dir: false,
        embeds: !package.embeds.patterns.is_empty(),
        imports: package.imports.ids.iter().map(|id| id.0 as usize).collect(),
    }
}
