//! Problems of the result: missing packages, retracted and deprecated modules, missing checksums.
//!
//! Counterpart: cmd/go/internal/modget/get.go (`checkPackageProblems`).

use std::collections::BTreeMap;

use vamos_base::golang::gover;
use vamos_base::golang::module::ModuleVersion;
use vamos_modload::ImportError;
use vamos_modload::LoadError;
use vamos_modload::Modules;
use vamos_modules::query::QueryError;
use vamos_modules::query::is_disallowed;
use vamos_modules::query::short_message;

use super::argument_error::SumError;
use super::request::GetError;
use super::resolver::Resolver;
use super::resolver::version_in;

/// The reasons why a module is of interest.
#[derive(Clone, Copy, Debug, Default)]
struct Relevance {
    /// An argument determined its version.
    resolved: bool,
    /// It contains a package in the arguments.
    named: bool,
    /// It contains a needed package.
    has_package: bool,
}

type WorkspaceOfMain<'a> = (Modules<'a>, Option<Vec<ModuleVersion>>);
type Relevant = BTreeMap<ModuleVersion, Relevance>;

impl<'a> Resolver<'_, 'a> {
    /// Loads the packages of the arguments again, in the workspace if the main module is in
    /// one, and reports problems. Adds the checksums of changed modules that had some.
    pub(super) fn check_package_problems(&mut self) -> Result<(), GetError> {
        let mut relevant = Relevant::new();
        for (path, decided) in &self.decided {
            let m = ModuleVersion::new(path.as_str(), decided.version.as_str());
            relevant.entry(m).or_default().resolved = true;
        }
        let workspace = self.enter_workspace()?;
        let mut own = None;
        if let Some((workspace, stated)) = workspace {
            self.workspace_stated = stated;
            own = Some(std::mem::replace(&mut self.modules, workspace));
        }
        let checked = self.load_named(&mut relevant);
        let messages = checked.map(|()| self.messages(&relevant));
        self.flush();
        if let Some(own) = own {
            self.modules = own;
        }
        let (deprecations, retractions) = messages?;
        let errors = self.find_sums();
        for line in deprecations {
            self.say(&line);
        }
        let mut retracted: Vec<&str> = Vec::new();
        for (path, line) in &retractions {
            self.say(line);
            retracted.push(path);
        }
        if let Some(first) = retracted.first() {
            let path = if retracted.len() > 1 {
                "<module>"
            } else {
                first
            };
            self.say(&format!(
                "go: to switch to the latest unretracted version, run:\n\tgo get {path}@latest"
            ));
        }
        for error in errors {
            self.report(&format!("go: {error}"));
        }
        self.end_phase()
    }

    /// Returns the workspace that the main module belongs to, and the requirements of the main
    /// module's go.mod in it.
    fn enter_workspace(&mut self) -> Result<Option<WorkspaceOfMain<'a>>, GetError> {
        let main = self.modules.main_modules().versions().first();
        let siblings = self.siblings.as_ref();
        let is_in = main.is_some_and(|main| siblings.is_some_and(|s| s.has_module(&main.path)));
        if !is_in {
            return Ok(None);
        }
        Ok(Some(self.modules.enter_workspace()?))
    }

    /// Loads the packages of the arguments, and notes their modules.
    fn load_named(&mut self, relevant: &mut Relevant) -> Result<(), GetError> {
        let matching = self.queries.iter().filter(|query| query.matches_packages);
        let patterns: Vec<String> = matching.map(|query| query.pattern.clone()).collect();
        if patterns.is_empty() {
            return Ok(());
        }
        let options = self.checking_options();
        let matches = self.modules.load_packages(&options, &patterns);
        self.flush();
        let matches = matches?;
        self.failed |= matches.iter().any(|m| !m.errors.is_empty());
        for path in self.modules.loaded_packages() {
            let error = self.modules.package_error(path);
            // A package may be for other systems.
            let is_excluded =
                |error: &ImportError| error.is_no_go() && self.modules.package_dir(path).is_some();
            if error.is_some_and(is_excluded) {
                continue;
            }
            self.failed |= error.is_some();
            if let Some(ImportError::Ambiguous(error)) = error {
                for m in &error.modules {
                    relevant.entry(m.clone()).or_default().has_package = true;
                }
            }
            if let Some(m) = self.modules.package_module(path) {
                relevant.entry(m.clone()).or_default().has_package = true;
            }
        }
        for path in matches.iter().flat_map(|m| &m.pkgs) {
            if let Some(m) = self.modules.package_module(path) {
                relevant.entry(m.clone()).or_default().named = true;
            }
        }
        Ok(())
    }

    /// Returns lines about deprecated modules, and about retracted versions with their paths.
    fn messages(&self, relevant: &Relevant) -> (Vec<String>, Vec<(String, String)>) {
        let all: Vec<(&ModuleVersion, Relevance)> = relevant
            .iter()
            .map(|(m, relevance)| (m, *relevance))
            .collect();
        let found = self.modules.in_parallel(&all, |(m, relevance)| {
            let queries = self.modules.queries();
            let is_direct = relevance.has_package && self.modules.is_direct(&m.path);
            // The user cannot replace a module that is needed only indirectly.
            let deprecation = if relevance.resolved || relevance.named || is_direct {
                queries.check_deprecation(m).unwrap_or_default()
            } else {
                String::new()
            };
            let retraction = queries.check_retractions(m).err();
            (deprecation, retraction)
        });
        let mut deprecations = Vec::new();
        let mut retractions = Vec::new();
        for ((m, _), (deprecation, retraction)) in all.into_iter().zip(found) {
            if !deprecation.is_empty() {
                let text = short_message(&deprecation, "");
                deprecations.push(format!("go: module {} is deprecated: {text}", m.path));
            }
            if let Some(error) = retraction
                && is_disallowed(&error)
                && matches!(QueryError::of(&error), Some(QueryError::Retracted { .. }))
            {
                retractions.push((m.path.clone(), format!("go: warning: {error}")));
            }
        }
        (deprecations, retractions)
    }

    /// Gets the checksums of modules that changed, and had some before: they may have
    /// packages that were not loaded now.
    fn find_sums(&mut self) -> Vec<LoadError> {
        let list = self.build_list.clone();
        let errors = self.modules.in_parallel(&list, |m| self.find_sum(m).err());
        self.flush();
        errors.into_iter().flatten().collect()
    }

    fn find_sum(&self, m: &ModuleVersion) -> Result<(), LoadError> {
        let main = self.modules.main_modules();
        let old = match version_in(&self.initial, &m.path) {
            "none" | "" => return Ok(()),
            version => ModuleVersion::new(m.path.as_str(), version),
        };
        let actual = main.resolve_replacement(m);
        let old_actual = main.resolve_replacement(&old);
        if actual == old_actual || actual.version.is_empty() || !self.modules.have_sum(&old_actual)
        {
            return Ok(());
        }
        self.modules.download_zip(&actual).map_err(|error| {
            LoadError::other(SumError {
                module: m.clone(),
                is_downgrade: gover::mod_compare(&m.path, &m.version, &old.version).is_lt(),
                old: old.version.clone(),
                actual: actual.into_owned(),
                error,
            })
        })
    }
}
