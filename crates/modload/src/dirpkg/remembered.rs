//! The cached facts of one file, and stamps as bytes.
//!
//! Counterpart: none; cmd/go/internal/modindex relies on paths in GOMODCACHE.

use vamos_base::Digest;
use vamos_fsys::FileKind;
use vamos_fsys::Metadata;

use super::codec;
use super::codec::Reader;
use super::codec::Writer;
use super::source_facts::Facts;
use super::source_facts::SourceKind;

/// The cached facts of a file.
#[derive(Clone, Debug)]
pub(crate) struct Remembered {
    pub(super) stamp: Metadata,
    pub(crate) digest: Option<Digest>,
    pub(super) facts: Box<[u8]>,
}

impl Remembered {
    /// Returns the facts if the file still has the stamp; `path` is its path.
    pub(crate) fn facts(&self, kind: SourceKind, stamp: &Metadata, path: &str) -> Option<Facts> {
        if self.stamp != *stamp {
            return None;
        }
        let mut from = Reader(&self.facts);
        Some(if kind == SourceKind::Go {
            Facts::Go(Ok(codec::read_source(&mut from, path)?))
        } else {
            Facts::Other(Ok(Ok(codec::read_constraints(&mut from)?)))
        })
    }
}

pub(super) fn write_stamp(meta: &Metadata, out: &mut Writer) {
    for number in [meta.dev, meta.ino, meta.size] {
        out.number(number);
    }
    for number in [meta.mode, meta.uid, meta.gid] {
        out.number(u64::from(number));
    }
    for time in [meta.mtime_ns, meta.ctime_ns] {
        out.0.extend_from_slice(&time.to_le_bytes());
    }
}

pub(super) fn read_stamp(from: &mut Reader<'_>, kind: FileKind) -> Option<Metadata> {
    let (dev, ino, size) = (from.number()?, from.number()?, from.number()?);
    let mut small = || u32::try_from(from.number()?).ok();
    let (mode, uid, gid) = (small()?, small()?, small()?);
    let mut time = || Some(i128::from_le_bytes(from.take(16)?.try_into().ok()?));
    Some(Metadata {
        kind,
        dev,
        ino,
        mode,
        uid,
        gid,
        size,
        mtime_ns: time()?,
        ctime_ns: time()?,
    })
}
