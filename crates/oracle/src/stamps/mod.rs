//! `cargo xtask stamps`: generated repositories, in each of which both programs build the same tiny
//! program; their stamps and their output must be equal.
//!
//! A repository is made by a shell script that is put together from `pieces.rs` by a seed, so that
//! each can be made again: `--only NUMBER` retains it.
//!
//! Counterpart: none.

mod case;
mod compare;
mod pieces;
mod states;

pub(crate) use case::Case;

use std::path::Path;
use std::process::Command;
use std::process::Stdio;

use crate::files;
use crate::flags;
use crate::pair::Pair;
use crate::say;
use compare::Programs;
use compare::Verdict;
use pieces::Piece;
use vamos_testkit::Random;

const USAGE: &str = "usage: cargo xtask stamps [--count 200] [--states N] [--seed N] [--only NUMBER] [--vamos BINARY]";

/// Puts a case together. The numbers of a seed go through the tables of pieces in turn, so that a
/// few hundred cases have them all; further pieces are added at random.
fn case(seed: u64, number: u64) -> Case {
    let mut random = Random::new(seed.wrapping_mul(1_000_003).wrapping_add(number));
    let in_turn = |table: &'static [Piece], every: u64| {
        let count = u64::try_from(table.len()).expect("a table fits");
        let index = usize::try_from((number / every) % count).expect("below the length");
        &table[index]
    };
    let mut chosen: Vec<&Piece> = Vec::new();
    chosen.push(if random.chance(12) {
        random.pick(pieces::OTHER_BASES)
    } else {
        random.pick(pieces::BASES)
    });
    let is_git = pieces::BASES.iter().any(|base| base.0 == chosen[0].0);
    if is_git {
        if random.chance(30) {
            chosen.push(random.pick(pieces::CONFIGS));
        }
        chosen.push(match number % 3 {
            0 => in_turn(pieces::CONFIGS, 3),
            1 => in_turn(pieces::HISTORIES, 3),
            _ => in_turn(pieces::SHAPES, 3),
        });
        if random.chance(40) {
            chosen.push(random.pick(pieces::HISTORIES));
        }
    }
    let edits = random.number() % 3;
    for _ in 0..edits {
        chosen.push(random.pick(pieces::EDITS));
    }
    if is_git && random.chance(15) {
        chosen.push(random.pick(pieces::LATE));
    }
    let place = random.pick(pieces::PLACES);
    let flags = random.pick(pieces::FLAGS);
    let env = if random.chance(15) {
        random.pick(pieces::ENVIRONMENTS)
    } else {
        &pieces::ENVIRONMENTS[0]
    };
    let mut script = pieces::PRELUDE.to_owned();
    for (name, text) in &chosen {
        script += &format!("\n: {name}\ncd \"$TOP/repo\"\n{text}\n");
    }
    script += "\ntrue\n";
    let mut names: Vec<&str> = chosen.iter().map(|piece| piece.0).collect();
    names.extend([place.0, env.0]);
    Case {
        number,
        names,
        script,
        cwd: place.1.to_owned(),
        package: place.2,
        flags: flags.1,
        env: env.1,
    }
}

/// Makes the repository of a case below `top`.
fn make(number: u64, script: &str, top: &Path) -> Result<(), String> {
    // Files of an earlier run are no part of this one.
    let _ = std::fs::remove_dir_all(top);
    for dir in ["home", "repo"] {
        let dir = top.join(dir);
        files::make_dir(&dir)?;
    }
    run_script(script, top).map_err(|error| format!("case {number}: {error}"))
}

/// Runs a script in a case's directory.
fn run_script(script: &str, top: &Path) -> Result<(), String> {
    files::write(&top.join("make.sh"), script)?;
    let mut log = std::fs::File::options();
    let log = log.create(true).append(true).open(top.join("make.log"));
    let log = log.map_err(|e| e.to_string())?;
    let second = log.try_clone().map_err(|e| e.to_string())?;
    let mut command = Command::new("sh");
    command
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .args(["-x", "make.sh"])
        .current_dir(top)
        .stdin(Stdio::null())
        .stdout(log)
        .stderr(second);
    compare::hermetic(&mut command, top);
    // Nor may they find one while they run.
    command.env("GIT_CEILING_DIRECTORIES", top.parent().unwrap_or(top));
    let status = command.status().map_err(|e| format!("sh: {e}"))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("the script failed: {status}"))
    }
}

/// Runs the command.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let (mut count, mut states, mut seed, mut only, mut vamos) = (200, 0, 1, None, None);
    for flag in flags::all(args, USAGE)? {
        match flag.name {
            "--count" => count = flag.number()?,
            "--states" => states = flag.number()?,
            "--seed" => seed = flag.number()?,
            "--only" => only = Some(flag.number()?),
            "--vamos" => vamos = Some(flag.path()),
            _ => return Err(USAGE.to_owned()),
        }
    }
    let root = std::env::temp_dir().join("vamos-stamps");
    if states > 0 {
        return states::run(&root, seed, states);
    }
    let programs = Programs::new(Pair::find(None, vamos.as_deref())?, &root)?;
    let numbers = match only {
        Some(number) => number..number + 1,
        None => 0..count,
    };
    let mut totals = [0_u64; 5];
    let mut differ = Vec::new();
    for number in numbers {
        let case = case(seed, number);
        let top = root.join(format!("case-{number}"));
        make(number, &case.script, &top)?;
        let verdict = programs.compare(&case, &top)?;
        let Verdict {
            difference,
            is_stamped,
            is_modified,
            has_version,
            failed,
            asked_git,
        } = verdict;
        for (total, is) in
            totals
                .iter_mut()
                .zip([is_stamped, is_modified, has_version, failed, asked_git])
        {
            *total += u64::from(is);
        }
        if let Some(difference) = difference {
            say(&format!("case {number}: {}", case.names.join(" + ")));
            say(&format!("  {}", difference.replace('\n', "\n  ")));
            differ.push(number);
        } else if only.is_none() {
            files::remove(&top)?;
        }
    }
    let [stamped, modified, versions, failed, asked] = totals;
    say(&format!(
        "stamps, seed {seed}: {count} repositories, {} differ; {stamped} stamped ({modified} \
         modified, {versions} with a version), {failed} refused; vamos needs git to tell the state of {asked}",
        differ.len()
    ));
    if differ.is_empty() {
        Ok(())
    } else {
        Err(format!("cases that differ: {differ:?}"))
    }
}
