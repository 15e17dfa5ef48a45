//! `cargo xtask remote`: the bars of the remote cache, against real servers on loopback.
//!
//! `servers` installs bazel-remote and starts it with a simulated network of a chosen delay and
//! rate, for use by hand. The other actions start their own servers. All servers end with the
//! command.
//! Counterpart: none.

mod bazel_remote;
mod buildgrid;
mod clients;
mod exec;
mod faults;
mod lab;
mod poison;
mod reference;
mod serve;
mod share;
mod simulate;
mod tested;
mod wire;

use std::path::PathBuf;
use std::time::Duration;

use bazel_remote::BazelRemote;
use bazel_remote::Limits;
use wire::Network;
use wire::Wire;

use crate::flags;
use crate::sdk;

const USAGE: &str = "usage: cargo xtask remote servers|share|serve|faults|poison|clients|exec|tests|simulate [--dir DIR] [--goroot DIR] \
[--vamos BINARY] [--member NAME] [--flag FLAG]... [--package PATTERN]... [--delay 20ms] [--rate 1Gbit] \
[--rounds 1] [--skip 0] [--seed 1] [--count 20] [--seconds 3600]";

/// 20 ms for a round trip, and 1 Gbit/s.
const DEFAULT_NETWORK: Network = Network {
    delay: Duration::from_millis(20),
    rate: Some(125_000_000),
};

/// Options of the command line.
struct Options {
    dir: PathBuf,
    goroot: Option<PathBuf>,
    vamos: Option<PathBuf>,
    member: String,
    /// Flags of builds.
    flags: Vec<String>,
    /// Packages to test.
    packages: Vec<String>,
    network: Network,
    rounds: u64,
    /// Number of rounds that another run did.
    skip: u64,
    seed: u64,
    /// Number of concurrent clients.
    count: usize,
    /// Run time of `servers`.
    time: Duration,
}

impl Options {
    fn parse(args: &[String]) -> Result<Self, String> {
        let mut options = Self {
            dir: sdk::target_dir().join("remote"),
            goroot: None,
            vamos: None,
            member: "caddy".to_owned(),
            flags: Vec::new(),
            packages: Vec::new(),
            network: DEFAULT_NETWORK,
            rounds: 1,
            skip: 0,
            seed: 1,
            count: 20,
            time: Duration::from_secs(3600),
        };
        for flag in flags::all(args, USAGE)? {
            match flag.name {
                "--dir" => options.dir = flag.path(),
                "--goroot" => options.goroot = Some(flag.path()),
                "--vamos" => options.vamos = Some(flag.path()),
                "--member" => options.member = flag.text(),
                "--package" => options.packages.push(flag.text()),
                "--flag" => options.flags.push(flag.text()),
                "--delay" => options.network.delay = delay(flag.value).ok_or(USAGE)?,
                "--rate" => options.network.rate = rate(flag.value).ok_or(USAGE)?,
                "--rounds" => options.rounds = flag.number()?,
                "--skip" => options.skip = flag.number()?,
                "--seed" => options.seed = flag.number()?,
                "--count" => options.count = flag.number()?,
                "--seconds" => options.time = Duration::from_secs(flag.number()?),
                _ => return Err(USAGE.to_owned()),
            }
        }
        Ok(options)
    }
}

/// Runs the command.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let (action, flags) = args.split_first().ok_or(USAGE)?;
    match action.as_str() {
        "simulate" => return simulate::run(flags),
        // Started by `serve`.
        "reference" => return reference::run(flags),
        _ => {}
    }
    let options = Options::parse(flags)?;
    let sdk = sdk::named_or_found(options.goroot.as_deref())?;
    let check = match action.as_str() {
        "servers" => return servers(&options, &sdk),
        "share" => share::run,
        "serve" => serve::run,
        "faults" => faults::run,
        "poison" => poison::run,
        "clients" => clients::run,
        "exec" => exec::run,
        "tests" => tested::run,
        _ => return Err(USAGE.to_owned()),
    };
    let vamos = sdk::vamos_named_or_built(options.vamos.as_deref())?;
    check(&options, sdk, vamos)
}

/// Runs a server until the time is over or the command is interrupted.
fn servers(options: &Options, sdk: &sdk::Sdk) -> Result<(), String> {
    let program = bazel_remote::install(sdk)?;
    let store = options.dir.join("store");
    let server = BazelRemote::start(&program, &store, Limits::default(), None)?;
    let near = Wire::lay(server.socket(), Network::default())?;
    let far = Wire::lay(server.socket(), options.network)?;
    crate::say(&format!("VAMOS_REMOTE=grpc://{}", near.address()));
    crate::say(&format!(
        "VAMOS_REMOTE=grpc://{} with a delay of {} ms",
        far.address(),
        options.network.delay.as_millis()
    ));
    std::thread::sleep(options.time);
    Ok(())
}

/// Parses a time: `20ms`, `1s`, `0`.
fn delay(text: &str) -> Option<Duration> {
    let (number, millis) = match (text.strip_suffix("ms"), text.strip_suffix('s')) {
        (Some(number), _) => (number, 1),
        (None, Some(number)) => (number, 1000),
        (None, None) if text == "0" => ("0", 1),
        (None, None) => return None,
    };
    Some(Duration::from_millis(number.parse::<u64>().ok()? * millis))
}

/// Parses a rate to bytes in a second: `1Gbit`, `100Mbit`, and `none` for no limit.
fn rate(text: &str) -> Option<Option<u64>> {
    let (number, bits) = match (text.strip_suffix("Gbit"), text.strip_suffix("Mbit")) {
        (Some(number), _) => (number, 1_000_000_000),
        (None, Some(number)) => (number, 1_000_000),
        (None, None) if text == "none" => return Some(None),
        (None, None) => return None,
    };
    let number: u64 = number.parse().ok().filter(|number| *number > 0)?;
    Some(Some(number * bits / 8))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_are_parsed() {
        assert_eq!(delay("20ms"), Some(Duration::from_millis(20)));
        assert_eq!(delay("2s"), Some(Duration::from_secs(2)));
        assert_eq!(delay("0"), Some(Duration::ZERO));
        assert_eq!(delay("20"), None);
        assert_eq!(rate("1Gbit"), Some(Some(125_000_000)));
        assert_eq!(rate("100Mbit"), Some(Some(12_500_000)));
        assert_eq!(rate("none"), Some(None));
        assert_eq!((rate("0Mbit"), rate("fast")), (None, None));
    }
}
