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
use vamos_jobs::Products;
use vamos_objfile::build_id;
use vamos_objfile::build_id::Found;
use vamos_objfile::build_id::Patch;

use crate::action::ActionRef;
use crate::build_ids;
use crate::context::Context;
use crate::cutoff;
use crate::cutoff::Pending;
use crate::cutoff::kept;
use crate::cutoff::kept::CopiedExecutable;
use crate::cutoff::links;
use crate::entries;
use crate::error::BuildError;
use crate::run::CompiledPackage;
use crate::run::Done;
use crate::run::Product;
use crate::run::Run;
use crate::sharing;
use crate::unchanged;

/// An executable that has its temporary build ID, or its final one.
pub(crate) enum Executable {
    /// The linker's output, with its results other than files.
    Linked(Products),
    /// A copy of an earlier link's output.
    Copied(CopiedExecutable),
}

/// Sets the content ID in an archive that was compiled, and stores it (`updateBuildID`). `pending`
/// is the work for early cutoff.
pub(crate) fn finish_archive(
    run: &Run<'_>,
    action: ActionRef,
    done: &mut Done,
    made: CompiledPackage,
    pending: Option<Pending>,
) -> Result<(), BuildError> {
    let CompiledPackage { archive, reads, .. } = made;
    if is_only_shown(run, action, &archive) {
        return Ok(());
    }
    let may_store = unchanged::inputs_are_unchanged(run, action);
    let old = done.build_id.clone();
    // Archives are read once.
    let mut bytes = uncached::read(&archive)?;
    let found = build_ids::find_build_id(&old, |id| build_id::find_and_hash(&bytes, id))?;
    let new = with_content(&old, &found)?;
    done.build_id.clone_from(&new);
    if found.matches.is_empty() {
        if may_store {
            entries::store_output_text(run, action, &done.action_id);
        }
        // The user has set -buildid: the output is not shared.
        return Ok(());
    }
    let patches = build_id::patches(&archive, &bytes, &found.matches, new.as_bytes());
    let patches = patches.map_err(|error| BuildError::BuildId(Arc::new(error)))?;
    let applied = build_id::apply(&mut bytes, &patches);
    applied.map_err(|error| BuildError::BuildId(Arc::new(error)))?;
    let pending = cutoff::check_cutoff(run, action, pending, &bytes, may_store)?;
    if may_store {
        entries::store_output_text(run, action, &done.action_id);
    }
    patch(&archive, &patches)?;
    let stored = if may_store {
        put_and_learn(run, action, done, &archive, &bytes, pending, reads)?
    } else {
        None
    };
    set_place(run, action, done, archive, stored);
    Ok(())
}

/// Sets the content ID in an executable, and stores it (`updateBuildID`). `key` is the link's
/// [`links::link_key`].
pub(crate) fn finish_executable(
    run: &Run<'_>,
    action: ActionRef,
    done: &mut Done,
    key: Option<Digest>,
    executable: Executable,
) -> Result<(), BuildError> {
    let target = &run.plan.get(action).target;
    if is_only_shown(run, action, target) {
        return Ok(());
    }
    let read = match &executable {
        Executable::Linked(products) => products.archive_ids.as_slice(),
        Executable::Copied(_) => &[],
    };
    let may_store = unchanged::read_inputs_are_unchanged(run, action, read);
    let old = done.build_id.clone();
    let (found, is_final) = match executable {
        Executable::Copied(copied) => (copied.found, copied.is_final),
        Executable::Linked(products) => {
            let key = key.filter(|_| may_store);
            let is_final = products.linked.is_some();
            let found = linked(run, action, &old, key, products.linked)?;
            (found, is_final)
        }
    };
    let new = with_content(&old, &found)?;
    done.build_id.clone_from(&new);
    let mut patches = Vec::new();
    if !is_final && !found.matches.is_empty() {
        // Executables may be too large to hold.
        let file = uncached::open(target)?;
        let found = build_id::patches(target, &file, &found.matches, new.as_bytes());
        patches = found.map_err(|error| BuildError::BuildId(Arc::new(error)))?;
    }
    if may_store {
        entries::store_output_text(run, action, &done.action_id);
    }
    if found.matches.is_empty() {
        // The user has set -buildid: the output is not shared.
        return Ok(());
    }
    if !is_final {
        patch(target, &patches)?;
    }
    if run.plan.get(action).cache_executable && may_store {
        store_executable(run, action, done, target);
    }
    Ok(())
}

/// Shows that the build ID of a file is set; reports whether nothing else is to be done.
fn is_only_shown(run: &Run<'_>, action: ActionRef, file: &str) -> bool {
    let shell = run.shell(action);
    if shell.shows() {
        let words = join_unambiguously(&["go", "tool", "buildid", "-w", file]);
        shell.show("", &format!("{words} # internal"));
    }
    shell.shows() && shell.is_dry()
}

/// Changes bytes of a file.
fn patch(file: &str, patches: &[Patch]) -> Result<(), BuildError> {
    let places: Vec<(u64, &[u8])> = patches
        .iter()
        .map(|patch| (patch.offset, patch.bytes.as_slice()))
        .collect();
    Ok(work::patch(file, &places)?)
}

/// Returns the build ID with the content ID of the result.
fn with_content(old: &str, found: &Found) -> Result<String, BuildError> {
    build_id::with_content(old, &found.digest).ok_or_else(|| BuildError::BuildIdLength {
        old: old.to_owned(),
        new: found.digest.short(),
    })
}

/// Finds the build ID `id` in the linker's output and hashes the rest, unless this process has made
/// the output: `finished`. If there is a `key`, the link is stored as known.
fn linked(
    run: &Run<'_>,
    action: ActionRef,
    id: &str,
    key: Option<Digest>,
    finished: Option<Found>,
) -> Result<Found, BuildError> {
    let target = &run.plan.get(action).target;
    let (found, copy) = kept::with_copy(run, action, target, key.as_ref(), || {
        if let Some(found) = finished {
            return Ok(found);
        }
        let file = uncached::open(target)?;
        build_ids::find_build_id(id, |id| build_id::find_and_hash_from(target, &file, id))
    });
    let found = found?;
    links::learn_link(run, action, key, &found, copy)?;
    Ok(found)
}

/// Stores an archive, after everything else that is stored of a package; returns its output if it
/// is in the cache.
fn put_and_learn(
    run: &Run<'_>,
    action: ActionRef,
    done: &mut Done,
    target: &str,
    bytes: &[u8],
    pending: Option<Pending>,
    reads: Option<Vec<u8>>,
) -> Result<Option<OutputId>, BuildError> {
    let id = done.action_id;
    match put_archive(run.cx(), id, target, bytes) {
        Ok(output) => {
            cutoff::learn_cutoff(run, action, done, pending, &output, bytes, reads);
            sharing::share(run, action, &id);
            return Ok(Some(output));
        }
        Err(error) if run.cx().command.list.needs_export => {
            return Err(BuildError::Cache { attempt: "", error });
        }
        // Without the entry later builds only have to compile it again. But the file may
        // have been moved before the error.
        Err(_) if uncached::stat(target).is_err() => work::write(target, bytes)?,
        Err(_) => {}
    }
    Ok(None)
}

/// Sets the current path of an archive.
fn set_place(
    run: &Run<'_>,
    action: ActionRef,
    done: &mut Done,
    target: String,
    stored: Option<OutputId>,
) {
    let is_moved = uncached::stat(&target).is_err();
    // A store may be slow: the path is only waited for if it is needed.
    let is_wanted = is_moved || run.cx().flags.report.x || run.cx().command.list.needs_export;
    let stored = stored
        .filter(|_| is_wanted)
        .map(|output| run.cx().cache.output_file(&output));
    done.is_moved = is_moved && stored.is_some();
    if let Some(file) = &stored
        && run.cx().flags.report.x
    {
        let words = join_unambiguously(&["cp", &target, file]);
        run.shell(action).show("", &format!("{words} # internal"));
    }
    done.built = match &stored {
        Some(file) if is_moved => file.clone(),
        _ => target,
    };
    if run.cx().command.list.needs_export {
        let mut outcome = run.outcome(action);
        outcome.export = stored.unwrap_or_default();
        outcome.build_id.clone_from(&done.build_id);
    }
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

fn store_executable(run: &Run<'_>, action: ActionRef, done: &mut Done, target: &str) {
    let package = run.package(action);
    let name = match package.request.exe_name.as_str() {
        "" => package.default_exec_name(),
        name => name.to_owned(),
    };
    let name = format!("{name}{}", run.cx().flags.exe_suffix(&run.cx().env.target));
    let id = done.action_id;
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
    done.product = Product::Executable(file);
}
