//! What files and directories that a test looked at are like, without their times.
//!
//! The official key has sizes and times of what is below the root of the module. There this
//! key has the content that times stand for: of a file its bytes, of a directory the names in
//! it, of a directory that was opened both of all that is in it. So also a test whose program
//! reads more than its log shows is run again when it would be officially, except where only
//! times are new.
//! Counterpart: none.

use hashbrown::HashMap;
use vamos_base::Digest;
use vamos_cache::Hash;
use vamos_fsys::Disk;
use vamos_fsys::FileKind;
use vamos_fsys::Files;
use vamos_fsys::Metadata;
use vamos_fsys::PathError;
use vamos_fsys::fresh;

use super::NoKey;
use super::Times;
use super::inputs::Scope;
use super::stat::below;
use super::stat::check_name;
use super::stat::write_text;

/// How many bytes of files one test may make us read.
const MOST_BYTES: u64 = 256 << 20;

/// What a file costs at least.
const LEAST_BYTES: u64 = 4096;

/// Devices that are the same on every machine and at every time, as far as tests can rely
/// on what they read.
const DEVICES: [&str; 5] = [
    "/dev/null",
    "/dev/zero",
    "/dev/full",
    "/dev/random",
    "/dev/urandom",
];

/// The files that one test looked at.
pub(super) struct Contents<'a> {
    files: &'a Disk,
    /// The files that have times in the official key.
    scope: Scope<'a>,
    /// The directory for temporary files. All tests that remove one open it.
    temporary: String,
    /// Of files that were read.
    digests: HashMap<String, Digest>,
    /// How many bytes were read.
    bytes: u64,
    /// When the test started: what was written since has the content that it saw, or another.
    before_ns: i128,
}

impl<'a> Contents<'a> {
    pub(super) fn new(files: &'a Disk, root: &'a str, temporary: String, before_ns: i128) -> Self {
        Self {
            files,
            scope: Scope::new(files, root),
            temporary,
            digests: HashMap::new(),
            bytes: 0,
            before_ns,
        }
    }

    /// Reports whether a path that a test opened may be that of a program which it started.
    /// If it imports os/exec, that may also be one of the module, or one that it made and
    /// removed; packages of the standard library only start what is installed.
    pub(super) fn may_be_program(&self, opened: &str, imports_exec: bool) -> bool {
        match self.stat(opened) {
            Err(_) => imports_exec,
            Ok(meta) if !meta.is_file() || meta.mode & 0o111 == 0 => false,
            Ok(_) if !is_started_by_system(opened) => false,
            Ok(_) => imports_exec || !self.scope.has(opened),
        }
    }

    fn stat(&self, name: &str) -> Result<Metadata, PathError> {
        check_name("stat", name)?;
        self.files.stat(name)
    }

    /// Writes what is known of a path that a test asked about.
    pub(super) fn write_stat(
        &mut self,
        hash: &mut Hash,
        name: &str,
        times: Times,
    ) -> Result<(), NoKey> {
        write_text(hash, &format!("stat {name}\n"));
        let found = self.stat(name);
        let itself = self.files.lstat(name);
        for known in [&found, &itself] {
            write_kind(hash, name, known);
            if let (Ok(meta), Times::OfStated) = (known, times) {
                hash.write_fmt(format_args!("time {}\n", meta.mtime_ns));
            }
        }
        match found {
            Ok(meta) if self.scope.has(name) => match meta.kind {
                FileKind::Dir => self.write_names(hash, name),
                FileKind::File => self.write_digest(hash, name, &meta)?,
                _ => {}
            },
            _ => {}
        }
        Ok(())
    }

    /// Writes the content of a file or a directory that a test opened.
    pub(super) fn write_open(&mut self, hash: &mut Hash, name: &str) -> Result<(), NoKey> {
        write_text(hash, &format!("open {name}\n"));
        let found = self.stat(name);
        write_kind(hash, name, &found);
        let Ok(meta) = found else {
            return Ok(());
        };
        match meta.kind {
            FileKind::Dir if self.scope.has(name) => {
                self.write_dir(hash, name, true)?;
            }
            // Its names are never the same.
            FileKind::Dir if name == self.temporary => {}
            FileKind::Dir => self.write_dir(hash, name, false)?,
            FileKind::File => self.write_digest(hash, name, &meta)?,
            // A terminal, a pipe: what is read from it is nowhere to be seen.
            _ if !DEVICES.contains(&name) => return Err(NoKey::Device(name.to_owned())),
            _ => {}
        }
        Ok(())
    }

    /// Writes what is in a directory, with or without content.
    fn write_dir(&mut self, hash: &mut Hash, name: &str, content: bool) -> Result<(), NoKey> {
        let entries = match self.files.read_dir(name) {
            Ok(entries) => entries,
            Err(error) => {
                write_text(hash, &format!("err {error}\n"));
                return Ok(());
            }
        };
        for entry in entries.iter() {
            write_text(hash, &format!("file {}\n", entry.name));
            let path = below(name, &entry.name);
            let found = self.files.lstat(&path);
            write_kind(hash, &path, &found);
            match found {
                Ok(meta) if content && meta.is_file() => self.write_digest(hash, &path, &meta)?,
                Ok(meta) if content && meta.is_dir() => self.write_names(hash, &path),
                _ => {}
            }
        }
        Ok(())
    }

    fn write_names(&self, hash: &mut Hash, name: &str) {
        match self.files.read_dir(name) {
            Err(error) => write_text(hash, &format!("err {error}\n")),
            Ok(entries) => {
                for entry in entries.iter() {
                    write_text(hash, &format!("name {}\n", entry.name));
                }
                write_text(hash, "end\n");
            }
        }
    }

    fn write_digest(&mut self, hash: &mut Hash, name: &str, meta: &Metadata) -> Result<(), NoKey> {
        let digest = self.digest(name, meta)?;
        hash.write_fmt(format_args!("content {digest}\n"));
        Ok(())
    }

    fn digest(&mut self, name: &str, meta: &Metadata) -> Result<Digest, NoKey> {
        if let Some(digest) = self.digests.get(name) {
            return Ok(*digest);
        }
        self.bytes = self.bytes.saturating_add(meta.size.max(LEAST_BYTES));
        if self.bytes > MOST_BYTES {
            return Err(NoKey::TooLarge);
        }
        let changed = || NoKey::Changed(name.to_owned());
        if meta.mtime_ns >= self.before_ns {
            return Err(changed());
        }
        let (digest, _) = fresh::hash_file(name).map_err(|_| changed())?;
        self.digests.insert(name.to_owned(), digest);
        Ok(digest)
    }
}

/// Reports whether the content of a file is one that the system starts: a script that names its
/// interpreter, or no text. Some systems make all files in `/etc` executable.
fn is_started_by_system(path: &str) -> bool {
    let mut start = [0; 64];
    fresh::read_start(path, &mut start).map_or(true, |(read, _)| {
        let start = start.get(..read).unwrap_or_default();
        start.starts_with(b"#!") || start.contains(&0)
    })
}

/// Writes what is known of a file without opening it, but not its times.
fn write_kind(hash: &mut Hash, path: &str, found: &Result<Metadata, PathError>) {
    match found {
        Err(error) => write_text(hash, &format!("err {error}\n")),
        Ok(meta) => {
            let size = if meta.is_file() { meta.size } else { 0 };
            hash.write_fmt(format_args!("mode {:o} size {size}\n", meta.mode));
            if meta.kind == FileKind::Symlink {
                let target = fresh::read_link(path).unwrap_or_default();
                write_text(hash, &format!("link {target}\n"));
            }
        }
    }
}
