//! `go work use`, and the arguments of `go work init`: adds and removes directories.
//!
//! Counterpart: cmd/go/internal/workcmd/use.go.

use std::collections::BTreeMap;
use std::fmt;

use vamos_base::golang::gover;
use vamos_base::golang::path;
use vamos_base::golang::path::short_path;
use vamos_fsys::FileKind;
use vamos_fsys::PathError;
use vamos_modfile::GoWork;
use vamos_modload::LoadContext;
use vamos_modload::LoadError;
use vamos_modload::read_mod_file;
use vamos_modules::to_directory_path;

use super::WorkError;
use super::file;

/// The inputs of [`use_dirs`].
pub struct UseRequest<'a, 'c> {
    /// The context for reading files.
    pub ctx: &'a LoadContext<'c>,
    /// The go.work, absolute.
    pub file: &'a str,
    /// The directories, as typed.
    pub dirs: &'a [String],
    /// `-r`: also the directories below them.
    pub is_recursive: bool,
}

/// A line for stderr.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UseNotice {
    /// A symbolic link to a directory was not followed.
    IgnoredSymlink(String),
    /// Two arguments name the same directory in two ways; this is an error.
    AlreadyAdded {
        /// The directory as named now.
        dir: String,
        /// The directory as named before.
        before: String,
    },
}

impl fmt::Display for UseNotice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::IgnoredSymlink(name) => write!(f, "warning: ignoring symlink {name}"),
            Self::AlreadyAdded { dir, before } => {
                write!(f, "go: already added \"{dir}\" as \"{before}\"")
            }
        }
    }
}

/// The result of [`use_dirs`].
#[derive(Debug, Default)]
pub struct Used {
    /// Lines for stderr, printed before the errors.
    pub notices: Vec<UseNotice>,
    /// Errors; one of them may require a newer toolchain.
    pub errors: Vec<LoadError>,
}

impl Used {
    /// Reports whether the workspace was not changed because of errors.
    pub fn is_failed(&self) -> bool {
        let is_error = |notice: &UseNotice| matches!(notice, UseNotice::AlreadyAdded { .. });
        !self.errors.is_empty() || self.notices.iter().any(is_error)
    }
}

/// Adds directories with a go.mod to the workspace, removes directories without one, raises the go
/// version to the highest of the modules, and writes the file unless there are errors.
pub fn use_dirs(request: &UseRequest<'_, '_>, work: &mut GoWork) -> Result<Used, WorkError> {
    let mut search = Search::new(request, work);
    for dir in request.dirs {
        search.argument(dir);
    }
    let Search {
        have,
        keep,
        mut used,
        ..
    } = search;
    update(work, &have, &keep);
    let wanted = newest_go(request, work, &mut used.errors);
    if used.is_failed() {
        return Ok(used);
    }
    file::raise_go_version(work, &wanted)?;
    file::look_up_modules(request.ctx, work);
    // Upstream ignores this error as well.
    let _ = file::write(request.file, work);
    Ok(used)
}

/// The directories in go.work and in the arguments.
struct Search<'a, 'c> {
    request: &'a UseRequest<'a, 'c>,
    /// The directory of go.work.
    base: String,
    /// The spellings in go.work of each absolute path.
    have: BTreeMap<String, Vec<String>>,
    /// The spelling that each absolute path is to have; empty if it is to be removed.
    keep: BTreeMap<String, String>,
    used: Used,
}

impl<'a, 'c> Search<'a, 'c> {
    fn new(request: &'a UseRequest<'a, 'c>, work: &GoWork) -> Self {
        let base = path::dir(request.file);
        let mut have: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for used in &work.uses {
            let spellings = have.entry(absolute(&base, &used.path)).or_default();
            spellings.push(used.path.clone());
        }
        Self {
            request,
            base,
            have,
            keep: BTreeMap::new(),
            used: Used::default(),
        }
    }

    /// Handles one argument.
    fn argument(&mut self, dir: &str) {
        let ctx = self.request.ctx;
        let (found, _) = self.spell(dir);
        let short = short_path(&ctx.cwd, &found);
        match ctx.files.stat(&found) {
            Err(error) if error.is_not_exist() => {
                return self.fail(DirError::Missing { dir: short });
            }
            Err(error) => return self.fail(DirError::Stat(error)),
            Ok(meta) if !meta.is_dir() => return self.fail(DirError::NotDir { path: short }),
            Ok(_) => {}
        }
        if !self.request.is_recursive {
            return self.look(dir);
        }
        // An unreadable directory ends the search, but is not an error.
        if !dir.is_empty() && !self.skips(path::base(dir)) {
            let _ = self.walk(dir);
        }
        // Directories that no longer exist were not found by the search.
        for have in self.have.keys() {
            if path::has_path_prefix(have, &found) && !self.keep.contains_key(have) {
                self.keep.insert(have.clone(), String::new());
            }
        }
    }

    /// Checks an existing directory, and its subdirectories.
    fn walk(&mut self, dir: &str) -> Result<(), Unreadable> {
        self.look(dir);
        let ctx = self.request.ctx;
        let (found, _) = self.spell(dir);
        let entries = ctx.files.read_dir(&found).map_err(|_| Unreadable)?;
        for entry in entries.iter() {
            let below = path::join(&[dir, &entry.name]);
            match entry.kind {
                FileKind::Dir if self.skips(&entry.name) => {}
                FileKind::Dir => self.walk(&below)?,
                FileKind::Symlink if ctx.files.is_dir(&self.spell(&below).0) => {
                    let short = short_path(&ctx.cwd, &below);
                    self.used.notices.push(UseNotice::IgnoredSymlink(short));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Reports whether the search leaves out directories of this name.
    fn skips(&self, name: &str) -> bool {
        name == "vendor" && self.request.ctx.env.sdk.release.skips_vendor_in_work_use()
    }

    /// Decides whether a directory belongs into go.work: if it has a go.mod.
    fn look(&mut self, dir: &str) {
        let ctx = self.request.ctx;
        let (found, dir) = self.spell(dir);
        let go_mod = path::join(&[&found, "go.mod"]);
        match ctx.files.stat(&go_mod) {
            Err(error) if error.is_not_exist() => {
                self.keep.insert(found, String::new());
            }
            Err(error) => self.fail(DirError::Stat(error)),
            Ok(meta) if !meta.is_file() => {
                let short = short_path(&ctx.cwd, &go_mod);
                self.fail(DirError::NotFile { path: short });
            }
            Ok(_) => {
                if let Some(before) = self.keep.get(&found)
                    && !before.is_empty()
                    && *before != dir
                {
                    let before = before.clone();
                    let dir = dir.clone();
                    let notice = UseNotice::AlreadyAdded { dir, before };
                    self.used.notices.push(notice);
                }
                self.keep.insert(found, dir);
            }
        }
    }

    /// Returns a directory's absolute path, and its spelling in go.work: relative if it is typed so
    /// (`pathRel`).
    fn spell(&self, dir: &str) -> (String, String) {
        if path::is_abs(dir) {
            let clean = path::clean(dir);
            return (clean.clone(), clean);
        }
        let found = path::join(&[&self.request.ctx.cwd, dir]);
        match path::rel(&self.base, &found) {
            Ok(relative) => (found, to_directory_path(&relative)),
            Err(_) => (found.clone(), found),
        }
    }

    fn fail(&mut self, error: DirError) {
        self.used.errors.push(LoadError::other(error));
    }
}

/// The reason why a directory cannot be used.
#[derive(Debug)]
enum DirError {
    /// It does not exist.
    Missing { dir: String },
    /// It, or its go.mod, cannot be read.
    Stat(PathError),
    /// It is a file.
    NotDir { path: String },
    /// Its go.mod is not a file.
    NotFile { path: String },
}

impl fmt::Display for DirError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { dir } => write!(f, "directory {dir} does not exist"),
            Self::Stat(error) => error.fmt(f),
            Self::NotDir { path } => write!(f, "{path} is not a directory"),
            Self::NotFile { path } => write!(f, "{path} is not a regular file"),
        }
    }
}

impl std::error::Error for DirError {}

/// A directory that cannot be listed.
struct Unreadable;

fn absolute(base: &str, dir: &str) -> String {
    if path::is_abs(dir) {
        path::clean(dir)
    } else {
        path::join(&[base, dir])
    }
}

/// Makes go.work contain exactly the lines in `keep`.
fn update(
    work: &mut GoWork,
    have: &BTreeMap<String, Vec<String>>,
    keep: &BTreeMap<String, String>,
) {
    for (found, keep) in keep {
        let mut count = 0;
        for dir in have.get(found).into_iter().flatten() {
            if dir == keep {
                count += 1;
            } else {
                work.drop_use(dir);
            }
        }
        if !keep.is_empty() && count != 1 {
            if count > 1 {
                work.drop_use(keep);
            }
            work.add_use(keep, "");
        }
    }
}

/// Returns the newest go version of go.work and its modules.
fn newest_go(request: &UseRequest<'_, '_>, work: &GoWork, errors: &mut Vec<LoadError>) -> String {
    let base = path::dir(request.file);
    let mut newest = work.go_version().to_owned();
    for used in &work.uses {
        let file = path::join(&[&absolute(&base, &used.path), "go.mod"]);
        match read_mod_file(request.ctx, &file) {
            Ok(file) => newest = gover::max(&newest, file.go_version()).to_owned(),
            Err(error) => errors.push(error),
        }
    }
    newest
}
