//! Finds go.work and go.mod, and determines whether modules are enabled.
//!
//! Counterpart: cmd/go/internal/modload/init.go (`InitWorkfile`, `Init`, `die`).

use vamos_base::golang::path;
use vamos_fsys::inside::in_dir;
use vamos_goenv::goflags;
use vamos_goenv::locate;
use vamos_goenv::locate::ModuleRoot;
use vamos_goenv::locate::module_root;

use super::InitOptions;
use super::LoadError;
use super::RootMode;
use super::setting_error::SettingError;
use crate::context::LoadContext;

/// The module roots, before any go.mod is read.
#[derive(Debug, Default)]
pub(crate) struct ModuleRoots {
    /// True if modules are enabled (`cfg.ModulesEnabled`).
    pub(crate) enabled: bool,
    /// Directories of the main modules; in a workspace, filled when go.work is read.
    pub(crate) mod_roots: Vec<String>,
    /// The go.work file, or empty.
    pub(crate) work_file: String,
    /// Lines for stderr.
    pub(crate) warnings: Vec<String>,
}

/// Finds the module roots, or determines that packages are in GOPATH.
pub(crate) fn find(ctx: &LoadContext<'_>, options: &InitOptions) -> Result<ModuleRoots, LoadError> {
    let mut roots = ModuleRoots::default();
    if options.use_workspace && options.root_mode != RootMode::No {
        roots.work_file = find_go_work(ctx)?;
    }
    let must_use_modules = match module_mode(ctx, options)? {
        Go111Module::Off => return Ok(ModuleRoots::default()),
        Go111Module::Auto => false,
        Go111Module::On => true,
    };
    let modfile = ctx.flags.modules.modfile.as_str();
    if let Some(root) = &options.mod_root {
        roots.mod_roots = vec![root.clone()];
    } else if options.root_mode == RootMode::No {
        if !modfile.is_empty() && !goflags::sets(ctx.env, "modfile") {
            return Err(LoadError::Setting(SettingError::ModfileWithoutModules));
        }
    } else if !roots.work_file.is_empty() {
        if !modfile.is_empty() {
            return Err(LoadError::Setting(SettingError::ModfileInWorkspace));
        }
    } else {
        find_root(ctx, options, &mut roots)?;
        if roots.mod_roots.is_empty() && !must_use_modules {
            return Ok(roots);
        }
    }
    if !modfile.is_empty() && !modfile.ends_with(".mod") {
        let file = modfile.to_owned();
        return Err(LoadError::Setting(SettingError::ModfileExtension { file }));
    }
    roots.enabled = true;
    check_gopath(ctx, options, &mut roots)?;
    Ok(roots)
}

/// The setting of GO111MODULE.
enum Go111Module {
    /// GOPATH.
    Off,
    /// Modules if there is a go.mod, else GOPATH.
    Auto,
    /// Modules.
    On,
}

fn module_mode(ctx: &LoadContext<'_>, options: &InitOptions) -> Result<Go111Module, LoadError> {
    match ctx.env.get("GO111MODULE") {
        "auto" if !options.force_use_modules => Ok(Go111Module::Auto),
        "auto" | "on" | "" => Ok(Go111Module::On),
        "off" if options.force_use_modules => Err(modules_disabled()),
        "off" => Ok(Go111Module::Off),
        other => Err(LoadError::Setting(SettingError::Go111Module {
            value: other.to_owned(),
        })),
    }
}

fn modules_disabled() -> LoadError {
    LoadError::Setting(SettingError::ModulesDisabled)
}

/// Searches for go.mod upward from the working directory.
fn find_root(
    ctx: &LoadContext<'_>,
    options: &InitOptions,
    roots: &mut ModuleRoots,
) -> Result<(), LoadError> {
    let no_root = |warnings: &[String]| {
        if options.root_mode == RootMode::Need {
            return Err(with_warnings(
                warnings,
                LoadError::NoMainModule {
                    in_workspace: false,
                },
            ));
        }
        Ok(())
    };
    match module_root(ctx.env, &*ctx.files, &ctx.cwd) {
        ModuleRoot::None => {
            if !ctx.flags.modules.modfile.is_empty() {
                return Err(LoadError::Setting(SettingError::ModfileWithoutRoot));
            }
            no_root(&[])
        }
        ModuleRoot::TempDir(temp) => {
            roots.warnings.push(format!(
                "go: warning: ignoring go.mod in system temp root {temp}"
            ));
            no_root(&roots.warnings)
        }
        ModuleRoot::Found(root) => {
            roots.mod_roots = vec![root];
            Ok(())
        }
    }
}

/// Warns of a go.mod in the first GOPATH entry.
fn check_gopath(
    ctx: &LoadContext<'_>,
    options: &InitOptions,
    roots: &mut ModuleRoots,
) -> Result<(), LoadError> {
    let gopath = ctx.first_gopath();
    if gopath.is_empty() || ctx.files.stat(&path::join(&[gopath, "go.mod"])).is_err() {
        return Ok(());
    }
    roots
        .warnings
        .push(format!("go: warning: ignoring go.mod in $GOPATH {gopath}"));
    if options.root_mode == RootMode::Need {
        let error = LoadError::NoMainModule {
            in_workspace: false,
        };
        return Err(with_warnings(&roots.warnings, error));
    }
    Ok(())
}

fn with_warnings(warnings: &[String], error: LoadError) -> LoadError {
    LoadError::AfterWarnings {
        warnings: warnings.to_vec(),
        error: Box::new(error),
    }
}

/// Returns the go.work file in effect, or empty (`InitWorkfile`, `WorkFilePath`).
pub fn find_go_work(ctx: &LoadContext<'_>) -> Result<String, LoadError> {
    let found = locate::find_go_work(ctx.env, &*ctx.files, &ctx.cwd);
    let found = found.map_err(|error| LoadError::Setting(SettingError::Env(error)))?;
    Ok(found.unwrap_or_default())
}

/// Returns the error that there is no main module, with advice (`die`).
pub(crate) fn no_main_module(ctx: &LoadContext<'_>, in_workspace: bool) -> LoadError {
    if ctx.env.get("GO111MODULE") == "off" {
        return modules_disabled();
    }
    if !in_workspace && let Some(dir) = find_alt_config(ctx) {
        let rel = path::rel(&ctx.cwd, &dir).unwrap_or_else(|_| dir.clone());
        return LoadError::Setting(SettingError::NoModuleInRepository { dir, rel });
    }
    LoadError::NoMainModule { in_workspace }
}

/// Returns the nearest parent directory that resembles the root of a project.
fn find_alt_config(ctx: &LoadContext<'_>) -> Option<String> {
    if in_dir(&*ctx.files, &ctx.cwd, &ctx.env.sdk.goroot).is_some() {
        return None;
    }
    let is_file = |file: &str| ctx.files.stat(file).is_ok_and(|meta| !meta.is_dir());
    locate::upward(&ctx.cwd)
        .find(|dir| is_file(&path::join(&[dir, ".git/config"])))
        .map(str::to_owned)
}
