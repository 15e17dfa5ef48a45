//! Profile-guided optimization: a profile is preprocessed once for all packages that
//! are compiled with it.
//!
//! Counterpart: cmd/go/internal/work/action.go (`pgoActor`), exec.go (`build`).

use vamos_base::golang::shell::join_unambiguously;
use vamos_fsys::fresh;

use crate::action::ActionMode;
use crate::action::ActionRef;
use crate::error::BuildError;
use crate::runner::Running;

impl Running<'_> {
    /// Turns `profile` into what the compiler reads, unless the cache has it.
    pub(crate) fn preprocess(&self, action: ActionRef, profile: &str) -> Result<(), BuildError> {
        let name = format!("preprocess PGO profile {profile}");
        let id = self.action_id_of(&name, |sink| self.write_profile_recipe(profile, sink))?;
        let is_list = self.cx.list.is_list;
        let target = &self.plan.get(action).target;
        if self.use_cache(action, id, target, !is_list)? || is_list {
            return Ok(());
        }
        let result = self.preprocess_needed(action, profile);
        self.flush_output(action);
        result
    }

    fn preprocess_needed(&self, action: ActionRef, profile: &str) -> Result<(), BuildError> {
        let shell = self.shell(action);
        let this = self.plan.get(action);
        shell.make_dirs(&this.objdir)?;
        let command = self.preprofile_command(&this.target, profile);
        shell.run(".", profile, &[], command)?;
        self.state(action).built.clone_from(&this.target);
        if shell.is_dry() || !self.is_as_hashed(profile) {
            return Ok(());
        }
        let bytes = fresh::read(&this.target)?;
        let id = self.state(action).action_id;
        let cache = self.cx.cache;
        let stored = cache.put_bytes(&id, &bytes);
        let stored = stored.and_then(|output| cache.settle(&id).map(|()| output));
        let output = stored.map_err(|error| {
            BuildError::Message(format!("error adding target to cache: {error}"))
        })?;
        if self.cx.flags.x {
            let file = self.cx.cache.output_file(&output);
            let words = join_unambiguously(&["cp", &this.target, &file]);
            shell.show("", &format!("{words} # internal"));
        }
        Ok(())
    }

    /// Returns the preprocessed profile that an action's package is compiled with.
    pub(crate) fn profile_of(&self, action: ActionRef) -> Option<String> {
        let deps = &self.plan.get(action).deps;
        let mut profiles = deps
            .iter()
            .filter(|dep| self.plan.get(**dep).mode == ActionMode::Preprocess);
        profiles.next().map(|dep| self.state(*dep).built.clone())
    }
}
