//! The action that links an executable.
//!
//! Everything that decides the executable's bytes must be in the recipe, too.
//! Counterpart: cmd/go/internal/work/exec.go (`Builder.link`).

use vamos_base::Digest;
use vamos_base::golang::os_str;
use vamos_fsys::trim_heaps;
use vamos_jobs::Job;

use crate::action::ActionRef;
use crate::action_recipe;
use crate::cached;
use crate::cutoff::kept;
use crate::cutoff::links;
use crate::entries;
use crate::error::BuildError;
use crate::importcfg;
use crate::importcfg::Archives;
use crate::journal::StepOutcome;
use crate::link_job;
use crate::link_job::LinkInputs;
use crate::output;
use crate::output::Executable;
use crate::run::Done;
use crate::run::Kind;
use crate::run::Run;
use crate::services::MIB;

/// Links an executable.
pub(crate) struct Link;

impl Kind for Link {
    fn run(&self, run: &Run<'_>, action: ActionRef, done: &mut Done) -> Result<(), BuildError> {
        let package = run.package(action);
        let name = format!("link {}", package.import_path);
        let id = entries::action_id_of(run, action, &name, |sink| {
            action_recipe::write_link_recipe(run, action, None, sink)
        })?;
        let is_list = run.cx().command.list.is_list;
        if cached::use_cache(run, action, done, id, &package.request.target, !is_list)? {
            return Ok(());
        }
        if is_list && run.reports.journal.is_none() {
            return Ok(());
        }
        let key = links::link_key(run, action, id);
        if links::is_known_link(run, action, key.as_ref()) {
            run.reports.note(action, StepOutcome::Reused);
            return Ok(());
        }
        if is_list {
            return Ok(());
        }
        free_memory(run);
        let result = link(run, action, done, key);
        cached::flush_output(run, action);
        result
    }

    fn verb(&self) -> Option<&'static str> {
        Some("link")
    }

    fn cost_name(&self) -> Option<&str> {
        Some("link")
    }

    fn estimate(&self, run: &Run<'_>, action: ActionRef) -> u64 {
        estimate(run, action)
    }

    fn memory(&self, run: &Run<'_>, action: ActionRef) -> u64 {
        memory(run, action)
    }
}

/// Estimates the microseconds of a link.
pub(crate) fn estimate(run: &Run<'_>, action: ActionRef) -> u64 {
    200_000 + 2_000 * run.plan.get(action).deps.len() as u64
}

/// Estimates the bytes of memory of a link.
pub(crate) fn memory(run: &Run<'_>, action: ActionRef) -> u64 {
    128 * MIB + run.plan.get(action).deps.len() as u64 * (MIB / 4)
}

/// Frees the memory that compilations have left, after the last one: a link needs the most memory
/// of a build.
fn free_memory(run: &Run<'_>) {
    if !run.has_compiles_left() && run.services.cutoff.free_names() {
        trim_heaps();
    }
}

/// Links, and stores the link under its key.
fn link(
    run: &Run<'_>,
    action: ActionRef,
    done: &mut Done,
    key: Option<Digest>,
) -> Result<(), BuildError> {
    let shell = run.shell(action);
    let this = run.plan.get(action);
    let target_dir = this
        .target
        .rsplit_once('/')
        .map(|(dir, _)| format!("{dir}/"));
    shell.make_dirs(&this.objdir)?;
    let copied = kept::copied(run, action, key, &done.build_id, target_dir.as_deref())?;
    let executable = if let Some(copied) = copied {
        run.reports.note(action, StepOutcome::Reused);
        Executable::Copied(copied)
    } else {
        let importcfg = format!("{}importcfg.link", this.objdir);
        let imports = imports(run, action);
        shell.write_file(&importcfg, &os_str::encode(&imports.text))?;
        if let Some(dir) = &target_dir {
            shell.make_dirs(dir)?;
        }
        let main_archive = &run.done(this.deps[0]).built;
        let build_id = done.build_id.clone();
        let inputs = inputs(run, action, &importcfg, &imports);
        let job = link_job::link_job(&inputs, main_archive, build_id)?;
        let desc = &run.package(action).import_path;
        Executable::Linked(shell.run_job(desc, &Job::Link(Box::new(job)))?)
    };
    output::finish_executable(run, action, done, key, executable)?;
    done.built.clone_from(&this.target);
    Ok(())
}

/// Returns the inputs of the job of a link action.
pub(crate) fn inputs<'r>(
    run: &'r Run<'_>,
    action: ActionRef,
    importcfg: &'r str,
    imports: &'r Archives,
) -> LinkInputs<'r> {
    let (services, cx, this) = (&run.services, run.cx(), run.plan.get(action));
    let deps = this.deps.iter();
    let deps = deps.filter_map(|dep| run.plan.package_of(run.graph, *dep));
    LinkInputs {
        env: cx.env,
        flags: cx.flags,
        mode: services.mode,
        work: &services.work,
        tool: services.tools.sdk("link"),
        changed_env: &services.tools.changed_env,
        package: run.package(action),
        deps: deps.collect(),
        objdir: &this.objdir,
        target: &this.target,
        importcfg,
        imports,
    }
}

/// Returns the linker's import configuration.
pub(crate) fn imports(run: &Run<'_>, action: ActionRef) -> Archives {
    let mut imports = Archives::default();
    for dep in &run.plan.get(action).deps {
        if let Some(package) = run.plan.package_of(run.graph, *dep) {
            imports.add_package(&package.import_path, &run.done(*dep).built);
            imports.add_library(package);
        }
    }
    let info = run
        .package(action)
        .request
        .build_info
        .as_deref()
        .unwrap_or("");
    importcfg::add_modinfo(&mut imports.text, info);
    imports
}
