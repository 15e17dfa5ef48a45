//! Exchange with other machines: archives with their entries, and executables.
//!
//! Nothing happens unless the store shares its results ([`Sharing`]).
//! Results come under the action ID that this build computed.
//! Counterpart: none.

use vamos_base::Digest;
use vamos_base::golang::os_str;
use vamos_cache::ActionId;
use vamos_cache::Sharing;
use vamos_cache::Store;
use vamos_cache::subkey;

use crate::action::ActionMode;
use crate::action::ActionRef;
use crate::c_header;
use crate::cover_metadata;
use crate::run::Run;

/// The name of the entry with the compiler's output, which every archive has.
pub(crate) const STDOUT: &str = "stdout";

/// Fetches the archive of an action into the cache if another machine has it. Commands that only
/// show their actions show the state of this machine.
pub(crate) fn fetch(run: &Run<'_>, action: ActionRef, id: &ActionId) {
    let cx = run.cx();
    let is_shown_only =
        cx.flags.report.n || cx.command.list.is_list && !cx.command.list.needs_export;
    if run.plan.get(action).mode == ActionMode::Build
        && !is_shown_only
        && let Some(sharing) = cx.cache.capabilities().sharing
        && sharing.fetch(id)
    {
        run.note_shared(action);
    }
}

/// Offers the archive of an action, which is in the cache under `id`, and the entries stored with
/// it.
pub(crate) fn share(run: &Run<'_>, action: ActionRef, id: &ActionId) {
    let Some(sharing) = sharing(run) else {
        return;
    };
    if run.plan.get(action).mode != ActionMode::Build {
        return;
    }
    let mut beside = names_beside(run.cx().cache, id);
    let package = run.package(action);
    if package.uses_cgo() {
        beside.push(c_header::HEADER.to_owned());
    }
    if package.request.cover_metadata {
        beside.push(cover_metadata::file_name(&package.import_path));
    }
    sharing.share(id, &beside);
}

/// Returns the other machines, if offers are sent to them.
fn sharing<'a>(run: &Run<'a>) -> Option<&'a dyn Sharing> {
    let sharing = run.cx().cache.capabilities().sharing;
    sharing.filter(|sharing| sharing.is_sharing())
}

/// Returns the names of the entries that are stored with every archive with this action ID.
pub(crate) fn names_beside(cache: &dyn Store, id: &ActionId) -> Vec<String> {
    let mut names = vec![STDOUT.to_owned(), "srcfiles".to_owned()];
    // Not reported as a hash: the official command does not share anything.
    if let Some((list, _)) = cache.get_bytes(&subkey(id, "srcfiles")) {
        // Files outside of the package's directory were generated.
        let list = os_str::decode(&list);
        let generated = list.split('\n').filter(|name| !name.starts_with("./"));
        let generated = generated.filter(|name| !name.is_empty());
        names.extend(generated.map(str::to_owned));
    }
    names
}

/// Fetches an executable that another machine linked into the directory of the copies; returns the
/// digests that its content must have.
pub(crate) fn fetch_executable(
    run: &Run<'_>,
    link: ActionRef,
    key: &Digest,
) -> Option<[Digest; 2]> {
    if !is_installed(run, link) {
        return None;
    }
    let place = |size| run.services.cutoff.kept.place(key, size);
    let sharing = run.cx().cache.capabilities().sharing?;
    let note = sharing.fetch_file(key, &place)?;
    run.note_shared(link);
    let (first, second) = note.split_at_checked(32)?;
    let digest = |bytes: &[u8]| bytes.try_into().ok().map(Digest);
    Some([digest(first)?, digest(second)?])
}

/// Reports whether an executable is a result for the user. Programs that only run a test are many
/// and large, and their results are cached.
fn is_installed(run: &Run<'_>, link: ActionRef) -> bool {
    let is_install = |action: &ActionRef| run.plan.get(*action).mode == ActionMode::LinkInstall;
    run.triggers(link).iter().any(is_install)
}

/// Reports whether the executable of a link is offered to other machines.
pub(crate) fn shares_executable(run: &Run<'_>, link: ActionRef) -> bool {
    sharing(run).is_some() && is_installed(run, link)
}

/// Offers the stored copy of an executable.
pub(crate) fn share_executable(run: &Run<'_>, link: ActionRef, key: &Digest, known: &[Digest; 2]) {
    let Some(sharing) = sharing(run).filter(|_| is_installed(run, link)) else {
        return;
    };
    if let Some(path) = run.services.cutoff.kept.find(key) {
        let note = [known[0].0, known[1].0].concat();
        sharing.share_file(key, &path, &note);
    }
}
