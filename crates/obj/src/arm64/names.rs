//! Names of registers, lists of registers, special operands and classes.
//!
//! Counterpart: cmd/internal/obj/arm64/list7.go.

use super::classes as c;
use super::registers as r;

/// Arrangements by number, as they are written.
const ARRANGEMENTS: [&str; 13] = [
    "B8", "B16", "D1", "H4", "H8", "S2", "S4", "D2", "Q1", "B", "H", "S", "D",
];
/// Extensions by number.
const EXTENSIONS: [&str; 8] = [
    "UXTB", "UXTH", "UXTW", "UXTX", "SXTB", "SXTH", "SXTW", "SXTX",
];

/// Returns the name of a register.
pub(super) fn register(reg: i32) -> String {
    let limit = i32::from(r::REG_SPECIAL) + 1024;
    match i16::try_from(reg) {
        Ok(number) if (i32::from(r::REG_R0)..limit).contains(&reg) => machine_register(number),
        _ => format!("R???{reg}"),
    }
}

/// Returns the name of a register of this machine.
fn machine_register(reg: i16) -> String {
    let (number, amount) = (reg & 31, reg >> 5 & 7);
    let arrangement = || ARRANGEMENTS.get((reg >> 5 & 15) as usize).unwrap_or(&"");
    match reg {
        r::REGG => "g".to_owned(),
        r::REG_R0..=r::REG_R30 => format!("R{}", reg - r::REG_R0),
        r::REG_R31 => "ZR".to_owned(),
        r::REG_F0..=r::REG_F31 => format!("F{}", reg - r::REG_F0),
        r::REG_V0..=r::REG_V31 => format!("V{}", reg - r::REG_V0),
        r::REGSP => "RSP".to_owned(),
        _ if (r::REG_UXTB..r::REG_SPECIAL).contains(&reg) => {
            let extension = EXTENSIONS[((reg - r::REG_UXTB) >> 8) as usize & 7];
            let name = match number {
                31 => "ZR".to_owned(),
                _ => format!("R{number}"),
            };
            match amount {
                0 => format!("{name}.{extension}"),
                _ => format!("{name}.{extension}<<{amount}"),
            }
        }
        _ if (r::REG_LSL..r::REG_LSL + (1 << 8)).contains(&reg) => {
            format!("R{number}<<{amount}")
        }
        _ if (r::REG_ARNG..r::REG_ELEM_END).contains(&reg) => {
            format!("V{number}.{}", arrangement())
        }
        _ => match system_register(reg) {
            Some(row) => row.0.to_owned(),
            None => format!("badreg({reg})"),
        },
    }
}

/// Returns the table row of a system register.
pub(super) fn system_register(reg: i16) -> Option<&'static (&'static str, i16, u32, u8)> {
    let first = r::SYSTEM_REGISTERS.first()?.1;
    let index = usize::try_from(reg.checked_sub(first)?).ok()?;
    r::SYSTEM_REGISTERS.get(index)
}

/// Returns the text of a list of registers.
pub(super) fn list(list: i64) -> String {
    let first = list & 31;
    let count = match list >> 12 & 15 {
        0x7 => 1,
        0xa => 2,
        0x6 => 3,
        0x2 => 4,
        _ => 0,
    };
    if count == 0 {
        return "]".to_owned();
    }
    let arrangement = match (list >> 30 & 1) << 2 | list >> 10 & 3 {
        0 => "B8",
        4 => "B16",
        1 => "H4",
        5 => "H8",
        2 => "S2",
        6 => "S4",
        3 => "D1",
        _ => "D2",
    };
    let names = (0..count).map(|at| format!("V{}.{arrangement}", (first + at) & 31));
    format!("[{}]", names.collect::<Vec<_>>().join(","))
}

/// Returns the name of a special operand.
pub(super) fn special(number: i64) -> String {
    let index = usize::try_from(number).ok();
    match index.and_then(|index| c::SPECIAL.get(index)) {
        Some(name) => (*name).to_owned(),
        None => format!("SPC???{number}"),
    }
}

/// Returns the names of special operands by number.
pub fn special_operands() -> &'static [&'static str] {
    &c::SPECIAL
}

/// Returns the name of a class.
pub(super) fn class(class: u8) -> &'static str {
    match class {
        0 => "C_??",
        _ => c::NAMES.get(usize::from(class)).copied().unwrap_or("C_??"),
    }
}

/// Returns the text of an opcode's suffix (`obj.CConvARM`).
pub(super) fn suffix(bits: u8) -> String {
    const CONDITIONS: [&str; 16] = [
        ".EQ", ".NE", ".CS", ".CC", ".MI", ".PL", ".VS", ".VC", ".HI", ".LS", ".GE", ".LT", ".GT",
        ".LE", "", ".NV",
    ];
    let mut text = CONDITIONS[usize::from(bits & 15 ^ 14)].to_owned();
    for (bit, suffix) in [
        (1 << 4, ".S"),
        (1 << 5, ".P"),
        (1 << 6, ".W"),
        (1 << 7, ".U"),
    ] {
        if bits & bit != 0 {
            text.push_str(suffix);
        }
    }
    text
}
