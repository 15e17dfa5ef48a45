//! Simulation of a machine that gets a whole build from a remote cache: the number of requests in
//! series, the number of bytes, and the time to process them.
//!
//! Graphs are recorded by `-debug-actiongraph`, with sizes from the GOCACHE of that build, or
//! generated. Each way of requesting is simulated on the same network and the same workers.
//! Counterpart: none.

mod graph;
mod model;

use super::wire::Network;
use crate::flags;
use graph::Graph;
use model::Machine;
use model::Result as Simulated;
use model::Way;

const USAGE: &str = "usage: cargo xtask remote simulate [--graph FILE --cache GOCACHE] \
[--actions N]... [--workers 8] [--delay 20ms] [--rate 1Gbit] [--seed 1]";

/// Bytes of a batch that are compared.
const BATCHES: [u64; 5] = [64 << 10, 256 << 10, 1 << 20, 4 << 20, 16 << 20];

/// The part of the bytes that compressed results are: zstd at levels 1 to 3 makes it of
/// archives.
const COMPRESSED: f64 = 0.26;

/// Runs the command.
pub(super) fn run(args: &[String]) -> std::result::Result<(), String> {
    let mut network = super::DEFAULT_NETWORK;
    let (mut file, mut cache, mut actions) = (None, None, Vec::new());
    let (mut workers, mut seed) = (8, 1);
    for flag in flags::all(args, USAGE)? {
        match flag.name {
            "--graph" => file = Some(flag.path()),
            "--cache" => cache = Some(flag.path()),
            "--actions" => actions.push(flag.number()?),
            "--workers" => workers = flag.number::<usize>()?.max(1),
            "--seed" => seed = flag.number()?,
            "--delay" => network.delay = super::delay(flag.value).ok_or(USAGE)?,
            "--rate" => network.rate = super::rate(flag.value).ok_or(USAGE)?,
            _ => return Err(USAGE.to_owned()),
        }
    }
    let mut graphs = Vec::new();
    if let Some(file) = file {
        graphs.push(graph::read(&file, &cache.ok_or(USAGE)?)?);
    }
    if graphs.is_empty() && actions.is_empty() {
        actions = vec![1000, 10_000, 100_000];
    }
    graphs.extend(actions.iter().map(|count| graph::generate(*count, seed)));
    for graph in &graphs {
        report(graph, network, workers);
    }
    Ok(())
}

/// Prints the costs of all ways of requesting for one graph.
fn report(graph: &Graph, network: Network, workers: usize) {
    let levels = graph.levels();
    crate::say(&format!(
        "{}: {} actions in {levels} levels, {:.1} MB of results, {:.1} s of work if built, \
         {:.2} s of it in series",
        graph.name,
        graph.actions.len(),
        graph.bytes() as f64 / 1e6,
        graph.cost(),
        graph.longest(),
    ));
    let machine = Machine {
        delay: network.delay.as_secs_f64(),
        rate: network.rate.map_or(f64::INFINITY, |rate| rate as f64),
        workers,
        compressed: None,
    };
    let zstd = Machine {
        compressed: Some(COMPRESSED),
        ..machine
    };
    let ways = [
        ("one question per action", Way::EachAction),
        ("a batch for each level", Way::Levels { batch: 4 << 20 }),
        ("list first", Way::List { batch: 4 << 20 }),
    ];
    for (name, way) in ways {
        line(name, &model::simulate(graph, machine, way));
        line(&format!("{name}, zstd"), &model::simulate(graph, zstd, way));
    }
    for batch in BATCHES {
        let name = format!("list first, zstd, batches of {} KiB", batch >> 10);
        line(&name, &model::simulate(graph, zstd, Way::List { batch }));
    }
}

fn line(name: &str, result: &Simulated) {
    crate::say(&format!(
        "  {name:<42} {:>8.3} s, {:>6} requests, {:>5} round trips in series, {:>7.1} MB, \
         line busy {:>4.0} %",
        result.wall,
        result.requests,
        result.series,
        result.bytes / 1e6,
        100.0 * result.busy / result.wall.max(1e-9),
    ));
}
