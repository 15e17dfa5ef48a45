//! One member's tree, in which each side runs the same command in turn; then files, text and
//! exit codes are compared.
//!
//! Each side has its own GOMODCACHE, which has the same name while the side runs, and stays
//! from one command to the next.
//! Counterpart: none.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Output;
use std::time::Duration;
use std::time::Instant;

use super::place::Prepare;
use super::place::RunsDir;
use crate::corpus::Member;
use crate::costs::ticks;
use crate::files;
use crate::files::at;
use crate::files::remove;
use crate::pair;
use crate::pair::Outcome;
use crate::pair::Side;
use crate::tree;

/// The files of a module that commands change.
const FILES: [&str; 4] = ["go.mod", "go.sum", "go.work", "go.work.sum"];

/// The contents of such files by relative path; of some only that they do not exist.
type Files = BTreeMap<String, Option<Vec<u8>>>;

/// The tree of one member.
pub(crate) struct MemberTree<'p> {
    place: &'p RunsDir,
    files: Files,
}

/// Duration of a run, in seconds, and its exit code.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spent {
    pub(crate) wall: f64,
    /// User and system time.
    pub(crate) cpu: f64,
    pub(crate) code: Option<i32>,
}

/// Result of a command that both sides share.
#[derive(Clone, Debug, Default)]
pub(crate) struct Equal {
    pub(crate) code: Option<i32>,
    pub(crate) stderr: String,
    pub(crate) has_stdout: bool,
    /// Description of the two runs.
    pub(crate) text: String,
}

impl<'p> MemberTree<'p> {
    /// Creates the member's tree, and empty caches of modules.
    pub(crate) fn open(place: &'p RunsDir, member: &Member) -> Result<Self, String> {
        place.provide_upgrades(member)?;
        place.fresh(member)?;
        Self::of(place, &[""])
    }

    /// Creates the member's tree in the state after `mod tidy`.
    pub(crate) fn open_tidy(place: &'p RunsDir, member: &Member) -> Result<Self, String> {
        Self::open(place, member)?.after(&["mod", "tidy"])
    }

    /// Changes the tree to the state after a command of the official side.
    pub(crate) fn after(self, args: &[&str]) -> Result<Self, String> {
        self.spend(Side::Official, &|_| Ok(()), args)?;
        Ok(Self {
            files: self.read_files(),
            ..self
        })
    }

    /// Creates the trees of several members, and a go.work with all of them.
    pub(crate) fn open_workspace(place: &'p RunsDir, members: &[&Member]) -> Result<Self, String> {
        let (first, _) = members.split_first().ok_or("no members")?;
        for member in members {
            place.provide(member)?;
        }
        place.fresh(first)?;
        let dirs = place.fresh_workspace(members)?;
        let mut dirs: Vec<&str> = dirs.iter().map(String::as_str).collect();
        dirs.push("");
        Self::of(place, &dirs)
    }

    fn of(place: &'p RunsDir, dirs: &[&str]) -> Result<Self, String> {
        let in_dir = |dir: &&str| FILES.map(|name| Path::new(dir).join(name));
        let names = dirs.iter().flat_map(in_dir);
        let names: Vec<String> = names.map(|name| name.display().to_string()).collect();
        let source = place.source();
        let read = |name: String| (name.clone(), fs::read(source.join(name)).ok());
        for side in Side::BOTH {
            let made = fs::create_dir_all(parked(place, side));
            made.map_err(|error| error.to_string())?;
        }
        Ok(Self {
            place,
            files: names.into_iter().map(read).collect(),
        })
    }

    /// Returns the initial text of one of the files.
    pub(crate) fn text(&self, name: &str) -> String {
        let found = self.files.get(name).and_then(Option::as_deref);
        String::from_utf8_lossy(found.unwrap_or_default()).into_owned()
    }

    /// Runs a command with each side on the initial tree after `prepare` changed it.
    pub(crate) fn compare(&self, prepare: Prepare<'_>, args: &[&str]) -> Result<Equal, String> {
        let [official, vamos] = Side::BOTH.map(|side| self.run(side, prepare, args));
        let ((official, theirs), (vamos, ours)) = (official?, vamos?);
        official.compare(&vamos)?;
        let text = format!(
            "exit {:?}, {} and {} bytes, official {theirs:.2?}, vamos {ours:.2?}",
            official.code.unwrap_or(-1),
            official.text("stdout").len(),
            official.text("stderr").len(),
        );
        Ok(Equal {
            code: official.code,
            stderr: official.text("stderr").to_owned(),
            has_stdout: !official.text("stdout").is_empty(),
            text,
        })
    }

    /// Runs a command with one side, with the vendor directory of an earlier run; returns its
    /// duration.
    pub(crate) fn spend(
        &self,
        side: Side,
        prepare: Prepare<'_>,
        args: &[&str],
    ) -> Result<Spent, String> {
        self.lay_files(prepare)?;
        let before = ticks();
        let (output, took) = self.output(side, args)?;
        Ok(Spent {
            wall: took.as_secs_f64(),
            cpu: (ticks() - before) / 100.0,
            code: output.status.code(),
        })
    }

    fn run(
        &self,
        side: Side,
        prepare: Prepare<'_>,
        args: &[&str],
    ) -> Result<(Outcome, Duration), String> {
        let vendor = self.place.source().join("vendor");
        remove(&vendor)?;
        self.lay_files(prepare)?;
        let (output, took) = self.output(side, args)?;
        let mut outcome = Outcome::of(&output);
        outcome.mask("stderr", in_order);
        for (name, bytes) in self.read_files() {
            // A missing file is a text of one side only.
            let text = bytes.map(|bytes| (name, pair::text(&bytes)));
            outcome.texts.extend(text);
        }
        if vendor.exists() {
            outcome.files = tree::read(&vendor)?;
        }
        Ok((outcome, took))
    }

    /// Runs a command in the present tree.
    fn output(&self, side: Side, args: &[&str]) -> Result<(Output, Duration), String> {
        let dir = self.place.source();
        let failed = at(&dir);
        let modcache = self.place.modcache();
        // The directory of the other side's last run is parked, so the name is free.
        let _ = fs::remove_dir(&modcache);
        fs::rename(parked(self.place, side), &modcache).map_err(failed)?;
        let started = Instant::now();
        let mut command = self.place.command(side, None);
        let output = command
            .env("GOPROXY", self.place.material_url())
            .env("GOSUMDB", "off")
            .env("GOWORK", "")
            .args(args)
            .output();
        let took = started.elapsed();
        fs::rename(&modcache, parked(self.place, side)).map_err(failed)?;
        let output = output.map_err(|error| format!("{}: {error}", side.name()))?;
        Ok((output, took))
    }

    fn read_files(&self) -> Files {
        let dir = self.place.source();
        let read = |name: &String| (name.clone(), fs::read(dir.join(name)).ok());
        self.files.keys().map(read).collect()
    }

    /// Restores the files that an earlier command may have changed.
    fn lay_files(&self, prepare: Prepare<'_>) -> Result<(), String> {
        let dir = self.place.source();
        for (name, bytes) in &self.files {
            let file = dir.join(name);
            match bytes {
                // Its time stays where nothing has changed it.
                Some(bytes) if fs::read(&file).is_ok_and(|now| now == *bytes) => {}
                Some(bytes) => files::write(&file, bytes)?,
                None => remove(&file)?,
            }
        }
        prepare(&dir)
    }
}

fn parked(place: &RunsDir, side: Side) -> std::path::PathBuf {
    place.run().join(format!("mod-{}", side.name()))
}

/// Sorts the lines of parallel work, and moves them to the front.
fn in_order(stderr: &str) -> String {
    let is_parallel = |line: &&str| {
        let starts = ["go: downloading ", "go: finding module for package "];
        starts.iter().any(|start| line.starts_with(start))
    };
    let lines = stderr.split_inclusive('\n');
    let (mut parallel, rest): (Vec<&str>, Vec<&str>) = lines.partition(is_parallel);
    parallel.sort_unstable();
    [parallel, rest].concat().concat()
}
