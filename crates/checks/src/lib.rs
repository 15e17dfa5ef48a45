//! Checks packages of a graph: parses them, checks their types, and gives each its imports.
//!
//! A package is checked after all its imports. Importers need only its summary; trees and types are
//! dropped as soon as the summary is made. Packages whose errors are not wanted are checked without
//! the bodies of their functions.
//!
//! Owns: [`Unit`], the order of checks. Must not know: how packages are found, the terminal. Main
//! items: [`Unit`], [`check_units`], [`OnDemand`], [`check_compiled`], [`Verdict`],
//! [`other_files_fit`]. A package that is to be compiled can be written for the compiler.
//! Counterpart: cmd/compile/internal/noder/noder.go (`LoadPackage`), for many packages.

mod checked;
mod compiled;
mod demand;
mod key;
mod one;
mod other_files;
mod run;
mod unit;

pub use checked::Settings;
pub use compiled::CheckedForCompiler;
pub use compiled::CompiledImports;
pub use compiled::StubInputs;
pub use compiled::check_compiled;
pub use demand::OnDemand;
pub use other_files::OtherFiles;
pub use other_files::other_files_fit;
pub use run::check_units;
pub use unit::Errors;
pub use unit::Kept;
pub use unit::SourceFile;
pub use unit::Sources;
pub use unit::Target;
pub use unit::Unit;
pub use unit::Verdict;
pub use unit::Watcher;
pub use vamos_check::CompilerFlags;

#[cfg(test)]
mod tests;
