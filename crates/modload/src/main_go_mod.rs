//! Reads and checks the go.mod files of the main modules.
//!
//! Counterpart: cmd/go/internal/modload/init.go (`loadModFile`), modfile.go
//! (`ReadModFile`).

use std::sync::Arc;

use vamos_base::golang::gover;
use vamos_base::golang::module;
use vamos_base::golang::module::Invalid;
use vamos_base::golang::path;
use vamos_fsys::PathError;
use vamos_modfile::GoMod;
use vamos_modfile::GoWork;
use vamos_modfile::ModuleError;
use vamos_modules::MainModuleInput;
use vamos_modules::ModFileIndex;
use vamos_modules::check_mod_file;
use vamos_modules::err_work_too_old;
use vamos_modules::fix_version;

use super::LoadError;
use super::state::State;
use super::work_error::WorkFileError;
use super::work_file::godebug_errors;

/// Reads the go.mod files of the main modules.
pub(crate) struct MainGoMods<'s, 'a> {
    pub(crate) state: &'s State<'a>,
    /// The go.work that lists them, if one is in effect.
    pub(crate) work: Option<&'s GoWork>,
}

impl MainGoMods<'_, '_> {
    /// Reads the go.mod files of all main modules.
    pub(crate) fn read(&self) -> Result<Vec<MainModuleInput>, LoadError> {
        let mut inputs = Vec::new();
        let mut errors: Vec<LoadError> = Vec::new();
        for root in &self.state.config.roots.mod_roots {
            match self.read_one(root) {
                Ok(input) => {
                    let checked = module::check_import_path(&input.path);
                    if let Err(error) = checked {
                        errors.push(of_kind_module(error).into());
                    }
                    inputs.push(input);
                }
                Err(of_this) => errors.extend(of_this),
            }
        }
        match errors.len() {
            0 => Ok(inputs),
            1 => Err(errors.swap_remove(0)),
            _ => Err(LoadError::Several(errors)),
        }
    }

    /// Returns the error of a workspace for an older Go than one of its modules requires.
    fn work_too_old(&self, dir: &str, wanted: &str) -> ModuleError {
        let aim = if self
            .state
            .config
            .release()
            .offers_download_for_old_workspace()
        {
            format!("to download and use go {wanted}")
        } else {
            "to update it".to_owned()
        };
        err_work_too_old(dir, self.work, wanted, &aim)
    }

    fn read_one(&self, root: &str) -> Result<MainModuleInput, Vec<LoadError>> {
        let (config, work) = (&self.state.config, self.work);
        let name = config.mod_file_path(root);
        let accepts_older = config.ctx.policy.accepts_older_go_work;
        let dir = config.short(&path::dir(&name));
        let (data, file, needs_fix) = match self.parse(&name) {
            Ok(parsed) => parsed,
            Err(error) if work.is_none() => return Err(vec![error.into()]),
            Err(error) => {
                if let Some(too_new) = error.too_new()
                    && !accepts_older
                {
                    // A newer Go would not help: go.work has the wrong version.
                    let error = self.work_too_old(&dir, &too_new.go_version);
                    return Err(vec![error.into()]);
                }
                let error = ModuleError::Context {
                    before: format!("cannot load module {dir} listed in go.work file: "),
                    err: Box::new(error),
                };
                return Err(vec![error.into()]);
            }
        };
        if let Some(work) = work
            && !accepts_older
        {
            let wanted = file.go_version();
            if gover::compare(wanted, work.go_version()).is_gt()
                && gover::compare(wanted, gover::GO_STRICT_VERSION).is_ge()
            {
                return Err(vec![self.work_too_old(&dir, wanted).into()]);
            }
        }
        if work.is_none() {
            let lines = file.godebug.iter();
            let lines = lines.map(|line| (line, file.syntax.line_number(line.line)));
            let short = config.short(&name);
            let errors: Vec<LoadError> = godebug_errors(config, lines)
                .into_iter()
                .map(|(line, rule)| {
                    LoadError::WorkFile(WorkFileError::Godebug {
                        kind: "go.mod",
                        file: short.clone(),
                        line,
                        rule,
                    })
                })
                .collect();
            if !errors.is_empty() {
                return Err(errors);
            }
        }
        let index =
            ModFileIndex::new(data, &file, needs_fix).map_err(|error| vec![error.into()])?;
        Ok(MainModuleInput {
            path: file.module_path().to_owned(),
            root: root.to_owned(),
            mod_file: Some(Arc::new(file)),
            index: Some(Arc::new(index)),
        })
    }

    /// Reads and parses a main module's go.mod (`ReadModFile`).
    fn parse(&self, name: &str) -> Result<(Arc<[u8]>, GoMod, bool), ModuleError> {
        let data = self.state.config.ctx.files.read(name).map_err(|error| {
            // With -modfile, upstream opens the file by its typed name; in a workspace the text
            // around the error shortens it.
            let path = match self.state.config.ctx.flags.modules.modfile.as_str() {
                "" if self.state.config.in_workspace_mode() => self.state.config.short(&error.path),
                "" => error.path.clone(),
                typed => typed.to_owned(),
            };
            ModuleError::Other(Arc::new(PathError { path, ..error }))
        })?;
        let mut fixed = false;
        let mut query = |module: &str, version: &str| {
            let info = self.state.queries().query(module, version, "", None)?;
            Ok(info.version.clone())
        };
        let mut fix =
            |module: &str, version: &str| fix_version(module, version, &mut fixed, &mut query);
        let shorten = |name: &str| self.state.config.short(name);
        let file = check_mod_file(
            name,
            &data,
            Some(&mut fix),
            &self.state.config.local,
            &shorten,
        )?;
        Ok((data, file, fixed))
    }
}

fn of_kind_module(error: Invalid) -> ModuleError {
    let error = match error {
        Invalid::Path { path, why, .. } => Invalid::Path {
            kind: "module",
            path,
            why,
        },
        other => other,
    };
    error.into()
}
