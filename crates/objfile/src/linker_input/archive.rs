//! Archives of objects.
//!
//! Tables of symbols and of names are checked too: linkers follow offsets in them without looking
//! at the member's name, so an object must not look like one.
//! Counterpart: cmd/go/internal/work/security.go (`checkLinkerArchive`,
//! `checkArchiveFirstLinkerMember`, `checkPESecondLinkerMember`).

use vamos_base::golang::quote::quote_bytes;

use super::InputError;
use super::LinkerInput;
use super::Region;
use super::decimal;
use super::reject;
use crate::archive::HEADER_SIZE;
use crate::archive::MAGIC;

/// The line before a member.
const HEADER: u64 = HEADER_SIZE as u64;

/// Contents of an archive so far.
#[derive(Default)]
struct Seen {
    members: usize,
    /// Tables of symbols in the form of System V, of which Windows has two.
    symbol_tables: usize,
    has_long_names: bool,
}

/// A member.
struct Member<'a> {
    name: &'a [u8],
    offset: u64,
    size: u64,
}

impl LinkerInput<'_> {
    pub(super) fn check_archive(&self, region: Region<'_>, depth: u32) -> Result<(), InputError> {
        if self.is_syso {
            return reject("archive not allowed as .syso");
        }
        let mut offset = MAGIC.len() as u64;
        let mut seen = Seen::default();
        while offset + HEADER <= region.len {
            let Some(header) = region.bytes(offset, HEADER) else {
                return reject("malformed archive");
            };
            if header[58..] != *b"`\n" {
                return reject("malformed archive header");
            }
            offset += HEADER;
            let size = decimal(&header[48..58]);
            let Some(size) = size.filter(|size| *size <= region.len - offset) else {
                return reject("malformed archive member size");
            };
            let member = Member {
                name: header[..16].trim_ascii(),
                offset,
                size,
            };
            self.check_member(region, &member, &mut seen, depth)?;
            offset += size;
            offset += offset & 1;
            seen.members += 1;
        }
        if offset != region.len {
            return reject("truncated or trailing data in archive");
        }
        Ok(())
    }

    fn check_member(
        &self,
        region: Region<'_>,
        member: &Member<'_>,
        seen: &mut Seen,
        depth: u32,
    ) -> Result<(), InputError> {
        let Member { name, offset, size } = *member;
        let content = region.part(offset, size);
        match name {
            b"__.SYMDEF" | b"__.SYMDEF SORTED" => match seen.members {
                0 => Ok(()),
                _ => reject(unexpected_table(name)),
            },
            b"/" => {
                let is_first = seen.symbol_tables == 0;
                if seen.members != seen.symbol_tables
                    || seen.symbol_tables >= 2
                    || seen.has_long_names
                {
                    return reject(unexpected_table(name));
                }
                seen.symbol_tables += 1;
                if is_first {
                    check_first_table(content)
                } else {
                    check_second_table(content, region.len)
                }
            }
            b"//" => {
                if seen.members != seen.symbol_tables || seen.has_long_names {
                    return reject("unexpected archive string table member");
                }
                seen.has_long_names = true;
                self.check_names(content, depth)
            }
            _ if name.starts_with(b"#1/") => {
                self.check_bsd_member(content, &name[3..], seen.members == 0, depth)
            }
            _ if size == 0 => reject("empty archive member"),
            _ => self.check_region(content, depth + 1),
        }
    }

    /// Checks that a table of names is no object.
    fn check_names(&self, content: Region<'_>, depth: u32) -> Result<(), InputError> {
        if content.len < 4 {
            return Ok(());
        }
        match self.check_region(content, depth + 1) {
            Ok(()) => reject("binary object disguised as archive string table"),
            Err(error) if self.shows_disallowed || error.is_disallowed() => Err(error),
            Err(_) => Ok(()),
        }
    }

    /// Checks a member whose name is in front of its content.
    fn check_bsd_member(
        &self,
        content: Region<'_>,
        len: &[u8],
        is_first: bool,
        depth: u32,
    ) -> Result<(), InputError> {
        // The number has no spaces here.
        let len = decimal(len).filter(|_| len == len.trim_ascii());
        let Some(len) = len.filter(|len| (1..=4096.min(content.len)).contains(len)) else {
            return reject("malformed BSD archive member");
        };
        let Some(name) = content.bytes(0, len) else {
            return reject("malformed BSD archive member name");
        };
        let end = name
            .iter()
            .rposition(|&byte| byte != 0)
            .map_or(0, |at| at + 1);
        if is_first && matches!(&name[..end], b"__.SYMDEF" | b"__.SYMDEF SORTED") {
            return Ok(());
        }
        if content.len <= len {
            return reject("empty BSD archive member");
        }
        self.check_region(content.part(len, content.len - len), depth + 1)
    }
}

fn unexpected_table(name: &[u8]) -> String {
    format!(
        "unexpected archive symbol table member {}",
        quote_bytes(name)
    )
}

/// Checks the table of symbols: their number, and that number of offsets.
fn check_first_table(content: Region<'_>) -> Result<(), InputError> {
    if content.len == 0 {
        return Ok(());
    }
    let start = content.bytes(0, 4);
    let Some(start) = start.as_deref().and_then(|start| start.first_chunk()) else {
        return reject("malformed archive symbol table");
    };
    if *start == [0, 0, 0xff, 0xff] {
        return reject("binary object disguised as archive symbol table");
    }
    if 4 + 4 * u64::from(u32::from_be_bytes(*start)) > content.len {
        return reject("malformed archive symbol table");
    }
    Ok(())
}

/// Checks the second table of archives for Windows: offsets of members, and an index of symbols.
fn check_second_table(content: Region<'_>, archive: u64) -> Result<(), InputError> {
    let word = |offset: u64| {
        let bytes = content.bytes(offset, 4)?;
        Some(u64::from(u32::from_le_bytes(*bytes.first_chunk()?)))
    };
    let is_sound = || {
        let members = word(0).filter(|_| content.len >= 8)?;
        let after = 4 + 4 * members + 4;
        if members > archive / HEADER || after > content.len {
            return None;
        }
        let symbols = word(after - 4)?;
        (after + 2 * symbols <= content.len).then_some(())
    };
    match is_sound() {
        Some(()) => Ok(()),
        None => reject("malformed PE archive second linker member"),
    }
}
