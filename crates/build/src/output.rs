//! From what a tool wrote to a finished result: the final build ID, and the cache.
//!
//! Counterpart: cmd/go/internal/work/buildid.go (`updateBuildID`).

use vamos_base::Digest;
use vamos_base::golang::os_str;
use vamos_base::golang::path;
use vamos_base::golang::shell::join_unambiguously;
use vamos_cache::ActionId;
use vamos_cache::CacheError;
use vamos_cache::Finished;
use vamos_cache::OutputId;
use vamos_fsys::fresh;
use vamos_fsys::work;
use vamos_objfile::build_id;
use vamos_objfile::build_id::Found;
use vamos_objfile::build_id::Patch;

use crate::action::ActionMode;
use crate::action::ActionRef;
use crate::cached;
use crate::cutoff;
use crate::cutoff::kept;
use crate::cutoff::links;
use crate::error::BuildError;
use crate::recipe::input_files;
use crate::run::Run;

/// How archives begin.
const ARCHIVE: &[u8] = b"!<arch>\n";

/// Reads the build ID of a file; empty if there is none.
pub(crate) fn read_build_id(file: &str) -> String {
    try_read_build_id(file).unwrap_or_default()
}

/// Reads the build ID of a file that has to have a place for one.
pub(crate) fn try_read_build_id(file: &str) -> Option<String> {
    // An archive has it in its first lines.
    let mut head = [0; 1024];
    let count = work::read_head(file, &mut head).ok()?;
    if head[..count].starts_with(ARCHIVE)
        && let Ok(id) = build_id::read_text(file, &&head[..count])
        && !id.is_empty()
    {
        return Some(id);
    }
    let opened = fresh::open(file).ok()?;
    build_id::read_text(file, &opened).ok()
}

/// Gives the result of an action that was really done its content ID, and stores
/// what is shared of it (`updateBuildID`).
pub(crate) fn update_build_id(
    run: &Run<'_>,
    action: ActionRef,
    target: &str,
) -> Result<(), BuildError> {
    let shell = run.shell(action);
    if shell.shows() {
        let words = join_unambiguously(&["go", "tool", "buildid", "-w", target]);
        shell.show("", &format!("{words} # internal"));
        if shell.is_dry() {
            return Ok(());
        }
    }
    let is_archive = run.plan.get(action).mode == ActionMode::Build;
    let may_store = inputs_are_unchanged(run, action);
    // Archives are read once, executables may be too large to hold.
    let (mut bytes, found) = if is_archive {
        let bytes = fresh::read(target)?;
        let found = find_build_id(run, action, |id| build_id::find_and_hash(&bytes, id))?;
        (bytes, found)
    } else {
        (Vec::new(), linked(run, action, target, may_store)?)
    };
    let old = run.state(action).build_id.clone();
    let new = build_id::with_content(&old, &found.digest).ok_or_else(|| {
        let digest = found.digest.short();
        BuildError::Message(format!(
            "internal error: build ID length mismatch {old:?} vs {digest:?}"
        ))
    })?;
    run.state(action).build_id.clone_from(&new);
    if found.matches.is_empty() {
        if may_store {
            store_output_text(run, action);
        }
        // Whoever sets -buildid has an output that is nobody else's.
        return Ok(());
    }
    let patches = if is_archive {
        build_id::patches(target, &bytes, &found.matches, new.as_bytes())
    } else {
        let file = fresh::open(target)?;
        build_id::patches(target, &file, &found.matches, new.as_bytes())
    };
    let patches = patches.map_err(|error| BuildError::Message(error.to_string()))?;
    let places: Vec<(u64, &[u8])> = patches
        .iter()
        .map(|patch| (patch.offset, patch.bytes.as_slice()))
        .collect();
    apply(&mut bytes, &patches);
    if is_archive {
        cutoff::check_cutoff(run, action, &bytes)?;
    }
    if may_store {
        store_output_text(run, action);
    }
    work::patch(target, &places)?;
    if is_archive {
        store_archive(run, action, target, &bytes, may_store)?;
    } else if run.plan.get(action).cache_executable && may_store {
        store_executable(run, action, target);
    }
    Ok(())
}

/// Finds the build ID in what was linked, hashes the rest, and remembers it.
fn linked(
    run: &Run<'_>,
    action: ActionRef,
    target: &str,
    may_store: bool,
) -> Result<Found, BuildError> {
    if let Some(found) = run.state(action).link.copied.take() {
        return Ok(found);
    }
    let (found, copy) = kept::with_copy(run, action, target, may_store, || {
        let file = fresh::open(target)?;
        find_build_id(run, action, |id| {
            build_id::find_and_hash_from(target, &file, id)
        })
    });
    let found = found?;
    if may_store {
        links::learn_link(run, action, &found, copy)?;
    }
    Ok(found)
}

pub(crate) fn find_build_id(
    run: &Run<'_>,
    action: ActionRef,
    find: impl FnOnce(&[u8]) -> Result<Found, build_id::BuildIdError>,
) -> Result<Found, BuildError> {
    let id = run.state(action).build_id.clone();
    find(id.as_bytes()).map_err(|error| BuildError::Message(error.to_string()))
}

/// Reports whether the files that were hashed for the action are those that the
/// tool read: what follows from others must not enter a shared cache.
pub(crate) fn inputs_are_unchanged(run: &Run<'_>, action: ActionRef) -> bool {
    if !ids_are_true(run, action) {
        return false;
    }
    if run.plan.get(action).mode != ActionMode::Build {
        return true;
    }
    let package = run.package(action);
    // A file with an absolute name is the main program of a test that list shows. It
    // lies in the cache under its own hash; the recipe has only its name.
    input_files(package).all(|file| {
        path::is_abs(file)
            || run
                .services
                .files
                .is_unchanged(&path::join(&[&package.dir, file]))
    })
}

/// Reports whether the results that the action used have the build IDs that went into
/// its action ID, also where a memory told them.
fn ids_are_true(run: &Run<'_>, action: ActionRef) -> bool {
    run.plan.get(action).deps.iter().all(|dep| {
        let state = run.state(*dep);
        !state.is_remembered || read_build_id(&state.built) == state.build_id
    })
}

/// Stores what the tool said: under its own ID, or for the linker under that of the
/// main package, which is all that is known where an executable is up to date.
pub(crate) fn store_output_text(run: &Run<'_>, action: ActionRef) {
    let text = run.state(action).output.clone().unwrap_or_default();
    let text = os_str::encode(&text);
    if run.plan.get(action).mode == ActionMode::Build {
        cached::put_beside(run, action, "stdout", &text);
        return;
    }
    let deps = &run.plan.get(action).deps;
    let is_main = |dep: &&ActionRef| {
        run.plan
            .package_of(run.graph, **dep)
            .is_some_and(|package| package.name == "main")
    };
    if let Some(main) = deps.iter().find(is_main) {
        cached::put_beside(run, *main, "link-stdout", &text);
    }
}

/// Stores an archive, the last of what is stored of a package, and notes where it is
/// from now on.
fn store_archive(
    run: &Run<'_>,
    action: ActionRef,
    target: &str,
    bytes: &[u8],
    may_store: bool,
) -> Result<(), BuildError> {
    let mut stored = None;
    if may_store {
        let id = run.state(action).action_id;
        match put_archive(run, id, target, bytes) {
            Ok(output) => {
                cutoff::learn_cutoff(run, action, &output, bytes);
                stored = Some(output);
            }
            Err(error) if run.cx().list.needs_export => {
                return Err(BuildError::Message(error.to_string()));
            }
            // Only others will have to make it again; but it may have been moved
            // before what failed.
            Err(_) if fresh::stat(target).is_err() => work::write(target, bytes)?,
            Err(_) => {}
        }
    }
    let is_moved = fresh::stat(target).is_err();
    // Where a store takes its time, only those wait for it who want to know the place.
    let is_wanted = is_moved || run.cx().flags.x || run.cx().list.needs_export;
    let stored = stored
        .filter(|_| is_wanted)
        .map(|output| run.cx().cache.output_file(&output));
    run.state(action).built = match &stored {
        Some(file) if is_moved => file.clone(),
        _ => target.to_owned(),
    };
    if let Some(file) = &stored
        && run.cx().flags.x
    {
        let words = join_unambiguously(&["cp", target, file]);
        run.shell(action).show("", &format!("{words} # internal"));
    }
    if run.cx().list.needs_export {
        let build_id = run.state(action).build_id.clone();
        let mut outcome = run.outcome(action);
        outcome.export = stored.unwrap_or_default();
        outcome.build_id = build_id;
    }
    Ok(())
}

/// Puts a finished archive into the cache. It is moved unless somebody may look for it
/// where the compiler wrote it.
fn put_archive(
    run: &Run<'_>,
    id: ActionId,
    target: &str,
    bytes: &[u8],
) -> Result<OutputId, CacheError> {
    let flags = run.cx().flags;
    let file = Finished {
        path: target,
        digest: Digest::of(bytes),
        size: bytes.len() as u64,
        is_kept: flags.x
            || flags.work
            || !flags.toolexec.is_empty()
            // Which shows commands too.
            || !flags.debug_actiongraph.is_empty(),
    };
    run.cx().cache.put_finished(&id, &file)?;
    if flags.x || run.cx().list.needs_export {
        run.cx().cache.settle(&id)?;
    }
    Ok(OutputId(file.digest))
}

fn store_executable(run: &Run<'_>, action: ActionRef, target: &str) {
    let package = run.package(action);
    let name = match package.request.exe_name.as_str() {
        "" => package.default_exec_name(),
        name => name.to_owned(),
    };
    let name = format!("{name}{}", run.cx().flags.exe_suffix(run.cx().env));
    let id = run.state(action).action_id;
    let Some(Ok(output)) = run.cx().cache.put_executable(&id, &name, target) else {
        return;
    };
    let file = run.cx().cache.output_file(&output);
    if run.cx().flags.x {
        let words = join_unambiguously(&["cp", target, &file]);
        run.shell(action).show("", &format!("{words} # internal"));
    }
    run.state(action).link.cached_executable = file;
}

fn apply(bytes: &mut [u8], patches: &[Patch]) {
    for patch in patches {
        let start = usize::try_from(patch.offset).unwrap_or(usize::MAX);
        let end = start.saturating_add(patch.bytes.len());
        if let Some(place) = bytes.get_mut(start..end) {
            place.copy_from_slice(&patch.bytes);
        }
    }
}
