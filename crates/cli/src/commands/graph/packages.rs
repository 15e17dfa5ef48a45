//! The packages that patterns name, and everything that they import.
//!
//! Counterpart: none.

use std::collections::BTreeMap;

use vamos_base::golang::path;
use vamos_fsys::work;
use vamos_insight::GraphNode;
use vamos_insight::NodeKind;
use vamos_load::Described;
use vamos_load::Package;
use vamos_load::PackageGraph;
use vamos_load::PackageId;
use vamos_load::PackageOpts;
use vamos_load::package_errors;

use crate::commands::module_flags;
use crate::commands::session::load;
use crate::commands::session::patterns_or_all;
use crate::error::CliError;
use crate::flags::Flag;
use crate::invocation::Invocation;

/// Returns a node for each package; the package of a test is part of the package that it tests.
pub(super) fn nodes(invocation: &Invocation) -> Result<Vec<GraphNode>, CliError> {
    let flags = invocation.load_flags()?;
    module_flags::check(invocation, &flags)?;
    let with_tests = invocation.parsed.is_set(Flag::Test);
    let with_std = invocation.parsed.is_set(Flag::Std);
    let ctx = invocation.load_context(&flags, invocation.files(&flags)?);
    let opts = PackageOpts {
        mod_resolve_tests: with_tests,
        load_tests: with_tests,
        build_info: Described::Nothing,
        ..PackageOpts::default()
    };
    let loaded = load(invocation, &ctx, &opts, &patterns_or_all(invocation))?;
    check(invocation, &loaded.graph)?;
    Ok(of_graph(&loaded.graph, with_std))
}

/// Reports errors of packages: their graph would be incomplete.
fn check(invocation: &Invocation, graph: &PackageGraph) -> Result<(), CliError> {
    let errors = package_errors(graph);
    if errors.is_empty() {
        return Ok(());
    }
    for id in &errors.packages {
        if let Some(error) = &graph.get(*id).problems.error {
            invocation.output.log(&error.to_string());
        }
    }
    Err(CliError::Exit(1))
}

fn of_graph(graph: &PackageGraph, with_std: bool) -> Vec<GraphNode> {
    let mut of_tests: BTreeMap<&str, Vec<PackageId>> = BTreeMap::new();
    let mut is_of_test = vec![false; graph.packages.len()];
    for test in &graph.tests {
        is_of_test[test.main.0 as usize] = true;
        let tests = of_tests
            .entry(&graph.get(test.package).import_path)
            .or_default();
        for id in [Some(test.test), test.external].into_iter().flatten() {
            is_of_test[id.0 as usize] |= id != test.package;
            tests.push(id);
        }
    }
    let node = |(id, package): (PackageId, &Package)| {
        let tests = of_tests.get(&*package.import_path).into_iter().flatten();
        GraphNode {
            imports: imports(graph, id).collect(),
            test_imports: tests.flat_map(|id| imports(graph, *id)).collect(),
            ..without_edges(package)
        }
    };
    let is_shown = |(id, package): &(PackageId, &Package)| {
        let request = &package.request;
        let is_variant = request.is_for_variant();
        !is_variant && !is_of_test[id.0 as usize] && (with_std || !package.origin.standard)
    };
    let packages = (0_u32..).map(PackageId).zip(&graph.packages);
    packages.filter(is_shown).map(node).collect()
}

fn imports(graph: &PackageGraph, from: PackageId) -> impl Iterator<Item = String> {
    let ids = graph.get(from).imports.ids.iter();
    ids.map(|id| graph.get(*id).import_path.to_string())
}

fn without_edges(package: &Package) -> GraphNode {
    let module = package.module.as_ref();
    let is_own = module.is_some_and(|module| module.main);
    let files = &package.files;
    let lists = [
        &files.go, &files.cgo, &files.c, &files.cxx, &files.m, &files.h, &files.f, &files.s,
    ];
    let names: Vec<&String> = lists.into_iter().flatten().collect();
    let size = |name: &&String| {
        let file = path::join(&[&package.dir, name]);
        work::lstat(&file).map_or(0, |meta| meta.size)
    };
    GraphNode {
        name: package.import_path.to_string(),
        module: module.map_or_else(String::new, |module| module.path.to_string()),
        kind: match () {
            () if package.origin.standard => NodeKind::Standard,
            () if is_own && package.name == "main" => NodeKind::Program,
            () if is_own => NodeKind::Own,
            () => NodeKind::Other,
        },
        files: names.len(),
        bytes: names.iter().map(size).sum(),
        ..GraphNode::default()
    }
}
