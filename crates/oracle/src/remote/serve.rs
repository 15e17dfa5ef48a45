//! Bar 3: the official command with `vamos cache serve`, compared with a plain cache program that
//! gets one object after the other.
//!
//! Counterpart: none.

use std::path::Path;
use std::path::PathBuf;

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
use crate::files::remove;
use crate::report;
use crate::report::Report;
use crate::sdk::Sdk;

/// The part of the reference's wall time that a build may take.
const WANTED: f64 = 1.0 / 2.0;

/// A server with its two kinds of connections, at one distance.
struct Distance {
    grpc: Wire,
    http: Wire,
}

/// A cache program, and its settings.
struct Program {
    command: String,
    conditions: Conditions<'static>,
    name: &'static str,
}

/// Runs the comparison.
pub(super) fn run(options: &Options, sdk: Sdk, vamos: PathBuf) -> Result<(), String> {
    let binary = vamos.clone();
    let lab = Lab::open(&options.dir, sdk, vamos, &options.member)?;
    let server = BazelRemote::fresh(&lab)?;
    let lay = |network| {
        Ok::<_, String>(Distance {
            grpc: Wire::lay(server.socket(), network)?,
            http: Wire::lay(server.http_socket(), network)?,
        })
    };
    let (near, far) = (lay(Network::default())?, lay(options.network)?);
    let values = lab.root().join("reference");
    let mut report = Report::default();

    let writer = lab.machine("a")?;
    for program in [
        Program::reference(&near, &values, "all")?,
        Program::vamos(&binary, &near, true),
    ] {
        writer.forget()?;
        forget(&values)?;
        let filled = build(&writer, &program, options)?;
        crate::say(&format!("a     {}: {}", program.name, filled.times()));
    }
    let reader = lab.machine("b")?;
    let plain = Program {
        command: String::new(),
        conditions: Conditions::default(),
        name: "",
    };
    let cold = build(&reader, &plain, options)?;
    crate::say(&format!("b     without a cache program: {}", cold.times()));

    let own = Program::vamos(&binary, &far, false);
    report.say("counts and bytes", counted(&reader, &writer, &own, options));
    let again = far.grpc.traffic();
    let second = build(&reader, &own, options)?;
    let asked = far.grpc.traffic().connections - again.connections;
    let text = format!("{} runs of tools, {asked} connections", runs(&second));
    let is_quiet = runs(&second) == 0 && asked == 0;
    report.say("again", report::check(is_quiet, text));
    let mut walls = Vec::new();
    for (name, program) in [
        ("vamos", own),
        ("one at a time", Program::reference(&far, &values, "one")?),
        ("all at once", Program::reference(&far, &values, "all")?),
    ] {
        let (text, wall) = timed(&reader, &writer, &program, &far, (options, &values))?;
        crate::say(&format!("b     {name}: {text}"));
        walls.push(wall);
    }
    for (name, wall) in [("one at a time", walls[1]), ("all at once", walls[2])] {
        let ratio = walls[0] / wall;
        let text = format!("{ratio:.3} of the reference, wanted {WANTED:.3}");
        let is_met = ratio <= WANTED;
        report.say(name, report::check(is_met, text));
    }
    for machine in [writer, reader] {
        machine.discard()?;
    }
    forget(&values)?;
    report.finish()
}

impl Program {
    fn vamos(vamos: &Path, distance: &Distance, uploads: bool) -> Self {
        Self {
            command: format!("{} cache serve", vamos.display()),
            conditions: if uploads {
                Conditions::uploading(&distance.grpc)
            } else {
                Conditions::remote(&distance.grpc)
            },
            name: "fills the server by vamos",
        }
    }

    fn reference(distance: &Distance, values: &Path, mode: &str) -> Result<Self, String> {
        let own = std::env::current_exe().map_err(|error| error.to_string())?;
        let (own, address) = (own.display(), distance.http.address());
        Ok(Self {
            command: format!(
                "{own} remote reference {address} {} {mode}",
                values.display()
            ),
            conditions: Conditions::default(),
            name: "fills the server by the reference",
        })
    }
}

fn forget(values: &Path) -> Result<(), String> {
    remove(values)
}

/// Builds with the official command and a cache program.
fn build(machine: &Machine<'_>, program: &Program, options: &Options) -> Result<Ran, String> {
    let conditions = Conditions {
        is_official: true,
        ..program.conditions.clone()
    };
    let conditions = conditions.with("GOCACHEPROG", &*program.command);
    let flags: Vec<&str> = options.flags.iter().map(String::as_str).collect();
    let ran = machine.build(conditions, &flags)?;
    let ran = ran.success("official command")?;
    if ran.stderr.is_empty() {
        Ok(ran)
    } else {
        Err(format!("stderr: {}", ran.stderr))
    }
}

/// Returns the number of runs of tools other than the linker: the official command keeps no
/// executables.
fn runs(ran: &Ran) -> usize {
    let others = ran.tools.iter().filter(|(tool, _)| *tool != "link");
    others.map(|(_, count)| count).sum()
}

/// Checks a reader's runs of tools, and that it has the bytes of the writer.
fn counted(
    reader: &Machine<'_>,
    writer: &Machine<'_>,
    program: &Program,
    options: &Options,
) -> Result<String, String> {
    reader.forget()?;
    let ran = build(reader, program, options)?;
    let caches = writer.compare(reader)?;
    let text = format!(
        "{} runs of tools besides links; {} entries equal, {} only in a, {} only in b, {} differ",
        runs(&ran),
        caches.equal,
        caches.only_first.len(),
        caches.only_second.len(),
        caches.different.len()
    );
    report::check(runs(&ran) == 0 && caches.is_part(), text)
}

/// Measures a reader that has nothing; returns a text and the wall time.
fn timed(
    reader: &Machine<'_>,
    writer: &Machine<'_>,
    program: &Program,
    distance: &Distance,
    (options, values): (&Options, &Path),
) -> Result<(String, f64), String> {
    let traffic = || [distance.grpc.traffic(), distance.http.traffic()];
    let before = traffic();
    let mut ran = Vec::new();
    for _ in 0..options.rounds.max(1) {
        reader.forget()?;
        forget(values)?;
        ran.push(build(reader, program, options)?);
        compare::trees(&writer.program(), &reader.program())?;
    }
    let of = |part: fn(&Ran) -> f64| median(ran.iter().map(part).collect());
    let (wall, cpu, count) = (of(|ran| ran.wall), of(|ran| ran.cpu), ran.len());
    let pairs = traffic().into_iter().zip(before);
    let down: u64 = pairs.map(|(after, before)| after.down - before.down).sum();
    let text = format!(
        "{wall:.2} s wall, {cpu:.2} s user+sys (median of {count}), {} bytes down, {} runs of \
         tools besides links",
        down / count as u64,
        ran.iter().map(runs).sum::<usize>()
    );
    Ok((text, wall))
}
