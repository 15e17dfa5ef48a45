//! The search for the encoding of an instruction.
//!
//! Counterpart: cmd/internal/obj/arm64/asm7.go (`oprange`, `xcmp`).

use super::classes as c;
use super::optab;
use super::optab_25;
use super::optab_27;
use super::rows::Encoding;
use crate::options::Release;
use crate::prog::As;
use crate::prog::op;

/// Returns the row of a number that was found before.
pub(super) fn numbered(number: u16) -> Option<Encoding> {
    optab::OPTAB
        .get(usize::from(number).checked_sub(1)?)
        .copied()
}

/// Finds the first row that fits; returns its number from 1 on, 0 for a row of another release.
pub(super) fn find(
    opcode: As,
    classes: [u8; 5],
    scond: u8,
    release: Release,
) -> Option<(u16, Encoding)> {
    let index = opcode.0 & op::MASK;
    let differences: &[(u16, &[Encoding])] = match release {
        Release::Go125 => &optab_25::OPTAB,
        Release::Go126 => &[],
        Release::Go127 => &optab_27::OPTAB,
    };
    if let Some((_, rows)) = differences.iter().find(|row| row.0 == index) {
        let fits = |row: &&Encoding| row_fits(row, classes, scond);
        return rows.iter().find(fits).map(|row| (0, *row));
    }
    let (first, count) = *optab::RANGES.get(usize::from(index))?;
    let rows = &optab::OPTAB[usize::from(first)..usize::from(first + count)];
    let at = rows.iter().position(|row| row_fits(row, classes, scond))?;
    Some((first + at as u16 + 1, rows[at]))
}

/// True if a row accepts operands of these classes.
fn row_fits(row: &Encoding, classes: [u8; 5], scond: u8) -> bool {
    let mut pairs = classes.iter().zip(&row.classes);
    pairs.all(|(class, pattern)| covers(*pattern, *class)) && row.scond == scond
}

/// True if a row with `pattern` accepts an operand of class `class`.
pub(super) fn covers(pattern: u8, class: u8) -> bool {
    debug_assert!(pattern < c::C_NCLASS, "a class of the table");
    c::COVER[usize::from(class)] >> pattern & 1 != 0
}

/// Returns the bits of an opcode in one kind of instruction, in a release where they differ from
/// the table; the kind is the kind of the table's name.
pub(super) fn other_bits(kind: &str, opcode: As, release: Release) -> Option<Option<u32>> {
    let rows: &[(&str, u16, Option<u32>)] = match release {
        Release::Go125 => &optab_25::BITS,
        Release::Go126 => &[],
        Release::Go127 => &optab_27::BITS,
    };
    let mut rows = rows.iter();
    let found = rows.find(|row| row.0 == kind && row.1 == opcode.0);
    found.map(|row| row.2)
}

/// Returns the bits of an opcode in one kind of instruction.
pub(super) fn bits(table: &[(u16, u32)], opcode: As) -> Option<u32> {
    let at = table.binary_search_by_key(&opcode.0, |row| row.0).ok()?;
    Some(table[at].1)
}
