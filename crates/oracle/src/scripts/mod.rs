//! `cargo xtask scripts`: upstream's script tests, by upstream's own engine, with
//! vamos as their `go`.
//!
//! The engine is compiled from the SDK's sources with an overlay of a few anchored
//! replacements. `skip.toml` names every script that does not pass, with a reason; a
//! listed script that passes fails the run, so that the list only shrinks.
//!
//! Counterpart: cmd/go/script_test.go.

mod engine;
mod skip;

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::files;
use crate::files::at;
use crate::sdk;
use engine::Engine;
use engine::Status;

/// Options of the command line.
struct Options {
    go: Option<PathBuf>,
    mode_short: bool,
    list: Option<PathBuf>,
    names: Vec<String>,
    timeout: String,
    keep_counters: bool,
    update: bool,
    results: Option<PathBuf>,
}

const USAGE: &str = "usage: cargo xtask scripts [--go BINARY] [--full] [--list FILE] \
[--timeout 60s] [--counters] [--update] [--out FILE.tsv] [NAME...]";

fn parse(args: &[String]) -> Result<Options, String> {
    let mut options = Options {
        go: None,
        mode_short: true,
        list: None,
        names: Vec::new(),
        timeout: "60s".to_owned(),
        keep_counters: false,
        update: false,
        results: None,
    };
    let mut rest = args.iter();
    while let Some(arg) = rest.next() {
        let mut value = || rest.next().cloned().ok_or_else(|| USAGE.to_owned());
        match arg.as_str() {
            "--go" => options.go = Some(value()?.into()),
            "--full" => options.mode_short = false,
            "--list" => options.list = Some(value()?.into()),
            "--timeout" => options.timeout = value()?,
            "--counters" => options.keep_counters = true,
            "--update" => options.update = true,
            "--out" => options.results = Some(value()?.into()),
            flag if flag.starts_with('-') => return Err(USAGE.to_owned()),
            name => options.names.push(name.to_owned()),
        }
    }
    Ok(options)
}

/// Runs the command.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let options = parse(args)?;
    let sdk = sdk::find()?;
    let work = sdk::target_dir().join("scripts");
    // The scratch GOROOT, the cache and the logs are for one run at a time.
    files::make_dir(&work)?;
    let _lock = files::lock(&work, "scripts")?;
    let go = match &options.go {
        // Scripts run in directories of their own.
        Some(go) => std::path::absolute(go).map_err(at(go))?,
        None => sdk::build_hooked_vamos()?,
    };
    let engine = Engine::prepare(&sdk, &work)?;
    let mut names = engine.script_names()?;
    if let Some(list) = &options.list {
        let wanted = files::read_text(list)?;
        let wanted: Vec<&str> = wanted
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| line.split_whitespace().next())
            .collect();
        names.retain(|name| wanted.contains(&name.as_str()));
    }
    if !options.names.is_empty() {
        names.retain(|name| options.names.contains(name));
    }
    let results = engine.run(
        &go,
        &names,
        &engine::RunOptions {
            is_short: options.mode_short,
            timeout: &options.timeout,
            waives_counters: !options.keep_counters,
        },
    )?;
    report(&options, &results)
}

fn report(options: &Options, results: &BTreeMap<String, engine::Outcome>) -> Result<(), String> {
    let count = |status: Status| results.values().filter(|o| o.status == status).count();
    if let Some(path) = &options.results {
        let mut text = String::new();
        for (name, outcome) in results {
            text += &format!(
                "{name}\t{:?}\t{}\t{}\n",
                outcome.status, outcome.note, outcome.refused
            );
        }
        files::write(path, text)?;
    }
    let path = sdk::workspace_root().join("skip.toml");
    let listed = skip::read(&path)?;
    if options.update {
        files::write(&path, skip::updated(&listed, results))?;
    }
    let mut wrong = Vec::new();
    for (name, outcome) in results {
        let is_listed = listed.contains_key(name);
        match outcome.status {
            // Where the tool is, a script that needs one may well pass.
            Status::Pass if listed.get(name).is_some_and(|why| !skip::is_elsewhere(why)) => {
                wrong.push(format!("{name}: passes, but skip.toml lists it"));
            }
            Status::Fail if !is_listed => wrong.push(format!("{name}: fails: {}", outcome.note)),
            _ => {}
        }
    }
    let (passed, failed, skipped) = (
        count(Status::Pass),
        count(Status::Fail),
        count(Status::Skip),
    );
    crate::say(&format!(
        "scripts: {} run: {passed} pass, {failed} fail, {skipped} skip",
        results.len()
    ));
    if wrong.is_empty() || options.update {
        return Ok(());
    }
    Err(format!(
        "{} against skip.toml:\n  {}",
        wrong.len(),
        wrong.join("\n  ")
    ))
}
