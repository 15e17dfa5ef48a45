//! The action that links an executable.
//!
//! Whatever new thing decides the executable's bytes belongs into the recipe too.
//! Counterpart: cmd/go/internal/work/exec.go (`Builder.link`).

use vamos_base::golang::os_str;

use crate::action::ActionRef;
use crate::error::BuildError;
use crate::importcfg;
use crate::runner::Running;

impl Running<'_> {
    /// Links, unless the result is there.
    pub(crate) fn link(&self, action: ActionRef) -> Result<(), BuildError> {
        let package = self.package(action);
        let id = self.action_id_of(&format!("link {}", package.import_path), |sink| {
            self.write_link_recipe(action, sink)
        })?;
        let is_list = self.cx.list.is_list;
        if self.use_cache(action, id, &package.request.target, !is_list)? || is_list {
            return Ok(());
        }
        if self.is_known_link(action) {
            return Ok(());
        }
        let result = self.link_needed(action);
        self.flush_output(action);
        result
    }

    fn link_needed(&self, action: ActionRef) -> Result<(), BuildError> {
        let shell = self.shell(action);
        let this = self.plan.get(action);
        let target_dir = this
            .target
            .rsplit_once('/')
            .map(|(dir, _)| format!("{dir}/"));
        shell.make_dirs(&this.objdir)?;
        if !self.is_copied(action, target_dir.as_deref())? {
            let importcfg = format!("{}importcfg.link", this.objdir);
            shell.write_file(&importcfg, &os_str::encode(&self.link_importcfg(action)))?;
            if let Some(dir) = &target_dir {
                shell.make_dirs(dir)?;
            }
            let main_archive = self.state(this.deps[0]).built.clone();
            let command = self.link_command(action, &importcfg, &main_archive)?;
            let desc = &self.package(action).import_path;
            shell.run(&command.dir, desc, &command.env, command.words)?;
        }
        self.update_build_id(action, &this.target)?;
        self.state(action).built.clone_from(&this.target);
        Ok(())
    }

    pub(crate) fn link_importcfg(&self, action: ActionRef) -> String {
        let mut text = String::new();
        for dep in &self.plan.get(action).deps {
            if let Some(package) = self.plan.package_of(self.graph, *dep) {
                let state = self.state(*dep);
                importcfg::add_package(&mut text, &package.import_path, &state.built);
                importcfg::add_library(&mut text, package);
            }
        }
        let info = self
            .package(action)
            .request
            .build_info
            .as_deref()
            .unwrap_or("");
        importcfg::add_modinfo(&mut text, info);
        text
    }
}
