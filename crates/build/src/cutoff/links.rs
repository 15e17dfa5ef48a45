//! Links that are not repeated: the executable would be discarded, and the same link succeeded
//! before without output; or there is a copy of its executable ([`super::kept`]).
//!
//! `build ./...` links every program each time, to find out whether it can be linked. The
//! [`AppendLog`](vamos_localstore::AppendLog) `vamos/links` in the cache's directory contains links
//! that succeeded. The key is the action ID of the link, with the stamp of the host's C
//! compiler if it may have been used. The value is two digests of the linker's output.
//! Programs with foreign sources outside of the standard library are always linked: no key
//! contains the libraries that the host's linker finds.
//! Counterpart: none.

use vamos_base::Digest;
use vamos_cache::ActionId;
use vamos_fsys::uncached;
use vamos_localstore::Keeping;
use vamos_objfile::build_id::Found;

use crate::action::ActionRef;
use crate::cgo;
use crate::cgo::Language;
use crate::cutoff;
use crate::error::BuildError;
use crate::error::VerifyError;
use crate::reuse::CutoffSetting;
use crate::run::Run;
use crate::sharing;

/// Flags of the linker that only change the executable.
const LDFLAGS: [&str; 2] = ["-s", "-w"];

/// Reports whether a link need not run, after the cache had no executable. `key` is the link's
/// [`link_key`].
pub(crate) fn is_known_link(run: &Run<'_>, link: ActionRef, key: Option<&Digest>) -> bool {
    if run.services.cutoff.links_setting != CutoffSetting::On || !is_discarded(run, link) {
        return false;
    }
    let is_known = key.is_some_and(|key| run.services.cutoff.links.get(key).is_some());
    if is_known {
        keep_link_text(run, link);
    }
    is_known
}

/// Stores a link that succeeded under its key, and the digests of its output, if the linker printed
/// nothing.
pub(crate) fn learn_link(
    run: &Run<'_>,
    link: ActionRef,
    key: Option<Digest>,
    found: &Found,
    copy: Option<Keeping>,
) -> Result<(), BuildError> {
    let Some(key) = key.filter(|_| cutoff::is_silent(run, link)) else {
        return Ok(());
    };
    let value = [found.digest, found.rest()];
    let is_verified = run.services.cutoff.links_setting == CutoffSetting::Verify;
    if is_verified
        && run
            .services
            .cutoff
            .links
            .get(&key)
            .is_some_and(|known| known != value)
    {
        let package = run.package(link).import_path.clone();
        return Err(BuildError::Verify(VerifyError::Program { package }));
    }
    if let Some(copy) = copy {
        copy.finish();
    }
    run.services.cutoff.links.put(&key, &value);
    sharing::share_executable(run, link, &key, &value);
    Ok(())
}

/// Reports whether the executable is discarded after the build.
pub(super) fn is_discarded(run: &Run<'_>, link: ActionRef) -> bool {
    let is_group = |action: &ActionRef| run.plan.get(*action).is_group();
    run.triggers(link).iter().all(is_group)
}

/// Stores the linker's empty output, as the official command does after each link.
fn keep_link_text(run: &Run<'_>, link: ActionRef) {
    let main = run.plan.get(link).deps[0];
    let main_id = run.done(main).action_id;
    let id = run.cx().hasher.subkey(&main_id, "link-stdout");
    if run.cx().cache.get(&id).is_none() {
        let _ = run.cx().cache.put_bytes(&id, b"");
    }
}

/// Returns the key under which a link with this ID is stored that may be skipped.
pub(crate) fn link_key(run: &Run<'_>, link: ActionRef, id: ActionId) -> Option<Digest> {
    if run.services.cutoff.links_setting == CutoffSetting::Off || run.cx().command.list.is_list {
        return None;
    }
    let package = run.package(link);
    let is_known = |flag: &String| LDFLAGS.contains(&flag.as_str()) || flag.starts_with("-X=");
    let mut ldflags = package.request.flags.ld.iter();
    // `-X` may have its value in the next word.
    while let Some(flag) = ldflags.next() {
        if flag == "-X" {
            ldflags.next()?;
        } else if !is_known(flag) {
            return None;
        }
    }
    let mut text = format!("vamos link 2 {}", id.0);
    let deps = run.plan.get(link).deps.iter();
    let mut foreign = deps
        .filter_map(|dep| run.plan.package_of(run.graph, *dep))
        .filter(|dep| dep.uses_cgo() || dep.uses_swig())
        .peekable();
    if foreign.peek().is_some() {
        if foreign.any(|dep| !dep.origin.standard) {
            return None;
        }
        let words = cgo::program(run.cx().env, Language::C).ok()?;
        let program = run.services.tools.look_path(words.first()?).ok()?;
        let stamp = uncached::stat(&program).ok()?.stamp();
        text.push_str(&format!(" {} {program} {stamp}", words.join(" ")));
    }
    Some(Digest::of(text.as_bytes()))
}
