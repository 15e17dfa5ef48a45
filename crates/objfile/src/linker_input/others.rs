//! Objects for AIX and Plan 9, as far as they are checked: their headers.
//!
//! Go's readers also follow symbols and relocations of AIX. The linker of another system does not
//! take such objects anyway.
//! Counterpart: cmd/go/internal/work/security.go (`checkLinkerObjectRegion`),
//! internal/xcoff/file.go, debug/plan9obj/file.go.

use super::InputError;
use super::Region;
use super::read_text;
use super::reject_with;
use crate::read_at::Endian;
use crate::read_at::ReadError;

/// The bit of Plan 9's first word for wide addresses.
const PLAN9_WIDE: u32 = 0x8000;
/// The first two bytes of objects for AIX: narrow and wide.
const XCOFF: [[u8; 2]; 2] = [[0x01, 0xdf], [0x01, 0xf7]];

pub(super) fn is_xcoff(magic: [u8; 2]) -> bool {
    XCOFF.contains(&magic)
}

/// Reports whether programs for Plan 9 start with this word: 386, amd64 or arm.
pub(super) fn is_plan9(magic: u32) -> bool {
    matches!(magic, 0x1eb | 0x8a97 | 0x647)
}

pub(super) fn check_xcoff(region: Region<'_>) -> Result<(), InputError> {
    let error = |text: &str| reject_with("invalid XCOFF object", format!(": {text}"));
    match xcoff_symbols(region) {
        Ok(true) => Ok(()),
        Ok(false) => error("no symbol table"),
        Err(failed) => error(&read_text(&failed)),
    }
}

/// Reads the header, and the table of strings after the symbols. Reports whether there are symbols.
fn xcoff_symbols(region: Region<'_>) -> Result<bool, ReadError> {
    let big = Endian::Big;
    let is_wide = region.exact(0, 2)? == XCOFF[1];
    let header = region.exact(0, if is_wide { 24 } else { 20 })?;
    let word = |at| u64::from(big.u32(&header, at).unwrap_or_default());
    let (at, count) = if is_wide {
        (big.u64(&header, 8).unwrap_or_default(), word(20))
    } else {
        (word(8), word(12))
    };
    if at == 0 || count == 0 {
        return Ok(false);
    }
    let strings = at.saturating_add(count * 18);
    let len = region.exact(strings, 4)?;
    let len = big.u32(&len, 0).unwrap_or_default();
    if len > 4 && region.exact(strings, len.into()).is_err() {
        // A read at an offset fails this way even if the file has some of the bytes.
        return Err(ReadError::Eof);
    }
    Ok(true)
}

pub(super) fn check_plan9(region: Region<'_>, magic: u32) -> Result<(), InputError> {
    let header = region.exact(0, 32).and_then(|_| match magic & PLAN9_WIDE {
        0 => Ok(Vec::new()),
        _ => region.exact(32, 8),
    });
    match header {
        Ok(_) => Ok(()),
        Err(error) => {
            let text = read_text(&error);
            reject_with("invalid Plan 9 object", format!(": {text}"))
        }
    }
}
