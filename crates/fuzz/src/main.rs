//! Runs fuzz targets for a while: `vamos-fuzz [--seconds N] [--seed N] [TARGET...]`; `--write-seeds
//! DIR` writes their seeds to `DIR/TARGET` for another fuzzer, and `--input FILE` runs them once, on
//! that input.
//!
//! An input on which a target panics is printed as Rust bytes; also one that takes longer than a
//! minute, or with which the process needs more than `--mib N` (4096) of memory.
//! Counterpart: `go test -fuzz`.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a development tool's output is for the terminal"
)]

use std::panic::AssertUnwindSafe;
use std::panic::catch_unwind;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;
use std::time::Instant;

use vamos_fuzz::Mutator;
use vamos_fuzz::TARGETS;
use vamos_fuzz::Target;
use vamos_fuzz::target;

use watch::Watched;

mod watch;

fn main() -> ExitCode {
    match run(std::env::args().skip(1)) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("vamos-fuzz: {message}");
            ExitCode::from(2)
        }
    }
}

fn run(mut args: impl Iterator<Item = String>) -> Result<bool, String> {
    let (mut seconds, mut seed, mut mib, mut chosen) = (10, 1, 4096, Vec::new());
    let mut input = None;
    while let Some(arg) = args.next() {
        if arg == "--write-seeds" {
            return write_seeds(&args.next().ok_or("--write-seeds: no directory")?);
        }
        if arg == "--input" {
            let file = args.next().ok_or("--input: no file")?;
            let bytes = std::fs::read(&file).map_err(|error| format!("{file}: {error}"))?;
            input = Some(bytes);
            continue;
        }
        let mut number = || -> Result<u64, String> {
            let value = args.next().ok_or(format!("{arg}: no value"))?;
            value
                .parse()
                .map_err(|_| format!("{arg}: {value}: no number"))
        };
        match arg.as_str() {
            "--seconds" => seconds = number()?,
            "--seed" => seed = number()?,
            "--mib" => mib = number()?,
            name => chosen.push(target(name).ok_or(format!("{name}: no such target"))?),
        }
    }
    if chosen.is_empty() {
        chosen.extend(TARGETS);
    }
    let watched = watch::start(mib);
    if let Some(input) = input {
        for target in chosen {
            let start = Instant::now();
            watched.begin(target.name, &input);
            (target.run)(&input);
            println!("{}: ended after {:.1?}", target.name, start.elapsed());
        }
        return Ok(true);
    }
    let mut is_well = true;
    for target in chosen {
        is_well &= fuzz(target, Duration::from_secs(seconds), seed, watched);
    }
    Ok(is_well)
}

fn write_seeds(dir: &str) -> Result<bool, String> {
    for target in TARGETS {
        let dir = Path::new(dir).join(target.name);
        let failed = |error: std::io::Error| format!("{}: {error}", dir.display());
        std::fs::create_dir_all(&dir).map_err(failed)?;
        for (i, seed) in (target.seeds)().iter().enumerate() {
            std::fs::write(dir.join(format!("seed-{i}")), seed).map_err(failed)?;
        }
    }
    Ok(true)
}

/// Runs one target; reports whether all held.
fn fuzz(target: &'static Target, time: Duration, seed: u64, watched: &Watched) -> bool {
    let mut mutator = Mutator::new(seed, (target.seeds)(), target.words);
    let start = Instant::now();
    let mut inputs = 0_u64;
    while start.elapsed() < time {
        for _ in 0..256 {
            let input = mutator.next_input();
            inputs += 1;
            watched.begin(target.name, &input);
            if start.elapsed() >= time {
                break;
            }
            if catch_unwind(AssertUnwindSafe(|| (target.run)(&input))).is_err() {
                println!(
                    "{}: input {inputs}: b\"{}\"",
                    target.name,
                    input.escape_ascii()
                );
                return false;
            }
        }
    }
    println!(
        "{}: {inputs} inputs in {} s, {} MiB at most, no finding",
        target.name,
        time.as_secs(),
        watched.peak()
    );
    true
}
