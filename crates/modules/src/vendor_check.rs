//! Compares vendor/modules.txt with the go.mod and go.work files it was made from.
//!
//! Counterpart: cmd/go/internal/modload (vendor.go, `checkVendorConsistency`).

use std::cmp::Ordering;
use std::fmt::Write;
use std::sync::Arc;

use hashbrown::HashSet;
use vamos_base::golang::gover;
use vamos_base::golang::module::ModuleVersion;
use vamos_modfile::GoMod;
use vamos_modfile::ModuleError;
use vamos_modfile::Replace;
use vamos_modfile::vendor::ModulesTxt;
use vamos_modfile::vendor::VendorMeta;

use super::MainModules;

/// Fails if the vendor directory does not match the main modules. `vendor_parent` is its parent
/// directory; `shorten` makes a file name short for display.
pub fn check_vendor_consistency(
    main: &MainModules,
    txt: &ModulesTxt,
    vendor_parent: &str,
    go_mod_path: &dyn Fn(&str) -> String,
    shorten: &dyn Fn(&str) -> String,
) -> Result<(), ModuleError> {
    // Before 1.14 modules.txt did not contain enough data for a strict check.
    let index = main.single().and_then(|m| m.index.as_ref());
    let lenient = !main.in_workspace_mode()
        && index.is_some_and(|index| gover::compare(&index.go_version, "1.14") == Ordering::Less);
    let mut check = Check {
        main,
        txt,
        lenient,
        go_mod_path,
        shorten,
        seen: HashSet::new(),
        found: String::new(),
    };
    let files: Vec<Arc<GoMod>> = main
        .list()
        .iter()
        .filter_map(|m| m.mod_file.clone())
        .collect();
    files.iter().for_each(|file| check.requirements(file));
    files
        .iter()
        .for_each(|file| check.replacements(&file.replace));
    if let Some(work_file) = main.work_file() {
        check.replacements(&work_file.replace);
    }
    check.explicit();
    check.marked_as_replaced();
    if check.found.is_empty() {
        return Ok(());
    }
    let command = if main.in_workspace_mode() {
        "work"
    } else {
        "mod"
    };
    Err(ModuleError::Message(format!(
        "inconsistent vendoring in {vendor_parent}:{}\n\n\tTo ignore the vendor directory, use -mod=readonly or -mod=mod.\n\tTo sync the vendor directory, run:\n\t\tgo {command} vendor",
        check.found
    )))
}

struct Check<'a> {
    main: &'a MainModules,
    txt: &'a ModulesTxt,
    lenient: bool,
    go_mod_path: &'a dyn Fn(&str) -> String,
    shorten: &'a dyn Fn(&str) -> String,
    /// Replaced versions that have been checked.
    seen: HashSet<ModuleVersion>,
    found: String,
}

impl Check<'_> {
    fn error(&mut self, m: &ModuleVersion, detail: &str) {
        write!(self.found, "\n\t{m}: {detail}").expect("writing to a String cannot fail");
    }

    fn meta(&self, m: &ModuleVersion) -> VendorMeta {
        self.txt.meta(m).cloned().unwrap_or_default()
    }

    fn requirements(&mut self, file: &GoMod) {
        for m in file.require.iter().map(|r| &r.module) {
            if self.txt.meta(m).is_some_and(|meta| meta.explicit) {
                continue;
            }
            if !self.lenient {
                self.error(m, "is explicitly required in go.mod, but not marked as explicit in vendor/modules.txt");
            } else if let Some(vendored) =
                self.txt.version.get(&m.path).filter(|v| **v != m.version)
            {
                let path = &m.path;
                let detail = format!(
                    "is explicitly required in go.mod, but vendor/modules.txt indicates {path}@{vendored}"
                );
                self.error(m, &detail);
            }
        }
    }

    fn replacements(&mut self, replaces: &[Replace]) {
        for old in replaces.iter().map(|r| &r.old) {
            if !self.seen.insert(old.clone()) {
                continue;
            }
            let found = self.main.replacement_from(old);
            let vendored = self.meta(old).replacement;
            // A replacement may have no effect, as for a main module.
            let source = match &found {
                Some(found) if !found.mod_root.is_empty() => (self.go_mod_path)(found.mod_root),
                Some(_) => self.main.work_file_path().to_string(),
                None => (self.go_mod_path)(""),
            };
            let canonical = found.as_ref().map(|found| {
                self.main
                    .canonicalize_replace_path(found.new, found.mod_root)
            });
            match vendored {
                None if canonical.is_none() => {}
                None if self.lenient
                    && (old.version.is_empty()
                        || self.txt.version.get(&old.path) != Some(&old.version)) => {}
                None => {
                    let source = (self.shorten)(&source);
                    self.error(old, &format!("is replaced in {source}, but not marked as replaced in vendor/modules.txt"));
                }
                Some(vendored) if Some(&vendored) != canonical.as_ref() => {
                    let new = found.map_or(String::new(), |found| found.new.to_string());
                    let source = (self.shorten)(&source);
                    self.error(old, &format!("is replaced by {new} in {source}, but marked as replaced by {vendored} in vendor/modules.txt"));
                }
                Some(_) => {}
            }
        }
    }

    fn explicit(&mut self) {
        let article = if self.main.in_workspace_mode() {
            "a "
        } else {
            ""
        };
        for m in &self.txt.list {
            let required = self
                .main
                .list()
                .iter()
                .filter_map(|main| main.index.as_ref())
                .any(|index| index.require.contains_key(m));
            if self.meta(m).explicit && !required {
                self.error(m, &format!("is marked as explicit in vendor/modules.txt, but not explicitly required in {article}go.mod"));
            }
        }
    }

    fn marked_as_replaced(&mut self) {
        let source = if self.main.in_workspace_mode() {
            "the workspace"
        } else {
            "go.mod"
        };
        for m in &self.txt.replaced {
            if self.main.replacement(m).is_none() {
                self.error(
                    m,
                    &format!(
                        "is marked as replaced in vendor/modules.txt, but not replaced in {source}"
                    ),
                );
            }
        }
    }
}
