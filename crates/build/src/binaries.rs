//! The build information of binaries on disk.
//!
//! Counterpart: cmd/go/internal/version/version.go (`scanDir`, `scanFile`).

use vamos_base::golang::path;
use vamos_fsys::FileKind;
use vamos_fsys::Files;
use vamos_fsys::Metadata;
use vamos_fsys::PathError;
use vamos_fsys::uncached;
use vamos_objfile::build_info;
use vamos_objfile::build_info::BuildInfo;
use vamos_objfile::build_info::BuildInfoError;
use vamos_objfile::build_info::Fallback;

/// Why a file has no build information.
enum Silent {
    /// It cannot be opened or read.
    Path,
    /// It has no readable build information.
    Info(BuildInfoError),
}

impl From<PathError> for Silent {
    fn from(_: PathError) -> Self {
        Self::Path
    }
}

/// A scan of files, with the flags of `go version`.
pub struct Scan<'a> {
    /// The disk.
    pub files: &'a dyn Files,
    /// Data to search in programs without a section for build information.
    pub fallback: Fallback,
    /// Prints text to stdout.
    pub print: &'a dyn Fn(&str),
    /// Prints a line to stderr.
    pub log: &'a dyn Fn(&str),
    /// `-m`: modules are printed.
    pub modules: bool,
    /// `-json`.
    pub json: bool,
    /// `-v`: files without build information are reported.
    pub verbose: bool,
}

impl Scan<'_> {
    /// Scans a directory named on the command line; symbolic links to directories are not
    /// entered.
    pub fn root(&self, dir: &str) {
        match self.files.lstat(dir) {
            Ok(meta) if meta.is_dir() => self.directory(dir),
            Ok(meta) => {
                self.file(dir, &meta, self.verbose);
            }
            Err(_) => {}
        }
    }

    /// Scans everything below a directory, in order of names.
    fn directory(&self, dir: &str) {
        let Ok(entries) = self.files.read_dir(dir) else {
            return;
        };
        for entry in entries.iter() {
            let file = path::join(&[dir, &entry.name]);
            match entry.kind {
                FileKind::Dir => self.directory(&file),
                FileKind::File | FileKind::Symlink => match self.files.lstat(&file) {
                    Ok(meta) => {
                        self.file(&file, &meta, self.verbose);
                    }
                    Err(error) if self.verbose => (self.log)(&format!("{file}: {error}")),
                    Err(_) => {}
                },
                FileKind::Other => {}
            }
        }
    }

    /// Prints a file's build information; reports whether it has any. Errors are only
    /// printed if `must_print`.
    pub fn file(&self, file: &str, meta: &Metadata, must_print: bool) -> bool {
        let report_error = |line: &str| {
            if must_print {
                (self.log)(line);
            }
        };
        let target = match meta.kind {
            FileKind::Symlink => uncached::stat(file).ok().filter(Metadata::is_file),
            _ => Some(meta.clone()),
        };
        let Some(meta) = target else {
            report_error(&format!("{file}: symlink"));
            return false;
        };
        match self.read(file) {
            Ok(info) if self.json => (self.print)(&build_info::version_json(&info)),
            Ok(info) => (self.print)(&build_info::version_text(file, &info, self.modules)),
            Err(Silent::Path) => {
                report_error(file);
                return false;
            }
            Err(Silent::Info(error)) => {
                if build_info::is_go_binary_candidate(file, meta.is_file(), meta.mode) {
                    report_error(&format!("{file}: {}", error.describe(file)));
                }
                return false;
            }
        }
        true
    }

    fn read(&self, file: &str) -> Result<BuildInfo, Silent> {
        let open = uncached::open(file)?;
        build_info::read(&open, self.fallback).map_err(|error| match error {
            BuildInfoError::Io(_) => Silent::Path,
            other => Silent::Info(other),
        })
    }
}
