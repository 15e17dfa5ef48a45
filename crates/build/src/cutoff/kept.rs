//! Copies of executables that replace repeated links.
//!
//! Most links follow an edit and are not repeated, so the first link of a program stores no copy.
//! The second time the linker's output is copied to vamos' own directory
//! ([`FileCache`](vamos_localstore::FileCache)), in parallel with hashing it. The output of the
//! SDK's linker does not have its content ID yet, the output of this process does. From then on the
//! copy is copied to the linker's output and hashed like it, without its build ID. If the digests
//! equal the digests in the table of links of this cache, the action continues as after a link.
//! Otherwise the copy is removed and the linker runs. So every output is checked, and a copy from
//! another cache, or from before the cache was cleaned, is not used.
//!
//! A copy may also come from another machine, with its digests; a copy that is sent to other
//! machines is stored at the first link ([`crate::sharing`]).
//! Counterpart: none.

use vamos_base::Digest;
use vamos_fsys::uncached;
use vamos_fsys::work;
use vamos_fsys::work::CopyError;
use vamos_localstore::Keeping;
use vamos_objfile::build_id;
use vamos_objfile::build_id::Found;

use crate::action::ActionRef;
use crate::cutoff;
use crate::cutoff::links;
use crate::error::BuildError;
use crate::reuse::CutoffSetting;
use crate::run::Run;
use crate::sharing;

/// A copy that replaced a link.
pub(crate) struct CopiedExecutable {
    /// The digests of its content.
    pub(crate) found: Found,
    /// The file has its final build ID.
    pub(crate) is_final: bool,
}

/// Copies the stored executable of a link to the linker's output in `dir`; returns it if there
/// was one that passed the check. `key` is the link's [`links::link_key`], `build_id` the one without
/// the content ID.
pub(crate) fn copied(
    run: &Run<'_>,
    link: ActionRef,
    key: Option<Digest>,
    build_id: &str,
    dir: Option<&str>,
) -> Result<Option<CopiedExecutable>, BuildError> {
    let is_on = run.services.cutoff.links_setting == CutoffSetting::On;
    let Some(key) = key.filter(|_| is_on && may_be_kept(run, link)) else {
        return Ok(None);
    };
    let kept = &run.services.cutoff.kept;
    let known = match (run.services.cutoff.links.get(&key), kept.find(&key)) {
        (Some(known), Some(_)) => Some(known),
        _ => sharing::fetch_executable(run, link, &key),
    };
    let (Some(known), Some(from)) = (known, kept.find(&key)) else {
        return Ok(None);
    };
    if let Some(dir) = dir {
        run.shell(link).make_dirs(dir)?;
    }
    let target = &run.plan.get(link).target;
    if work::copy::<CopyError>(&from, target, 0o777, || Ok(())).is_err() {
        // Most likely the target cannot be written; linking reports that.
        let _ = work::remove(target);
        return Ok(None);
    }
    let copied = checked(target, build_id, known);
    if copied.is_some() {
        kept.mark_used(&key);
        run.services.cutoff.links.put(&key, &known);
        sharing::share_executable(run, link, &key, &known);
    } else {
        kept.remove(&key);
        let _ = work::remove(target);
    }
    Ok(copied)
}

/// Hashes a copy; returns the result if the digests equal `known`. `old` is the build ID that was
/// passed to the linker. An executable of the SDK's linker has it, an executable linked by this
/// process has its final build ID.
fn checked(target: &str, old: &str, known: [Digest; 2]) -> Option<CopiedExecutable> {
    let file = uncached::open(target).ok()?;
    let new = build_id::with_content(old, &known[0])?;
    let mut ids = [(new.as_str(), true), (old, false)].into_iter();
    ids.find_map(|(id, is_final)| {
        let found = build_id::find_and_hash_from(target, &file, id.as_bytes()).ok()?;
        let is_same = [found.digest, found.rest()] == known;
        is_same.then_some(CopiedExecutable { found, is_final })
    })
}

/// Hashes the linker's output with `hash`, and copies it in parallel if it is to be stored.
/// `key` is [`links::link_key`], if the executable may be stored.
pub(crate) fn with_copy<R>(
    run: &Run<'_>,
    link: ActionRef,
    target: &str,
    key: Option<&Digest>,
    hash: impl FnOnce() -> R,
) -> (R, Option<Keeping>) {
    let begun = key.and_then(|key| begin_copy(run, link, key, target));
    let Some((mut copy, size)) = begun else {
        return (hash(), None);
    };
    let mut is_whole = false;
    let result = run
        .cx()
        .pool
        .both(|| is_whole = copy.copy(target, size), hash);
    (result, is_whole.then_some(copy))
}

fn begin_copy(
    run: &Run<'_>,
    link: ActionRef,
    key: &Digest,
    target: &str,
) -> Option<(Keeping, u64)> {
    let kept = &run.services.cutoff.kept;
    let is_repeated = run.services.cutoff.links.get(key).is_some();
    let is_wanted = is_repeated || sharing::shares_executable(run, link);
    let is_wanted = is_wanted && may_be_kept(run, link) && cutoff::is_silent(run, link);
    if !is_wanted || kept.find(key).is_some() {
        return None;
    }
    let size = uncached::stat(target).ok()?.size;
    Some((kept.begin(key, size)?, size))
}

/// Reports whether a copy of an executable may be stored: it is not discarded after the build, and
/// the build cache does not contain it.
fn may_be_kept(run: &Run<'_>, link: ActionRef) -> bool {
    let this = run.plan.get(link);
    let mut packages = this
        .deps
        .iter()
        .filter_map(|dep| run.plan.package_of(run.graph, *dep));
    !run.services.cutoff.kept.is_off()
        && !links::is_discarded(run, link)
        && !this.cache_executable
        // With prebuilt objects the linker may search for libraries of the host.
        && !packages.any(|package| !package.origin.standard && !package.files.syso.is_empty())
}
