//! Numbers of arm64 that are the same for all releases.
//!
//! Counterpart: none; upstream numbers opcodes and operands anew in each release.

use super::Release;
use super::dump::Dump;
use super::rust::number;

/// First number of the architecture's opcodes.
pub(super) const FIRST: i64 = 5 * 2048 + 15;

/// The numbers of names in the encoder: the base release's, then the additions of Go 1.27.
pub(super) struct Numbers {
    /// Opcodes.
    pub(super) ops: Vec<(String, i64)>,
    /// Special operands.
    pub(super) special: Vec<(String, i64)>,
}

impl Numbers {
    /// Returns the numbers of all names.
    pub(super) fn new(base: &Release, later: Option<&Release>) -> Result<Self, String> {
        let list = |table: &str| {
            let mut all: Vec<(String, i64)> = Vec::new();
            for row in base.arm64.rows(table) {
                all.push((row[0].clone(), number(&row[1])?));
            }
            let mut next = all.last().map_or(0, |row| row.1) + 1;
            for row in later.iter().flat_map(|later| later.arm64.rows(table)) {
                if !all.iter().any(|known| known.0 == row[0]) {
                    all.push((row[0].clone(), next));
                    next += 1;
                }
            }
            Ok::<_, String>(all)
        };
        Ok(Self {
            ops: list("as")?,
            special: list("special")?,
        })
    }

    /// Returns a dump with these numbers.
    pub(super) fn translate(&self, dump: &Dump, base: &Dump) -> Result<Dump, String> {
        let map = |table: &str, numbers: &[(String, i64)]| {
            let mut map: Vec<(String, String)> = Vec::new();
            for row in dump.rows(table) {
                let found = numbers.iter().find(|known| known.0 == row[0]);
                if let Some(known) = found {
                    map.push((row[1].clone(), known.1.to_string()));
                }
            }
            map
        };
        let base_registers: Result<Vec<(String, i64)>, String> = base
            .rows("reg")
            .map(|row| Ok((row[0].clone(), number(&row[1])?)))
            .collect();
        let ops = map("as", &self.ops);
        let special = map("special", &self.special);
        let registers = map("reg", &base_registers?);
        let change = |field: &mut String, map: &[(String, String)]| {
            if let Some(known) = map.iter().find(|known| known.0 == *field) {
                field.clone_from(&known.1);
            }
        };
        Ok(dump.map(|row| match row[0].as_str() {
            "optab" => {
                change(&mut row[1], &ops);
                change(&mut row[5], &registers);
            }
            "range" => {
                // The low bits of an opcode of this machine.
                let full = row[1].parse::<i64>().unwrap_or(0);
                let base = if full < 15 { 0 } else { FIRST - 15 };
                let mut text = (full + base).to_string();
                change(&mut text, &ops);
                let full = text.parse::<i64>().unwrap_or(0);
                row[1] = (full & 2047).to_string();
            }
            "encode" => change(&mut row[2], &ops),
            "sys" | "prfop" | "pstate" | "rprfop" => change(&mut row[1], &special),
            _ => {}
        }))
    }
}
