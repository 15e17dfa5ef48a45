//! Git's objects: loose and packed ones.
//!
//! Counterpart: none here; git's object-file.c, packfile.c and
//! Documentation/gitformat-pack.txt.

use std::fs::File;
use std::os::unix::fs::FileExt;

use vamos_fsys::uncached;
use zlib_rs::Inflate;
use zlib_rs::InflateFlush;
use zlib_rs::Status;

/// For larger objects git is run.
const LIMIT: usize = 8 << 20;

/// The longest chain of deltas.
const MAX_DEPTH: u32 = 100;

/// The kind of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Commit,
    Tree,
    Blob,
    Tag,
}

impl Kind {
    fn of(name: &[u8]) -> Option<Self> {
        Some(match name {
            b"commit" => Self::Commit,
            b"tree" => Self::Tree,
            b"blob" => Self::Blob,
            b"tag" => Self::Tag,
            _ => return None,
        })
    }
}

/// Name of an object.
pub(super) type Name = [u8; 20];

/// Parses 40 lower-case hexadecimal digits.
pub(super) fn name_of(hex: &[u8]) -> Option<Name> {
    if hex.len() != 40 {
        return None;
    }
    let mut name = [0; 20];
    for (byte, pair) in name.iter_mut().zip(hex.chunks(2)) {
        let digit = |c: u8| match c {
            b'0'..=b'9' => Some(c - b'0'),
            b'a'..=b'f' => Some(c - b'a' + 10),
            _ => None,
        };
        *byte = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Some(name)
}

/// Returns a name in hexadecimal digits.
pub(super) fn hex(name: &Name) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(40);
    for byte in name {
        _ = write!(out, "{byte:02x}");
    }
    out
}

/// A pack and its table of contents.
struct Pack {
    index: File,
    pack: File,
    fanout: Vec<u32>,
}

/// The objects of a repository.
pub(super) struct Objects {
    dir: String,
    packs: Option<Vec<Pack>>,
}

impl Objects {
    /// Objects in `dir`, which is usually `.git/objects`.
    pub(super) fn new(dir: String) -> Self {
        Self { dir, packs: None }
    }

    /// Reads an object; `None` if it does not exist or git must be run.
    pub(super) fn read(&mut self, name: &Name) -> Option<(Kind, Vec<u8>)> {
        self.read_deep(name, 0)
    }

    /// Reports whether no other object's name begins with these digits of `name`.
    pub(super) fn is_unique(&mut self, name: &Name, digits: &str) -> Option<bool> {
        let dir = format!("{}/{}", self.dir, &digits[..2]);
        let loose = match uncached::names(&dir) {
            Ok(names) => names,
            Err(error) if error.is_not_exist() => Vec::new(),
            Err(_) => return None,
        };
        let full = hex(name);
        let is_other = |rest: &String| rest.starts_with(&digits[2..]) && *rest != full[2..];
        if loose.iter().any(is_other) {
            return Some(false);
        }
        if self.packs.is_none() {
            self.packs = Some(open_packs(&format!("{}/pack", self.dir))?);
        }
        for pack in self.packs.iter().flatten() {
            let (_, names) = pack.names(name[0])?;
            let mut others = names.chunks(20).filter(|other| *other != name);
            if others.any(|other| other[..6] == name[..6]) {
                return Some(false);
            }
        }
        Some(true)
    }

    fn read_deep(&mut self, name: &Name, depth: u32) -> Option<(Kind, Vec<u8>)> {
        let hex = hex(name);
        let loose = format!("{}/{}/{}", self.dir, &hex[..2], &hex[2..]);
        if let Ok(packed) = uncached::read(&loose) {
            return loose_object(&packed);
        }
        if self.packs.is_none() {
            self.packs = Some(open_packs(&format!("{}/pack", self.dir))?);
        }
        let packs = self.packs.as_deref().unwrap_or_default();
        let found = packs
            .iter()
            .enumerate()
            .find_map(|(at, pack)| Some((at, pack.find(name)?)));
        let (at, offset) = found?;
        self.read_packed(at, offset, depth)
    }

    fn read_packed(&mut self, at: usize, offset: u64, depth: u32) -> Option<(Kind, Vec<u8>)> {
        if depth > MAX_DEPTH {
            return None;
        }
        let pack = &self.packs.as_ref()?[at].pack;
        let head = read_some(pack, offset, 64)?;
        let mut used = 1;
        let mut byte = *head.first()?;
        let kind = byte >> 4 & 7;
        let mut size = usize::from(byte & 15);
        let mut shift = 4;
        while byte & 0x80 != 0 {
            byte = *head.get(used)?;
            used += 1;
            size |= usize::from(byte & 0x7f).checked_shl(shift)?;
            shift += 7;
        }
        if size > LIMIT {
            return None;
        }
        let mut base = None;
        if kind == 6 {
            byte = *head.get(used)?;
            used += 1;
            let mut back = u64::from(byte & 0x7f);
            while byte & 0x80 != 0 {
                byte = *head.get(used)?;
                used += 1;
                back = back.checked_add(1)?.checked_mul(128)? + u64::from(byte & 0x7f);
            }
            base = Some(offset.checked_sub(back)?);
        }
        let mut base_name = None;
        if kind == 7 {
            let bytes: Name = head.get(used..used + 20)?.try_into().ok()?;
            used += 20;
            base_name = Some(bytes);
        }
        let start = offset + u64::try_from(used).ok()?;
        // Incompressible data grows by a few bytes per block.
        let packed = read_some(pack, start, size + size / 256 + 128)?;
        let body = inflate(&packed, size)?;
        if body.len() != size {
            return None;
        }
        let kind = match kind {
            1 => Kind::Commit,
            2 => Kind::Tree,
            3 => Kind::Blob,
            4 => Kind::Tag,
            6 | 7 => {
                let (kind, source) = match (base, base_name) {
                    (Some(offset), _) => self.read_packed(at, offset, depth + 1)?,
                    (_, Some(name)) => self.read_deep(&name, depth + 1)?,
                    _ => return None,
                };
                return Some((kind, apply_delta(&source, &body)?));
            }
            _ => return None,
        };
        Some((kind, body))
    }
}

fn loose_object(packed: &[u8]) -> Option<(Kind, Vec<u8>)> {
    let mut text = inflate(packed, LIMIT)?;
    let end = text.iter().position(|&byte| byte == 0)?;
    let head = text[..end].to_vec();
    let space = head.iter().position(|&byte| byte == b' ')?;
    let size: usize = std::str::from_utf8(&head[space + 1..]).ok()?.parse().ok()?;
    let kind = Kind::of(&head[..space])?;
    text.drain(..=end);
    (text.len() == size).then_some((kind, text))
}

/// Unpacks a zlib stream; `None` if it is malformed or has more than `limit` bytes.
fn inflate(packed: &[u8], limit: usize) -> Option<Vec<u8>> {
    let mut state = Inflate::new(true, 15);
    // Usually enough; reserving the limit would waste memory.
    let mut bytes = vec![0; (limit + 1).min(packed.len() * 4 + 64)];
    loop {
        let read = usize::try_from(state.total_in()).ok()?;
        let written = usize::try_from(state.total_out()).ok()?;
        if written == bytes.len() {
            if written > limit {
                return None;
            }
            bytes.resize((limit + 1).min(written * 2), 0);
        }
        let out = &mut bytes[written..];
        let status = state.decompress(&packed[read..], out, InflateFlush::NoFlush);
        let moved = state.total_out() > written as u64 || state.total_in() > read as u64;
        match status.ok()? {
            Status::StreamEnd => break,
            _ if moved => {}
            _ => return None,
        }
    }
    bytes.truncate(usize::try_from(state.total_out()).ok()?);
    (bytes.len() <= limit).then_some(bytes)
}

/// Reads up to `count` bytes; fewer at the end of the file.
fn read_some(file: &File, offset: u64, count: usize) -> Option<Vec<u8>> {
    let mut bytes = vec![0; count];
    let mut done = 0;
    while done < count {
        let at = offset + u64::try_from(done).ok()?;
        match file.read_at(&mut bytes[done..], at).ok()? {
            0 => break,
            more => done += more,
        }
    }
    bytes.truncate(done);
    Some(bytes)
}

fn number(bytes: &[u8]) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.try_into().ok()?))
}

/// Opens all packs; `None` if one has an unknown format.
fn open_packs(dir: &str) -> Option<Vec<Pack>> {
    let mut packs = Vec::new();
    for name in uncached::names(dir).unwrap_or_default() {
        let Some(stem) = name.strip_suffix(".idx") else {
            continue;
        };
        let index = uncached::open(&format!("{dir}/{name}")).ok()?;
        let pack = uncached::open(&format!("{dir}/{stem}.pack")).ok()?;
        let head = read_some(&index, 0, 8 + 1024)?;
        if head.get(..8)? != b"\xfftOc\0\0\0\x02" {
            return None;
        }
        let fanout: Option<Vec<u32>> = head[8..].chunks(4).map(number).collect();
        let fanout = fanout.filter(|fanout| fanout.len() == 256)?;
        packs.push(Pack {
            index,
            pack,
            fanout,
        });
    }
    Some(packs)
}

impl Pack {
    /// Returns the concatenated names that begin with a byte, and the number of names before them.
    fn names(&self, first: u8) -> Option<(u32, Vec<u8>)> {
        let first = usize::from(first);
        let low = first.checked_sub(1).map_or(0, |before| self.fanout[before]);
        let count = self.fanout[first].checked_sub(low)?;
        let length = usize::try_from(count).ok()? * 20;
        let names = read_some(&self.index, 8 + 1024 + u64::from(low) * 20, length)?;
        (names.len() == length).then_some((low, names))
    }

    /// Returns the offset of an object in the pack.
    fn find(&self, name: &Name) -> Option<u64> {
        let (low, names) = self.names(name[0])?;
        let total = u64::from(self.fanout[255]);
        let names_at = 8 + 1024;
        let position = names.chunks(20).position(|other| other == name)?;
        let at = u64::from(low) + u64::try_from(position).ok()?;
        let offsets_at = names_at + total * 24;
        let small = number(&read_some(&self.index, offsets_at + at * 4, 4)?)?;
        if small & 0x8000_0000 == 0 {
            return Some(u64::from(small));
        }
        let large = u64::from(small & 0x7fff_ffff);
        let bytes = read_some(&self.index, offsets_at + total * 4 + large * 8, 8)?;
        Some(u64::from_be_bytes(bytes.try_into().ok()?))
    }
}

/// Returns an object from its base and a delta.
fn apply_delta(source: &[u8], delta: &[u8]) -> Option<Vec<u8>> {
    let mut at = 0;
    let mut next = || {
        let byte = *delta.get(at)?;
        at += 1;
        Some(byte)
    };
    let mut size = || {
        let (mut value, mut shift) = (0_usize, 0);
        loop {
            let byte = next()?;
            value |= usize::from(byte & 0x7f).checked_shl(shift)?;
            shift += 7;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
    };
    let (source_size, size) = (size()?, size()?);
    if source_size != source.len() || size > LIMIT {
        return None;
    }
    let mut out = Vec::with_capacity(size);
    while at < delta.len() {
        let op = delta[at];
        at += 1;
        if op & 0x80 == 0 {
            let count = usize::from(op);
            if count == 0 {
                return None;
            }
            out.extend_from_slice(delta.get(at..at + count)?);
            at += count;
            continue;
        }
        let mut field = |bits: std::ops::Range<u32>| {
            let mut value = 0_usize;
            for (place, bit) in bits.enumerate() {
                if op >> bit & 1 != 0 {
                    value |= usize::from(*delta.get(at)?) << (8 * place);
                    at += 1;
                }
            }
            Some(value)
        };
        let (from, count) = (field(0..4)?, field(4..7)?);
        let count = if count == 0 { 0x10000 } else { count };
        out.extend_from_slice(source.get(from..from + count)?);
    }
    (out.len() == size).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::apply_delta;
    use super::hex;
    use super::name_of;

    #[test]
    fn names() {
        let text = "ede458df7cd0fdca520df19a33158086a8a68e81";
        assert_eq!(hex(&name_of(text.as_bytes()).unwrap()), text);
        assert_eq!(name_of(b"xyz"), None);
    }

    #[test]
    fn deltas() {
        let delta = [5, 6, 0x91, 1, 3, 2, b'x', b'y', 0x90, 1];
        assert_eq!(apply_delta(b"abcde", &delta).unwrap(), b"bcdxya");
        assert_eq!(apply_delta(b"abcd", &delta), None);
    }
}
