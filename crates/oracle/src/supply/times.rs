//! Bar 4 of commands that change requirements: the time of `mod tidy`, `mod vendor` and
//! `get -u`, where everything is in GOMODCACHE, and of `mod tidy` where nothing is.
//!
//! Counterpart: none.

use std::path::Path;
use std::time::Duration;
use std::time::Instant;

use super::Report;
use super::cold::settle;
use super::member_tree::MemberTree;
use super::member_tree::Spent;
use super::options::Options;
use super::place::Prepare;
use super::place::RunsDir;
use crate::corpus::Member;
use crate::costs::median;
use crate::costs::ticks;
use crate::files;
use crate::pair::Side;
use crate::report;

/// Stamps younger than this prove nothing.
const SETTLED: Duration = Duration::from_millis(2200);

/// A command, the change before each run of it, and the maximum share of the official time.
struct Row {
    what: &'static str,
    prepare: Prepare<'static>,
    args: &'static [&'static str],
    wanted: f64,
}

const WARM: &[Row] = &[
    Row {
        what: "warm tidy",
        prepare: &keep,
        args: &["mod", "tidy"],
        wanted: 1.0 / 8.0,
    },
    Row {
        what: "vendor, again",
        prepare: &keep,
        args: &["mod", "vendor"],
        wanted: 0.25,
    },
    Row {
        what: "vendor, first",
        prepare: &set_vendor_aside,
        args: &["mod", "vendor"],
        wanted: 0.25,
    },
    Row {
        what: "warm get -u",
        prepare: &keep,
        args: UPGRADE,
        wanted: 0.25,
    },
];

const UPGRADE: &[&str] = &["get", "-u", "./..."];

/// The same command, where nothing remains to upgrade.
const UPGRADED: Row = Row {
    what: "warm get -u, again",
    prepare: &keep,
    args: UPGRADE,
    wanted: 0.25,
};

/// Maximum time of a cold `mod tidy` as a share of the official time.
const COLD: f64 = 1.0 / 3.0;

/// Measures both sides in turn.
pub(crate) fn run(place: &RunsDir, options: &Options, report: &mut Report) -> Result<(), String> {
    let rounds = options.rounds.unwrap_or(5);
    for member in options.members(&["ko", "viper"])? {
        let Some(laid) = report.expect(member.name, MemberTree::open_tidy(place, member)) else {
            continue;
        };
        let measure = |laid: &MemberTree<'_>, row: &Row, report: &mut Report| {
            let times = warm(laid, row, rounds);
            let times = times.and_then(|times| judge(times, row.wanted));
            report.say(&format!("{} {}", member.name, row.what), times);
        };
        for row in WARM {
            measure(&laid, row, report);
        }
        measure(&laid.after(UPGRADE)?, &UPGRADED, report);
        let times = cold(place, options, member, rounds.min(3));
        let times = times.and_then(|times| judge(times, COLD));
        report.say(&format!("{} cold tidy", member.name), times);
        place.remove_retired()?;
    }
    Ok(())
}

/// Times of the official command and of vamos.
type Times = [Vec<Spent>; 2];

fn warm(laid: &MemberTree<'_>, row: &Row, rounds: u64) -> Result<Times, String> {
    let mut times = Times::default();
    for round in 0..=rounds + 1 {
        for (side, times) in Side::BOTH.into_iter().zip(&mut times) {
            settle()?;
            let spent = laid.spend(side, row.prepare, row.args)?;
            // The first two only fill the caches of later runs.
            if round > 1 {
                times.push(spent);
            }
        }
        if round < 2 {
            std::thread::sleep(SETTLED);
        }
    }
    Ok(times)
}

fn cold(place: &RunsDir, options: &Options, member: &Member, rounds: u64) -> Result<Times, String> {
    place.remove_retired()?;
    let proxy = place.proxy(options.latency)?;
    let mut times = Times::default();
    for _ in 0..rounds {
        for (side, times) in Side::BOTH.into_iter().zip(&mut times) {
            place.retire()?;
            place.fresh(member)?;
            settle()?;
            let (before, started) = (ticks(), Instant::now());
            place.succeed(side, Some(&proxy), &["mod", "tidy"])?;
            times.push(Spent {
                wall: started.elapsed().as_secs_f64(),
                cpu: (ticks() - before) / 100.0,
                code: Some(0),
            });
        }
    }
    Ok(times)
}

/// Compares the medians.
fn judge([official, vamos]: Times, wanted: f64) -> Result<String, String> {
    let of = |times: &[Spent], part: fn(&Spent) -> f64| median(times.iter().map(part).collect());
    let text = |part: fn(&Spent) -> f64| {
        let (theirs, ours) = (of(&official, part), of(&vamos, part));
        let ratio = ours / theirs.max(1e-9);
        (format!("{theirs:.3} s <> {ours:.3} s ({ratio:.2})"), ratio)
    };
    let (wall, ratio) = text(|spent| spent.wall);
    let (cpu, _) = text(|spent| spent.cpu);
    let code = official.first().and_then(|spent| spent.code).unwrap_or(-1);
    let text = format!("exit {code}, wall {wall}, user+sys {cpu}, wanted {wanted:.3}");
    let is_equal = official
        .iter()
        .chain(&vamos)
        .all(|spent| spent.code == Some(code));
    report::check(is_equal && ratio <= wanted, text)
}

fn keep(_dir: &Path) -> Result<(), String> {
    Ok(())
}

/// Renames the vendor directory: many files that were just removed would make the creation
/// of others slow.
fn set_vendor_aside(dir: &Path) -> Result<(), String> {
    files::set_aside(&dir.join("vendor"), &dir.with_file_name("retired-vendor"))
}
