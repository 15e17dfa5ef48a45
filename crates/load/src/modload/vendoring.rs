//! What `mod vendor` needs to know of a load.
//!
//! Counterpart: cmd/go/internal/modcmd/vendor.go (`vendorPkg`, `matchPotentialSourceFile`),
//! where it asks modload and load.

use std::sync::Arc;

use vamos_modules::MainModules;

use super::LoadError;
use super::Modules;
use crate::dirpkg::BuildContext;
use crate::dirpkg::DirCache;
use crate::dirpkg::DirError;
use crate::embed::EmbedError;
use crate::embed::resolve_embed;

/// Why the embedded files of a package are not known.
#[derive(Clone, Debug)]
pub enum EmbedsError {
    /// The package cannot be read.
    Package(Box<DirError>),
    /// A pattern matches nothing that can be embedded.
    Pattern(EmbedError),
}

/// Decides which Go files can be part of a build, whatever its tags are.
pub struct SourceFilter<'m> {
    dirs: &'m DirCache,
    context: BuildContext,
}

impl SourceFilter<'_> {
    /// Reports whether a Go file can be part of no build, such as one with the constraint
    /// `ignore`.
    pub fn is_ignored(&self, dir: &str, name: &str) -> Result<bool, LoadError> {
        let ignored = self.dirs.is_ignored_file(&self.context, dir, name);
        ignored.map_err(|error| LoadError::Text(error.to_string()))
    }
}

impl Modules<'_> {
    /// Returns the main modules; after a load.
    pub fn main_modules(&self) -> &MainModules {
        &self.state.config.main
    }

    /// Returns the vendor directory of the main module or workspace (`VendorDir`).
    pub fn vendor_dir(&self) -> String {
        self.state.config.vendor_dir()
    }

    /// Returns the directory of a package of the last load (`Lookup`).
    pub fn package_dir(&self, path: &str) -> Option<String> {
        let package = self.loaded.get(path)?;
        let dir = package.dir.as_str();
        (!dir.is_empty()).then(|| dir.to_owned())
    }

    /// Returns the go version that a module of the build list states, or empty.
    pub fn module_go_version(&self, path: &str) -> Result<String, LoadError> {
        match self.module_info(path) {
            Some(info) => Ok(info?.go_version),
            None => Ok(String::new()),
        }
    }

    /// Returns what decides which Go files can be part of a build.
    pub fn source_filter(&self) -> SourceFilter<'_> {
        let ctx = self.state.config.ctx;
        SourceFilter {
            dirs: &ctx.dirs,
            context: ctx.build_context.clone().with_any_tags(),
        }
    }

    /// Returns the files that the Go files of a directory embed, relative to it, whatever
    /// their constraints are; with `tests`, those of test files, too.
    pub fn embedded_files(&self, dir: &str, tests: bool) -> Result<Vec<String>, EmbedsError> {
        let ctx = self.state.config.ctx;
        let mut context = ctx.build_context.clone();
        context.use_all_files = true;
        let (package, error) = ctx.dirs.import_dir(&context, dir);
        match error {
            // Files of several systems may well have different package names.
            None | Some(DirError::MultiplePackage { .. }) => {}
            Some(DirError::NoGo { .. }) => return Ok(Vec::new()),
            Some(error) => return Err(EmbedsError::Package(Box::new(error))),
        }
        let mut patterns = package.embed_patterns.clone();
        if tests {
            patterns.extend(package.tests.embed_patterns.iter().cloned());
            patterns.extend(package.xtests.embed_patterns.iter().cloned());
        }
        let files = Arc::clone(&ctx.files);
        let found = resolve_embed(&*files, dir, &patterns, ctx.follows_embedded_links());
        found.map(|(files, _)| files).map_err(EmbedsError::Pattern)
    }
}
