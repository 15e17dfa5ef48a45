//! Checks of packages before they are compiled: a package in which an error is found is not
//! compiled, and the compiler's text is shown.
//!
//! The checker itself is not part of this crate: `cli` passes it in ([`PackageChecks`]). A package
//! is checked in one of two ways. When it is about to be compiled, its imports are compiled, and
//! their export data have the compiler's input ([`gate`]). In a build that takes longer, packages
//! are also checked while their imports are still being compiled ([`ahead`]), so that errors are
//! shown at once. In cases that were not compared with the compiler, the compiler decides
//! ([`scope`]).
//! Counterpart: none; upstream starts the compiler.

pub(crate) mod ahead;
mod certainty;
pub(crate) mod gate;
pub(crate) mod scope;
mod verify;

use std::fmt;
use std::sync::Arc;

use vamos_base::Cancel;
use vamos_jobs::Stub;
use vamos_load::Package;
use vamos_load::PackageGraph;
use vamos_load::PackageId;

/// The mode of checks (`VAMOS_CHECK`), except off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckSetting {
    /// A package with errors is not compiled.
    On,
    /// As `On`; why the compiler decides is reported.
    Explain,
    /// Everything is compiled, too, and the findings must be the same.
    Verify,
}

/// The result of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// No error.
    Correct,
    /// The package has errors: the compiler's output.
    Wrong(String),
    /// The compiler must decide; the text is the reason.
    Unknown(String),
}

/// The checks of a build.
#[derive(Clone, Copy, Debug)]
pub struct Checks<'a> {
    /// The user's setting.
    pub setting: CheckSetting,
    /// The checker.
    pub checker: &'a dyn PackageChecks,
}

/// Inputs of the check of a package that is about to be compiled.
#[derive(Clone, Copy, Debug)]
pub struct CompiledInputs<'a> {
    /// Import paths with the files of the archives.
    pub archives: &'a [(String, String)],
    /// The compiler's rewrites of directories (`-trimpath`), if the package is to be written for
    /// it.
    pub rewrites: Option<&'a str>,
}

/// Result of the check of a package that is about to be compiled.
#[derive(Clone, Debug)]
pub struct CheckedPackage {
    /// The result of the check.
    pub finding: Finding,
    /// A correct package for the compiler, or the reason why it was not written; `None` if it is not
    /// wanted.
    pub stub: Option<Result<Arc<Stub>, String>>,
}

/// Checks packages.
pub trait PackageChecks: fmt::Debug + Send + Sync {
    /// Checks a package whose imports are compiled. A correct package is also written for the
    /// compiler if that is wanted and possible.
    fn compiled(&self, package: &Package, inputs: &CompiledInputs<'_>) -> CheckedPackage;

    /// Reports whether it is certain that the compiler finds no errors in a package without
    /// errors of types because of its embedded files, and because of functions that have both a
    /// body and a symbol among those that its assembly defines.
    fn accepts_other_files(&self, package: &Package, assembly: &[String]) -> bool;

    /// Prepares checks of packages whose imports need not be compiled. In `packages`, a package
    /// follows its dependencies. Packages for which `has_bodies` is false are checked without
    /// bodies of functions.
    fn ahead<'c>(
        &'c self,
        graph: &'c PackageGraph,
        packages: &[PackageId],
        has_bodies: &dyn Fn(&Package) -> bool,
    ) -> Box<dyn ChecksAhead + 'c>;
}

/// Checks of packages whose imports need not be compiled.
pub trait ChecksAhead: Send + Sync {
    /// Checks a package and its dependencies; returns `None` if that was cancelled. The caller has
    /// a large stack.
    fn check(&self, package: PackageId, cancel: &Cancel) -> Option<Finding>;

    /// Like [`Self::check`], with the bodies of functions of all packages except the standard
    /// library's.
    fn check_fully(&self, package: PackageId, cancel: &Cancel) -> Option<Finding>;
}
