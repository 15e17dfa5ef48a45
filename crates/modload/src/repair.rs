//! The command that repairs a missing requirement or checksum, for errors whose official text
//! contains none.
//!
//! Counterpart: none; upstream has such hints in some texts of modload/import.go.

use crate::ImportError;
use crate::ImportMissing;
use crate::LoadError;
use vamos_modfile::ModuleError;
use vamos_modules::ModFlag;

impl ImportError {
    /// Returns the command that repairs this, if the text does not contain it.
    pub fn repair(&self) -> Option<String> {
        match self {
            Self::Missing(error) => of_missing(error),
            // The text contains the modules or the importer, if they are known.
            Self::MissingSum(error) => {
                let is_known = !error.importer.is_empty() || !error.modules.is_empty();
                (!is_known).then(|| "go mod tidy".to_owned())
            }
            Self::Module(error) => of_module(error),
            _ => None,
        }
    }
}

impl LoadError {
    /// Returns the command that repairs this, if the text does not contain it.
    pub fn repair(&self) -> Option<String> {
        match self {
            Self::GoSumDirty => Some("go mod tidy".to_owned()),
            Self::Module(error) => of_module(error),
            Self::AfterWarnings { error, .. } => error.repair(),
            Self::Several(errors) => one_of(errors.iter().filter_map(Self::repair)),
            _ => None,
        }
    }
}

/// Returns a single command with the effect of all of them.
pub fn one_of(commands: impl Iterator<Item = String>) -> Option<String> {
    commands.reduce(|all, command| {
        if all == command {
            all
        } else {
            "go mod tidy".to_owned()
        }
    })
}

fn of_missing(error: &ImportMissing) -> Option<String> {
    let module = &error.module;
    if !module.path.is_empty() {
        return Some(format!("go get {}@{}", module.path, module.version));
    }
    if error.is_std || error.is_no_mod_root || error.query_error.is_none() {
        return None;
    }
    match error.mod_flag {
        // The module would have to be required by one member of the workspace.
        ModFlag::Vendor if error.in_workspace => None,
        // `go get` would choose a new version of a module that is only missing in the vendor
        // directory.
        ModFlag::Vendor => Some("go mod tidy && go mod vendor".to_owned()),
        ModFlag::Readonly => {
            let importing = &error.importing_main_module;
            let get = format!("go get {}", error.path);
            let is_here = importing.path.is_empty() || *importing == error.mod_containing_cwd;
            Some(if is_here {
                get
            } else {
                format!("cd {} && {get}", error.mod_root)
            })
        }
        // The query failed.
        ModFlag::Mod => None,
    }
}

fn of_module(error: &ModuleError) -> Option<String> {
    match error.find_at()? {
        (module, ModuleError::SumMissing { suggestion }) if suggestion.is_empty() => {
            Some(format!("go mod download {}", module.path))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use vamos_base::golang::module::ModuleVersion;

    use super::*;

    fn missing(mod_flag: ModFlag) -> ImportMissing {
        ImportMissing {
            path: "a.test/x".into(),
            query_error: Some("import lookup disabled".to_owned()),
            mod_flag,
            ..ImportMissing::default()
        }
    }

    fn repair(error: ImportMissing) -> String {
        let error = ImportError::Missing(Box::new(error));
        error.repair().unwrap_or_default()
    }

    #[test]
    fn errors_without_a_hint_have_a_repair() {
        let readonly = missing(ModFlag::Readonly);
        assert_eq!(repair(readonly.clone()), "go get a.test/x");
        let elsewhere = ImportMissing {
            importing_main_module: ModuleVersion::new("m.test", ""),
            mod_root: "/w/m".to_owned(),
            ..readonly.clone()
        };
        assert_eq!(repair(elsewhere), "cd /w/m && go get a.test/x");
        let vendor = missing(ModFlag::Vendor);
        assert_eq!(repair(vendor.clone()), "go mod tidy && go mod vendor");
        let newer = ImportMissing {
            module: ModuleVersion::new("a.test", "v1.2.0"),
            new_missing_version: "v1.1.0".to_owned(),
            ..missing(ModFlag::Mod)
        };
        assert_eq!(repair(newer), "go get a.test@v1.2.0");
    }

    #[test]
    fn errors_with_a_hint_or_without_remedy_have_none() {
        let hinted = ImportMissing {
            query_error: None,
            ..missing(ModFlag::Readonly)
        };
        let std = ImportMissing {
            is_std: true,
            ..missing(ModFlag::Readonly)
        };
        let workspace = ImportMissing {
            in_workspace: true,
            ..missing(ModFlag::Vendor)
        };
        for error in [hinted, std, workspace, missing(ModFlag::Mod)] {
            assert_eq!(repair(error), "");
        }
    }

    #[test]
    fn several_errors_have_one_repair() {
        let sum = |path: &str| {
            let error = ModuleError::SumMissing {
                suggestion: String::new(),
            };
            LoadError::Module(error.at(&ModuleVersion::new(path, "v1.0.0")))
        };
        let both = |a, b| LoadError::Several(vec![sum(a), sum(b)]).repair();
        let same = both("a.test", "a.test");
        assert_eq!(same.as_deref(), Some("go mod download a.test"));
        assert_eq!(both("a.test", "b.test").as_deref(), Some("go mod tidy"));
    }
}
