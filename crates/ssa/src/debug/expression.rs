//! Locations as expressions of DWARF.
//!
//! Counterpart: `writePendingEntry` of cmd/compile/internal/ssa/debug.go, and cmd/internal/dwarf.

use vamos_base::golang::dwarf;

use super::location::Location;
use crate::rules::Refusal;

const REG0: u8 = 0x50;
const REGX: u8 = 0x90;
const PIECE: u8 = 0x93;

/// The number of registers that have an operation of their own.
const SHORT_REGISTERS: u64 = 32;

/// Adds a place on the stack.
pub(super) fn add_stack(out: &mut Vec<u8>, offset: i32) {
    dwarf::put_frame_place(out, offset.into());
}

/// Adds a register, by its number in DWARF.
pub(super) fn add_register(out: &mut Vec<u8>, number: i16) -> Result<(), Refusal> {
    let number = u64::try_from(number).map_err(|_| Refusal::Invalid)?;
    if number < SHORT_REGISTERS {
        out.push(REG0 + number as u8);
        return Ok(());
    }
    out.push(REGX);
    dwarf::put_uleb128(out, number);
    Ok(())
}

/// Adds the size of the part whose place was added last.
pub(super) fn add_piece(out: &mut Vec<u8>, size: i64) {
    out.push(PIECE);
    dwarf::put_uleb128(out, size as u64);
}

/// Adds a location, unless it is absent.
pub(super) fn add(out: &mut Vec<u8>, location: Location, registers: &[i16]) -> Result<(), Refusal> {
    if let Some(offset) = location.stack {
        add_stack(out, offset);
    } else if location.registers != 0 {
        let first = location.registers.trailing_zeros() as usize;
        add_register(out, *registers.get(first).ok_or(Refusal::Invalid)?)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_the_bytes_of_the_standard() {
        let mut out = Vec::new();
        add_stack(&mut out, -129);
        add_stack(&mut out, 63);
        add_register(&mut out, 31).unwrap();
        add_register(&mut out, 33).unwrap();
        add_piece(&mut out, 200);
        let expected = [
            0x91,
            0xff,
            0x7e,
            0x91,
            63,
            REG0 + 31,
            REGX,
            33,
            PIECE,
            0xc8,
            1,
        ];
        assert_eq!(out, expected);
        assert!(add_register(&mut out, -1).is_err());
    }
}
