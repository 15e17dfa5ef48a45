//! Checks that an older go command would use the same modules for all packages.
//!
//! Counterpart: cmd/go/internal/modload/load.go (`checkTidyCompatibility`).

use vamos_base::golang::gover;
use vamos_base::golang::module::ModuleVersion;
use vamos_modfile::ModuleError;
use vamos_modules::ModuleGraph;
use vamos_modules::Requirements;

use super::LoadError;
use super::compat_error::CompatAdvice;
use super::compat_error::CompatMismatch;
use super::compat_error::Difference;
use super::import::ImportResolver;
use super::import_error::ImportError;
use super::import_graph::LoadPkg;
use super::import_graph::PkgId;
use super::internal_error::InternalError;
use super::resolution::Resolution;

/// A package that the older command would find elsewhere, or not at all.
struct Mismatch {
    id: PkgId,
    found: Result<ModuleVersion, ImportError>,
}

/// The commands that would resolve the mismatches.
#[derive(Clone, Copy, Default)]
struct Advice {
    upgrade: bool,
    ignore_errors: bool,
}

impl Resolution<'_, '_> {
    /// Fails if a package would be loaded from another module with the requirements `rs`, as
    /// interpreted by go `compat`. The last error is advice, which has no prefix.
    pub(super) fn check_compatibility(
        &self,
        rs: &Requirements,
        compat: &str,
    ) -> Result<(), LoadError> {
        let (graph, error) = self.state.graph(rs);
        if let Some(error) = error {
            self.error(LoadError::Module(ModuleError::Context {
                before: format!("error loading go {compat} module graph: "),
                err: Box::new(error),
            }));
            return self.end_with_advice(rs, compat, Advice::default());
        }
        let mismatches = self.mismatches(rs, &graph);
        if mismatches.is_empty() {
            return self.check_roots(rs, &graph, compat);
        }
        let mut advice = Advice::default();
        for mismatch in &mismatches {
            let package = self.import_graph.package_of(mismatch.id);
            if package.test_of.is_none() {
                self.report_mismatch(mismatch, package, &graph, compat, &mut advice);
            }
        }
        self.end_with_advice(rs, compat, advice)
    }

    /// Resolves all packages again. This also fetches the files, and so the checksums, from which
    /// the older command can see that imports are unambiguous.
    fn mismatches(&self, rs: &Requirements, graph: &ModuleGraph) -> Vec<Mismatch> {
        let ids = self
            .import_graph
            .select(|package| !package.module.path.is_empty() || package.error.is_some());
        let resolver = ImportResolver::new(self.state, rs, Some(graph));
        let resolver = resolver.without_go_mods(self.skips_go_mods);
        let found = self.state.in_parallel(&ids, |&id| {
            resolver.resolve(&self.import_graph.package_of(id).path)
        });
        let mut mismatches = Vec::new();
        for (id, found) in ids.into_iter().zip(found) {
            let found = found.map(|found| found.module);
            let expected = &self.import_graph.package_of(id).module;
            let is_same = match &found {
                Ok(module) => module == expected,
                Err(_) => expected.path.is_empty(),
            };
            if !is_same {
                mismatches.push(Mismatch { id, found });
            }
        }
        mismatches
    }

    /// If all packages agree, and all roots provide packages, the roots should agree as well.
    fn check_roots(
        &self,
        rs: &Requirements,
        graph: &ModuleGraph,
        compat: &str,
    ) -> Result<(), LoadError> {
        let Some((m, selected)) = self.upgraded_root(graph) else {
            return Ok(());
        };
        self.state.config.messages.warn(String::new());
        let go = rs.go_version(&self.state.config.main);
        Err(LoadError::Internal(Box::new(
            InternalError::SelectedVersions {
                path: m.path.clone(),
                go: go.to_owned(),
                version: m.version.clone(),
                compat: compat.to_owned(),
                selected: selected.to_owned(),
            },
        )))
    }

    /// Returns the first root that is not at its selected version in `graph`.
    fn upgraded_root<'g>(&self, graph: &'g ModuleGraph) -> Option<(&ModuleVersion, &'g str)> {
        let roots = self.rs.root_modules().iter();
        let mut selected = roots.map(|m| (m, graph.selected(&m.path)));
        selected.find(|(m, selected)| m.version != *selected)
    }

    fn report_mismatch(
        &self,
        mismatch: &Mismatch,
        package: &LoadPkg,
        graph: &ModuleGraph,
        compat: &str,
        advice: &mut Advice,
    ) {
        let stack = || self.import_graph.stack_text(mismatch.id);
        let module = package.module.clone();
        let difference = match &mismatch.found {
            Err(error) => {
                // The package may be ambiguous in the larger graph, or be gone from a newer version
                // that only the larger graph selects. -e helps only if the roots are not already an
                // error for the older command.
                advice.ignore_errors = true;
                advice.upgrade |= self.upgraded_root(graph).is_some();
                let stack = stack();
                match error {
                    ImportError::Missing(_) => {
                        let selected = graph.selected(&module.path);
                        let selected = ModuleVersion::new(module.path.as_str(), selected);
                        Difference::Missing {
                            stack,
                            module,
                            selected,
                        }
                    }
                    error => Difference::Failure {
                        stack,
                        module,
                        error: Box::new(error.clone()),
                    },
                }
            }
            // The error of the package itself was reported before.
            Ok(found) if package.error.is_some() => {
                advice.upgrade = true;
                Difference::Found {
                    package: package.path.clone(),
                    module: found.clone(),
                }
            }
            Ok(found) => {
                advice.upgrade = true;
                Difference::Other {
                    stack: stack(),
                    module,
                    selected: found.version.as_str().into(),
                }
            }
        };
        self.error(LoadError::Compat(Box::new(CompatMismatch {
            compat: compat.to_owned(),
            difference,
        })));
    }

    /// Ends the load if there were errors, followed by advice.
    fn end_with_advice(
        &self,
        rs: &Requirements,
        compat: &str,
        advice: Advice,
    ) -> Result<(), LoadError> {
        let messages = &self.state.config.messages;
        if !self.options.allow_errors {
            let go = rs.go_version(&self.state.config.main);
            messages.error(LoadError::CompatAdvice(Box::new(CompatAdvice {
                compat: compat.to_owned(),
                go: go.to_owned(),
                needs_go_flag: go != self.state.config.main_go_version(),
                needs_compat_flag: compat != gover::prev(go),
                upgrade: advice.upgrade,
                ignore_errors: advice.ignore_errors,
            })));
        }
        messages.exit_if_errors()
    }
}
