//! The inputs of recipes: values, and the IDs of tools and files.
//!
//! Counterpart: none; upstream reads all of it from actions and from global variables.

use vamos_base::Digest;
use vamos_base::golang::names::ImportPath;
use vamos_goenv::BuildOptions;
use vamos_goenv::GoEnv;
use vamos_load::Package;

use crate::cgo::Language;
use crate::error::BuildError;
use crate::mode::ModeSettings;

/// Identifies tools and files in recipes.
pub(crate) trait InputIds {
    /// Returns the ID of a tool of the SDK.
    fn tool(&self, name: &str) -> Result<String, BuildError>;

    /// Returns the compiler of foreign sources as the user set it.
    fn compiler(&self, language: Language) -> Result<Vec<String>, BuildError>;

    /// Returns the ID of such a compiler, or why it has none.
    fn compiler_id(
        &self,
        program: &str,
        language: Language,
    ) -> Result<Result<String, String>, BuildError>;

    /// Returns the digest of a file, in short form; empty if it cannot be read.
    fn file(&self, path: &str) -> String;

    /// Returns the digest of the part of a Go file that the compiler reads, in short form. `None`
    /// if the whole content decides, as for files that the compiler may refuse.
    fn code(&self, path: &str) -> Option<String>;

    /// Returns the build ID of a file, or its digest if it has none.
    fn build_id(&self, file: &str) -> String;
}

/// The inputs of recipes other than packages.
pub(crate) struct RecipeInputs<'a> {
    pub(crate) env: &'a GoEnv,
    pub(crate) flags: &'a BuildOptions,
    pub(crate) mode: &'a ModeSettings,
    /// The work directory of the run.
    pub(crate) work_dir: &'a str,
    /// The current directory of the command.
    pub(crate) cwd: &'a str,
    pub(crate) ids: &'a dyn InputIds,
}

/// Which inputs a recipe of an archive has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// The inputs of the official recipe.
    Official,
    /// Only the compiler's inputs: no comments, and no `modinfo`, which the linker reads.
    Compiler,
}

/// An input of an archive other than the files of its package.
pub(crate) enum Dependency<'a> {
    /// A file with a preprocessed profile.
    Profile(String),
    /// An imported package.
    Import(&'a ImportPath, ImportId),
}

/// The ID of an imported package in a recipe, which also has its path.
pub(crate) enum ImportId {
    /// The content ID.
    Content(String),
    /// The digest of the export data, if there are any.
    Export(Option<Digest>),
    /// Nothing.
    Nothing,
}

/// A package in an executable.
pub(crate) struct Linked<'a> {
    pub(crate) package: &'a Package,
    /// True if there is an archive.
    pub(crate) is_built: bool,
    /// The build ID of the archive.
    pub(crate) build_id: String,
}

/// A package in a shared library, or a package for which the library is made.
pub(crate) struct SharedPackage<'a> {
    pub(crate) package: &'a Package,
    /// The archive; may be empty.
    pub(crate) built: String,
}
