//! AVX-512: the bits of table rows, suffixes of opcodes, compressed displacements.
//!
//! Counterpart: cmd/internal/obj/x86/evex.go.

use vamos_base::golang::quote::quote;

use super::optab::SUFFIXES;
use super::rows::Encoding;
use crate::prog::Prog;

/// The contents of an opcode's three bytes in the table.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct EvexBits {
    b1: u8,
    b2: u8,
    /// The opcode byte.
    pub(super) opcode: u8,
}

impl EvexBits {
    /// Reads the bits at a place of an encoding's opcode bytes.
    pub(super) fn new(z: usize, encoding: Encoding) -> Self {
        Self {
            b1: encoding.byte(z),
            b2: encoding.byte(z + 1),
            opcode: encoding.byte(z + 2),
        }
    }

    /// EVEX.pp.
    pub(super) fn p(self) -> u8 {
        self.b1 & 0x03
    }

    /// EVEX.L'L.
    pub(super) fn l(self) -> u8 {
        (self.b1 & 0x0c) >> 2
    }

    /// EVEX.mm.
    pub(super) fn m(self) -> u8 {
        (self.b1 & 0x30) >> 4
    }

    /// EVEX.W.
    pub(super) fn w(self) -> u8 {
        self.b1 >> 7
    }

    /// True if the suffix BCST is permitted.
    pub(super) fn allows_broadcast(self) -> bool {
        self.b2 & 0x18 != 0
    }

    /// True if the suffix Z is permitted.
    pub(super) fn allows_zeroing(self) -> bool {
        self.b2 & 0x04 != 0
    }

    /// True if the suffixes that choose a rounding are permitted.
    pub(super) fn allows_rounding(self) -> bool {
        self.b2 & 0x02 != 0
    }

    /// True if the suffix SAE is permitted.
    pub(super) fn allows_sae(self) -> bool {
        self.b2 & 0x01 != 0
    }

    /// The factor of a displacement of eight bits, in bytes.
    pub(super) fn displacement_unit(self, is_broadcast: bool) -> i32 {
        match is_broadcast {
            true => match self.b2 & 0x18 {
                0x08 => 4,
                0x10 => 8,
                _ => 1,
            },
            false => 1 << (self.b2 >> 5),
        }
    }
}

/// The effects of an opcode's suffix.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Suffix {
    /// EVEX.L'L of an explicit rounding.
    pub(super) rounding: Option<u8>,
    /// No exceptions.
    pub(super) is_sae: bool,
    /// Masked elements become zero.
    pub(super) is_zeroing: bool,
    /// One element is read from memory and repeated.
    pub(super) is_broadcast: bool,
}

impl Suffix {
    /// Returns the effects of the suffix with this number.
    pub(super) fn of(number: u8) -> Self {
        let mut suffix = Self::default();
        let text = SUFFIXES.get(usize::from(number)).copied();
        for part in text.unwrap_or_default().split('.') {
            match part {
                "Z" => suffix.is_zeroing = true,
                "BCST" => suffix.is_broadcast = true,
                "SAE" => suffix.is_sae = true,
                "RN_SAE" => suffix.rounding = Some(0),
                "RD_SAE" => suffix.rounding = Some(1),
                "RU_SAE" => suffix.rounding = Some(2),
                "RZ_SAE" => suffix.rounding = Some(3),
                _ => {}
            }
        }
        suffix
    }
}

/// Returns the displacement in units of `unit`, if it is a multiple and fits.
pub(super) fn compressed(displacement: i32, unit: i32) -> Option<u8> {
    if displacement % unit != 0 {
        return None;
    }
    i8::try_from(displacement / unit)
        .ok()
        .map(i8::cast_unsigned)
}

/// Packs a range of registers as an operand's offset.
pub fn encode_register_range(first: i16, last: i16) -> i64 {
    i64::from(first) | i64::from(last) << 16 | REGISTER_LIST
}

/// Marks an offset as a list of x86 registers.
const REGISTER_LIST: i64 = 1 << 61;

/// Returns the first and the last register of a range.
pub(super) fn decode_register_range(list: i64) -> (i16, i16) {
    ((list & 0xffff) as i16, (list >> 16 & 0xffff) as i16)
}

/// Gives an instruction the suffix that is written `text` (a leading dot does not count).
///
/// # Errors
/// The suffix is invalid; the text of the error.
pub fn parse_suffix(prog: &mut Prog, text: &str) -> Result<(), String> {
    prog.scond = suffix_number(text)?;
    Ok(())
}

/// Returns the number of a suffix, or its error.
fn suffix_number(text: &str) -> Result<u8, String> {
    let text = text.strip_prefix('.').unwrap_or(text);
    let valid = &SUFFIXES[..SUFFIXES.len() - 1];
    match valid.iter().position(|suffix| *suffix == text) {
        Some(number) => Ok(number as u8),
        None => Err(suffix_error(text)),
    }
}

/// Returns the error of a suffix.
fn suffix_error(text: &str) -> String {
    let mut messages = Vec::new();
    let parts: Vec<&str> = text.split('.').collect();
    let (mut has_broadcast, mut has_rounding) = (false, false);
    for (at, part) in parts.iter().enumerate() {
        let is_seen = parts[..at].contains(part);
        match *part {
            "Z" if at != parts.len() - 1 => {
                messages.push("Z suffix should be the last".to_owned());
            }
            "Z" => {}
            "BCST" => has_broadcast = true,
            "SAE" | "RN_SAE" | "RZ_SAE" | "RD_SAE" | "RU_SAE" => has_rounding = true,
            _ if !is_seen => messages.push(format!("unknown suffix {}", quote(part))),
            _ => {}
        }
        if is_seen {
            messages.push(format!("duplicate suffix {}", quote(part)));
        }
    }
    if has_broadcast && has_rounding {
        messages.push("can't combine rounding/SAE and broadcast".to_owned());
    }
    match messages.is_empty() {
        true => "bad suffix combination".to_owned(),
        false => messages.join("; "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suffixes() {
        assert_eq!(suffix_number(".Z"), Ok(1));
        assert_eq!(
            suffix_number("Z.BCST.SAE.X.X").unwrap_err(),
            "Z suffix should be the last; unknown suffix \"X\"; duplicate suffix \"X\"; \
             can't combine rounding/SAE and broadcast"
        );
        let suffix = Suffix::of(suffix_number("RZ_SAE.Z").expect("a suffix"));
        assert_eq!(suffix.rounding, Some(3));
        assert!(suffix.is_zeroing);
    }

    #[test]
    fn displacements() {
        assert_eq!(compressed(64, 64), Some(1));
        assert_eq!(compressed(-128 * 64, 64), Some(0x80));
        assert_eq!(compressed(63, 64), None);
        assert_eq!(compressed(128 * 64, 64), None);
    }
}
