//! The imports of a directory for the module loader.
//!
//! A coarser view than the package: no package names, wrong files forgiven, and tags
//! may count as both true and false.
//! Counterpart: cmd/go/internal/imports/scan.go, cmd/go/internal/modindex/read.go
//! (`IndexPackage.ScanDir`).

use std::collections::BTreeSet;

use vamos_syntax::Scanned;
use vamos_syntax::SourceInfo;

use super::assembly::Mode;
use super::context::BuildContext;
use super::dir_cache::DirCache;
use super::dir_cache::Slot;
use super::error::FileError;
use super::error::ScanError;
use super::file_facts::FileFacts;
use super::names::join;
use super::source_facts::SourceKind;
use super::sources::Imports;

/// Imports under construction.
#[derive(Default)]
struct Scan {
    imports: BTreeSet<String>,
    test_imports: BTreeSet<String>,
    files: usize,
}

impl Scan {
    fn finish(self) -> Result<Imports, ScanError> {
        if self.files == 0 {
            return Err(ScanError::NoGo);
        }
        let list = |set: BTreeSet<String>| set.into_iter().collect();
        Ok((list(self.imports), list(self.test_imports)))
    }
}

impl DirCache {
    /// Returns the imports and test imports of a directory (`imports.ScanDir`, or the index's
    /// result if upstream would use the index).
    pub fn scan_dir(&self, context: &BuildContext, dir: &str) -> Result<Imports, ScanError> {
        if let Some(imports) = self.outcome(context, dir).and_then(|it| it.imports()) {
            return Ok(imports);
        }
        if let Some(known) = self.known_scan(context, dir) {
            return known;
        }
        let slot = self.facts(dir);
        let imports = self.scan_listed(context, &slot)?;
        self.learn_scan(context, &slot);
        Ok(imports)
    }

    /// Returns the imports and test imports of a directory that was listed.
    pub(super) fn scan_listed(
        &self,
        context: &BuildContext,
        slot: &Slot,
    ) -> Result<Imports, ScanError> {
        let facts = slot.facts();
        let files = match &facts.listing {
            Ok(files) => files,
            Err(error) => return Err(ScanError::ReadDir(error.clone())),
        };
        let mode = if self.is_index_asked(context, facts, None) {
            Mode::Indexed
        } else {
            Mode::Plain
        };
        let mut scan = Scan::default();
        for file in files {
            let is_candidate = file.kind == SourceKind::Go
                && (file.is_regular || mode == Mode::Indexed)
                && context.scan_name(&file.name);
            if is_candidate {
                self.scan_file(context, &facts.dir, file, mode, &mut scan)?;
            }
        }
        scan.finish()
    }

    /// Returns the imports and test imports of explicitly listed files, whose build constraints are
    /// ignored (`imports.ScanFiles`).
    pub(crate) fn scan_files(
        &self,
        context: &BuildContext,
        dir: &str,
        names: &[String],
    ) -> Result<Imports, ScanError> {
        let slot = self.facts(dir);
        let facts = slot.facts();
        let mut context = context.clone();
        context.use_all_files = true;
        let mut scan = Scan::default();
        for name in names {
            match facts.file(name) {
                Some(file) => self.scan_file(&context, dir, file, Mode::Plain, &mut scan)?,
                None => {
                    let file = FileFacts::new(name.clone(), SourceKind::Go, true);
                    self.scan_file(&context, dir, &file, Mode::Plain, &mut scan)?;
                }
            }
        }
        scan.finish()
    }

    /// Reports whether a Go file's constraints exclude it from all builds of `context`
    /// (`imports.ShouldBuild`).
    pub(crate) fn is_ignored_file(
        &self,
        context: &BuildContext,
        dir: &str,
        name: &str,
    ) -> Result<bool, ScanError> {
        let slot = self.facts(dir);
        let facts = slot.facts();
        let own;
        let file = match facts.file(name) {
            Some(file) => file,
            None => {
                own = FileFacts::new(name.to_owned(), SourceKind::Go, true);
                &own
            }
        };
        match file.read_go(&*self.files, dir) {
            Some(Ok(info)) => Ok(!should_build(context, info)),
            Some(Err(FileError::Open(error))) => Err(ScanError::Open(error.clone())),
            // A file that cannot be read as Go is not known to be excluded.
            _ => Ok(false),
        }
    }

    fn scan_file(
        &self,
        context: &BuildContext,
        dir: &str,
        file: &FileFacts,
        mode: Mode,
        scan: &mut Scan,
    ) -> Result<(), ScanError> {
        let info = match file.read_go(&*self.files, dir) {
            Some(Ok(info)) => info,
            Some(Err(error)) if mode == Mode::Plain => return Err(scan_error(error)),
            // The index has an empty entry for a file that it could not read.
            _ => {
                scan.files += 1;
                return Ok(());
            }
        };
        if mode == Mode::Indexed && info.multiple_go_build.is_some() {
            scan.files += 1;
            return Ok(());
        }
        let paths = paths(info, mode, dir, file)?;
        let has_cgo = paths.contains(&"C");
        if has_cgo && !context.cgo_enabled && !context.any_tags {
            return Ok(());
        }
        if !context.use_all_files && !should_build(context, info) {
            return Ok(());
        }
        scan.files += 1;
        let set = if file.is_test() {
            &mut scan.test_imports
        } else {
            &mut scan.imports
        };
        set.extend(paths.into_iter().map(str::to_owned));
        Ok(())
    }
}

fn paths<'i>(
    info: &'i SourceInfo,
    mode: Mode,
    dir: &str,
    file: &FileFacts,
) -> Result<Vec<&'i str>, ScanError> {
    match &info.scanned {
        Some(Scanned::Imports(paths)) if mode == Mode::Plain => {
            Ok(paths.iter().map(String::as_str).collect())
        }
        Some(Scanned::Failed(cause)) if mode == Mode::Plain => Err(ScanError::Header {
            path: join(dir, &file.name),
            cause: *cause,
        }),
        _ => Ok(info
            .imports
            .iter()
            .map(|import| import.path.as_str())
            .collect()),
    }
}

fn should_build(context: &BuildContext, info: &SourceInfo) -> bool {
    if info.multiple_go_build.is_some() {
        return false;
    }
    match &info.constraints.go_build {
        Some(Ok(x)) => context.scan_eval(x, true),
        Some(Err(_)) => false,
        None => {
            let mut lines = info.constraints.plus_build.iter();
            lines.all(|x| context.scan_eval(x, true))
        }
    }
}

fn scan_error(error: &FileError) -> ScanError {
    match error.clone() {
        FileError::Open(error) => ScanError::Open(error),
        FileError::Read { path, cause } => ScanError::Read { path, cause },
        FileError::Header { path, cause } => ScanError::Header { path, cause },
    }
}
