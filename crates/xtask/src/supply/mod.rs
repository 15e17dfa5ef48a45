//! `cargo xtask supply`: modules brought in by both programs from a loopback proxy, and
//! compared.
//!
//! The official command downloads the material once, into a GOMODCACHE that
//! only the proxy reads. With the official command given as `--vamos`, it is compared
//! with itself, which shows what no comparison can ask for.
//! Counterpart: none; cmd/go is checked by its scripts.

mod cold;
mod fill;
mod get;
mod graphs;
mod members;
mod pair;
mod place;
mod race;
mod repositories;
mod tidy;
mod times;
mod tree;
mod zips;

use std::path::PathBuf;
use std::time::Duration;

use members::Member;
use place::Place;
pub(crate) use place::remove;

use crate::sdk;
use crate::verdict::Verdict;

const USAGE: &str = "usage: cargo xtask supply fill|graphs|cold|times|race|get|tidy|work|repositories|zips [--dir DIR] [--goroot DIR] \
[--vamos BINARY] [--member NAME]... [--rounds N] [--count N] [--latency MILLISECONDS] [--seed N] \
[--cache GOCACHE] [--real yes] [--only SYSTEM]";

/// What the command line asks for.
pub(crate) struct Options {
    dir: PathBuf,
    goroot: Option<PathBuf>,
    vamos: Option<PathBuf>,
    members: Vec<String>,
    rounds: Option<u64>,
    latency: Duration,
    seed: u64,
    /// A GOCACHE to build with instead of empty ones.
    cache: Option<PathBuf>,
    /// Whether commands ask whom they ask by default, instead of the loopback proxy.
    is_real: bool,
    /// The only version control system to look at.
    only: Option<String>,
}

impl Options {
    /// Returns the members asked for, of those that are meant where none is named.
    fn members(&self, default: &[&str]) -> Result<Vec<&'static Member>, String> {
        let named: Vec<&str> = self.members.iter().map(String::as_str).collect();
        let names = if named.is_empty() { default } else { &named };
        names.iter().map(|name| members::find(name)).collect()
    }

    fn parse(args: &[String]) -> Result<Self, String> {
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
        for pair in args.chunks(2) {
            let [flag, value] = pair else {
                return Err(USAGE.to_owned());
            };
            let number = || value.parse::<u64>().map_err(|_| USAGE.to_owned());
            match flag.as_str() {
                "--dir" => options.dir = value.into(),
                "--goroot" => options.goroot = Some(value.into()),
                "--vamos" => options.vamos = Some(value.into()),
                "--member" => options.members.push(value.clone()),
                "--rounds" | "--count" => options.rounds = Some(number()?),
                "--latency" => options.latency = Duration::from_millis(number()?),
                "--seed" => options.seed = number()?.max(1),
                "--cache" => options.cache = Some(value.into()),
                "--only" => options.only = Some(value.clone()),
                "--real" => options.is_real = value == "yes",
                _ => return Err(USAGE.to_owned()),
            }
        }
        Ok(options)
    }
}

/// Runs the command.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let (action, flags) = args.split_first().ok_or(USAGE)?;
    let options = Options::parse(flags)?;
    let sdk = sdk::named_or_found(options.goroot.as_deref())?;
    let vamos = sdk::vamos_named_or_built(options.vamos.as_deref())?;
    let place = Place::open(&options, sdk, vamos)?;
    let mut verdict = Verdict::default();
    match action.as_str() {
        "fill" => fill::run(&place, &options, &mut verdict)?,
        "graphs" => graphs::run(&place, &options, &mut verdict)?,
        "cold" => cold::run(&place, &options, &mut verdict)?,
        "times" => times::run(&place, &options, &mut verdict)?,
        "race" => race::run(&place, &options, &mut verdict)?,
        "get" => get::run(&place, &options, &mut verdict)?,
        "tidy" => tidy::run(&place, &options, &mut verdict)?,
        "work" => tidy::work(&place, &options, &mut verdict)?,
        "zips" => zips::run(&place, &options, &mut verdict)?,
        "repositories" => repositories::run(&place, &options, &mut verdict)?,
        _ => return Err(USAGE.to_owned()),
    }
    verdict.finish()
}

/// Returns the requirements of a go.mod in its usual format: paths and versions.
fn requirements(go_mod: &str) -> Vec<(String, String)> {
    let lines = go_mod.lines().filter(|line| !line.contains("=>"));
    let of_line = |line: &str| {
        let line = line.strip_prefix("require").unwrap_or(line);
        let mut words = line.split_whitespace();
        let (path, version) = (words.next()?, words.next()?);
        let is_version = version.starts_with('v') && version.contains('.');
        (path.contains('.') && is_version).then(|| (path.to_owned(), version.to_owned()))
    };
    lines.filter_map(of_line).collect()
}

#[cfg(test)]
mod tests {
    use super::requirements;

    #[test]
    fn requirements_are_paths_with_versions() {
        let text = "module m.test\n\ngo 1.26\n\nrequire a.test/a v1.0.0\n\nrequire (\n\tb.test v0.0.1 // indirect\n)\n\nreplace c.test v1.0.0 => ../c\n";
        let found = requirements(text);
        let paths: Vec<&str> = found.iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!(paths, ["a.test/a", "b.test"]);
    }
}
