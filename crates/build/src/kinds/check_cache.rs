//! The action that looks for a package's result in the cache, and prepares the work that
//! is left.
//!
//! Counterpart: cmd/go/internal/work/exec.go (`checkCacheForBuild`).

use super::compile;
use super::cover;
use crate::action::ActionMode;
use crate::action::ActionRef;
use crate::action::CheckCache;
use crate::action_recipe;
use crate::action_recipe::Imports;
use crate::c_header;
use crate::cached;
use crate::cutoff;
use crate::entries;
use crate::error::BuildError;
use crate::gc;
use crate::godebug_lines;
use crate::run::Done;
use crate::run::Kind;
use crate::run::Need;
use crate::run::Product;
use crate::run::Run;
use crate::vet;

impl Kind for CheckCache {
    fn run(&self, run: &Run<'_>, check: ActionRef, _done: &mut Done) -> Result<(), BuildError> {
        let build = run.plan.build_behind(self.0);
        let mut done = run.begin(build);
        let need = check_build(run, check, build, &mut done);
        let mut state = run.state(build);
        state.begun = Some(Box::new(done));
        state.need = need?;
        Ok(())
    }

    fn estimate(&self, _run: &Run<'_>, _action: ActionRef) -> u64 {
        100
    }
}

/// Searches for the result of a build, and prepares the work that is left.
fn check_build(
    run: &Run<'_>,
    check: ActionRef,
    build: ActionRef,
    done: &mut Done,
) -> Result<Need, BuildError> {
    let mut need = needed(run, check, build, done)?;
    if run.cx().command.only_reads {
        // A package that is not in the cache has no archive.
        return Ok(Need::default());
    }
    let only_vet = Need {
        vet: true,
        ..Need::default()
    };
    if need != Need::default() {
        // Most results of vetting are cached, and most packages are cut off if their imports
        // have changed: then there is no work, and nothing is written.
        let is_work = need != only_vet && !cutoff::may_cut_off(run, build);
        if is_work {
            run.begin_work();
        }
        prepare_build(run, check, build)?;
        let keeps_dir = run.cx().flags.report.work || run.shell(check).shows();
        if is_work || keeps_dir {
            run.shell(check).make_dirs(&run.plan.get(build).objdir)?;
        }
    }
    // These entries are looked up only if they are needed.
    let id = &done.action_id;
    if !need.build && need.cgo_header {
        need.cgo_header = !entries::load_made(run, build, id, c_header::HEADER);
    }
    if !need.build && need.cover_metadata {
        let name = cover::metadata_file(run.package(build));
        need.cover_metadata = !name.is_some_and(|name| entries::load_made(run, build, id, &name));
    }
    // A build that has other work to do makes the sources anyway.
    if need == only_vet {
        let sources = vet::sources::load_cached(run, build, id)?;
        need.vet = sources.is_none();
        if need.vet {
            run.shell(check).make_dirs(&run.plan.get(build).objdir)?;
        }
        if let Some(sources) = sources {
            done.product = Product::Sources(sources);
        }
    }
    if need == Need::default() {
        run.services.limits.threads.note(false);
    }
    Ok(need)
}

fn needed(
    run: &Run<'_>,
    check: ActionRef,
    build: ActionRef,
    done: &mut Done,
) -> Result<Need, BuildError> {
    let package = run.package(check);
    let list = &run.cx().command.list;
    let wants_build = !list.is_list && run.plan.get(build).needs_build || list.needs_export;
    let mut need = Need {
        build: wants_build,
        compiled_go_files: list.needs_compiled_go_files,
        cgo_header: needs_header(run, build),
        cover_metadata: package.request.cover_metadata,
        vet: run.plan.get(build).needs_vet,
    };
    if package.binary_only {
        return Ok(need);
    }
    let name = format!("build {}", package.import_path);
    let id = entries::action_id_of(run, build, &name, |sink| {
        if let Some(foreign) = run.plan.get(build).go_files_only {
            sink.line(&format!("go files {foreign:?}\n"));
        }
        action_recipe::write_build_recipe(run, check, sink, Imports::Contents)
    })?;
    if cached::use_cache(run, build, done, id, &package.request.target, need.build)? {
        // The output is stored, in case that another step needs it.
        run.record_output(build);
        need.build = false;
        cutoff::note_hit(run, build, done);
        if list.needs_export {
            let mut outcome = run.outcome(check);
            outcome.export.clone_from(&done.built);
            outcome.build_id.clone_from(&done.build_id);
        }
    }
    // Also if the archive is not cached: `list -compiled -find` only needs the list.
    if need.compiled_go_files && cached::load_compiled_go_files(run, build, &done.action_id).is_ok()
    {
        need.compiled_go_files = false;
    }
    Ok(need)
}

fn prepare_build(run: &Run<'_>, check: ActionRef, build: ActionRef) -> Result<(), BuildError> {
    let package = run.package(check);
    if !run.cx().env.sdk.release.has_check_cache_actions() {
        // Building began with looking into the cache.
        compile::announce(run, build);
    }
    if let Some(error) = &package.problems.error {
        return Err(BuildError::Package {
            named: error.names_package.then(|| package.import_path.clone()),
            text: error.to_string(),
        });
    }
    if package.binary_only {
        let mut outcome = run.outcome(check);
        outcome.set_stale("binary-only packages are no longer supported");
        return Err(BuildError::BinaryOnly);
    }
    if let Some(module) = &package.module
        && !gc::allows(run.cx().env, &module.go_version)
    {
        let version = module.go_version.clone();
        return Err(BuildError::NewerGo { version });
    }
    let cx = run.cx();
    let complaints = godebug_lines::godebug_complaints(cx.env, cx.files, package);
    if !complaints.is_empty() {
        // The error's text is not shown: only the output is.
        let error = Some(BuildError::Directive);
        run.shell(build)
            .report("", "", complaints.as_bytes(), error)?;
    }
    Ok(())
}

/// Reports whether the header of the package that this action builds is installed (`needCgoHdr`).
fn needs_header(run: &Run<'_>, build: ActionRef) -> bool {
    let package = run.package(build);
    let is_header = |action: &ActionRef| run.plan.get(*action).mode == ActionMode::InstallHeader;
    let triggers = |action: &ActionRef| run.triggers(*action);
    !run.cx().command.list.is_list
        && c_header::has_header(run.cx().flags)
        && (package.uses_cgo() || package.uses_swig())
        && triggers(&build)
            .iter()
            .any(|next| is_header(next) || triggers(next).iter().any(is_header))
}
