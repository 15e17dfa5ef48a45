//! The encoding of an opcode in a release.
//!
//! Counterpart: cmd/internal/obj/x86/asm6.go (`opindex`).

use super::optab;
use super::optab_25;
use super::optab_27;
use super::rows::ABSENT;
use super::rows::Encoding;
use crate::options::Release;
use crate::prog::As;
use crate::prog::op;

/// Returns the row of an opcode in a release.
pub(super) fn find(opcode: As, release: Release) -> Option<Encoding> {
    let index = opcode.0 & op::MASK;
    let differences: &[(u16, Encoding)] = match release {
        Release::Go125 => &optab_25::OPTAB,
        Release::Go126 => &[],
        Release::Go127 => &optab_27::OPTAB,
    };
    let found = match differences.iter().find(|row| row.0 == index) {
        Some(row) => Some(row.1),
        None => optab::OPTAB.get(usize::from(index)).copied(),
    };
    found.filter(|row| row.prefix != ABSENT)
}
