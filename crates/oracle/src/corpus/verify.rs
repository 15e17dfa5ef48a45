//! `cargo xtask corpus verify`: verification of vamos' cached results for members by its own
//! settings: run records of `build` and `list`, and the archives that early cutoff would take.
//!
//! Counterpart: none.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Output;
use std::time::Duration;

use super::Options;
use super::failure;
use super::members::Member;
use super::members::Variant;
use super::program::Program;
use crate::report::Report;

/// Stamps younger than this are not believed.
const SETTLED: Duration = Duration::from_millis(2200);

const fn setting(env: &'static [(&'static str, &'static str)]) -> Variant {
    Variant::of_env("verify", env)
}

const EXPLAIN: Variant = setting(&[("VAMOS_TRACE", "explain"), ("VAMOS_CUTOFF", "verify")]);
const VERIFY: Variant = setting(&[("VAMOS_TRACE", "verify"), ("VAMOS_CUTOFF", "verify")]);

/// Command whose result is stored in the first rounds and compared in the last.
const LIST: [&str; 4] = ["list", "-deps", "-json", "./..."];

/// Remembers and compares; then edits, and compares again.
pub(super) fn verify(options: &Options, vamos: &Program<'_>) -> Result<(), String> {
    let mut report = Report::default();
    let members = options.members(&VERIFY);
    for member in members.filter(|member| !member.module.is_empty()) {
        let mut say = |what: &str, result| report.say(&format!("{} {what}", member.name), result);
        say("run_record", run_record(vamos, member));
        say("cutoff", cutoff(vamos, member));
    }
    report.finish()
}

fn succeeded(vamos: &Program<'_>, output: Output) -> Result<Output, String> {
    if output.status.success() {
        Ok(output)
    } else {
        Err(failure(vamos, &output))
    }
}

/// Runs a command until a run record holds, then has that compared with the real state.
fn run_record(vamos: &Program<'_>, member: &Member) -> Result<String, String> {
    let dir = vamos.place.source(member);
    let build = |variant| vamos.build(member, variant, &[]);
    let list = |variant| vamos.run(&dir, variant, &LIST);
    // The first builds, the second only stats and writes a run record.
    for _ in 0..2 {
        succeeded(vamos, build(&EXPLAIN)?.0)?;
        std::thread::sleep(SETTLED);
    }
    succeeded(vamos, list(&EXPLAIN)?.0)?;
    for command in [&build as &dyn Fn(_) -> _, &list] {
        let remembered = succeeded(vamos, command(&EXPLAIN)?.0)?;
        let stderr = String::from_utf8_lossy(&remembered.stderr);
        if !stderr.contains("vamos: run record: holds") {
            return Err(format!("no run record: {}", stderr.trim_end()));
        }
        let made = succeeded(vamos, command(&VERIFY)?.0)?;
        if made.stdout != remembered.stdout {
            return Err("it holds, but stdout differs".to_owned());
        }
    }
    Ok("holds for build and list, and is true".to_owned())
}

/// Adds a comment to each package of the member, and makes vamos run all tools that early cutoff
/// may skip, and compare.
fn cutoff(vamos: &Program<'_>, member: &Member) -> Result<String, String> {
    let dir = vamos.place.source(member);
    let first_file = "{{with .GoFiles}}{{$.Dir}}/{{index . 0}}{{end}}";
    let list = ["list", "-deps", "-f", first_file, member.package];
    let listed = succeeded(vamos, vamos.run(&dir, &EXPLAIN, &list)?.0)?;
    let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
    let own: Vec<&str> = listed
        .lines()
        .filter(|file| Path::new(file).starts_with(&dir))
        .collect();
    let mut old = Vec::new();
    for file in &own {
        old.push(fs::read(file).map_err(|error| format!("{file}: {error}"))?);
        append(file).map_err(|error| format!("{file}: {error}"))?;
    }
    let built = vamos.build(member, &VERIFY, &[]);
    for (file, text) in own.iter().zip(old) {
        fs::write(file, text).map_err(|error| format!("{file}: {error}"))?;
    }
    succeeded(vamos, built?.0)?;
    Ok(format!("{} packages edited, nothing differs", own.len()))
}

fn append(file: &str) -> std::io::Result<()> {
    let mut file = fs::OpenOptions::new().append(true).open(file)?;
    file.write_all(format!("// {}\n", std::process::id()).as_bytes())
}
