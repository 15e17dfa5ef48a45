//! Whole links of a real program with damaged archives: an error or an output, no panic.
//!
//! An input is a list of changes of eight bytes each, so that the fuzzer keeps the
//! rest of the program whole: a changed object is read, and its symbols reach late passes.
//! Counterpart: none; the official linker panics on many of these.

use std::sync::LazyLock;

use vamos_objfile::archive;
use vamos_objfile::archive::EntryKind;
use vamos_objfile::goobj::MAGIC;

use super::Target;
use super::built::FOR_MACOS;
use super::built::FOR_WINDOWS;
use super::built::PLAIN;
use super::built::Program;
use super::built::WITH_C;

pub(super) const LINK: Target = of_links("link", |data| {
    link(&PLAIN, &PLACES, &[], data);
});

pub(super) const LINK_ELF: Target = of_links("link_elf", |data| {
    link(&WITH_C, &PLACES_WITH_C, &[], data);
});

pub(super) const LINK_OBJECT: Target = of_links("link_object", |data| {
    link(&WITH_C, &PLACES_OF_GO, EXTERNAL, data);
});

pub(super) const LINK_PE: Target = of_links("link_pe", |data| {
    link(&FOR_WINDOWS, &PLACES_FOR_WINDOWS, &[], data);
});

pub(super) const LINK_MACHO: Target = of_links("link_macho", |data| {
    link(&FOR_MACOS, &PLACES_FOR_MACOS, &[], data);
});

/// Makes an object for the system's linker.
const EXTERNAL: &[&str] = &["-linkmode=external"];

const fn of_links(name: &'static str, run: fn(&[u8])) -> Target {
    Target {
        name,
        run,
        seeds,
        words: &[],
        brief: 6,
    }
}

static PLACES: LazyLock<Vec<Vec<Area>>> = LazyLock::new(|| areas(&PLAIN, false));

static PLACES_FOR_WINDOWS: LazyLock<Vec<Vec<Area>>> = LazyLock::new(|| areas(&FOR_WINDOWS, false));

static PLACES_FOR_MACOS: LazyLock<Vec<Vec<Area>>> = LazyLock::new(|| areas(&FOR_MACOS, false));

static PLACES_OF_GO: LazyLock<Vec<Vec<Area>>> = LazyLock::new(|| areas(&WITH_C, false));

static PLACES_WITH_C: LazyLock<Vec<Vec<Area>>> = LazyLock::new(|| areas(&WITH_C, true));

/// A part of an archive: start and length.
type Area = (usize, usize);

const CHANGE: usize = 8;

/// More changes than that rarely get past the first of them.
const CHANGES: usize = 6;

/// Numbers that are tempting as lengths, offsets and indices.
const NUMBERS: [u32; 8] = [
    0,
    1,
    8,
    0xffff,
    0x7fff_ffff,
    0x8000_0000,
    0xffff_fff0,
    u32::MAX,
];

/// A few archives, each with one change, of each kind.
fn seeds() -> Vec<Vec<u8>> {
    let seed = |n: u8| vec![n.wrapping_mul(7), n % 8, n / 2, n, n / 3, 0, n % 8, 0];
    (0..96).map(seed).collect()
}

/// Returns the areas of each archive, small and large ones: headers, and the blocks of each
/// object. With `elf_only` these are the parts of objects of the C compiler.
fn areas(program: &Program, elf_only: bool) -> Vec<Vec<Area>> {
    let areas = |archive: &Vec<u8>| {
        let mut areas = Vec::new();
        for entry in archive::parse(b"", archive, false).unwrap_or_default() {
            let (start, size) = (entry.offset as usize, entry.size as usize);
            let data = entry.data(archive).unwrap_or_default();
            match entry.kind {
                EntryKind::GoObject if !elf_only => {
                    areas.push((start.saturating_sub(60), 60));
                    areas.push((start, size));
                    blocks(data, start, &mut areas);
                }
                EntryKind::Native if data.starts_with(b"\x7fELF") => {
                    areas.push((start, 64));
                    areas.push((start, size));
                    sections(data, start, &mut areas);
                }
                _ => {}
            }
        }
        areas
    };
    let archives = program.packages.iter().map(|package| &package.archive);
    archives.map(areas).collect()
}

/// Adds the header of a Go object and its blocks.
fn blocks(data: &[u8], start: usize, areas: &mut Vec<Area>) {
    let Some(at) = data.windows(MAGIC.len()).position(|bytes| bytes == MAGIC) else {
        return;
    };
    let table = data[at + 20..].as_chunks::<4>().0;
    let offsets: Vec<usize> = table
        .iter()
        .take(19)
        .map(|offset| u32::from_le_bytes(*offset) as usize)
        .collect();
    areas.push((start + at, 96));
    for pair in offsets.windows(2) {
        areas.push((start + at + pair[0], pair[1].saturating_sub(pair[0])));
    }
}

/// Adds the table of sections of an ELF object, and each section.
fn sections(data: &[u8], start: usize, areas: &mut Vec<Area>) {
    let word = |at: usize| {
        let bytes = data.get(at..).and_then(<[u8]>::first_chunk);
        bytes.map_or(0, |bytes| u64::from_le_bytes(*bytes) as usize)
    };
    let table = word(40);
    areas.push((start + table, data.len().saturating_sub(table)));
    for header in (table..data.len()).step_by(64) {
        areas.push((start + word(header + 24), word(header + 32)));
    }
}

/// Links with changes and these flags; reports whether there is an output.
fn link(program: &Program, places: &[Vec<Area>], flags: &[&str], data: &[u8]) -> bool {
    let mut changed: Vec<Option<Vec<u8>>> = vec![None; places.len()];
    let usable: Vec<usize> = (0..places.len())
        .filter(|&index| !places[index].is_empty())
        .collect();
    if usable.is_empty() {
        return false;
    }
    for change in data.as_chunks::<CHANGE>().0.iter().take(CHANGES) {
        // Half of the changes are in the most used part: the last two archives.
        let pick = usize::from(change[0] / 2);
        let index = match change[0] % 2 {
            0 => usable[usable.len() - 1 - pick % usable.len().min(2)],
            _ => usable[pick % usable.len()],
        };
        let original = &program.packages[index].archive;
        let bytes = changed[index].get_or_insert_with(|| original.clone());
        let areas = &places[index];
        apply(bytes, areas[usize::from(change[2]) % areas.len()], *change);
    }
    let archives: Vec<(&str, &[u8])> = program
        .packages
        .iter()
        .zip(&changed)
        .map(|(package, changed)| {
            let bytes = changed.as_ref().unwrap_or(&package.archive);
            (package.path.as_str(), bytes.as_slice())
        })
        .collect();
    program.link(&archives, flags)
}

/// Applies a change inside an area.
fn apply(bytes: &mut Vec<u8>, (start, len): Area, change: [u8; CHANGE]) {
    let [_, kind, _, a, b, c, value, more] = change;
    let at = start + u32::from_le_bytes([a, b, c, 0]) as usize % len.max(1);
    let mut number = |number: u32| {
        for (slot, byte) in bytes.iter_mut().skip(at).zip(number.to_le_bytes()) {
            *slot = byte;
        }
    };
    match kind % 8 {
        0 => number(NUMBERS[usize::from(value) % NUMBERS.len()]),
        1 => number(u32::from(value) | u32::from(more) << 8),
        2 => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte = value;
            }
        }
        3 => {
            // Another record of the same area.
            let from = start + (usize::from(value) | usize::from(more) << 8) % len.max(1);
            let record: Vec<u8> = bytes.iter().skip(from).take(8).copied().collect();
            for (slot, byte) in bytes.iter_mut().skip(at).zip(record) {
                *slot = byte;
            }
        }
        4 => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte = byte.wrapping_add(value);
            }
        }
        5 if value % 4 == 0 => bytes.truncate(at),
        6 if value % 4 == 0 => {
            let end = (at + usize::from(more)).min(bytes.len());
            bytes.drain(at.min(end)..end);
        }
        _ => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 1 << (value % 8);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::EXTERNAL;
    use super::PLACES;
    use super::PLACES_FOR_MACOS;
    use super::PLACES_FOR_WINDOWS;
    use super::PLACES_OF_GO;
    use super::PLACES_WITH_C;
    use super::link;
    use crate::targets::built::FOR_MACOS;
    use crate::targets::built::FOR_WINDOWS;
    use crate::targets::built::PLAIN;
    use crate::targets::built::WITH_C;

    #[test]
    fn the_programs_link_without_changes() {
        if !PLAIN.packages.is_empty() {
            assert!(link(&PLAIN, &PLACES, &[], &[]));
        }
        if !FOR_WINDOWS.packages.is_empty() {
            assert!(link(&FOR_WINDOWS, &PLACES_FOR_WINDOWS, &[], &[]));
        }
        if !FOR_MACOS.packages.is_empty() {
            assert!(link(&FOR_MACOS, &PLACES_FOR_MACOS, &[], &[]));
        }
        if !WITH_C.packages.is_empty() {
            assert!(link(&WITH_C, &PLACES_WITH_C, &[], &[]));
            assert!(link(&WITH_C, &PLACES_OF_GO, EXTERNAL, &[]));
        }
    }
}
