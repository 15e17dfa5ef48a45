//! The names of source files, and the tables of each compilation unit.
//!
//! A function refers to files by their index in the unit's list; for each of them the unit's part
//! of `runtime.cutab` has the offset of the name in `runtime.filetab`.
//! Counterpart: cmd/link/internal/ld/pcln.go (`walkFilenames`, `generateFilenameTabs`,
//! `expandGoroot`).

use std::borrow::Cow;

use hashbrown::HashMap;
use vamos_base::golang::os_str;

use super::chunk::Chunk;
use super::chunk::NO_UNIT;
use crate::goroot;
use crate::library::Unit;

/// The entry of a file that no function of the output is from.
const UNUSED: u32 = u32::MAX;

/// The names of source files.
#[derive(Debug, Default)]
pub(super) struct Files<'a> {
    /// The names, in the order of their first use.
    names: Vec<Cow<'a, [u8]>>,
    /// The size of all names, each with a zero.
    size: u64,
    /// `runtime.cutab`: places of names.
    cutab: Vec<u32>,
    /// Index of the unit's entries in `cutab`, by unit.
    units: Vec<u32>,
}

/// The files of a unit while they are numbered.
#[derive(Default)]
struct UnitFiles {
    unit: usize,
    /// Places of the names of files that functions use; [`UNUSED`] for others.
    places: Vec<u32>,
    /// Number of entries of the unit's table.
    len: usize,
}

/// Finds the files that functions use; `goroot` replaces `$GOROOT` in names.
pub(super) fn number<'a>(units: &[Unit<'a>], chunks: &[Chunk], goroot: &str) -> Files<'a> {
    let mut files = Files {
        units: vec![UNUSED; units.len()],
        ..Files::default()
    };
    let (mut tables, numbers) = unit_tables(units, chunks);
    let mut by_name: HashMap<&'a [u8], u32> = HashMap::new();
    for used in chunks.iter().flat_map(|chunk| &chunk.files) {
        let Some(unit) = units.get(used.unit as usize) else {
            continue;
        };
        let number = numbers[used.unit as usize];
        let Some(table) = tables.get_mut(number as usize) else {
            continue;
        };
        let index = used.file as usize;
        let (Some(place), Some(&name)) = (table.places.get_mut(index), unit.files.get(index))
        else {
            continue;
        };
        table.len = table.len.max(index + 1);
        if *place == UNUSED {
            *place = *by_name
                .entry(name)
                .or_insert_with(|| files.add(expand(name, goroot)));
        }
    }
    for table in &tables {
        let names = &units[table.unit].files;
        files.units[table.unit] = files.cutab.len() as u32;
        let entries = table.places.iter().zip(names).take(table.len);
        // Another unit may use a file that this one has and does not use.
        files
            .cutab
            .extend(entries.map(|(&place, name)| match place {
                UNUSED => by_name.get(name).copied().unwrap_or(UNUSED),
                place => place,
            }));
    }
    files
}

/// Numbers the units in the order of functions; returns the tables by number, and the
/// numbers by unit.
fn unit_tables(units: &[Unit<'_>], chunks: &[Chunk]) -> (Vec<UnitFiles>, Vec<u32>) {
    let mut tables: Vec<UnitFiles> = Vec::new();
    let mut numbers = vec![0; units.len()];
    let mut seen = vec![false; units.len()];
    let mut last = NO_UNIT;
    for row in chunks.iter().flat_map(|chunk| &chunk.rows) {
        if row.unit == last {
            continue;
        }
        last = row.unit;
        let index = row.unit as usize;
        if let Some(seen) = seen.get_mut(index)
            && !std::mem::replace(seen, true)
        {
            numbers[index] = tables.len() as u32;
            tables.push(UnitFiles {
                unit: index,
                places: vec![UNUSED; units[index].files.len()],
                len: 0,
            });
        }
    }
    (tables, numbers)
}

/// Replaces `$GOROOT` at the start of a file name.
fn expand<'n>(name: &'n [u8], goroot: &str) -> Cow<'n, [u8]> {
    // The compiler quotes bytes that are not UTF-8, but an archive may be damaged.
    match goroot::expand(&os_str::decode_cow(name), goroot) {
        Some(expanded) => Cow::Owned(os_str::encode(&expanded).into_owned()),
        None => Cow::Borrowed(name),
    }
}

impl<'a> Files<'a> {
    fn add(&mut self, name: Cow<'a, [u8]>) -> u32 {
        let place = self.size as u32;
        self.size += name.len() as u64 + 1;
        self.names.push(name);
        place
    }

    /// Returns the number of files.
    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    /// Returns the size of `runtime.filetab`.
    pub(super) fn size(&self) -> i64 {
        self.size.cast_signed()
    }

    /// Returns the size of `runtime.cutab`.
    pub(super) fn cutab_size(&self) -> i64 {
        4 * self.cutab.len() as i64
    }

    /// Returns the start of the entries of a unit in `runtime.cutab`.
    pub(super) fn unit(&self, unit: u32) -> u32 {
        self.units.get(unit as usize).copied().unwrap_or(UNUSED)
    }

    /// Writes `runtime.cutab`.
    pub(super) fn write_cutab(&self, out: &mut [u8]) {
        for (place, entry) in out.as_chunks_mut().0.iter_mut().zip(&self.cutab) {
            *place = entry.to_le_bytes();
        }
    }

    /// Writes `runtime.filetab`.
    pub(super) fn write(&self, out: &mut [u8]) {
        let mut at = 0;
        for name in &self.names {
            out[at..at + name.len()].copy_from_slice(name);
            at += name.len() + 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::chunk::FileUse;
    use super::super::chunk::Row;
    use super::*;

    #[test]
    fn goroot_in_names() {
        let cases: [(&[u8], &[u8]); 3] = [
            (b"$GOROOT/src/a.go", b"/sdk/src/a.go"),
            (b"/w/\xf0\xff.go", b"/w/\xf0\xff.go"),
            (b"$GOROOT/\xf0\xff.go", b"/sdk/\xf0\xff.go"),
        ];
        for (name, expected) in cases {
            assert_eq!(&*expand(name, "/sdk"), expected);
        }
    }

    #[test]
    fn tables_of_units() {
        let unit = |files: &[&'static [u8]]| Unit {
            files: files.to_vec(),
            ..Unit::default()
        };
        let units = [
            unit(&[b"a", b"b", b"dead", b"c"]),
            unit(&[b"unused"]),
            unit(&[b"b", b"a"]),
        ];
        let row = |unit| Row {
            unit,
            ..Row::default()
        };
        let used = |unit, file| FileUse { unit, file };
        let chunk = Chunk {
            rows: vec![row(2), row(0), row(NO_UNIT), row(2)],
            files: vec![used(2, 1), used(0, 3), used(0, 1), used(0, 3)],
            ..Chunk::default()
        };
        let chunks = [chunk];
        assert_eq!(unit_tables(&units, &chunks).1, [1, 0, 0]);
        let files = number(&units, &chunks, "");
        assert_eq!(files.cutab, [4, 0, 0, 4, UNUSED, 2]);
        assert_eq!((files.unit(2), files.unit(0)), (0, 2));
        assert_eq!((files.unit(1), files.unit(NO_UNIT)), (UNUSED, UNUSED));
        let mut out = [0; 6];
        files.write(&mut out);
        assert_eq!(&out, b"a\0c\0b\0");
    }
}
