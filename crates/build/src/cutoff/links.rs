//! Links that are not repeated: where the executable would be thrown away, and linking the
//! same is known to have succeeded and said nothing; and where there is a copy of what it
//! came to ([`super::kept`]).
//!
//! `build ./...` links every program to find out whether it can be, each time. What is
//! known stands in the [`Ledger`](vamos_cache::Ledger) `vamos/links` in the cache's
//! directory, by the action ID of the link, and where the host's C compiler may have been
//! asked, with its stamp: two digests that say what the linker wrote. Programs with
//! foreign sources of their own are always linked: no key names the libraries that the
//! host's linker finds.
//! Counterpart: none.

use vamos_base::Digest;
use vamos_cache::Keeping;
use vamos_fsys::fresh;
use vamos_objfile::build_id::Found;

use crate::action::ActionRef;
use crate::action::Actor;
use crate::cgo;
use crate::cgo::Language;
use crate::error::BuildError;
use crate::reuse::CutoffSetting;
use crate::runner::Running;

/// The bytes that the table may have: some 9,000 links.
pub(super) const LIMIT: usize = 1 << 20;

/// Flags of the linker that change the executable and nothing else.
const LDFLAGS: [&str; 2] = ["-s", "-w"];

impl Running<'_> {
    /// Reports whether a link need not run, after the cache had no executable; readies
    /// what is to be remembered if it has to.
    pub(crate) fn is_known_link(&self, link: ActionRef) -> bool {
        let key = self.link_key(link);
        self.state(link).known_link = key;
        if self.cutoff.links_setting != CutoffSetting::On || !self.is_thrown_away(link) {
            return false;
        }
        let is_known = key.is_some_and(|key| self.cutoff.links.get(&key).is_some());
        if is_known {
            self.keep_link_text(link);
        }
        is_known
    }

    /// Remembers a link that succeeded, and what the linker wrote, if it said nothing.
    pub(crate) fn learn_link(
        &self,
        link: ActionRef,
        found: &Found,
        copy: Option<Keeping>,
    ) -> Result<(), BuildError> {
        let key = self.state(link).known_link.take();
        let Some(key) = key.filter(|_| self.is_silent(link)) else {
            return Ok(());
        };
        let value = [found.digest, found.rest()];
        let is_verified = self.cutoff.links_setting == CutoffSetting::Verify;
        if is_verified
            && self
                .cutoff
                .links
                .get(&key)
                .is_some_and(|known| known != value)
        {
            let path = &self.package(link).import_path;
            return Err(BuildError::Message(format!(
                "vamos: VAMOS_CUTOFF=verify: {path}: linking gives other bytes than it is \
                 known to give; please report this"
            )));
        }
        if let Some(copy) = copy {
            copy.finish();
        }
        self.cutoff.links.put(&key, &value);
        Ok(())
    }

    /// Reports whether nobody gets the executable.
    pub(super) fn is_thrown_away(&self, link: ActionRef) -> bool {
        let is_group = |action: &ActionRef| matches!(self.plan.get(*action).actor, Actor::None);
        self.triggers[link.index()].iter().all(is_group)
    }

    /// The official command stores what its linker said each time: nothing.
    fn keep_link_text(&self, link: ActionRef) {
        let main = self.plan.get(link).deps[0];
        let main_id = self.state(main).action_id;
        let id = self.cx.hasher.subkey(&main_id, "link-stdout");
        if self.cx.cache.get(&id).is_none() {
            let _ = self.cx.cache.put_bytes(&id, b"");
        }
    }

    /// Returns what names a link that may be spared.
    fn link_key(&self, link: ActionRef) -> Option<Digest> {
        if self.cutoff.links_setting == CutoffSetting::Off || self.cx.list.is_list {
            return None;
        }
        let package = self.package(link);
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
        let mut text = format!("vamos link 2 {}", self.state(link).action_id.0);
        let deps = self.plan.get(link).deps.iter();
        let mut foreign = deps
            .filter_map(|dep| self.plan.package_of(self.graph, *dep))
            .filter(|dep| dep.uses_cgo() || dep.uses_swig())
            .peekable();
        if foreign.peek().is_some() {
            if foreign.any(|dep| !dep.origin.standard) {
                return None;
            }
            let words = cgo::program(self.cx.env, Language::C).ok()?;
            let program = self.look_path(words.first()?).ok()?;
            let stamp = fresh::stat(&program).ok()?.stamp();
            text.push_str(&format!(" {} {program} {stamp}", words.join(" ")));
        }
        Some(Digest::of(text.as_bytes()))
    }
}
