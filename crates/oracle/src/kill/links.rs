//! Links killed at random moments: the output is an old one or a new one, never a part, the
//! cache is whole, and the next build is right.
//!
//! Counterpart: none.

use std::path::Path;
use std::time::Duration;
use std::time::Instant;

use vamos_base::Digest;

use super::Fault;
use super::kill_after;
use crate::files;

/// The output under trial, and the output of an undisturbed build.
const OUT: &str = "out-vamos";
const WHOLE: &str = "out-whole";

/// Number of rounds per build of the official command.
const EVERY: u64 = 10;

/// Counts of kills, by the state that they hit.
#[derive(Default)]
struct Hits {
    /// Before the edited package was in the cache.
    compiling: u64,
    /// Between that and the output.
    linking: u64,
    /// The output existed.
    done: u64,
}

impl Fault {
    /// Kills `rounds` builds after edits of the main file.
    pub(super) fn links(&mut self, rounds: u64) -> Result<(), String> {
        self.lay_module()?;
        self.edit(0)?;
        self.build(WHOLE)?;
        self.edit(1)?;
        let start = Instant::now();
        self.build(WHOLE)?;
        let usual = start.elapsed();
        self.build(OUT)?;
        let mut hits = Hits::default();
        for round in 0..rounds {
            self.round(round + 2, usual, &mut hits)?;
            if round % EVERY == EVERY - 1 {
                self.official()?;
                crate::say(&format!("kill: round {}: whole and right", round + 1));
            }
        }
        let Hits {
            compiling,
            linking,
            done,
        } = hits;
        crate::say(&format!(
            "kill: {rounds} links, {} killed: {linking} between compile and output, {compiling} before, {done} after; no part of a file, all entries whole, all next builds right",
            compiling + linking + done
        ));
        Ok(())
    }

    fn edit(&self, value: u64) -> Result<(), String> {
        let text = format!(
            "package main\n\nimport (\n\t\"fmt\"\n\t\"net/http\"\n)\n\nfunc main() {{\n\tfmt.Println({value}, http.DefaultClient)\n}}\n"
        );
        let file = self.source.join("main.go");
        files::write(&file, text)
    }

    fn digest(&self, output: &str) -> Result<Digest, String> {
        let path = self.source.join(output);
        let bytes = files::read(&path)?;
        Ok(Digest::of(&bytes))
    }

    /// One edit: a build is killed, its files are checked, and an undisturbed build follows.
    fn round(&mut self, value: u64, usual: Duration, hits: &mut Hits) -> Result<(), String> {
        self.edit(value)?;
        let old = self.digest(OUT)?;
        let before = self.check()?;
        // Most of the time after an edit is the compile, and then the link.
        let share = 15 + self.random.number() % 70;
        let after = usual * u32::try_from(share).unwrap_or(100) / 100;
        let spawned = self.command(&self.vamos, &self.cache, OUT).spawn();
        let mut child = spawned.map_err(|error| error.to_string())?;
        let is_killed = kill_after(&mut child, after)?;
        let entries = self.check()?;
        let left = self.digest(OUT)?;
        self.build(WHOLE)?;
        let new = self.digest(WHOLE)?;
        if left != old && left != new {
            return Err(format!("round {value}: the output is neither old nor new"));
        }
        if new == old {
            return Err(format!("round {value}: the next build is the one before"));
        }
        if is_killed {
            match (left == new, entries > before) {
                (true, _) => hits.done += 1,
                (false, true) => hits.linking += 1,
                (false, false) => hits.compiling += 1,
            }
        }
        self.check()?;
        self.build(OUT)?;
        if self.digest(OUT)? == new {
            Ok(())
        } else {
            Err(format!("round {value}: two builds differ"))
        }
    }

    /// Compares with the official command, which has a cache of its own, and must accept the cache
    /// under trial.
    fn official(&self) -> Result<(), String> {
        let fresh = self.tmp.join("cache-official");
        let caches: [&Path; 2] = [&fresh, &self.cache];
        for cache in caches {
            let status = self.command(&self.go, cache, "out-official").status();
            if !status.map_err(|error| error.to_string())?.success() {
                return Err("the official build failed".to_owned());
            }
            if self.digest("out-official")? != self.digest(OUT)? {
                return Err("the build differs from the official one".to_owned());
            }
        }
        Ok(())
    }
}
