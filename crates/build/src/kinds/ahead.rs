//! Compiling ahead: packages are compiled with the early export data of imports that are
//! still being compiled, where workers have nothing else to do.
//!
//! The action ID is not known yet, so the archive gets a build ID that only stands for it.
//! When all imports are final, the action looks at what it has: if each import's export data
//! are those that the compiler read, the archive gets its build ID and is stored; else the
//! package is compiled again. What the compiler prints is not kept: a package that has
//! messages is compiled again, too.
//! Counterpart: none; upstream waits for all imports.

use std::sync::atomic::Ordering;

use vamos_base::Digest;
use vamos_fsys::fresh;
use vamos_fsys::work;
use vamos_objfile::archive;
use vamos_objfile::build_id;
use vamos_sched::Ahead;

use super::early;
use super::go_compiler;
use super::go_compiler::GoInputs;
use crate::action::ActionKind;
use crate::action::ActionRef;
use crate::cutoff;
use crate::cutoff::scope;
use crate::importcfg;
use crate::importcfg::Archives;
use crate::run::RanAhead;
use crate::run::Run;
use crate::schedule::Task;

/// Calls `act` with what the tasks of a run can do ahead, if there is anything.
pub(crate) fn with_tasks<T>(run: &Run<'_>, act: impl FnOnce(Option<&Ahead<'_>>) -> T) -> T {
    if !early::is_of_use(run) {
        return act(None);
    }
    let action_of = |index: u32| run.schedule.tasks[index as usize].action();
    act(Some(&Ahead {
        needs: &|| needs(run),
        has_result: &|index| fresh::stat(&early::file(run, action_of(index))).is_ok(),
        run: &|index| compile(run, action_of(index)),
    }))
}

/// Returns for each task those whose early results it needs, once the compiler is known to
/// write them.
fn needs(run: &Run<'_>) -> Option<Vec<Vec<u32>>> {
    if !run.engine.is_reordering() || !run.cx().jobs.compiler.is_in_use() {
        return None;
    }
    let needs_of = |task: &Task| match task {
        Task::Act(action) if is_plain_compile(run, *action) => {
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

fn is_plain_compile(run: &Run<'_>, action: ActionRef) -> bool {
    matches!(run.plan.get(action).kind, ActionKind::Compile)
        && scope::is_plain(run.package(action), run.services.work.path())
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
    run.state(action).build.ahead = ran;
}

fn try_compile(run: &Run<'_>, action: ActionRef) -> Option<RanAhead> {
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
    let inputs = GoInputs {
        go_files: &package.files.go,
        imports: &text,
        symabis: None,
        build_id: &build_id,
        is_alone: false,
    };
    let (archive, (output, error)) = go_compiler::run(run, action, &inputs).ok()?;
    (error.is_none() && output.is_empty()).then_some(RanAhead {
        archive,
        build_id,
        imports: exports,
    })
}

/// What is known of an import now.
struct Import {
    /// The early export data, or the archive.
    file: String,
    is_early: bool,
    /// Nothing if there is no archive.
    exported: Option<Digest>,
}

impl Import {
    fn of(run: &Run<'_>, dep: ActionRef) -> Option<Self> {
        let early = early::file(run, dep);
        if let Ok(file) = fresh::open(&early) {
            let exported = archive::exported(&file)?.digest;
            return Some(Self {
                file: early,
                is_early: true,
                exported: Some(exported),
            });
        }
        // It has ended.
        let exported = cutoff::exported(run, dep)?;
        let file = run.state(dep).built.clone();
        Some(Self {
            file,
            is_early: false,
            exported,
        })
    }
}

/// Returns a build ID that stands for the true one until that is known.
fn stand_in(import_path: &str) -> String {
    let id = Digest::of(format!("vamos ahead {import_path}").as_bytes()).short();
    format!("{id}/{id}")
}

/// Returns the archive that was compiled ahead, with the build ID that it gets first, if its
/// imports are as they were expected.
pub(super) fn take(run: &Run<'_>, action: ActionRef) -> Option<String> {
    let ran = run.state(action).build.ahead.take()?;
    let is_final =
        |(dep, digest): &(ActionRef, Digest)| cutoff::exported(run, *dep) == Some(Some(*digest));
    let is_good = ran.imports.iter().all(is_final) && set_build_id(run, action, &ran).is_some();
    let counts = &run.services.early;
    if is_good {
        counts.kept.fetch_add(1, Ordering::Relaxed);
        run.services.limits.threads.note(true);
        return Some(ran.archive);
    }
    counts.dropped.fetch_add(1, Ordering::Relaxed);
    forget(run, action);
    None
}

/// Forgets what compiling ahead has left.
fn forget(run: &Run<'_>, action: ActionRef) {
    let objdir = &run.plan.get(action).objdir;
    for name in ["_pkg_.a.early", "_pkg_.a.reads"] {
        // There may be none.
        let _ = work::remove(&format!("{objdir}{name}"));
    }
    run.services.costs.reset_spent(action);
}

/// Replaces the build ID that stood for the true one.
fn set_build_id(run: &Run<'_>, action: ActionRef, ran: &RanAhead) -> Option<()> {
    let bytes = fresh::read(&ran.archive).ok()?;
    let new = run.state(action).build_id.clone();
    let found = build_id::find_and_hash(&bytes, ran.build_id.as_bytes()).ok()?;
    // Once beside the export data and once in the object.
    if found.matches.len() != 2 || new.len() != ran.build_id.len() {
        return None;
    }
    let patches = build_id::patches(&ran.archive, &bytes, &found.matches, new.as_bytes()).ok()?;
    let places: Vec<(u64, &[u8])> = patches
        .iter()
        .map(|patch| (patch.offset, patch.bytes.as_slice()))
        .collect();
    work::patch(&ran.archive, &places).ok()
}
