//! Cached result of scanning a directory for one target. It is used if the directory and
//! every file that was read still have their stamps.
//!
//! In most builds nothing changed in most directories. Checking one then takes one
//! directory handle and the stamps of its files; facts of single files are not decoded.
//! If something did change, [`super::memo`] still has the facts of the other files.
//! Counterpart: none; cmd/go/internal/modindex keeps packages of unchanged directories.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::OnceLock;

use vamos_base::Digest;
use vamos_fsys::FileKind;
use vamos_fsys::Hashed;
use vamos_fsys::HashedFiles;
use vamos_fsys::KnownFiles;
use vamos_fsys::Metadata;
use vamos_localstore::Table;

use super::codec;
use super::codec::Reader;
use super::codec::Writer;
use super::context::BuildContext;
use super::names::join;
use super::package::DirPackage;
use super::package_codec::read_package;
use super::remembered::read_stamp;
use super::remembered::write_stamp;
use super::sources::Imports;
use super::vendored::Vendored;

/// The outcomes of one target, and their storage.
pub(super) struct Outcomes {
    pub(super) memo: Arc<Table>,
    pub(super) target: BuildContext,
}

/// The outcomes with imports only, for all tags and for the target's tags.
pub(super) struct Scans {
    pub(super) outcomes: Outcomes,
    /// The target with all tags.
    pub(super) all_tags: BuildContext,
}

/// The imports of one directory in this run.
#[derive(Default)]
pub(super) struct ScanSlot {
    /// The imports of an earlier run, read on first use.
    pub(super) recalled: OnceLock<Option<Arc<Outcome>>>,
    /// Set if this run found the imports for all tags, or the data for `mod vendor`.
    pub(super) is_found: OnceLock<()>,
    /// The data for `mod vendor`, if this run found it.
    pub(super) vendored: OnceLock<Option<Arc<Vendored>>>,
}

/// The first number of a record.
pub(super) struct Flags(u64);

impl Flags {
    const DIGESTS: u64 = 1;
    const LONE: u64 = 2;

    /// Returns the number for a record with or without digests of files, and for a directory with
    /// or without subdirectories or a go.mod.
    pub(super) fn number(has_digests: bool, is_lone: bool) -> u64 {
        let digests = if has_digests { Self::DIGESTS } else { 0 };
        digests | if is_lone { Self::LONE } else { 0 }
    }

    fn has_digests(&self) -> bool {
        self.0 & Self::DIGESTS != 0
    }

    fn is_lone(&self) -> bool {
        self.0 & Self::LONE != 0
    }
}

/// The valid cached result of one directory.
pub(crate) struct Outcome {
    memo: Arc<Table>,
    dir: String,
    /// True if the directory has no subdirectories and no go.mod.
    pub(super) is_lone: bool,
    /// The digest of the names in the directory ([`super::header`]).
    pub(super) names: Digest,
    /// The offsets of the files' entries in the record, in order of name.
    files: Box<[u32]>,
    /// The offset of the imports.
    rest: usize,
}

impl Outcome {
    /// Returns the cached result of a directory if it is still valid and has all required data.
    pub(super) fn recall(
        memo: &Arc<Table>,
        files: &dyn HashedFiles,
        dir: &str,
        hashes: bool,
    ) -> Option<Arc<Self>> {
        let record = memo.get(dir)?;
        let mut from = Reader(record);
        let flags = Flags(from.number()?);
        let has_digests = flags.has_digests();
        if hashes && !has_digests {
            return None;
        }
        let own = read_stamp(&mut from, FileKind::Dir)?;
        let listed = read_digest(&mut from)?;
        let count = usize::try_from(from.number()?).ok()?;
        let (mut starts, mut names) = (Vec::with_capacity(count), Vec::with_capacity(count));
        let mut stamps = Vec::with_capacity(count + 1);
        stamps.push(own);
        for _ in 0..count {
            starts.push(u32::try_from(record.len() - from.0.len()).ok()?);
            let entry = Entry::read(&mut from)?;
            names.push(entry.name);
            stamps.push(entry.stamp);
        }
        if files.stamps(dir, &names)? != stamps {
            return None;
        }
        let outcome = Arc::new(Self {
            memo: Arc::clone(memo),
            dir: dir.to_owned(),
            is_lone: flags.is_lone(),
            names: listed,
            files: starts.into(),
            rest: record.len() - from.0.len(),
        });
        if has_digests {
            // Embedded files are further below.
            let below: BTreeSet<&str> = names
                .iter()
                .filter_map(|name| name.rsplit_once('/').map(|(below, _)| below))
                .collect();
            for below in below {
                files.remember_files(&join(dir, below), outcome.clone());
            }
            files.remember_files(dir, outcome.clone());
        }
        Some(outcome)
    }

    fn record(&self) -> &[u8] {
        self.memo.get(&self.dir).unwrap_or_default()
    }

    /// Returns the bytes after the files.
    pub(super) fn rest(&self) -> &[u8] {
        self.record().get(self.rest..).unwrap_or_default()
    }

    /// Returns the imports and test imports.
    pub(super) fn imports(&self) -> Option<Imports> {
        let mut from = Reader(self.rest());
        Some((codec::read_texts(&mut from)?, codec::read_texts(&mut from)?))
    }

    /// Returns the package.
    pub(super) fn package(&self) -> Option<DirPackage> {
        let mut from = Reader(self.rest());
        for _ in 0..2 {
            codec::skip_texts(&mut from)?;
        }
        read_package(&mut from, &self.dir)
    }
}

impl Outcome {
    /// Returns the entry of a file below the directory.
    pub(super) fn entry(&self, path: &str) -> Option<Entry<'_>> {
        let name = path.strip_prefix(self.dir.as_str())?.strip_prefix('/')?;
        let record = self.record();
        let entry = |start: &u32| Entry::read(&mut Reader(&record[*start as usize..]));
        let found = self
            .files
            .binary_search_by(|start| entry(start).map_or("", |entry| entry.name).cmp(name))
            .ok()?;
        entry(&self.files[found])
    }
}

impl KnownFiles for Outcome {
    fn hashed(&self, path: &str) -> Option<Hashed> {
        let entry = self.entry(path)?;
        Some(Hashed {
            digest: entry.digest?,
            meta: entry.stamp,
            is_remembered: true,
        })
    }
}

/// A file that the outcome depends on.
pub(super) struct Entry<'a> {
    pub(super) name: &'a str,
    pub(super) stamp: Metadata,
    pub(super) digest: Option<Digest>,
    /// The digest of the data that loading reads of a Go file ([`super::header`]).
    pub(super) header: Option<Digest>,
}

impl<'a> Entry<'a> {
    fn read(from: &mut Reader<'a>) -> Option<Self> {
        Some(Self {
            name: from.text()?,
            stamp: read_stamp(from, FileKind::File)?,
            digest: read_optional(from)?,
            header: read_optional(from)?,
        })
    }

    pub(super) fn write(&self, out: &mut Writer) {
        out.bytes(self.name.as_bytes());
        write_stamp(&self.stamp, out);
        for digest in [&self.digest, &self.header] {
            out.number(u64::from(digest.is_some()));
            out.0.extend(digest.iter().flat_map(|digest| digest.0));
        }
    }
}

fn read_digest(from: &mut Reader<'_>) -> Option<Digest> {
    Some(Digest(from.take(32)?.try_into().ok()?))
}

fn read_optional(from: &mut Reader<'_>) -> Option<Option<Digest>> {
    match from.number()? {
        0 => Some(None),
        _ => read_digest(from).map(Some),
    }
}
