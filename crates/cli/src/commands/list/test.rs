//! `go list -test`: test binaries in addition to the packages, with the source of each main program
//! in the build cache.
//!
//! Counterpart: cmd/go/internal/list/list.go (`runList`, where it lists tests).

use vamos_load::Loaded;
use vamos_load::PackageId;

use crate::commands::session::Session;
use crate::error::CliError;

/// Adds the packages of tests to the listed packages.
pub(super) fn add(
    session: &Session<'_>,
    loaded: &mut Loaded<'_>,
    allows_errors: bool,
    listed: &mut Vec<PackageId>,
) -> Result<(), CliError> {
    session.require_cache()?;
    let graph = &mut loaded.graph;
    for tests in graph.tests.clone() {
        if !allows_errors
            && let Some(id) = tests.first_error(graph)
            && let Some(error) = &graph.get(id).problems.error
        {
            return Err(CliError::go(format_args!(
                "can't load test package: {error}"
            )));
        }
        let own = [Some(tests.main), Some(tests.test), tests.external];
        for id in own.into_iter().flatten() {
            let package = graph.get(id);
            let is_sound = package.problems.error.is_none() && !package.problems.incomplete;
            if id != tests.package && (allows_errors || is_sound) {
                listed.push(id);
            }
        }
    }
    // Sources are only stored after the tests of all packages were loaded without error.
    for &id in listed.iter() {
        if let Some(source) = &graph.get(id).request.testmain_go {
            let file = session.store_testmain(source)?;
            graph.set_test_main_file(id, file);
        }
    }
    Ok(())
}
