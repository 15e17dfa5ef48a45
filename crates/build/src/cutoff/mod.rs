//! Early cutoff: a package is not compiled again if the export data of its imports is
//! unchanged.
//!
//! The official action ID contains the content IDs of imports. For each archive a second key is
//! stored. It is made of the same recipe, with the export data of each import (build ID left out)
//! instead of its content ID, and with the parts of Go files that the compiler reads instead of
//! their whole content. If the second key is known, its archive gets the new action ID in its build
//! ID and is stored under that ID. The bytes are those that compiling would write.
//!
//! The table is the [`AppendLog`](vamos_localstore::AppendLog) `vamos/archives` in the cache's
//! directory. It maps the second key to the action and the output of an archive in the same
//! cache. It is a hint. The build ID of the archive is checked, and its content ID: the hash of
//! all bytes but the build ID. The inputs have to be unchanged since they were hashed. Archives
//! that the official command compiled are added when they are first found in the cache.
//! Counterpart: none; docs/cutoff.md lists the assumptions.

pub(crate) mod code;
mod edited;
pub(crate) mod kept;
pub(crate) mod links;
pub(crate) mod read_pass;
mod read_sets;
mod record;
mod renewal;
pub(crate) mod scope;
pub(crate) mod vets;

use std::sync::PoisonError;
use std::sync::atomic::Ordering;

use vamos_base::Digest;
use vamos_cache::ActionId;
use vamos_cache::OutputId;
use vamos_cache::Value;
use vamos_fsys::uncached;
use vamos_fsys::work;
use vamos_goenv::proofs::Difference;
use vamos_objfile::ReadAt;
use vamos_objfile::archive;
use vamos_objfile::archive::Exported;
use vamos_objfile::build_id;
use vamos_objfile::build_id::Found;

use crate::action::ActionMode;
use crate::action::ActionRef;
use crate::action_recipe;
use crate::action_recipe::Imports;
use crate::entries;
use crate::error::BuildError;
use crate::error::VerifyError;
use crate::importcfg;
use crate::recipe::Sink;
use crate::reuse::CutoffSetting;
use crate::run::Done;
use crate::run::Run;
use crate::sharing;
use crate::unchanged;

/// Reports whether the archive of a package may be made of a known one: then the package has a
/// work directory only once it is compiled.
pub(crate) fn may_cut_off(run: &Run<'_>, action: ActionRef) -> bool {
    let services = &run.services;
    !services.cutoff.is_off() && scope::is_plain(run.package(action), services.work.path())
}

/// The choice between a known archive and the compiler.
pub(crate) enum Cutoff {
    /// The archive of the package was made of a known one.
    Reused,
    /// The compiler must run. Its archive is stored for early cutoff if there is a key for it.
    Compile(Option<Pending>),
}

/// The work for early cutoff after an archive is compiled.
pub(crate) struct Pending {
    key: Digest,
    /// The key of the compilation's reads of its imports.
    reads_key: Digest,
    /// The bytes that it must have, if it is compared.
    expected: Option<Vec<u8>>,
}

/// Derives a package's archive from a known one, if there is one.
pub(crate) fn reuse(
    run: &Run<'_>,
    action: ActionRef,
    done: &mut Done,
) -> Result<Cutoff, BuildError> {
    let Some(keys) = Keys::of(run, action) else {
        return Ok(Cutoff::Compile(None));
    };
    let known = run.services.cutoff.ledger.get(&keys.exports);
    let found = known
        .and_then(|[old, output]| self::known(run, &old, &output))
        .and_then(|known| branded(&done.build_id, known));
    let found = found.or_else(|| read_sets::find(run, action, &keys, &done.build_id));
    // A difference that was found in this command may be one of many.
    let sdk = &run.cx().env.sdk;
    let found = found.filter(|_| !sdk.is_withdrawn());
    let is_compared = || sdk.is_compared(&done.action_id.0.hex());
    let (expected, archive) = match run.services.cutoff.setting {
        CutoffSetting::Verify => (found, None),
        _ if found.is_some() && is_compared() => (found, None),
        _ => (
            None,
            found.filter(|_| unchanged::inputs_are_unchanged(run, action)),
        ),
    };
    let pending = Pending {
        key: keys.exports,
        reads_key: keys.paths,
        expected,
    };
    let Some(archive) = archive else {
        return Ok(Cutoff::Compile(Some(pending)));
    };
    let spared = &run.services.cutoff.spared;
    spared.fetch_add(1, Ordering::Relaxed);
    store_branded(run, action, done, pending, &archive)?;
    Ok(Cutoff::Reused)
}

/// The keys of an archive in addition to its action ID.
struct Keys {
    /// The recipe with the export data of imports and without comments.
    exports: Digest,
    /// The same with the paths of imports.
    paths: Digest,
    /// The cache check of the package, whose dependencies are the imports.
    check: ActionRef,
}

impl Keys {
    /// Returns the keys of a build action's archive, if there are any.
    fn of(run: &Run<'_>, action: ActionRef) -> Option<Self> {
        if !may_cut_off(run, action) {
            return None;
        }
        Self::with(run, action, |dep| exported(run, dep))
    }

    /// Returns the keys that an archive would have if its imports have the hashes that
    /// `exported` returns.
    fn with(
        run: &Run<'_>,
        action: ActionRef,
        exported: impl Fn(ActionRef) -> Option<Option<Digest>>,
    ) -> Option<Self> {
        let check = check_of(run, action)?;
        let mut exports = Vec::new();
        for dep in &run.plan.get(check).deps {
            let is_package = run.plan.get(*dep).package.is_some();
            exports.push(match is_package {
                true => exported(*dep)?,
                false => None,
            });
        }
        let mut map = String::new();
        importcfg::add_import_map(&mut map, run.package(action));
        let key = |imports: Imports<'_>, head: &str| {
            let key = entries::hash_of(run.cx().hasher, "vamos cutoff", |sink: &mut dyn Sink| {
                sink.line(head);
                sink.line(&map);
                action_recipe::write_build_recipe(run, check, sink, imports)
            });
            key.ok().map(|key| key.0)
        };
        Some(Self {
            exports: key(Imports::Exports(&exports), "vamos cutoff 3\n")?,
            paths: key(Imports::Paths, "vamos reads 10\n")?,
            check,
        })
    }
}

/// Reports whether the tables have no entry for compiling a package with imports of these hashes,
/// so that the archive cannot be made from another one. They never have one for packages with
/// assembly. The sources are hashed on the way.
pub(crate) fn is_unknown(
    run: &Run<'_>,
    action: ActionRef,
    exported: impl Fn(ActionRef) -> Option<Option<Digest>>,
) -> bool {
    let tables = &run.services.cutoff;
    Keys::with(run, action, exported).is_some_and(|keys| {
        tables.ledger.get(&keys.exports).is_none() && tables.reads.get(&keys.paths.hex()).is_none()
    })
}

/// Returns the cache check of a build action's package.
fn check_of(run: &Run<'_>, action: ActionRef) -> Option<ActionRef> {
    let mut deps = run.plan.get(action).deps.iter().rev().copied();
    deps.find(|dep| {
        let dep = run.plan.get(*dep);
        dep.mode == ActionMode::CheckCache && dep.package == run.plan.get(action).package
    })
}

/// Returns the hash of a package's export data; `Some(None)` for a package without an
/// archive, `None` if the hash cannot be determined.
#[expect(
    clippy::option_option,
    reason = "not knowing is not the same as nothing"
)]
pub(crate) fn exported(run: &Run<'_>, dep: ActionRef) -> Option<Option<Digest>> {
    exported_by(run, dep, run.done(dep))
}

/// Like [`exported`], with the result of the build so far.
#[expect(
    clippy::option_option,
    reason = "not knowing is not the same as nothing"
)]
pub(crate) fn exported_by(run: &Run<'_>, build: ActionRef, done: &Done) -> Option<Option<Digest>> {
    let found = &run.findings(build).exported;
    let known = done.exported.or_else(|| found.get().copied());
    if known.is_some() {
        return Some(known);
    }
    if done.built.is_empty() {
        let is_built_in = run.plan.get(build).mode == ActionMode::BuiltIn;
        return is_built_in.then_some(None);
    }
    let digest = archive_digest(run, build, done, archive::exported)?;
    Some(Some(*found.get_or_init(|| digest)))
}

/// Returns the result of `read` for the archive of a build action, if the archive has the action's
/// build ID.
fn archive_digest(
    run: &Run<'_>,
    build: ActionRef,
    done: &Done,
    read: fn(&dyn ReadAt) -> Option<Exported>,
) -> Option<Digest> {
    let found = read(&uncached::open(&done.built).ok()?)?;
    if found.build_id != done.build_id {
        return None;
    }
    // It was read now.
    let is_verified = &run.findings(build).is_verified;
    is_verified.store(true, Ordering::Relaxed);
    Some(found.digest)
}

/// A known archive.
struct Known {
    bytes: Vec<u8>,
    build_id: String,
    /// The offsets of the build ID, and the hash of the other bytes.
    found: Found,
}

/// Returns a known archive if its contents match the table.
fn known(run: &Run<'_>, old: &Digest, output: &Digest) -> Option<Known> {
    let file = run.cx().cache.output_file(&OutputId(*output));
    let bytes = uncached::read(&file).ok()?;
    let build_id = archive::exported_id(&bytes)?.to_owned();
    let content = build_id::content_id(&build_id);
    if build_id != format!("{}/{content}", old.short()) {
        return None;
    }
    let found = build_id::find_and_hash(&bytes, build_id.as_bytes()).ok()?;
    // Once after the export data and once in the object.
    let is_known = found.digest.short() == content && found.matches.len() == 2;
    is_known.then_some(Known {
        bytes,
        build_id,
        found,
    })
}

/// Returns a known archive with the build ID that compiling would give it: `temporary` is the one
/// without the content ID.
fn branded(temporary: &str, known: Known) -> Option<Vec<u8>> {
    let Known {
        mut bytes,
        build_id,
        found,
    } = known;
    let new_id = build_id::with_content(temporary, &found.digest)?;
    if new_id.len() != build_id.len() {
        return None;
    }
    build_id::rewrite(&mut bytes, &found.matches, new_id.as_bytes()).ok()?;
    Some(bytes)
}

/// Stores an archive as if it had been compiled, siblings first.
fn store_branded(
    run: &Run<'_>,
    action: ActionRef,
    done: &mut Done,
    pending: Pending,
    bytes: &[u8],
) -> Result<(), BuildError> {
    let exported = archive::exported(&bytes);
    let Exported { build_id, digest } = exported.expect("its build ID was just written");
    done.build_id = build_id;
    let id = done.action_id;
    entries::store_output_text(run, action, &id);
    let output = OutputId(Digest::of(bytes));
    let needs_export = run.cx().command.list.needs_export;
    let stored = run.cx().cache.put(&id, Value::Hashed(bytes, output.0));
    let mut stored = stored.map(drop);
    if stored.is_ok() && needs_export {
        stored = run.cx().cache.settle(&id);
    }
    let file = match stored {
        Ok(()) => {
            let archive = Learned {
                output: &output,
                bytes,
                exported: Some(digest),
                reads: None,
            };
            learn(run, action, done, Some(pending), archive);
            sharing::share(run, action, &id);
            done.is_moved = true;
            run.cx().cache.output_file(&output)
        }
        Err(error) if needs_export => return Err(BuildError::Cache { attempt: "", error }),
        Err(_) => {
            // Without the entry later builds only have to compile it again.
            let objdir = &run.plan.get(action).objdir;
            run.shell(action).make_dirs(objdir)?;
            let file = format!("{objdir}_pkg_.a");
            work::write(&file, bytes)?;
            file
        }
    };
    if needs_export {
        let mut outcome = run.outcome(action);
        outcome.export.clone_from(&file);
        outcome.build_id.clone_from(&done.build_id);
    }
    done.built = file;
    Ok(())
}

/// Compares an archive that was compiled with the one that was known, if its sources are unchanged
/// since they were hashed. Returns the work that is left if they are equal.
pub(crate) fn check_cutoff(
    run: &Run<'_>,
    action: ActionRef,
    pending: Option<Pending>,
    bytes: &[u8],
    is_unchanged: bool,
) -> Result<Option<Pending>, BuildError> {
    let compiled = &run.services.cutoff.compiled;
    compiled.fetch_add(1, Ordering::Relaxed);
    let expected = pending
        .as_ref()
        .and_then(|pending| pending.expected.as_ref())
        .filter(|_| is_unchanged);
    if let Some(expected) = expected {
        let tables = &run.services.cutoff;
        tables.compared.fetch_add(1, Ordering::Relaxed);
        if expected != bytes || !is_silent(run, action) {
            if tables.setting != CutoffSetting::Verify {
                withdraw(run, action, expected, bytes);
                return Ok(None);
            }
            let package = run.package(action).import_path.clone();
            let at = expected.iter().zip(bytes).position(|(a, b)| a != b);
            let at = at.unwrap_or(expected.len().min(bytes.len()));
            return Err(BuildError::Verify(VerifyError::Archive { package, at }));
        }
    }
    Ok(pending)
}

/// Ends early cutoff for a compiler that was proved on this machine: an archive that would have
/// been used differs from its output. The compiled one is used.
fn withdraw(run: &Run<'_>, action: ActionRef, expected: &[u8], bytes: &[u8]) {
    let difference = Difference {
        package: &run.package(action).import_path,
        what: "an archive that early cutoff would have used",
        used: expected,
        compiled: bytes,
    };
    if let Some(line) = run.cx().env.sdk.withdraw(&difference) {
        run.cx().sink.report_error(&line);
    }
}

fn is_silent(run: &Run<'_>, action: ActionRef) -> bool {
    let state = run.state(action);
    state.output.as_ref().is_some_and(String::is_empty)
}

/// An archive that was just stored.
struct Learned<'a> {
    output: &'a OutputId,
    bytes: &'a [u8],
    /// The hash of its export data, if it has some.
    exported: Option<Digest>,
    /// The compiler's report of its reads.
    reads: Option<Vec<u8>>,
}

/// Adds an archive that was just stored to the table, with the compiler's report of its reads.
pub(crate) fn learn_cutoff(
    run: &Run<'_>,
    action: ActionRef,
    done: &mut Done,
    pending: Option<Pending>,
    output: &OutputId,
    bytes: &[u8],
    reads: Option<Vec<u8>>,
) {
    if run.services.cutoff.is_off() {
        return;
    }
    let archive = Learned {
        output,
        bytes,
        exported: archive::exported(&bytes).map(|exported| exported.digest),
        reads,
    };
    learn(run, action, done, pending, archive);
}

/// Adds an archive to the table.
fn learn(
    run: &Run<'_>,
    action: ActionRef,
    done: &mut Done,
    pending: Option<Pending>,
    archive: Learned<'_>,
) {
    done.exported = archive.exported;
    if let Some(pending) = pending
        && is_silent(run, action)
    {
        let value = [done.action_id.0, archive.output.0];
        run.services.cutoff.ledger.put(&pending.key, &value);
        let Learned { bytes, reads, .. } = archive;
        read_sets::learn(run, action, &pending.reads_key, value, bytes, reads);
    }
}

/// Records that the archive of a build action was found in the cache.
pub(crate) fn note_hit(run: &Run<'_>, build: ActionRef, done: &Done) {
    if run.services.cutoff.is_off() || done.is_remembered {
        return;
    }
    let hits = || {
        run.services
            .cutoff
            .hits
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    };
    hits().push(build);
}

/// Adds the archives that were found in the cache, and writes the tables.
pub(crate) fn save(run: &Run<'_>, is_complete: bool) {
    run.services.cutoff.links.save(&|_| true);
    if run.services.cutoff.is_off() {
        return;
    }
    let hits = &run.services.cutoff.hits;
    let hits = std::mem::take(&mut *hits.lock().unwrap_or_else(PoisonError::into_inner));
    if is_complete {
        // After an error that ends the run, some builds have no result.
        let unknown = |build: &ActionRef| {
            let id = run.done(*build).action_id;
            run.has_ended(*build) && !run.services.cutoff.ledger.names(&id.0)
        };
        for build in hits.into_iter().filter(unknown) {
            learn_hit(run, build);
        }
    }
    if run.services.cutoff.is_explained {
        explain(run);
    }
    run.services.cutoff.reads.save();
    run.services.cutoff.ledger.save(&|[_, output]| {
        let file = run.cx().cache.output_file(&OutputId(*output));
        uncached::stat(&file).is_ok()
    });
}

/// Reports how much was compiled.
fn explain(run: &Run<'_>) {
    let tables = &run.services.cutoff;
    let spared = tables.spared.load(Ordering::Relaxed);
    let all = spared + tables.compiled.load(Ordering::Relaxed);
    if all > 0 {
        let compared = match tables.compared.load(Ordering::Relaxed) {
            0 => String::new(),
            count => format!(", {count} compiled and compared"),
        };
        let text = format!("vamos: early cutoff: {spared} of {all} packages skipped{compared}\n");
        run.cx().sink.report_error(&text);
    }
}

/// Adds an archive that another process stored, if its compiler printed nothing.
fn learn_hit(run: &Run<'_>, build: ActionRef) -> Option<()> {
    let key = Keys::of(run, build)?.exports;
    let Done {
        action_id: id,
        build_id,
        ..
    } = run.done(build);
    let stdout: ActionId = run.cx().hasher.subkey(id, "stdout");
    let is_silent = run.cx().cache.get(&stdout)?.size == 0;
    let entry = run.cx().cache.get(id)?;
    if is_silent && build_id::action_id(build_id) == id.0.short() {
        run.services
            .cutoff
            .ledger
            .put(&key, &[id.0, entry.output.0]);
        edited::note_missing(run, build);
    }
    Some(())
}
