//! Bar 6: many clients at once on one server, and the memory that each takes.
//!
//! Counterpart: none.

use std::path::PathBuf;

use super::Options;
use super::bazel_remote::BazelRemote;
use super::lab::Conditions;
use super::lab::Lab;
use super::lab::Machine;
use super::lab::Ran;
use super::wire::Wire;
use crate::compare;
use crate::report;
use crate::report::Report;
use crate::sdk::Sdk;

/// Maximum memory of a client above a build without a server, in bytes.
const MORE: u64 = 200 << 20;

/// Runs the comparison. Machines have different paths, so builds are with `-trimpath`.
pub(super) fn run(options: &Options, sdk: Sdk, vamos: PathBuf) -> Result<(), String> {
    let lab = Lab::open(&options.dir, sdk, vamos, &options.member)?;
    let server = BazelRemote::fresh(&lab)?;
    let wire = Wire::lay(server.socket(), options.network)?;
    let mut flags = vec!["-trimpath"];
    flags.extend(options.flags.iter().map(String::as_str));
    let mut report = Report::default();

    let first = lab.machine("first")?;
    let alone = first.build_apart(Conditions::default(), &flags)?;
    let alone = alone.success("without a server")?;
    let megabytes = |bytes: u64| bytes >> 20;
    crate::say(&format!(
        "first without a server: {}, {} MiB",
        alone.times(),
        megabytes(alone.peak)
    ));
    first.forget()?;
    let filled = first.build_apart(Conditions::uploading(&wire), &flags)?;
    let filled = filled.success("writer")?;
    let is_small = filled.peak <= alone.peak + MORE;
    let text = format!("{}, {} MiB", filled.times(), megabytes(filled.peak));
    report.say("writer", report::check(is_small, text));

    let names = (0..options.count).map(|number| format!("client{number}"));
    let machines = names.map(|name| lab.machine(&name));
    let machines: Vec<Machine<'_>> = machines.collect::<Result<_, _>>()?;
    let conditions = Conditions::remote(&wire);
    let before = wire.traffic();
    let runs = std::thread::scope(|scope| {
        let threads: Vec<_> = machines
            .iter()
            .map(|machine| scope.spawn(|| machine.build_apart(conditions.clone(), &flags)))
            .collect();
        let join = |thread: std::thread::ScopedJoinHandle<'_, Result<Ran, String>>| {
            thread.join().unwrap_or_else(|_| Err("panic".to_owned()))
        };
        threads.into_iter().map(join).collect::<Vec<_>>()
    });
    let after = wire.traffic();
    for (number, (run, machine)) in runs.into_iter().zip(&machines).enumerate() {
        let row = run.and_then(|run| {
            let run = run.success("client")?;
            compare::trees(&first.program(), &machine.program())?;
            let tools: usize = run.tools.values().sum();
            let text = format!(
                "{:.2} s wall, {} MiB, {tools} runs of tools",
                run.wall,
                megabytes(run.peak)
            );
            if tools == 0 && run.peak <= alone.peak + MORE {
                Ok(text)
            } else {
                Err(format!("{text}: {}", run.stderr.trim_end()))
            }
        });
        report.say(&format!("client {number}"), row);
    }
    crate::say(&format!(
        "all clients: {} connections, {} bytes down",
        after.connections - before.connections,
        after.down - before.down
    ));
    for machine in machines.into_iter().chain([first]) {
        machine.discard()?;
    }
    report.finish()
}
