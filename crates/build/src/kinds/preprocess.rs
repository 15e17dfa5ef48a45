//! The action that preprocesses a profile, once for all packages compiled with it.
//!
//! Counterpart: cmd/go/internal/work/action.go (`pgoActor`), exec.go (`build`).

use vamos_base::golang::shell::join_unambiguously;
use vamos_fsys::uncached;
use vamos_jobs::Input;
use vamos_jobs::Job;
use vamos_jobs::PreprofileJob;

use crate::action::ActionMode;
use crate::action::ActionRef;
use crate::action::Preprocess;
use crate::cached;
use crate::entries;
use crate::error::BuildError;
use crate::gc;
use crate::recipe;
use crate::run::Done;
use crate::run::Kind;
use crate::run::Run;
use crate::services::costs;

impl Kind for Preprocess {
    fn run(&self, run: &Run<'_>, action: ActionRef, done: &mut Done) -> Result<(), BuildError> {
        let profile = &self.0;
        let name = format!("preprocess PGO profile {profile}");
        let id = entries::action_id_of(run, action, &name, |sink| {
            recipe::write_profile_recipe(&run.services, profile, sink)
        })?;
        let is_list = run.cx().command.list.is_list;
        let target = &run.plan.get(action).target;
        if cached::use_cache(run, action, done, id, target, !is_list)? || is_list {
            return Ok(());
        }
        let result = preprocess(run, action, done, profile);
        cached::flush_output(run, action);
        result
    }

    fn verb(&self) -> Option<&'static str> {
        Some("read profile for")
    }

    fn estimate(&self, _run: &Run<'_>, _action: ActionRef) -> u64 {
        costs::GENERATED
    }
}

fn preprocess(
    run: &Run<'_>,
    action: ActionRef,
    done: &mut Done,
    profile: &str,
) -> Result<(), BuildError> {
    let shell = run.shell(action);
    let this = run.plan.get(action);
    let work = &run.services.work;
    shell.make_dirs(&this.objdir)?;
    let mut job = PreprofileJob {
        io: gc::io(
            run.services.tools.sdk("preprofile"),
            run.plan.package_of(run.graph, action),
        ),
        output: work.name(&this.target),
        profile: work.name(profile),
    };
    ".".clone_into(&mut job.io.dir);
    job.io.inputs = vec![Input::file(job.profile.clone())];
    job.io.outputs = vec![job.output.clone()];
    shell.run_job(profile, &Job::Preprofile(Box::new(job)))?;
    done.built.clone_from(&this.target);
    if shell.is_dry() || !run.services.files.is_unchanged(profile) {
        return Ok(());
    }
    let bytes = uncached::read(&this.target)?;
    let (cache, id) = (run.cx().cache, done.action_id);
    let stored = cache.put_bytes(&id, &bytes);
    let stored = stored.and_then(|output| cache.settle(&id).map(|()| output));
    let attempt = "error adding target to cache";
    let output = stored.map_err(|error| BuildError::Cache { attempt, error })?;
    if run.cx().flags.report.x {
        let file = cache.output_file(&output);
        let words = join_unambiguously(&["cp", &this.target, &file]);
        shell.show("", &format!("{words} # internal"));
    }
    Ok(())
}

/// Returns the preprocessed profile with which an action's package is compiled.
pub(crate) fn profile_of(run: &Run<'_>, action: ActionRef) -> Option<String> {
    let deps = &run.plan.get(action).deps;
    let mut profiles = deps
        .iter()
        .filter(|dep| run.plan.get(**dep).mode == ActionMode::Preprocess);
    profiles.next().map(|dep| run.done(*dep).built.clone())
}
