//! The context of computations on module graphs, and the summaries of go.mod files.
//!
//! Counterpart: cmd/go/internal/modload (modfile.go, `goModSummary`, `rawGoModSummary`; init.go, `goModDirtyError`).

use std::sync::Arc;

use vamos_base::golang::gover;
use vamos_base::golang::gover::Local;
use vamos_base::golang::module::ModuleVersion;
use vamos_modfile::ModuleError;
use vamos_modfile::vendor::ModulesTxt;

use super::GoModSummary;
use super::MainModules;
use super::mod_flag::ModFlag;
use super::mod_flag::ModSettings;

/// The source of go.mod files.
pub trait ModuleSource: Sync {
    /// Returns the summary of the go.mod of `m` after replacements, checked against go.sum
    /// (rawGoModSummary). Without version, `m` is a directory, relative to
    /// [`MainModules::replace_relative_to`]. Must remember its answers.
    fn go_mod(&self, m: &ModuleVersion) -> Result<Arc<GoModSummary>, ModuleError>;

    /// The same for many modules, in order; a source may process them in parallel.
    fn go_mods(&self, modules: &[ModuleVersion]) -> Vec<Result<Arc<GoModSummary>, ModuleError>> {
        modules.iter().map(|m| self.go_mod(m)).collect()
    }

    /// Reports whether go.sum has a sum for the go.mod of `m`.
    fn have_go_mod_sum(&self, m: &ModuleVersion) -> bool;
}

/// The shared inputs of computations on module graphs.
#[derive(Clone, Copy)]
pub struct ModuleContext<'a> {
    /// The main modules.
    pub main: &'a MainModules,
    /// The source of go.mod files.
    pub source: &'a dyn ModuleSource,
    /// The settings for the use of modules.
    pub settings: &'a ModSettings,
    /// The vendor directory's modules.txt, with `-mod=vendor`.
    pub vendor: Option<&'a ModulesTxt>,
    /// The Go that runs.
    pub local: &'a Local,
}

/// The way to get a summary.
enum SummarySource {
    /// It is already computed.
    Known(Result<Arc<GoModSummary>, ModuleError>),
    /// The source has it, under this module.
    Source(ModuleVersion),
}

impl ModuleContext<'_> {
    /// Reports whether requirements must be complete already.
    pub fn must_have_complete_requirements(&self) -> bool {
        self.settings.mod_flag != ModFlag::Mod && !self.main.in_workspace_mode()
    }

    /// Reports whether every used module must already have its sum in go.sum.
    pub fn must_have_sums(&self) -> bool {
        self.settings.must_have_sums(self.main.in_workspace_mode())
    }

    /// Returns the error for a go.mod that would have to change.
    pub fn go_mod_dirty(&self) -> ModuleError {
        ModuleError::GoModDirty {
            mod_flag: self.settings.mod_flag.as_str(),
            is_explicit: self.settings.explicit,
            reason: self.settings.reason.clone(),
        }
    }

    /// Returns the summary of a module of the graph: replaced, checked, without excluded
    /// requirements.
    pub fn go_mod_summary(&self, m: &ModuleVersion) -> Result<Arc<GoModSummary>, ModuleError> {
        match self.ask(m) {
            SummarySource::Known(answer) => answer,
            SummarySource::Source(actual) => self.check(m, &actual, self.source.go_mod(&actual)),
        }
    }

    /// Returns the summaries of many modules, in order.
    pub fn go_mod_summaries(
        &self,
        modules: &[ModuleVersion],
    ) -> Vec<Result<Arc<GoModSummary>, ModuleError>> {
        let asked: Vec<SummarySource> = modules.iter().map(|m| self.ask(m)).collect();
        let wanted: Vec<ModuleVersion> = asked
            .iter()
            .filter_map(|ask| match ask {
                SummarySource::Source(actual) => Some(actual.clone()),
                SummarySource::Known(_) => None,
            })
            .collect();
        let mut answers = self.source.go_mods(&wanted).into_iter();
        let mut complete = |(m, ask): (&ModuleVersion, SummarySource)| match ask {
            SummarySource::Known(answer) => answer,
            SummarySource::Source(actual) => {
                let answer = answers.next().expect("a source answers every question");
                self.check(m, &actual, answer)
            }
        };
        modules.iter().zip(asked).map(&mut complete).collect()
    }

    /// Returns a summary that needs no file; else returns the module to get from the source.
    fn ask(&self, m: &ModuleVersion) -> SummarySource {
        if gover::is_toolchain(&m.path) {
            return SummarySource::Known(Ok(Arc::new(GoModSummary::of_toolchain(m))));
        }
        if let Some(vendor) = self.vendor {
            let mut summary = GoModSummary {
                module_path: m.path.clone(),
                ..GoModSummary::default()
            };
            if vendor.version.get(&m.path) == Some(&m.version) {
                // The requirements of a vendored module are not recorded, so it gets all vendored
                // modules.
                summary.require = vendor.list.as_slice().into();
            }
            return SummarySource::Known(Ok(Arc::new(summary)));
        }
        if m.version.is_empty()
            && self.main.in_workspace_mode()
            && let Some(main) = self.main.get(&m.path)
        {
            let Some(file) = &main.mod_file else {
                // The requirements of an empty workspace's module.
                return SummarySource::Known(Ok(Arc::new(GoModSummary {
                    module_path: m.path.clone(),
                    ..GoModSummary::default()
                })));
            };
            let summary = Arc::new(GoModSummary::from_mod_file(m, file, self.local));
            return SummarySource::Known(self.check(m, m, Ok(summary)));
        }
        let actual = self.main.resolve_replacement(m);
        if !actual.version.is_empty()
            && self.must_have_sums()
            && !self.source.have_go_mod_sum(&actual)
        {
            let suggestion = format!(" for go.mod file; to add it:\n\tgo mod download {}", m.path);
            return SummarySource::Known(Err(ModuleError::SumMissing { suggestion }.at(&actual)));
        }
        SummarySource::Source(actual.into_owned())
    }

    /// Checks a summary, and removes the exclusions of main modules.
    fn check(
        &self,
        m: &ModuleVersion,
        actual: &ModuleVersion,
        answer: Result<Arc<GoModSummary>, ModuleError>,
    ) -> Result<Arc<GoModSummary>, ModuleError> {
        let summary = answer?;
        if let Some(err) = &summary.too_new {
            return Err(ModuleError::TooNew(err.clone()));
        }
        if !actual.version.is_empty() {
            let declared = &summary.module_path;
            if declared.is_empty() {
                return Err(ModuleError::message("parsing go.mod: missing module line").at(actual));
            }
            if *declared != m.path && *declared != actual.path {
                let text = format!(
                    "parsing go.mod:\n\tmodule declares its path as: {declared}\n\t        but was required as: {}",
                    m.path
                );
                return Err(ModuleError::Message(text).at(actual));
            }
        }
        let excludes = self
            .main
            .list()
            .iter()
            .filter_map(|main| main.index.as_ref())
            .map(|index| &index.exclude);
        if !excludes
            .clone()
            .any(|exclude| summary.require.iter().any(|r| exclude.contains(r)))
        {
            return Ok(summary);
        }
        let mut without = (*summary).clone();
        let keep = |r: &&ModuleVersion| !excludes.clone().any(|exclude| exclude.contains(*r));
        without.require = summary.require.iter().filter(keep).cloned().collect();
        Ok(Arc::new(without))
    }
}
