//! The files that a test gets on another machine: the files of its package's directory, and all of
//! testdata.
//!
//! Counterpart: none.

use hashbrown::HashMap;
use vamos_base::golang::os_str;
use vamos_fsys::FileKind;
use vamos_fsys::HashedFiles;
use vamos_fsys::Metadata;
use vamos_fsys::uncached;
use vamos_jobs::FileSource;
use vamos_jobs::RemoteFile;

use super::LocalReason;

/// Maximum number of files.
const MAX_FILES: usize = 4000;

/// Maximum total size in bytes.
const MAX_BYTES: u64 = 128 << 20;

/// The files of a test.
#[derive(Debug)]
pub(super) struct Upload {
    /// The directory of the package here.
    pub(super) dir: String,
    /// The files, with their paths on the other machine.
    pub(super) files: Vec<RemoteFile>,
    /// Metadata of these files and, for testdata, of the directories, by their paths here, at the
    /// time of collecting.
    seen: HashMap<String, Metadata>,
    bytes: u64,
}

/// Returns the place on the other machine of a file with an absolute path.
pub(super) fn place(path: &str) -> Option<String> {
    let is_plain = os_str::encode(path) == path.as_bytes();
    path.strip_prefix('/').filter(|_| is_plain).map(|path| {
        // Not in the program's directory, for any location of the package.
        format!("r/{path}")
    })
}

impl Upload {
    /// Collects the files of a package in a directory. `files` has no cached entries for them.
    ///
    /// # Errors
    ///
    /// The reason to run the test here: not all of testdata can be sent, or it is too large.
    pub(super) fn collect(files: &dyn HashedFiles, dir: &str) -> Result<Self, LocalReason> {
        let mut sent = Self {
            dir: dir.to_owned(),
            files: Vec::new(),
            seen: HashMap::new(),
            bytes: 0,
        };
        let unreadable = |path: &str| LocalReason::Changed(path.to_owned());
        let mut has_testdata = false;
        for entry in files.read_dir(dir).map_err(|_| unreadable(dir))?.iter() {
            match entry.kind {
                FileKind::File => sent.add(files, &format!("{dir}/{}", entry.name))?,
                FileKind::Dir => has_testdata |= entry.name == "testdata",
                // A test that looks at it there runs here again.
                _ => {}
            }
        }
        if has_testdata {
            sent.add_all(files, &format!("{dir}/testdata"))?;
        }
        Ok(sent)
    }

    /// Reports whether a file here was sent, or is a directory that was sent with its whole
    /// content, and has not changed since.
    pub(super) fn has(&self, path: &str) -> bool {
        let then = self.seen.get(path);
        then.is_some_and(|then| uncached::stat(path).is_ok_and(|now| now == *then))
    }

    fn add(&mut self, files: &dyn HashedFiles, path: &str) -> Result<(), LocalReason> {
        let hashed = files.hashed(path);
        let hashed = hashed.map_err(|_| LocalReason::Changed(path.to_owned()))?;
        self.bytes += hashed.meta.size;
        if self.files.len() >= MAX_FILES || self.bytes > MAX_BYTES {
            return Err(LocalReason::TooLarge);
        }
        self.seen.insert(path.to_owned(), hashed.meta.clone());
        self.files.push(RemoteFile {
            path: place(path).ok_or_else(|| LocalReason::Name(path.to_owned()))?,
            digest: hashed.digest,
            size: hashed.meta.size,
            is_executable: hashed.meta.mode & 0o100 != 0,
            source: FileSource::File(path.to_owned()),
        });
        Ok(())
    }

    /// Adds a directory with its whole content, or nothing.
    fn add_all(&mut self, files: &dyn HashedFiles, dir: &str) -> Result<(), LocalReason> {
        let unreadable = || LocalReason::Changed(dir.to_owned());
        // Before its entries: a later change is noticed.
        let meta = uncached::stat(dir).map_err(|_| unreadable())?;
        let entries = files.read_dir(dir).map_err(|_| unreadable())?;
        if entries.is_empty() {
            // The protocol sends files only.
            return Err(LocalReason::Special(dir.to_owned()));
        }
        self.seen.insert(dir.to_owned(), meta);
        for entry in entries.iter() {
            let path = format!("{dir}/{}", entry.name);
            match entry.kind {
                FileKind::File => self.add(files, &path)?,
                FileKind::Dir => self.add_all(files, &path)?,
                _ => return Err(LocalReason::Special(path)),
            }
        }
        Ok(())
    }
}
