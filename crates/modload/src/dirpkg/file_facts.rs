//! The files of a directory, and the facts of the read ones. A file is read once.
//!
//! Counterpart: cmd/go/internal/modindex/scan.go (`importRaw`), without its files.

use std::sync::Arc;
use std::sync::OnceLock;

use vamos_base::Digest;
use vamos_fsys::Hashed;
use vamos_fsys::HashedFiles;
use vamos_fsys::Metadata;
use vamos_fsys::PathError;
use vamos_syntax::HeaderError;
use vamos_syntax::SourceInfo;

use super::error::FileError;
use super::header::header_digest;
use super::names::join;
use super::remembered::Remembered;
use super::source_facts::Facts;
use super::source_facts::SourceKind;

/// A source file of a directory. Files whose names start with `_` or `.` are left out.
pub(crate) struct FileFacts {
    pub(crate) name: String,
    pub(crate) kind: SourceKind,
    /// True for a regular file, links followed.
    pub(crate) is_regular: bool,
    /// True if the name matches the target, if this run builds for one.
    pub(super) hashes: bool,
    /// True if the facts are stored for later runs.
    pub(super) learns: bool,
    /// The stored facts of an earlier run.
    pub(super) remembered: Option<Box<Remembered>>,
    /// Boxed, as many files are never read.
    slot: OnceLock<Box<KnownFacts>>,
}

/// The facts of a file, and their origin.
struct KnownFacts {
    facts: Facts,
    /// The stamp from before it was read; absent if the facts are not stored.
    learned: Option<Metadata>,
}

/// A directory: its source files by name, or the error of reading it.
pub(crate) struct DirFacts {
    pub(crate) dir: String,
    pub(crate) listing: Result<Vec<FileFacts>, PathError>,
    /// True if every entry is a directory or a regular file, links not followed.
    pub(crate) is_plain: bool,
    /// True if no entry is a directory or a go.mod.
    pub(crate) is_lone: bool,
    /// The digest of the names ([`super::header`]); of no names if the result is not stored.
    pub(super) names: Digest,
    /// The directory's stamp from before it was listed, if the result may be stored.
    pub(crate) stamp: Option<Metadata>,
}

impl DirFacts {
    /// Returns the source files; none if the directory could not be read.
    pub(crate) fn files(&self) -> &[FileFacts] {
        self.listing.as_ref().map_or(&[][..], Vec::as_slice)
    }

    /// Returns the source file with this name.
    pub(crate) fn file(&self, name: &str) -> Option<&FileFacts> {
        self.files().iter().find(|file| file.name == name)
    }
}

/// Reads as much of a file as `read` needs, or all of it if it `hashes`.
fn look_at<T>(
    files: &dyn HashedFiles,
    path: &str,
    hashes: bool,
    read: impl Fn(&[u8], bool) -> Option<Result<T, HeaderError>>,
) -> Result<T, FileError> {
    let mut found = None;
    let mut look = |bytes: &[u8], is_whole| {
        found = read(bytes, is_whole);
        found.is_some()
    };
    let looked = if hashes {
        files.inspect_hashing(path, &mut look)
    } else {
        files.inspect(path, &mut look)
    };
    match (looked, found) {
        // An overlay has another spelling of the operation.
        (Err(cause), _) if cause.op.eq_ignore_ascii_case("open") => Err(FileError::Open(cause)),
        (Err(cause), _) => Err(FileError::Read {
            path: path.to_owned(),
            cause,
        }),
        (Ok(()), Some(Ok(facts))) => Ok(facts),
        (Ok(()), Some(Err(cause))) => Err(FileError::Header {
            path: path.to_owned(),
            cause,
        }),
        (Ok(()), None) => unreachable!("a whole file is always answered"),
    }
}

impl FileFacts {
    pub(crate) fn new(name: String, kind: SourceKind, is_regular: bool) -> Self {
        Self {
            name,
            kind,
            is_regular,
            hashes: false,
            learns: false,
            remembered: None,
            slot: OnceLock::new(),
        }
    }

    pub(crate) fn is_test(&self) -> bool {
        self.name.ends_with("_test.go")
    }

    /// Reports whether the file's digest is part of a package's action ID.
    pub(crate) fn is_hashed(&self) -> bool {
        self.hashes && !self.is_test()
    }

    /// Reports whether the file's contents were read.
    pub(crate) fn was_seen(&self) -> bool {
        self.slot.get().is_some()
    }

    /// Returns the stamp for which the facts are valid.
    pub(crate) fn stamp(&self) -> Option<&Metadata> {
        let learned = self.slot.get()?.learned.as_ref();
        learned.or_else(|| self.remembered.as_ref().map(|remembered| &remembered.stamp))
    }

    /// Reports whether this run read the file, and may store facts for later runs.
    pub(crate) fn was_read(&self) -> bool {
        self.learned().is_some()
    }

    /// Returns the facts that this run read, and the file's stamp from before.
    pub(crate) fn learned(&self) -> Option<(&Facts, &Metadata)> {
        let seen = self.slot.get()?;
        Some((&seen.facts, seen.learned.as_ref()?))
    }

    /// Returns the digest of the data that loading has read of a Go file at `path`
    /// ([`super::header`]).
    pub(super) fn header(&self, path: &str) -> Option<Digest> {
        match &self.slot.get()?.facts {
            Facts::Go(Ok(info)) => header_digest(info, path),
            Facts::Go(Err(_)) | Facts::Other(_) => None,
        }
    }

    /// Reads the file on the first call, unless an earlier run did and it has not changed since. A
    /// file that may be built is hashed while it is read.
    pub(crate) fn read(&self, files: &dyn HashedFiles, dir: &str) -> &Facts {
        let seen = self.slot.get_or_init(|| {
            let path = join(dir, &self.name);
            let stamp = self.learns.then(|| files.stamp(&path).ok()).flatten();
            if let Some(facts) = stamp
                .as_ref()
                .and_then(|stamp| self.recall(files, stamp, &path))
            {
                return Box::new(KnownFacts {
                    facts,
                    learned: None,
                });
            }
            Box::new(KnownFacts {
                facts: self.look(files, &path),
                learned: stamp,
            })
        });
        &seen.facts
    }

    /// Returns the stored facts of an earlier run, if they are valid and complete.
    fn recall(&self, files: &dyn HashedFiles, stamp: &Metadata, path: &str) -> Option<Facts> {
        let remembered = self.remembered.as_ref()?;
        if self.is_hashed() && remembered.digest.is_none() {
            return None;
        }
        let facts = remembered.facts(self.kind, stamp, path)?;
        if let Some(digest) = remembered.digest {
            files.remember_hash(
                path,
                Hashed {
                    digest,
                    meta: stamp.clone(),
                    is_remembered: true,
                },
            );
        }
        Some(facts)
    }

    fn look(&self, files: &dyn HashedFiles, path: &str) -> Facts {
        let hashes = self.is_hashed();
        if self.kind == SourceKind::Go {
            let name = Arc::from(path);
            Facts::Go(look_at(files, path, hashes, |bytes, is_whole| {
                if is_whole {
                    Some(vamos_syntax::read_go(bytes, &name))
                } else {
                    vamos_syntax::read_go_head(bytes, &name)
                }
            }))
        } else {
            Facts::Other(look_at(files, path, hashes, |bytes, is_whole| {
                if is_whole {
                    Some(vamos_syntax::read_other(bytes))
                } else {
                    vamos_syntax::read_other_head(bytes)
                }
            }))
        }
    }

    /// Reads a Go file on the first call.
    pub(crate) fn read_go(
        &self,
        files: &dyn HashedFiles,
        dir: &str,
    ) -> Option<&Result<SourceInfo, FileError>> {
        match self.kind {
            SourceKind::Go => match self.read(files, dir) {
                Facts::Go(facts) => Some(facts),
                Facts::Other(_) => None,
            },
            _ => None,
        }
    }
}
