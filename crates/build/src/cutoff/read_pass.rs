//! Records of the reads of compilations, for packages whose archives are in the cache: the first
//! build with an SDK has no instrumented compiler yet, so it leaves none.
//!
//! A process in the background plans a command again, with its links and runs left out. It compiles
//! nothing: the instrumented compiler ends when it has read all imports. The archive is the one
//! that is in the cache. The process ends when a build has work to do, and stores its results so
//! far.
//! Counterpart: none; upstream compiles all importers.

use vamos_base::Digest;
use vamos_cache::ActionId;

use super::Keys;
use super::edited::imports_edited;
use super::known;
use super::may_cut_off;
use super::read_sets;
use super::scope;
use crate::action::ActionRef;
use crate::error::BuildError;
use crate::run::Done;
use crate::run::Run;

/// An archive without a record.
pub(crate) struct Unrecorded {
    key: Digest,
    archive: [Digest; 2],
    bytes: Vec<u8>,
}

/// Returns the archive of a package if it is in the cache, and there is no record of the reads of
/// its compilation. Fails if the pass must end.
pub(crate) fn unrecorded(
    run: &Run<'_>,
    action: ActionRef,
    done: &Done,
) -> Result<Option<Unrecorded>, BuildError> {
    let cx = run.cx();
    let is_of_use = !done.built.is_empty()
        && imports_edited(run, action)
        && scope::may_use_reads(cx.env)
        && may_cut_off(run, action);
    let keys = is_of_use.then(|| Keys::of(run, action)).flatten();
    let tables = &run.services.cutoff;
    let Some(keys) = keys.filter(|keys| tables.reads.get(&keys.paths.hex()).is_none()) else {
        return Ok(None);
    };
    if tables.pass.is_over() {
        cx.cancel.cancel();
        return Err(BuildError::Cancelled);
    }
    let id = done.action_id;
    let stdout: ActionId = cx.hasher.subkey(&id, "stdout");
    let is_silent = cx.cache.get(&stdout).is_some_and(|entry| entry.size == 0);
    let entry = cx.cache.get(&id).filter(|_| is_silent);
    let archive = entry.and_then(|entry| {
        let output = entry.output.0;
        Some(Unrecorded {
            key: keys.paths,
            archive: [id.0, output],
            bytes: known(run, &id.0, &output)?.bytes,
        })
    });
    Ok(archive)
}

/// Records the reads that the compiler has reported for an archive.
pub(crate) fn learn(run: &Run<'_>, action: ActionRef, known: &Unrecorded, reads: Option<Vec<u8>>) {
    read_sets::learn(run, action, &known.key, known.archive, &known.bytes, reads);
}
