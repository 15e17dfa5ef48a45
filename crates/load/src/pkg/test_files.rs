//! The imports and embedded files of one kind of test files of a package.
//!
//! Counterpart: cmd/go/internal/load/test.go (`TestPackagesAndErrors`).

use std::collections::BTreeMap;

use vamos_modload::dirpkg::Decls;
use vamos_modload::embed::Embedded;
use vamos_modload::embed::resolve_embed;
use vamos_modload::package_error::PackageError;

use crate::package::PackageId;
use crate::pkg::errors;
use crate::pkg::implicit::SIMD_BRIDGE;
use crate::pkg::implicit::has_simd;
use crate::pkg::import_stack::Site;
use crate::pkg::loader::PackageLoader;
use crate::pkg::reason::Reason;

/// The result of loading one kind of test files of a package.
#[derive(Default)]
pub(crate) struct TestFiles {
    pub(crate) imports: Vec<PackageId>,
    /// The additional package that the compiler needs and the source does not import.
    pub(crate) bridge: Option<PackageId>,
    pub(crate) raw_imports: Vec<String>,
    pub(crate) embed_files: Vec<String>,
    pub(crate) embed: BTreeMap<String, Vec<String>>,
    pub(crate) error: Option<PackageError>,
    pub(crate) embed_error: Option<PackageError>,
    pub(crate) incomplete: bool,
}

impl TestFiles {
    /// Loads imports and embedded files of test files; `positions` are the positions of imports and
    /// of embed patterns.
    pub(crate) fn load(
        loader: &mut PackageLoader<'_>,
        id: PackageId,
        title: &str,
        raw_imports: Vec<String>,
        positions: (&Decls, &Decls),
        patterns: &[String],
    ) -> TestFiles {
        loader.stack.push(title, None);
        let mut files = TestFiles::default();
        for path in &raw_imports {
            let pos = positions.0.get(path).and_then(|all| all.first());
            let pos = pos.map(Site::At);
            let (import, error) = loader.load_import(path, Some(id), pos, Reason::Import);
            if let Some(error) = error
                && files.error.is_none()
            {
                files.error = Some(error);
                files.incomplete = true;
            }
            files.incomplete |= loader.graph.get(import).problems.incomplete;
            files.imports.push(import);
        }
        if has_simd(loader.ctx.env, &raw_imports) {
            let (bridge, error) = loader.load_import(SIMD_BRIDGE, Some(id), None, Reason::Bridge);
            if let Some(error) = error
                && files.error.is_none()
            {
                files.error = Some(error);
                files.incomplete = true;
            }
            files.incomplete |= loader.graph.get(bridge).problems.incomplete;
            files.bridge = Some(bridge);
        }
        files.raw_imports = raw_imports;
        let dir = &loader.graph.get(id).dir;
        let embedded: Result<Embedded, _> = if patterns.is_empty() {
            Ok(Embedded::default())
        } else {
            resolve_embed(
                &*loader.ctx.files,
                dir,
                patterns,
                loader.embed_follows_links,
            )
        };
        match embedded {
            Ok((names, patterns)) => (files.embed_files, files.embed) = (names, patterns),
            Err(error) => {
                let mut made = PackageError {
                    import_stack: loader.stack.snapshot(),
                    err: error.to_string(),
                    ..PackageError::default()
                };
                let pos = positions.1.get(&error.pattern).and_then(|all| all.first());
                errors::set_pos(&mut made, pos.map(Site::At), &loader.ctx.cwd);
                files.embed_error = Some(made);
                files.incomplete = true;
            }
        }
        loader.stack.pop();
        files
    }
}
