//! A scratch copy of the SDK that counts the runs of its tools.
//!
//! `bin/go` is a stub that logs its arguments and exits with 97, so that delegating to the official
//! command is noticed. Each relevant tool is replaced by a program that writes one line and
//! executes the real tool (`build/tool.rs`); a query for the version of a tool (`-V=full`) is not
//! counted and prints the same bytes, so tool IDs do not change. The tools of a copy that tests
//! share cache their results for the standard library: most cases compile the same packages, twice.
//! Next to it is a gcc that does the same (`build/gcc.rs`).
//!
//! Files are copies, never links: a link shares its bytes with the SDK, and one write through it
//! would damage the SDK of everybody on the machine. For the same reason a copy is only ever made
//! where nothing exists yet.
//!
//! Counterpart: none.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::os::unix::ffi::OsStringExt as _;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::PoisonError;

use crate::program::copy_program;
use crate::program::is_installed;
use crate::program::official_sdk;
use crate::program::write_script;

/// The variable that names the log. The go command passes it to the tools with its environment.
const LOG: &str = "VAMOS_TEST_TOOL_LOG";

/// The tools that are replaced, as far as the SDK has them. All but vet are counted.
const REPLACED: [&str; 5] = ["asm", "cgo", "compile", "link", "vet"];

/// Changes whenever copies made by earlier versions of this file are of no use.
const LAYOUT: u32 = 10;

/// The program that replaces such a tool, made by `build.rs`.
const TOOL: &str = env!("TESTKIT_TOOL");

/// The file of a copy with the path of the SDK.
const ORIGIN: &str = "pkg/real/origin";

/// Directories that no build needs and that only cost time.
const LEFT_OUT: [&str; 4] = ["api", "doc", "misc", "test"];

/// A scratch GOROOT.
#[derive(Clone, Debug)]
pub struct Goroot {
    dir: PathBuf,
}

impl Goroot {
    /// Makes a scratch copy of the SDK at `sdk` in `dir`, which must not exist. Its tools cache
    /// results in the directory `DIR-compiled`, if it exists.
    pub fn make(sdk: &Path, dir: &Path) -> io::Result<Self> {
        Self::make_for(sdk, dir, dir)
    }

    /// Makes a copy in `dir` that is moved to `home`.
    fn make_for(sdk: &Path, dir: &Path, home: &Path) -> io::Result<Self> {
        fs::create_dir(dir)?;
        for entry in fs::read_dir(sdk)? {
            let entry = entry?;
            let name = entry.file_name();
            if !LEFT_OUT.iter().any(|left_out| name == *left_out) {
                copy_tree(&entry.path(), &dir.join(name))?;
            }
        }
        lay_stub(dir)?;
        lay_tools(dir, home)?;
        Ok(Self {
            dir: dir.to_owned(),
        })
    }

    /// Returns a whole copy of the SDK at `sdk`, with its go command, whose tools share the cache
    /// of [`Goroot::shared`]; makes it when it is missing. `./setup test` runs all tests with this
    /// copy instead of the SDK.
    pub fn keeping(sdk: &Path) -> io::Result<Self> {
        let shared = Self::shared(sdk)?;
        let dir = beside(&shared.dir, "-keeping");
        make_once(&dir, |partial| {
            copy_tree(sdk, partial)?;
            lay_tools(partial, &dir)?;
            fs::write(partial.join(ORIGIN), sdk.as_os_str().as_encoded_bytes())
        })?;
        share_kept(&shared.dir, &dir)?;
        Ok(Self { dir })
    }

    /// Returns a scratch copy that all tests share, making it when it is missing.
    pub fn shared(sdk: &Path) -> io::Result<Self> {
        let version = fs::read_to_string(sdk.join("VERSION"))?;
        let version = version.lines().next().unwrap_or_default().to_owned();
        let name = format!("goroot-{version}-{LAYOUT}");
        let dir = crate::program::shared_dir().join(name);
        make_once(&dir, |partial| Self::make_for(sdk, partial, &dir).map(drop))?;
        fs::create_dir_all(Self::kept_beside(&dir))?;
        let shared = Self { dir };
        // Commands must not find one on a machine without gcc.
        if is_installed("gcc") {
            shared.lay_gcc()?;
        }
        Ok(shared)
    }

    /// Makes its gcc ([`Goroot::gcc_beside`]) if it is missing.
    pub fn lay_gcc(&self) -> io::Result<()> {
        make_once(&Self::gcc_beside(&self.dir), |partial| {
            fs::create_dir(partial)?;
            copy_program(Path::new(TOOL), b"", &partial.join("gcc"))
        })
    }

    /// Returns the directory in which the tools of the copy at `dir` cache results, if it exists.
    pub fn kept_beside(dir: &Path) -> PathBuf {
        beside(dir, "-compiled")
    }

    /// Returns the directory of the gcc that keeps its results there, too: the first of PATH for
    /// tests that do not look for compilers.
    pub fn gcc_beside(dir: &Path) -> PathBuf {
        beside(dir, "-gcc")
    }

    /// Returns another such copy, for cases that change its `bin/go` ([`Goroot::lay_go`]), and its
    /// lock. Other threads and processes wait here until the lock is dropped.
    pub fn apart(sdk: &Path) -> io::Result<(Self, fs::File)> {
        let shared = Self::shared(sdk)?;
        let dir = beside(&shared.dir, "-apart");
        make_once(&dir, |partial| Self::make_for(sdk, partial, &dir).map(drop))?;
        let lock = fs::File::create(beside(&dir, ".use"))?;
        lock.lock()?;
        share_kept(&shared.dir, &dir)?;
        Ok((Self { dir }, lock))
    }

    /// Makes `bin/go` a link to a program, or the stub again.
    pub fn lay_go(&self, program: Option<&Path>) -> io::Result<()> {
        let go = self.dir.join("bin/go");
        match program {
            None => lay_stub(&self.dir),
            Some(program) => {
                fs::remove_file(&go)?;
                std::os::unix::fs::symlink(program, go)
            }
        }
    }

    /// Returns its path.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Returns the variables that make a command use this GOROOT and log into `log`.
    pub fn env(&self, log: &Path) -> [(&'static str, PathBuf); 2] {
        [("GOROOT", self.dir.clone()), (LOG, log.to_owned())]
    }
}

/// Replaces the tools at `dir`, which is moved to `home`, by our program. The tools of a copy of a
/// copy are replaced already.
fn lay_tools(dir: &Path, home: &Path) -> io::Result<()> {
    for platform in fs::read_dir(dir.join("pkg/tool"))? {
        let platform = platform?;
        let real = dir.join("pkg/real").join(platform.file_name());
        fs::create_dir_all(&real)?;
        for name in REPLACED {
            let tool = platform.path().join(name);
            if real.join(name).exists() {
                fs::remove_file(&tool)?;
            } else if tool.exists() {
                fs::rename(&tool, real.join(name))?;
            } else {
                continue;
            }
            // The directory of the real tools is appended to the program: a worker copies one tool
            // alone.
            let end = [b"\n", home.as_os_str().as_encoded_bytes()].concat();
            copy_program(Path::new(TOOL), &end, &tool)?;
        }
    }
    Ok(())
}

/// Returns the path with a suffix appended to its last name.
fn beside(dir: &Path, end: &str) -> PathBuf {
    let mut name = dir.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

/// Makes the tools of the copy at `to` share the cache of the copy at `from`.
pub fn share_kept(from: &Path, to: &Path) -> io::Result<()> {
    for of in [Goroot::kept_beside, Goroot::gcc_beside] {
        match std::os::unix::fs::symlink(of(from), of(to)) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// Returns the root of the SDK itself where [`official_sdk`] is a copy ([`Goroot::keeping`]): for
/// tools that have no children and for compilers that take their time.
#[track_caller]
pub fn unwrapped_sdk() -> Option<PathBuf> {
    Some(unwrapped(&official_sdk()?))
}

/// Returns the root of the SDK that the one at `sdk` is a copy of ([`Goroot::keeping`]), else its
/// own.
pub fn unwrapped(sdk: &Path) -> PathBuf {
    let origin = fs::read(sdk.join(ORIGIN)).ok();
    origin.map_or_else(
        || sdk.to_owned(),
        |origin| PathBuf::from(OsString::from_vec(origin)),
    )
}

/// Writes the stub of `bin/go`.
fn lay_stub(dir: &Path) -> io::Result<()> {
    let stub = format!("#!/bin/sh\necho \"go $*\" >>\"${{{LOG}:-/dev/null}}\"\nexit 97\n");
    replace_with_script(&dir.join("bin/go"), &stub)
}

/// Returns the root of the scratch copy that all tests share ([`Goroot::shared`]), for tests
/// that start with an empty build cache. It is missing where [`crate::official_go`] is.
///
/// # Panics
///
/// If it cannot be made.
#[track_caller]
pub fn shared_sdk() -> Option<PathBuf> {
    let shared = Goroot::shared(&official_sdk()?);
    Some(shared.expect("the SDK can be copied").dir)
}

/// Number of runs of each tool.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ToolRuns {
    /// The log: a tool, and the import path that it worked for.
    pub lines: Vec<String>,
}

impl ToolRuns {
    /// Reads a log; a log that was never written is empty.
    pub fn read(log: &Path) -> io::Result<Self> {
        match fs::read_to_string(log) {
            Ok(text) => Ok(Self {
                lines: text
                    .lines()
                    .map(|line| line.trim_end().to_owned())
                    .collect(),
            }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(error),
        }
    }

    /// Returns the runs of one tool.
    pub(crate) fn only(mut self, tool: &str) -> Self {
        self.lines
            .retain(|line| line.split(' ').next() == Some(tool));
        self
    }

    /// Returns the number of runs of `tool`; `go` counts calls of the stub.
    pub fn count(&self, tool: &str) -> usize {
        self.counts().get(tool).copied().unwrap_or(0)
    }

    /// Returns the number of runs by tool.
    pub fn counts(&self) -> BTreeMap<&str, usize> {
        let mut counts = BTreeMap::new();
        for line in &self.lines {
            let tool = line.split(' ').next().unwrap_or_default();
            *counts.entry(tool).or_insert(0) += 1;
        }
        counts
    }
}

/// Makes the directory `dir` with `make` unless it exists. It is made under a name of its own and
/// appears whole, by rename; others wait until it exists.
pub(crate) fn make_once(dir: &Path, make: impl FnOnce(&Path) -> io::Result<()>) -> io::Result<()> {
    // Tests of one process wait for each other instead of doing the work twice.
    static MAKING: Mutex<()> = Mutex::new(());
    let _making = MAKING.lock().unwrap_or_else(PoisonError::into_inner);
    if dir.exists() {
        return Ok(());
    }
    let parent = dir.parent().ok_or(io::ErrorKind::InvalidInput)?;
    fs::create_dir_all(parent)?;
    // Other processes do, too. A process that is killed releases the lock.
    let lock = fs::File::create(beside(dir, ".lock"))?;
    lock.lock()?;
    if dir.exists() {
        return Ok(());
    }
    let staging = tempfile::Builder::new()
        .prefix(".making-")
        .tempdir_in(parent)?;
    let made = staging.path().join("made");
    make(&made)?;
    match fs::rename(&made, dir) {
        Err(_) if dir.exists() => Ok(()),
        result => result,
    }
}

/// Copies the file or directory `from` to `to`, where nothing may be yet, with modes
/// and times: the go command keys indexes by the times of files.
pub(crate) fn copy_tree(from: &Path, to: &Path) -> io::Result<()> {
    let metadata = fs::symlink_metadata(from)?;
    if metadata.is_symlink() {
        return std::os::unix::fs::symlink(fs::read_link(from)?, to);
    }
    if metadata.is_file() {
        return copy_file(from, to);
    }
    fs::create_dir(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        copy_tree(&entry.path(), &to.join(entry.file_name()))?;
    }
    Ok(())
}

/// Removes a tree with read-only directories, such as GOMODCACHE.
pub(crate) fn remove_tree(dir: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fn unlock(dir: &Path) -> io::Result<()> {
        fs::set_permissions(dir, fs::Permissions::from_mode(0o755))?;
        for entry in fs::read_dir(dir)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                unlock(&entry.path())?;
            }
        }
        Ok(())
    }
    if fs::remove_dir_all(dir).is_ok() {
        return Ok(());
    }
    unlock(dir)?;
    fs::remove_dir_all(dir)
}

/// Copies a file into a new one; an existing one is an error, never overwritten.
fn copy_file(from: &Path, to: &Path) -> io::Result<()> {
    let mut source = fs::File::open(from)?;
    let metadata = source.metadata()?;
    let mut target = fs::File::options().write(true).create_new(true).open(to)?;
    io::copy(&mut source, &mut target)?;
    target.set_permissions(metadata.permissions())?;
    target.set_modified(metadata.modified()?)
}

/// Replaces a file by an executable script, if there is one.
fn replace_with_script(path: &Path, text: &str) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    write_script(path, text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::MetadataExt as _;

    /// Returns a directory with an SDK in miniature.
    fn sdk() -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        for name in [
            "bin/go",
            "pkg/tool/p/compile",
            "pkg/tool/p/fix",
            "src/a.go",
            "VERSION",
        ] {
            let path = dir.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, name).unwrap();
        }
        dir
    }

    #[test]
    fn a_copy_shares_no_file_with_the_sdk() {
        let sdk = sdk();
        let out = tempfile::tempdir().unwrap();
        let dir = out.path().join("goroot");
        Goroot::make(sdk.path(), &dir).unwrap();
        for name in ["src/a.go", "pkg/tool/p/fix", "pkg/real/p/compile"] {
            assert_eq!(fs::metadata(dir.join(name)).unwrap().nlink(), 1, "{name}");
        }
        assert_eq!(fs::read(sdk.path().join("bin/go")).unwrap(), b"bin/go");
        assert!(
            fs::read_to_string(dir.join("bin/go"))
                .unwrap()
                .contains("exit 97")
        );
    }

    #[test]
    fn nothing_is_ever_overwritten() {
        let sdk = sdk();
        let out = tempfile::tempdir().unwrap();
        let to = out.path().join("a.go");
        fs::hard_link(sdk.path().join("src/a.go"), &to).unwrap();
        assert!(copy_tree(&sdk.path().join("src/a.go"), &to).is_err());
        assert!(Goroot::make(sdk.path(), out.path()).is_err());
        assert_eq!(fs::read(sdk.path().join("src/a.go")).unwrap(), b"src/a.go");
    }

    #[test]
    fn threads_make_a_shared_directory_once() {
        let out = tempfile::tempdir().unwrap();
        let dir = out.path().join("shared");
        let made = std::sync::atomic::AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    let make = |to: &Path| {
                        made.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
                        fs::create_dir(to)
                    };
                    make_once(&dir, make).unwrap();
                });
            }
        });
        assert_eq!(made.into_inner(), 1);
        // The directory and the file that is locked.
        assert_eq!(fs::read_dir(out.path()).unwrap().count(), 2);
    }
}
