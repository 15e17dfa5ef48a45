//! The directory at the end of a zip.
//!
//! It is lenient exactly in the same cases as upstream, since a zip that only one of the two
//! accepts would be a different module.
//! Counterpart: archive/zip/reader.go (`Reader.init`, `readDirectoryEnd`,
//! `readDirectoryHeader`).

use vamos_base::golang::os_str;

use super::Member;
use super::MemberKind;
use super::ZipError;
use super::bytes::Reader;

const END: u32 = 0x0605_4b50;
const END_LENGTH: usize = 22;
const END64: u32 = 0x0606_4b50;
const END64_LENGTH: usize = 56;
const LOCATOR64: u32 = 0x0706_4b50;
const LOCATOR64_LENGTH: usize = 20;
const HEADER: u32 = 0x0201_4b50;
const HEADER_LENGTH: usize = 46;
/// The tag of the extra field that holds numbers of 64 bits.
const ZIP64_EXTRA: u16 = 1;

/// A zip's members in the order of its directory.
#[derive(Clone, Debug)]
pub struct Archive {
    /// The members, directories among them.
    pub members: Vec<Member>,
    /// The size of the zip in bytes.
    pub length: u64,
}

/// The end record of a zip, as far as it describes the directory.
struct End {
    records: u64,
    size: u64,
    offset: u64,
}

impl Archive {
    /// Reads a zip's directory.
    pub fn read(zip: &[u8]) -> Result<Self, ZipError> {
        let length = zip.len() as u64;
        let (end, base) = read_end(zip)?;
        let start = base.checked_add(end.offset).ok_or(ZipError::Format)?;
        let start = usize::try_from(start).map_err(|_| ZipError::Format)?;
        let mut from = Reader(zip.get(start..).ok_or(ZipError::Format)?);
        let mut members = Vec::new();
        // The number of records has 16 bits, so it is the header that ends the list.
        let error = loop {
            match read_header(&mut from) {
                Ok(mut member) => {
                    member.offset = member.offset.saturating_add(base);
                    members.push(member);
                }
                Err(error) => break error,
            }
        };
        match error {
            HeaderError::Other(error) => return Err(error),
            _ if members.len() & 0xffff == (end.records & 0xffff) as usize => {}
            HeaderError::End => return Err(ZipError::UnexpectedEof),
            HeaderError::None => return Err(ZipError::Format),
        }
        Ok(Self { members, length })
    }
}

/// The reason why there is no header.
enum HeaderError {
    /// The zip ends.
    End,
    /// Another record is there.
    None,
    /// The header is invalid.
    Other(ZipError),
}

/// Reads a header of the directory.
fn read_header(from: &mut Reader<'_>) -> Result<Member, HeaderError> {
    let fixed = from.take(HEADER_LENGTH).ok_or(HeaderError::End)?;
    parse_header(fixed, from).unwrap_or(Err(HeaderError::End))
}

fn parse_header(fixed: &[u8], rest: &mut Reader<'_>) -> Option<Result<Member, HeaderError>> {
    let mut b = Reader(fixed);
    if b.u32()? != HEADER {
        return Some(Err(HeaderError::None));
    }
    let creator = b.u16()? >> 8;
    let _version = b.u16()?;
    let flags = b.u16()?;
    let method = b.u16()?;
    let _modified = b.u32()?;
    let checksum = b.u32()?;
    let mut packed = u64::from(b.u32()?);
    let mut size = u64::from(b.u32()?);
    let (name, extra, comment) = (b.u16()?, b.u16()?, b.u16()?);
    let _disk_and_internal = b.u32()?;
    let attributes = b.u32()?;
    let mut offset = u64::from(b.u32()?);
    let name = rest.take(name.into())?;
    let mut extra = Reader(rest.take(extra.into())?);
    rest.take(comment.into())?;
    let full = u64::from(u32::MAX);
    let (mut needs_size, mut needs_packed, mut needs_offset) =
        (size == full, packed == full, offset == full);
    while let (Some(tag), Some(length)) = (extra.u16(), extra.u16()) {
        let Some(field) = extra.take(length.into()) else {
            break;
        };
        if tag != ZIP64_EXTRA {
            continue;
        }
        let mut field = Reader(field);
        for (needs, value) in [
            (&mut needs_size, &mut size),
            (&mut needs_packed, &mut packed),
            (&mut needs_offset, &mut offset),
        ] {
            if std::mem::take(needs) {
                match field.u64() {
                    Some(number) => *value = number,
                    None => return Some(Err(HeaderError::None)),
                }
            }
        }
    }
    if needs_packed || needs_offset {
        return Some(Err(HeaderError::None));
    }
    if i64::try_from(offset).is_err() {
        return Some(Err(HeaderError::Other(ZipError::Format)));
    }
    let name = os_str::decode(name);
    Some(Ok(Member {
        kind: kind(creator, attributes, &name),
        name,
        size,
        packed,
        method,
        flags,
        checksum,
        offset,
    }))
}

/// Returns the kind of a member: programs of Unix store the mode of `stat` (`FileHeader.Mode`).
fn kind(creator: u16, attributes: u32, name: &str) -> MemberKind {
    const UNIX: u16 = 3;
    const MACOS: u16 = 19;
    if name.ends_with('/') {
        return MemberKind::Dir;
    }
    match creator {
        UNIX | MACOS => match attributes >> 16 & 0o170_000 {
            0o040_000 => MemberKind::Dir,
            0o120_000 => MemberKind::Symlink,
            0o020_000 | 0o060_000 | 0o010_000 | 0o140_000 => MemberKind::Other,
            _ => MemberKind::File,
        },
        // The attributes of DOS, of which one is the directory's.
        0 | 11 | 14 if attributes & 0x10 != 0 => MemberKind::Dir,
        _ => MemberKind::File,
    }
}

/// Finds the end record; returns it and the offset in the file where the zip itself begins.
fn read_end(zip: &[u8]) -> Result<(End, u64), ZipError> {
    let mut at = find_end(zip).ok_or(ZipError::Format)?;
    let mut end = parse_end(&zip[at..])?;
    let may_be_zip64 = end.records == 0xffff || end.size == 0xffff || end.offset == 0xffff_ffff;
    if may_be_zip64 && let Some(place) = find_end64(zip, at) {
        at = usize::try_from(place).map_err(|_| ZipError::Format)?;
        end = parse_end64(zip, at)?;
    }
    let limit = i64::MAX as u64;
    if end.size > limit || end.offset > limit {
        return Err(ZipError::Format);
    }
    let base = (at as i128) - i128::from(end.size) - i128::from(end.offset);
    let start = base + i128::from(end.offset);
    if start < 0 || start >= zip.len() as i128 {
        return Err(ZipError::Format);
    }
    if base > 0 {
        // Some tools count from the file's start, even if there is other data before the zip.
        let offset = usize::try_from(end.offset).ok();
        let unshifted = offset.and_then(|offset| zip.get(offset..));
        if unshifted.is_some_and(|rest| read_header(&mut Reader(rest)).is_ok()) {
            return Ok((end, 0));
        }
    }
    match u64::try_from(base) {
        Ok(base) => Ok((end, base)),
        // The directory exists, but its offset is before the file.
        Err(_) => Err(ZipError::Format),
    }
}

/// Searches for the end record in the last kilobyte, then in the last 65.
fn find_end(zip: &[u8]) -> Option<usize> {
    for length in [1024, 65 * 1024] {
        let start = zip.len().saturating_sub(length);
        let block = &zip[start..];
        let last = block.len().checked_sub(END_LENGTH)?;
        let found = (0..=last)
            .rev()
            .find(|&at| block[at..].starts_with(&END.to_le_bytes()));
        if let Some(at) = found {
            let comment =
                u16::from_le_bytes([block[at + END_LENGTH - 2], block[at + END_LENGTH - 1]]);
            if at + END_LENGTH + usize::from(comment) <= block.len() {
                return Some(start + at);
            }
        }
        if start == 0 {
            break;
        }
    }
    None
}

fn parse_end(from: &[u8]) -> Result<End, ZipError> {
    let mut b = Reader(from);
    let parse = |b: &mut Reader<'_>| {
        let _signature = b.u32()?;
        let _disks = b.u32()?;
        let _on_this_disk = b.u16()?;
        let end = End {
            records: b.u16()?.into(),
            size: b.u32()?.into(),
            offset: b.u32()?.into(),
        };
        Some((end, b.u16()?))
    };
    let (end, comment) = parse(&mut b).ok_or(ZipError::Format)?;
    match b.take(comment.into()) {
        Some(_) => Ok(end),
        None => Err(ZipError::CommentLength),
    }
}

fn find_end64(zip: &[u8], end: usize) -> Option<u64> {
    let at = end.checked_sub(LOCATOR64_LENGTH)?;
    let mut b = Reader(&zip[at..]);
    let (signature, disk, place, disks) = (b.u32()?, b.u32()?, b.u64()?, b.u32()?);
    (signature == LOCATOR64 && disk == 0 && disks == 1).then_some(place)
}

fn parse_end64(zip: &[u8], at: usize) -> Result<End, ZipError> {
    let record = zip.get(at..).and_then(|rest| rest.get(..END64_LENGTH));
    let mut b = Reader(record.ok_or(ZipError::UnexpectedEof)?);
    let parse = |b: &mut Reader<'_>| {
        let signature = b.u32()?;
        let _size_and_versions = b.take(12)?;
        let _disks = b.u64()?;
        let _on_this_disk = b.u64()?;
        let end = End {
            records: b.u64()?,
            size: b.u64()?,
            offset: b.u64()?,
        };
        (signature == END64).then_some(end)
    };
    parse(&mut b).ok_or(ZipError::Format)
}
