//! Members of import libraries for Windows: a symbol and the name of its library.
//!
//! Counterpart: cmd/go/internal/work/security.go (`checkPEImportObject`).

use super::InputError;
use super::Region;
use super::coff;
use super::read_text;
use super::reject;
use super::reject_with;
use crate::read_at::Endian;

/// The size of the header.
const HEADER: u64 = 20;

pub(super) fn check(region: Region<'_>) -> Result<(), InputError> {
    let le = Endian::Little;
    let Some(header) = region.bytes(0, HEADER) else {
        return reject("invalid PE import object header");
    };
    let machine = le.u16(&header, 6).unwrap_or_default();
    if !coff::is_machine(machine) {
        return reject(format!("invalid PE import object machine {machine:#x}"));
    }
    let size = le.u32(&header, 12).unwrap_or_default();
    if !(4..=1 << 20).contains(&size) || HEADER + u64::from(size) != region.len {
        return reject("invalid PE import object size");
    }
    let flags = le.u16(&header, 18).unwrap_or_default();
    let (kind, name_kind) = (flags & 3, flags >> 2 & 7);
    if kind > 2 || name_kind > 3 || flags >> 5 != 0 {
        return reject(format!("invalid PE import object type flags {flags:#x}"));
    }
    let data = match region.exact(HEADER, size.into()) {
        Ok(data) => data,
        Err(error) => {
            let detail = format!(": {}", read_text(&error));
            return reject_with("cannot read PE import object data", detail);
        }
    };
    // Two strings, each with its end.
    let mut parts = data.split(|&byte| byte == 0);
    let are_strings = match [parts.next(), parts.next(), parts.next(), parts.next()] {
        [Some(symbol), Some(library), Some([]), None] => !symbol.is_empty() && !library.is_empty(),
        _ => false,
    };
    if are_strings {
        Ok(())
    } else {
        reject("invalid PE import object strings")
    }
}
