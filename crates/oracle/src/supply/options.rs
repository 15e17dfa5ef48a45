//! The command line of `cargo xtask supply`.
//!
//! Counterpart: none.

use std::path::PathBuf;
use std::time::Duration;

use super::members;
use crate::corpus::Member;
use crate::flags;
use crate::sdk;

pub(super) const USAGE: &str = "usage: cargo xtask supply fill|graphs|cold|times|race|get|tidy|work|repositories|zips [--dir DIR] [--goroot DIR] \
[--vamos BINARY] [--member NAME]... [--rounds N] [--count N] [--latency MILLISECONDS] [--seed N] \
[--cache GOCACHE] [--real yes] [--only SYSTEM]";

/// Options of the command line.
pub(crate) struct Options {
    pub(super) dir: PathBuf,
    pub(super) goroot: Option<PathBuf>,
    pub(super) vamos: Option<PathBuf>,
    pub(super) members: Vec<String>,
    pub(super) rounds: Option<u64>,
    pub(super) latency: Duration,
    pub(super) seed: u64,
    /// A GOCACHE to build with instead of empty ones.
    pub(super) cache: Option<PathBuf>,
    /// True if commands use their default servers, instead of the loopback proxy.
    pub(super) is_real: bool,
    /// The only version control system to look at.
    pub(super) only: Option<String>,
}

impl Options {
    /// Returns the requested members, or the default ones if none is named.
    pub(super) fn members(&self, default: &[&str]) -> Result<Vec<&'static Member>, String> {
        let named: Vec<&str> = self.members.iter().map(String::as_str).collect();
        let names = if named.is_empty() { default } else { &named };
        names.iter().map(|name| members::find(name)).collect()
    }

    pub(super) fn parse(args: &[String]) -> Result<Self, String> {
        let mut options = Self {
            dir: sdk::target_dir().join("supply"),
            goroot: None,
            vamos: None,
            members: Vec::new(),
            rounds: None,
            latency: Duration::from_millis(20),
            seed: 1,
            cache: None,
            is_real: false,
            only: None,
        };
        for flag in flags::all(args, USAGE)? {
            match flag.name {
                "--dir" => options.dir = flag.path(),
                "--goroot" => options.goroot = Some(flag.path()),
                "--vamos" => options.vamos = Some(flag.path()),
                "--member" => options.members.push(flag.text()),
                "--rounds" | "--count" => options.rounds = Some(flag.number()?),
                "--latency" => options.latency = Duration::from_millis(flag.number()?),
                "--seed" => options.seed = flag.number::<u64>()?.max(1),
                "--cache" => options.cache = Some(flag.path()),
                "--only" => options.only = Some(flag.text()),
                "--real" => options.is_real = flag.value == "yes",
                _ => return Err(USAGE.to_owned()),
            }
        }
        Ok(options)
    }
}
