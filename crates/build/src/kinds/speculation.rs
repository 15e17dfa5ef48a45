//! Compiling ahead: packages are compiled with the early export data of imports that are still
//! being compiled, if workers are idle.
//!
//! The action ID is not known yet, so the archive gets a placeholder as its build ID. When all
//! imports are final, the action compares: if each import's export data equal the data that the
//! compiler read, the archive gets its build ID and is stored; else the package is compiled again.
//! The compiler's output is discarded: a package that has messages is compiled again, too. The
//! assembler reads only the package's own files and the compiler's outputs for it.
//! Counterpart: none; upstream waits for all imports.

use std::sync::atomic::Ordering;

use vamos_base::Digest;
use vamos_fsys::uncached;
use vamos_fsys::work;
use vamos_jobs::Job;
use vamos_jobs::Products;
use vamos_objfile::archive;
use vamos_objfile::build_id;
use vamos_sched::Speculation;

use super::assembly;
use super::assembly::Assembly;
use super::early;
use super::go_compiler;
use super::go_compiler::GoInputs;
use crate::action::ActionKind;
use crate::action::ActionRef;
use crate::checks::gate;
use crate::cutoff;
use crate::cutoff::scope;
use crate::error::BuildError;
use crate::importcfg;
use crate::importcfg::Archives;
use crate::run::CompiledPackage;
use crate::run::Run;
use crate::run::SpeculativeResult;
use crate::schedule::Task;
use crate::shell::RunOptions;
use crate::shell::ToolEnd;

/// Calls `act` with the work that the tasks of a run can do ahead, if there is any.
pub(crate) fn with_tasks<T>(run: &Run<'_>, act: impl FnOnce(Option<&Speculation<'_>>) -> T) -> T {
    if !early::is_of_use(run) {
        return act(None);
    }
    let action_of = |index: u32| run.schedule.tasks[index as usize].action();
    act(Some(&Speculation {
        needs: &|| needs(run),
        has_result: &|index| early::find(run, action_of(index)).is_some(),
        run: &|index| compile(run, action_of(index)),
    }))
}

/// For each task, returns the tasks whose early results it needs, if the compiler writes them.
fn needs(run: &Run<'_>) -> Option<Vec<Vec<u32>>> {
    if !run.engine.is_reordering() || !run.cx().jobs.tools.writes_early() {
        return None;
    }
    let needs_of = |task: &Task| match task {
        Task::Act(action) if may_run_ahead(run, *action) => {
            let deps = run.plan.get(*action).deps.iter();
            let imports = deps.filter(|dep| is_import(run, *action, **dep));
            imports
                .map(|dep| run.schedule.places[dep.index()])
                .collect()
        }
        _ => Vec::new(),
    };
    Some(run.schedule.tasks.iter().map(needs_of).collect())
}

fn may_run_ahead(run: &Run<'_>, action: ActionRef) -> bool {
    matches!(run.plan.get(action).kind, ActionKind::Compile)
        && scope::is_plain_or_assembly(run.package(action), run.services.work.path())
}

/// Reports whether a dependency of a package's build is the build of an import.
fn is_import(run: &Run<'_>, action: ActionRef, dep: ActionRef) -> bool {
    let (this, dep) = (run.plan.get(action), run.plan.get(dep));
    dep.package.is_some() && dep.package != this.package
}

/// Compiles a package ahead, unless its archive may be known.
fn compile(run: &Run<'_>, action: ActionRef) {
    if !run.engine.is_reordering() || run.reports.is_ended() {
        return;
    }
    let ran = try_compile(run, action);
    if ran.is_none() {
        forget(run, action);
    }
    run.state(action).speculative = ran.map(Box::new);
}

fn try_compile(run: &Run<'_>, action: ActionRef) -> Option<SpeculativeResult> {
    let package = run.package(action);
    let mut text = Archives::starting_with("# import config\n");
    importcfg::add_import_map(&mut text.text, package);
    let mut exports = Vec::new();
    let mut is_any_early = false;
    for dep in &run.plan.get(action).deps {
        if !is_import(run, action, *dep) {
            continue;
        }
        let import = Import::of(run, *dep)?;
        is_any_early |= import.is_early;
        if let Some(digest) = import.exported {
            text.add_package(&run.package(*dep).import_path, &import.file);
            exports.push((*dep, digest));
        }
    }
    let exported = |dep: ActionRef| exports.iter().find(|(other, _)| *other == dep);
    // This hashes the sources, before the compiler reads them.
    let is_unknown = || {
        cutoff::is_unknown(run, action, |dep| {
            Some(exported(dep).map(|(_, digest)| *digest))
        })
    };
    let shell = run.shell(action);
    if !is_any_early || !is_unknown() || !shell.has_memory() {
        return None;
    }
    shell.make_dirs(&run.plan.get(action).objdir).ok()?;
    let build_id = stand_in(&package.import_path);
    Some(SpeculativeResult {
        made: make(run, action, &text, &build_id).ok()?,
        build_id,
        imports: exports,
    })
}

/// Compiles and assembles a package. The error is not shown.
fn make(
    run: &Run<'_>,
    action: ActionRef,
    imports: &Archives,
    build_id: &str,
) -> Result<CompiledPackage, BuildError> {
    let files = &run.package(action).files;
    let shell = run.shell(action);
    let run_job = |job: &Job| silent(shell.job_output(job, RunOptions::default())?);
    let assembly = Assembly {
        files: &files.s,
        build_id,
        run_job: &run_job,
    };
    let symabis = assembly::symabis(run, action, &assembly)?;
    if gate::is_wrong(run, action, imports) {
        return Err(BuildError::NotSilent);
    }
    let inputs = GoInputs {
        go_files: &files.go,
        imports,
        symabis: symabis.as_deref(),
        build_id,
        known_errors: None,
        is_alone: false,
        stub: None,
    };
    let (archive, end) = go_compiler::run(run, action, &inputs)?;
    let reads = silent(end)?.reads;
    // The assembler may take long.
    early::offer(run, action, &archive);
    let objects = assembly::assemble(run, action, &assembly)?;
    Ok(CompiledPackage {
        archive,
        objects,
        reads,
    })
}

/// Returns the results of a tool that has succeeded and has printed nothing.
fn silent(end: ToolEnd) -> Result<Products, BuildError> {
    match end.error {
        Some(error) => Err(error),
        None if end.output.is_empty() => Ok(end.products),
        None => Err(BuildError::NotSilent),
    }
}

/// The current state of an import.
struct Import {
    /// The early export data, or the archive.
    file: String,
    is_early: bool,
    /// Nothing if there is no archive.
    exported: Option<Digest>,
}

impl Import {
    fn of(run: &Run<'_>, dep: ActionRef) -> Option<Self> {
        if let Some(early) = early::find(run, dep) {
            let exported = archive::exported(&uncached::open(&early).ok()?)?.digest;
            return Some(Self {
                file: early,
                is_early: true,
                exported: Some(exported),
            });
        }
        // It has ended.
        let exported = cutoff::exported(run, dep)?;
        Some(Self {
            file: run.done(dep).built.clone(),
            is_early: false,
            exported,
        })
    }
}

/// Returns a placeholder for the build ID, until the true one is known.
fn stand_in(import_path: &str) -> String {
    let id = Digest::of(format!("vamos ahead {import_path}").as_bytes()).short();
    format!("{id}/{id}")
}

/// Returns the result of compiling ahead, the archive with its first build ID, if the imports are
/// as expected.
pub(super) fn take(run: &Run<'_>, action: ActionRef, build_id: &str) -> Option<CompiledPackage> {
    let ran = run.state(action).speculative.take()?;
    let is_final =
        |(dep, digest): &(ActionRef, Digest)| cutoff::exported(run, *dep) == Some(Some(*digest));
    let is_good = ran.imports.iter().all(is_final) && set_build_id(&ran, build_id).is_some();
    let counts = &run.services.early;
    if is_good {
        counts.kept.fetch_add(1, Ordering::Relaxed);
        run.services.limits.threads.note(true);
        return Some(ran.made);
    }
    counts.dropped.fetch_add(1, Ordering::Relaxed);
    forget(run, action);
    None
}

/// Removes the results of compiling ahead.
fn forget(run: &Run<'_>, action: ActionRef) {
    for file in early::files(run, action) {
        // There may be none.
        let _ = work::remove(&file);
    }
    run.services.costs.reset_spent(action);
}

/// Replaces the build ID that stood for the true one.
fn set_build_id(ran: &SpeculativeResult, new: &str) -> Option<()> {
    let archive = &ran.made.archive;
    let bytes = uncached::read(archive).ok()?;
    let found = build_id::find_and_hash(&bytes, ran.build_id.as_bytes()).ok()?;
    // One match is with the export data and one in the object.
    if found.matches.len() != 2 || new.len() != ran.build_id.len() {
        return None;
    }
    let patches = build_id::patches(archive, &bytes, &found.matches, new.as_bytes()).ok()?;
    let places: Vec<(u64, &[u8])> = patches
        .iter()
        .map(|patch| (patch.offset, patch.bytes.as_slice()))
        .collect();
    work::patch(archive, &places).ok()
}
