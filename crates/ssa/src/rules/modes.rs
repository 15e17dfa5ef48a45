//! The operations that take a sum of addresses, from the SDK's table.
//!
//! Counterpart: cmd/compile/internal/ssa/addressingmodes.go (`combine`, `needSplit`).

use crate::hash::Map;

/// Operations that take an address with an index.
#[derive(Clone, Debug, Default)]
pub(crate) struct Modes {
    /// The combined operation, by the operations of the value and of its address.
    combined: Map<(u16, u16), u16>,
    /// For each operation, the bits [`FIRST`] and [`SPLIT`].
    properties: Vec<u8>,
}

/// The operation is one of the first in pairs.
const FIRST: u8 = 1;
/// The operation is faster as two.
const SPLIT: u8 = 2;

impl Modes {
    /// Reads the table; an error is a line that is not understood.
    pub(super) fn read(
        text: &str,
        number: impl Fn(&str) -> Option<u16>,
        count: usize,
    ) -> Result<Self, String> {
        let mut found = Self {
            properties: vec![0; count],
            ..Self::default()
        };
        let mut mark = |op: u16, bit: u8| found.properties[usize::from(op)] |= bit;
        for line in text.lines().map(str::trim) {
            if let Some(pair) = line.strip_prefix("[2]Op{Op") {
                let row = pair.split_once("}:").and_then(|(pair, combined)| {
                    let (first, second) = pair.split_once(", ")?;
                    let first = number(&format!("Op{first}"))?;
                    let combined = number(combined.trim().strip_suffix(',')?)?;
                    Some(((first, number(second)?), combined))
                });
                let (pair, combined) = row.ok_or_else(|| line.to_owned())?;
                found.combined.insert(pair, combined);
                mark(pair.0, FIRST);
            } else if let Some(op) = line.strip_suffix(": true,") {
                let op = number(op).ok_or_else(|| line.to_owned())?;
                mark(op, SPLIT);
            }
        }
        Ok(found)
    }

    fn has(&self, op: u16, bit: u8) -> bool {
        let properties = self.properties.get(usize::from(op));
        properties.is_some_and(|properties| properties & bit != 0)
    }

    /// Reports whether an operation can be combined with some addresses.
    pub(crate) fn has_first(&self, op: u16) -> bool {
        self.has(op, FIRST)
    }

    /// Reports whether a combined operation is faster as two.
    pub(crate) fn needs_split(&self, op: u16) -> bool {
        self.has(op, SPLIT)
    }

    /// Returns the combination of an operation with the operation of its address.
    pub(crate) fn combined(&self, op: u16, address: u16) -> Option<u16> {
        self.combined.get(&(op, address)).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "
var needSplit = map[Op]bool{
	OpAMD64CMPBloadidx1: true,
}
var combine = map[[2]Op]Op{
	// amd64
	[2]Op{OpAMD64MOVBload, OpAMD64ADDQ}:  OpAMD64MOVBloadidx1,
}
";

    fn number(name: &str) -> Option<u16> {
        let names = ["MOVBload", "ADDQ", "MOVBloadidx1", "CMPBloadidx1"];
        let name = name.strip_prefix("OpAMD64")?;
        let at = names.iter().position(|known| *known == name)?;
        Some(at as u16)
    }

    #[test]
    fn the_table_has_pairs_and_splits() {
        let modes = Modes::read(TABLE, number, 4).unwrap();
        assert_eq!(modes.combined(0, 1), Some(2));
        assert_eq!(modes.combined(1, 0), None);
        assert!(modes.has_first(0) && !modes.has_first(1) && !modes.has_first(9));
        assert!(modes.needs_split(3) && !modes.needs_split(2));
    }

    #[test]
    fn an_unknown_line_is_an_error() {
        let text = TABLE.replace("ADDQ}:", "ADDX}:");
        assert!(Modes::read(&text, number, 4).is_err());
        let text = TABLE.replace("CMPB", "CMPX");
        assert!(Modes::read(&text, number, 4).is_err());
    }
}
