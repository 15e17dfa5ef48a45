//! The default of `-mod`, and its reason.
//!
//! Counterpart: cmd/go/internal/modload/init.go (`setDefaultBuildMod`,
//! `modulesTextIsForWorkspace`).

use vamos_base::golang::gover;
use vamos_base::golang::path;
use vamos_fsys::Files;
use vamos_modfile::vendor;
use vamos_modules::MainModules;
use vamos_modules::ModFlag;
use vamos_modules::ModSettings;

use super::LoadError;
use super::config::ModuleConfig;
use super::setting_error::SettingError;

/// Returns the settings for the use of modules; `main` is empty before any go.mod is read.
pub(crate) fn default_mod(
    config: &ModuleConfig<'_>,
    main: &MainModules,
) -> Result<ModSettings, LoadError> {
    let typed = config.ctx.flags.modules.mod_flag.as_str();
    let mut settings = ModSettings {
        mod_flag: ModFlag::Readonly,
        explicit: !typed.is_empty(),
        reason: String::new(),
        has_mod_root: !config.roots.mod_roots.is_empty(),
    };
    if settings.explicit {
        if config.in_workspace_mode() && typed != "readonly" && typed != "vendor" {
            return Err(LoadError::Setting(SettingError::ModFlagInWorkspace {
                value: typed.to_owned(),
            }));
        }
        settings.mod_flag = match typed {
            "mod" => ModFlag::Mod,
            "vendor" => ModFlag::Vendor,
            _ => ModFlag::Readonly,
        };
        return Ok(settings);
    }
    let policy = &config.ctx.policy;
    if policy.may_change_go_mod {
        settings.mod_flag = ModFlag::Mod;
    } else if policy.ignores_vendor_dir {
        // Readonly, as set above.
    } else if settings.has_mod_root {
        default_by_vendor_dir(config, main, &mut settings)?;
    } else if config.options.allow_missing_module_imports {
        settings.mod_flag = ModFlag::Mod;
    }
    Ok(settings)
}

/// Uses the vendor directory if it is consistent; else records the reason, for error texts.
fn default_by_vendor_dir(
    config: &ModuleConfig<'_>,
    main: &MainModules,
    settings: &mut ModSettings,
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
        settings.reason =
            format!("Go version in {source} is unspecified, so vendor directory was not used.");
        return Ok(());
    }
    if gover::compare(go_version, "1.14").is_lt() {
        settings.reason =
            format!("Go version in {source} is {go_version}, so vendor directory was not used.");
        return Ok(());
    }
    match (
        is_vendored_workspace(&*config.ctx.files, &vendor_dir)?,
        in_workspace,
    ) {
        (true, false) => {
            "Outside workspace mode, but vendor directory is for a workspace."
                .clone_into(&mut settings.reason);
        }
        (false, true) => {
            "In workspace mode, but vendor directory is not for a workspace"
                .clone_into(&mut settings.reason);
        }
        _ => {
            settings.mod_flag = ModFlag::Vendor;
            settings.reason =
                format!("Go version in {source} is at least 1.14 and vendor directory exists.");
        }
    }
    Ok(())
}

fn is_vendored_workspace(files: &dyn Files, vendor_dir: &str) -> Result<bool, LoadError> {
    match files.read(&path::join(&[vendor_dir, "modules.txt"])) {
        Ok(text) => Ok(vendor::is_for_workspace(&text)),
        // A directory from before modules: equivalent to an empty list.
        Err(error) if error.is_not_exist() => Ok(false),
        Err(error) => Err(LoadError::File {
            purpose: "modules.txt for vendor directory",
            error,
        }),
    }
}
