//! Copies the files of a package, its embedded files, and its module's licence files.
//!
//! Counterpart: cmd/go/internal/modcmd/vendor.go (`vendorPkg`, `copyDir`, `copyMetadata`,
//! `matchPotentialSourceFile`).

use std::cell::Cell;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::OnceLock;
use std::sync::PoisonError;

use hashbrown::HashSet;
use vamos_base::golang::gover;
use vamos_base::golang::path;
use vamos_fsys::FileKind;
use vamos_fsys::Files;
use vamos_fsys::PathError;
use vamos_fsys::copy_dir::CopyDir;
use vamos_fsys::uncached;
use vamos_fsys::work;
use vamos_fsys::work::CopyError;
use vamos_modload::EmbedsError;
use vamos_modload::Modules;
use vamos_modload::PackageSources;
use vamos_sched::Class;
use vamos_sched::Pool;

use super::earlier::Earlier;
use super::earlier::Written;

/// From go 1.17 on, go.mod and go.sum files are left out: the go command would interpret
/// directories of the vendor directory as modules (go.dev/issue/42970).
const NO_MOD_FILES_VERSION: &str = "1.17";

/// The prefixes of the names of licence files and the like.
const METADATA: [&str; 9] = [
    "AUTHORS",
    "CONTRIBUTORS",
    "COPYLEFT",
    "COPYING",
    "COPYRIGHT",
    "LEGAL",
    "LICENSE",
    "NOTICE",
    "PATENTS",
];

/// The permission bits of new files, before the umask.
const MODE: u32 = 0o666;

/// The number of files of a directory that are copied by one thread. Starting a thread costs as
/// much as a few files.
const CHUNK: usize = 8;

/// The result of copying a package. Texts are printed as they are.
pub(super) enum Copied {
    /// All files were copied.
    All,
    /// The package has no directory.
    Missing,
    /// Embedded files were not copied.
    WithoutEmbeds(Vec<String>),
    /// The command ends.
    Fatal(String),
}

/// The destination of packages, and the mode of copying.
#[derive(Clone, Copy)]
pub(super) struct Target<'c> {
    pub(super) disk: &'c dyn Files,
    pub(super) pool: &'c Pool,
    pub(super) dir: &'c str,
    /// The contents of the directory before the command.
    pub(super) earlier: Option<&'c Earlier>,
}

/// Copies packages, for all threads.
pub(super) struct Copier<'c, 'a> {
    modules: &'c Modules<'a>,
    target: Target<'c>,
    embeds_of_tests: bool,
    keeps_mod_files: bool,
    progress: Mutex<Progress>,
}

/// The progress until now.
#[derive(Default)]
struct Progress {
    written: Written,
    /// Module paths and directories that have their licence files, or will.
    with_metadata: HashSet<(String, String)>,
}

/// An error in the words of the system.
enum Fault {
    Path(PathError),
    Text(String),
}

impl From<PathError> for Fault {
    fn from(error: PathError) -> Self {
        Self::Path(error)
    }
}

impl From<CopyError> for Fault {
    fn from(error: CopyError) -> Self {
        match error {
            CopyError::Source(error) | CopyError::Create(error) | CopyError::Copy(error) => {
                Self::Path(error)
            }
        }
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Path(error) => error.fmt(f),
            Self::Text(text) => f.write_str(text),
        }
    }
}

impl<'c, 'a> Copier<'c, 'a> {
    /// Returns a copier without progress.
    pub(super) fn new(modules: &'c Modules<'a>, target: Target<'c>, embeds_of_tests: bool) -> Self {
        let go = modules.main_go_version();
        Self {
            modules,
            target,
            embeds_of_tests,
            keeps_mod_files: gover::compare(&go, NO_MOD_FILES_VERSION).is_lt(),
            progress: Mutex::default(),
        }
    }

    /// Returns the set of copied files.
    pub(super) fn finish(self) -> Written {
        let progress = self.progress.into_inner();
        progress.unwrap_or_else(PoisonError::into_inner).written
    }

    fn progress(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Copies a package of a module.
    pub(super) fn copy(&self, module_path: &str, package: &str) -> Copied {
        let Some(source) = self.modules.package_dir(package) else {
            return Copied::Missing;
        };
        let target = path::join(&[self.target.dir, package]);
        let mut copied = HashSet::new();
        let sources = self.modules.package_sources(&source);
        let files = self.copy_sources(&sources, &source, &target, &mut copied);
        let files = files
            .and_then(|()| self.copy_metadata(module_path, package, &source, &target, &mut copied));
        if let Err(fault) = files {
            return Copied::Fatal(format!("go: {fault}"));
        }
        self.copy_embeds(package, &sources, (&source, &target), &copied)
    }

    fn copy_sources(
        &self,
        sources: &PackageSources<'_>,
        source: &str,
        target: &str,
        copied: &mut HashSet<String>,
    ) -> Result<(), Fault> {
        let keeps_mod_files = self.keeps_mod_files;
        self.copy_dir(source, target, copied, |name| {
            if name.ends_with("_test.go") {
                return Ok(false);
            }
            if matches!(name, "go.mod" | "go.sum") {
                return Ok(keeps_mod_files);
            }
            if !name.ends_with(".go") {
                return Ok(true);
            }
            let is_ignored = sources.is_ignored(name);
            is_ignored
                .map(|is_ignored| !is_ignored)
                .map_err(|error| Fault::Text(error.to_string()))
        })
    }

    /// Copies the regular files of a directory for which `takes` is true.
    fn copy_dir(
        &self,
        source: &str,
        target: &str,
        copied: &mut HashSet<String>,
        takes: impl Fn(&str) -> Result<bool, Fault>,
    ) -> Result<(), Fault> {
        let entries = self.target.disk.read_dir(source)?;
        uncached::make_dirs(target)?;
        self.progress().written.dirs.insert(target.to_owned());
        let mut names = Vec::new();
        let mut fault = Ok(());
        for entry in entries.iter().filter(|entry| entry.kind == FileKind::File) {
            match takes(&entry.name) {
                Ok(true) => names.push(entry.name.as_str()),
                Ok(false) => {}
                Err(error) => {
                    fault = Err(error);
                    break;
                }
            }
        }
        let pair = OnceLock::new();
        let copy = |name: &&str| {
            let (from, to) = (path::join(&[source, name]), path::join(&[target, name]));
            self.copy_file(&from, &to, || {
                match pair.get_or_init(|| CopyDir::open(source, target)) {
                    Some(pair) if pair.copy(name, MODE) => Ok(()),
                    _ => work::copy(&from, &to, MODE, || Ok(())),
                }
            })
        };
        let chunks: Vec<&[&str]> = names.chunks(CHUNK).collect();
        let copy_chunk = |names: &&[&str]| names.iter().try_for_each(copy);
        let results = self.target.pool.map(Class::Cpu, &chunks, copy_chunk);
        results.into_iter().collect::<Result<(), Fault>>()?;
        copied.extend(names.iter().map(|name| path::join(&[target, name])));
        fault
    }

    /// Calls `copy` for a file, unless an equal one exists.
    fn copy_file(
        &self,
        from: &str,
        to: &str,
        copy: impl FnOnce() -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        // Only files that existed before are compared with the written ones.
        let Some(earlier) = self.target.earlier else {
            return copy();
        };
        if !earlier.keep(from, to)? {
            copy()?;
        }
        self.progress().written.files.insert(to.to_owned());
        Ok(())
    }

    /// Copies licence files from the directories above a package up to its module's root.
    fn copy_metadata(
        &self,
        module_path: &str,
        package: &str,
        source: &str,
        target: &str,
        copied: &mut HashSet<String>,
    ) -> Result<(), Fault> {
        let (mut package, mut source, mut target) =
            (package.to_owned(), source.to_owned(), target.to_owned());
        let mut is_parent = false;
        loop {
            let place = (module_path.to_owned(), target.clone());
            if !self.progress().with_metadata.insert(place) {
                return Ok(());
            }
            if is_parent {
                let is_metadata = |name: &str| METADATA.iter().any(|start| name.starts_with(start));
                self.copy_dir(&source, &target, copied, |name| Ok(is_metadata(name)))?;
            }
            if package == module_path {
                return Ok(());
            }
            package = path::dir(&package);
            source = path::dir(&source);
            target = path::dir(&target);
            is_parent = true;
        }
    }

    fn copy_embeds(
        &self,
        package: &str,
        sources: &PackageSources<'_>,
        (source, target): (&str, &str),
        copied: &HashSet<String>,
    ) -> Copied {
        let embeds = match sources.embedded_files(self.embeds_of_tests) {
            Ok(embeds) => embeds,
            Err(EmbedsError::Package(error)) => {
                return Copied::Fatal(format!(
                    "internal error: failed to find embedded files of {package}: {error}"
                ));
            }
            Err(EmbedsError::Pattern(error)) => {
                let line = format!("go: resolving embeds in {package}: {error}");
                return Copied::WithoutEmbeds(vec![line]);
            }
        };
        let mut errors = Vec::new();
        for embed in embeds {
            let to = path::join(&[target, &embed]);
            if copied.contains(&to) {
                continue;
            }
            let from = path::join(&[source, &embed]);
            let (dir, earlier) = (path::dir(&to), self.target.earlier);
            let is_made = Cell::new(false);
            let make_dir = || {
                is_made.set(true);
                // Another thread may need the same directory.
                let _progress = self.progress();
                earlier.map_or(Ok(()), |earlier| earlier.make_way(&dir))?;
                uncached::make_dirs(&dir).map_err(Fault::from)
            };
            let copy = || work::copy(&from, &to, MODE, make_dir);
            let is_copied = self.copy_file(&from, &to, copy);
            if is_copied.is_ok() || is_made.get() {
                self.progress().written.dirs.insert(dir);
            }
            if let Err(fault) = is_copied {
                errors.push(format!("go: {fault}"));
            }
        }
        if errors.is_empty() {
            Copied::All
        } else {
            Copied::WithoutEmbeds(errors)
        }
    }
}
