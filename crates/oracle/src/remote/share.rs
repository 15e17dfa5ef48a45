//! Bar 1: one machine builds and uploads, another gets all of it.
//!
//! Counterpart: none.

use super::Options;
use super::bazel_remote::BazelRemote;
use super::lab::Conditions;
use super::lab::Lab;
use super::lab::Machine;
use super::lab::Ran;
use super::wire::Network;
use super::wire::Wire;
use crate::compare;
use crate::costs::median;
use crate::report;
use crate::report::Report;
use crate::sdk::Sdk;

/// The part of the cold wall time that a build may take on loopback.
const NEAR: f64 = 1.0 / 8.0;

/// The share over the network that the options describe.
const FAR: f64 = 1.0 / 5.0;

/// Tools whose runs are counted.
const TOOLS: [&str; 4] = ["compile", "asm", "link", "cgo"];

/// Runs the comparison.
pub(super) fn run(options: &Options, sdk: Sdk, vamos: std::path::PathBuf) -> Result<(), String> {
    let lab = Lab::open(&options.dir, sdk, vamos, &options.member)?;
    let server = BazelRemote::fresh(&lab)?;
    let near = Wire::lay(server.socket(), Network::default())?;
    let far = Wire::lay(server.socket(), options.network)?;
    let flags: Vec<&str> = options.flags.iter().map(String::as_str).collect();
    let mut report = Report::default();

    let writer = lab.machine("a")?;
    let filled = writer.build(Conditions::uploading(&near), &flags)?;
    let filled = filled.success("machine a")?;
    crate::say(&format!(
        "a     fills the server: {}, {} bytes up",
        filled.times(),
        near.traffic().up
    ));

    let reader = lab.machine("b")?;
    let cold = reader.build(Conditions::default(), &flags)?;
    let cold = cold.success("cold build")?;
    crate::say(&format!("b     cold, without the server: {}", cold.times()));
    let row = counted(&reader, &writer, &near, &flags);
    report.say("counts and bytes", row);
    for (name, wire, wanted) in [("loopback", &near, NEAR), ("network", &far, FAR)] {
        let row = timed(&reader, &writer, wire, &flags, options.rounds);
        let row = row.and_then(|(text, wall)| judge(&text, wall / cold.wall, wanted));
        report.say(name, row);
    }
    for machine in [writer, reader] {
        machine.discard()?;
    }
    report.finish()
}

/// Checks a reader's runs of tools, and that it has the bytes of the writer.
fn counted(
    reader: &Machine<'_>,
    writer: &Machine<'_>,
    wire: &Wire,
    flags: &[&str],
) -> Result<String, String> {
    reader.forget()?;
    let conditions = Conditions::remote(wire).counting_tools();
    let ran = reader.build(conditions, flags)?.success("machine b")?;
    let caches = writer.compare(reader)?;
    let text = format!(
        "{}; {} entries equal, {} only in a, {} only in b, {} differ",
        tools(&ran),
        caches.equal,
        caches.only_first.len(),
        caches.only_second.len(),
        caches.different.len()
    );
    let is_right = ran.tools.is_empty() && caches.is_part() && ran.stderr.is_empty();
    if is_right {
        Ok(text)
    } else {
        Err(format!("{text}; stderr: {:?}", ran.stderr))
    }
}

/// Returns the runs of tools as text.
fn tools(ran: &Ran) -> String {
    let of = |tool: &&str| {
        let count = ran.tools.get(*tool).copied().unwrap_or(0);
        format!("{count} {tool}")
    };
    let counts: Vec<String> = TOOLS.iter().map(of).collect();
    counts.join(", ")
}

/// Measures a reader that has nothing; returns a text and the wall time.
fn timed(
    reader: &Machine<'_>,
    writer: &Machine<'_>,
    wire: &Wire,
    flags: &[&str],
    rounds: u64,
) -> Result<(String, f64), String> {
    let before = wire.traffic();
    let mut runs = Vec::new();
    for _ in 0..rounds.max(1) {
        reader.forget()?;
        runs.push(
            reader
                .build(Conditions::remote(wire), flags)?
                .success("machine b")?,
        );
        compare::trees(&writer.program(), &reader.program())?;
    }
    let of = |part: fn(&Ran) -> f64| median(runs.iter().map(part).collect());
    let (wall, cpu) = (of(|ran| ran.wall), of(|ran| ran.cpu));
    let (after, count) = (wire.traffic(), rounds.max(1));
    let text = format!(
        "{wall:.2} s wall, {cpu:.2} s user+sys (median of {count}), {} connections, {} bytes up, \
         {} down",
        (after.connections - before.connections) / count,
        (after.up - before.up) / count,
        (after.down - before.down) / count
    );
    Ok((text, wall))
}

fn judge(text: &str, ratio: f64, wanted: f64) -> Result<String, String> {
    let text = format!("{text}; {ratio:.3} of cold, wanted {wanted:.3}");
    report::check(ratio <= wanted, text)
}
