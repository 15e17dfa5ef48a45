//! What `-mod` is where it was not given, and why.
//!
//! Counterpart: cmd/go/internal/modload/init.go (`setDefaultBuildMod`,
//! `modulesTextIsForWorkspace`).

use vamos_base::golang::path;
use vamos_base::golang::quote::quote;
use vamos_fsys::Files;
use vamos_modfile::gover;
use vamos_modfile::vendor;
use vamos_modules::BuildMod;
use vamos_modules::MainModules;
use vamos_modules::ModMode;

use super::LoadError;
use super::config::ModuleConfig;

/// Decides how modules are used; `main` is empty while no go.mod was read.
pub(crate) fn default_mod(
    config: &ModuleConfig<'_>,
    main: &MainModules,
) -> Result<ModMode, LoadError> {
    let typed = config.ctx.flags.mod_flag.as_str();
    let mut mode = ModMode {
        build_mod: BuildMod::Readonly,
        explicit: !typed.is_empty(),
        reason: String::new(),
        has_mod_root: !config.roots.mod_roots.is_empty(),
    };
    if mode.explicit {
        if config.in_workspace_mode() && typed != "readonly" && typed != "vendor" {
            return Err(LoadError::Text(format!(
                "-mod may only be set to readonly or vendor when in workspace mode, but it is set to {}\n\tRemove the -mod flag to use the default readonly value, \n\tor set GOWORK=off to disable workspace mode.",
                quote(typed)
            )));
        }
        mode.build_mod = match typed {
            "mod" => BuildMod::Mod,
            "vendor" => BuildMod::Vendor,
            _ => BuildMod::Readonly,
        };
        return Ok(mode);
    }
    let policy = &config.ctx.policy;
    if policy.may_change_go_mod {
        mode.build_mod = BuildMod::Mod;
    } else if policy.ignores_vendor_dir {
        // Readonly, as set above.
    } else if mode.has_mod_root {
        default_by_vendor_dir(config, main, &mut mode)?;
    } else if config.options.allow_missing_module_imports {
        mode.build_mod = BuildMod::Mod;
    }
    Ok(mode)
}

/// Uses the vendor directory if it fits; else records why not, for error texts.
fn default_by_vendor_dir(
    config: &ModuleConfig<'_>,
    main: &MainModules,
    mode: &mut ModMode,
) -> Result<(), LoadError> {
    let in_workspace = config.in_workspace_mode();
    let source = if in_workspace { "go.work" } else { "go.mod" };
    let base = match &config.roots.mod_roots[..] {
        _ if in_workspace => path::dir(&config.roots.work_file),
        [root, ..] => root.clone(),
        [] => return Ok(()),
    };
    let vendor_dir = path::join(&[&base, "vendor"]);
    if !config.ctx.files.is_dir(&vendor_dir) {
        return Ok(());
    }
    let go_version = if in_workspace {
        let go = main.work_file().and_then(|work| work.go.as_ref());
        go.map_or("", |go| go.version.as_str())
    } else {
        let index = main.single().and_then(|main| main.index.as_ref());
        index.map_or("", |index| index.go_version.as_str())
    };
    if go_version.is_empty() {
        mode.reason =
            format!("Go version in {source} is unspecified, so vendor directory was not used.");
        return Ok(());
    }
    if gover::compare(go_version, "1.14").is_lt() {
        mode.reason =
            format!("Go version in {source} is {go_version}, so vendor directory was not used.");
        return Ok(());
    }
    match (
        is_vendored_workspace(&*config.ctx.files, &vendor_dir)?,
        in_workspace,
    ) {
        (true, false) => {
            "Outside workspace mode, but vendor directory is for a workspace."
                .clone_into(&mut mode.reason);
        }
        (false, true) => {
            "In workspace mode, but vendor directory is not for a workspace"
                .clone_into(&mut mode.reason);
        }
        _ => {
            mode.build_mod = BuildMod::Vendor;
            mode.reason =
                format!("Go version in {source} is at least 1.14 and vendor directory exists.");
        }
    }
    Ok(())
}

fn is_vendored_workspace(files: &dyn Files, vendor_dir: &str) -> Result<bool, LoadError> {
    match files.read(&path::join(&[vendor_dir, "modules.txt"])) {
        Ok(text) => Ok(vendor::is_for_workspace(&text)),
        // Left over from before modules: as good as an empty list.
        Err(error) if error.is_not_exist() => Ok(false),
        Err(error) => Err(LoadError::Text(format!(
            "reading modules.txt for vendor directory: {error}"
        ))),
    }
}
