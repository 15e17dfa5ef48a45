//! The build for the fields `Stale`, `Export` and `CompiledGoFiles`: nothing is linked or
//! installed.
//!
//! Counterpart: cmd/go/internal/list/list.go (`runList`, where it needs a builder).

use vamos_build::ActionRef;
use vamos_build::Builder;
use vamos_build::Goal;
use vamos_build::ListNeeds;
use vamos_load::Loaded;
use vamos_load::PackageGraph;
use vamos_load::PackageId;
use vamos_load::PackageOpts;
use vamos_modload::LoadContext;

use super::options::Options;
use crate::commands::pipeline;
use crate::commands::pipeline::Built;
use crate::commands::pipeline::Steps;
use crate::commands::pipeline::Work;
use crate::commands::pipeline::WorkDir;
use crate::commands::session::check_implemented;
use crate::error::CliError;

/// Runs the build whose outcomes these fields of the listed packages show.
pub(super) fn compute(
    work: Work<'_>,
    ctx: &LoadContext<'_>,
    loaded: &mut Loaded<'_>,
    listed: &[PackageId],
    options: &Options,
) -> Result<Built, CliError> {
    check_implemented(&loaded.graph, listed)?;
    let needs = ListNeeds {
        is_list: true,
        needs_export: options.export,
        needs_compiled_go_files: options.compiled,
        allows_errors: options.allow_errors,
    };
    pipeline::build_loaded(work, &ListSteps { needs, listed }, ctx, loaded)
}

struct ListSteps<'a> {
    needs: ListNeeds,
    listed: &'a [PackageId],
}

impl Steps for ListSteps<'_> {
    type Target = ();

    fn work_dir(&self) -> WorkDir {
        WorkDir::AfterLoading
    }

    fn needs(&self) -> ListNeeds {
        self.needs
    }

    fn packages(&self) -> (PackageOpts, &[String]) {
        // They are loaded already.
        (PackageOpts::default(), &[])
    }

    fn prepares(
        &self,
        _work: Work<'_>,
        _graph: &PackageGraph,
    ) -> Result<Option<Vec<PackageId>>, CliError> {
        Ok(Some(self.listed.to_vec()))
    }

    fn decide(
        &self,
        _work: Work<'_>,
        _graph: &PackageGraph,
        _prepared: Vec<PackageId>,
    ) -> Result<(), CliError> {
        Ok(())
    }

    fn plan(
        &self,
        _work: Work<'_>,
        builder: &mut Builder<'_>,
        graph: &PackageGraph,
        _target: &(),
    ) -> Result<ActionRef, CliError> {
        let mut actions = Vec::new();
        for &id in self.listed {
            let package = graph.get(id);
            if !package.files.go.is_empty() || !package.files.cgo.is_empty() {
                let install = Goal::Install;
                actions.push(builder.plan.build_action(graph, install, install, id));
            }
        }
        Ok(builder.plan.group("list", actions))
    }
}
