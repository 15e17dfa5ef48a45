//! Reads go.work, the main modules' go.mod files and modules.txt.
//!
//! Counterpart: cmd/go/internal/modload/init.go (`loadModFile`, `LoadWorkFile`),
//! modfile.go (`ReadModFile`), vendor.go (`readVendorList`).

use std::sync::Arc;

use vamos_base::golang::module;
use vamos_base::golang::module::Invalid;
use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::path;
use vamos_fsys::PathError;
use vamos_goenv::locate::find_module_root;
use vamos_modfile::GoMod;
use vamos_modfile::GoWork;
use vamos_modfile::Godebug;
use vamos_modfile::ModuleError;
use vamos_modfile::gover;
use vamos_modfile::gover::TooNewError;
use vamos_modfile::vendor::ModulesTxt;
use vamos_modules::BuildMod;
use vamos_modules::MainModuleInput;
use vamos_modules::MainModules;
use vamos_modules::ModFileIndex;
use vamos_modules::Pruning;
use vamos_modules::Requirements;
use vamos_modules::check_mod_file;
use vamos_modules::check_vendor_consistency;
use vamos_modules::err_work_too_old;
use vamos_modules::fix_version;
use vamos_modules::requirements_from_mod_files;
use vamos_modules::requirements_without_mod_file;

use super::LoadError;
use super::go_sum::GoSums;
use super::modcache::ModCache;
use super::state::State;
use crate::pkg::GodebugTable;

/// The path of the stand-in main module if no go.mod was found.
const COMMAND_LINE: &str = "command-line-arguments";

impl State<'_> {
    /// Reads what the main modules require (`loadModFile`).
    pub(crate) fn load_mod_file(&mut self) -> Result<Arc<Requirements>, LoadError> {
        let work = self.read_work_file()?;
        self.set_sums();
        if self.roots.mod_roots.is_empty() {
            return self.load_without_mod_file();
        }
        let inputs = self.read_mod_files(work.as_ref())?;
        self.set_main_modules(inputs, work.map(Arc::new))?;
        self.mode = self.default_build_mod(&self.main)?;
        let (rs, warnings) = requirements_from_mod_files(&self.modules());
        for warning in warnings {
            self.messages.warn(format!("go: {warning}"));
        }
        if self.build_mod() == BuildMod::Vendor {
            self.load_vendor(&rs)?;
        }
        let rs = Arc::new(rs);
        if self.in_workspace_mode() {
            return Ok(rs);
        }
        self.with_consistent_roots(rs)
    }

    /// Outside of modules there is a stand-in that requires nothing but Go.
    fn load_without_mod_file(&mut self) -> Result<Arc<Requirements>, LoadError> {
        let stand_in = MainModuleInput {
            path: COMMAND_LINE.to_owned(),
            root: String::new(),
            mod_file: None,
            index: None,
        };
        self.set_main_modules(vec![stand_in], None)?;
        self.mode = self.default_build_mod(&self.main)?;
        let rs = requirements_without_mod_file(&self.modules());
        if self.build_mod() == BuildMod::Vendor {
            self.vendor = Some(ModulesTxt::default());
            self.init_vendor(&rs)?;
        }
        Ok(Arc::new(rs))
    }

    fn set_main_modules(
        &mut self,
        inputs: Vec<MainModuleInput>,
        work: Option<Arc<GoWork>>,
    ) -> Result<(), LoadError> {
        let cwd_root = find_module_root(&*self.ctx.files, &self.ctx.cwd).unwrap_or_default();
        self.main = MainModules::new(
            inputs,
            work,
            &self.roots.work_file,
            &cwd_root,
            &self.goroot_src,
        )?;
        for reported in std::mem::take(&mut self.main.reported) {
            self.messages.error(LoadError::Text(reported));
        }
        Ok(())
    }

    /// Reads go.work and takes over its module roots (`LoadWorkFile`).
    fn read_work_file(&mut self) -> Result<Option<GoWork>, LoadError> {
        let file = self.roots.work_file.clone();
        if file.is_empty() {
            return Ok(None);
        }
        let short = self.short(&file);
        let bytes = self.ctx.files.read(&file).map_err(|error| {
            let error = PathError {
                path: short.clone(),
                ..error
            };
            LoadError::Text(format!("reading go.work: {error}"))
        })?;
        let work = GoWork::parse(&short, &bytes, None)
            .map_err(|error| LoadError::Text(format!("errors parsing go.work:\n{error}")))?;
        if let Some(go) = &work.go
            && gover::compare(&go.version, &self.local.version).is_gt()
            && !self.ctx.policy.accepts_newer_go_work
        {
            let error = TooNewError::new(short, &go.version, "", &self.local);
            return Err(LoadError::Module(error.into()));
        }
        let lines = work.godebug.iter();
        let lines = lines.map(|line| (line, work.syntax.line_number(line.line)));
        let bad = self.godebug_errors(lines).into_iter().next();
        let dir = path::dir(&file);
        let mut roots: Vec<String> = Vec::new();
        for used in &work.uses {
            let root = match used.path.starts_with('/') {
                true => used.path.clone(),
                false => path::join(&[&dir, &used.path]),
            };
            if roots.contains(&root) {
                let line = work.syntax.line_number(used.line);
                return Err(LoadError::Text(format!(
                    "error loading go.work:\n{short}:{line}: path {root} appears multiple times in workspace"
                )));
            }
            roots.push(root);
        }
        if let Some((line, error)) = bad {
            return Err(LoadError::Text(format!(
                "error loading go.work:\n{short}:{line}: {error}"
            )));
        }
        self.roots.mod_roots = roots;
        Ok(Some(work))
    }

    fn set_sums(&mut self) {
        let sum_of = |root: &String| {
            let file = self.mod_file_path(root);
            format!("{}.sum", file.strip_suffix(".mod").unwrap_or(&file))
        };
        let sums = if self.in_workspace_mode() {
            let of_modules = self.roots.mod_roots.iter().map(sum_of).collect();
            GoSums::new(format!("{}.sum", self.roots.work_file), of_modules)
        } else {
            let own = self.roots.mod_roots.first().map(sum_of);
            GoSums::new(own.unwrap_or_default(), Vec::new())
        };
        self.cache = ModCache::new(self.ctx, Arc::clone(&self.messages), sums);
    }

    fn read_mod_files(&self, work: Option<&GoWork>) -> Result<Vec<MainModuleInput>, LoadError> {
        let mut inputs = Vec::new();
        let mut errors: Vec<LoadError> = Vec::new();
        for root in &self.roots.mod_roots {
            match self.read_main_go_mod(root, work) {
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

    /// The error of a workspace for an older Go than one of its modules is for.
    fn work_too_old(&self, dir: &str, work: Option<&GoWork>, wanted: &str) -> ModuleError {
        let aim = if self.ctx.env.release.offers_download_for_old_workspace() {
            format!("to download and use go {wanted}")
        } else {
            "to update it".to_owned()
        };
        err_work_too_old(dir, work, wanted, &aim)
    }

    fn read_main_go_mod(
        &self,
        root: &str,
        work: Option<&GoWork>,
    ) -> Result<MainModuleInput, Vec<LoadError>> {
        let name = self.mod_file_path(root);
        let accepts_older = self.ctx.policy.accepts_older_go_work;
        let dir = self.short(&path::dir(&name));
        let (data, file, needs_fix) = match self.parse_main_go_mod(&name) {
            Ok(parsed) => parsed,
            Err(error) if work.is_none() => return Err(vec![error.into()]),
            Err(error) => {
                if let Some(too_new) = error.too_new()
                    && !accepts_older
                {
                    // A newer Go would not help: go.work has the wrong version.
                    let error = self.work_too_old(&dir, work, &too_new.go_version);
                    return Err(vec![error.into()]);
                }
                let text = format!("cannot load module {dir} listed in go.work file: {error}");
                return Err(vec![LoadError::Text(text)]);
            }
        };
        if let Some(work) = work
            && !accepts_older
        {
            let wanted = file.go_version();
            if gover::compare(wanted, work.go_version()).is_gt()
                && gover::compare(wanted, gover::GO_STRICT_VERSION).is_ge()
            {
                return Err(vec![self.work_too_old(&dir, Some(work), wanted).into()]);
            }
        }
        if work.is_none() {
            let lines = file.godebug.iter();
            let lines = lines.map(|line| (line, file.syntax.line_number(line.line)));
            let short = self.short(&name);
            let errors: Vec<LoadError> = self
                .godebug_errors(lines)
                .into_iter()
                .map(|(line, error)| format!("error loading go.mod:\n{short}:{line}: {error}"))
                .map(LoadError::Text)
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

    /// Checks godebug lines against the settings that this SDK knows (`CheckGodebug`).
    fn godebug_errors<'f>(
        &self,
        lines: impl Iterator<Item = (&'f Godebug, usize)>,
    ) -> Vec<(usize, String)> {
        let mut lines = lines.peekable();
        if lines.peek().is_none() {
            return Vec::new();
        }
        let table = self
            .ctx
            .files
            .read(&format!("{}/internal/godebugs/table.go", self.goroot_src));
        let table = match &table {
            Ok(text) => GodebugTable::parse(&String::from_utf8_lossy(text)),
            // An SDK without sources has no list of settings.
            Err(_) => return Vec::new(),
        };
        let check = |(line, number): (&Godebug, usize)| {
            let checked = table.check("godebug", &line.key, &line.value, &self.local.version);
            checked.err().map(|error| (number, error))
        };
        lines.filter_map(check).collect()
    }

    /// Reads and parses a main module's go.mod (`ReadModFile`).
    fn parse_main_go_mod(&self, name: &str) -> Result<(Arc<[u8]>, GoMod, bool), ModuleError> {
        let data = self.ctx.files.read(name).map_err(|error| {
            // With -modfile, upstream opens the file by the name that was typed; in a
            // workspace the sentence around the error shortens it.
            let path = match self.ctx.flags.modfile.as_str() {
                "" if self.in_workspace_mode() => self.short(&error.path),
                "" => error.path.clone(),
                typed => typed.to_owned(),
            };
            ModuleError::Other(Arc::new(PathError { path, ..error }))
        })?;
        let mut fixed = false;
        let mut query = |module: &str, version: &str| {
            let info = self.queries().query(module, version, "", None)?;
            Ok(info.version.clone())
        };
        let mut fix =
            |module: &str, version: &str| fix_version(module, version, &mut fixed, &mut query);
        let shorten = |name: &str| self.short(name);
        let file = check_mod_file(name, &data, &mut fix, &self.local, &shorten)?;
        Ok((data, file, fixed))
    }

    /// Reads modules.txt and makes it the module graph.
    fn load_vendor(&mut self, rs: &Requirements) -> Result<(), LoadError> {
        let vendor_dir = self.vendor_dir();
        let name = path::join(&[&vendor_dir, "modules.txt"]);
        let text = match self.ctx.files.read(&name) {
            Ok(text) => Some(text),
            Err(error) if error.is_not_exist() => None,
            Err(error) => return Err(LoadError::Text(error.to_string())),
        };
        let txt = match text {
            Some(text) => ModulesTxt::parse(&self.short(&name), &text, &self.local)
                .map_err(|error| LoadError::Module(error.into()))?,
            None => ModulesTxt::default(),
        };
        check_vendor_consistency(
            &self.main,
            &txt,
            &path::dir(&vendor_dir),
            &|root| self.mod_file_path(root),
            &|name| self.short(name),
        )?;
        self.vendor = Some(txt);
        self.init_vendor(rs)
    }

    fn init_vendor(&self, rs: &Requirements) -> Result<(), LoadError> {
        let list = self.vendor.as_ref().map_or(&[][..], |txt| &txt.list);
        rs.init_vendor(&self.modules(), list)
            .map_err(|(missing, error)| {
                let mut errors: Vec<LoadError> = missing.into_iter().map(LoadError::Text).collect();
                errors.push(error.into());
                LoadError::Several(errors)
            })
    }

    /// Repairs roots that contradict themselves, and adds a go line where go.mod may
    /// change.
    fn with_consistent_roots(&self, rs: Arc<Requirements>) -> Result<Arc<Requirements>, LoadError> {
        let mut rs = rs;
        if rs.has_redundant_root(&self.main) {
            let updated = self
                .modules()
                .update_roots(&rs.direct, &rs, &[], &[], false);
            rs = updated.map_err(|(_, error)| LoadError::Module(error))?;
        }
        let index = self.main.single().and_then(|main| main.index.as_ref());
        let states_go = index.is_none_or(|index| !index.go_version.is_empty());
        if states_go || self.build_mod() != BuildMod::Mod || self.ctx.policy.keeps_missing_go_line {
            return Ok(rs);
        }
        let go = ModuleVersion::new("go", self.local.version.as_str());
        rs = self
            .modules()
            .override_roots(&rs, std::slice::from_ref(&go));
        let pruning = Pruning::for_go_version(&go.version);
        let converted = self.modules().convert_pruning(&rs, pruning);
        converted.map_err(|(_, error)| LoadError::Module(error))
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
