//! Build IDs of archives that gccgo makes: a member `_buildid.o` holds nothing else.
//!
//! These also handle a plain C archive, which has no build ID.
//! Counterpart: cmd/internal/buildid/buildid.go (`readGccgoArchive`, `readGccgoBigArchive`).

use super::BuildIdError;
use crate::elf::Elf;
use crate::read_at::ReadAt;
use crate::read_at::ReadError;
use crate::read_at::Section;
use crate::read_at::read_exact;

pub(super) fn read_archive(name: &str, from: &dyn ReadAt) -> Result<Vec<u8>, BuildIdError> {
    let bad = || BuildIdError::malformed(name);
    let mut offset: u64 = 8;
    loop {
        let header = match read_exact(from, offset, 60) {
            Ok(header) => header,
            Err(ReadError::Eof) => return Ok(Vec::new()),
            Err(error) => return Err(BuildIdError::read(name, error)),
        };
        offset += 60;
        let size = parse_any_base(trim(&header[48..58])).ok_or_else(bad)?;
        if trim(&header[..16]) == b"_buildid.o/" {
            let member = Section {
                inner: from,
                base: offset,
                len: u64::try_from(size).map_err(|_| bad())?,
            };
            let elf = Elf::parse(&member).map_err(|_| bad())?;
            let section = elf.section(".go.buildid").ok_or_else(bad)?;
            return read_exact(&member, section.offset, section.file_size).map_err(|_| bad());
        }
        // A negative size leads back; upstream would go round for ever or fail to seek.
        let size = u64::try_from(size).map_err(|_| bad())?;
        offset = offset.checked_add(size).ok_or_else(bad)?;
        offset += offset & 1;
    }
}

pub(super) fn read_big_archive(name: &str, from: &dyn ReadAt) -> Result<Vec<u8>, BuildIdError> {
    let bad = || BuildIdError::malformed(name);
    let read = |offset, len| {
        read_exact(from, offset, len).map_err(|error| BuildIdError::read(name, error))
    };
    let head = read(0, 128)?;
    let mut offset = parse_offset(&head[68..88]).ok_or_else(bad)?;
    let mut seen = 0;
    loop {
        if offset == 0 {
            return Ok(Vec::new());
        }
        let header = read(offset, 112)?;
        let name_len = parse_offset(&header[108..112]).ok_or_else(bad)?;
        if name_len == 10 && read(offset + 112, 10)? == b"_buildid.o" {
            // The ID is a csect of an XCOFF object, which only gccgo on AIX writes.
            return Err(bad());
        }
        offset = parse_offset(&header[20..40]).ok_or_else(bad)?;
        seen += 1;
        if seen > 1_000_000 {
            return Err(bad());
        }
    }
}

fn trim(field: &[u8]) -> &[u8] {
    field.trim_ascii()
}

fn parse_offset(field: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(trim(field)).ok()?;
    let value: i64 = text.parse().ok()?;
    u64::try_from(value).ok()
}

/// `strconv.ParseInt(text, 0, 64)`, without digit separators.
fn parse_any_base(text: &[u8]) -> Option<i64> {
    let text = std::str::from_utf8(text).ok()?;
    let (sign, digits) = match text.as_bytes().first()? {
        b'-' => ("-", &text[1..]),
        b'+' => ("", &text[1..]),
        _ => ("", text),
    };
    let lower = digits.to_ascii_lowercase();
    let (digits, base) = if let Some(rest) = lower.strip_prefix("0x") {
        (rest, 16)
    } else if let Some(rest) = lower.strip_prefix("0b") {
        (rest, 2)
    } else if let Some(rest) = lower.strip_prefix("0o") {
        (rest, 8)
    } else if lower.len() > 1 && lower.starts_with('0') {
        (&lower[1..], 8)
    } else {
        (lower.as_str(), 10)
    };
    if !digits.chars().all(|digit| digit.is_digit(base)) {
        return None;
    }
    i64::from_str_radix(&format!("{sign}{digits}"), base).ok()
}
