//! Copies of the packages between a test's main package and the package under test, so
//! that they see its test files.
//!
//! Counterpart: cmd/go/internal/load/test.go (`recompileForTest`).

use vamos_modload::package_error::ImportInfo;
use vamos_modload::package_error::PackageError;

use hashbrown::HashMap;

use crate::package::PackageGraph;
use crate::package::PackageId;
use crate::pkg::package_list::package_list;
use crate::test_packages::TestPackages;

/// Makes test copies of all packages between the main package and the package under test, so that
/// they see its test files. The error is a cycle that only the test has.
pub(crate) fn recompile_for_test(
    graph: &mut PackageGraph,
    variants: &TestPackages,
) -> Option<PackageError> {
    let TestPackages {
        package: real,
        main,
        test,
        external,
    } = *variants;
    let mut copies: HashMap<PackageId, PackageId> = HashMap::new();
    copies.insert(real, test);
    for id in package_list(graph, &[main]) {
        if id == real {
            continue;
        }
        let mut own = id;
        let mut is_split = id == main || id == test || Some(id) == external;
        for at in 0..graph.get(id).imports.ids.len() {
            let import = graph.get(own).imports.ids[at];
            let Some(&copy) = copies.get(&import).filter(|&&copy| copy != import) else {
                continue;
            };
            if !is_split {
                own = split_for_test(graph, id, real);
                copies.insert(id, own);
                is_split = true;
            }
            graph.get_mut(own).facts.imports.ids[at] = copy;
        }
        let package = graph.get(own);
        let is_program = package.name == "main" && id != main && id != test;
        let lacks_profile = !graph.get(real).request.pgo_profile.is_empty()
            && package.request.pgo_profile.is_empty();
        if !is_split && (is_program || lacks_profile) {
            let copy = split_for_test(graph, id, real);
            copies.insert(id, copy);
        }
    }
    find_test_cycle(graph, test)
}

fn split_for_test(graph: &mut PackageGraph, id: PackageId, real: PackageId) -> PackageId {
    let under_test = graph.get(real);
    let mut copy = graph.get(id).clone();
    copy.request.for_test.clone_from(&under_test.import_path);
    copy.request
        .pgo_profile
        .clone_from(&under_test.request.pgo_profile);
    copy.request.target.clear();
    copy.request.build_info = None;
    copy.request.force_library = true;
    graph.add(copy)
}

/// Searches for the shortest path from the test's imports back to it.
fn find_test_cycle(graph: &PackageGraph, test: PackageId) -> Option<PackageError> {
    let mut importer_of: HashMap<PackageId, Option<PackageId>> = HashMap::new();
    let mut queue: Vec<PackageId> = graph.get(test).imports.ids.clone();
    importer_of.extend(queue.iter().map(|&id| (id, None)));
    let mut next = 0;
    while let Some(&id) = queue.get(next) {
        next += 1;
        if id == test {
            return Some(test_cycle(graph, test, &importer_of));
        }
        for &import in &graph.get(id).imports.ids {
            if !importer_of.contains_key(&import) {
                importer_of.insert(import, Some(id));
                queue.push(import);
            }
        }
    }
    None
}

fn test_cycle(
    graph: &PackageGraph,
    test: PackageId,
    importer_of: &HashMap<PackageId, Option<PackageId>>,
) -> PackageError {
    let mut stack = Vec::new();
    let mut at = Some(test);
    while let Some(id) = at {
        let importer = importer_of.get(&id).copied().flatten();
        let path = &graph.get(id).import_path;
        let build = graph.get(importer.unwrap_or(test)).build.as_ref();
        let positions = build.and_then(|build| build.places().imports.get(path.as_str()));
        stack.push(ImportInfo {
            pkg: path.as_str().to_owned(),
            pos: positions.and_then(|all| all.first()).cloned(),
        });
        at = importer;
    }
    stack.push(ImportInfo {
        pkg: graph.get(test).import_path.as_str().to_owned(),
        pos: None,
    });
    stack.reverse();
    PackageError {
        import_stack: stack,
        err: "import cycle not allowed in test".to_owned(),
        is_import_cycle: true,
        ..PackageError::default()
    }
}
