//! Objects and libraries for Windows.
//!
//! Counterpart: cmd/go/internal/work/security.go (`checkLinkerObjectRegion`, `isCOFFMachine`,
//! `hasCOFFControlBeforeComment`), debug/pe/section.go (`readRelocs`).

use vamos_base::golang::quote::quote_bytes;

use super::InputError;
use super::Region;
use super::directives;
use super::error::check_section;
use super::read_text;
use super::reject;
use super::reject_with;
use crate::read_at::Endian;

mod headers;

use headers::FILE_HEADER;
use headers::Headers;
use headers::Kind;
use headers::SECTION_HEADER;

/// Offset of the field in a DOS header that has the offset of the signature.
const SIGNATURE_AT: usize = 0x3c;
/// Larger sections of directives are suspicious.
const LARGEST_DIRECTIVES: u32 = 1 << 20;

/// The processors of objects.
const MACHINES: [u16; 10] = [
    0x14c, 0x8664, 0x1c0, 0x1c4, 0xaa64, 0x6232, 0x6264, 0x5032, 0x5064, 0x5128,
];

/// Reports whether an object can be for a processor with this number.
pub(super) fn is_machine(machine: u16) -> bool {
    MACHINES.contains(&machine)
}

/// Returns the form of a file with this beginning; `None` if it has neither.
pub(super) fn kind(head: &[u8], is_syso: bool) -> Option<Kind> {
    let le = Endian::Little;
    if !is_syso && head.starts_with(b"MZ") && le.u16(head, 2)? < 0x200 {
        return Some(Kind::Image);
    }
    let header = head.get(..FILE_HEADER as usize)?;
    let is_object = is_machine(le.u16(header, 0)?) && has_control_before_comment(header);
    is_object.then_some(Kind::Object)
}

/// Reports whether a control character, but no space, precedes the first comment of a linker
/// script. A script may begin with the letters of a processor's number.
fn has_control_before_comment(header: &[u8]) -> bool {
    for (at, byte) in header.iter().enumerate() {
        if header[at..].starts_with(b"/*") {
            return false;
        }
        if matches!(byte, 0..=8 | 0x0e..=0x1f | 0x7f) {
            return true;
        }
    }
    false
}

pub(super) fn check(region: Region<'_>, head: &[u8], kind: Kind) -> Result<(), InputError> {
    let mut base = 0;
    if kind == Kind::Image {
        let Some(at) = Endian::Little.u32(head, SIGNATURE_AT) else {
            return reject("invalid PE DOS header");
        };
        base = u64::from(at) + 4;
        if base > region.len {
            return reject("invalid PE signature offset");
        }
    }
    let headers = match Headers::read(region, base, kind) {
        Ok(headers) => headers,
        Err(text) => return reject_with("invalid PE/COFF object", format!(": {text}")),
    };
    let lacks_header = kind == Kind::Image && headers.optional == 0;
    if !is_machine(headers.machine) || lacks_header || headers.sections.is_empty() {
        return reject("invalid PE/COFF header or missing sections");
    }
    let sections = headers.sections.len() as u64 * SECTION_HEADER;
    let end = base + FILE_HEADER + u64::from(headers.optional) + sections;
    if end > region.len {
        return reject("truncated PE/COFF section table");
    }
    if headers.symbols_at != 0 {
        let at = u64::from(headers.symbols_at);
        if at < end || at + u64::from(headers.symbols) * headers::SYMBOL > region.len {
            return reject("invalid PE/COFF symbol table bounds");
        }
    }
    for section in &headers.sections {
        check_one(region, section, end)?;
    }
    Ok(())
}

/// Checks a section; `end` is the end of all headers.
fn check_one(region: Region<'_>, section: &headers::Header, end: u64) -> Result<(), InputError> {
    let (offset, size) = (u64::from(section.offset), u64::from(section.size));
    if offset != 0 && (offset + size > region.len || size > 0 && offset < end) {
        let name = quote_bytes(&section.name);
        return reject(format!("invalid PE/COFF section {name} bounds"));
    }
    let name = section.name.trim_ascii();
    check_section(name)?;
    if name != b".drectve" {
        return Ok(());
    }
    if !(1..=LARGEST_DIRECTIVES).contains(&section.size) {
        return reject(format!(
            "suspicious .drectve section size ({})",
            section.size
        ));
    }
    let unread = |text: &str| reject_with("cannot read .drectve section", format!(": {text}"));
    if offset == 0 {
        return unread("unexpected read from section with uninitialized data");
    }
    match region.exact(offset, size) {
        Ok(data) => directives::check(&data),
        Err(error) => unread(&read_text(&error)),
    }
}
