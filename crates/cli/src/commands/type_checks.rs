//! Checks of packages for builds, by the checker of `vamos check`.
//!
//! Counterpart: none.

use std::collections::HashMap;
use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::OnceLock;
use std::sync::PoisonError;

use vamos_base::Cancel;
use vamos_build::CheckedPackage;
use vamos_build::ChecksAhead;
use vamos_build::CompiledInputs;
use vamos_build::Finding;
use vamos_build::PackageChecks;
use vamos_checks::CheckedForCompiler;
use vamos_checks::CompiledImports;
use vamos_checks::Errors;
use vamos_checks::Kept;
use vamos_checks::OnDemand;
use vamos_checks::OtherFiles;
use vamos_checks::Settings;
use vamos_checks::StubInputs;
use vamos_checks::Target;
use vamos_checks::Verdict;
use vamos_checks::check_compiled;
use vamos_checks::other_files_fit;
use vamos_fsys::HashedFiles;
use vamos_fsys::Mapped;
use vamos_goenv::GoEnv;
use vamos_load::Package;
use vamos_load::PackageGraph;
use vamos_load::PackageId;
use vamos_release::Release;

use super::check::kept::KeptSummaries;
use super::check::kept::open;
use super::check::sources::DiskSources;
use super::check::units::Listed;
use super::check::units::RuntimePackages;
use super::check::units::of_package;
use super::check::units::of_packages;
use crate::invocation::Invocation;
use crate::panics;

/// Checks the packages of a build.
pub(super) struct TypeChecks<'a> {
    invocation: &'a Invocation,
    env: &'a GoEnv,
    files: Arc<dyn HashedFiles>,
    target: Target,
    /// Summaries of earlier runs, once they are needed.
    kept: OnceLock<Option<Arc<KeptSummaries>>>,
    /// The packages whose checks have panicked.
    broken: Mutex<HashSet<String>>,
}

impl fmt::Debug for TypeChecks<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("TypeChecks").finish_non_exhaustive()
    }
}

impl<'a> TypeChecks<'a> {
    /// Returns the checker of packages; `None` for a target that the checker does not support.
    pub(super) fn new(invocation: &'a Invocation, files: Arc<dyn HashedFiles>) -> Option<Self> {
        let env = &invocation.env;
        let target = Target::of_arch(&env.target.goarch)?;
        Some(Self {
            invocation,
            env,
            files,
            target,
            kept: OnceLock::new(),
            broken: Mutex::default(),
        })
    }

    /// Stores the summaries that were made.
    pub(super) fn save(&self) {
        if let Some(Some(kept)) = self.kept.get() {
            kept.save();
        }
    }

    /// Returns the finding for a verdict on a package. A panic is reported once.
    fn finding(&self, package: &Package, verdict: Verdict) -> Finding {
        match verdict {
            Verdict::Correct => Finding::Correct,
            Verdict::Wrong(errors) => of_errors(self.env.sdk.release, errors),
            Verdict::Unsupported(reason) => Finding::Unknown(reason),
            // Files are only made by cgo for `vamos check`.
            Verdict::Failed(_) => Finding::Unknown("cgo failed".to_owned()),
            Verdict::Broken(cause) => {
                let mut broken = self.broken.lock().unwrap_or_else(PoisonError::into_inner);
                let name = package.desc();
                let line = panics::in_check(&name, &cause);
                if broken.insert(name) {
                    self.invocation.output.log(&line);
                }
                Finding::Unknown(format!("the check panicked: {cause}"))
            }
            Verdict::Skipped => Finding::Unknown("an import has errors".to_owned()),
            Verdict::Lost => Finding::Unknown("a summary is lost".to_owned()),
        }
    }

    fn sources(&self) -> DiskSources<'_> {
        DiskSources::new(self.invocation, &*self.files)
    }
}

impl PackageChecks for TypeChecks<'_> {
    fn compiled(&self, package: &Package, inputs: &CompiledInputs<'_>) -> CheckedPackage {
        let runtime = RuntimePackages::new(self.env, &*self.files);
        let unit = of_package(self.env, &runtime, package, true);
        let raw = package.imports.raw.iter().zip(&package.imports.paths);
        let map: HashMap<&str, &str> = raw
            .filter(|(raw, path)| raw != path)
            .map(|(raw, path)| (raw.as_str(), path.as_str()))
            .collect();
        let archives: HashMap<&str, &str> = (inputs.archives)
            .iter()
            .map(|(path, file)| (path.as_str(), file.as_str()))
            .collect();
        let imports = CompiledImports {
            mapped: &|path| map.get(path).copied(),
            archive: &|path| {
                let file = archives.get(path)?;
                Some(Arc::new(Mapped::open(file).ok()?))
            },
        };
        let stub = inputs.rewrites.map(|trimpath| StubInputs {
            goroot: &self.env.sdk.goroot,
            trimpath,
        });
        let CheckedForCompiler { verdict, stub } = check_compiled(
            &unit,
            self.env.sdk.release,
            self.target,
            &self.sources(),
            &imports,
            stub,
        );
        CheckedPackage {
            finding: self.finding(package, verdict),
            stub: stub.map(|stub| stub.map(Arc::new)),
        }
    }

    fn accepts_other_files(&self, package: &Package, assembly: &[String]) -> bool {
        let runtime = RuntimePackages::new(self.env, &*self.files);
        let unit = of_package(self.env, &runtime, package, true);
        let others = OtherFiles {
            assembly,
            embeds: &package.embeds.by_pattern,
        };
        other_files_fit(&unit, self.env.sdk.release, &self.sources(), others)
    }

    fn ahead<'c>(
        &'c self,
        graph: &'c PackageGraph,
        packages: &[PackageId],
        has_bodies: &dyn Fn(&Package) -> bool,
    ) -> Box<dyn ChecksAhead + 'c> {
        let wanted = |_: PackageId, package: &Package| has_bodies(package);
        let packages = packages.to_vec();
        let Listed { units, packages } = of_packages(
            self.invocation.pool(),
            self.env,
            &*self.files,
            graph,
            packages,
            &wanted,
        );
        let numbers = packages.iter().enumerate();
        let kept = self.kept.get_or_init(|| open(self.invocation));
        Box::new(Ahead {
            release: self.env.sdk.release,
            target: self.target,
            sources: self.sources(),
            kept: kept.clone().map(|kept| kept as Arc<dyn Kept>),
            numbers: numbers.map(|(number, id)| (id.0, number)).collect(),
            packages,
            graph,
            checks: OnDemand::new(units),
            full: OnceLock::new(),
            all: self,
        })
    }
}

/// Returns the finding for errors.
fn of_errors(release: Release, errors: Errors) -> Finding {
    if errors.has_type_cycle && !release.searches_cycles_of_types() {
        return Finding::Unknown("a type refers to itself".to_owned());
    }
    Finding::Wrong(errors.text)
}

/// Packages of a graph, checked from sources and stored summaries.
struct Ahead<'c> {
    release: Release,
    target: Target,
    sources: DiskSources<'c>,
    kept: Option<Arc<dyn Kept>>,
    /// By package, its place in the checks.
    numbers: HashMap<u32, usize>,
    /// The packages in the order of the checks.
    packages: Vec<PackageId>,
    graph: &'c PackageGraph,
    checks: OnDemand,
    /// The checks with more bodies, once they are needed.
    full: OnceLock<OnDemand>,
    all: &'c TypeChecks<'c>,
}

impl Ahead<'_> {
    fn ask(&self, checks: &OnDemand, package: PackageId, cancel: &Cancel) -> Option<Finding> {
        let settings = Settings {
            release: self.release,
            target: self.target,
            sources: &self.sources,
            kept: self.kept.as_ref(),
            watcher: None,
        };
        let number = *self.numbers.get(&package.0)?;
        let verdict = checks.verdict(number, settings, cancel)?;
        Some(self.all.finding(self.graph.get(package), verdict))
    }
}

impl ChecksAhead for Ahead<'_> {
    fn check(&self, package: PackageId, cancel: &Cancel) -> Option<Finding> {
        self.ask(&self.checks, package, cancel)
    }

    fn check_fully(&self, package: PackageId, cancel: &Cancel) -> Option<Finding> {
        let is_standard = |number: usize| {
            let package = self.packages.get(number);
            package.is_none_or(|id| self.graph.get(*id).origin.standard)
        };
        let full = || self.checks.with_wanted(|number| !is_standard(number));
        self.ask(self.full.get_or_init(full), package, cancel)
    }
}

#[cfg(test)]
mod tests {
    use vamos_build::Finding;
    use vamos_release::Release;

    use super::Errors;
    use super::of_errors;

    #[test]
    fn some_errors_are_left_to_an_older_compiler() {
        let is_left = |minor: u32, has_type_cycle| {
            let text = "a.go:1:2: an error\n".to_owned();
            let errors = Errors {
                text,
                has_type_cycle,
            };
            let finding = of_errors(Release::nearest(minor), errors);
            matches!(finding, Finding::Unknown(_))
        };
        assert!(is_left(25, true));
        assert!(!is_left(26, true));
        assert!(!is_left(25, false));
    }
}
