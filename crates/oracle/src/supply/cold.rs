//! Bar 4: the time of a download from nothing, each request delayed.
//!
//! Counterpart: none.

use super::Report;
use super::options::Options;
use super::place::RunsDir;
use crate::costs::middle;
use crate::pair::Side;
use crate::report;
use std::process::Command;
use std::time::Duration;
use std::time::Instant;

/// Measures both sides in turn, so that disturbances of the machine affect both.
pub(crate) fn run(place: &RunsDir, options: &Options, report: &mut Report) -> Result<(), String> {
    for member in options.members(&["prometheus"])? {
        if report.expect(member.name, place.provide(member)).is_none() {
            continue;
        }
        place.remove_retired()?;
        let proxy = place.proxy(options.latency)?;
        let mut times: [Vec<Duration>; 2] = Default::default();
        for round in 1..=options.rounds.unwrap_or(5) {
            for (side, times) in Side::BOTH.into_iter().zip(&mut times) {
                place.retire()?;
                place.fresh(member)?;
                // Writes of earlier runs shall not delay this one.
                settle()?;
                proxy.reset();
                let started = Instant::now();
                place.succeed(side, Some(&proxy), &["mod", "download"])?;
                let took = started.elapsed();
                times.push(took);
                crate::say(&format!(
                    "      {} round {round} {}: {took:.2?}, {} requests, {} at once",
                    member.name,
                    side.name(),
                    proxy.requests().len(),
                    proxy.max_in_flight(),
                ));
                if round == 1 && side == Side::Vamos {
                    place.verify(Some(&proxy))?;
                }
            }
        }
        place.remove_retired()?;
        let [official, vamos] = times.map(middle);
        let ratio = vamos.as_secs_f64() / official.as_secs_f64().max(1e-9);
        let text = format!("official {official:.2?}, vamos {vamos:.2?} (medians), {ratio:.2}");
        let row = report::check(ratio <= 0.5, text);
        report.say(&format!("{} cold download", member.name), row);
    }
    Ok(())
}

/// Waits for the writes of earlier runs.
pub(super) fn settle() -> Result<(), String> {
    let status = Command::new("sync").status();
    status.map_err(|error| format!("sync: {error}")).map(drop)
}
