//! `cargo xtask link bench`: the official linker and the one on trial by turns on one case.
//!
//! With `--edits` the program is edited before each run ([`super::edit_bench`]).
//! Counterpart: none.

use std::fs;

use super::USAGE;
use super::case::Case;
use super::driver::Driver;
use super::edit_bench;
use super::flags;
use super::meter::Cost;
use super::meter::Meter;
use super::place;
use super::place::CaptureDir;
use crate::costs::median;

/// The columns of a run, in the order in which the meter prints them: seconds, and
/// megabytes at last.
const COLUMNS: [&str; 4] = ["wall", "user", "sys", "peak RSS"];

/// Runs the command.
pub(super) fn run(args: &[String]) -> Result<(), String> {
    let (flags, names) = flags(args)?;
    if flags.iter().any(|(flag, _)| *flag == "--edits") {
        return edit_bench::run(&flags, names);
    }
    let (mut driver, mut dir, mut runs, mut added) = (None, None, 10_usize, Vec::new());
    for (flag, value) in flags {
        match flag {
            "--dir" => dir = Some(value),
            "--runs" => runs = value.parse().map_err(|_| USAGE)?,
            "--add" => added.push(value.to_owned()),
            _ => driver = Some(Driver::of_flag(flag, value).ok_or(USAGE)?),
        }
    }
    let driver = Driver::required(driver)?;
    let place = CaptureDir::open(dir)?;
    let [_] = names else {
        return Err(USAGE.to_owned());
    };
    let cases = Case::all(&place, names)?;
    let case = cases.first().ok_or(USAGE)?;
    let sdk = place::find_sdk(Some(case.about("goroot")))?;
    let meter = Meter::build(&place, &sdk)?;
    let out = place.scratch().join("bench.out");
    let stock = || {
        let mut command = case.command(case.stock().as_os_str());
        command.args(case.args(&out, &added));
        command
    };
    let mut rows: [Vec<Cost>; 2] = [Vec::new(), Vec::new()];
    // The first round warms the page cache.
    for round in 0..=runs {
        let both = [stock(), driver.command(case, &added, &out)];
        for (row, command) in rows.iter_mut().zip(both) {
            let cost = meter.cost(&command)?;
            if round > 0 {
                row.push(cost);
            }
        }
    }
    // It was made by the runs.
    let _ = fs::remove_file(&out);
    print(&case.name, runs, &rows);
    Ok(())
}

fn print(name: &str, runs: usize, rows: &[Vec<Cost>; 2]) {
    crate::say(&format!("{name}, {runs} runs, median (least)"));
    let columns = COLUMNS.map(|column| format!("{column:>18}")).concat();
    crate::say(&format!("{:<10}{columns}{:>18}", "", "user+sys"));
    let of = |row: &[Cost], index: usize| -> Vec<f64> {
        row.iter()
            .map(|cost| match index {
                4 => cost[1] + cost[2],
                index => cost[index],
            })
            .collect()
    };
    let least = |numbers: Vec<f64>| numbers.into_iter().fold(f64::INFINITY, f64::min);
    for (label, row) in ["official", "on trial"].iter().zip(rows) {
        let mut line = format!("{label:<10}");
        for index in 0..5 {
            let (middle, least) = (median(of(row, index)), least(of(row, index)));
            let cell = match index {
                3 => format!("{middle:.1} ({least:.1}) MB"),
                _ => format!("{middle:.3} ({least:.3}) s"),
            };
            line += &format!("{cell:>18}");
        }
        crate::say(&line);
    }
    let mut line = format!("{:<10}", "ratio");
    for index in 0..5 {
        let [theirs, ours] = [0, 1].map(|side| median(of(&rows[side], index)));
        line += &format!("{:>18}", format!("1/{:.2}", theirs / ours));
    }
    crate::say(&line);
}
