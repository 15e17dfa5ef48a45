//! Finishes the output of a tool: sets the final build ID and stores the result.
//!
//! Counterpart: cmd/go/internal/work/buildid.go (`updateBuildID`).

use std::sync::Arc;

use vamos_base::Digest;
use vamos_base::golang::shell::join_unambiguously;
use vamos_cache::ActionId;
use vamos_cache::CacheError;
use vamos_cache::Finished;
use vamos_cache::OutputId;
use vamos_cache::Value;
use vamos_fsys::uncached;
use vamos_fsys::work;
use vamos_objfile::build_id;
use vamos_objfile::build_id::Found;
use vamos_objfile::build_id::Patch;

use crate::action::ActionMode;
use crate::action::ActionRef;
use crate::build_ids;
use crate::context::Context;
use crate::cutoff;
use crate::cutoff::kept;
use crate::cutoff::links;
use crate::entries;
use crate::error::BuildError;
use crate::run::Run;
use crate::sharing;
use crate::unchanged;

/// Sets the content ID in the result of an action that was not cached, and stores the
/// result (`updateBuildID`).
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
    let may_store = unchanged::inputs_are_unchanged(run, action);
    let old = run.state(action).build_id.clone();
    // Archives are read once, executables may be too large to hold.
    let (mut bytes, found) = if is_archive {
        let bytes = uncached::read(target)?;
        let found = build_ids::find_build_id(&old, |id| build_id::find_and_hash(&bytes, id))?;
        (bytes, found)
    } else {
        (Vec::new(), linked(run, action, target, &old, may_store)?)
    };
    let new = with_content(&old, &found)?;
    run.state(action).build_id.clone_from(&new);
    if found.matches.is_empty() {
        if may_store {
            entries::store_output_text(run, action);
        }
        // The user has set -buildid: the output is not shared.
        return Ok(());
    }
    let is_final = !is_archive && run.state(action).link.is_final;
    let patches = match is_final {
        true => Vec::new(),
        false => patches(target, is_archive.then_some(&bytes), &found, &new)?,
    };
    if is_archive {
        let applied = build_id::apply(&mut bytes, &patches);
        applied.map_err(|error| BuildError::BuildId(Arc::new(error)))?;
        cutoff::check_cutoff(run, action, &bytes, may_store)?;
    }
    if may_store {
        entries::store_output_text(run, action);
    }
    if !is_final {
        let places: Vec<(u64, &[u8])> = patches
            .iter()
            .map(|patch| (patch.offset, patch.bytes.as_slice()))
            .collect();
        work::patch(target, &places)?;
    }
    if is_archive {
        store_archive(run, action, target, &bytes, may_store)?;
    } else if run.plan.get(action).cache_executable && may_store {
        store_executable(run, action, target);
    }
    Ok(())
}

/// Returns the build ID with the content ID of the result.
fn with_content(old: &str, found: &Found) -> Result<String, BuildError> {
    build_id::with_content(old, &found.digest).ok_or_else(|| BuildError::BuildIdLength {
        old: old.to_owned(),
        new: found.digest.short(),
    })
}

/// Returns the patches that set the build ID `new` in a file: an archive in memory, or an
/// executable.
fn patches(
    target: &str,
    archive: Option<&Vec<u8>>,
    found: &Found,
    new: &str,
) -> Result<Vec<Patch>, BuildError> {
    let patches = if let Some(bytes) = archive {
        build_id::patches(target, bytes, &found.matches, new.as_bytes())
    } else {
        let file = uncached::open(target)?;
        build_id::patches(target, &file, &found.matches, new.as_bytes())
    };
    patches.map_err(|error| BuildError::BuildId(Arc::new(error)))
}

/// Finds the build ID `id` in the linker's output and hashes the rest; stores the link as known.
fn linked(
    run: &Run<'_>,
    action: ActionRef,
    target: &str,
    id: &str,
    may_store: bool,
) -> Result<Found, BuildError> {
    if let Some(found) = run.state(action).link.copied.take() {
        return Ok(*found);
    }
    let finished = run.state(action).products.linked.take();
    run.state(action).link.is_final = finished.is_some();
    let (found, copy) = kept::with_copy(run, action, target, may_store, || {
        if let Some(found) = finished {
            return Ok(found);
        }
        let file = uncached::open(target)?;
        build_ids::find_build_id(id, |id| build_id::find_and_hash_from(target, &file, id))
    });
    let found = found?;
    if may_store {
        links::learn_link(run, action, &found, copy)?;
    }
    Ok(found)
}

/// Stores an archive, after everything else that is stored of a package, and sets its
/// current path.
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
        match put_archive(run.cx(), id, target, bytes) {
            Ok(output) => {
                cutoff::learn_cutoff(run, action, &output, bytes);
                sharing::share(run, action);
                stored = Some(output);
            }
            Err(error) if run.cx().command.list.needs_export => {
                return Err(BuildError::Cache { attempt: "", error });
            }
            // Without the entry later builds only have to compile it again. But the file may
            // have been moved before the error.
            Err(_) if uncached::stat(target).is_err() => work::write(target, bytes)?,
            Err(_) => {}
        }
    }
    let is_moved = uncached::stat(target).is_err();
    // A store may be slow: the path is only waited for if it is needed.
    let is_wanted = is_moved || run.cx().flags.report.x || run.cx().command.list.needs_export;
    let stored = stored
        .filter(|_| is_wanted)
        .map(|output| run.cx().cache.output_file(&output));
    let mut state = run.state(action);
    state.is_moved = is_moved && stored.is_some();
    state.built = match &stored {
        Some(file) if is_moved => file.clone(),
        _ => target.to_owned(),
    };
    drop(state);
    if let Some(file) = &stored
        && run.cx().flags.report.x
    {
        let words = join_unambiguously(&["cp", target, file]);
        run.shell(action).show("", &format!("{words} # internal"));
    }
    if run.cx().command.list.needs_export {
        let build_id = run.state(action).build_id.clone();
        let mut outcome = run.outcome(action);
        outcome.export = stored.unwrap_or_default();
        outcome.build_id = build_id;
    }
    Ok(())
}

/// Puts a finished archive into the cache. It is moved, unless the user may open it at the path to
/// which the compiler wrote it.
fn put_archive(
    cx: &Context<'_>,
    id: ActionId,
    target: &str,
    bytes: &[u8],
) -> Result<OutputId, CacheError> {
    let flags = cx.flags;
    let file = Finished {
        path: target,
        digest: Digest::of(bytes),
        size: bytes.len() as u64,
        is_kept: flags.shows_work_files(),
    };
    cx.cache.put(&id, Value::File(file))?;
    if flags.report.x || cx.command.list.needs_export {
        cx.cache.settle(&id)?;
    }
    Ok(OutputId(file.digest))
}

fn store_executable(run: &Run<'_>, action: ActionRef, target: &str) {
    let package = run.package(action);
    let name = match package.request.exe_name.as_str() {
        "" => package.default_exec_name(),
        name => name.to_owned(),
    };
    let name = format!("{name}{}", run.cx().flags.exe_suffix(&run.cx().env.target));
    let id = run.state(action).action_id;
    let Some(local) = run.cx().cache.capabilities().local else {
        return;
    };
    let Ok((output, _)) = local.put_executable(&id, &name, target) else {
        return;
    };
    let file = run.cx().cache.output_file(&output);
    if run.cx().flags.report.x {
        let words = join_unambiguously(&["cp", target, &file]);
        run.shell(action).show("", &format!("{words} # internal"));
    }
    run.state(action).link.cached_executable = file;
}
