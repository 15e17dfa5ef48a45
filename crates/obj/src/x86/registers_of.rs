//! Numbers of registers in instructions.
//!
//! Counterpart: cmd/internal/obj/x86/asm6.go (`reg`, `regrex`, `regIndex`), list6.go.

use super::classes as c;
use super::evex::decode_register_range;
use super::registers as r;

/// Returns the low three bits of a register's number; all bits if there is no number, as upstream.
pub(super) fn number(reg: i16) -> u8 {
    let number = place(reg).map_or(-1, |at| r::NUMBERS[at]);
    number.cast_unsigned()
}

/// Returns the bits of a REX prefix that the register needs, in each position of the register.
pub(super) fn rex(reg: i16) -> u8 {
    place(reg).map_or(0, |at| r::REX[at])
}

fn place(reg: i16) -> Option<usize> {
    let at = usize::try_from(reg.checked_sub(r::REG_AL)?).ok()?;
    (at < r::NUMBERS.len()).then_some(at)
}

/// Returns the number of a register in five bits.
pub(super) fn register_index(reg: i16) -> i32 {
    let rex = rex(reg);
    i32::from(number(reg) | (rex & c::RXR) << 1 | rex & c::RXREVEX)
}

/// Returns the name of a register.
pub(crate) fn register_name(reg: i16) -> String {
    let names = r::REGISTERS.get((i32::from(reg) - i32::from(r::REG_AL)) as usize);
    match names {
        Some(name) => (*name).to_owned(),
        None => format!("Rgok({})", i32::from(reg) - i32::from(r::REG_AL)),
    }
}

/// Returns the text of a list of registers.
pub(crate) fn list_name(list: i64) -> String {
    let (first, last) = decode_register_range(list);
    format!("[{}-{}]", register_name(first), register_name(last))
}
