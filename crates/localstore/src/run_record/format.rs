//! The bytes of a run record.
//!
//! A header (format, length, checksum, key), then outputs, paths that are outside of directories,
//! printed text, answers of servers, and the command's attachment, then groups: a directory, the
//! claims about it, and names in it. All numbers are little endian; texts have their length before
//! them. Readers check every length.
//! Counterpart: none.

use hashbrown::HashMap;
use vamos_base::Digest;
use vamos_base::golang::os_str;
use vamos_fsys::access_log::HttpAccess;
use vamos_fsys::stamp::Stamp;

use super::Claim;
use super::Output;
use super::Preconditions;
use crate::checksum::checksum;

const MAGIC: &[u8; 16] = b"vamos witness 4\n";

/// Magic, length and checksum.
pub(crate) const HEADER: usize = 32;

/// Kinds of claims.
const ABSENT: u8 = 1;
const FULL: u8 = 2;
const NODE: u8 = 3;
const ENTRY: u8 = 4;
const VALUE: u8 = 5;
/// Added where links are not followed.
const ITSELF: u8 = 0x80;

/// Device, owner, group.
pub(crate) type Owner = (u64, u32, u32);

/// Reads numbers and texts from bytes; `None` at their end.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader<'a> {
    pub(crate) all: &'a [u8],
    pub(crate) at: usize,
}

impl<'a> Reader<'a> {
    pub(crate) fn bytes(&mut self, count: usize) -> Option<&'a [u8]> {
        let end = self.at.checked_add(count)?;
        let found = self.all.get(self.at..end)?;
        self.at = end;
        Some(found)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.bytes(N)?.try_into().ok()
    }

    pub(crate) fn u8(&mut self) -> Option<u8> {
        Some(self.array::<1>()?[0])
    }

    pub(crate) fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }

    pub(crate) fn u64(&mut self) -> Option<u64> {
        self.array().map(u64::from_le_bytes)
    }

    fn i64(&mut self) -> Option<i64> {
        self.array().map(i64::from_le_bytes)
    }

    pub(crate) fn size(&mut self) -> Option<usize> {
        usize::try_from(self.u32()?).ok()
    }

    pub(crate) fn text(&mut self) -> Option<&'a [u8]> {
        let count = self.size()?;
        self.bytes(count)
    }

    fn stamp(&mut self, owners: &[Owner]) -> Option<Stamp> {
        let (dev, uid, gid) = *owners.get(self.size()?)?;
        Some(Stamp {
            dev,
            uid,
            gid,
            mode: self.u32()?,
            ino: self.u64()?,
            size: self.u64()?,
            mtime_ns: self.i64()?,
            ctime_ns: self.i64()?,
        })
    }

    /// Reads a claim, and returns it with the position of its stamp.
    pub(crate) fn claim(&mut self, owners: &[Owner]) -> Option<(Claim, usize)> {
        let kind = self.u8()?;
        let follow = kind & ITSELF == 0;
        let at = self.at;
        let claim = match kind & !ITSELF {
            ABSENT => Claim::Absent { follow },
            FULL => Claim::Full {
                follow,
                stamp: self.stamp(owners)?,
            },
            NODE => Claim::Node {
                follow,
                stamp: self.stamp(owners)?,
            },
            ENTRY => Claim::Entry {
                stamp: self.stamp(owners)?,
                content: self.u64()?,
            },
            VALUE => Claim::Value {
                stamp: self.stamp(owners)?,
            },
            _ => return None,
        };
        Some((claim, at))
    }
}

/// Writes the format of [`Reader`].
#[derive(Debug, Default)]
struct Writer {
    out: Vec<u8>,
    owners: Vec<Owner>,
    index: HashMap<Owner, u32>,
}

impl Writer {
    fn u32(&mut self, value: u32) {
        self.out.extend_from_slice(&value.to_le_bytes());
    }

    fn u64(&mut self, value: u64) {
        self.out.extend_from_slice(&value.to_le_bytes());
    }

    fn size(&mut self, size: usize) {
        // A longer text has a checksum that fits and a length that does not.
        self.u32(u32::try_from(size).unwrap_or(u32::MAX));
    }

    fn text(&mut self, text: &[u8]) {
        self.size(text.len());
        self.out.extend_from_slice(text);
    }

    fn stamp(&mut self, stamp: &Stamp) {
        let owner = (stamp.dev, stamp.uid, stamp.gid);
        let next = u32::try_from(self.owners.len()).unwrap_or(u32::MAX);
        let index = *self.index.entry(owner).or_insert(next);
        if index == next {
            self.owners.push(owner);
        }
        self.u32(index);
        self.out.extend_from_slice(&body(stamp));
    }

    fn claim(&mut self, claim: &Claim) {
        let mark = |kind: u8, follow: bool| if follow { kind } else { kind | ITSELF };
        match claim {
            Claim::Absent { follow } => self.out.push(mark(ABSENT, *follow)),
            Claim::Full { follow, stamp } => {
                self.out.push(mark(FULL, *follow));
                self.stamp(stamp);
            }
            Claim::Node { follow, stamp } => {
                self.out.push(mark(NODE, *follow));
                self.stamp(stamp);
            }
            Claim::Entry { stamp, content } => {
                self.out.push(ENTRY);
                self.stamp(stamp);
                self.u64(*content);
            }
            Claim::Value { stamp } => {
                self.out.push(VALUE);
                self.stamp(stamp);
            }
        }
    }
}

/// Length of a stamp's bytes after its owner.
pub(crate) const BODY: usize = 36;

/// Returns a stamp's bytes after its owner.
pub(crate) fn body(stamp: &Stamp) -> [u8; BODY] {
    let mut out = [0; BODY];
    out[..4].copy_from_slice(&stamp.mode.to_le_bytes());
    out[4..12].copy_from_slice(&stamp.ino.to_le_bytes());
    out[12..20].copy_from_slice(&stamp.size.to_le_bytes());
    out[20..28].copy_from_slice(&stamp.mtime_ns.to_le_bytes());
    out[28..36].copy_from_slice(&stamp.ctime_ns.to_le_bytes());
    out
}

/// Returns the bytes of a run record.
pub(crate) fn encode(preconditions: &Preconditions, key: &Digest) -> Vec<u8> {
    let mut groups = Writer::default();
    for group in &preconditions.groups {
        let start = groups.out.len();
        groups.u32(0);
        groups.text(&os_str::encode(&group.dir));
        match &group.here {
            Some(claim) => groups.claim(claim),
            None => groups.out.push(0),
        }
        groups.size(group.names.len());
        for (name, claim) in &group.names {
            groups.text(&os_str::encode(name));
            groups.claim(claim);
        }
        let length = u32::try_from(groups.out.len() - start - 4).unwrap_or(u32::MAX);
        groups.out[start..start + 4].copy_from_slice(&length.to_le_bytes());
    }
    let mut head = Writer::default();
    head.out.extend_from_slice(MAGIC);
    head.u64(0);
    head.u64(0);
    head.out.extend_from_slice(&key.0);
    head.size(groups.owners.len());
    for (dev, uid, gid) in &groups.owners {
        head.u64(*dev);
        head.u32(*uid);
        head.u32(*gid);
    }
    head.size(preconditions.outputs.len());
    for output in &preconditions.outputs {
        head.text(&os_str::encode(&output.path));
        head.u64(output.dev);
        head.u64(output.ino);
        head.u64(output.size);
        head.out.extend_from_slice(&output.head.0);
    }
    head.size(preconditions.outside.len());
    for (path, dir) in &preconditions.outside {
        head.text(&os_str::encode(path));
        head.text(&os_str::encode(dir));
    }
    let store = preconditions.store.as_deref().unwrap_or_default();
    head.text(&os_str::encode(store));
    head.size(preconditions.program.len());
    for word in &preconditions.program {
        head.text(&os_str::encode(word));
    }
    head.text(&preconditions.stdout);
    head.text(&preconditions.stderr);
    head.size(preconditions.asked.len());
    for asked in &preconditions.asked {
        head.text(&os_str::encode(&asked.url));
        head.out.extend_from_slice(&asked.answer.0);
    }
    head.text(&preconditions.attachment);
    head.size(preconditions.groups.len());
    let mut out = head.out;
    out.extend_from_slice(&groups.out);
    seal(&mut out);
    out
}

/// Writes length and checksum into the header.
pub(crate) fn seal(bytes: &mut [u8]) {
    let length = bytes.len() as u64;
    let sum = checksum(&bytes[HEADER..]) ^ length;
    bytes[16..24].copy_from_slice(&length.to_le_bytes());
    bytes[24..32].copy_from_slice(&sum.to_le_bytes());
}

/// The parts before the groups.
pub(crate) struct Front<'a> {
    pub(crate) owners: Vec<Owner>,
    pub(crate) outputs: Vec<Output>,
    pub(crate) outside: Vec<(String, String)>,
    pub(crate) store: String,
    pub(crate) program: Vec<String>,
    pub(crate) stdout: &'a [u8],
    pub(crate) stderr: &'a [u8],
    pub(crate) asked: Vec<HttpAccess>,
    pub(crate) attachment: &'a [u8],
    /// Offsets of groups: directories, after their lengths.
    pub(crate) groups: Vec<usize>,
}

/// Checks the header; returns the parts before the groups, and the offsets of the groups.
pub(crate) fn decode<'a>(bytes: &'a [u8], key: Option<&Digest>) -> Option<Front<'a>> {
    let mut reader = Reader { all: bytes, at: 0 };
    if reader.bytes(16)? != MAGIC || reader.u64()? != bytes.len() as u64 {
        return None;
    }
    if reader.u64()? != checksum(&bytes[HEADER..]) ^ bytes.len() as u64 {
        return None;
    }
    let found = Digest(reader.array()?);
    if key.is_some_and(|key| *key != found) {
        return None;
    }
    let mut front = Front {
        owners: Vec::new(),
        outputs: Vec::new(),
        outside: Vec::new(),
        store: String::new(),
        program: Vec::new(),
        stdout: &[],
        stderr: &[],
        asked: Vec::new(),
        attachment: &[],
        groups: Vec::new(),
    };
    for _ in 0..reader.size()? {
        front
            .owners
            .push((reader.u64()?, reader.u32()?, reader.u32()?));
    }
    for _ in 0..reader.size()? {
        front.outputs.push(Output {
            path: os_str::decode(reader.text()?),
            dev: reader.u64()?,
            ino: reader.u64()?,
            size: reader.u64()?,
            head: Digest(reader.array()?),
        });
    }
    for _ in 0..reader.size()? {
        let path = os_str::decode(reader.text()?);
        front.outside.push((path, os_str::decode(reader.text()?)));
    }
    front.store = os_str::decode(reader.text()?);
    for _ in 0..reader.size()? {
        front.program.push(os_str::decode(reader.text()?));
    }
    front.stdout = reader.text()?;
    front.stderr = reader.text()?;
    for _ in 0..reader.size()? {
        front.asked.push(HttpAccess {
            url: os_str::decode(reader.text()?),
            answer: Digest(reader.array()?),
        });
    }
    front.attachment = reader.text()?;
    for _ in 0..reader.size()? {
        let length = reader.size()?;
        front.groups.push(reader.at);
        reader.bytes(length)?;
    }
    (reader.at == bytes.len()).then_some(front)
}

/// Returns every path that a check of a run record reads, and whether it follows links there.
/// `None` if the bytes are not a run record of this version.
pub fn paths(bytes: &[u8]) -> Option<Vec<(String, bool)>> {
    let front = decode(bytes, None)?;
    let outputs = front.outputs.into_iter().map(|output| output.path);
    let outside = front.outside.into_iter().map(|(path, _)| path);
    let mut paths: Vec<(String, bool)> = outputs.chain(outside).map(|path| (path, true)).collect();
    for at in front.groups {
        let mut reader = Reader { all: bytes, at };
        let dir = os_str::decode(reader.text()?);
        if bytes.get(reader.at) == Some(&0) {
            reader.at += 1;
        } else {
            let (claim, _) = reader.claim(&front.owners)?;
            paths.push((dir.clone(), claim.follows()));
        }
        let slash = if dir == "/" { "" } else { "/" };
        for _ in 0..reader.size()? {
            let name = os_str::decode(reader.text()?);
            let (claim, _) = reader.claim(&front.owners)?;
            paths.push((format!("{dir}{slash}{name}"), claim.follows()));
        }
    }
    Some(paths)
}
