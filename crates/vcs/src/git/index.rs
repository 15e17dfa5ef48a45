//! Git's index: the tracked files and their metadata.
//!
//! Counterpart: none here; git's read-cache.c and Documentation/gitformat-index.txt.

/// The index entry of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct IndexEntry {
    /// Path from the repository's root.
    pub(super) path: Vec<u8>,
    /// Time of last change of the inode: seconds and nanoseconds.
    pub(super) ctime: (u32, u32),
    /// Time of last change of contents.
    pub(super) mtime: (u32, u32),
    /// Inode number, its lower half.
    pub(super) inode: u32,
    /// Type and permissions.
    pub(super) mode: u32,
    /// Owner.
    pub(super) user: u32,
    /// Group.
    pub(super) group: u32,
    /// Size, its lower half.
    pub(super) size: u32,
    /// Name of the object with its contents.
    pub(super) object: [u8; 20],
}

/// An index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Index {
    pub(super) entries: Vec<IndexEntry>,
    /// The tree object of the whole index, if git cached it.
    pub(super) tree: Option<[u8; 20]>,
}

/// Flags of an entry that vamos does not support: assumed unchanged, extended flags, a stage
/// of a merge.
const STRANGE_FLAGS: u16 = 0x8000 | 0x4000 | 0x3000;

/// Extensions that do not change the meaning of entries.
const HARMLESS: [&[u8]; 3] = [b"REUC", b"EOIE", b"IEOT"];

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn number(&mut self) -> Option<u32> {
        Some(u32::from_be_bytes(self.take(4)?.try_into().ok()?))
    }

    fn up_to_nul(&mut self) -> Option<&'a [u8]> {
        let end = self.0.iter().position(|&byte| byte == 0)?;
        let taken = self.take(end)?;
        self.take(1)?;
        Some(taken)
    }
}

impl Index {
    /// Parses an index; `None` if git must be run instead.
    pub(super) fn parse(text: &[u8]) -> Option<Self> {
        // The checksum at the end is not verified; git does not verify it either.
        let mut input = Reader(text.get(..text.len().checked_sub(20)?)?);
        if input.take(4)? != b"DIRC" {
            return None;
        }
        let version = input.number()?;
        if !(2..=4).contains(&version) {
            return None;
        }
        let count = input.number()?;
        let mut entries: Vec<IndexEntry> = Vec::with_capacity(input.0.len() / 72);
        let mut path: Vec<u8> = Vec::new();
        for _ in 0..count {
            let entry = entry(&mut input, version, &mut path)?;
            // Git rejects an index in any other order.
            if entries.last().is_some_and(|last| last.path >= entry.path) {
                return None;
            }
            entries.push(entry);
        }
        let mut tree = None;
        while !input.0.is_empty() {
            let name = input.take(4)?;
            let size = usize::try_from(input.number()?).ok()?;
            let body = input.take(size)?;
            if name == b"TREE" {
                tree = root_tree(body);
            } else if !HARMLESS.contains(&name) {
                return None;
            }
        }
        Some(Self { entries, tree })
    }
}

fn entry(input: &mut Reader<'_>, version: u32, path: &mut Vec<u8>) -> Option<IndexEntry> {
    let before = input.0.len();
    let ctime = (input.number()?, input.number()?);
    let mtime = (input.number()?, input.number()?);
    let (_device, inode) = (input.number()?, input.number()?);
    let (mode, user, group) = (input.number()?, input.number()?, input.number()?);
    let size = input.number()?;
    let object = input.take(20)?.try_into().ok()?;
    let flags = u16::from_be_bytes(input.take(2)?.try_into().ok()?);
    if flags & STRANGE_FLAGS != 0 {
        return None;
    }
    if version == 4 {
        let strip = offset(input)?;
        path.truncate(path.len().checked_sub(strip)?);
        path.extend_from_slice(input.up_to_nul()?);
    } else {
        *path = input.up_to_nul()?.to_vec();
        let used = before - input.0.len();
        // One to eight zeros make the length a multiple of eight; one is read.
        input.take((8 - used % 8) % 8)?;
    }
    Some(IndexEntry {
        path: path.clone(),
        ctime,
        mtime,
        inode,
        mode,
        user,
        group,
        size,
        object,
    })
}

/// Reads a number of variable length (`decode_varint`).
fn offset(input: &mut Reader<'_>) -> Option<usize> {
    let mut byte = input.take(1)?[0];
    let mut value = usize::from(byte & 0x7f);
    while byte & 0x80 != 0 {
        byte = input.take(1)?[0];
        value = value.checked_add(1)?.checked_mul(128)? + usize::from(byte & 0x7f);
    }
    Some(value)
}

/// Returns the tree of the whole index from the first record of the extension.
fn root_tree(body: &[u8]) -> Option<[u8; 20]> {
    let mut input = Reader(body);
    if !input.up_to_nul()?.is_empty() {
        return None;
    }
    let end = input.0.iter().position(|&byte| byte == b'\n')?;
    let line = input.take(end + 1)?;
    if line.first()? == &b'-' {
        return None;
    }
    input.take(20)?.try_into().ok()
}
