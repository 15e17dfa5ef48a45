//! What a build would do or does, for the fields `Stale`, `Export` and
//! `CompiledGoFiles`: the build runs, and nothing is linked or installed.
//!
//! Counterpart: cmd/go/internal/list/list.go (`runList`, where it needs a builder).

use vamos_build::BuildMode;
use vamos_build::Builder;
use vamos_build::ListNeeds;
use vamos_build::Mode;
use vamos_load::LoadContext;
use vamos_load::Loaded;
use vamos_load::PackageId;

use super::options::Options;
use crate::commands::session::Session;
use crate::commands::session::check_built;
use crate::error::CliError;

/// Runs the build that tells these fields of the listed packages; returns the exit code.
pub(super) fn compute(
    session: &Session<'_>,
    ctx: &LoadContext<'_>,
    mode: Mode,
    loaded: &mut Loaded<'_>,
    listed: &[PackageId],
    options: &Options,
) -> Result<i32, CliError> {
    check_built(&loaded.graph, listed)?;
    let needs = ListNeeds {
        is_list: true,
        needs_export: options.export,
        needs_compiled_go_files: options.compiled,
        allows_errors: options.allow_errors,
    };
    let failed = |error| session.build_error(&error);
    let mut builder = Builder::of_mode(session.context(needs), mode).map_err(failed)?;
    builder.announce();
    let mut graph = std::mem::take(&mut loaded.graph);
    let prepared = session.prepare_graph(ctx, loaded, &mut graph, listed);
    loaded.graph = graph;
    prepared?;
    let graph = &mut loaded.graph;
    let mut actions = Vec::new();
    for &id in listed {
        let package = graph.get(id);
        if !package.files.go.is_empty() || !package.files.cgo.is_empty() {
            let install = BuildMode::Install;
            actions.push(builder.plan.build_action(graph, install, install, id));
        }
    }
    let root = builder.plan.group("list", actions);
    let end = builder.run(graph, root);
    let closed = builder.close();
    let end = end.map_err(failed)?;
    closed.map_err(failed)?;
    Ok(Session::exit_code(end))
}
