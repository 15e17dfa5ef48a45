//! The summary of changes.
//!
//! Counterpart: cmd/go/internal/modget/get.go (`reportChanges`).

use std::collections::BTreeMap;

use vamos_base::golang::gover;
use vamos_base::golang::gover::EXPLICIT_INDIRECT_VERSION;
use vamos_base::golang::module::ModuleVersion;

use super::resolver::Resolver;

/// By module path, its versions before and after; empty if there was none.
type Changes = BTreeMap<String, (String, String)>;

impl Resolver<'_, '_> {
    /// Reports changes of modules that arguments name or go.mod requires.
    pub(super) fn report_changes(&mut self, before: &[ModuleVersion], after: &[ModuleVersion]) {
        let mut changes = Changes::new();
        let known = |map: &hashbrown::HashMap<String, String>, path: &str| {
            map.get(path).cloned().unwrap_or_default()
        };
        let decided = self.decided.iter();
        for (path, decided) in decided.filter(|(path, _)| !gover::is_toolchain(path)) {
            let old = known(&self.initial, path);
            let is_new = old.is_empty() && decided.version == "none";
            if old != decided.version && !is_new {
                changes.insert(path.clone(), (old, decided.version.clone()));
            }
        }
        let modules = |list: &[ModuleVersion]| -> Vec<ModuleVersion> {
            let list = list.iter().filter(|m| !gover::is_toolchain(&m.path));
            list.cloned().collect()
        };
        for m in modules(before) {
            let new = known(&self.versions, &m.path);
            if m.version != new {
                changes.insert(m.path, (m.version, new));
            }
        }
        for m in modules(after) {
            let old = known(&self.initial, &m.path);
            if m.version != old {
                changes.insert(m.path, (old, m.version));
            }
        }
        let stated = |list: &[ModuleVersion], path: &str| {
            let found = list.iter().find(|m| m.path == path);
            found.map_or_else(String::new, |m| m.version.clone())
        };
        // go is first, toolchain second.
        for path in ["go", "toolchain"] {
            let (old, new) = (stated(before, path), stated(after, path));
            if old != new {
                self.report_change(path, &old, &new);
            }
        }
        for (path, (old, new)) in changes {
            self.report_change(&path, &old, &new);
        }
    }

    fn report_change(&mut self, path: &str, old: &str, new: &str) {
        if old.is_empty() {
            return self.say(&format!("go: added {path} {new}"));
        }
        if matches!(new, "" | "none") {
            return self.say(&format!("go: removed {path} {old}"));
        }
        let is_upgrade = gover::mod_compare(path, new, old).is_gt();
        let verb = if is_upgrade { "upgraded" } else { "downgraded" };
        self.say(&format!("go: {verb} {path} {old} => {new}"));
        let is_before = |version| gover::compare(version, EXPLICIT_INDIRECT_VERSION).is_lt();
        if is_upgrade && path == "go" && is_before(old) && !is_before(new) {
            self.say(&format!(
                "\tnote: expanded dependencies to upgrade to go {EXPLICIT_INDIRECT_VERSION} or higher; run 'go mod tidy' to clean up"
            ));
        }
    }
}
