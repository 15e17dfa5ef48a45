//! The results of checks: counts, the first differences and the time of each pass.
//!
//! Each compile leaves a file, and the sum of all files is reported.
//! Counterpart: none.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::files;
use crate::second_compile;

/// The number of differences of a package that are stored.
const KEPT: usize = 12;

/// The beginning of lines with the time of a pass.
const TIME: &str = "time ";

/// The beginning of the line with the largest function.
const LARGEST: &str = "largest ";

/// The kinds of differences.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The state is another one.
    Differs,
    /// The pass refuses the function.
    Refused,
    /// The pass panics.
    Panicked,
}

/// The nanoseconds of a pass.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Time {
    pub(super) ours: u64,
    pub(super) stock: u64,
}

/// The function with the most memory between two passes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Largest {
    /// The bytes that its state has reserved.
    pub(super) bytes: u64,
    /// The numbers of values that it has used.
    pub(super) values: u64,
    /// The most memory that the process of its package had, with the dump and the tables, in KiB.
    pub(super) peak: u64,
    pub(super) name: String,
}

/// The counts of one package or of several.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) functions: u64,
    /// Runs of passes that were compared.
    pub(super) runs: u64,
    /// Runs that differ, are refused or panic.
    pub(super) differ: u64,
    pub(super) refused: u64,
    pub(super) panics: u64,
    /// Runs of passes that do not exist here.
    pub(super) missing: u64,
    /// Nanoseconds in passes that apply rewrite rules, and how often rules were tried.
    pub(super) nanoseconds: u64,
    pub(super) rewrites: u64,
}

impl Counts {
    fn fields(&mut self) -> [&mut u64; 8] {
        [
            &mut self.functions,
            &mut self.runs,
            &mut self.differ,
            &mut self.refused,
            &mut self.panics,
            &mut self.missing,
            &mut self.nanoseconds,
            &mut self.rewrites,
        ]
    }
}

/// The outcome of one package or of several.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Outcome {
    pub(super) counts: Counts,
    /// The first differences.
    pub(super) shown: Vec<String>,
    /// The time of each pass, for each package.
    pub(super) times: BTreeMap<String, Vec<Time>>,
    pub(super) largest: Largest,
}

impl Outcome {
    /// Adds a difference.
    pub(super) fn add(&mut self, verdict: Verdict, text: String) {
        self.counts.differ += 1;
        match verdict {
            Verdict::Differs => {}
            Verdict::Refused => self.counts.refused += 1,
            Verdict::Panicked => self.counts.panics += 1,
        }
        if self.shown.len() < KEPT {
            self.shown.push(text);
        }
    }

    /// Adds the time of a run of a pass to the sum of the package.
    pub(super) fn add_time(&mut self, pass: &str, time: Time) {
        if !self.times.contains_key(pass) {
            self.times.insert(pass.to_owned(), vec![Time::default()]);
        }
        if let Some(sum) = self.times.get_mut(pass).and_then(|list| list.first_mut()) {
            sum.ours += time.ours;
            sum.stock += time.stock;
        }
    }

    /// Returns the outcome as the content of a result file.
    pub(super) fn text(&self) -> String {
        let mut counts = self.counts.clone();
        let fields = counts.fields().map(|field| field.to_string());
        let mut text = fields.join(" ");
        for (pass, list) in &self.times {
            for time in list {
                text.push_str(&format!("\n{TIME}{} {} {pass}", time.ours, time.stock));
            }
        }
        let Largest {
            bytes,
            values,
            peak,
            name,
        } = &self.largest;
        text.push_str(&format!("\n{LARGEST}{bytes} {values} {peak} {name}"));
        format!("{text}\n{}", self.shown.join("\n"))
    }

    /// Adds a line with the largest function of a package.
    fn add_largest(&mut self, line: &str) -> Option<()> {
        let mut words = line.splitn(4, ' ');
        let mut number = || words.next()?.parse::<u64>().ok();
        let (bytes, values, peak) = (number()?, number()?, number()?);
        if bytes > self.largest.bytes {
            self.largest = Largest {
                bytes,
                values,
                peak,
                name: words.next()?.to_owned(),
            };
        }
        Some(())
    }

    /// Adds the content of a result file; `None` if it has another form.
    fn add_text(&mut self, text: &str) -> Option<()> {
        let (counts, mut rest) = text.split_once('\n')?;
        let mut numbers = counts.split(' ').map(str::parse::<u64>);
        for field in self.counts.fields() {
            *field += numbers.next()?.ok()?;
        }
        while let Some((line, after)) = rest.split_once('\n') {
            if let Some(line) = line.strip_prefix(LARGEST) {
                self.add_largest(line)?;
                rest = after;
                continue;
            }
            let Some(line) = line.strip_prefix(TIME) else {
                break;
            };
            let mut words = line.splitn(3, ' ');
            let mut number = || words.next()?.parse::<u64>().ok();
            let time = Time {
                ours: number()?,
                stock: number()?,
            };
            let list = self.times.entry(words.next()?.to_owned());
            list.or_default().push(time);
            rest = after;
        }
        if !rest.is_empty() {
            self.shown.push(rest.to_owned());
        }
        Some(())
    }

    /// Returns the counts in words.
    pub(super) fn summary(&self) -> String {
        let counts = &self.counts;
        let mut text = format!(
            "ssa: {} functions, {} pass runs, {} differ",
            counts.functions, counts.runs, counts.differ
        );
        for (count, what) in [
            (counts.refused, "refused"),
            (counts.panics, "panics"),
            (counts.missing, "without a pass"),
        ] {
            if count > 0 {
                text.push_str(&format!(", {count} {what}"));
            }
        }
        if let Some(each) = counts.nanoseconds.checked_div(counts.rewrites) {
            let calls = counts.rewrites;
            text.push_str(&format!("\nrules: tried {calls} times, {each} ns each"));
        }
        text
    }

    /// Returns a line for each pass, the slowest first: the time of both compilers, and the median
    /// of their ratio for the packages.
    pub(super) fn time_table(&self) -> String {
        let mut rows: Vec<(&str, Time, f64)> = self
            .times
            .iter()
            .map(|(pass, list)| (&**pass, sum(list), median(list)))
            .collect();
        rows.sort_by_key(|(_, time, _)| std::cmp::Reverse(time.ours));
        let all: Vec<Time> = rows.iter().map(|(_, time, _)| *time).collect();
        let total = sum(&all);
        rows.insert(0, ("all", total, ratio(total)));
        let lines = rows.iter().map(|(pass, time, median)| {
            format!(
                "{:9.1} ms ours, {:9.1} ms SDK, ratio {:.2}, median {median:.2}: {pass}",
                milliseconds(time.ours),
                milliseconds(time.stock),
                ratio(*time)
            )
        });
        let lines = lines.collect::<Vec<String>>().join("\n");
        let Largest {
            bytes,
            values,
            peak,
            name,
        } = &self.largest;
        format!(
            "{lines}\n{:9.1} MB in the largest function, {name} with {values} values; {:.1} MB at most \
in the process of its package",
            *bytes as f64 / 1e6,
            *peak as f64 * 1024.0 / 1e6
        )
    }
}

pub(super) fn milliseconds(nanoseconds: u64) -> f64 {
    nanoseconds as f64 / 1e6
}

pub(super) fn ratio(time: Time) -> f64 {
    time.ours as f64 / time.stock.max(1) as f64
}

/// Returns the sum of times.
pub(super) fn sum(list: &[Time]) -> Time {
    list.iter().fold(Time::default(), |sum, time| Time {
        ours: sum.ours + time.ours,
        stock: sum.stock + time.stock,
    })
}

/// Returns the median of the ratio of both times.
fn median(list: &[Time]) -> f64 {
    let mut ratios: Vec<f64> = list.iter().copied().map(ratio).collect();
    ratios.sort_by(f64::total_cmp);
    ratios.get(ratios.len() / 2).copied().unwrap_or(0.0)
}

/// Returns the sum of all results in a directory.
pub(super) fn collect(dir: &Path) -> Result<Outcome, String> {
    let mut total = Outcome::default();
    second_compile::add_results(dir, |text| total.add_text(text))?;
    Ok(total)
}

/// Returns the packages in a directory of results that have differences.
pub(super) fn unequal(dir: &Path) -> Result<Vec<String>, String> {
    let mut packages = Vec::new();
    for entry in fs::read_dir(dir).map_err(files::at(dir))? {
        let path = entry.map_err(files::at(dir))?.path();
        let mut outcome = Outcome::default();
        let text = files::read_text(&path)?;
        let is_complete = outcome.add_text(&text).is_some();
        let name = path.file_name().and_then(|name| name.to_str());
        if let Some(name) = name.filter(|_| !is_complete || outcome.counts.differ > 0) {
            packages.push(second_compile::package_of(name));
        }
    }
    packages.sort_unstable();
    Ok(packages)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_added() {
        let mut one = Outcome::default();
        one.counts.runs = 7;
        one.add(Verdict::Panicked, "f after opt: panic\n  more".to_owned());
        for (ours, stock) in [(10, 20), (5, 10)] {
            one.add_time("late opt", Time { ours, stock });
        }
        let mut other = Outcome::default();
        other.add_time("late opt", Time { ours: 9, stock: 3 });
        other.largest = Largest {
            bytes: 2_500_000,
            values: 9,
            peak: 1000,
            name: "(*T) f,1".to_owned(),
        };
        let mut total = Outcome::default();
        for outcome in [&one, &other, &one] {
            total.add_text(&outcome.text()).unwrap();
        }
        assert_eq!((total.counts.runs, total.counts.panics), (14, 2));
        assert_eq!(total.shown, [one.shown[0].clone(), one.shown[0].clone()]);
        assert_eq!(total.times["late opt"].len(), 3);
        assert_eq!(median(&total.times["late opt"]), 0.5);
        assert!(total.summary().ends_with("2 differ, 2 panics"));
        assert_eq!(total.largest, other.largest);
        assert!(
            total
                .time_table()
                .contains("2.5 MB in the largest function, (*T) f,1 with 9")
        );
        assert!(total.add_text("no").is_none());
    }
}
