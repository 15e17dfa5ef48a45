//! Checks of packages before they are compiled: a package in which an error is found is not
//! compiled, and the compiler's text is shown.
//!
//! What checks is not known here: `cli` passes it in ([`PackageChecks`]). A package is checked in
//! one of two ways. When it is about to be compiled, its imports are, and their export data say
//! what the compiler would read ([`gate`]). In a build that takes longer, packages are also
//! checked while their imports are still being compiled ([`ahead`]), so that errors are shown
//! at once. In cases that were not compared with the compiler, the compiler decides ([`scope`]).
//! Counterpart: none; upstream starts the compiler.

pub(crate) mod ahead;
mod certainty;
pub(crate) mod gate;
pub(crate) mod scope;
mod verify;

use std::fmt;

use vamos_base::Cancel;
use vamos_load::Package;
use vamos_load::PackageGraph;
use vamos_load::PackageId;

/// How packages are checked (`VAMOS_CHECK`), except off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckSetting {
    /// A package with errors is not compiled.
    On,
    /// As `On`; why the compiler decides is reported.
    Explain,
    /// Everything is compiled, too, and the findings have to be the same.
    Verify,
}

/// What a check has found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// No error.
    Correct,
    /// What the compiler prints.
    Wrong(String),
    /// The compiler has to decide; the text is the reason.
    Unknown(String),
}

/// How a build checks packages.
#[derive(Clone, Copy, Debug)]
pub struct Checks<'a> {
    /// What the user has set.
    pub setting: CheckSetting,
    /// What checks.
    pub checker: &'a dyn PackageChecks,
}

/// Checks packages.
pub trait PackageChecks: fmt::Debug + Send + Sync {
    /// Checks a package whose imports are compiled: `archives` has import paths and files.
    fn compiled(&self, package: &Package, archives: &[(String, String)]) -> Finding;

    /// Reports whether it is certain that the compiler finds no errors in a package without
    /// errors of types because of its embedded files, and because of functions that have both a
    /// body and a symbol among those that its assembly defines.
    fn accepts_other_files(&self, package: &Package, assembly: &[String]) -> bool;

    /// Prepares checks of packages whose imports need not be compiled. `packages` is in an order
    /// in which what a package needs comes before it. Of those for which `has_bodies` is false
    /// only declarations are read.
    fn ahead<'c>(
        &'c self,
        graph: &'c PackageGraph,
        packages: &[PackageId],
        has_bodies: &dyn Fn(&Package) -> bool,
    ) -> Box<dyn ChecksAhead + 'c>;
}

/// Checks of packages whose imports need not be compiled.
pub trait ChecksAhead: Send + Sync {
    /// Checks a package and what it needs; nothing if that was cancelled. The caller has a large
    /// stack.
    fn check(&self, package: PackageId, cancel: &Cancel) -> Option<Finding>;

    /// Does the same, with the bodies of functions of all packages besides the standard library's.
    fn check_fully(&self, package: PackageId, cancel: &Cancel) -> Option<Finding>;
}
