//! Compares the state of git repositories as vamos reads it with the output of git, in
//! repositories that change step by step. Nothing is built, so that there can be many.
//!
//! Counterpart: none.

use std::path::Path;
use std::process::Command;

use vamos_vcs::Repo;
use vamos_vcs::Status;
use vamos_vcs::System;

use super::compare;
use super::make;
use super::pieces;
use super::run_script;
use crate::files;
use crate::say;
use vamos_testkit::Random;

/// Number of changes of a repository.
const STEPS: u64 = 6;

/// The stamp: the state, or upstream's error; and the version of a module.
#[derive(Debug, PartialEq, Eq)]
struct Stamped {
    status: Result<Status, String>,
    version: Option<String>,
}

/// Returns the stamps, and whether git was run for them.
fn stamped(top: &Path, modules: &[&str], runs_git: bool) -> (Vec<Stamped>, bool) {
    let mut command = Command::new("git");
    compare::hermetic(&mut command, top);
    let (stamper, executor) = compare::stamper(&command, runs_git);
    let repo = Repo {
        dir: top.join("repo").display().to_string(),
        system: System::Git,
    };
    let all = modules.iter().map(|module| {
        let talk = &mut Vec::new();
        let status = stamper.status(&repo, talk).map_err(|e| e.to_string());
        let revision = status.as_ref().map_or("", |status| &status.revision);
        let version = stamper.module_version(&repo, module, revision, talk);
        Stamped { status, version }
    });
    (all.collect(), executor.spawned() > 0)
}

/// Compares in `count` repositories.
pub(super) fn run(root: &Path, seed: u64, count: u64) -> Result<(), String> {
    files::make_dir(root)?;
    let (mut compared, mut native, mut dirty) = (0, 0, 0);
    let mut differ = Vec::new();
    for number in 0..count {
        let mut random = Random::new(seed.wrapping_mul(7_000_003).wrapping_add(number));
        let top = root.join(format!("state-{number}"));
        let mut names = Vec::new();
        let mut script = pieces::PRELUDE.to_owned();
        let mut add = |script: &mut String, piece: &pieces::Piece| {
            names.push(piece.0);
            *script += &format!("\n: {}\ncd \"$TOP/repo\"\n{}\n", piece.0, piece.1);
        };
        add(&mut script, random.pick(pieces::BASES));
        if random.chance(50) {
            add(&mut script, random.pick(pieces::CONFIGS));
        }
        if random.chance(50) {
            add(&mut script, random.pick(pieces::HISTORIES));
        }
        if random.chance(20) {
            add(&mut script, random.pick(pieces::SHAPES));
        }
        make(number, &(script + "\ntrue\n"), &top)?;
        for step in 0..STEPS {
            let modules = ["example.com/m", "example.com/m/sub", "example.com/m/v2"];
            let (own, asked) = stamped(&top, &modules, false);
            let (git, _) = stamped(&top, &modules, true);
            // Git has refreshed its index now.
            let (again, _) = stamped(&top, &modules, false);
            compared += 1;
            native += u64::from(!asked);
            dirty += u64::from(git[0].status.as_ref().is_ok_and(|s| s.is_modified));
            if own != git || again != git {
                say(&format!(
                    "repository {number}, step {step}: {}",
                    names.join(" + ")
                ));
                say(&format!(
                    "  vamos: {own:?}\n  again: {again:?}\n  git:   {git:?}"
                ));
                differ.push(number);
                break;
            }
            let table = match random.number() % 10 {
                0 => pieces::HISTORIES,
                1..=3 => pieces::LATE,
                _ => pieces::EDITS,
            };
            let piece = random.pick(table);
            names.push(piece.0);
            // No pause between steps: the tables name the seconds.
            let script = format!("{}\n{}\ntrue\n", pieces::SHORTHANDS, piece.1);
            run_script(&script, &top)?;
        }
        if differ.last() != Some(&number) {
            let _ = std::fs::remove_dir_all(&top);
        }
    }
    say(&format!(
        "states, seed {seed}: {compared} in {count} repositories, {} differ; {dirty} modified, \
         {native} answered without git",
        differ.len()
    ));
    if differ.is_empty() {
        Ok(())
    } else {
        Err(format!("repositories that differ: {differ:?}"))
    }
}
