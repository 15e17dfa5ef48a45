//! Checks of `go test` before anything is planned.
//!
//! Counterpart: cmd/go/internal/test/test.go (`runTest`).

use std::collections::BTreeMap;
use std::sync::Arc;

use vamos_base::golang::path;
use vamos_fsys::fresh;
use vamos_goenv::BuildFlags;
use vamos_load::PackageGraph;
use vamos_testing::coverage::Profile;
use vamos_testing::flags::TestFlags;
use vamos_testing::plan::binary_name;

use crate::error::CliError;
use crate::invocation::Invocation;

/// Refuses flags that are not implemented, before anything is printed or written.
pub(super) fn check_implemented(flags: &TestFlags) -> Result<(), CliError> {
    match flags.text("fuzz") {
        "" => Ok(()),
        _ => Err(CliError::Unimplemented("go test -fuzz".to_owned())),
    }
}

/// Makes the coverage profile of the command, if one is asked for, in place of one that is
/// there (`initCoverProfile`).
pub(super) fn create_profile(
    flags: &TestFlags,
    build: &BuildFlags,
) -> Result<Option<Arc<Profile>>, CliError> {
    let file = flags.text("coverprofile");
    if file.is_empty() || flags.is_on("c") {
        return Ok(None);
    }
    let path = match path::is_abs(file) {
        true => file.to_owned(),
        false => path::join(&[flags.output_dir(), file]),
    };
    match Profile::create(&path, &build.covermode) {
        Ok(profile) => Ok(Some(Arc::new(profile))),
        Err(error) => Err(CliError::Fatal(error.to_string())),
    }
}

/// Checks what the flags demand of the packages.
pub(super) fn check_packages(flags: &TestFlags, graph: &PackageGraph) -> Result<(), CliError> {
    match flags.profile() {
        Some(flag) if graph.roots.len() != 1 => Err(CliError::Fatal(format!(
            "cannot use {flag} flag with multiple packages"
        ))),
        _ => Ok(()),
    }
}

/// Reports whether `-o` names a directory.
pub(super) fn is_dir(output: &str, cwd: &str) -> bool {
    if output.is_empty() {
        return false;
    }
    let absolute = match path::is_abs(output) {
        true => output.to_owned(),
        false => path::join(&[cwd, output]),
    };
    output.ends_with('/') || fresh::stat(&absolute).is_ok_and(|meta| meta.is_dir())
}

/// Checks that the test binaries of several packages do not overwrite each other.
pub(super) fn check_outputs(
    invocation: &Invocation,
    flags: &TestFlags,
    graph: &PackageGraph,
    output_is_dir: bool,
) -> Result<(), CliError> {
    let output = flags.text("o");
    let keeps = flags.is_on("c") || !output.is_empty();
    if graph.roots.len() < 2 || !keeps || output == "/dev/null" {
        return Ok(());
    }
    if !output.is_empty() && !output_is_dir {
        return Err(CliError::Fatal(
            "with multiple packages, -o must refer to a directory or /dev/null".to_owned(),
        ));
    }
    let mut by_name: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for id in &graph.roots {
        let package = graph.get(*id);
        let packages = by_name.entry(binary_name(package)).or_default();
        packages.push(&package.import_path);
    }
    by_name.retain(|_, packages| packages.len() > 1);
    for (name, packages) in &by_name {
        let list = packages.join("\n");
        invocation.output.log(&format!(
            "cannot write test binary {name} for multiple packages:\n{list}\n"
        ));
    }
    match by_name.is_empty() {
        true => Ok(()),
        false => Err(CliError::Exit(1)),
    }
}
