//! The operations on modules for `work sync`: each module of a workspace on its own, and tidy
//! requirements after a change.
//!
//! Counterpart: cmd/go/internal/modload/init.go (`EnterModule`, `WriteGoMod`), where
//! cmd/go/internal/workcmd/sync.go uses it.

use std::sync::Arc;

use super::InitOptions;
use super::LoadError;
use super::ModOptions;
use super::Modules;
use super::TidyOptions;

impl Modules<'_> {
    /// Initialises modules again, with the module in this directory as the only main one
    /// (`EnterModule`). Cached data about other modules stays; as a consequence, go.sum does not
    /// get the hashes of go.mod files that were read before.
    pub fn enter_module(&self, root: &str) -> Result<Self, LoadError> {
        let ctx = self.state.config.ctx;
        let options = InitOptions {
            force_use_modules: true,
            use_workspace: false,
            mod_root: Some(root.to_owned()),
            ..InitOptions::default()
        };
        let mut module = Self::init(ctx, &options)?;
        if !ctx.env.sdk.release.syncs_all_or_nothing() {
            // Only newer releases check for problems of the environment again.
            module.take_warnings();
        }
        module.state.share_memos(&self.state);
        module.load_mod_file()?;
        Ok(module)
    }

    /// Makes edited requirements tidy, for [`Modules::updates`]; after an error, these contain only
    /// go.sum.
    pub fn tidy_edited(&mut self) -> Result<(), LoadError> {
        let result = self.tidy_edited_files();
        result.map_err(|error| self.with_warnings(error))
    }

    fn tidy_edited_files(&mut self) -> Result<(), LoadError> {
        let options = ModOptions {
            any_tags: true,
            vendor_modules_in_goroot_src: true,
            load_tests: true,
            allow_errors: true,
            silence_missing_std_imports: true,
            silence_package_errors: true,
            tidy: Some(TidyOptions::default()),
            ..ModOptions::default()
        };
        let tidied = self.load_tidy(&options)?;
        let plan = self.plan(&tidied.rs);
        let mut updates = Vec::from_iter(plan.tidy_sum(&tidied.keep)?);
        let updated = plan.updated_file();
        // A go.mod that may not change stays as it is, without a message.
        let go_mod = match &updated {
            Ok(Some(updated)) => plan.changed_go_mod(updated).ok().flatten(),
            _ => None,
        };
        updates.extend(go_mod);
        self.updates = updates;
        let ctx = self.state.config.ctx;
        match updated {
            Ok(Some(updated)) => {
                let main = self.state.config.main.single();
                let path = main.map(|main| main.module.path.clone());
                let main_modules = &mut self.state.config.main;
                main_modules.set_mod_file(&path.unwrap_or_default(), Arc::new(updated), None);
                Ok(())
            }
            Err(error) if ctx.env.sdk.release.syncs_all_or_nothing() => Err(error),
            _ => Ok(()),
        }
    }
}
