//! Files that a build reads: their digests, sizes and build IDs, each determined once.
//!
//! Counterpart: cmd/go/internal/work/buildid.go (`fileHash`, `buildID`),
//! cmd/go/internal/base/path.go.

use std::sync::Mutex;
use std::sync::PoisonError;

use hashbrown::HashMap;
use vamos_base::Digest;
use vamos_base::golang::os_str;
use vamos_base::golang::path;
use vamos_cache::Hasher;
use vamos_fsys::HashedFiles;
use vamos_fsys::PathError;
use vamos_fsys::uncached;
use vamos_load::Package;
use vamos_objfile::build_id;

use super::includes::Includes;
use crate::context::Context;
use crate::cutoff::code;

/// Facts about the content of a Go file.
#[derive(Clone)]
struct Code {
    /// See [`SourceFiles::code_hash`].
    hash: Option<String>,
    has_dot_import: bool,
}

/// The files of one build.
pub(crate) struct SourceFiles<'a> {
    files: &'a dyn HashedFiles,
    hasher: &'a Hasher,
    cwd: &'a str,
    build_ids: Mutex<HashMap<String, String>>,
    codes: Mutex<HashMap<String, Option<Code>>>,
    includes: Includes,
}

impl<'a> SourceFiles<'a> {
    pub(crate) fn new(cx: &Context<'a>) -> Self {
        Self {
            files: cx.files,
            hasher: cx.hasher,
            cwd: cx.cwd,
            build_ids: Mutex::default(),
            codes: Mutex::default(),
            includes: Includes::default(),
        }
    }

    /// Returns the first characters of a file's digest; empty if it cannot be read
    /// (`fileHash`).
    pub(crate) fn hash(&self, path: &str) -> String {
        let found = self.files.hashed(path);
        if let Some(observer) = self.hasher.observer() {
            let digest = found.as_ref().map(|hashed| &hashed.digest);
            observer.file(&self.files.actual(path), digest);
        }
        found.map_or_else(|_| String::new(), |hashed| hashed.digest.short())
    }

    /// Returns the first characters of the digest of the part of a Go file that the compiler reads;
    /// `None` if the whole content decides, as for files that the compiler may refuse.
    pub(crate) fn code_hash(&self, path: &str) -> Option<String> {
        self.code(path)?.hash
    }

    /// Reports whether a Go file may have an `import . "p"`; true also if it has changed.
    pub(crate) fn has_dot_import(&self, path: &str) -> bool {
        self.code(path).is_none_or(|code| code.has_dot_import)
    }

    /// Returns the facts about a Go file; `None` if it cannot be read, or has changed.
    fn code(&self, path: &str) -> Option<Code> {
        let known = || self.codes.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(code) = known().get(path) {
            return code.clone();
        }
        let read = || {
            let (hashed, source) = (self.files.hashed(path).ok()?, uncached::read(path).ok()?);
            // The action ID has the digest of the content, and both must describe the same bytes.
            let is_same = Digest::of(&source) == hashed.digest;
            is_same.then(|| Code {
                hash: code::digest(&source).map(|digest| digest.short()),
                has_dot_import: code::has_dot_import(&source),
            })
        };
        let code = read();
        known().insert(path.to_owned(), code.clone());
        code
    }

    /// Reports whether a file is unchanged since it was hashed. A digest that came from the stat
    /// cache is computed again: no cached digest may decide the contents of a shared cache.
    pub(crate) fn is_unchanged(&self, path: &str) -> bool {
        let Ok(hashed) = self.files.hashed(path) else {
            // It could not be read; the content that a tool has read since is unknown.
            return false;
        };
        let actual = self.files.actual(path);
        if hashed.is_remembered {
            let same =
                uncached::hash_file(&actual).is_ok_and(|(digest, _)| digest == hashed.digest);
            if !same {
                return false;
            }
        }
        uncached::stat(&actual) == Ok(hashed.meta)
    }

    /// Returns the path of a source file's bytes: an overlay may replace the file.
    pub(crate) fn actual(&self, file: &str) -> String {
        self.files.actual(file).into_owned()
    }

    /// Returns the build ID of a file, or its digest if it has none. A file that is replaced during
    /// the run retains the ID of its first query (`Builder.buildID`).
    pub(crate) fn build_id(&self, file: &str) -> String {
        let known = || {
            self.build_ids
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
        };
        if let Some(id) = known().get(file) {
            return id.clone();
        }
        // The build ID of a library comes from its linker and may be any bytes.
        let read = |file: &str| {
            let opened = uncached::open(file).ok()?;
            build_id::read(file, &opened).ok()
        };
        let id = match read(file) {
            Some(bytes) => os_str::decode(&bytes),
            None => self.hash(file),
        };
        known().insert(file.to_owned(), id.clone());
        id
    }

    /// Returns a file's size in bytes; zero if it cannot be read, which is reported where
    /// it is used.
    pub(crate) fn size(&self, file: &str) -> u64 {
        self.files.size(file).unwrap_or_default()
    }

    /// Returns the files that sources include by names relative to their own directories.
    pub(crate) fn included(&self, sources: Vec<String>) -> Vec<String> {
        self.includes.of(self.files, sources)
    }

    /// Returns the bytes that the compiler and the assembler read of a package.
    pub(crate) fn source_bytes(&self, package: &Package) -> u64 {
        let files = package.files.go.iter().chain(&package.files.cgo);
        let files = files.chain(&package.files.s);
        files
            .map(|file| self.size(&in_dir(&package.dir, file)))
            .sum()
    }

    /// Returns a path for messages; see [`short_path`].
    pub(crate) fn short_path(&self, path: &str) -> String {
        short_path(self.cwd, path)
    }

    /// Returns the absolute path of a file on the command line.
    pub(crate) fn absolute(&self, file: &str) -> String {
        if path::is_abs(file) {
            file.to_owned()
        } else {
            format!("{}/{file}", self.cwd)
        }
    }
}

/// Returns a path for messages of a command that runs in `cwd` (`base.ShortPath`): relative if
/// that is shorter and names the same file.
pub fn short_path(cwd: &str, path: &str) -> String {
    let same = |a: &str, b: &str| same_file(cwd, a, b);
    path::short_path_if(cwd, path, same)
}

/// Returns `file` in `dir`, unless it is absolute (`mkAbs`) or below `$WORK`, the work
/// directory of `-n`.
pub(crate) fn in_dir(dir: &str, file: &str) -> String {
    if path::is_abs(file) || file.starts_with("$WORK") {
        file.to_owned()
    } else {
        path::join(&[dir, file])
    }
}

fn same_file(cwd: &str, a: &str, b: &str) -> bool {
    let meta = |name: &str| -> Result<_, PathError> {
        if path::is_abs(name) {
            uncached::stat(name)
        } else {
            uncached::stat(&path::join(&[cwd, name]))
        }
    };
    match (meta(a), meta(b)) {
        (Ok(a), Ok(b)) => (a.dev, a.ino) == (b.dev, b.ino),
        (Err(a), Err(b)) => a.is_not_exist() && b.is_not_exist(),
        _ => false,
    }
}
