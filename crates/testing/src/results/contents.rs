//! Content of files and directories that a test accessed, without their times.
//!
//! The official key has sizes and times of files below the root of the module. For these, this key
//! has the content instead: the bytes of a file, and the whole tree of a directory. A file that is
//! replaced below a directory changes the time of the directory, and a test may read the file in a
//! way that no log shows.
//! Counterpart: none.

use vamos_base::Digest;
use vamos_cache::Hash;
use vamos_fsys::Disk;
use vamos_fsys::FileKind;
use vamos_fsys::Files;
use vamos_fsys::Metadata;
use vamos_fsys::PathError;
use vamos_fsys::uncached;

use super::NoKey;
use super::digests::Digests;
use super::inputs::Scope;
use super::stat::below;
use super::stat::check_name;
use super::stat::write_text;

/// Maximum number of file bytes to read for one test.
const MOST_BYTES: u64 = 256 << 20;

/// Minimum cost in bytes of a file or a directory.
const LEAST_BYTES: u64 = 4096;

/// Maximum lag of file times relative to the present time: the system gives them the time of its
/// last tick.
const TICK_NS: i128 = 10_000_000;

/// Directories of version control. They change with each commit, and are in no copy of a tree.
const VERSION_CONTROL: [&str; 6] = [".git", ".hg", ".svn", ".bzr", ".jj", ".fslckout"];

/// Devices that are the same on every machine and at every time, as far as tests can rely on their
/// content.
const DEVICES: [&str; 5] = [
    "/dev/null",
    "/dev/zero",
    "/dev/full",
    "/dev/random",
    "/dev/urandom",
];

/// The input files of one test.
pub(super) struct Contents<'a> {
    files: &'a Disk,
    /// The files that have times in the official key.
    scope: Scope<'a>,
    /// The directory for temporary files. All tests that remove one open it.
    temporary: String,
    /// Of files that were read for this or another test.
    digests: &'a Digests,
    /// Number of bytes of the test's files.
    bytes: u64,
    /// Start time of the test: a file that was changed later may have other content than the test
    /// read.
    before_ns: i128,
}

impl<'a> Contents<'a> {
    pub(super) fn new(
        files: &'a Disk,
        root: &'a str,
        temporary: String,
        digests: &'a Digests,
        before_ns: i128,
    ) -> Self {
        Self {
            files,
            scope: Scope::new(files, root),
            temporary,
            digests,
            bytes: 0,
            before_ns: before_ns.saturating_sub(TICK_NS),
        }
    }

    /// Reports whether a path that a test opened may be an executable that it started. If code
    /// outside the standard library starts programs, the test may have made and removed one.
    pub(super) fn may_be_program(&self, opened: &str, starts_programs: bool) -> bool {
        match self.stat(opened) {
            Err(_) => starts_programs,
            Ok(meta) if !meta.is_file() || meta.mode & 0o111 == 0 => false,
            Ok(_) => is_started_by_system(opened),
        }
    }

    fn stat(&self, name: &str) -> Result<Metadata, PathError> {
        check_name("stat", name)?;
        self.files.stat(name)
    }

    /// Writes the metadata of a path that a test statted.
    pub(super) fn write_stat(&mut self, hash: &mut Hash, name: &str) -> Result<(), NoKey> {
        write_text(hash, &format!("stat {name}\n"));
        check_process(name)?;
        let found = self.stat(name);
        write_kind(hash, name, &found);
        write_kind(hash, name, &self.files.lstat(name));
        match found {
            Ok(meta) if self.scope.has(name) => match meta.kind {
                FileKind::Dir => self.write_tree(hash, name),
                FileKind::File => self.write_digest(hash, name, &meta),
                _ => Ok(()),
            },
            Ok(meta) if meta.is_file() => self.check_unchanged(name, &meta),
            _ => Ok(()),
        }
    }

    /// Writes the content of a file or a directory that a test opened.
    pub(super) fn write_open(&mut self, hash: &mut Hash, name: &str) -> Result<(), NoKey> {
        write_text(hash, &format!("open {name}\n"));
        check_process(name)?;
        let found = self.stat(name);
        write_kind(hash, name, &found);
        let Ok(meta) = found else {
            return Ok(());
        };
        match meta.kind {
            FileKind::Dir if self.scope.has(name) => self.write_tree(hash, name),
            // Its names are never the same.
            FileKind::Dir if name == self.temporary => Ok(()),
            FileKind::Dir => self.write_entries(hash, name),
            FileKind::File => self.write_digest(hash, name, &meta),
            // A terminal or a pipe: its content cannot be determined.
            _ if !DEVICES.contains(&name) => Err(NoKey::Device(name.to_owned())),
            _ => Ok(()),
        }
    }

    /// Writes the content of a directory, recursively.
    pub(super) fn write_tree(&mut self, hash: &mut Hash, dir: &str) -> Result<(), NoKey> {
        let mut open = vec![dir.to_owned()];
        while let Some(dir) = open.pop() {
            self.start_dir(hash, &dir)?;
            let Some(names) = self.names(hash, &dir) else {
                continue;
            };
            for name in names {
                let path = below(&dir, &name);
                let found = self.files.lstat(&path);
                write_text(hash, &format!("file {name}\n"));
                write_kind(hash, &path, &found);
                let Ok(meta) = found else {
                    continue;
                };
                match meta.kind {
                    FileKind::File => self.write_digest(hash, &path, &meta)?,
                    FileKind::Symlink => self.write_target(hash, &path)?,
                    FileKind::Dir if !VERSION_CONTROL.contains(&&*name) => open.push(path),
                    _ => self.spend(0)?,
                }
            }
        }
        Ok(())
    }

    /// Writes the content of the file that a link leads to. The content of a directory that it
    /// leads to does not count.
    fn write_target(&mut self, hash: &mut Hash, path: &str) -> Result<(), NoKey> {
        let found = self.files.stat(path);
        write_kind(hash, path, &found);
        match found {
            Ok(meta) if meta.is_file() => self.write_digest(hash, path, &meta),
            _ => self.spend(0),
        }
    }

    /// Writes the names and kinds of the entries of a directory.
    fn write_entries(&mut self, hash: &mut Hash, dir: &str) -> Result<(), NoKey> {
        self.start_dir(hash, dir)?;
        for name in self.names(hash, dir).unwrap_or_default() {
            let path = below(dir, &name);
            write_text(hash, &format!("file {name}\n"));
            write_kind(hash, &path, &self.files.lstat(&path));
        }
        Ok(())
    }

    /// Checks that a directory is unchanged, and begins its record.
    fn start_dir(&mut self, hash: &mut Hash, dir: &str) -> Result<(), NoKey> {
        self.spend(0)?;
        write_text(hash, &format!("dir {dir}\n"));
        match self.files.stat(dir) {
            Ok(meta) => self.check_unchanged(dir, &meta),
            Err(_) => Err(NoKey::Changed(dir.to_owned())),
        }
    }

    fn names(&self, hash: &mut Hash, dir: &str) -> Option<Vec<String>> {
        match self.files.read_dir(dir) {
            Ok(entries) => Some(entries.iter().map(|entry| entry.name.to_string()).collect()),
            Err(error) => {
                write_text(hash, &format!("err {error}\n"));
                None
            }
        }
    }

    fn write_digest(&mut self, hash: &mut Hash, name: &str, meta: &Metadata) -> Result<(), NoKey> {
        let digest = self.digest(name, meta)?;
        hash.write_fmt(format_args!("content {digest}\n"));
        Ok(())
    }

    fn digest(&mut self, name: &str, meta: &Metadata) -> Result<Digest, NoKey> {
        self.spend(meta.size)?;
        self.check_unchanged(name, meta)?;
        let changed = || NoKey::Changed(name.to_owned());
        self.digests.of(name, meta).ok_or_else(changed)
    }

    /// Counts a file with this number of bytes.
    fn spend(&mut self, bytes: u64) -> Result<(), NoKey> {
        self.bytes = self.bytes.saturating_add(bytes.max(LEAST_BYTES));
        if self.bytes > MOST_BYTES {
            Err(NoKey::TooLarge)
        } else {
            Ok(())
        }
    }

    /// Fails if a file was changed, or took its place, since the test started.
    fn check_unchanged(&self, name: &str, meta: &Metadata) -> Result<(), NoKey> {
        if meta.mtime_ns.max(meta.ctime_ns) >= self.before_ns {
            Err(NoKey::Changed(name.to_owned()))
        } else {
            Ok(())
        }
    }
}

/// Fails for a path that leads to something else in each process.
fn check_process(path: &str) -> Result<(), NoKey> {
    let is_of_process = |rest: &str| {
        let name = rest.split('/').next().unwrap_or_default();
        matches!(name, "self" | "thread-self") || name.bytes().all(|byte| byte.is_ascii_digit())
    };
    let is_other = path.strip_prefix("/proc/").is_some_and(is_of_process)
        || ["/dev/fd", "/dev/std", "/dev/tty"]
            .iter()
            .any(|start| path.starts_with(start));
    if is_other {
        Err(NoKey::Device(path.to_owned()))
    } else {
        Ok(())
    }
}

/// Reports whether the system can start a file with this content: a script that names its
/// interpreter, or binary content. Some systems make all files in `/etc` executable.
fn is_started_by_system(path: &str) -> bool {
    let mut start = [0; 64];
    uncached::read_start(path, &mut start).map_or(true, |(read, _)| {
        let start = start.get(..read).unwrap_or_default();
        start.starts_with(b"#!") || start.contains(&0)
    })
}

/// Writes the metadata of a file without its content and times.
fn write_kind(hash: &mut Hash, path: &str, found: &Result<Metadata, PathError>) {
    match found {
        Err(error) => write_text(hash, &format!("err {error}\n")),
        Ok(meta) => {
            hash.write_fmt(format_args!("mode {:o} size {}\n", meta.mode, meta.size));
            if meta.kind == FileKind::Symlink {
                let target = uncached::read_link(path).unwrap_or_default();
                write_text(hash, &format!("link {target}\n"));
            }
        }
    }
}
