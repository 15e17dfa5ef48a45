//! The headers of a PE file or a COFF object, with the errors of Go's reader.
//!
//! [`crate::pe`] reads the same headers for other purposes, without these errors.
//! Counterpart: debug/pe/file.go (`NewFile`, `readOptionalHeader`), debug/pe/string.go,
//! debug/pe/symbol.go, debug/pe/section.go.

use vamos_base::golang::quote::quote_bytes;

use crate::linker_input::Region;
use crate::linker_input::read_text;
use crate::read_at::Endian;
use crate::read_at::ReadAt;
use crate::read_at::ReadError;
use crate::read_at::read_exact;

const LE: Endian = Endian::Little;

/// The size of the file header.
pub(super) const FILE_HEADER: u64 = 20;
/// The size of a section header.
pub(super) const SECTION_HEADER: u64 = 40;
/// The size of a symbol.
pub(super) const SYMBOL: u64 = 18;
/// Number of bytes that the reader takes for a DOS header.
const DOS_HEADER: u64 = 96;
/// The size of a relocation.
const RELOCATION: u64 = 10;

/// The processors that the reader supports; 0 is any.
const MACHINES: [u16; 8] = [0x8664, 0xaa64, 0x1c4, 0x14c, 0x5032, 0x5064, 0x5128, 0];

/// The two forms of such files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::linker_input) enum Kind {
    /// An object.
    Object,
    /// A program or library, after a program for DOS.
    Image,
}

/// A section header.
pub(super) struct Header {
    pub(super) name: Vec<u8>,
    pub(super) size: u32,
    pub(super) offset: u32,
}

/// The headers of a file.
pub(super) struct Headers {
    pub(super) machine: u16,
    /// The size of the optional header.
    pub(super) optional: u16,
    pub(super) symbols_at: u32,
    pub(super) symbols: u32,
    pub(super) sections: Vec<Header>,
}

/// Returns the text of a failed read, after the reader's own words.
fn failed(what: &str) -> impl Fn(ReadError) -> String + '_ {
    move |error| format!("{what}: {}", read_text(&error))
}

impl Headers {
    /// Reads the headers; `base` is where the file header is.
    pub(super) fn read(region: Region<'_>, base: u64, kind: Kind) -> Result<Self, String> {
        let from: &dyn ReadAt = &region;
        let plain = |error: ReadError| read_text(&error);
        if kind == Kind::Image {
            if region.len < DOS_HEADER {
                return Err("EOF".to_owned());
            }
            let sign = read_exact(from, base - 4, 4).map_err(plain)?;
            if sign != b"PE\0\0" {
                let [a, b, c, d] = [sign[0], sign[1], sign[2], sign[3]];
                return Err(format!(
                    "invalid PE file signature: {a:02x} {b:02x} {c:02x} {d:02x}"
                ));
            }
        }
        let header = read_exact(from, base, FILE_HEADER).map_err(plain)?;
        let short = |at| LE.u16(&header, at).unwrap_or_default();
        let word = |at| LE.u32(&header, at).unwrap_or_default();
        let mut headers = Self {
            machine: short(0),
            optional: short(16),
            symbols_at: word(8),
            symbols: word(12),
            sections: Vec::new(),
        };
        if !MACHINES.contains(&headers.machine) {
            return Err(format!("unrecognized PE machine: {:#x}", headers.machine));
        }
        let strings = headers.strings(from)?;
        headers.check_symbols(from, &strings)?;
        let at = base + FILE_HEADER;
        check_optional(from, at, headers.optional)?;
        headers.read_sections(from, at + u64::from(headers.optional), short(2), &strings)?;
        Ok(headers)
    }

    /// Reads the table of strings, which follows the symbols.
    fn strings(&self, from: &dyn ReadAt) -> Result<Vec<u8>, String> {
        if self.symbols_at == 0 {
            return Ok(Vec::new());
        }
        let symbols = self.symbols.wrapping_mul(SYMBOL as u32);
        let at = u64::from(self.symbols_at.wrapping_add(symbols));
        let len = read_exact(from, at, 4).map_err(failed("fail to read string table length"))?;
        let len = LE.u32(&len, 0).unwrap_or_default().saturating_sub(4);
        read_exact_or_none(from, at + 4, len.into()).map_err(failed("fail to read string table"))
    }

    fn check_symbols(&self, from: &dyn ReadAt, strings: &[u8]) -> Result<(), String> {
        if self.symbols_at == 0 {
            return Ok(());
        }
        let mut auxiliary = 0;
        let mut names = Vec::new();
        for index in 0..u64::from(self.symbols) {
            let at = u64::from(self.symbols_at) + index * SYMBOL;
            let symbol = read_exact(from, at, SYMBOL);
            let symbol = symbol.map_err(failed("fail to read symbol table"))?;
            if auxiliary > 0 {
                auxiliary -= 1;
                continue;
            }
            auxiliary = symbol[17];
            if symbol[..4] == [0; 4] {
                names.push(LE.u32(&symbol, 4).unwrap_or_default());
            }
        }
        if auxiliary != 0 {
            return Err(format!(
                "fail to read symbol table: {auxiliary} aux symbols unread"
            ));
        }
        // Zero is a symbol without a name.
        for name in names.into_iter().filter(|name| *name != 0) {
            string(strings, name)?;
        }
        Ok(())
    }

    fn read_sections(
        &mut self,
        from: &dyn ReadAt,
        start: u64,
        count: u16,
        strings: &[u8],
    ) -> Result<(), String> {
        let mut relocations = Vec::new();
        for index in 0..u64::from(count) {
            let header = read_exact(from, start + index * SECTION_HEADER, 40);
            let header = header.map_err(|error| read_text(&error))?;
            let word = |at| LE.u32(&header, at).unwrap_or_default();
            let relocs = LE.u16(&header, 32).unwrap_or_default();
            relocations.push((u64::from(word(24)), u64::from(relocs) * RELOCATION));
            self.sections.push(Header {
                name: section_name(&header[..8], strings)?,
                size: word(16),
                offset: word(20),
            });
        }
        for (at, len) in relocations {
            read_exact_or_none(from, at, len)
                .map_err(failed("fail to read section relocations"))?;
        }
        Ok(())
    }
}

/// Like [`read_exact`], but no bytes are at every offset.
fn read_exact_or_none(from: &dyn ReadAt, at: u64, len: u64) -> Result<Vec<u8>, ReadError> {
    match len {
        0 => Ok(Vec::new()),
        _ => read_exact(from, at, len),
    }
}

fn c_string(data: &[u8]) -> &[u8] {
    let end = data.iter().position(|&byte| byte == 0);
    &data[..end.unwrap_or(data.len())]
}

/// Returns a string of the table, by its offset from the table's length.
fn string(strings: &[u8], offset: u32) -> Result<&[u8], String> {
    let Some(start) = offset.checked_sub(4) else {
        return Err(format!(
            "offset {offset} is before the start of string table"
        ));
    };
    let rest = usize::try_from(start)
        .ok()
        .and_then(|start| strings.get(start..));
    rest.map(c_string)
        .ok_or_else(|| format!("offset {start} is beyond the end of string table"))
}

/// Returns the name of a section; a long one is in the table of strings.
fn section_name(field: &[u8], strings: &[u8]) -> Result<Vec<u8>, String> {
    let [b'/', digits @ ..] = field else {
        return Ok(c_string(field).to_vec());
    };
    let text = c_string(digits);
    let number = std::str::from_utf8(text).ok();
    let number = number.and_then(|text| text.parse::<i64>().ok());
    let Some(number) = number else {
        let text = quote_bytes(text);
        return Err(format!("strconv.Atoi: parsing {text}: invalid syntax"));
    };
    string(strings, number as u32).map(<[u8]>::to_vec)
}

/// The sizes of an optional header's fields, in bytes, after the first word.
const FIELDS_32: [u64; 28] = [
    1, 1, 4, 4, 4, 4, 4, 4, 4, 4, 4, 2, 2, 2, 2, 2, 2, 4, 4, 4, 4, 2, 2, 4, 4, 4, 4, 4,
];
/// The sizes of the last fields, which differ in the wide form: four sizes of memory.
const WIDE_FIELDS: [u64; 27] = [
    1, 1, 4, 4, 4, 4, 4, 8, 4, 4, 2, 2, 2, 2, 2, 2, 4, 4, 4, 4, 2, 2, 8, 8, 8, 8, 4,
];

/// Checks the optional header at an offset.
fn check_optional(from: &dyn ReadAt, at: u64, size: u16) -> Result<(), String> {
    if size == 0 {
        return Ok(());
    }
    if size < 2 {
        return Err("optional header size is less than optional header magic size".to_owned());
    }
    let magic = read_exact(from, at, 2).map_err(failed("failure to read optional header magic"))?;
    let (form, smallest, of, fields) = match LE.u16(&magic, 0).unwrap_or_default() {
        0x10b => ("PE32", 96, "of", &FIELDS_32[..]),
        0x20b => ("PE32+", 112, "for", &WIDE_FIELDS[..]),
        other => {
            return Err(format!(
                "optional header has unexpected Magic of {other:#x}"
            ));
        }
    };
    if size < smallest {
        return Err(format!(
            "optional header size({size}) is less minimum size ({smallest}) {of} {form} optional header"
        ));
    }
    let mut field_at = at + 2;
    let mut last = 0;
    for len in fields.iter().chain([&4]) {
        let what = format!("failure to read {form} optional header");
        let field = read_exact(from, field_at, *len).map_err(failed(&what))?;
        last = LE.u32(&field, 0).unwrap_or_default();
        field_at += len;
    }
    let room = size - smallest;
    if u64::from(room) != u64::from(last) * 8 {
        return Err(format!(
            "size of data directories({room}) is inconsistent with number of data directories({last})"
        ));
    }
    read_exact_or_none(from, field_at, room.into())
        .map_err(failed("failure to read data directories"))?;
    Ok(())
}
