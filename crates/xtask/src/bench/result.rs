//! The result of a row, and its numbers as text.
//!
//! Counterpart: none.

use super::measure::Cost;
use super::rows::Row;

/// The result of a row.
#[derive(Clone)]
pub(crate) struct Result {
    pub(crate) row: Row,
    pub(crate) runs: usize,
    /// Medians: official, vamos.
    pub(crate) costs: [Cost; 2],
    /// Peak memory of the largest process, in bytes.
    pub(crate) memory: [Option<u64>; 2],
    /// The least that there is to do, in seconds.
    pub(crate) floor: Option<f64>,
    /// Description of the equal results.
    pub(crate) equal: String,
}

impl Result {
    /// Returns the wall time of vamos, of the official one.
    pub(crate) fn ratio(&self) -> f64 {
        self.costs[1].wall / self.costs[0].wall.max(1e-9)
    }

    /// Returns the minimum time of the work, in seconds. A value above the time of the whole
    /// command was no minimum, and is left out.
    pub(super) fn known_floor(&self) -> Option<f64> {
        self.floor.filter(|floor| *floor <= self.costs[1].wall)
    }

    /// Returns the bars that were not reached.
    pub(super) fn missed(&self) -> Vec<String> {
        let missed = self.bars().into_iter().filter(|(_, is_met)| !is_met);
        missed.map(|(text, _)| text).collect()
    }

    pub(super) fn cpu_ratio(&self) -> f64 {
        self.costs[1].cpu / self.costs[0].cpu.max(1e-9)
    }

    pub(super) fn memory_ratio(&self) -> Option<f64> {
        let megabytes = |bytes: u64| f64::from(u32::try_from(bytes >> 20).unwrap_or(u32::MAX));
        Some(megabytes(self.memory[1]?) / megabytes(self.memory[0]?).max(1.0))
    }

    /// Returns the bars of the row; true for each that was reached.
    pub(super) fn bars(&self) -> Vec<(String, bool)> {
        let row = &self.row;
        let mut bars = vec![(times(row.wanted), self.ratio() <= row.wanted)];
        if let Some(wanted) = row.wanted_cpu {
            let text = format!("user+sys {}", times(wanted));
            bars.push((text, self.cpu_ratio() <= wanted));
        }
        if let (Some(wanted), Some(is)) = (row.wanted_memory, self.memory_ratio()) {
            bars.push((format!("memory {}", times(wanted)), is <= wanted));
        }
        if let Some(wanted) = row.wanted_wall {
            bars.push((seconds(wanted), self.costs[1].wall <= wanted));
        }
        if let Some(floor) = self.known_floor() {
            let wanted = row.floor.wanted(floor);
            bars.push((seconds(wanted), self.costs[1].wall <= wanted));
        }
        bars
    }

    /// Returns the row in one line.
    pub(crate) fn summary(&self) -> String {
        format!(
            "{} <> {} ({:.3}), user+sys {} <> {} ({:.3}), peak {} <> {}{}; {}",
            seconds(self.costs[0].wall),
            seconds(self.costs[1].wall),
            self.ratio(),
            seconds(self.costs[0].cpu),
            seconds(self.costs[1].cpu),
            self.cpu_ratio(),
            megabytes(self.memory[0]),
            megabytes(self.memory[1]),
            self.known_floor()
                .map_or(String::new(), |floor| format!(", floor {}", seconds(floor))),
            self.equal
        )
    }
}

/// Writes a time as people read it.
pub(crate) fn seconds(value: f64) -> String {
    match value {
        value if value >= 10.0 => format!("{value:.1} s"),
        value if value >= 1.0 => format!("{value:.2} s"),
        value if value >= 0.1 => format!("{:.0} ms", value * 1e3),
        value => format!("{:.1} ms", value * 1e3),
    }
}

pub(super) fn megabytes(bytes: Option<u64>) -> String {
    match bytes {
        Some(bytes) => format!("{} MB", bytes.div_ceil(1 << 20)),
        None => "–".to_owned(),
    }
}

/// Writes a ratio the way it is spoken of.
pub(crate) fn times(ratio: f64) -> String {
    match ratio {
        ratio if ratio <= 0.0 => "–".to_owned(),
        ratio if ratio < 0.667 => format!("1/{:.1}", 1.0 / ratio),
        ratio => format!("{ratio:.2}"),
    }
}
