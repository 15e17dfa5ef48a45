//! The parts of the runtime's tables of lines and stack maps that belong to one function.
//!
//! Functions share values and names that are equal: these belong to the first function that
//! refers to them.
//! Counterpart: cmd/link/internal/ld/pcln.go; runtime/runtime2.go (`_func`).

use std::collections::BTreeMap;
use std::collections::HashMap;

use super::header::Header;
use super::parts::Share;
use super::parts::ShareOf;
use super::parts::Symbol;

/// Size of an entry of the list of functions, and of the list of files of a unit.
const ENTRY: u64 = 8;
const FILE: u64 = 4;

/// The table and its surroundings.
pub(super) struct LineTable<'a> {
    /// The section of the table, by place, its address and its size.
    pub(super) section: (usize, u64, u64),
    /// The address that functions are counted from.
    pub(super) text_start: u64,
    /// The stack maps, if they have a symbol.
    pub(super) values: Option<&'a Symbol>,
    /// Functions by address.
    pub(super) by_addr: &'a HashMap<u64, usize>,
}

/// Offsets into one part of the table, each with the first function that refers to it.
#[derive(Default)]
struct Offsets(BTreeMap<u64, usize>);

impl Offsets {
    fn add(&mut self, offset: u64, symbol: usize) {
        self.0.entry(offset).or_insert(symbol);
    }

    /// Gives each range up to the next offset to its function; the last one ends at `end`.
    fn shares(&self, section: usize, start: u64, end: u64, shares: &mut Vec<Share>) {
        let ends = self
            .0
            .keys()
            .skip(1)
            .map(|next| start.saturating_add(*next));
        let ends = ends.chain([end]);
        for ((offset, symbol), end) in self.0.iter().zip(ends) {
            let addr = start.saturating_add(*offset);
            shares.push(Share {
                section,
                addr,
                size: end.saturating_sub(addr),
                of: ShareOf::Function(*symbol),
            });
        }
    }
}

/// Returns the shares of functions; `None` if the table does not reach as far as its header
/// requires.
pub(super) fn shares(header: &Header<'_>, table: &LineTable<'_>) -> Option<Vec<Share>> {
    let (section, first, size) = table.section;
    let part = |place: usize| header.word(place).filter(|offset| *offset <= size);
    let count = usize::try_from(header.word(0)?).ok()?;
    let (names, units, files) = (part(3)?, part(4)?, part(5)?);
    let (values, functions) = (part(6)?, part(7)?);
    let list = header.data.get(usize::try_from(functions).ok()?..)?;
    list.get(..count.checked_mul(8)?)?;
    let word = |at: usize| header.endian.u32(list, at);
    let mut shares = Vec::new();
    let [mut of_values, mut of_names, mut of_units, mut of_maps] =
        [(); 4].map(|()| Offsets::default());
    for place in 0..count {
        let entry = word(place * 8)?;
        let addr = table.text_start.wrapping_add(entry.into());
        let Some(symbol) = table.by_addr.get(&addr).copied() else {
            continue;
        };
        let record = usize::try_from(word(place * 8 + 4)?).ok()?;
        let Some(record) = Record::read(header, list, record) else {
            continue;
        };
        let mut give = |offset: u64, size: u64| {
            shares.push(Share {
                section,
                addr: first.saturating_add(offset),
                size,
                of: ShareOf::Function(symbol),
            });
        };
        give(functions + place as u64 * ENTRY, ENTRY);
        give(functions + record.place, record.size);
        of_names.add(record.name, symbol);
        of_units.add(record.unit * FILE, symbol);
        record
            .values
            .iter()
            .for_each(|at| of_values.add(*at, symbol));
        record.maps.iter().for_each(|at| of_maps.add(*at, symbol));
    }
    let at = |offset: u64| first.saturating_add(offset);
    of_names.shares(section, at(names), at(units), &mut shares);
    of_units.shares(section, at(units), at(files), &mut shares);
    of_values.shares(section, at(values), at(functions), &mut shares);
    if let Some(maps) = table.values {
        let end = maps.addr.saturating_add(maps.size);
        of_maps.shares(maps.section, maps.addr, end, &mut shares);
    }
    Some(shares)
}

/// The tables that a function's record refers to.
struct Record {
    /// Its offset in the list of functions, and its size.
    place: u64,
    size: u64,
    /// Offset of the name.
    name: u64,
    /// The first file of the unit.
    unit: u64,
    /// Offsets of tables of values by address.
    values: Vec<u64>,
    /// Offsets of stack maps and the like.
    maps: Vec<u64>,
}

impl Record {
    fn read(header: &Header<'_>, list: &[u8], place: usize) -> Option<Self> {
        /// Records may overlap, so their lists have a limit; real ones are short.
        const MOST_VALUES: usize = 64;
        /// No such map.
        const NONE: u32 = u32::MAX;
        let data = list.get(place..)?;
        let word = |at: usize| header.endian.u32(data, at);
        let value_count = usize::try_from(word(28)?).ok()?;
        if value_count > MOST_VALUES {
            return None;
        }
        let map_count = usize::from(*data.get(header.record - 1)?);
        let size = value_count.checked_add(map_count)?.checked_mul(4)?;
        let lists = data.get(header.record..header.record.checked_add(size)?)?;
        let offsets = |from: usize, count: usize| {
            let words = (0..count).filter_map(move |at| header.endian.u32(lists, (from + at) * 4));
            words.map(u64::from)
        };
        // Offset 0 means no table.
        let values = [word(16)?, word(20)?, word(24)?];
        let values = values.map(u64::from).into_iter();
        let values = values.chain(offsets(0, value_count));
        let maps = offsets(value_count, map_count);
        Some(Self {
            place: place as u64,
            size: (header.record + size) as u64,
            name: word(4)?.into(),
            unit: word(32)?.into(),
            values: values.filter(|at| *at != 0).collect(),
            maps: maps.filter(|at| *at != u64::from(NONE)).collect(),
        })
    }
}
