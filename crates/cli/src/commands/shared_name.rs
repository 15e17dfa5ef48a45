//! The file name of a shared library of packages.
//!
//! Counterpart: cmd/go/internal/work/build.go (`libname`).

use vamos_load::PackageGraph;
use vamos_load::PackageId;

use crate::error::CliError;
use crate::invocation::Invocation;

/// Returns the name of the library of these packages, which were named by the arguments.
pub(super) fn library_name(
    invocation: &Invocation,
    graph: &PackageGraph,
    packages: &[PackageId],
) -> Result<String, CliError> {
    let (env, cwd) = (&invocation.env, &invocation.process.cwd);
    let args = &invocation.parsed.args;
    vamos_build::library_name(env, cwd, args, graph, packages).map_err(CliError::Fatal)
}
