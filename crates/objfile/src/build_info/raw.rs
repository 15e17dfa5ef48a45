//! Finding build information in an executable.
//!
//! The linker leaves a header of 32 bytes that starts with a magic string. Since Go
//! 1.18 two strings with their lengths follow it; before, it held pointers to them.
//! Counterpart: debug/buildinfo/buildinfo.go (`Read`, `readRawBuildInfo`).

use vamos_base::golang::os_str;

use super::BuildInfo;
use super::BuildInfoError;
use super::Fallback;
use super::exe::Exe;
use super::open;
use super::parse;
use crate::read_at::Endian;
use crate::read_at::ReadAt;
use crate::read_at::find;

const MAGIC: &[u8] = b"\xff Go buildinf:";
const ALIGN: u64 = 16;
const HEADER_SIZE: u64 = 32;

/// Reads the build information of an executable.
pub fn read(from: &dyn ReadAt, fallback: Fallback) -> Result<BuildInfo, BuildInfoError> {
    let exe = open::open(from, fallback)?;
    let (version, text) = read_raw(&exe)?;
    let mut info = parse(&os_str::decode(&text)).map_err(BuildInfoError::Parse)?;
    info.go_version = os_str::decode(&version);
    Ok(info)
}

fn read_raw(exe: &Exe<'_>) -> Result<(Vec<u8>, Vec<u8>), BuildInfoError> {
    const FLAG_BIG_ENDIAN: u8 = 1;
    const FLAG_INLINE: u8 = 2;
    let (start, size) = exe.data;
    if size == 0 {
        return Err(BuildInfoError::NotGoExe);
    }
    let addr = search(exe, start, size)?;
    let header = exe.read(addr, HEADER_SIZE)?;
    let (pointer_size, flags) = (header[14], header[15]);
    let (version, text) = if flags & FLAG_INLINE != 0 {
        let (version, next) = inline_string(exe, addr.wrapping_add(HEADER_SIZE))?;
        (version, inline_string(exe, next)?.0)
    } else {
        let endian = match flags & FLAG_BIG_ENDIAN {
            0 => Endian::Little,
            _ => Endian::Big,
        };
        let pointers = Pointers {
            endian,
            size: match pointer_size {
                4 => 4,
                8 => 8,
                _ => return Err(BuildInfoError::NotGoExe),
            },
        };
        let string = |at| pointers.string(exe, pointers.get(&header, at));
        (string(16), string(16 + pointers.size))
    };
    if version.is_empty() {
        return Err(BuildInfoError::NotGoExe);
    }
    Ok((version, strip_framing(&text)))
}

/// Removes the 16 bytes before and after that let old tools find the text.
fn strip_framing(text: &[u8]) -> Vec<u8> {
    let len = text.len();
    if len >= 33 && text[len - 17] == b'\n' {
        text[16..len - 16].to_vec()
    } else {
        Vec::new()
    }
}

/// Returns the address of the first header in the range.
fn search(exe: &Exe<'_>, start: u64, size: u64) -> Result<u64, BuildInfoError> {
    // Aligned headers cannot lie across chunks.
    const CHUNK: u64 = 1 << 20;
    let Some(end) = start.checked_add(size) else {
        return Err(BuildInfoError::Unrecognized);
    };
    let mut start = start.wrapping_add(ALIGN - 1) & !(ALIGN - 1);
    while start < end {
        let remaining = end - start;
        let data = exe.read_up_to(start, remaining.min(CHUNK))?;
        let mut skipped = 0;
        while let Some(at) = find(&data[skipped..], MAGIC) {
            // Offsets count from where the search resumed, as upstream.
            if remaining - (at as u64) < HEADER_SIZE {
                return Err(BuildInfoError::NotGoExe);
            }
            if (at as u64).is_multiple_of(ALIGN) {
                return Ok(start + at as u64);
            }
            skipped += at.next_multiple_of(ALIGN as usize);
            if skipped > data.len() {
                return Err(BuildInfoError::NotGoExe);
            }
        }
        start += remaining.min(CHUNK);
    }
    Err(BuildInfoError::NotGoExe)
}

/// Reads a string that follows its length; also returns the address after it.
fn inline_string(exe: &Exe<'_>, addr: u64) -> Result<(Vec<u8>, u64), BuildInfoError> {
    const MAX_VARINT: u64 = 10;
    let head = exe.read(addr, MAX_VARINT)?;
    let (length, width) = varint(&head).ok_or(BuildInfoError::NotGoExe)?;
    let addr = addr.wrapping_add(width);
    if length > i64::MAX as u64 {
        return Err(BuildInfoError::NotGoExe);
    }
    let data = exe.read(addr, length)?;
    Ok((data, addr.wrapping_add(length)))
}

/// `binary.Uvarint` on ten bytes; `None` if the value has more than 64 bits.
fn varint(bytes: &[u8]) -> Option<(u64, u64)> {
    let mut value = 0;
    for (index, &byte) in bytes.iter().enumerate() {
        if index == 9 && byte > 1 {
            return None;
        }
        value |= u64::from(byte & 0x7f) << (7 * index);
        if byte < 0x80 {
            return Some((value, index as u64 + 1));
        }
    }
    None
}

/// Format of the program's pointers.
#[derive(Clone, Copy)]
struct Pointers {
    endian: Endian,
    size: usize,
}

impl Pointers {
    fn get(self, data: &[u8], at: usize) -> u64 {
        let value = match self.size {
            4 => self.endian.u32(data, at).map(u64::from),
            _ => self.endian.u64(data, at),
        };
        value.unwrap_or_default()
    }

    /// Follows a pointer to a Go string; empty if it leads nowhere.
    fn string(self, exe: &Exe<'_>, addr: u64) -> Vec<u8> {
        let header = exe.read(addr, 2 * self.size as u64).unwrap_or_default();
        if header.is_empty() {
            return Vec::new();
        }
        let (data, len) = (self.get(&header, 0), self.get(&header, self.size));
        exe.read(data, len).unwrap_or_default()
    }
}
