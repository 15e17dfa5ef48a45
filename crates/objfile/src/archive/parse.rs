//! Reading the table of contents of an archive or of a bare Go object.
//!
//! Truncated files are judged as the buffered reader upstream judges them: a large
//! entry may lack its end, a small one may not.
//! Counterpart: cmd/internal/archive/archive.go (`Parse`).

use vamos_base::golang::quote;

use super::HEADER_SIZE;
use super::MAGIC;

const GO_OBJECT: &[u8] = b"go objec";
const OBJECT_MAGIC: &[u8] = b"\x00go120ld";

/// The kind of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// The export data, `__.PKGDEF`.
    PkgDef,
    /// A Go object.
    GoObject,
    /// An object of another compiler, or any other file.
    Native,
    /// An empty entry whose name is a message for the linker.
    Sentinel,
}

/// An entry of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The name, trailing spaces removed.
    pub name: Vec<u8>,
    /// The kind of the entry.
    pub kind: EntryKind,
    /// Modification time in seconds; zero unless details are read.
    pub mtime: i64,
    /// Owner; zero unless details are read.
    pub uid: i64,
    /// Group; zero unless details are read.
    pub gid: i64,
    /// Mode bits; zero unless details are read.
    pub mode: i64,
    /// Offset of the contents.
    pub offset: u64,
    /// Their length according to the header.
    pub size: u64,
}

impl Entry {
    /// Returns the contents, `None` if the archive ends before they do.
    pub fn data<'a>(&self, archive: &'a [u8]) -> Option<&'a [u8]> {
        let start = usize::try_from(self.offset).ok()?;
        let end = start.checked_add(usize::try_from(self.size).ok()?)?;
        archive.get(start..end)
    }
}

/// Error of reading an archive or a Go object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ArchiveError {
    /// A header is malformed.
    CorruptArchive,
    /// A Go object is malformed.
    CorruptObject,
    /// The header of a Go object is longer than the entry that holds it: upstream panics.
    ShortEntry,
    /// Neither an archive nor a Go object.
    NotObject,
    /// A Go object of a toolchain with another object format.
    OtherVersion(Vec<u8>),
    /// The file ends before the beginning of an entry is complete.
    Eof,
    /// The file ends inside something.
    UnexpectedEof,
}

impl std::fmt::Display for ArchiveError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::CorruptArchive => f.write_str("corrupt archive"),
            Self::CorruptObject | Self::ShortEntry => f.write_str("corrupt object file"),
            Self::NotObject => f.write_str("unrecognized object file format"),
            Self::OtherVersion(magic) => {
                let magic = quote::quote_bytes(magic);
                write!(f, "go object of a different version: {magic}")
            }
            Self::Eof => f.write_str("EOF"),
            Self::UnexpectedEof => f.write_str("unexpected EOF"),
        }
    }
}

impl std::error::Error for ArchiveError {}

/// Lists the entries of `data`. A bare Go object is one entry called `name`. Times, owners and
/// modes are read, and checked, only if `with_details`.
pub fn parse(name: &[u8], data: &[u8], with_details: bool) -> Result<Vec<Entry>, ArchiveError> {
    let mut reader = Reader {
        data,
        offset: 0,
        is_cut: false,
    };
    match data.get(..8) {
        None => Err(ArchiveError::UnexpectedEof),
        Some(MAGIC) => reader.archive(with_details),
        Some(GO_OBJECT) => {
            let size = data.len() as u64;
            reader.object(size)?;
            Ok(vec![Entry {
                name: name.to_vec(),
                kind: EntryKind::GoObject,
                mtime: 0,
                uid: 0,
                gid: 0,
                mode: 0,
                offset: 0,
                size,
            }])
        }
        Some(_) => Err(ArchiveError::NotObject),
    }
}

struct Reader<'a> {
    data: &'a [u8],
    offset: u64,
    /// A small read has gone past the end; the next one fails.
    is_cut: bool,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a [u8] {
        let start = usize::try_from(self.offset).unwrap_or(usize::MAX);
        self.data.get(start..).unwrap_or_default()
    }

    fn peek(&self) -> Result<&'a [u8], ArchiveError> {
        let rest = self.rest();
        if self.is_cut || rest.is_empty() {
            return Err(ArchiveError::UnexpectedEof);
        }
        rest.get(..8).ok_or(ArchiveError::Eof)
    }

    /// Advances by `count` bytes. Long distances are sought, which cannot fail.
    fn skip(&mut self, count: u64) {
        const SMALL: u64 = 256;
        if count < SMALL && count > self.rest().len() as u64 {
            self.is_cut = true;
        } else if !self.is_cut {
            self.offset = self.offset.saturating_add(count);
        }
    }

    fn archive(&mut self, with_details: bool) -> Result<Vec<Entry>, ArchiveError> {
        let mut out = Vec::new();
        self.offset = MAGIC.len() as u64;
        while self.offset < self.data.len() as u64 {
            let header = match self.rest().get(..HEADER_SIZE) {
                Some(header) if !self.is_cut => header,
                _ => return Err(ArchiveError::UnexpectedEof),
            };
            self.offset += HEADER_SIZE as u64;
            let mut entry = entry(header, with_details)?;
            entry.offset = self.offset;
            self.contents(&mut entry)?;
            if entry.size % 2 != 0 {
                self.skip(1);
            }
            out.push(entry);
        }
        Ok(out)
    }

    fn contents(&mut self, entry: &mut Entry) -> Result<(), ArchiveError> {
        match entry.name.as_slice() {
            b"__.PKGDEF" => {
                entry.kind = EntryKind::PkgDef;
                self.skip(entry.size);
            }
            b"preferlinkext" | b"dynimportfail" if entry.size == 0 => {
                entry.kind = EntryKind::Sentinel;
            }
            _ if self.peek()? == GO_OBJECT => {
                entry.kind = EntryKind::GoObject;
                self.object(entry.size)?;
            }
            _ => self.skip(entry.size),
        }
        Ok(())
    }

    /// Checks a Go object: text up to a line `!`, then the format's magic.
    fn object(&mut self, size: u64) -> Result<(), ArchiveError> {
        let rest = self.rest();
        let end = crate::read_at::find(rest, b"\n!\n").ok_or(ArchiveError::CorruptObject)? + 3;
        self.offset += end as u64;
        let magic = self.peek()?;
        if magic != OBJECT_MAGIC {
            if magic.starts_with(b"\x00go1") && magic.ends_with(b"ld") {
                return Err(ArchiveError::OtherVersion(magic[1..].to_vec()));
            }
            return Err(ArchiveError::CorruptObject);
        }
        let left = size.checked_sub(end as u64);
        self.skip(left.ok_or(ArchiveError::ShortEntry)?);
        Ok(())
    }
}

pub(super) fn entry(header: &[u8], with_details: bool) -> Result<Entry, ArchiveError> {
    let corrupt = ArchiveError::CorruptArchive;
    if &header[58..] != b"`\n" {
        return Err(corrupt);
    }
    let field = |start: usize, end: usize, radix: u32| {
        let text = std::str::from_utf8(trim(&header[start..end])).ok()?;
        i64::from_str_radix(text, radix).ok()
    };
    let detail = |start, end, radix, max: i64| {
        if !with_details {
            return Some(0);
        }
        field(start, end, radix).filter(|value| (-max - 1..=max).contains(value))
    };
    let details = (
        detail(16, 28, 10, i64::MAX),
        detail(28, 34, 10, i64::from(i32::MAX)),
        detail(34, 40, 10, i64::from(i32::MAX)),
        detail(40, 48, 8, i64::from(i32::MAX)),
    );
    let (Some(mtime), Some(uid), Some(gid), Some(mode)) = details else {
        return Err(corrupt);
    };
    let size = field(48, 58, 10).and_then(|size| u64::try_from(size).ok());
    Ok(Entry {
        name: trim(&header[..16]).to_vec(),
        kind: EntryKind::Native,
        mtime,
        uid,
        gid,
        mode,
        offset: 0,
        size: size.ok_or(corrupt)?,
    })
}

/// Removes trailing spaces, and only spaces.
fn trim(field: &[u8]) -> &[u8] {
    let end = field.iter().rposition(|&byte| byte != b' ');
    &field[..end.map_or(0, |end| end + 1)]
}
