//! Debugging entries: the owners of bytes of `.debug_info`, as far as Go's tools write it.
//!
//! Counterpart: debug/dwarf/entry.go, debug/dwarf/unit.go; cmd/internal/dwarf/dwarf.go.

use std::collections::HashMap;

use crate::read_at::Endian;

/// Names of attributes and tags, and the code of the language Go.
const AT_NAME: u64 = 0x03;
const AT_STMT_LIST: u64 = 0x10;
const AT_LANGUAGE: u64 = 0x13;
const AT_LOCATION: u64 = 0x02;
const AT_RANGES: u64 = 0x55;
const AT_ADDR_BASE: u64 = 0x73;
const GO: u64 = 0x16;

/// The form of a flag without bytes.
const FLAG_PRESENT: u64 = 0x19;

/// Tags of types that have names of packages in theirs.
const TYPES: [u64; 7] = [0x01, 0x0f, 0x13, 0x15, 0x16, 0x24, 0x38];

/// A compilation unit.
#[derive(Debug, Default)]
pub(super) struct Unit {
    /// First and end in `.debug_info`.
    pub(super) range: (usize, usize),
    /// The import path; empty for other languages.
    pub(super) package: String,
    /// Its line program, by offset.
    pub(super) lines: Option<u64>,
    /// Offset of its addresses.
    pub(super) addrs: Option<u64>,
    /// Offsets of lists of locations and of ranges.
    pub(super) locations: Vec<u64>,
    pub(super) ranges: Vec<u64>,
    /// First and end of types, with their names.
    pub(super) types: Vec<(usize, usize, String)>,
}

/// The format of entries of one kind.
struct Abbreviation {
    tag: u64,
    has_children: bool,
    /// Attributes and forms.
    attributes: Vec<(u64, u64)>,
}

type Abbreviations = HashMap<u64, Abbreviation>;

/// Reads numbers and names one after the other; `None` at the end.
struct Reader<'a> {
    data: &'a [u8],
    at: usize,
    endian: Endian,
}

impl<'a> Reader<'a> {
    fn fixed(&mut self, bytes: usize) -> Option<u64> {
        let value = match bytes {
            1 => self.data.get(self.at).copied().map(u64::from),
            2 => self.endian.u16(self.data, self.at).map(u64::from),
            4 => self.endian.u32(self.data, self.at).map(u64::from),
            8 => self.endian.u64(self.data, self.at),
            _ => None,
        };
        self.at += bytes;
        value
    }

    /// Reads a number in LEB128; of one with a sign the bits.
    fn number(&mut self) -> Option<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = *self.data.get(self.at)?;
            self.at += 1;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    fn text(&mut self) -> Option<&'a [u8]> {
        let rest = self.data.get(self.at..)?;
        let end = rest.iter().position(|byte| *byte == 0)?;
        self.at += end + 1;
        Some(&rest[..end])
    }

    fn skip(&mut self, bytes: u64) -> Option<()> {
        self.at = self.at.checked_add(usize::try_from(bytes).ok()?)?;
        (self.at <= self.data.len()).then_some(())
    }
}

/// The value of an attribute.
enum Value<'a> {
    Number(u64),
    Text(&'a [u8]),
    Other,
}

/// Sizes that the header of a unit decides.
#[derive(Clone, Copy)]
struct Form {
    addr: usize,
    version: u64,
}

impl<'a> Reader<'a> {
    /// Reads a value; `None` if Go's tools have no such form, or the data ends.
    fn value(&mut self, form: u64, sizes: Form) -> Option<Value<'a>> {
        let number = match form {
            0x01 => self.fixed(sizes.addr)?,
            0x0b | 0x0c | 0x11 => self.fixed(1)?,
            0x05 | 0x12 => self.fixed(2)?,
            0x06 | 0x13 | 0x17 | 0x0e | 0x1f => self.fixed(4)?,
            0x10 if sizes.version < 3 => self.fixed(sizes.addr)?,
            0x10 => self.fixed(4)?,
            0x07 | 0x14 | 0x20 => self.fixed(8)?,
            0x0d | 0x0f | 0x15 | 0x1a | 0x1b | 0x22 | 0x23 => self.number()?,
            0x08 => return self.text().map(Value::Text),
            0x0a => {
                let length = self.fixed(1)?;
                return self.skip(length).map(|()| Value::Other);
            }
            0x09 | 0x18 => {
                let length = self.number()?;
                return self.skip(length).map(|()| Value::Other);
            }
            _ => return None,
        };
        Some(Value::Number(number))
    }
}

/// Reads the units of Go packages; of a damaged one the entries before the damage.
pub(super) fn units(info: &[u8], abbreviations: &[u8], endian: Endian) -> Vec<Unit> {
    let mut units = Vec::new();
    let mut at = 0;
    let mut known: HashMap<u64, Abbreviations> = HashMap::new();
    // Real tables do not overlap, so the size of the section bounds the bytes that are read.
    let mut left = abbreviations
        .len()
        .saturating_mul(4)
        .saturating_add(1 << 16);
    while let Some(length) = endian.u32(info, at) {
        let end = at.saturating_add(4).saturating_add(length as usize);
        if length == 0 || end > info.len() {
            break;
        }
        let mut unit = Unit {
            range: (at, end),
            ..Unit::default()
        };
        let mut reader = Reader {
            data: &info[..end],
            at: at + 4,
            endian,
        };
        if let Some((form, offset)) = header(&mut reader) {
            let tables = known
                .entry(offset)
                .or_insert_with(|| read_abbreviations(abbreviations, offset, endian, &mut left));
            // Entries before the damage count.
            let _ = read_entries(&mut reader, tables, form, &mut unit);
        }
        if !unit.package.is_empty() {
            units.push(unit);
        }
        at = end;
    }
    units
}

/// Reads the rest of a unit's header: sizes, and the offset of its abbreviations.
fn header(reader: &mut Reader<'_>) -> Option<(Form, u64)> {
    let version = reader.fixed(2)?;
    let (addr, offset) = match version {
        5 => {
            let kind = reader.fixed(1)?;
            let addr = reader.fixed(1)?;
            (addr, (kind == 1).then(|| reader.fixed(4)).flatten()?)
        }
        2..=4 => {
            let offset = reader.fixed(4)?;
            (reader.fixed(1)?, offset)
        }
        _ => return None,
    };
    let addr = usize::try_from(addr).ok()?;
    Some((Form { addr, version }, offset))
}

/// Reads a table; `left` is the number of bytes that may be read for all tables.
fn read_abbreviations(data: &[u8], offset: u64, endian: Endian, left: &mut usize) -> Abbreviations {
    let mut tables = Abbreviations::new();
    let start = usize::try_from(offset).unwrap_or(usize::MAX);
    let data = data.get(start..).unwrap_or_default();
    let data = &data[..data.len().min(*left)];
    let mut reader = Reader {
        data,
        at: 0,
        endian,
    };
    // Nothing follows damaged data.
    while let Some(Some((code, table))) = read_abbreviation(&mut reader) {
        tables.insert(code, table);
    }
    *left = left.saturating_sub(reader.at);
    tables
}

/// Reads one; `Some(None)` is the end of the table.
fn read_abbreviation(reader: &mut Reader<'_>) -> Option<Option<(u64, Abbreviation)>> {
    let code = reader.number()?;
    if code == 0 {
        return Some(None);
    }
    let mut table = Abbreviation {
        tag: reader.number()?,
        has_children: reader.fixed(1)? != 0,
        attributes: Vec::new(),
    };
    loop {
        let (attribute, form) = (reader.number()?, reader.number()?);
        if (attribute, form) == (0, 0) {
            return Some(Some((code, table)));
        }
        // These flags have no bytes in entries; all other attributes have at least one.
        if form != FLAG_PRESENT {
            table.attributes.push((attribute, form));
        }
    }
}

/// Reads the entries of a unit. The first one describes the unit, and the types are among its
/// children.
fn read_entries(
    reader: &mut Reader<'_>,
    tables: &Abbreviations,
    form: Form,
    unit: &mut Unit,
) -> Option<()> {
    let mut depth = 0_u32;
    let mut open: Option<(usize, String)> = None;
    let mut is_go = false;
    while reader.at < reader.data.len() {
        let start = reader.at;
        let code = reader.number()?;
        if code == 0 {
            depth = depth.checked_sub(1)?;
            if depth <= 1
                && let Some((first, name)) = open.take()
            {
                unit.types.push((first, reader.at, name));
            }
            if depth == 0 {
                break;
            }
            continue;
        }
        let table = tables.get(&code)?;
        let mut name: &[u8] = b"";
        for (attribute, how) in &table.attributes {
            match (*attribute, reader.value(*how, form)?) {
                (AT_NAME, Value::Text(text)) => name = text,
                (AT_LANGUAGE, Value::Number(language)) if depth == 0 => is_go = language == GO,
                (AT_STMT_LIST, Value::Number(offset)) if depth == 0 => unit.lines = Some(offset),
                (AT_ADDR_BASE, Value::Number(offset)) if depth == 0 => unit.addrs = Some(offset),
                (AT_LOCATION, Value::Number(offset)) => unit.locations.push(offset),
                (AT_RANGES, Value::Number(offset)) => unit.ranges.push(offset),
                _ => {}
            }
        }
        let text = || String::from_utf8_lossy(name).into_owned();
        match depth {
            0 if is_go => unit.package = text(),
            1 if TYPES.contains(&table.tag) && !name.is_empty() => match table.has_children {
                true => open = Some((start, text())),
                false => unit.types.push((start, reader.at, text())),
            },
            _ => {}
        }
        if table.has_children {
            depth += 1;
        }
        if depth == 0 {
            break;
        }
    }
    Some(())
}
