//! Vetting that is not repeated because the tool's input has not changed.
//!
//! The official key of the vet tool's findings in a package has the action ID of its build, and so
//! the content IDs of its imports. The tool reads only the types in their export data, and their
//! facts. So there is a second key with the digests of the actual input: the tool's configuration,
//! with digests instead of the files of imports, the digests of the package's files, and the rest
//! of the official key. Results that are found under the second key are stored under the official
//! one.
//!
//! They are in the same [`AppendLog`](vamos_localstore::AppendLog) as archives, as the digests of
//! the tool's stdout and of the facts. Only findings of a vamos command are added: for an entry
//! that is in the cache already, go1.26 does not record if the tool reported anything or only
//! computed facts.
//! Counterpart: none; docs/cutoff.md lists the assumptions.

use vamos_base::Digest;
use vamos_base::golang::path;
use vamos_base::golang::quote::quote;
use vamos_base::golang::quote::quote_list;
use vamos_cache::OutputId;
use vamos_fsys::uncached;
use vamos_objfile::archive;

use super::archive_digest;
use super::check_of;
use super::may_cut_off;
use crate::action::ActionRef;
use crate::action_recipe;
use crate::action_recipe::Imports;
use crate::entries;
use crate::error::BuildError;
use crate::recipe::Sink;
use crate::run::Run;
use crate::vet::config;
use crate::vet::config::Task;

/// The vet tool's findings in a package.
#[derive(PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) stdout: Vec<u8>,
    pub(crate) facts: Vec<u8>,
}

/// Returns the second key of the tool's findings with these flags; `None` if the tool must run.
/// `task` has no files of results.
pub(crate) fn key(run: &Run<'_>, task: &Task<'_>, flags: &[String]) -> Option<Digest> {
    let settings = run.plan.vet();
    let is_usual = run.services.tools.is_default_vet(settings)
        && run.cx().env.sdk.release.caches_vet_results();
    if !is_usual || !may_cut_off(run, task.build) {
        return None;
    }
    let check = check_of(run, task.build)?;
    let config = config::by_content(run, task, |dep| typed(run, dep))?;
    let digest = |file: &String| {
        let digest = run.services.files.hash(file);
        (!digest.is_empty()).then(|| format!("file {} {digest}\n", quote(file)))
    };
    let files = config
        .inputs
        .iter()
        .map(digest)
        .collect::<Option<Vec<_>>>()?;
    let write = |sink: &mut dyn Sink| -> Result<(), BuildError> {
        sink.line("vamos vet 2\n");
        sink.line(&format!(
            "vet {}\n",
            quote(&run.services.tools.vet_id(settings)?)
        ));
        sink.line(&format!("vetflags {}\n", quote_list(flags)));
        // In Go 1.26 it changes the representation of types (`gotypesalias`).
        let debug = run.cx().env.get("GODEBUG");
        sink.line(&format!("GODEBUG {}\n", quote(debug)));
        action_recipe::write_build_recipe(run, check, sink, Imports::Paths)?;
        sink.line(&config.text);
        files.iter().for_each(|line| sink.line(line));
        Ok(())
    };
    let key = entries::hash_of(run.cx().hasher, "vamos vet", write);
    key.ok().map(|key| key.0)
}

/// Returns the digest of the part of a package's archive that the tool reads; `None` if it cannot
/// be determined.
fn typed(run: &Run<'_>, dep: ActionRef) -> Option<Digest> {
    let typed = &run.findings(dep).typed;
    if let Some(digest) = typed.get() {
        return Some(*digest);
    }
    let digest = archive_digest(run, dep, run.done(dep), archive::typed)?;
    Some(*typed.get_or_init(|| digest))
}

/// Reports whether the files that the build of a package ignores equal the files whose digests are
/// in the key: the tool reads them, too.
pub(crate) fn ignored_are_unchanged(run: &Run<'_>, build: ActionRef) -> bool {
    let package = run.package(build);
    let ignored = package.files.ignored_go.iter();
    let mut ignored = ignored.chain(&package.files.ignored_other);
    let files = &run.services.files;
    ignored.all(|name| files.is_unchanged(&path::join(&[&package.dir, name])))
}

/// Returns the tool's findings under a second key.
pub(crate) fn known(run: &Run<'_>, key: &Digest) -> Option<Found> {
    let outputs = run.services.cutoff.ledger.get(key)?;
    let [stdout, facts] = outputs.map(|output| {
        let file = run.cx().cache.output_file(&OutputId(output));
        let bytes = uncached::read(&file).ok();
        bytes.filter(|bytes| Digest::of(bytes) == output)
    });
    Some(Found {
        stdout: stdout?,
        facts: facts?,
    })
}

/// Adds the tool's findings, which were just stored.
pub(crate) fn learn(run: &Run<'_>, key: &Digest, found: &Found) {
    let outputs = [&found.stdout, &found.facts].map(|bytes| Digest::of(bytes));
    run.services.cutoff.ledger.put(key, &outputs);
}
