//! The data about a load for `mod vendor`.
//!
//! Counterpart: cmd/go/internal/modcmd/vendor.go (`vendorPkg`, `matchPotentialSourceFile`), where
//! it uses modload and load.

use std::sync::Arc;

use vamos_modules::MainModules;

use super::LoadError;
use super::Modules;
use crate::context::LoadContext;
use crate::dirpkg::DirError;
use crate::dirpkg::Vendored;
use crate::embed::EmbedError;
use crate::embed::resolve_embed;

/// The reason why the embedded files of a package are unknown.
#[derive(Clone, Debug)]
pub enum EmbedsError {
    /// The package cannot be read.
    Package(Box<DirError>),
    /// A pattern does not match any file that can be embedded.
    Pattern(EmbedError),
}

/// The sources of a package, as they are copied.
pub struct PackageSources<'m> {
    ctx: &'m LoadContext<'m>,
    dir: &'m str,
    known: Option<Arc<Vendored>>,
}

impl PackageSources<'_> {
    /// Reports whether no build can include a Go file other than a test, for any tags, such as a
    /// file with the constraint `ignore`.
    pub fn is_ignored(&self, name: &str) -> Result<bool, LoadError> {
        if let Some(known) = &self.known {
            return Ok(known.is_ignored(name));
        }
        let context = self.ctx.build_context.clone().with_any_tags();
        let ignored = self.ctx.dirs.is_ignored_file(&context, self.dir, name);
        ignored.map_err(|error| LoadError::Scan(Box::new(error)))
    }

    /// Returns the files that the Go files embed, relative to the directory, regardless of their
    /// constraints; with `tests`, the files of test files as well.
    pub fn embedded_files(&self, tests: bool) -> Result<Vec<String>, EmbedsError> {
        let ctx = self.ctx;
        let embeds = match &self.known {
            Some(known) => known.embeds.clone(),
            None => ctx
                .dirs
                .embeds(&ctx.build_context, self.dir)
                .map_err(EmbedsError::Package)?,
        };
        let mut patterns = embeds.of_package;
        if tests {
            patterns.extend(embeds.of_tests);
        }
        let found = resolve_embed(
            &*ctx.files,
            self.dir,
            &patterns,
            ctx.follows_embedded_links(),
        );
        found.map(|(files, _)| files).map_err(EmbedsError::Pattern)
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

    /// Returns the go version of a module in the build list, or an empty string.
    pub fn module_go_version(&self, path: &str) -> Result<String, LoadError> {
        match self.module_info(path) {
            Some(info) => Ok(info?.go_version),
            None => Ok(String::new()),
        }
    }

    /// Returns the sources of the package in a directory.
    pub fn package_sources<'m>(&'m self, dir: &'m str) -> PackageSources<'m> {
        let ctx = self.state.config.ctx;
        PackageSources {
            ctx,
            dir,
            known: ctx.dirs.vendored(&ctx.build_context, dir),
        }
    }
}
