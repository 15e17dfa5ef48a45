//! The modules of a vendor directory, in the order of modules.txt.
//!
//! Counterpart: cmd/go/internal/modcmd/vendor.go (`RunVendor`, `moduleLine`).

use std::collections::BTreeMap;

use hashbrown::HashSet;
use vamos_base::golang::gover;
use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::path;
use vamos_modload::LoadError;
use vamos_modload::Modules;

/// From go 1.14 on, modules.txt contains the data for a comparison with go.mod.
const EXPLICIT_VERSION: &str = "1.14";

/// From go 1.17 on, modules.txt has the go versions of modules.
const GO_VERSIONS_VERSION: &str = "1.17";

/// Before go 1.22, files that tests embed were copied as well (go.dev/issue/63473).
const NO_TEST_EMBEDS_VERSION: &str = "1.22";

/// A module with packages in the vendor directory, or a module in go.mod.
pub(super) struct Vendored<'p> {
    pub(super) module: ModuleVersion,
    /// Its lines in modules.txt before its packages.
    pub(super) lines: Vec<String>,
    /// Import paths, sorted.
    pub(super) packages: Vec<&'p str>,
}

/// The contents of a vendor directory.
pub(super) struct VendorList<'p> {
    pub(super) modules: Vec<Vendored<'p>>,
    /// Lines for replacements of other modules.
    pub(super) unused: Vec<String>,
    pub(super) is_workspace: bool,
    /// True if files that tests embed are copied.
    pub(super) embeds_of_tests: bool,
    /// The error that ends the list early, as it is printed.
    pub(super) fatal: Option<String>,
}

impl<'p> VendorList<'p> {
    /// Returns the list for these packages by module.
    pub(super) fn new(
        modules: &Modules<'_>,
        mut packages: BTreeMap<ModuleVersion, Vec<&'p str>>,
    ) -> Result<Self, LoadError> {
        let main = modules.main_modules();
        let go = modules.main_go_version();
        let is_before = |version| gover::compare(&go, version).is_lt();
        let files = || main.list().iter().filter_map(|main| main.mod_file.as_ref());
        let states_go = files().any(|file| file.go.is_some());
        let is_recorded =
            !is_before(EXPLICIT_VERSION) && (modules.in_workspace_mode() || states_go);
        let mut explicit: HashSet<ModuleVersion> = HashSet::new();
        if is_recorded {
            let required = files().flat_map(|file| &file.require);
            explicit.extend(required.map(|line| line.module.clone()));
        }
        let mut all: Vec<ModuleVersion> = explicit.iter().cloned().collect();
        all.extend(packages.keys().filter(|m| !explicit.contains(*m)).cloned());
        gover::mod_sort(&mut all);
        let mut list = Self {
            modules: Vec::with_capacity(all.len()),
            unused: Vec::new(),
            is_workspace: main.work_file().is_some(),
            embeds_of_tests: is_before(NO_TEST_EMBEDS_VERSION),
            fatal: None,
        };
        let mut written: HashSet<ModuleVersion> = all.iter().cloned().collect();
        for module in all {
            let line = match module_line(&module, main.replacement(&module).as_ref()) {
                Ok(line) => line,
                Err(fatal) => {
                    list.fatal = Some(fatal);
                    return Ok(list);
                }
            };
            let mut lines = vec![line];
            let mut notes = Vec::new();
            if explicit.contains(&module) {
                notes.push("explicit".to_owned());
            }
            if !is_before(GO_VERSIONS_VERSION) {
                let version = modules.module_go_version(&module.path)?;
                if !version.is_empty() {
                    notes.push(format!("go {version}"));
                }
            }
            if !notes.is_empty() {
                lines.push(format!("## {}", notes.join("; ")));
            }
            list.modules.push(Vendored {
                packages: packages.remove(&module).unwrap_or_default(),
                module,
                lines,
            });
        }
        if is_recorded {
            list.add_unused(modules, &mut written);
        }
        Ok(list)
    }

    /// Adds the replacements of modules that are not used: without the build list, only this shows
    /// that they have no effect.
    fn add_unused(&mut self, modules: &Modules<'_>, written: &mut HashSet<ModuleVersion>) {
        let main = modules.main_modules();
        let mut replaced: Vec<(&ModuleVersion, ModuleVersion)> = Vec::new();
        if let Some(work) = main.work_file() {
            let lines = work.replace.iter();
            replaced.extend(
                lines
                    .filter(|line| written.insert(line.old.clone()))
                    .map(|line| (&line.old, line.new.clone())),
            );
        }
        let files = main.list().iter().filter_map(|main| main.mod_file.as_ref());
        for line in files.flat_map(|file| &file.replace) {
            if written.insert(line.old.clone())
                && let Some(new) = main.replacement(&line.old)
            {
                replaced.push((&line.old, new));
            }
        }
        for (old, new) in replaced {
            match module_line(old, Some(&new)) {
                Ok(line) => self.unused.push(line),
                Err(fatal) => {
                    self.fatal = Some(fatal);
                    return;
                }
            }
        }
    }

    /// Returns all packages with their modules' paths, in parts that may be copied at the same
    /// time.
    pub(super) fn units(&self) -> Vec<Vec<(&str, &'p str)>> {
        let mut units = Vec::new();
        for group in self.groups() {
            let packages = group.iter().flat_map(|module| {
                let path = module.module.path.as_str();
                module.packages.iter().map(move |&package| (path, package))
            });
            match group {
                [_] => units.extend(packages.map(|package| vec![package])),
                _ => units.push(packages.collect()),
            }
        }
        units
    }

    /// Returns the modules in groups that write to different directories.
    fn groups(&self) -> Vec<&[Vendored<'p>]> {
        let mut groups = Vec::new();
        let mut rest = self.modules.as_slice();
        while let Some(first) = rest.first() {
            let first_path = first.module.path.as_str();
            // Paths between a path and one below it, such as `a-b` between `a` and `a/b`, are in
            // the group as well, which is harmless.
            let last = rest
                .iter()
                .rposition(|other| path::has_path_prefix(&other.module.path, first_path));
            let (group, others) = rest.split_at(last.unwrap_or(0) + 1);
            groups.push(group);
            rest = others;
        }
        groups
    }
}

/// Returns a module's line in modules.txt.
fn module_line(m: &ModuleVersion, replacement: Option<&ModuleVersion>) -> Result<String, String> {
    let mut line = format!("# {}", m.path);
    let add = |line: &mut String, m: &ModuleVersion| {
        if !m.version.is_empty() {
            line.push(' ');
            line.push_str(&m.version);
        }
    };
    add(&mut line, m);
    if let Some(new) = replacement {
        if path::has_path_prefix(&path::clean(&new.path), "vendor") {
            let path = &new.path;
            return Err(format!(
                "go: replacement path {path} inside vendor directory"
            ));
        }
        line.push_str(" => ");
        line.push_str(&new.path);
        add(&mut line, new);
    }
    Ok(line)
}
