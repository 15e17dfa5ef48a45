//! From the parts of a program to the tables.
//!
//! Counterpart: none.

use std::collections::BTreeMap;
use std::collections::HashMap;

use vamos_objfile::sizes::Parts;
use vamos_objfile::sizes::Section;
use vamos_objfile::sizes::Share;
use vamos_objfile::sizes::ShareOf;
use vamos_objfile::sizes::Source;
use vamos_objfile::sizes::Symbol;

use super::SizeReport;
use super::SizeRow;
use super::names;
use super::names::owner_of_section;
use super::names::owner_of_symbol;
use super::names::owner_of_type;
use super::spans::cut;

/// The maximum number of pieces of a section whose members are counted. Only damaged files have
/// more; their bytes are the section's own.
const MOST_PIECES: usize = 64;

/// Kind of a range of the file.
#[derive(Clone, Copy)]
enum RangeKind {
    Headers,
    Section(usize),
}

/// Bytes of a symbol, and their kind.
#[derive(Clone, Copy)]
struct Count {
    bytes: u64,
    is_code: bool,
    is_zeroed: bool,
}

/// Tables about the bytes of a section.
#[derive(Default)]
struct Members<'p> {
    symbols: Vec<&'p Symbol>,
    shares: Vec<&'p Share>,
}

/// The tables as they grow.
#[derive(Default)]
struct Tables {
    owners: HashMap<String, usize>,
    packages: Vec<SizeRow>,
    parts: Vec<BTreeMap<String, u64>>,
    sections: Vec<SizeRow>,
}

impl Tables {
    fn owner(&mut self, name: &str) -> usize {
        if let Some(place) = self.owners.get(name) {
            return *place;
        }
        let place = self.packages.len();
        self.owners.insert(name.to_owned(), place);
        self.packages.push(SizeRow {
            name: name.to_owned(),
            ..SizeRow::default()
        });
        self.parts.push(BTreeMap::new());
        place
    }

    fn count(&mut self, owner: usize, section: &str, count: Count) {
        let row = &mut self.packages[owner];
        add(row, count);
        if !count.is_zeroed {
            *self.parts[owner].entry(section.to_owned()).or_default() += count.bytes;
        }
    }

    /// Counts a range of the file that has no symbols of its own.
    fn count_other(&mut self, name: &str, bytes: u64) {
        let owner = self.owner(name);
        let count = Count {
            bytes,
            is_code: false,
            is_zeroed: false,
        };
        self.count(owner, name, count);
        self.add_section(name, count);
    }

    fn add_section(&mut self, name: &str, count: Count) {
        let mut row = SizeRow {
            name: name.to_owned(),
            ..SizeRow::default()
        };
        add(&mut row, count);
        self.sections.push(row);
    }
}

fn add(row: &mut SizeRow, count: Count) {
    let sum = match count {
        Count {
            is_zeroed: true, ..
        } => &mut row.zeroed,
        Count { is_code: true, .. } => &mut row.code,
        Count { .. } => &mut row.data,
    };
    // Only bytes that are in no file can overflow the sum.
    *sum = sum.saturating_add(count.bytes);
}

/// Returns the size report of a program of this size.
pub fn size_report(file: &str, bytes: u64, parts: &Parts) -> SizeReport {
    let mut tables = Tables::default();
    let mut of_section: Vec<Members<'_>> = Vec::new();
    of_section.resize_with(parts.sections.len(), Members::default);
    for symbol in &parts.symbols {
        of_section[symbol.section].symbols.push(symbol);
    }
    for share in &parts.shares {
        of_section[share.section].shares.push(share);
    }
    let headers = parts.headers.iter();
    let mut ranges: Vec<(u64, u64, RangeKind)> = headers
        .map(|(first, length)| (*first, *length, RangeKind::Headers))
        .collect();
    for (place, section) in parts.sections.iter().enumerate() {
        ranges.push((section.offset, section.file_size, RangeKind::Section(place)));
    }
    // Sections may overlap in a damaged file; then each has the sum of its pieces.
    let mut pieces: BTreeMap<usize, Vec<(u64, u64)>> = BTreeMap::new();
    let (mut headers, mut padding, mut at) = (0, 0, 0);
    cut(ranges, (0, bytes), |length, place| {
        match place {
            Some(RangeKind::Headers) => headers += length,
            Some(RangeKind::Section(place)) => pieces.entry(place).or_default().push((at, length)),
            None => padding += length,
        }
        at += length;
    });
    let none = Members::default();
    for (place, pieces) in pieces {
        for (number, (offset, length)) in pieces.into_iter().enumerate() {
            let section = &parts.sections[place];
            let first = section.addr.saturating_add(offset - section.offset);
            let end = first.saturating_add(length);
            let members = if number < MOST_PIECES {
                &of_section[place]
            } else {
                &none
            };
            attribute(&mut tables, parts, section, members, (first, end), length);
        }
    }
    for (place, section) in parts.sections.iter().enumerate() {
        if section.is_loaded && section.file_size == 0 && section.size > 0 {
            let end = section.addr.saturating_add(section.size);
            let within = (section.addr, end);
            let size = end - section.addr;
            attribute(
                &mut tables,
                parts,
                section,
                &of_section[place],
                within,
                size,
            );
        }
    }
    tables.count_other(names::HEADERS, headers);
    tables.count_other(names::PADDING, padding);
    finish(file, bytes, parts, tables)
}

/// Counts a range of addresses of a section, of which `length` bytes are in the file or in
/// memory.
fn attribute(
    tables: &mut Tables,
    parts: &Parts,
    section: &Section,
    members: &Members<'_>,
    within: (u64, u64),
    length: u64,
) {
    let count = |bytes: u64| Count {
        bytes,
        is_code: section.is_code,
        is_zeroed: section.file_size == 0,
    };
    let rest = tables.owner(owner_of_section(&section.name, section.is_loaded));
    let mut ranges = Vec::new();
    for symbol in &members.symbols {
        let owner = if is_foreign(parts, symbol) {
            tables.owner(names::FOREIGN)
        } else {
            tables.owner(&owner_of_symbol(&symbol.name))
        };
        ranges.push((symbol.addr, symbol.size, owner));
    }
    for share in &members.shares {
        let owner = match share.of {
            ShareOf::Function(place) => tables.owner(&owner_of_symbol(&parts.symbols[place].name)),
            ShareOf::Package(place) => tables.owner(&parts.names[place]),
            ShareOf::Type(place) => tables.owner(&owner_of_type(&parts.names[place])),
        };
        ranges.push((share.addr, share.size, owner));
    }
    let mut left = length;
    cut(ranges, within, |bytes, owner| {
        let bytes = bytes.min(left);
        left -= bytes;
        tables.count(owner.unwrap_or(rest), &section.name, count(bytes));
    });
    // Addresses may end before the section does, in a damaged file.
    tables.count(rest, &section.name, count(left));
    tables.add_section(&section.name, count(length));
}

/// Reports whether a function is of C code that was linked in: outside of the Go code, although
/// its name may look like one with a package.
fn is_foreign(parts: &Parts, symbol: &Symbol) -> bool {
    parts.sections[symbol.section].is_code
        && parts
            .go_code
            .is_some_and(|(first, end)| symbol.addr < first || symbol.addr >= end)
}

fn finish(file: &str, bytes: u64, parts: &Parts, tables: Tables) -> SizeReport {
    let Tables {
        mut packages,
        parts: by_section,
        sections,
        ..
    } = tables;
    let mut modules: BTreeMap<String, SizeRow> = BTreeMap::new();
    for (row, by_section) in packages.iter_mut().zip(by_section) {
        row.module = names::module_of(&row.name, &parts.main_package, &parts.modules);
        row.parts = by_section
            .into_iter()
            .filter(|(_, bytes)| *bytes > 0)
            .collect();
        row.parts
            .sort_by_key(|(_, bytes)| std::cmp::Reverse(*bytes));
        join(&mut modules, &row.module, row);
    }
    let mut joined: BTreeMap<String, SizeRow> = BTreeMap::new();
    for row in &sections {
        join(&mut joined, &row.name, row);
    }
    SizeReport {
        file: file.to_owned(),
        bytes,
        is_stripped: parts.source == Source::FunctionTable,
        packages: sorted(packages),
        modules: sorted(modules.into_values().collect()),
        sections: sorted(joined.into_values().collect()),
    }
}

fn join(rows: &mut BTreeMap<String, SizeRow>, name: &str, row: &SizeRow) {
    let sum = rows.entry(name.to_owned()).or_insert_with(|| SizeRow {
        name: name.to_owned(),
        ..SizeRow::default()
    });
    sum.code += row.code;
    sum.data += row.data;
    sum.zeroed = sum.zeroed.saturating_add(row.zeroed);
}

fn sorted(mut rows: Vec<SizeRow>) -> Vec<SizeRow> {
    rows.retain(|row| row.bytes() > 0 || row.zeroed > 0);
    rows.sort_by(|a, b| (b.bytes(), b.zeroed, &a.name).cmp(&(a.bytes(), a.zeroed, &b.name)));
    rows
}
