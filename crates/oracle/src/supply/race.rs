//! Bar 5: two processes of each side fill one GOMODCACHE at once, and one is killed.
//!
//! Counterpart: none.

use super::Report;
use super::options::Options;
use super::place::RunsDir;
use crate::corpus::Member;
use crate::pair::Side;
use crate::pair::failure;
use crate::tree;
use crate::tree::Tree;
use std::time::Duration;
use std::time::Instant;
use vamos_testkit::Proxy;
use vamos_testkit::Random;

const ARGS: &[&str] = &["mod", "download"];
const RUNNERS: [Side; 4] = [Side::Official, Side::Vamos, Side::Official, Side::Vamos];

/// Runs all rounds.
pub(crate) fn run(place: &RunsDir, options: &Options, report: &mut Report) -> Result<(), String> {
    let mut random = Random::new(options.seed);
    for member in options.members(&["gopls"])? {
        if report.expect(member.name, place.provide(member)).is_none() {
            continue;
        }
        let proxy = place.proxy(Duration::from_millis(1))?;
        place.fresh(member)?;
        let started = Instant::now();
        place.succeed(Side::Official, Some(&proxy), ARGS)?;
        // Four at once take longer than one alone.
        let alone = started.elapsed() * 3 / 2;
        let whole = tree::read(&place.modcache())?;
        let mut killed = 0;
        let rounds = options.rounds.unwrap_or(50);
        for round in 1..=rounds {
            match race(place, &proxy, member, alone, &whole, &mut random) {
                Ok(was_killed) => killed += u64::from(was_killed),
                Err(problem) => {
                    let what = format!("{} round {round}", member.name);
                    report.say(&what, Err(problem));
                }
            }
        }
        let text = format!("{rounds} rounds, {killed} processes killed before they were done");
        report.say(&format!("{} race", member.name), Ok(text));
    }
    Ok(())
}

/// Runs one round; reports whether the process that was to be killed still ran.
fn race(
    place: &RunsDir,
    proxy: &Proxy,
    member: &Member,
    alone: Duration,
    whole: &Tree,
    random: &mut Random,
) -> Result<bool, String> {
    place.fresh(member)?;
    let mut children = Vec::new();
    for side in RUNNERS {
        let child = place.command(side, Some(proxy)).args(ARGS).spawn();
        children.push(child.map_err(|error| format!("{}: {error}", side.name()))?);
    }
    let victim = random.below(4);
    let micros = u64::try_from(alone.as_micros()).unwrap_or(u64::MAX);
    std::thread::sleep(Duration::from_micros(random.number() % micros.max(1)));
    let was_killed = matches!(children[victim].try_wait(), Ok(None));
    // A child that ends at this moment cannot be killed any more.
    let _ = children[victim].kill();
    let mut problems = Vec::new();
    for (index, (child, side)) in children.into_iter().zip(RUNNERS).enumerate() {
        let output = child
            .wait_with_output()
            .map_err(|error| error.to_string())?;
        if !output.status.success() && index != victim {
            problems.push(failure(side.name(), &output));
        }
    }
    if !problems.is_empty() {
        return Err(problems.join("\n  "));
    }
    place.verify(Some(proxy))?;
    // Unfinished files of the killed process may remain, under names that are not read.
    let mut left = tree::read(&place.modcache())?;
    left.retain(|name, _| whole.contains_key(name) || !is_unfinished(name));
    tree::same(whole, &left)?;
    Ok(was_killed)
}

/// Reports whether a name belongs to a file that will be renamed.
fn is_unfinished(name: &str) -> bool {
    let base = name.rsplit('/').next().unwrap_or(name);
    base.ends_with(".tmp") || base.ends_with(".partial") || base.contains(".tmp-")
}
