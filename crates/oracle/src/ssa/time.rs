//! The time of each pass when all passes of a function run in a row, as in a compile: medians of
//! several runs.
//!
//! Each run compiles the packages again, in new processes on both sides, so that no side sees a
//! function for the second time. The compiler writes no state between two passes.
//! Counterpart: none.

use std::collections::BTreeMap;
use std::fs;

use super::Build;
use super::outcome;
use super::outcome::Time;
use super::outcome::milliseconds;
use super::outcome::ratio;
use super::outcome::sum;
use super::verdict;
use crate::files;

/// The row with the time of measuring, which is in the time of each pass.
pub(super) const CLOCK: &str = "(clock)";

/// Returns the time of measuring all passes of a function: several passes return at once, so that
/// the shortest time is spent on measuring.
pub(super) fn clock(passes: &[Time]) -> Time {
    let shortest = |side: fn(&Time) -> u64| passes.iter().map(side).min().unwrap_or(0);
    let count = passes.len() as u64;
    Time {
        ours: shortest(|time| time.ours) * count,
        stock: shortest(|time| time.stock) * count,
    }
}

/// Runs the passes of all functions several times; returns the table of medians.
pub(super) fn chain(build: &Build<'_>) -> Result<String, String> {
    let options = build.options;
    let again = if options.skips_imports {
        options.patterns.clone()
    } else {
        vec!["all".to_owned()]
    };
    let results = build.dir.join("runs");
    let mut runs = Vec::new();
    for _ in 0..options.runs {
        // Results of an earlier run or command.
        if results.exists() {
            fs::remove_dir_all(&results).map_err(files::at(&results))?;
        }
        fs::create_dir_all(&results).map_err(files::at(&results))?;
        build.run(&results, &again)?;
        let outcome = outcome::collect(&results)?;
        verdict(&outcome, outcome.summary())?;
        runs.push(outcome.times);
    }
    let total = outcome::collect(&results)?;
    Ok(format!("{}\n{}", total.summary(), table(&runs)))
}

/// Returns the median of each side.
fn medians(times: &[Time]) -> Time {
    let median = |side: fn(&Time) -> u64| {
        let mut list: Vec<u64> = times.iter().map(side).collect();
        list.sort_unstable();
        list.get(list.len() / 2).copied().unwrap_or(0)
    };
    Time {
        ours: median(|time| time.ours),
        stock: median(|time| time.stock),
    }
}

/// Returns a line for all passes and one for each, the slowest first, and the ratio of each run. The
/// time of all passes is without the time of measuring.
fn table(runs: &[BTreeMap<String, Vec<Time>>]) -> String {
    let total = |run: &BTreeMap<String, Vec<Time>>| {
        let (clocks, passes): (Vec<_>, Vec<_>) =
            run.iter().partition(|(pass, _)| pass.as_str() == CLOCK);
        let [clocks, passes] = [clocks, passes].map(|rows| {
            let sums: Vec<Time> = rows.into_iter().map(|(_, list)| sum(list)).collect();
            sum(&sums)
        });
        Time {
            ours: passes.ours.saturating_sub(clocks.ours),
            stock: passes.stock.saturating_sub(clocks.stock),
        }
    };
    let totals: Vec<Time> = runs.iter().map(total).collect();
    let passes = runs.iter().flat_map(BTreeMap::keys);
    let mut rows: BTreeMap<&str, Time> = BTreeMap::new();
    for pass in passes {
        let of_pass = runs.iter().filter_map(|run| run.get(pass));
        let sums: Vec<Time> = of_pass.map(|list| sum(list)).collect();
        rows.insert(pass, medians(&sums));
    }
    let mut rows: Vec<(&str, Time)> = rows.into_iter().collect();
    rows.sort_by_key(|(_, time)| std::cmp::Reverse(time.ours));
    rows.insert(0, ("all", medians(&totals)));
    let mut text = format!("{:>9} {:>9} {:>6}  pass", "SDK ms", "ours ms", "ratio");
    for (pass, time) in rows {
        let [stock, ours] = [time.stock, time.ours].map(milliseconds);
        let ratio = ratio(time);
        text.push_str(&format!("\n{stock:9.1} {ours:9.1} {ratio:6.2}  {pass}"));
    }
    let ratios = totals.iter().map(|time| format!(" {:.2}", ratio(*time)));
    format!("{text}\nratios of runs:{}", ratios.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_medians_of_sums() {
        let of_clock = Time {
            ours: 500_000,
            stock: 1_000_000,
        };
        let run = |numbers: [u64; 4]| {
            let [one, two, ours, stock] = numbers.map(|number| number * 1_000_000);
            let opt = vec![one, two].into_iter();
            let opt = opt.map(|ours| Time {
                ours,
                stock: 2 * ours,
            });
            BTreeMap::from([
                ("opt".to_owned(), opt.collect()),
                ("trim".to_owned(), vec![Time { ours, stock }]),
                (CLOCK.to_owned(), vec![of_clock]),
            ])
        };
        let text = table(&[run([1, 2, 1, 9]), run([4, 4, 2, 8]), run([9, 9, 3, 7])]);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(
            lines,
            [
                "   SDK ms   ours ms  ratio  pass",
                "     23.0       9.5   0.41  all",
                "     16.0       8.0   0.50  opt",
                "      8.0       2.0   0.25  trim",
                "      1.0       0.5   0.50  (clock)",
                "ratios of runs: 0.25 0.41 0.49",
            ]
        );
        let times = [(7, 9), (3, 8), (5, 4)].map(|(ours, stock)| Time { ours, stock });
        let shortest = Time { ours: 9, stock: 12 };
        assert_eq!(clock(&times), shortest);
    }
}
